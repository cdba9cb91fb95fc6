"""`as_user`: requests of an application as one user, without a token. Owner and scope checks stay on."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from bearward import Claims, Denied, Verifier

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from bearward.fastapi import Bearer

# Signs nothing but the claims that this module itself verifies, in one call.
SECRET = "bearward.testing.as_user signs here, nowhere else"


@contextmanager
def as_user(
    app: "Starlette",
    bearer: "Bearer",
    *,
    subject: str | int,
    subject_claim: str = "sub",
    scopes_from: str | None = None,
    **claims: Any,
) -> Generator[Claims, None, None]:
    """Within it every request of the application has these claims, whatever token it carries or none.

    Only who asks is settled: `owner` still compares the path with the subject, `scopes` still looks into the claims.
    `subject_claim` and `scopes_from` are those of the application's verifier, if it has others than the usual ones. Keys
    are not fetched, so that a start within it needs no issuer. Not for requests of several users at the same time.
    """
    from bearward.fastapi.walk import places

    if not any(guard.bearer is bearer for place in places(app) for guard in place.guards):
        raise ValueError("no route of this application asks this bearer: as_user would change nothing")
    user = _claims({subject_claim: subject, **claims}, subject, subject_claim, scopes_from)
    own = bearer.verifier
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

    def try_decide(self, method: str, headers: Iterable[tuple[bytes, bytes]]) -> Claims:
        return self._claims

    def decide(self, method: str, headers: Iterable[tuple[bytes, bytes]]) -> Claims:
        return self._claims

    async def decide_async(self, method: str, headers: Iterable[tuple[bytes, bytes]]) -> Claims:
        return self._claims

    def token_missing(self) -> Denied:
        return self._own.token_missing()

    def ready(self) -> bool:
        return True

    def warm(self, required: bool = True) -> None:
        return None

    async def warm_async(self, required: bool = True) -> None:
        return None


def _claims(claims: dict[str, Any], subject: str | int, claim: str, scopes_from: str | None) -> Claims:
    """Real claims: minted and verified."""
    from .issuer import TestIssuer

    options: dict[str, Any] = {"scopes_from": scopes_from} if scopes_from else {}
    options["subject_int" if isinstance(subject, int) else "subject"] = claim
    verifier = Verifier(any_issuer=True, any_audience=True, secret=SECRET, **options)
    issuer = TestIssuer(secret=SECRET.encode(), algorithms=["HS256"])
    return verifier.verify(issuer.mint(claims))
