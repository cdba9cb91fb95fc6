"""Every refusal in the one shape `{"detail": {"error": {code, message, details}}}`."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

CODES = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED"}


class FieldError(BaseModel):
    field: str
    message: str


class Error(BaseModel):
    code: str
    message: str
    details: list[FieldError]


class Detail(BaseModel):
    error: Error


class ErrorBody(BaseModel):
    detail: Detail


REFUSALS: dict[int | str, dict[str, Any]] = {"4XX": {"model": ErrorBody, "description": "Refused"}}
"""For the document, in the place of FastAPI's own 422."""


def error(code: str, message: str, **faults: str) -> dict[str, Any]:
    details = [{"field": field, "message": said} for field, said in faults.items()]
    return {"detail": {"error": {"code": code, "message": message, "details": details}}}


def install(app: FastAPI) -> None:
    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, fault: RequestValidationError) -> Response:
        # What was sent is not sent back.
        faults = {
            str(one["loc"][1]) if one["type"] != "json_invalid" and one["loc"][1:] else "body": one["msg"]
            for one in fault.errors()
        }
        return JSONResponse(error("VALIDATION_ERROR", "The request is not valid", **faults), 422)

    @app.exception_handler(HTTPException)
    async def refused(_: Request, fault: HTTPException) -> Response:
        content = error(CODES.get(fault.status_code, "BAD_REQUEST"), str(fault.detail))
        return JSONResponse(content, fault.status_code, dict(fault.headers or {}))

    @app.exception_handler(Exception)
    async def failed(_: Request, __: Exception) -> Response:
        # The log has the reason.
        return JSONResponse(error("INTERNAL_ERROR", "Something went wrong on our side"), 500)
