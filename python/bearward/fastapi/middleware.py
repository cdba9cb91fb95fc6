"""`BearerMiddleware`: the whole application behind the token, decided before a body is read."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bearward import Denied, Verifier
from starlette.applications import Starlette
from starlette.requests import HTTPConnection

from .. import asgi
from .._preflight import Send
from .._scope import Scope
from ..asgi import App, Receive
from .errors import answer
from .public import PublicList, public_in

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
        self._own = None if public is None else PublicList(public)
        self._last: tuple[object, PublicList] = (self, PublicList())

    @property
    def verifier(self) -> Verifier:  # type: ignore[override]
        return self.bearer.verifier

    def public_list(self, around: object) -> PublicList:
        """What was said to be public here, or else by `install` of the application around this or inside it."""
        if self._own is not None:
            return self._own
        app = self.app if isinstance(self.app, Starlette) else around
        return public_in(app) if isinstance(app, Starlette) else PublicList()

    def passes(self, scope: Scope) -> bool:
        around, public = self._last
        if around is not scope.get("app"):  # at the first request, for ever
            around = scope.get("app")
            public = self.public_list(around)
            self._last = around, public
        return public.admits(scope.get("method", "WEBSOCKET"), asgi.local_path(scope))

    async def refuse(self, denied: Denied, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" or self.bearer.on_denied is None:
            return await super().refuse(denied, scope, receive, send)
        response = await answer(HTTPConnection(scope), denied, self.bearer.on_denied)
        await response(scope, receive, send)
