"""The settings: environment variables, or a file `.env` beside this one."""

from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True)

    # No white space around it: a pasted line break would make another secret.
    BETTER_AUTH_SECRET: str = Field(repr=False, pattern=r"^\S(.*\S)?$")
    DATABASE_URL: str = Field(default="sqlite:///todos.sqlite", repr=False)
    ALLOWED_ORIGINS: Annotated[list[str], NoDecode] = ["http://localhost:3000"]
    APP_ENV: str = "development"
    LOG_LEVEL: str = "INFO"
    HOST: str = "0.0.0.0"
    PORT: int = 8000

    @field_validator("ALLOWED_ORIGINS", mode="before")
    @classmethod
    def split(cls, value: object) -> object:
        return [origin.strip() for origin in value.split(",") if origin.strip()] if isinstance(value, str) else value


settings = Settings()  # type: ignore[call-arg]
