"""Passwords: argon2id, never on the event loop, and never faster for an account that does not exist."""

import asyncio
import os
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from config import settings

# OWASP's figures for argon2id: 19 MiB, two passes, one lane.
hasher = PasswordHasher(time_cost=settings.ARGON2_TIME_COST, memory_cost=19 * 1024, parallelism=1)
nobody = hasher.hash(secrets.token_urlsafe())
slots = asyncio.Semaphore(max(2, os.cpu_count() or 2))
"""No more hashes at once than there are cores."""


async def hashed(password: str) -> str:
    async with slots:
        return await asyncio.to_thread(hasher.hash, password)


async def matches(kept: str | None, password: str) -> bool:
    """Whether this is the password of that hash; None for an account that is not there. The caller holds a slot."""
    good = await asyncio.to_thread(_verify, kept or nobody, password)
    return good and kept is not None


def _verify(kept: str, password: str) -> bool:
    try:
        return hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False
