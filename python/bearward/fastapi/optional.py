"""`bearer.optional`: for routes that serve anonymous requests too."""

from typing import TYPE_CHECKING

from bearward import Claims, Denied
from fastapi.security import SecurityScopes
from starlette.requests import HTTPConnection

from .guard import Guard

if TYPE_CHECKING:
    from .bearer import Bearer


class Optional(Guard):
    """The claims, or None if the request has no credential at all. A bad one is refused: it never counts as none."""

    def __init__(self, bearer: "Bearer") -> None:
        self.bearer = bearer
        self.model = bearer.model
        self.scheme_name = bearer.scheme_name

    async def __call__(self, connection: HTTPConnection, security: SecurityScopes) -> Claims | None:
        if not security.scopes and self._is_anonymous(connection):
            return None
        return await self.claims(connection, security.scopes)

    def _is_anonymous(self, connection: HTTPConnection) -> bool:
        scope = connection.scope
        try:
            return self.bearer.verifier.find_token(scope.get("method", "CONNECT"), scope["headers"]) is None
        except Denied as denied:
            raise self.refused(connection, denied) from None
