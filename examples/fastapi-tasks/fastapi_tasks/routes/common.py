"""What routes share: the account of whoever asks, the id of a task, the parts of an answer."""

from typing import Annotated, Any
from uuid import UUID

from bearward import Claims, Denied
from bearward.fastapi import Bearer
from fastapi import Depends, Path, Request, Response
from pydantic import WithJsonSchema

from ..account import Account
from ..body import task_fields
from ..models import Task, TaskFields
from ..page import Page, page
from ..store import Store


def ensured(bearer: Bearer, store: Store) -> Any:
    """A dependency before all others of a route: a good token, and a row for its user. The first valid token makes it."""

    async def ensure_user(user: Annotated[Claims, Depends(bearer)]) -> None:
        await store.ensure_user(Account.of(user))

    return Depends(ensure_user)


async def task_id(id: Annotated[str, Path(), WithJsonSchema({"type": "string", "format": "uuid"})]) -> UUID:
    """What is no id names no task: the same 404 as for any other that is not there. Only the one form that this API writes.
    (Async, or each request would cross to a thread for it.)"""
    try:
        found = UUID(id)
    except ValueError:
        raise Denied("not_found") from None
    if str(found) != id:
        raise Denied("not_found")
    return found


TaskId = Annotated[UUID, Depends(task_id)]
Asked = Annotated[Page, Depends(page)]
Sent = Annotated[TaskFields, Depends(task_fields)]
"""Stands last among a handler's parameters: the body is read after the token and the owner were found good."""


def found(task: Task | None) -> Task:
    """The task, or the 404 that a foreign and a missing one share."""
    if task is None:
        raise Denied("not_found")
    return task


def created(request: Request, response: Response, task: Task) -> Task:
    raw_path: bytes = request.scope.get("raw_path") or request.url.path.encode()
    response.headers["location"] = f"{raw_path.partition(b'?')[0].decode('latin-1')}/{task.id}"
    return task
