"""`bearer.scopes("tasks:write")`: the token was granted these scopes, or the request is refused."""

from typing import TYPE_CHECKING

from bearward import Claims, ConfigError, Denied
from fastapi.security import SecurityScopes
from starlette.requests import HTTPConnection

from .guard import Guard

if TYPE_CHECKING:
    from .bearer import Bearer


class Scopes(Guard):
    """Lets in tokens with all of some scopes, or with one of them."""

    def __init__(self, bearer: "Bearer", names: tuple[str, ...], any_of: bool) -> None:
        if not names:
            raise ConfigError("scopes() needs a name: write bearer.scopes('tasks:write')")
        for name in names:
            if not name or " " in name:  # RFC 6749 section 3.3: a space parts scopes
                raise ConfigError(f"scopes({name!r}) is no one scope: write bearer.scopes('tasks:read', 'tasks:write')")
        self.bearer = bearer
        self.names = names
        self.any_of = any_of
        self.model = bearer.model
        self.scheme_name = bearer.scheme_name

    async def __call__(self, connection: HTTPConnection, security: SecurityScopes) -> Claims:
        if not self.any_of:
            return await self.claims(connection, [*self.names, *security.scopes])
        claims = await self.claims(connection, security.scopes)
        try:
            claims.require_any_scope(list(self.names))
        except Denied as denied:
            raise self.refused(connection, denied) from None
        return claims
