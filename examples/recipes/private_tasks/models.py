"""What is kept, and what the API says and takes."""

from datetime import datetime
from typing import Annotated, Literal

from database import Base, Moment, Number, now
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

# Neither blank nor with NUL, which PostgreSQL cannot keep in a text.
Title = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]
Description = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]
Priority = Literal["low", "medium", "high"]


class User(Base):
    __tablename__ = "users"

    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str | None]
    name: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Task(Base):
    __tablename__ = "tasks"

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    description: Mapped[str | None]
    priority: Mapped[Priority] = mapped_column(String(6))
    completed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class TaskCreate(BaseModel):
    title: Title
    description: Description | None = None
    priority: Priority = "medium"
    completed: bool = False


class TaskUpdate(BaseModel):
    """What is absent stays as it is."""

    title: Annotated[Title, Field(default=None)]
    description: Description | None = None
    priority: Annotated[Priority, Field(default=None)]
    completed: Annotated[bool, Field(default=None)]


class TaskOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    user_id: str
    title: str
    description: str | None
    priority: Priority
    completed: bool
    created_at: Moment
    updated_at: Moment
