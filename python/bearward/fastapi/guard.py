"""What every dependency of a `Bearer` has in common: the scheme for OpenAPI, the decision, the scopes of `Security`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bearward import Claims, Denied
from fastapi.security.base import SecurityBase
from starlette.requests import HTTPConnection

from .._scope import waited
from .errors import Refused, route_of

if TYPE_CHECKING:
    from .bearer import Bearer


class Guard(SecurityBase):
    """A dependency that lets a request in or refuses it. One object a rule: FastAPI runs it once a request.

    It is one class on the connection, without header parameters: that costs FastAPI the least, and serves WebSockets too.
    """

    bearer: "Bearer"

    def known(self, connection: HTTPConnection, scopes: Iterable[str]) -> Claims | None:
        """The claims of this request, if it has all these scopes. None: keys are being fetched, and `claims` waits for them."""
        try:
            claims = self.bearer.verifier.decide_scope(connection.scope)
            if claims is not None:
                for name in scopes:
                    claims.require_scope(name)
        except Denied as denied:
            raise self.refused(connection, denied) from None
        return claims

    async def claims(self, connection: HTTPConnection, scopes: Iterable[str]) -> Claims:
        """The same, after a wait for keys if need be."""
        while (claims := self.known(connection, scopes)) is None:
            try:
                await waited(self.bearer.verifier, connection.scope)
            except Denied as denied:
                raise self.refused(connection, denied) from None
        return claims

    def refused(self, connection: HTTPConnection, denied: Denied) -> Refused:
        """The exception that FastAPI turns into the answer; the denial is logged."""
        denied.log(route_of(connection.scope))
        return Refused(denied, self.bearer.on_denied)
