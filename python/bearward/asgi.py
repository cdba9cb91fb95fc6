"""Bearer tokens for any ASGI framework: one middleware, and the decision that the FastAPI dependencies share."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from bearward import Claims, Denied, Verifier

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

CLAIMS = "bearward.claims"
DECIDED_BY = "bearward.verifier"


class BearerMiddleware:
    """Refuses a request without a good token before its body is read; behind it the claims are `scope["bearward.claims"]`.

    `public` names paths that pass undecided: `/health` exactly, `/static/*` everything below. CORS preflights pass too.
    """

    def __init__(self, app: App, verifier: Verifier, *, public: Iterable[str] = ()) -> None:
        self.app = app
        self.verifier = verifier
        self.public = frozenset(public)
        self._below = tuple(path[:-1] for path in self.public if path.endswith("/*"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and not self.passes(scope):
            try:
                await decide(self.verifier, scope)
            except Denied as denied:
                denied.log(f"{scope.get('method', 'WEBSOCKET')} {scope['path']}")
                await self.refuse(denied, scope, receive, send)
                return
        await self.app(scope, receive, send)

    def passes(self, scope: Scope) -> bool:
        path = local_path(scope)
        return path in self.public or path.startswith(self._below) or is_preflight(scope)

    async def refuse(self, denied: Denied, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(name.encode(), value.encode()) for name, value in denied.headers]
        prefix = "http.response."
        if scope["type"] == "websocket":
            if "websocket.http.response" not in (scope.get("extensions") or {}):
                return await send({"type": "websocket.close", "code": 1008})
            prefix = "websocket.http.response."
        await send({"type": prefix + "start", "status": denied.status, "headers": headers})
        await send({"type": prefix + "body", "body": denied.body.encode()})


async def decide(verifier: Verifier, scope: Scope) -> Claims:
    """The claims of this request, decided once however many ask; raises `Denied`. Waits only for keys, never for a thread."""
    if scope.get(DECIDED_BY) is verifier:
        return scope[CLAIMS]  # type: ignore[no-any-return]
    # A WebSocket handshake has no method here. CONNECT (RFC 8441) is unsafe: a cookie needs its Origin.
    method = scope.get("method", "CONNECT")
    outcome = verifier.try_decide(method, scope["headers"])
    if outcome is None:
        outcome = await verifier.decide_async(method, scope["headers"])
    elif isinstance(outcome, Denied):
        raise outcome
    scope[CLAIMS], scope[DECIDED_BY] = outcome, verifier
    return outcome


def local_path(scope: Scope) -> str:
    """The path below the place where this application is mounted."""
    path, root = scope["path"], scope.get("root_path", "")
    return path[len(root) :] if root and path.startswith(root + "/") else path  # type: ignore[no-any-return]


def is_preflight(scope: Scope) -> bool:
    """Browsers send no token with the question whether a request may be made (Fetch standard)."""
    names = {name for name, _ in scope["headers"]} if scope.get("method") == "OPTIONS" else set[bytes]()
    return b"origin" in names and b"access-control-request-method" in names
