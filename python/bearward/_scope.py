"""The decision on an ASGI request: taken once, however many middlewares and dependencies ask."""

from collections.abc import MutableMapping
from typing import Any

from bearward import Claims, Denied, Verifier

Scope = MutableMapping[str, Any]

CLAIMS = "bearward.claims"
DECIDED_BY = "bearward.verifier"
NO_METHOD = "CONNECT"
"""That of a WebSocket handshake, which has none here (RFC 8441). It is unsafe: a cookie needs its Origin."""


def decided(verifier: Verifier, scope: Scope) -> Claims | None:
    """The claims of this request; raises `Denied`. None: keys are being fetched, and `waited` waits for them.

    Not a coroutine: nearly every request needs none, and each would cost a call of its own.
    """
    if scope.get(DECIDED_BY) is verifier:
        return scope[CLAIMS]  # type: ignore[no-any-return]
    outcome = verifier.try_decide(scope.get("method", NO_METHOD), scope["headers"])
    if outcome is None:
        return None
    if isinstance(outcome, Denied):
        try:
            raise outcome
        finally:
            # Or it would hold itself by its traceback and this frame, and the request with it, until the collector comes.
            del outcome
    scope[CLAIMS], scope[DECIDED_BY] = outcome, verifier
    return outcome


async def waited(verifier: Verifier, scope: Scope) -> Claims:
    """The claims once there are keys. Waits for nothing else, never for a thread."""
    claims = await verifier.decide_async(scope.get("method", NO_METHOD), scope["headers"])
    scope[CLAIMS], scope[DECIDED_BY] = claims, verifier
    return claims
