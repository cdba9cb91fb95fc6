"""Tasks behind Better Auth's key set: EdDSA tokens whose `sub` is the user.

uvicorn app:app --port 8000
"""

import logging
from typing import Annotated, Any

import errors
from auth import User, bearer
from bearward import Denied
from bearward.fastapi import BearerMiddleware
from config import settings
from database import Session, lifespan, now
from fastapi import APIRouter, Depends, FastAPI
from models import Task, TaskCreate, TaskList, TaskOut, TaskUpdate
from sqlalchemy import select
from starlette.middleware.cors import CORSMiddleware

logging.basicConfig(level=settings.LOG_LEVEL.upper())
app = FastAPI(title="Evo-TODO API", version="2.2.0", description="JWT-authenticated task management API", lifespan=lifespan)
errors.install(app)
# The last one sees a request first: a page may read a 401 too, and nothing is read of a body that comes without a good token.
app.add_middleware(BearerMiddleware, bearer=bearer)
app.add_middleware(
    CORSMiddleware,
    allow_origins=settings.ALLOWED_ORIGINS,
    allow_credentials=True,
    allow_methods=["*"],
    allow_headers=["*"],
)
router = APIRouter(prefix="/api/{user_id}/tasks", tags=["tasks"])


async def user_task(task_id: str, user: User, db: Session) -> Task:
    """The user's task of that id. One of somebody else is as absent as one that never was."""
    if "\0" not in task_id:  # PostgreSQL has no such text
        task = await db.scalar(select(Task).where(Task.id == task_id, Task.user_id == user.subject))
        if task is not None:
            return task
    raise Denied("not_found")


UserTask = Annotated[Task, Depends(user_task)]


@router.get("", response_model=TaskList)
async def list_tasks(user: User, db: Session) -> Any:
    """List all tasks for the authenticated user"""
    mine = select(Task).where(Task.user_id == user.subject).order_by(Task.created_at, Task.id)
    tasks = (await db.scalars(mine)).all()
    return {"data": tasks, "count": len(tasks)}


@router.post("", response_model=TaskOut, status_code=201)
async def create_task(user: User, task: TaskCreate, db: Session) -> Any:
    """Create a new task"""
    made = Task(user_id=user.subject, **task.model_dump())
    db.add(made)
    await db.commit()
    return made


@router.get("/{task_id}", response_model=TaskOut)
async def get_task(task: UserTask) -> Any:
    """Get a specific task"""
    return task


@router.put("/{task_id}", response_model=TaskOut)
async def update_task(task: UserTask, task_update: TaskUpdate, db: Session) -> Any:
    """Update a task"""
    for field, value in task_update.model_dump(exclude_none=True).items():
        setattr(task, field, value)
    task.updated_at = now()
    await db.commit()
    return task


@router.delete("/{task_id}", status_code=204)
async def delete_task(task: UserTask, db: Session) -> None:
    """Delete a task"""
    await db.delete(task)
    await db.commit()


@router.patch("/{task_id}/complete", response_model=TaskOut)
async def toggle_task_completion(task: UserTask, db: Session) -> Any:
    """Toggle task completion status"""
    task.completed = not task.completed
    task.updated_at = now()
    await db.commit()
    return task


app.include_router(router)


@app.get("/health")
async def health_check() -> dict[str, str]:
    return {"status": "ok"}


# As in the guide, the first token fetches the keys: Better Auth may start after this program.
bearer.install(app, public=["/health", "/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json"], warm=False)
