"""The user's tasks. What is somebody else's is not there: 404."""

from typing import Annotated, Any

from auth import bearer
from bearward import Claims, Denied
from database import Session
from fastapi import APIRouter, Depends
from models import Task, TaskChange, TaskList, TaskNew, TaskOut
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

router = APIRouter(tags=["tasks"])
User = Annotated[Claims, Depends(bearer)]


async def own_task(task_id: str, user: User, db: Session) -> Task:
    if "\0" not in task_id:  # PostgreSQL has no such text
        task = await db.scalar(select(Task).where(Task.id == task_id, Task.user_id == user.subject))
        if task is not None:
            return task
    raise Denied("not_found")


OwnTask = Annotated[Task, Depends(own_task)]


@router.get("", response_model=TaskList)
async def list_tasks(user: User, db: Session) -> Any:
    mine = select(Task).where(Task.user_id == user.subject).order_by(Task.created_at, Task.id)
    tasks = (await db.scalars(mine)).all()
    return {"data": tasks, "count": len(tasks)}


@router.post("", response_model=TaskOut, status_code=201)
async def create_task(user: User, new: TaskNew, db: Session) -> Any:
    task = Task(user_id=user.subject, **new.model_dump())
    db.add(task)
    try:
        await db.commit()
    except IntegrityError:  # the account was deleted
        raise Denied("not_found") from None
    return task


@router.get("/{task_id}", response_model=TaskOut)
async def get_task(task: OwnTask) -> Any:
    return task


@router.put("/{task_id}", response_model=TaskOut)
async def update_task(task: OwnTask, change: TaskChange, db: Session) -> Any:
    for field, value in change.model_dump(exclude_unset=True).items():
        setattr(task, field, value)
    await db.commit()
    return task


@router.delete("/{task_id}", status_code=204)
async def delete_task(task: OwnTask, db: Session) -> None:
    await db.delete(task)
    await db.commit()


@router.patch("/{task_id}/complete", response_model=TaskOut)
async def toggle_task(task: OwnTask, db: Session) -> Any:
    task.completed = not task.completed
    await db.commit()
    return task
