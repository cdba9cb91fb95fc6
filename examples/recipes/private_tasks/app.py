"""Private tasks: the token alone says whose they are. HS256, a shared secret, users made by their first request.

uvicorn app:app --port 8000
"""

import logging
from typing import Annotated, Any

import errors
import uvicorn
from auth import CurrentUser, bearer
from bearward import Denied
from bearward.fastapi import BearerMiddleware
from config import settings
from database import Session, lifespan
from fastapi import Depends, FastAPI
from models import Task, TaskCreate, TaskOut, TaskUpdate
from sqlalchemy import select
from starlette.middleware.cors import CORSMiddleware

logging.basicConfig(level=settings.LOG_LEVEL.upper())
app = FastAPI(title="Private tasks", lifespan=lifespan, responses=errors.REFUSALS)
errors.install(app)
# The last one sees a request first: a page may read a 401 too, and nothing is read of a body that comes without a good token.
app.add_middleware(BearerMiddleware, bearer=bearer)
app.add_middleware(CORSMiddleware, allow_origins=settings.ALLOWED_ORIGINS, allow_methods=["*"], allow_headers=["*"])


async def own_task(task_id: str, user: CurrentUser, db: Session) -> Task:
    """The user's task of that id. One of somebody else is as absent as one that never was."""
    if task_id.isascii() and task_id.isdigit() and len(task_id) < 19:
        task = await db.scalar(select(Task).where(Task.id == int(task_id), Task.user_id == user.id))
        if task is not None:
            return task
    raise Denied("not_found")


OwnTask = Annotated[Task, Depends(own_task)]


@app.get("/tasks", response_model=list[TaskOut])
async def list_tasks(user: CurrentUser, db: Session) -> Any:
    return (await db.scalars(select(Task).where(Task.user_id == user.id).order_by(Task.id))).all()


@app.post("/tasks", response_model=TaskOut, status_code=201)
async def create_task(user: CurrentUser, new: TaskCreate, db: Session) -> Any:
    task = Task(user_id=user.id, **new.model_dump())
    db.add(task)
    await db.commit()
    return task


@app.get("/tasks/{task_id}", response_model=TaskOut)
async def get_task(task: OwnTask) -> Any:
    return task


@app.put("/tasks/{task_id}", response_model=TaskOut)
async def update_task(task: OwnTask, change: TaskUpdate, db: Session) -> Any:
    for field, value in change.model_dump(exclude_unset=True).items():
        setattr(task, field, value)
    await db.commit()
    return task


@app.delete("/tasks/{task_id}", status_code=204)
async def delete_task(task: OwnTask, db: Session) -> None:
    await db.delete(task)
    await db.commit()


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


bearer.install(app, public=["/health", "/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json"])

if __name__ == "__main__":
    uvicorn.run(app, host=settings.HOST, port=settings.PORT)
