"""`bearer.owner("user_id")`: the path names the subject of the token, or the request is refused."""

# No `from __future__ import annotations` here: FastAPI reads the annotations of the signature below.
import inspect
from typing import TYPE_CHECKING, Annotated, Any

from bearward import Claims, ConfigError, Denied
from fastapi import Path
from fastapi.security import SecurityScopes
from pydantic import WithJsonSchema
from starlette.requests import HTTPConnection

from .errors import Refused
from .guard import Guard

if TYPE_CHECKING:
    from .bearer import Bearer


class Owner(Guard):
    """Lets in the owner of what the path names."""

    def __init__(self, bearer: "Bearer", name: str, conceal: bool) -> None:
        self.bearer = bearer
        self.name = name
        self.conceal = conceal
        self.model = bearer.model
        self.scheme_name = bearer.scheme_name
        self.__signature__ = signature(name, bearer.verifier.subject_type)

    async def __call__(self, bearward_connection: HTTPConnection, bearward_scopes: SecurityScopes, **_: Any) -> Claims:
        claims = self.known(bearward_connection, bearward_scopes.scopes)
        if claims is None:
            claims = await self.claims(bearward_connection, bearward_scopes.scopes)
        # Never the validated value: a validator may take "042" for 42.
        segment = str(bearward_connection.path_params[self.name])
        try:
            claims.require_path_owner(segment)
        except Denied as denied:
            raise self._refused(bearward_connection, claims, denied) from None
        return claims

    def _refused(self, connection: HTTPConnection, claims: Claims, denied: Denied) -> Refused:
        """Concealed, the answer is that of a record that does not exist; the log has the reason."""
        refused = self.refused(connection, denied)
        if self.conceal:
            try:
                claims.require_record_owner(None)
            except Denied as hidden:
                return Refused(hidden, self.bearer.on_denied)
        return refused


def signature(name: str, kind: str) -> inspect.Signature:
    """What FastAPI shall see: the path parameter too, or OpenAPI would not have it and "Try it out" could not fill it in.

    Any value passes validation: whether it is the owner's id is not a question of its form.
    """
    keyword = inspect.Parameter.KEYWORD_ONLY
    try:
        parameter = inspect.Parameter(name, keyword, annotation=Annotated[Any, Path(), WithJsonSchema({"type": kind})])
    except (ValueError, IndexError, TypeError):
        raise ConfigError(f"owner({name!r}): a path parameter has a name such as user_id") from None
    connection = inspect.Parameter("bearward_connection", keyword, annotation=HTTPConnection)
    scopes = inspect.Parameter("bearward_scopes", keyword, annotation=SecurityScopes)
    return inspect.Signature([connection, scopes, parameter])
