"""The decision on an ASGI request that has to wait for keys; any other is `Verifier.decide_scope` alone."""

from collections.abc import MutableMapping
from typing import Any

from bearward import Claims, Verifier

Scope = MutableMapping[str, Any]


async def waited(verifier: Verifier, scope: Scope) -> Claims:
    """The claims once there are keys, kept in the scope as by `decide_scope`. Waits for nothing else, never for a thread."""
    claims = await verifier.decide_async(scope.get("method", "CONNECT"), scope["headers"])
    scope["bearward.claims"], scope["bearward.verifier"] = claims, verifier
    return claims
