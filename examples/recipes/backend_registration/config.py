"""The settings: environment variables, or a file `.env` beside this one."""

from typing import Annotated

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from typing_extensions import Self

# No white space around a secret: a pasted line break would make another one.
EXACT = r"^\S(.*\S)?$"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True)

    # One of the two. Where both are set, JWT_SECRET signs and the other is not used.
    JWT_SECRET: str | None = Field(default=None, repr=False, pattern=EXACT)
    BETTER_AUTH_SECRET: str | None = Field(default=None, repr=False, pattern=EXACT)
    JWT_ALGORITHM: str = "HS256"
    # Seconds.
    JWT_EXPIRATION: int = Field(default=3600, ge=1, le=86_400)
    REFRESH_EXPIRATION: int = Field(default=7 * 86_400, ge=1)
    # Wrong passwords: for one account from one address, for one account, from one address.
    LOGIN_LIMIT: str = "5/minute"
    ACCOUNT_LIMIT: str = "30/minute"
    ADDRESS_LIMIT: str = "100/minute"
    # Passes over the memory for one password hash.
    ARGON2_TIME_COST: int = Field(default=2, ge=2)
    DATABASE_URL: str = Field(default="sqlite:///tasks.sqlite", repr=False)
    ALLOWED_ORIGINS: Annotated[list[str], NoDecode] = ["http://localhost:3000"]
    LOG_LEVEL: str = "INFO"

    @field_validator("ALLOWED_ORIGINS", mode="before")
    @classmethod
    def split(cls, value: object) -> object:
        return [origin.strip() for origin in value.split(",") if origin.strip()] if isinstance(value, str) else value

    @model_validator(mode="after")
    def some_secret(self) -> Self:
        if not self.secret:
            raise ValueError("set JWT_SECRET (or BETTER_AUTH_SECRET) to what `openssl rand -base64 32` prints")
        return self

    @property
    def secret(self) -> str:
        return self.JWT_SECRET or self.BETTER_AUTH_SECRET or ""


settings = Settings()
