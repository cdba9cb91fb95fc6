"""Refusals in FastAPI's own shape `{"detail": ...}`."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import JSONResponse, Response


def install(app: FastAPI) -> None:
    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, fault: RequestValidationError) -> Response:
        # What was sent is not sent back.
        faults = [{name: one[name] for name in ("type", "loc", "msg")} for one in fault.errors()]
        return JSONResponse({"detail": faults}, 422)

    @app.exception_handler(Exception)
    async def failed(_: Request, __: Exception) -> Response:
        # The log has the reason.
        return JSONResponse({"detail": "Something went wrong on our side"}, 500)
