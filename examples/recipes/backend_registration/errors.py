"""Every refusal in the one shape `{detail, code}`, with `errors` where fields are at fault."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CODES = {404: "not_found", 405: "method_not_allowed", 413: "payload_too_large"}
NO_STORE = {"cache-control": "no-store"}


class FieldError(BaseModel):
    field: str
    message: str


class ErrorBody(BaseModel):
    detail: str
    code: str
    errors: list[FieldError] | None = None


REFUSALS: dict[int | str, dict[str, Any]] = {"4XX": {"model": ErrorBody, "description": "Refused"}}
"""For the document, in the place of FastAPI's own 422."""


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For the document of one route."""
    return {status: {"model": ErrorBody} for status in statuses}


class Refusal(HTTPException):
    """A refusal of our own."""

    def __init__(self, status: int, code: str, detail: str, headers: Mapping[str, str] = {}) -> None:
        super().__init__(status, detail, {**NO_STORE, **headers})
        self.code = code


class BodyLimit:
    """Whoever has no account yet may send a body too: only a small one."""

    def __init__(self, app: ASGIApp, octets: int) -> None:
        self.app, self.octets = app, octets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.octets:
                raise HTTPException(413, "The request body is too large.")
            return message

        await self.app(scope, counted, send)


def install(app: FastAPI) -> None:
    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, fault: RequestValidationError) -> Response:
        # What was sent is not sent back: it may be a password. A fault of the whole body has no field.
        faults = [
            {"field": str(one["loc"][1]) if one["type"] != "json_invalid" and one["loc"][1:] else "body", "message": one["msg"]}
            for one in fault.errors()
        ]
        content = {"detail": "The request has invalid fields.", "code": "validation_failed", "errors": faults}
        return JSONResponse(content, 400)

    @app.exception_handler(HTTPException)
    async def refused(_: Request, fault: HTTPException) -> Response:
        code = fault.code if isinstance(fault, Refusal) else CODES.get(fault.status_code, "bad_request")
        return JSONResponse({"detail": fault.detail, "code": code}, fault.status_code, dict(fault.headers or {}))

    @app.exception_handler(Exception)
    async def failed(_: Request, __: Exception) -> Response:
        # The log has the reason.
        return JSONResponse({"detail": "Something went wrong on our side.", "code": "internal_error"}, 500)
