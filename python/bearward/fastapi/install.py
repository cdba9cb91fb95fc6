"""`bearer.install` and `bearer.check`: an application does not start with a route that nobody locked."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Literal

from bearward import ConfigError, Denied
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from . import openapi
from .errors import Refused, handler
from .owner import Owner
from .public import PublicList, public_in
from .walk import Place, applications, places

if TYPE_CHECKING:
    from .bearer import Bearer

Warm = Literal["try", "require", False]


def install(app: FastAPI, bearer: "Bearer", public: Iterable[str], warm: Warm) -> None:
    """What `Bearer.install` says."""
    if warm not in ("try", "require", False):
        raise ConfigError(f"warm={warm!r}: write 'try', 'require' or False")
    if not isinstance(app, FastAPI):
        raise ConfigError(f"install needs the FastAPI application, not a {type(app).__name__}")
    if app.middleware_stack is not None:
        raise ConfigError("install comes before the start: this application has served already")
    entries = PublicList(public).entries  # a fault in it is raised before anything is changed
    public_in(app).add(entries)
    _prepare(app, bearer)
    _at_start(app, bearer, warm)
    _at_first_request(app, bearer)


def check(app: FastAPI, bearer: "Bearer", public: Iterable[str]) -> None:
    """Raises a `ConfigError` that names every route at fault."""
    allowed = PublicList(public_in(app).entries)
    allowed.add(public)
    found = list(places(app))
    faults = [fault for place in found for fault in _faults(place, allowed)]
    faults += _unused(found, allowed)
    if faults:
        raise ConfigError("\n".join(["The application does not start:", *dict.fromkeys(faults)]))


def _faults(place: Place, allowed: PublicList) -> Iterable[str]:
    for guard in place.guards:
        if isinstance(guard, Owner) and guard.name not in place.parameters:
            yield f"- {place} has owner({guard.name!r}), but no {{{guard.name}}} in its path"
    if place.guards or place.locks or place.framework or _is_public(place, allowed):
        return
    if place.admitted_by:
        yield (
            f"- {place} is open: public has {place.admitted_by!r}, which may match the same path, so that BearerMiddleware "
            "lets it pass. Lock the route itself with Depends(bearer), or give it another path"
        )
    else:
        yield (
            f"- {place} is open: {place.why_open}. Lock it with Depends(bearer), "
            f"or say public=[{place.entry!r}] in bearer.install"
        )


def _is_public(place: Place, allowed: PublicList) -> bool:
    if any(allowed.names(entry, place.method, place.path) for entry in allowed.entries):
        return True
    own = public_in(place.app)  # what a mounted application says of itself
    return any(own.names(entry, place.method, place.local_path) for entry in own.entries)


def _unused(found: list[Place], allowed: PublicList) -> Iterable[str]:
    for entry in allowed.entries:
        if not any(allowed.names(entry, place.method, place.path) for place in found):
            yield f"- public has {entry!r}, but no route is there"


def _prepare(app: Starlette, bearer: "Bearer") -> None:
    """Answers denials and documents them, in this application and, once it starts, in those mounted in it."""
    answers = handler(bearer.on_denied)
    if app.middleware_stack is None:
        app.exception_handlers.setdefault(Refused, answers)
        app.exception_handlers.setdefault(Denied, answers)
    if isinstance(app, FastAPI):
        openapi.document(app)


def _started(app: FastAPI, bearer: "Bearer") -> None:
    check(app, bearer, ())
    for one in applications(app):
        _prepare(one, bearer)


def _at_start(app: FastAPI, bearer: "Bearer", warm: Warm) -> None:
    """Puts the check and the keys before the application's own lifespan."""
    own = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(started: Any) -> AsyncGenerator[Any, None]:
        _started(app, bearer)
        if warm:
            await bearer.verifier.warm_async(required=warm == "require")
        async with own(started) as state:
            yield state

    app.router.lifespan_context = lifespan


def _at_first_request(app: FastAPI, bearer: "Bearer") -> None:
    """A host may serve without ever running the lifespan: then the first request runs the check. Later ones pay nothing."""
    build = app.build_middleware_stack

    def build_checked() -> ASGIApp:
        # Inside the outermost middleware, which stays what others expect there; and out of the way again afterwards.
        outermost: Any = build()
        if not hasattr(outermost, "app"):
            outermost = _Outermost(outermost)
        inner: ASGIApp = outermost.app

        async def first(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "lifespan" and outermost.app is first:
                _started(app, bearer)
                outermost.app = inner
            await inner(scope, receive, send)

        outermost.app = first
        return outermost  # type: ignore[no-any-return]

    app.build_middleware_stack = build_checked  # type: ignore[method-assign]


class _Outermost:
    """For a stack that somebody made of a plain function."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)
