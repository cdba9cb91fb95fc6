from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal, final, overload

from bearward._errors import Denied
from bearward._options import Chosen, Header, Names, Replaced, ReplacedParties, Sessions, Stats
from typing_extensions import Self, Unpack

__all__ = [
    "Claims",
    "Denial",
    "Flight",
    "Landing",
    "SessionCookies",
    "TestIssuer",
    "Verifier",
    "__version__",
    "_cli",
    "session_cookies",
]

__version__: Final[str]

def _cli(arguments: Sequence[str]) -> int: ...

@final
class Verifier:
    """Decides about bearer tokens. Built once, shared by all requests and threads."""

    def __new__(cls, **options: Unpack[Chosen]) -> Self:
        """Issuer, audience and keys must be chosen; everything else has a default. Raises ConfigError."""

    @staticmethod
    def better_auth(base_url: str, **options: Unpack[ReplacedParties]) -> Verifier:
        """Better Auth with its jwt plugin, at its public URL: keys from `/api/auth/jwks`, issuer and audience its origin."""

    @staticmethod
    def better_auth_oauth(base_url: str, audience: Names, **options: Unpack[Replaced]) -> Verifier:
        """Better Auth as an OAuth provider: access tokens for the `resource` that clients ask for."""

    @staticmethod
    def auth0(domain: str, audience: Names, **options: Unpack[Replaced]) -> Verifier:
        """Auth0: access tokens of the tenant at this domain for the API with this identifier."""

    @staticmethod
    def clerk(frontend_api_url: str, authorized_parties: Names, **options: Unpack[ReplacedParties]) -> Verifier:
        """Clerk: session tokens; `azp` must be one of the origins of your front ends."""

    @staticmethod
    def cognito(user_pool_id: str, client_id: Names, **options: Unpack[ReplacedParties]) -> Verifier:
        """Amazon Cognito: access tokens of a user pool for its app clients."""

    @staticmethod
    def entra(tenant_id: str, audience: Names, **options: Unpack[Replaced]) -> Verifier:
        """Microsoft Entra ID: v2.0 access tokens of one tenant for your application."""

    @staticmethod
    def firebase(project_id: str, **options: Unpack[ReplacedParties]) -> Verifier:
        """Firebase Authentication: ID tokens of a project."""

    @staticmethod
    def google(client_ids: Names, **options: Unpack[ReplacedParties]) -> Verifier:
        """Sign in with Google: ID tokens for your client ids."""

    @staticmethod
    def keycloak(realm_url: str, audience: Names, **options: Unpack[Replaced]) -> Verifier:
        """Keycloak: access tokens of a realm for this audience."""

    @staticmethod
    def okta(issuer_url: str, audience: Names, **options: Unpack[Replaced]) -> Verifier:
        """Okta: access tokens of a custom authorization server for its audience."""

    @staticmethod
    def supabase(project_url: str, **options: Unpack[ReplacedParties]) -> Verifier:
        """Supabase Auth: access tokens of signed-in users of a project."""

    @staticmethod
    def workos(client_id: str, **options: Unpack[ReplacedParties]) -> Verifier:
        """WorkOS AuthKit: session access tokens of an environment."""

    @staticmethod
    def many(verifiers: Sequence[Verifier]) -> Verifier:
        """Several issuers behind one verifier: the token's iss chooses among them by exact match."""

    def verify(self, token: str) -> Claims:
        """The claims of a good token; raises Denied for any other. May wait up to 6 s where there are no keys yet."""

    async def verify_async(self, token: str) -> Claims:
        """The same without ever blocking the event loop."""

    def find_token(self, method: str, headers: Iterable[Header]) -> str | None:
        """The token of a request, or None if there is none. Headers are pairs of bytes."""

    def token_missing(self) -> Denied:
        """The denial of a request without a token."""

    def decide(self, method: str, headers: Iterable[Header]) -> Claims:
        """find_token and verify in one. Denials are not logged: ``denied.log(route)`` does."""

    async def decide_async(self, method: str, headers: Iterable[Header]) -> Claims:
        """The same without ever blocking the event loop."""

    def try_decide(self, method: str, headers: Iterable[Header]) -> Claims | Denied | None:
        """The decision, or None if it would wait: the fetch is then on its way, and ``decide_async`` joins it."""

    def decide_scope(self, scope: MutableMapping[str, Any]) -> Claims | None:
        """The same for an ASGI request, raising; its scope keeps the claims as ``"bearward.claims"``, so that the decision is
        taken once, however many middlewares and dependencies ask."""

    def warm(self, required: bool = True) -> None:
        """Fetches the keys now, if there are none. Raises Denied (keys_unavailable), or with required=False logs it."""

    async def warm_async(self, required: bool = True) -> None:
        """The same without blocking the event loop."""

    def ready(self) -> bool:
        """True while there are keys to decide by."""

    def refresh(self) -> None:
        """Fetches the keys again, past every brake, and waits for them. Raises Denied (keys_unavailable)."""

    def revoke_key(self, kid: str) -> None:
        """Refuses a key, under whatever names the set has it, and what names it, until this process ends."""

    def stats(self) -> Stats:
        """Counters of decisions and fetches."""

    @property
    def subject_claim(self) -> str | None:
        """The claim that is the subject; None where several issuers name several."""

    @property
    def subject_type(self) -> Literal["string", "integer"]:
        """What JSON Schema calls the type of a subject."""

    @property
    def scopes_from(self) -> str | None:
        """Where scopes stand, if not in the usual claims."""

    def _begin(self, token: str) -> Claims | Landing: ...
    def _finish(self, token: str) -> Claims: ...
    def _warm_in_thread(self, done: Callable[[Denied | None], object]) -> None: ...
    def _check(self, token: str, unix: float, mono: float, attempt: int) -> tuple[Claims | Denied | Flight, Flight | None]: ...

