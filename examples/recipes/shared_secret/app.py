"""Todos behind a secret shared with Better Auth: HS256 tokens whose claim `user_id` is an integer.

uvicorn app:app --port 8001
"""

import logging
from collections.abc import Sequence
from typing import Annotated

import errors
import uvicorn
from auth import User, bearer
from bearward import Denied
from bearward.fastapi import BearerMiddleware
from config import settings
from database import Session, lifespan
from fastapi import Depends, FastAPI
from models import Todo, TodoChange, TodoNew, TodoOut
from sqlalchemy import select
from starlette.middleware.cors import CORSMiddleware

logging.basicConfig(level=settings.LOG_LEVEL.upper())
app = FastAPI(title="Todos", version="2.0.0", lifespan=lifespan, responses=errors.REFUSALS)
errors.install(app)
# The last one sees a request first: a page may read a 401 too, and nothing is read of a body that comes without a good token.
app.add_middleware(BearerMiddleware, bearer=bearer)
app.add_middleware(CORSMiddleware, allow_origins=settings.ALLOWED_ORIGINS, allow_methods=["*"], allow_headers=["*"])


async def own_todo(todo_id: str, user: User, db: Session) -> Todo:
    """The user's todo of that id. One of somebody else is as absent as one that never was."""
    if todo_id.isascii() and todo_id.isdigit() and len(todo_id) < 19:
        todo = await db.scalar(select(Todo).where(Todo.id == int(todo_id), Todo.user_id == user.subject))
        if todo is not None:
            return todo
    raise Denied("not_found")


OwnTodo = Annotated[Todo, Depends(own_todo)]


@app.get("/api/users/{user_id}/todos", response_model=list[TodoOut])
async def list_todos(user: User, db: Session) -> Sequence[Todo]:
    return (await db.scalars(select(Todo).where(Todo.user_id == user.subject).order_by(Todo.id))).all()


@app.post("/api/users/{user_id}/todos", response_model=TodoOut, status_code=201)
async def create_todo(user: User, new: TodoNew, db: Session) -> Todo:
    todo = Todo(user_id=user.subject, **new.model_dump())
    db.add(todo)
    await db.commit()
    return todo


@app.get("/api/users/{user_id}/todos/{todo_id}", response_model=TodoOut)
async def get_todo(todo: OwnTodo) -> Todo:
    return todo


@app.put("/api/users/{user_id}/todos/{todo_id}", response_model=TodoOut)
async def update_todo(todo: OwnTodo, change: TodoChange, db: Session) -> Todo:
    for field, value in change.model_dump(exclude_unset=True).items():
        setattr(todo, field, value)
    await db.commit()
    return todo


@app.delete("/api/users/{user_id}/todos/{todo_id}", status_code=204)
async def delete_todo(todo: OwnTodo, db: Session) -> None:
    await db.delete(todo)
    await db.commit()


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


bearer.install(app, public=["/health", "/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json"])

if __name__ == "__main__":
    uvicorn.run(app, host=settings.HOST, port=settings.PORT)
