"""Denials as answers: status and headers are always the denial's own; the body may come from `on_denied`."""

import inspect
import json
from collections.abc import Callable
from typing import Any

from bearward import Denied
from fastapi.encoders import jsonable_encoder
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketState

from .._scope import Scope

OnDenied = Callable[[HTTPConnection, Denied], Any]
"""Gives another body: anything that is JSON, or a `Response` of which body and media type are taken. None: the usual one."""


class Refused(HTTPException):
    """A denial on its way out of a dependency: FastAPI answers it with the right status and headers even without `install`."""

    def __init__(self, denied: Denied, on_denied: OnDenied | None = None) -> None:
        super().__init__(denied.status, detail=sentence(denied), headers=dict(denied.headers))
        self.denied = denied
        self.on_denied = on_denied


def sentence(denied: Denied) -> str:
    """The plain sentence of the denial's body."""
    body = json.loads(denied.body)
    return str(body.get("detail") or body.get("title") or denied.code)


async def answer(connection: HTTPConnection, denied: Denied, on_denied: OnDenied | None) -> Response:
    """The response to a denial."""
    content: Any = denied.body
    headers = dict(denied.headers)
    other = on_denied(connection, denied) if on_denied else None
    if inspect.isawaitable(other):
        other = await other
    if isinstance(other, Response):
        content = other.body
        headers["content-type"] = other.headers.get("content-type", "application/octet-stream")
    elif other is not None:
        content = json.dumps(jsonable_encoder(other), ensure_ascii=False)
        headers["content-type"] = "application/json"
    return Response(content, denied.status, headers)


def handler(on_denied: OnDenied | None) -> Callable[[Any, Exception], Any]:
    """An exception handler for `Denied` raised in a route and for `Refused` raised by a dependency."""

    async def handle(connection: HTTPConnection, error: Exception) -> Response | None:
        hook = on_denied
        if isinstance(error, Refused):
            denied, hook = error.denied, error.on_denied
        elif isinstance(error, Denied):
            denied = error
            denied.log(route_of(connection.scope))
        else:  # pragma: no cover - registered for these two alone
            raise error
        response = await answer(connection, denied, hook)
        if not isinstance(connection, WebSocket):
            return response
        # Older versions of Starlette send no response to a handshake themselves.
        if can_answer(connection):
            await connection.send_denial_response(response)
        else:
            await connection.close(1008, denied.code)
        return None

    return handle


def can_answer(socket: WebSocket) -> bool:
    """Whether a handshake may still be answered with an HTTP response."""
    offered = "websocket.http.response" in (socket.scope.get("extensions") or {})
    return offered and socket.application_state is WebSocketState.CONNECTING


def route_of(scope: Scope) -> str:
    """Method and template of the route, for the log: no id of a user gets into it."""
    kept: dict[str, Any] = scope.get("fastapi") or {}
    included: Any = kept.get("effective_route_context")
    template: str | None = None
    for route in (included, getattr(included, "starlette_route", None), scope.get("route")):
        template = template or getattr(route, "path_format", None) or getattr(route, "path", None)
    return f"{scope.get('method', 'WEBSOCKET')} {template or scope['path']}"
