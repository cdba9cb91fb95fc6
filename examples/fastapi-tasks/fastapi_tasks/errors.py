"""Every refusal of this API in the one shape `{detail, code}`, with `errors` where fields are at fault."""

import logging
from collections.abc import Iterable
from typing import Annotated, Any

from bearward import Denied
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class FieldError(BaseModel):
    """One field at fault."""

    field: Annotated[str, Field(description="Its name in the body or in the query.")]
    message: Annotated[str, Field(description="What it must be.")]


class ErrorBody(BaseModel):
    """The body of every refusal."""

    detail: Annotated[str, Field(description="One plain sentence.")]
    code: Annotated[str, Field(description="A stable word for programs.")]
    errors: list[FieldError] | None = None


class Refusal(Exception):
    """A request that is not answered as it wished."""

    def __init__(self, status: int, code: str, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.detail, self.headers = status, code, detail, headers
        self.errors: list[FieldError] = []

    def response(self) -> Response:
        body: dict[str, Any] = {"detail": self.detail, "code": self.code}
        if self.errors:
            body["errors"] = [error.model_dump() for error in self.errors]
        return JSONResponse(body, self.status, self.headers)


class Invalid(Refusal):
    """Fields or query parameters at fault."""

    def __init__(self, errors: Iterable[FieldError]) -> None:
        super().__init__(400, "validation_failed", "The request has invalid fields.")
        self.errors = list(errors)


def bad_request(detail: str) -> Refusal:
    """A request that cannot be read at all; the sentence says why."""
    return Refusal(400, "bad_request", detail)


def too_large() -> Refusal:
    return Refusal(413, "payload_too_large", "The request body is larger than 64 KiB.")


def timeout() -> Refusal:
    return Refusal(503, "timeout", "The answer took too long, try again later.")


def internal_error() -> Refusal:
    return Refusal(500, "internal_error", "Something went wrong on our side.")


def install(app: FastAPI) -> None:
    """Answers what this API, its router and its dependencies raise."""

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refusal)
        return error.response()

    async def by_the_router(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == 405:
            allow = {"Allow": ", ".join(sorted(allowed_methods(request)))}
            return Refusal(405, "method_not_allowed", "This address does not take that method.", allow).response()
        if error.status_code == 404:
            denied = Denied("not_found")
            return Response(denied.body, denied.status, dict(denied.headers))
        logging.getLogger(__name__).error("unexpected", exc_info=error)
        return internal_error().response()

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(HTTPException, by_the_router)


def allowed_methods(request: Request) -> set[str]:
    """Of every route with this path: the router itself names only the first."""
    path, methods = request.scope["path"], set[str]()
    for route in iter_route_contexts(request.app.routes):
        if (pattern := getattr(route, "path_regex", None)) and pattern.match(path):
            methods |= route.methods or set()
    return methods


RESPONSES: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorBody, "description": "A field or a parameter is invalid, or the request cannot be read"},
}
NOT_FOUND: dict[int | str, dict[str, Any]] = {
    404: {"model": ErrorBody, "description": "No such task, or one of somebody else"},
}
TOO_LARGE: dict[int | str, dict[str, Any]] = {
    413: {"model": ErrorBody, "description": "The request body is larger than 64 KiB"},
}
