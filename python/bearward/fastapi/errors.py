"""Denials as answers: status and headers are always the denial's own; the body may come from `on_denied`."""

import inspect
import json
import logging
from collections.abc import Callable
from typing import Any

from bearward import Denied
from fastapi.encoders import jsonable_encoder
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketState

from .._scope import Scope

logger = logging.getLogger("bearward")

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
    """The response to a denial. What is wrong with a hook is logged: nobody gets another status for it."""
    if on_denied is not None:
        try:
            other = on_denied(connection, denied)
            if inspect.isawaitable(other):
                other = await other
            if other is not None:
                return _with_body(denied, other)
        except Exception:
            logger.exception("on_denied failed: the usual body is sent")
    return Response(denied.body, denied.status, dict(denied.headers))


def _with_body(denied: Denied, other: Any) -> Response:
    headers = dict(denied.headers)
    if not isinstance(other, Response):
        headers["content-type"] = "application/json"
        return Response(json.dumps(jsonable_encoder(other), ensure_ascii=False), denied.status, headers)
    if not hasattr(other, "body"):
        raise TypeError(f"on_denied gave a {type(other).__name__}, whose body comes later: give a Response with its body")
    headers["content-type"] = other.headers.get("content-type", "application/octet-stream")
    return Response(other.body, denied.status, headers)


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
        elif connection.application_state is not WebSocketState.DISCONNECTED:
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