@final
class SessionCookies:
    """Decides about Better Auth's session cookies. Built once, shared by all requests and threads."""

    def __new__(cls, **options: Unpack[Sessions]) -> Self: ...
    def decide(self, cookies: str | bytes | None) -> Claims | None:
        """The claims of a session, or None if the issuer must be asked for it. Raises Denied for everything else."""

    async def decide_async(self, cookies: str | bytes | None) -> Claims | None:
        """The same without ever blocking the event loop."""

    def decide_request(self, method: str, headers: Iterable[Header]) -> Claims | None:
        """The same for a whole request, whose origin counts too. Denials are not logged: `denied.log(route)` does."""

    async def decide_request_async(self, method: str, headers: Iterable[Header]) -> Claims | None:
        """The same without ever blocking the event loop."""

    def accept_answer(self, cookies: str | bytes | None, body: str | bytes) -> Claims:
        """The claims of a session that must be renewed, from the body of the issuer's answer to GET /api/auth/get-session with
        these cookies."""

    def _begin(self, cookies: str | bytes | None) -> Claims | Landing | None: ...
    def _finish(self, cookies: str | bytes | None) -> Claims | None: ...
    def _begin_request(self, method: str, headers: Iterable[Header]) -> Claims | Landing | None: ...
    def _finish_request(self, method: str, headers: Iterable[Header]) -> Claims | None: ...
    def _check(
        self, cookies: str | bytes | None, unix: float, mono: float, attempt: int
    ) -> tuple[Claims | Denied | Flight | None, Flight | None]: ...

@final
class Claims(Mapping[str, Any]):
    """What an accepted token says: a read-only mapping of its claims, with owner and scope checks."""

    @property
    def subject(self) -> str | int | None:
        """Who the token is about: a str, or an int under subject_int. None only under optional_subject."""

    @property
    def issuer(self) -> str | None:
        """Who issued the token (iss)."""

    @property
    def audience(self) -> tuple[str, ...]:
        """Whom the token is for (aud)."""

    @property
    def scopes(self) -> tuple[str, ...]:
        """What the token was granted. Raises Denied if the claim has a wrong type."""

    @property
    def expires_at(self) -> datetime:
        """When the token expires (exp), in UTC. The number is claims["exp"]."""

    @property
    def not_before(self) -> datetime | None:
        """From when on the token is valid (nbf), in UTC."""

    @property
    def issued_at(self) -> datetime | None:
        """When the token was issued (iat), in UTC."""

    def to_dict(self) -> dict[str, Any]:
        """A new dict with all claims."""

    def require_owner(self, owner: str | int) -> None:
        """Raises Denied (owner_mismatch) unless owner is the subject, in type and value."""

    def require_path_owner(self, segment: str) -> None:
        """The same for a path parameter, percent-decoded once: always a str, also for an integer subject."""

    def require_record_owner(self, owner: str | int | None) -> None:
        """The same for the owner of a record, or None if there is no such record: both are Denied (not_found)."""

    def require_scope(self, scope: str) -> None:
        """Raises Denied (scope_insufficient) unless the scope was granted."""

    def require_any_scope(self, scopes: Sequence[str]) -> None:
        """Raises Denied (scope_insufficient) unless one of the scopes was granted."""

    def __getitem__(self, claim: str, /) -> Any: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[str]: ...
    @overload
    def get(self, claim: str, /) -> Any | None: ...
    @overload
    def get(self, claim: str, default: Any, /) -> Any: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __copy__(self) -> Claims: ...
    def __deepcopy__(self, _memo: object) -> Claims: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> Any: ...
    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: object, _handler: object) -> dict[str, Any]: ...

