"""The settings: environment variables, or a file `.env` beside this one."""

from typing import Annotated

from pydantic import AliasChoices, Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True)

    DATABASE_URL: str = Field(
        default="sqlite:///tasks.sqlite", repr=False, validation_alias=AliasChoices("DATABASE_URL", "NEON_DATABASE_URL")
    )
    BETTER_AUTH_URL: str
    BETTER_AUTH_JWKS_URL: str
    # What the front end's JWT plugin has as `audience`. Without it tokens for any audience are good, as in the guide.
    AUDIENCE: str | None = Field(default=None, validation_alias=AliasChoices("AUDIENCE", "NEXT_PUBLIC_API_URL"))
    # Seconds.
    JWKS_CACHE_TTL: int = Field(default=3600, ge=0, le=86_400)
    ALLOWED_ORIGINS: Annotated[list[str], NoDecode] = ["http://localhost:3000"]
    HOST: str = "0.0.0.0"
    PORT: int = 8000
    DEBUG: bool = False

    @field_validator("ALLOWED_ORIGINS", mode="before")
    @classmethod
    def split(cls, value: object) -> object:
        return [origin.strip() for origin in value.split(",") if origin.strip()] if isinstance(value, str) else value


settings = Settings()  # type: ignore[call-arg]
