"""The types of the options: what `Verifier(...)`, the presets and `SessionCookies(...)` take."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict

if TYPE_CHECKING:
    from bearward._bearward import Claims, Verifier

Names: TypeAlias = str | Sequence[str]
Json: TypeAlias = str | Mapping[str, Any]
Seconds: TypeAlias = float | timedelta
Header: TypeAlias = tuple[bytes, bytes]
Fetch: TypeAlias = Callable[
    [str, dict[str, str], float],
    tuple[int, Mapping[str, str] | Iterable[tuple[str, str]], bytes | str],
]


class Options(TypedDict, total=False):
    """What every verifier may be told. None is as good as not given, also for `subject`: a token without a subject is refused
    unless `optional_subject=True` says otherwise."""

    # The token.
    algorithms: Names | None
    typ: str | None
    default_typ: bool | None
    """Takes a preset's `typ` back."""
    allow_unbound_use: bool | None
    max_token_bytes: int | None
    token_cache: tuple[int, int] | None
    """Entries and bytes of the cache of verified tokens; without it there is none."""
    header_cache: bool | None
    # The claims.
    leeway: Seconds | None
    max_token_age: Seconds | None
    required: Names | None
    not_required: Names | None
    """Takes back what a preset demands of these claims."""
    require: dict[str, Sequence[str | int | bool]] | None
    subject: str | None
    subject_int: str | None
    optional_subject: bool | None
    scopes_from: str | None
    revoked_if: Callable[[Claims], bool] | None
    # Where the token stands.
    token_header: str | None
    cookie: str | None
    allowed_origins: Names | None
    # The answers.
    problem_bodies: bool | None
    resource_metadata: str | None
    realm: str | None
    # Keys over HTTP.
    allow_http: bool | None
    max_age: Seconds | None
    max_stale: Seconds | None
    cooldown: Seconds | None
    fetch: Fetch | None
    fetch_headers: dict[str, str] | None
    ca_pem: str | None
    jwks_snapshot: Json | None
    # The host.
    release_gil: bool | None


class Sources(Options, total=False):
    """Where keys come from: one of them."""

    secret: str | bytes | list[str] | list[bytes] | None
    secret_env: str | None
    pem: str | None
    jwk: Json | None
    jwks: Json | None
    jwks_file: str | os.PathLike[str] | None
    jwks_url: str | None
    discovery: bool | None


class Replaced(Sources, total=False):
    """Over a preset that names its audience by itself, or none."""

    issuer: Names | None


class Chosen(Replaced, total=False):
    """Everything: issuer and audience are chosen too."""

    any_issuer: bool | None
    audience: Names | None
    any_audience: bool | None


class ReplacedParties(Replaced, total=False):
    """Over a preset that derives its audience."""

    audience: Names | None
    any_audience: bool | None


class Sessions(TypedDict, total=False):
    """What session cookies may be told. None is as good as not given."""

    # The secret: one of the two. Of several, newest first, the newest alone signs.
    secret: str | bytes | list[str] | list[bytes] | None
    secret_env: str | None
    # Asymmetric session data.
    base_url: str | None
    """BETTER_AUTH_URL: https expects secure cookies, and the keys that it publishes count."""
    verifier: Verifier | None
    issuer: str | None
    # The cookies.
    strategy: Literal["compact", "jwt", "jwe"] | None
    prefix: str | None
    session_token_name: str | None
    session_data_name: str | None
    secure: bool | None
    # The session.
    version: str | None
    any_version: bool | None
    leeway: Seconds | None
    max_data_age: Seconds | None
    revoked_if: Callable[[Claims], bool] | None
    # The request.
    allowed_origins: Names | None


class Stats(TypedDict):
    """What `Verifier.stats` counts."""

    accepted: int
    denied: dict[str, int]
    key_hits: int
    key_misses: int
    fetches: dict[str, int]
    fetch_failures: int
    last_fetch_error: str | None
    key_age: float | None