@final
class Denial:
    """What `Denied` carries."""

    def __new__(cls, code: str, retry_after: float | None = None) -> Self: ...
    @property
    def code(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def oauth_error(self) -> str | None: ...
    @property
    def claim(self) -> str | None: ...
    @property
    def retry_after(self) -> int | None: ...
    @property
    def headers(self) -> list[tuple[str, str]]: ...
    @property
    def body(self) -> str: ...
    @property
    def content_type(self) -> str: ...
    @property
    def explanation(self) -> tuple[str | None, str | None, str | None]: ...
    def log(self, route: str) -> None: ...

@final
class Flight:
    """A flight that nobody has launched: only `Verifier._check` gives it, for virtual time."""

    @property
    def is_led(self) -> bool: ...
    def _run_here(self, unix: float, mono: float) -> None: ...

@final
class Landing:
    """Where one waits for a flight that was launched."""

    @property
    def seconds_left(self) -> float: ...
    def on_done(self, callback: Callable[[], object]) -> None: ...

def session_cookies(
    user_id: str,
    *,
    secret: str,
    issuer: TestIssuer | None = None,
    user: Mapping[str, object] | None = None,
    session: Mapping[str, object] | None = None,
    stale: bool = False,
    ended: bool = False,
    data: bool = True,
    secure: bool = False,
) -> str:
    """The text of a Cookie header as Better Auth would send it, signed with the secret; the data by an issuer, if one is given.
    Members of user and session are laid over their own; a None takes one away."""

@final
class TestIssuer:
    """A real issuer on 127.0.0.1: signs tokens, serves its keys, rotates, and fails on request."""

    __test__: Final = False
    def __new__(
        cls,
        *,
        algorithms: Names | None = None,
        secret: bytes | None = None,
        issuer: str | None = None,
        issuer_path: str | None = None,
        audience: str | None = None,
        path: str | None = None,
        lifetime: float | None = None,
        now: int | None = None,
        headers: dict[str, str] | None = None,
        etag: bool = False,
    ) -> Self: ...
    @property
    def url(self) -> str: ...
    @property
    def issuer(self) -> str: ...
    @property
    def audience(self) -> str: ...
    @property
    def jwks_url(self) -> str: ...
    @property
    def jwks(self) -> str: ...
    @property
    def kid(self) -> str: ...
    @property
    def kids(self) -> list[str]: ...
    @property
    def requests(self) -> int: ...
    @property
    def connections(self) -> int: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *_error: object) -> None: ...
    def verifier(self, **options: Unpack[ReplacedParties]) -> Verifier:
        """A verifier that trusts this issuer; the keywords are those of `Verifier`."""

    def shared_secret(self) -> bytes: ...
    def public_pem(self, kid: str | None = None) -> str: ...
    def mint(
        self,
        claims: Mapping[str, object] | None = None,
        *,
        header: Mapping[str, object] | None = None,
        raw_payload: bytes | None = None,
        raw_header: bytes | None = None,
        algorithm: str | None = None,
        kid: str | None = None,
        unsigned: bool = False,
    ) -> str:
        """A good token; iss, aud, iat and exp are added unless given, a None takes a claim away. Keywords make it another."""

    def expired(self, claims: Mapping[str, object]) -> str: ...
    def not_yet_valid(self, claims: Mapping[str, object]) -> str: ...
    def wrong_key(self, claims: Mapping[str, object]) -> str: ...
    def wrong_audience(self, claims: Mapping[str, object]) -> str: ...
    def wrong_issuer(self, claims: Mapping[str, object]) -> str: ...
    def unknown_kid(self, claims: Mapping[str, object]) -> str: ...
    def alg_none(self, claims: Mapping[str, object]) -> str: ...
    def hs256_with_public_key(self, claims: Mapping[str, object]) -> str: ...
    def tampered(self, token: str) -> str: ...
    def rotate(self) -> None: ...
    def remove_old_keys(self) -> None: ...
    def reuse_kid(self) -> None: ...
    def set_now(self, unix_seconds: int) -> None: ...
    def down(self) -> None: ...
    def up(self) -> None: ...
    def hang(self) -> None: ...
    def slow(self, delay: float) -> None: ...
    def answer_with(self, status: int, headers: dict[str, str] | None = None, body: bytes | None = None) -> None: ...
    def answer_normally(self) -> None: ...
