"""The walk over all routes: which dependencies of a `Bearer` stand before each, mounts and included routers too."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi.dependencies.models import Dependant
from starlette.applications import Starlette
from starlette.routing import Host, Mount

from .. import asgi
from .guard import Guard
from .middleware import BearerMiddleware
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
    locked_outside: bool
    """A `BearerMiddleware` stands before it."""
    framework: bool
    """FastAPI's own page or document."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Above:
    """What a route inherits from where it is mounted."""

    app: Any
    prefix: str = ""
    local: str = ""
    parameters: frozenset[str] = frozenset()
    locks: tuple[tuple[str, asgi.BearerMiddleware], ...] = ()
    """Middlewares that lock, each with the path at which it stands."""


def places(app: Starlette) -> Iterator[Place]:
    """Every route of the application."""
    yield from _application(app, Above(app))


def applications(app: Starlette) -> list[Starlette]:
    """This application and those mounted in it."""
    return list({id(one): one for one in (app, *(place.app for place in places(app)))}.values())


def _application(app: Starlette, above: Above) -> Iterator[Place]:
    locks = list(above.locks)
    for middleware in app.user_middleware:
        make: Any = middleware.cls
        lock = make(app, *middleware.args, **middleware.kwargs) if _is_lock(make) else None
        if lock is not None:
            locks.append((above.prefix, lock))
    inside = Above(app, above.prefix, "", above.parameters, tuple(locks))
    yield from _routes(app.routes, inside)
    yield from _front_ends(app, inside)


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
    else:
        yield _place("ANY", "/*", route, below)


def _unwrap(app: Any, above: Above, prefix: str) -> tuple[tuple[tuple[str, asgi.BearerMiddleware], ...], Any]:
    """What locks among the middlewares around an application, and the application itself."""
    locks = list(above.locks)
    while not isinstance(app, Starlette) and not getattr(app, "routes", None) and hasattr(app, "app"):
        if isinstance(app, asgi.BearerMiddleware):
            locks.append((prefix, app))
        app = app.app
    return tuple(locks), app


def _place(method: str, path: str, route: Any, above: Above) -> Place:
    locks, _ = _unwrap(getattr(route, "app", None), above, above.prefix)
    dependant = getattr(route, "dependant", None)
    full = above.prefix + path
    endpoint = getattr(route, "endpoint", None)
    return Place(
        method=method,
        path=full,
        guards=tuple(_guards(dependant)) if dependant is not None else (),
        parameters=above.parameters | frozenset(getattr(route, "param_convertors", None) or {}),
        app=above.app,
        local_path=above.local + path,
        locked_outside=any(_locks(lock, method, full[len(at) :]) for at, lock in locks),
        framework=getattr(endpoint, "__module__", "") == "fastapi.applications",
    )


def _is_lock(make: Any) -> bool:
    return isinstance(make, type) and issubclass(make, asgi.BearerMiddleware)


def _locks(lock: asgi.BearerMiddleware, method: str, template: str) -> bool:
    """Whether the middleware lets no request for this route through undecided."""
    public = lock.list if isinstance(lock, BearerMiddleware) else PublicList(lock.public)
    return not public.may_admit(method, template)


def _guards(dependant: Dependant) -> Iterator[Guard]:
    for inner in dependant.dependencies:
        if isinstance(inner.call, Guard):
            yield inner.call
        yield from _guards(inner)


def _path(route: Any) -> str:
    return str(getattr(route, "path_format", None) or getattr(route, "path", None) or type(route).__name__)


def _methods(original: Any) -> tuple[str, ...]:
    return ("WEBSOCKET",) if "WebSocket" in type(original).__name__ else ("ANY",)
