"""`Bearer`: a verifier as FastAPI dependencies."""

from collections.abc import Iterable
from functools import cached_property

from bearward import Claims, ConfigError, Verifier
from fastapi import FastAPI
from fastapi.openapi.models import HTTPBearer
from fastapi.security import SecurityScopes
from starlette.requests import HTTPConnection

from . import install as installing
from .errors import OnDenied
from .guard import Guard
from .install import Warm
from .optional import Optional
from .owner import Owner
from .scopes import Scopes


class Bearer(Guard):
    """Lets in whoever has a good token: `user: Annotated[Claims, Depends(bearer)]`.

    Scopes are asked for with `Security(bearer, scopes=["tasks:write"])`, on this and on every other dependency of it.
    """

    def __init__(
        self,
        verifier: Verifier,
        *,
        on_denied: OnDenied | None = None,
        scheme_name: str = "bearer",
        description: str | None = None,
    ) -> None:
        if not isinstance(verifier, Verifier):
            raise ConfigError(f"Bearer needs a Verifier, not a {type(verifier).__name__}")
        self.verifier = verifier
        self.on_denied = on_denied
        self.scheme_name = scheme_name
        self.model = HTTPBearer(bearerFormat="JWT", description=description)
        self.bearer = self
        self._owners: dict[tuple[str, bool], Owner] = {}
        self._scopes: dict[tuple[tuple[str, ...], bool], Scopes] = {}

    async def __call__(self, connection: HTTPConnection, security: SecurityScopes) -> Claims:
        claims = self.known(connection, security.scopes)
        return await self.claims(connection, security.scopes) if claims is None else claims

    def owner(self, name: str = "user_id", *, conceal: bool = False) -> Owner:
        """Also asks that the path parameter `name` is the token's subject: 403 otherwise, with `conceal` 404."""
        if (name, conceal) not in self._owners:
            self._owners[name, conceal] = Owner(self, name, conceal)
        return self._owners[name, conceal]

    def scopes(self, *names: str, any_of: bool = False) -> Scopes:
        """Also asks for all these scopes, with `any_of` for one of them: 403 otherwise."""
        if not all(isinstance(name, str) for name in names):
            raise ConfigError(f"scopes{names!r}: write the names one by one, as in bearer.scopes('tasks:read', 'tasks:write')")
        if (names, any_of) not in self._scopes:
            self._scopes[names, any_of] = Scopes(self, names, any_of)
        return self._scopes[names, any_of]

    @cached_property
    def optional(self) -> Optional:
        """None for a request without any credential; one with a bad token is refused as ever."""
        return Optional(self)

    def install(self, app: FastAPI, *, public: Iterable[str] = (), warm: Warm = "try") -> None:
        """Locks the application by default. Call it once, before or after the routes.

        At start every route must be locked by a dependency of a `Bearer` (or by `BearerMiddleware`), or be named in `public`:
        `/health`, `GET /posts/{id}`, `/static/*` for all below. Else the start fails with a `ConfigError` that names it.
        Then the keys are fetched: `warm="try"` logs a failure, `"require"` fails the start, `False` leaves it to the first
        request. `Denied` raised in a route is answered, and OpenAPI says what locked routes may answer.
        """
        installing.install(app, self, public, warm)

    def check(self, app: FastAPI, *, public: Iterable[str] = ()) -> None:
        """The check of `install` alone, for a test: raises a `ConfigError` that names every fault."""
        installing.check(app, self, public)
