"""How well the key cache does and how long decisions take, in the text format of Prometheus."""

import time
from collections import deque

from bearward import Denied, Verifier
from bearward.fastapi import Bearer, BearerMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

recent: deque[float] = deque(maxlen=1000)
"""Seconds of the last decisions."""


class Timed(BearerMiddleware):
    """Notes how long each decision took, whichever way it went."""

    def __init__(self, app: ASGIApp, bearer: Bearer) -> None:
        async def accepted(scope: Scope, receive: Receive, send: Send) -> None:
            if "bearward.claims" in scope:  # not on a public path
                note(scope)
            await app(scope, receive, send)

        super().__init__(accepted, bearer)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["began"] = time.perf_counter()
        await super().__call__(scope, receive, send)

    async def refuse(self, denied: Denied, scope: Scope, receive: Receive, send: Send) -> None:
        note(scope)
        await super().refuse(denied, scope, receive, send)


def note(scope: Scope) -> None:
    recent.append(time.perf_counter() - scope["began"])


def text(verifier: Verifier) -> str:
    stats = verifier.stats()
    hits, misses = stats["key_hits"], stats["key_misses"]
    lines = {
        "jwks_cache_hits_total": hits,
        "jwks_cache_misses_total": misses,
        "jwks_cache_hit_rate": hits / (hits + misses) if hits else 0,
        "jwks_fetch_failures_total": stats["fetch_failures"],
        "jwks_age_seconds": stats["key_age"] or 0,
        "jwt_accepted_total": stats["accepted"],
    }
    lines |= {f'jwks_fetches_total{{reason="{reason}"}}': count for reason, count in stats["fetches"].items()}
    lines |= {f'jwt_denied_total{{code="{code}"}}': count for code, count in stats["denied"].items()}
    times = sorted(recent) or [0.0]
    for share in (0.5, 0.99):
        lines[f'jwt_verification_seconds{{quantile="{share}"}}'] = times[min(int(len(times) * share), len(times) - 1)]
    return "".join(f"{name} {value:g}\n" for name, value in lines.items())
