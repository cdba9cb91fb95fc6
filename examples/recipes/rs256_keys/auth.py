"""Who asks, and whether the path is theirs: in place of the guide's `auth/jwt_verifier.py` and `auth/dependencies.py`."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any

from bearward import Claims, Denied, Verifier
from bearward.fastapi import Bearer
from config import settings
from errors import error
from fastapi import Depends
from pydantic import BaseModel
from starlette.requests import HTTPConnection

verifier = Verifier(
    issuer=settings.BETTER_AUTH_URL,
    audience=settings.AUDIENCE,
    any_audience=settings.AUDIENCE is None,
    jwks_url=settings.BETTER_AUTH_JWKS_URL,
    algorithms=["RS256"],
    max_age=settings.JWKS_CACHE_TTL,
    leeway=0,  # a token ends with its `exp`, as in the guide
)
WORDS = {
    "token_missing": "Not authenticated",
    "token_expired": "Token has expired",
    "owner_mismatch": "Access denied: cannot access another user's resources",
    "not_found": "Task not found",
    "keys_unavailable": "JWKS endpoint unavailable",
    "token_malformed": "Invalid token: signature verification failed",
    "signature_invalid": "Invalid token: signature verification failed",
}


def body(_: HTTPConnection, denied: Denied) -> dict[str, Any]:
    """The guide's words for each denial. Status and headers stay bearward's."""
    code = "forbidden" if denied.status == 403 else denied.oauth_error or denied.code
    return error(denied.status, code, WORDS.get(denied.code, f"Invalid token: {denied}"))


bearer = Bearer(verifier, on_denied=body)
Bearing = Annotated[Claims, Depends(bearer)]
Owner = Annotated[Claims, Depends(bearer.owner("user_id"))]


class AuthenticatedUser(BaseModel):
    """The signed-in user, as the token describes them."""

    user_id: str
    email: str
    name: str | None
    exp: datetime
    iss: str

    @classmethod
    def of(cls, claims: Claims) -> "AuthenticatedUser":
        email, name = (value if isinstance(value := claims.get(claim), str) else None for claim in ("email", "name"))
        who = {"user_id": claims.subject, "email": email or "", "name": name}
        return cls.model_validate(who | {"exp": claims.expires_at, "iss": claims.issuer})


@asynccontextmanager
async def keys() -> AsyncGenerator[None, None]:
    """No start without keys."""
    try:
        await verifier.warm_async()
    except Denied as denied:
        raise RuntimeError(f"JWKS endpoint unavailable: {denied.explain.received}") from None
    yield
