"""`/tasks`: the token alone names the owner. A task of somebody else and one that does not exist are the same 404."""

from typing import Annotated

from bearward import Claims, Denied
from bearward.fastapi import Bearer
from fastapi import APIRouter, Depends, FastAPI, Request, Response

from ..account import Account
from ..body import OPENAPI
from ..errors import NOT_FOUND, RESPONSES, TOO_LARGE
from ..models import Task, TaskList
from ..page import PARAMETERS
from ..store import Store
from .common import Asked, Sent, TaskId, created, ensured, found


def add(app: FastAPI, bearer: Bearer, store: Store) -> None:
    user_of = bearer
    routes = APIRouter(tags=["tasks by token"], dependencies=[ensured(bearer, store)], responses=RESPONSES)
    one = "/tasks/{id}"

    @routes.get("/tasks", operation_id="list_tasks", openapi_extra={"parameters": PARAMETERS})
    async def list_tasks(user: Annotated[Claims, Depends(user_of)], asked: Asked) -> TaskList:
        """The user's tasks, newest first"""
        return await store.list(Account.of(user), asked)

    @routes.post("/tasks", operation_id="create_task", status_code=201, responses=TOO_LARGE, openapi_extra=OPENAPI)
    async def create_task(
        user: Annotated[Claims, Depends(user_of)], fields: Sent, request: Request, response: Response
    ) -> Task:
        """Create a task"""
        return created(request, response, await store.create(Account.of(user), fields))

    @routes.get(one, operation_id="get_task", responses=NOT_FOUND)
    async def get_task(user: Annotated[Claims, Depends(user_of)], id: TaskId) -> Task:
        """One task"""
        return found(await store.get(Account.of(user), id))

    @routes.put(one, operation_id="replace_task", responses=NOT_FOUND | TOO_LARGE, openapi_extra=OPENAPI)
    async def replace_task(user: Annotated[Claims, Depends(user_of)], id: TaskId, fields: Sent) -> Task:
        """Replace a task as a whole"""
        return found(await store.replace(Account.of(user), id, fields))

    @routes.delete(one, operation_id="delete_task", status_code=204, responses=NOT_FOUND)
    async def delete_task(user: Annotated[Claims, Depends(user_of)], id: TaskId) -> None:
        """Delete a task"""
        if not await store.delete(Account.of(user), id):
            raise Denied("not_found")

    @routes.patch(f"{one}/complete", operation_id="complete_task", responses=NOT_FOUND)
    async def complete_task(user: Annotated[Claims, Depends(user_of)], id: TaskId) -> Task:
        """Mark a task as done, or as not done again"""
        return found(await store.toggle(Account.of(user), id))

    app.include_router(routes)
