"""What is kept, and what the API says and takes."""

from datetime import datetime
from typing import Annotated

from database import Base, Moment, Number, now
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.orm import Mapped, mapped_column

# Neither blank nor with NUL, which PostgreSQL cannot keep in a text.
Title = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]
Description = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]


class Todo(Base):
    __tablename__ = "todos"

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    user_id: Mapped[int] = mapped_column(index=True)
    title: Mapped[str]
    description: Mapped[str | None]
    completed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class TodoNew(BaseModel):
    title: Title
    description: Description | None = None
    completed: bool = False


class TodoChange(BaseModel):
    """What is absent stays as it is."""

    title: Annotated[Title, Field(default=None)]
    description: Description | None = None
    completed: Annotated[bool, Field(default=None)]


class TodoOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    user_id: int
    title: str
    description: str | None
    completed: bool
    created_at: Moment
    updated_at: Moment
