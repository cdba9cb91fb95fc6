"""`BearerMiddleware`: the whole application behind the token, decided before a body is read."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bearward import Denied, Verifier
from starlette.requests import HTTPConnection

from .. import asgi
from .._scope import Scope
from ..asgi import App, Receive, Send
from .errors import answer
from .public import PublicList

if TYPE_CHECKING:
    from .bearer import Bearer


class BearerMiddleware(asgi.BearerMiddleware):
    """`app.add_middleware(BearerMiddleware, bearer=bearer)`: what is public is said by `install`, or here.

    FastAPI reads and parses a body before any dependency runs; behind this a request without a good token is a 401 first.
    Dependencies behind it take the claims that it found.
    """

    def __init__(self, app: App, bearer: "Bearer", *, public: Iterable[str] | None = None) -> None:
        self.app = app
        self.bearer = bearer
        self.list = bearer.public if public is None else PublicList(public)

    @property
    def verifier(self) -> Verifier:  # type: ignore[override]
        return self.bearer.verifier

    def passes(self, scope: Scope) -> bool:
        if asgi.is_preflight(scope):
            return True
        return self.list.admits(scope.get("method", "WEBSOCKET"), asgi.local_path(scope))

    async def refuse(self, denied: Denied, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" or self.bearer.on_denied is None:
            return await super().refuse(denied, scope, receive, send)
        response = await answer(HTTPConnection(scope), denied, self.bearer.on_denied)
        await response(scope, receive, send)
