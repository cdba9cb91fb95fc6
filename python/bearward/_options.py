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
    unless `optional_subject=True` says otherwise. Times are seconds, or a timedelta."""

    # The token.
    algorithms: Names | None
    """Accepts these alone. By default: of a key set all public-key algorithms, of a secret HS256, of a PEM what fits it."""
    typ: str | None
    """Accepts this `typ` alone (`at+jwt`, RFC 9068). By default absent, `JWT` and `at+jwt` pass."""
    default_typ: bool | None
    """Takes a preset's `typ` back."""
    allow_unbound_use: bool | None
    """Accepts sender-constrained tokens (`cnf`: DPoP, mTLS) as plain ones, which gives their protection up."""
    max_token_bytes: int | None
    """The longest token that is looked at; 16 KiB by default."""
    token_cache: tuple[int, int] | None
    """Entries and bytes of the cache of verified tokens; without it there is none."""
    header_cache: bool | None
    """Remembers the headers of good tokens (up to eight), so that they are not read again. It decides alike."""
    # The claims.
    leeway: Seconds | None
    """How far clocks may differ: 5 seconds by default, at most an hour."""
    max_token_age: Seconds | None
    """Refuses tokens issued longer ago than these seconds; `iat` is then required."""
    required: Names | None
    """Claims that must be there. `exp` always must."""
    not_required: Names | None
    """Takes back what a preset demands of these claims."""
    require: dict[str, Sequence[str | int | bool]] | None
    """Claims that must have one of some values: `{"azp": ["web", "mobile"]}`."""
    subject: str | None
    """The claim whose non-empty string is the subject: `sub` by default."""
    subject_int: str | None
    """The claim whose integer, 0..2**53-1, is the subject: "42" and 42.0 are none."""
    optional_subject: bool | None
    """Accepts tokens without a subject (of services). Owner checks then refuse them."""
    scopes_from: str | None
    """The claim with the scopes, or a JSON pointer (RFC 6901) such as `/realm_access/roles`."""
    revoked_if: Callable[[Claims], bool] | None
    """Asked last, on every acceptance: True refuses the token; an error, or another answer than a bool, is a 503."""
    # Where the token stands.
    token_header: str | None
    """Another header that is a bare token (`Cf-Access-Jwt-Assertion`), where there is no Authorization header."""
    cookie: str | None
    """A cookie that holds the token. On unsafe methods and WebSockets the request must then come from `allowed_origins`."""
    allowed_origins: Names | None
    """Origins that may send the cookie with an unsafe method: scheme, host and port."""
    # The answers.
    problem_bodies: bool | None
    """Answers with problem details (RFC 9457) instead of `{"detail", "code"}`."""
    resource_metadata: str | None
    """The URL of the protected resource metadata, named in challenges (RFC 9728 section 5.1)."""
    realm: str | None
    """The `realm` of challenges (RFC 9110 section 11.5)."""
    # Keys over HTTP.
    allow_http: bool | None
    """Lets keys be fetched over plain http from other hosts than loopback: whoever is on the way then chooses the keys."""
    max_age: Seconds | None
    """For how long fetched keys are fresh where the endpoint does not say: 600 seconds by default."""
    max_stale: Seconds | None
    """From this age on, keys that could not be renewed decide nothing any more: 24 hours by default."""
    cooldown: Seconds | None
    """The pause after a fetch for an unknown `kid` that found nothing: 30 seconds by default."""
    fetch: Fetch | None
    """Fetches in the place of the built-in client: `fetch(url, headers, timeout)` gives status, headers and body. It is called
    on a daemon thread, and not waited for when its seconds are over."""
    fetch_headers: dict[str, str] | None
    """Headers that are sent with every fetch."""
    ca_pem: str | None
    """Trusts these certificate authorities alone for the key endpoint, not the platform's."""
    jwks_snapshot: Json | None
    """The first key set: it decides until the first fetch has landed (serverless), or until it is older than max_stale.
    For an air gap, give jwks or jwks_file."""
    # The host.
    release_gil: bool | None
    """Lets other threads run during a decision: of use where several threads do little but verify EdDSA or RSA."""


class Sources(Options, total=False):
    """Where keys come from: one of them."""

    secret: str | bytes | list[str] | list[bytes] | None
    """A shared secret, at least 32 octets for HS256; up to three while it is turned, newest first."""
    secret_env: str | None
    """The name of the environment variable that holds the secret."""
    pem: str | None
    """One public key as PEM."""
    jwk: Json | None
    """One public key as a JWK (RFC 7517)."""
    jwks: Json | None
    """A key set (RFC 7517 section 5)."""
    jwks_file: str | os.PathLike[str] | None
    """A key set in a file, read once."""
    jwks_url: str | None
    """A key set behind a URL: https, or http on loopback. Fetched when first needed, and kept fresh."""
    discovery: bool | None
    """True: the key set that the issuer's OpenID Connect discovery document names."""


class Replaced(Sources, total=False):
    """Over a preset that names its audience by itself, or none."""

    issuer: Names | None
    """Who may issue (`iss`): one name or several, compared to the letter."""


class Chosen(Replaced, total=False):
    """Everything: issuer and audience are chosen too."""

    any_issuer: bool | None
    """Does not look at `iss`: whoever has the key may issue."""
    audience: Names | None
    """Whom the token must be for (`aud`): one name, or several of which it must have one."""
    any_audience: bool | None
    """Does not look at `aud`: tokens for other APIs pass too, unless `require` pins another claim."""


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
