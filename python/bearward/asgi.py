"""Bearer tokens for any ASGI framework: one middleware."""

from collections.abc import Awaitable, Callable, Iterable

from bearward import Denied, Verifier

from ._paths import Paths
from ._preflight import Message, Send, answers_only, is_preflight
from ._scope import Scope, waited

Receive = Callable[[], Awaitable[Message]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class BearerMiddleware:
    """Refuses a request without a good token before its body is read; behind it the claims are `scope["bearward.claims"]`.

    `public` names paths that pass undecided: `/health` exactly, `/static/*` everything below. CORS preflights pass too, and
    nothing but the headers of CORS comes back from them: a handler that takes any method sees them without claims.
    """

    def __init__(self, app: App, verifier: Verifier, *, public: Iterable[str] = ()) -> None:
        self.app = app
        self.verifier = verifier
        self.public = Paths(public)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and not self.passes(scope):
            if is_preflight(scope):
                await self.app(scope, receive, answers_only(send))
                return
            try:
                if self.verifier.decide_scope(scope) is None:
                    await waited(self.verifier, scope)
            except Denied as denied:
                denied.log(f"{scope.get('method', 'WEBSOCKET')} {scope['path']}")
                await self.refuse(denied, scope, receive, send)
                return
        await self.app(scope, receive, send)

    def passes(self, scope: Scope) -> bool:
        return local_path(scope) in self.public

    async def refuse(self, denied: Denied, scope: Scope, receive: Receive, send: Send) -> None:
        body, prefix = denied.body.encode(), "http.response."
        headers = [(name.encode(), value.encode()) for name, value in (*denied.headers, ("content-length", str(len(body))))]
        if scope["type"] == "websocket":
            if "websocket.http.response" not in (scope.get("extensions") or {}):
                return await send({"type": "websocket.close", "code": 1008})
            prefix = "websocket.http.response."
        await send({"type": prefix + "start", "status": denied.status, "headers": headers})
        await send({"type": prefix + "body", "body": body})


def local_path(scope: Scope) -> str:
    """The path below the place where this application is mounted."""
    path, root = scope["path"], scope.get("root_path", "")
    return path[len(root) :] if root and path.startswith(root + "/") else path  # type: ignore[no-any-return]
