"""What every dependency of a `Bearer` has in common: the scheme for OpenAPI, the decision, the scopes of `Security`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fastapi.security.base import SecurityBase
from starlette.requests import HTTPConnection

from bearward import Claims, Denied

from .. import asgi
from .errors import Refused, route_of

if TYPE_CHECKING:
    from .bearer import Bearer


class Guard(SecurityBase):
    """A dependency that lets a request in or refuses it. One object a rule: FastAPI runs it once a request.

    It is one class on the connection, without header parameters: that costs FastAPI the least, and serves WebSockets too.
    """

    bearer: "Bearer"

    async def claims(self, connection: HTTPConnection, scopes: Iterable[str]) -> Claims:
        """The claims of this request, if it has all these scopes."""
        try:
            claims = await asgi.decide(self.bearer.verifier, connection.scope)
            for scope in scopes:
                claims.require_scope(scope)
        except Denied as denied:
            raise self.refused(connection, denied) from None
        return claims

    def refused(self, connection: HTTPConnection, denied: Denied) -> Refused:
        """The exception that FastAPI turns into the answer; the denial is logged."""
        denied.log(route_of(connection.scope))
        return Refused(denied, self.bearer.on_denied)
