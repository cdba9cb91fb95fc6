"""Pages of a list: `?limit=` and `?cursor=`."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from starlette.requests import Request

from .errors import FieldError, Invalid
from .models import Task

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

PARAMETERS: list[dict[str, Any]] = [
    {
        "name": "limit",
        "in": "query",
        "description": "How many tasks at most.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 50},
    },
    {
        "name": "cursor",
        "in": "query",
        "description": "`next` of the page before; opaque.",
        "schema": {"type": "string"},
    },
]
"""For the document: the values are read here, so that every fault has the one shape."""


@dataclass(frozen=True)
class Cursor:
    """A place in a list that runs from the newest task to the oldest. New tasks come before it, so it stays where it is."""

    created_at: datetime
    id: UUID


@dataclass(frozen=True)
class Page:
    limit: int
    after: Cursor | None


async def page(request: Request) -> Page:
    """A dependency: the part of the list that is asked for. Async, or each request would cross to a thread for it."""
    errors: list[FieldError] = []
    limit, after = 50, None
    found: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in found:
            errors.append(FieldError(field=name, message="may be given only once"))
        found[name] = value
    if "limit" in found:
        text = found["limit"]
        limit = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
        if not 1 <= limit <= 100:
            errors.append(FieldError(field="limit", message="must be a whole number from 1 to 100"))
    if "cursor" in found:
        after = decode(found["cursor"])
        if after is None:
            errors.append(FieldError(field="cursor", message="must be `next` of another page"))
    faults = {error.field: error for error in reversed(errors) if error.field in ("limit", "cursor")}
    if faults:
        raise Invalid([faults[name] for name in ("limit", "cursor") if name in faults])
    return Page(limit, after)


def cursor_after(task: Task) -> str:
    """The opaque text for the place right after that task."""
    micros = (task.created_at - EPOCH) // timedelta(microseconds=1)
    octets = micros.to_bytes(8, "big", signed=True) + task.id.bytes
    return base64.urlsafe_b64encode(octets).decode()


def decode(text: str) -> Cursor | None:
    try:
        octets = base64.b64decode(text, altchars=b"-_", validate=True)
        if len(octets) != 24:
            return None
        micros = int.from_bytes(octets[:8], "big", signed=True)
        return Cursor(EPOCH + timedelta(microseconds=micros), UUID(bytes=octets[8:]))
    except (ValueError, OverflowError, binascii.Error):
        return None
