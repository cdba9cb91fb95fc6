"""Who asks: HS256 tokens signed with the secret of Better Auth. Whoever comes first with a good one gets a row in `users`."""

from typing import Annotated, Any

from bearward import Claims, Denied, Verifier
from bearward.fastapi import Bearer
from config import settings
from database import Session
from fastapi import Depends
from models import User
from sqlalchemy.dialects import postgresql, sqlite
from starlette.requests import HTTPConnection

verifier = Verifier(
    any_issuer=True,
    any_audience=True,
    secret=settings.JWT_SECRET,
    algorithms=[settings.JWT_ALGORITHM],
    leeway=0,  # a token ends with its `exp`, as in the guide
)
NOT_FOUND = "Task not found or you don't have permission to access it"


def body(_: HTTPConnection, denied: Denied) -> dict[str, str]:
    """The guide's words for each denial. Status and headers stay bearward's, and so does the code."""
    words = {"token_missing": "Authentication required", "not_found": NOT_FOUND}
    return {"detail": words.get(denied.code, "Invalid or expired token"), "code": denied.code}


bearer = Bearer(verifier, on_denied=body)


async def current_user(claims: Annotated[Claims, Depends(bearer)], db: Session) -> User:
    """The row of the user that the token speaks for, made if it is not there."""
    id = str(claims.subject)
    if "\0" in id:  # PostgreSQL cannot keep it
        raise Denied("claim_invalid")
    user = await db.get(User, id)
    if user is None:
        # Of any number of first requests at once, one makes the row, and none fails.
        insert: Any = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
        row = {"id": id, "email": text(claims.get("email")), "name": text(claims.get("name"))}
        await db.execute(insert(User).values(row).on_conflict_do_nothing(index_elements=["id"]))
        await db.commit()
        user = await db.get_one(User, id)
    return user


def text(claim: object) -> str | None:
    return claim if isinstance(claim, str) and "\0" not in claim else None


CurrentUser = Annotated[User, Depends(current_user)]
