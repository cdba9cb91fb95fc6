"""The walk over all routes: which dependencies of a `Bearer` stand before each, mounts and included routers too."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from fastapi.dependencies.models import Dependant
from starlette.applications import Starlette
from starlette.routing import Host, Mount

from .. import asgi
from .guard import Guard
from .middleware import BearerMiddleware
from .overlap import with_convertors
from .public import PublicList

try:
    from fastapi.routing import iter_route_contexts
except ImportError:  # before 0.137 routers were flattened when they were included

    def iter_route_contexts(routes: Any) -> Iterator[Any]:  # type: ignore[misc]
        yield from routes


@dataclass(frozen=True)
class Place:
    """One method of one route, as a request would reach it."""

    method: str
    path: str
    guards: tuple[Guard, ...]
    parameters: frozenset[str]
    app: Any
    """The application whose document describes it."""
    local_path: str
    locks: tuple["Lock", ...]
    """What stands before it and lets no request for it pass."""
    admitted_by: str | None
    """The public entry by which what stands before it may let a request for it pass."""
    framework: bool
    """FastAPI's own page or document."""

    @property
    def entry(self) -> str:
        """What would make it public."""
        return f"OPTIONS {self.path}" if self.method == "OPTIONS" else self.path

    @property
    def why_open(self) -> str:
        return "CORS preflights come here undecided" if self.method == "OPTIONS" else "nothing asks for a token"

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Lock:
    """A middleware, and the path at which it stands."""

    at: str
    middleware: asgi.BearerMiddleware
    public: PublicList

    def admits(self, method: str, path: str) -> str | None:
        return self.public.admitting(method, path[len(self.at) :])


@dataclass(frozen=True)
class Above:
    """What a route inherits from where it is mounted."""

    app: Any
    prefix: str = ""
    local: str = ""
    parameters: frozenset[str] = frozenset()
    locks: tuple[Lock, ...] = ()


def places(app: Starlette) -> Iterator[Place]:
    """Every route of the application."""
    yield from _application(app, Above(app))


def applications(app: Starlette) -> list[Starlette]:
    """This application and those mounted in it."""
    return list({id(one): one for one in (app, *(place.app for place in places(app)))}.values())


def _application(app: Starlette, above: Above) -> Iterator[Place]:
    locks = list(above.locks)
    middleware: Any
    for middleware in app.user_middleware:
        make = middleware.cls
        if isinstance(make, type) and issubclass(make, asgi.BearerMiddleware):
            locks.append(_lock(make(app, *middleware.args, **middleware.kwargs), app, above.prefix))
    inside = Above(app, above.prefix, "", above.parameters, tuple(locks))
    yield from _routes(app.routes, inside)
    yield from _fallback(app.router, inside)
    yield from _front_ends(app, inside)


def _fallback(router: Any, above: Above) -> Iterator[Place]:
    """What answers where no route matches, if it is not the framework's 404. A public entry means what it names, not this."""
    own = getattr(router, "default", None)
    if own is not None and getattr(own, "__func__", None) is not getattr(type(router), "not_found", None):
        locks, _ = _unwrap(own, above, above.prefix)
        yield replace(_place("ANY", "/*", own, above), locks=locks, admitted_by=None)


def _front_ends(app: Starlette, above: Above) -> Iterator[Place]:
    """Directories of a front end, which newer versions keep apart from the routes."""
    for holder in (app.router, *app.routes):
        included = getattr(holder, "effective_low_priority_routes", None)
        groups: Any = included() if callable(included) else getattr(holder, "_low_priority_routes", ())
        for group in groups:
            for entry in getattr(getattr(group, "original_route", group), "routes", ()):
                path = f"{getattr(group, 'frontend_prefix', '')}{entry.path.rstrip('/')}/*"
                yield _place("GET", path, group, above)


def _routes(routes: Iterable[Any], above: Above) -> Iterator[Place]:
    for route in iter_route_contexts(list(routes)):
        original = getattr(route, "original_route", route)
        if isinstance(original, (Mount, Host)):
            yield from _mounted(route, original, above)
        else:
            for method in sorted(getattr(route, "methods", None) or _methods(original)):
                if method != "HEAD" or "GET" not in (getattr(route, "methods", None) or ()):
                    yield _place(method, _path(route), route, above)


def _mounted(route: Any, original: Mount | Host, above: Above) -> Iterator[Place]:
    part = str(getattr(route, "path", "") or "") if isinstance(original, Mount) else ""
    parameters = above.parameters | set(getattr(route, "param_convertors", None) or {}) - {"path"}
    locks, app = _unwrap(route.app, above, above.prefix + part)
    below = Above(above.app, above.prefix + part, above.local + part, parameters, locks)
    if isinstance(app, Starlette):
        yield from _application(app, below)
    elif getattr(app, "routes", None):
        yield from _routes(app.routes, below)
        yield from _fallback(app, below)
    else:
        yield _place("ANY", "/*", route, below)


def _unwrap(app: Any, above: Above, prefix: str) -> tuple[tuple[Lock, ...], Any]:
    """What locks among the middlewares around an application, and the application itself."""
    locks = list(above.locks)
    while not isinstance(app, Starlette) and not getattr(app, "routes", None) and hasattr(app, "app"):
        if isinstance(app, asgi.BearerMiddleware):
            locks.append(_lock(app, above.app, prefix))
        app = app.app
    own: Any = None if isinstance(app, Starlette) else getattr(app, "middleware_stack", None)
    while hasattr(own, "app"):  # a router's own
        if isinstance(own, asgi.BearerMiddleware):
            locks.append(_lock(own, above.app, prefix))
        own = own.app
    return tuple(locks), app


def _lock(middleware: asgi.BearerMiddleware, app: Starlette, at: str) -> Lock:
    if isinstance(middleware, BearerMiddleware):
        return Lock(at, middleware, middleware.public_list(app))
    return Lock(at, middleware, PublicList(middleware.public.entries))


def _place(method: str, path: str, route: Any, above: Above) -> Place:
    before, _ = _unwrap(getattr(route, "app", None), above, above.prefix)
    dependant = getattr(route, "dependant", None)
    full = above.prefix + path
    endpoint = getattr(route, "endpoint", None)
    convertors = getattr(route, "param_convertors", None) or {}
    admitted = [lock.admits(method, above.prefix + with_convertors(path, convertors)) for lock in before]
    # Preflights pass, and with them whoever makes a request look like one.
    locks = [lock for lock, entry in zip(before, admitted, strict=True) if entry is None and method != "OPTIONS"]
    return Place(
        method=method,
        path=full,
        guards=tuple(_guards(dependant)) if dependant is not None else (),
        parameters=above.parameters | frozenset(convertors),
        app=above.app,
        local_path=above.local + path,
        locks=tuple(locks),
        admitted_by=next(filter(None, admitted), None),
        framework=getattr(endpoint, "__module__", "") == "fastapi.applications",
    )


def _guards(dependant: Dependant) -> Iterator[Guard]:
    for inner in dependant.dependencies:
        if isinstance(inner.call, Guard):
            yield inner.call
        yield from _guards(inner)


def _path(route: Any) -> str:
    return str(getattr(route, "path_format", None) or getattr(route, "path", None) or type(route).__name__)


def _methods(original: Any) -> tuple[str, ...]:
    return ("WEBSOCKET",) if "WebSocket" in type(original).__name__ else ("ANY",)
