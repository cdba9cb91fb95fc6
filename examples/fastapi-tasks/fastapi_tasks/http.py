"""What every request and every answer has in common: headers, CORS, one log line, a limit in time, no failure that says why."""

import asyncio
import logging
import time
from uuid import uuid4

from bearward.fastapi.errors import route_of
from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import internal_error, timeout
from .log import request_id

MAX_SECONDS = 30
HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}


def wrap(app: FastAPI, allowed_origins: tuple[str, ...]) -> None:
    """The last one sees a request first and its answer last."""
    app.add_middleware(Answers)
    if allowed_origins:
        # Outside of everything that may refuse, so that a page can read a 401 too. Tokens travel in a header, never in a
        # cookie: credentials need not be allowed.
        app.add_middleware(
            CORSMiddleware,
            allow_origins=allowed_origins,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["authorization", "content-type"],
            expose_headers=["www-authenticate", "retry-after", "location", "x-request-id"],
            max_age=600,
        )
    app.add_middleware(RequestLog)


class Answers:
    """Constant headers; a failure and an answer that never comes in the one shape."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.append("vary", "Authorization")
            await send(message)

        try:
            await asyncio.wait_for(self.app(scope, receive, answer), MAX_SECONDS)
        except Exception as error:
            late = isinstance(error, asyncio.TimeoutError)
            if not late:
                logging.getLogger(__name__).error("a request failed", exc_info=error)
            if started:
                raise
            refusal = timeout() if late else internal_error()
            await refusal.response()(scope, receive, answer)


class RequestLog:
    """One line a request: the route's template instead of the address, and no header, so that neither an id nor a token gets
    into it. The request id stands in this line, in any other line about the request, and in the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        start, id, status = time.perf_counter(), str(uuid4()), 500
        token = request_id.set(id)

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["x-request-id"] = id
            await send(message)

        try:
            await self.app(scope, receive, answer)
        finally:
            route = route_of(scope).partition(" ")[2] if "route" in scope else "none"
            micros = int((time.perf_counter() - start) * 1e6)
            fields = {"method": scope["method"], "route": route, "status": status, "micros": micros}
            logging.getLogger("request").info("answered", extra={"fields": fields})
            request_id.reset(token)
