"""Every refusal in the one shape `{error, error_code, message}`, with `details` where fields are at fault."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

CODES = {404: "not_found", 405: "method_not_allowed"}


class FieldError(BaseModel):
    field: str
    message: str


class ErrorBody(BaseModel):
    error: str
    error_code: str
    message: str
    details: list[FieldError] | None = None


REFUSALS: dict[int | str, dict[str, Any]] = {"4XX": {"model": ErrorBody, "description": "Refused"}}
"""For the document, in the place of FastAPI's own 422."""


def error(status: int, code: str, message: str, **more: Any) -> dict[str, Any]:
    return {"error": HTTPStatus(status).phrase, "error_code": code, "message": message, **more}


def install(app: FastAPI) -> None:
    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, fault: RequestValidationError) -> Response:
        # What was sent is not sent back. A fault of the whole body has no field.
        faults = [
            {"field": str(one["loc"][1]) if one["type"] != "json_invalid" and one["loc"][1:] else "body", "message": one["msg"]}
            for one in fault.errors()
        ]
        return JSONResponse(error(400, "validation_failed", "The request has invalid fields", details=faults), 400)

    @app.exception_handler(HTTPException)
    async def refused(_: Request, fault: HTTPException) -> Response:
        content = error(fault.status_code, CODES.get(fault.status_code, "bad_request"), str(fault.detail))
        return JSONResponse(content, fault.status_code, dict(fault.headers or {}))

    @app.exception_handler(Exception)
    async def failed(_: Request, __: Exception) -> Response:
        # The log has the reason.
        return JSONResponse(error(500, "internal_error", "Something went wrong on our side"), 500)
