"""What is kept, and what the API says and takes."""

from datetime import datetime
from typing import Annotated
from uuid import uuid4

from database import Base, Moment, now
from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy.orm import Mapped, mapped_column

# Without NUL, which PostgreSQL cannot keep in a text.
Title = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\x00]*$")]
Description = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]


class Task(Base):
    __tablename__ = "tasks"

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: str(uuid4()))
    user_id: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    description: Mapped[str | None]
    completed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)


class TaskCreate(BaseModel):
    title: Title
    description: Description | None = None


class TaskUpdate(BaseModel):
    """What is absent or null stays as it is."""

    title: Title | None = None
    description: Description | None = None
    completed: bool | None = None


class TaskOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    user_id: str
    title: str
    description: str | None
    completed: bool
    created_at: Moment
    updated_at: Moment


class TaskList(BaseModel):
    data: list[TaskOut]
    count: int
