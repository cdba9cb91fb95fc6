"""The configuration: environment variables, all read and judged before anything starts."""

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from bearward import Verifier
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import URL

from . import database_url
from .auth_settings import AuthSettings


class Settings(BaseSettings):
    """A configuration without fault. `.env.example` says what each variable means."""

    # An empty value counts as absent, as in Compose files.
    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", arbitrary_types_allowed=True, frozen=True)

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8000
    require_keys: bool = False
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    database: Annotated[URL, NoDecode, Field(validation_alias="DATABASE_URL")] = database_url.parse("sqlite:tasks.sqlite")
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def origins(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(exact_origin(text.strip()) for text in value.split(",") if text.strip())

    @field_validator("database", mode="before")
    @classmethod
    def database_of(cls, value: Any) -> Any:
        return database_url.parse(value) if isinstance(value, str) else value


def load() -> tuple[Settings, Verifier] | list[str]:
    """The configuration of this process, or every fault that was found, one sentence each."""
    faults: list[str] = []
    settings, verifier = None, None
    try:
        settings = Settings()
    except ValidationError as error:
        faults += sentences(error)
    try:
        verifier = AuthSettings().verifier()
    except ValidationError as error:
        faults += sentences(error)
    except ValueError as error:
        faults += str(error).splitlines()
    return (settings, verifier) if settings and verifier else faults


def sentences(error: ValidationError) -> list[str]:
    """The value is not repeated: it may hold a password."""
    return [
        f"{str(fault['loc'][0]).upper()}: {fault['msg'].removeprefix('Value error, ').rstrip('.')}."
        for fault in error.errors(include_input=False, include_url=False)
    ]


def exact_origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise ValueError(f"{text!r} is no origin: write origins such as https://app.example.com, separated by commas")
    exact = f"{parts.scheme}://{parts.netloc.lower()}"
    if exact != text:
        raise ValueError(f"{text!r}: an origin has no path, write {exact}")
    return text
