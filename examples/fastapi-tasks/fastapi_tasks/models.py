"""What the API keeps, and what it says of it."""

import re
from datetime import datetime, timezone
from enum import Enum
from typing import Annotated, Any
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, field_validator
from sqlalchemy import CheckConstraint, Column, DateTime, Dialect, ForeignKey, Index, TypeDecorator
from sqlalchemy import Enum as Known
from sqlmodel import Field as Kept
from sqlmodel import SQLModel


class Utc(TypeDecorator[datetime]):
    """A point in time in UTC. SQLite keeps it as text of one width, which sorts as time does."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=None) if value and dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=timezone.utc) if value and value.tzinfo is None else value


def iso(time: datetime) -> str:
    """ISO 8601 of one width: `2026-11-20T09:30:00.000000Z`."""
    return time.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def now() -> datetime:
    return datetime.now(timezone.utc)


Moment = Annotated[datetime, PlainSerializer(iso, return_type=str)]


class Priority(str, Enum):
    """How urgent a task is."""

    low = "low"
    medium = "medium"
    high = "high"


# A word, not a type of the database: those cannot be changed later.
WORD = Known(Priority, native_enum=False, create_constraint=False, length=6)


class User(SQLModel, table=True):
    """A user, as the first valid token described them."""

    __tablename__ = "users"  # pyright: ignore[reportAssignmentType]

    id: str = Kept(primary_key=True)
    email: str | None = None
    name: str | None = None
    created_at: Moment = Kept(default_factory=now, sa_column=Column(Utc, nullable=False))


class Task(SQLModel, table=True):
    """One task of one user."""

    __tablename__ = "tasks"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("tasks_of_user", "user_id", "created_at", "id"),
        CheckConstraint("priority IN ('low', 'medium', 'high')", name="priority_is_known"),
    )

    id: UUID = Kept(default_factory=uuid4, primary_key=True)
    user_id: str = Kept(sa_column=Column(ForeignKey("users.id", ondelete="CASCADE"), nullable=False))
    title: str
    description: str | None = None
    completed: bool = False
    priority: Priority = Kept(default=Priority.medium, sa_column=Column(WORD, nullable=False))
    created_at: Moment = Kept(default_factory=now, sa_column=Column(Utc, nullable=False))
    updated_at: Moment = Kept(default_factory=now, sa_column=Column(Utc, nullable=False))


# What Unicode calls White_Space. PostgreSQL cannot keep NUL in a text.
WHITE_SPACE = r"\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
TEXT = r"^[^\u0000]*$"
NOT_BLANK = rf"^[^\u0000]*[^\u0000{WHITE_SPACE}][^\u0000]*$"


class TaskFields(BaseModel):
    """What a client sends to create a task, or to replace one as a whole.

    Other members are ignored, so that a task may be sent back as it was received: `id` and `user_id` in it decide nothing.
    """

    model_config = ConfigDict(strict=True)

    title: Annotated[str, Field(min_length=1, max_length=255, json_schema_extra={"pattern": NOT_BLANK})]
    description: Annotated[str, Field(max_length=2_000, json_schema_extra={"pattern": TEXT})] | None = None
    completed: bool = False
    priority: Priority = Priority.medium

    @field_validator("title", "description")
    @classmethod
    def storable(cls, text: Any) -> Any:
        if text is not None and "\0" in text:
            raise ValueError("must not contain the character NUL")
        return text

    @field_validator("title")
    @classmethod
    def not_blank(cls, title: str) -> str:
        if not re.search(f"[^{WHITE_SPACE}]", title):
            raise ValueError("must not be blank")
        return title


class TaskList(BaseModel):
    """One page of a user's tasks, newest first."""

    data: list[Task]
    count: Annotated[int, Field(description="How many tasks the user has in all.")]
    next: Annotated[str | None, Field(description="The `cursor` of the next page; null on the last one.")]
