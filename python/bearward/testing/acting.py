"""`as_user`: requests of an application as one user, without a token. Owner and scope checks stay on."""

from collections.abc import Generator, Iterable, MutableMapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from bearward import Claims, Verifier
from bearward._bearward import TestIssuer

if TYPE_CHECKING:
    from bearward.fastapi import Bearer
    from starlette.applications import Starlette

# Signs nothing but the claims that this module itself verifies, in one call.
SECRET = "bearward.testing.as_user signs here, nowhere else"


@contextmanager
def as_user(
    app: "Starlette",
    bearer: "Bearer",
    *,
    subject: str | int,
    **claims: Any,
) -> Generator[Claims, None, None]:
    """Within it every request of the application has these claims, whatever token it carries or none.

    Only who asks is settled: `owner` still compares the path with the subject, `scopes` still looks into the claims.
    The subject is put where the application's verifier looks for it. Scopes are claims as its tokens have them:
    `scope="tasks:read"`, or that of `scopes_from`; of `Verifier.many` always `scope`. Keys are not fetched, so that a start
    within it needs no issuer. Not for requests of several users at the same time.
    """
    from bearward.fastapi.walk import places

    asked = (asker for place in places(app) for asker in (*place.guards, *(lock.middleware for lock in place.locks)))
    if not any(getattr(asker, "bearer", None) is bearer for asker in asked):
        raise ValueError("no route of this application asks this bearer: as_user would change nothing")
    own = bearer.verifier
    user = _claims(own, subject, claims)
    bearer.verifier = cast(Verifier, Acting(own, user))
    try:
        yield user
    finally:
        bearer.verifier = own


class Acting:
    """Stands in for the verifier of a bearer."""

    def __init__(self, own: Verifier, claims: Claims) -> None:
        self._own = own
        self._claims = claims

    def find_token(self, method: str, headers: Iterable[tuple[bytes, bytes]]) -> str | None:
        return ""

    def decide_scope(self, scope: MutableMapping[str, Any]) -> Claims:
        scope["bearward.claims"] = self._claims
        return self._claims

    def decide(self, *_: object) -> Claims:
        return self._claims

    verify = try_decide = decide

    async def decide_async(self, *_: object) -> Claims:
        return self._claims

    verify_async = decide_async

    def ready(self) -> bool:
        return True

    def warm(self, required: bool = True) -> None:
        return None

    async def warm_async(self, required: bool = True) -> None:
        return None

    def __getattr__(self, name: str) -> Any:
        """All that decides nothing."""
        return getattr(self._own, name)


def _claims(own: Verifier, subject: str | int, claims: dict[str, Any]) -> Claims:
    """Real claims: minted and verified, by the rules of the application's verifier for subject and scopes."""
    kind = "integer" if type(subject) is int else "string"
    if own.subject_claim is not None and own.subject_type != kind:
        raise TypeError(f"the application's verifier knows subjects of type {own.subject_type}, and {subject!r} is none")
    claim = own.subject_claim or "sub"
    rules: dict[str, Any] = {"subject_int" if kind == "integer" else "subject": claim, "scopes_from": own.scopes_from}
    issuer = TestIssuer(secret=SECRET.encode(), algorithms="HS256")
    trusted = {"issuer": claims.get("iss", issuer.issuer), "audience": claims.get("aud", issuer.audience)}
    return Verifier(**trusted, secret=SECRET, **rules).verify(issuer.mint({claim: subject, **claims}))
