"""Who asks: the plan's `core/auth.py` and `dependencies/auth.py`. We sign in `tokens.py`; here tokens are judged."""

import time

from bearward import Claims, Verifier
from bearward.fastapi import Bearer
from config import settings

ended: dict[str, float] = {}
"""Logins that ended here, with the time at which their last access token expires. Each process knows its own."""


def end(login: str) -> None:
    """Refuses the login's access tokens from now on."""
    now = time.time()
    for old in [id for id, until in ended.items() if until < now]:
        del ended[old]
    ended[login] = now + settings.JWT_EXPIRATION


def is_ended(claims: Claims) -> bool:
    return claims.get("sid") in ended


verifier = Verifier(
    any_issuer=True,
    any_audience=True,
    secret=settings.secret,
    algorithms=[settings.JWT_ALGORITHM],
    subject="user_id",
    required=["email"],
    leeway=0,  # a token ends with its `exp`, as in the guide
    revoked_if=is_ended,
)
bearer = Bearer(verifier)
