"""The part of the configuration that says which tokens are good: exactly one of three ways."""

from typing import Annotated, Any

from bearward import ConfigError, Verifier
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

NOTHING = "Nothing says which tokens are good: set AUTH_BASE_URL, or JWKS_URL with ISSUER and AUDIENCE, or AUTH_SECRET."


class AuthSettings(BaseSettings):
    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore")

    auth_base_url: str | None = None
    jwks_url: str | None = None
    auth_secret: str | None = None
    issuer: str | None = None
    audience: str | None = None
    user_id_claim: str | None = None
    jwks_max_age: Annotated[int, Field(ge=0, le=86_400)] | None = None
    allow_http: bool = False

    def verifier(self) -> Verifier:
        """ValueError with one line for each fault."""
        given = [name for name in ("auth_base_url", "jwks_url", "auth_secret") if getattr(self, name)]
        if not given:
            raise ValueError(NOTHING)
        if len(given) > 1:
            raise ValueError("Set only one of AUTH_BASE_URL, JWKS_URL and AUTH_SECRET.")
        way = given[0]
        useless = ("jwks_max_age", "allow_http") if way == "auth_secret" else ("user_id_claim",)
        faults = [f"{n.upper()} has no effect with {way.upper()}: remove it." for n in useless if n in self.model_fields_set]
        if way == "jwks_url":
            needed = [name for name in ("issuer", "audience") if not getattr(self, name)]
            faults += [f"JWKS_URL needs {name.upper()}: the exact value of the token's claim." for name in needed]
        verifier = None
        try:
            verifier = None if faults else self._build(way)
        except ConfigError as error:
            faults.append(f"{way.upper()}: {' '.join(str(error).split())}")
        if faults or verifier is None:
            raise ValueError("\n".join(faults))
        return verifier

    def _build(self, way: str) -> Verifier:
        options: dict[str, Any] = {"issuer": self.issuer, "audience": self.audience}
        if way == "auth_secret":
            options |= {"secret": self.auth_secret, **self._subject()}
            options |= {"any_issuer": not self.issuer, "any_audience": not self.audience}
            if (self.auth_secret or "") != (self.auth_secret or "").strip():
                raise ConfigError("has white space around it.")
        else:
            options |= {"max_age": self.jwks_max_age, "allow_http": self.allow_http}
        options = {name: value for name, value in options.items() if value}
        if way == "auth_base_url":
            return Verifier.better_auth(self.auth_base_url or "", **options)
        if way == "jwks_url":
            options["jwks_url"] = self.jwks_url
        return Verifier(**options)

    def _subject(self) -> dict[str, str]:
        """`sub` is text; another claim is an integer unless it says `:string`, as in `uid:string`."""
        if self.user_id_claim is None:
            return {}
        name, colon, kind = self.user_id_claim.rpartition(":")
        if colon and kind in ("string", "int"):
            return {"subject" if kind == "string" else "subject_int": name}
        return {"subject" if self.user_id_claim == "sub" else "subject_int": self.user_id_claim}
