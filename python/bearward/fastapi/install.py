"""`bearer.install` and `bearer.check`: an application does not start with a route that nobody locked."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakKeyDictionary

from bearward import ConfigError, Denied
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from . import openapi
from .errors import Refused, handler
from .owner import Owner
from .public import PublicList
from .walk import Place, applications, places

if TYPE_CHECKING:
    from .bearer import Bearer

Warm = Literal["try", "require", False]

_public: "WeakKeyDictionary[Starlette, PublicList]" = WeakKeyDictionary()
"""What is public in an application, whichever of its bearers said so."""


def install(app: FastAPI, bearer: "Bearer", public: Iterable[str], warm: Warm) -> None:
    """What `Bearer.install` says."""
    if warm not in ("try", "require", False):
        raise ConfigError(f"warm={warm!r}: write 'try', 'require' or False")
    if app.middleware_stack is not None:
        raise ConfigError("install comes before the start: this application has served already")
    entries = PublicList(public).entries  # a fault in it is raised before anything is changed
    _public.setdefault(app, PublicList()).add(entries)
    bearer.public.add(entries)
    _prepare(app, bearer)
    _at_start(app, bearer, warm)
    _at_first_request(app, bearer)


def check(app: FastAPI, bearer: "Bearer", public: Iterable[str]) -> None:
    """Raises a `ConfigError` that names every route at fault."""
    allowed = PublicList(_public[app].entries if app in _public else ())
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
    is_public = any(allowed.names(entry, place.method, place.path) for entry in allowed.entries)
    if not (place.guards or place.locked_outside or place.framework or is_public):
        yield (
            f"- {place} is open: nothing asks for a token. Lock it with Depends(bearer), "
            f"or say public=[{place.path!r}] in bearer.install"
        )


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
        stack = build()

        async def first(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "lifespan":
                return await stack(scope, receive, send)
            _started(app, bearer)
            app.middleware_stack = stack
            await stack(scope, receive, send)

        return first

    app.build_middleware_stack = build_checked  # type: ignore[method-assign]
