"""Who asks, and whether the path is theirs. This file stands where the guide has `src/auth/jwt.py`."""

from typing import Annotated

from bearward import Claims, Denied, Verifier
from bearward.fastapi import Bearer
from config import settings
from fastapi import Depends
from starlette.requests import HTTPConnection

# Keys from /api/auth/jwks; issuer and audience are the base URL, as Better Auth writes them.
# A token ends with its `exp`, as in the guide.
verifier = Verifier.better_auth(settings.BETTER_AUTH_BASE_URL, algorithms=["EdDSA"], leeway=0)

WORDS = {
    "token_missing": "Not authenticated",
    "key_not_found": "Invalid token key",
    "key_ambiguous": "Invalid token key",
    "key_unusable": "Invalid token key",
    "owner_mismatch": "Access denied",
    "not_found": "Task not found",
    "keys_unavailable": "Failed to fetch JWKS",
}


def body(_: HTTPConnection, denied: Denied) -> dict[str, str]:
    """The guide's words for each denial. Status and headers stay bearward's."""
    if denied.claim == "sub":
        return {"detail": "Invalid token claims"}
    return {"detail": WORDS.get(denied.code, "Invalid authentication credentials")}


bearer = Bearer(verifier, on_denied=body)
User = Annotated[Claims, Depends(bearer.owner("user_id"))]
