"""Who asks, and whether the path is theirs. This file stands where the guide has `core/auth.py` and `core/security.py`."""

from typing import Annotated, Any

from bearward import Claims, Denied, Verifier
from bearward.fastapi import Bearer
from config import settings
from errors import error
from fastapi import Depends
from starlette.requests import HTTPConnection

verifier = Verifier(
    any_issuer=True,
    any_audience=True,
    secret=settings.BETTER_AUTH_SECRET,
    subject_int="user_id",
    leeway=0,  # a token ends with its `exp`, as in the guide
)


def body(connection: HTTPConnection, denied: Denied) -> dict[str, Any]:
    """The guide's words for each denial. Status and headers stay bearward's."""
    credential = connection.headers.get("authorization", "")
    match denied.code, denied.claim:
        case "owner_mismatch", _:
            return error("FORBIDDEN", "You can only access your own resources")
        case "not_found", _:
            return error("NOT_FOUND", "Todo not found")
        case "authorization_malformed", _:
            return error("BAD_REQUEST", "Invalid token format", authorization="Must be sent once")
        case _ if not credential:
            return error("UNAUTHORIZED", "Missing authentication token")
        case _ if not credential.lower().startswith("bearer "):
            return error("UNAUTHORIZED", "Invalid token format", authorization="Must use Bearer token format")
        case "token_expired", _:
            return error("UNAUTHORIZED", "Token expired")
        case "claim_invalid", "user_id":
            return error("UNAUTHORIZED", "Invalid user_id in token", user_id="user_id must be an integer")
        case "claim_missing", str(claim):
            return error("UNAUTHORIZED", "Invalid token claims", **{claim: f"Missing {claim} claim"})
        case "claim_invalid", str(claim):
            return error("UNAUTHORIZED", "Invalid token claims", **{claim: f"Invalid {claim} claim"})
        case _:
            return error("UNAUTHORIZED", "Invalid token signature", token=str(denied))


bearer = Bearer(verifier, on_denied=body)
User = Annotated[Claims, Depends(bearer.owner("user_id"))]
