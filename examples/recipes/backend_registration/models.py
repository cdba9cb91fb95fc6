"""What is kept, and what the API says and takes."""

from datetime import datetime
from typing import Annotated
from uuid import uuid4

from database import Base, Moment, now
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column


def lower(email: object) -> object:
    """One account an address, however it is written."""
    return email.strip().lower() if isinstance(email, str) else email


ADDRESS = r"^[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+\.[^@\s\x00-\x1f\x7f]+$"
Email = Annotated[str, BeforeValidator(lower), StringConstraints(max_length=254, pattern=ADDRESS)]
# Neither blank nor with NUL, which PostgreSQL cannot keep in a text.
Title = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]
Description = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]


def new_id() -> str:
    return str(uuid4())


class User(Base):
    __tablename__ = "users"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(unique=True)
    hashed_password: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class Login(Base):
    """One login, as long as it is renewed: the hash of its one good refresh token. No access token is looked up here."""

    __tablename__ = "logins"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    refresh_hash: Mapped[str]
    expires_at: Mapped[datetime]


class Task(Base):
    __tablename__ = "tasks"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    description: Mapped[str | None]
    completed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class Registration(BaseModel):
    email: Email
    password: str = Field(min_length=8, max_length=128)


class Credentials(BaseModel):
    email: Email
    password: str = Field(min_length=1, max_length=128)


class Renewal(BaseModel):
    refresh_token: str = Field(max_length=200)


class UserOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    email: str
    created_at: Moment
    updated_at: Moment


class TokenOut(BaseModel):
    access_token: str
    token_type: str = "bearer"
    expires_in: int
    refresh_token: str
    user: UserOut


class TaskNew(BaseModel):
    title: Title
    description: Description | None = None
    completed: bool = False


class TaskChange(BaseModel):
    """What is absent stays as it is."""

    title: Annotated[Title, Field(default=None)]
    description: Description | None = None
    completed: Annotated[bool, Field(default=None)]


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
