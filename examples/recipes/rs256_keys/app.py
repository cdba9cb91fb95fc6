"""Tasks behind a key set of RS256 keys: no start without keys, an issuer and an audience that differ, and figures to watch.

uvicorn app:app --port 8000
"""

import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import errors
import metrics
import uvicorn
from auth import AuthenticatedUser, Bearing, Owner, bearer, keys, verifier
from bearward import Denied
from config import settings
from database import Session, lifespan, now
from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import PlainTextResponse
from models import Task, TaskFields, TaskList, TaskOut
from sqlalchemy import select
from starlette.middleware.cors import CORSMiddleware

logging.basicConfig(level="DEBUG" if settings.DEBUG else "INFO")


@asynccontextmanager
async def start(app: FastAPI) -> AsyncGenerator[None, None]:
    async with keys(), lifespan(app):
        yield


app = FastAPI(title="Tasks", version="1.0.0", lifespan=start, responses=errors.REFUSALS)
errors.install(app)
# The last one sees a request first: a page may read a 401 too, and nothing is read of a body that comes without a good token.
app.add_middleware(metrics.Timed, bearer=bearer)
app.add_middleware(CORSMiddleware, allow_origins=settings.ALLOWED_ORIGINS, allow_methods=["*"], allow_headers=["*"])
router = APIRouter()


@app.get("/api/v1/me")
async def me(user: Bearing) -> AuthenticatedUser:
    return AuthenticatedUser.of(user)


@router.get("/me")
async def me_by_path(user: Owner) -> AuthenticatedUser:
    return AuthenticatedUser.of(user)


async def own_task(task_id: str, user: Owner, db: Session) -> Task:
    """The user's task of that id. One of somebody else is as absent as one that never was."""
    if "\0" not in task_id:  # PostgreSQL has no such text
        task = await db.scalar(select(Task).where(Task.id == task_id, Task.user_id == user.subject))
        if task is not None:
            return task
    raise Denied("not_found")


OwnTask = Annotated[Task, Depends(own_task)]


@router.get("/tasks", response_model=TaskList)
async def list_tasks(user: Owner, db: Session) -> Any:
    mine = select(Task).where(Task.user_id == user.subject).order_by(Task.created_at.desc(), Task.id)
    tasks = (await db.scalars(mine)).all()
    return {"data": tasks, "count": len(tasks)}


@router.post("/tasks", response_model=TaskOut, status_code=201)
async def create_task(user: Owner, new: TaskFields, db: Session) -> Any:
    task = Task(user_id=user.subject, **new.model_dump())
    db.add(task)
    await db.commit()
    return task


@router.get("/tasks/{task_id}", response_model=TaskOut)
async def get_task(task: OwnTask) -> Any:
    return task


@router.put("/tasks/{task_id}", response_model=TaskOut)
async def replace_task(task: OwnTask, fields: TaskFields, db: Session) -> Any:
    for field, value in fields.model_dump().items():
        setattr(task, field, value)
    task.updated_at = now()
    await db.commit()
    return task


@router.delete("/tasks/{task_id}", status_code=204)
async def delete_task(task: OwnTask, db: Session) -> None:
    await db.delete(task)
    await db.commit()


@router.patch("/tasks/{task_id}/complete", response_model=TaskOut)
async def complete_task(task: OwnTask, db: Session) -> Any:
    task.completed = not task.completed
    task.updated_at = now()
    await db.commit()
    return task


app.include_router(router, prefix="/api/v1/{user_id}")
# The guide's own curl lines leave the version out.
app.include_router(router, prefix="/api/{user_id}", include_in_schema=False)


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/metrics", response_class=PlainTextResponse)
async def figures() -> str:
    return metrics.text(verifier)


public = ["/health", "/metrics", "/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json"]
bearer.install(app, public=public, warm=False)

if __name__ == "__main__":
    uvicorn.run(app, host=settings.HOST, port=settings.PORT)
