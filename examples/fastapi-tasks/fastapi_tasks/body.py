"""Request bodies: size, content type, JSON, then every field, with all faults in one answer."""

from typing import Any

from pydantic import ValidationError
from starlette.requests import Request

from .errors import FieldError, Invalid, bad_request, too_large
from .models import TaskFields

MAX_BODY = 64 * 1024

OPENAPI: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": TaskFields.model_json_schema(ref_template="#/components/schemas/{model}")}},
    }
}
OPENAPI["requestBody"]["content"]["application/json"]["schema"].pop("$defs", None)
"""For the document: the body is read here, after the token and the owner, not by the framework before them."""


async def task_fields(request: Request) -> TaskFields:
    """A dependency that stands last among a route's: whoever may not write is told so before anything about the body."""
    octets = await read(request)
    if not is_json(request.headers.get("content-type", "")):
        raise bad_request("The request needs the header Content-Type: application/json.")
    try:
        return TaskFields.model_validate_json(octets)
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False, include_context=False)
    if any(not fault["loc"] for fault in faults):
        raise bad_request("The request body is not a JSON object.")
    messages = {str(fault["loc"][0]): fault["msg"].removeprefix("Value error, ") for fault in reversed(faults)}
    ordered = [name for name in TaskFields.model_fields if name in messages]
    raise Invalid(FieldError(field=name, message=messages[name]) for name in ordered)


async def read(request: Request) -> bytes:
    """The whole body; one that is too large is not read to its end."""
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > MAX_BODY:
        raise too_large()
    octets = bytearray()
    async for chunk in request.stream():
        octets += chunk
        if len(octets) > MAX_BODY:
            raise too_large()
    return bytes(octets)


def is_json(content_type: str) -> bool:
    """`application/json`, with or without parameters, or any `application/...+json`."""
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type == "application/json" or (media_type.startswith("application/") and media_type.endswith("+json"))
