"""What is kept, and what the API says and takes."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import uuid4

from database import Base, Moment, now
from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

# Neither blank nor with NUL, which PostgreSQL cannot keep in a text.
Title = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]
Description = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]
Priority = Literal["low", "medium", "high"]


class Task(Base):
    __tablename__ = "tasks"

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: str(uuid4()))
    user_id: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    description: Mapped[str | None]
    completed: Mapped[bool]
    priority: Mapped[Priority] = mapped_column(String(6))
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)


class TaskFields(BaseModel):
    """What creates a task, or replaces one as a whole."""

    model_config = ConfigDict(strict=True)

    title: Title
    description: Description | None = None
    completed: bool = False
    priority: Priority = "medium"


class TaskOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    user_id: str
    title: str
    description: str | None
    completed: bool
    priority: Priority
    created_at: Moment
    updated_at: Moment


class TaskList(BaseModel):
    data: list[TaskOut]
    count: int
