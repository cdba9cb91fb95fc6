"""Brakes on guessing: wrong passwords are counted for an account and an address together, and for each of them alone."""

import time
from collections.abc import Iterator

from config import settings
from errors import Refusal
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

# Each process counts for itself; `limits` also counts in Redis, for all of them.
limiter = MovingWindowRateLimiter(MemoryStorage())
BOTH, ACCOUNT, ADDRESS = (parse(limit) for limit in (settings.LOGIN_LIMIT, settings.ACCOUNT_LIMIT, settings.ADDRESS_LIMIT))


def counted(address: str, email: str) -> Iterator[tuple[RateLimitItem, tuple[str, ...]]]:
    yield BOTH, ("both", address, email)
    yield ACCOUNT, ("account", email)
    yield ADDRESS, ("address", address)


def check(address: str, email: str) -> None:
    """Refuses before anything is looked at, so that a right password is not told from a wrong one either."""
    for limit, key in counted(address, email):
        if not limiter.test(limit, *key):
            seconds = limiter.get_window_stats(limit, *key).reset_time - time.time()
            headers = {"retry-after": str(max(1, round(seconds)))}
            raise Refusal(429, "too_many_attempts", "Too many attempts, try again later.", headers)


def failed(address: str, email: str) -> None:
    for limit, key in counted(address, email):
        limiter.hit(limit, *key)


def succeeded(address: str, email: str) -> None:
    """Whoever knows the password may have mistyped it before."""
    limiter.clear(BOTH, "both", address, email)
