"""`bearer.check`: the walk over every kind of route."""

from typing import Annotated

import pytest
from bearward import Claims, ConfigError
from bearward.asgi import BearerMiddleware as PlainMiddleware
from bearward.fastapi import BearerMiddleware
from fastapi import APIRouter, Depends, FastAPI, WebSocket
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Host, Mount, Route, Router, WebSocketRoute


def faults(bearer, app, *public):
    """The lines after the first, without their advice."""
    try:
        bearer.check(app, public=public)
    except ConfigError as error:
        return [line.split(":")[0].removeprefix("- ") for line in str(error).splitlines()[1:]]
    return []


async def anyone(request):
    return PlainTextResponse("open")


async def socket(websocket: WebSocket): ...


def test_the_frameworks_own_pages_are_no_fault(bearer, app):
    assert faults(bearer, app) == []


def test_every_kind_of_open_route_is_found(bearer, app):
    inner = APIRouter(prefix="/inner")
    inner.add_api_route("/open", lambda: None, methods=["GET", "PUT"])
    inner.add_api_websocket_route("/socket", socket)
    outer = APIRouter(prefix="/outer")
    outer.include_router(inner, prefix="/between")
    app.include_router(outer)
    app.add_route("/plain", anyone)
    app.router.routes.append(WebSocketRoute("/plain-socket", socket))
    app.mount("/starlette", Starlette(routes=[Route("/in/{id}", anyone), Mount("/deep", routes=[Route("/x", anyone)])]))
    app.mount("/router", Router([Route("/x", anyone)]))
    app.mount("/opaque", anyone)
    app.router.routes.append(Host("other.example", app=Starlette(routes=[Route("/hosted", anyone)])))
    assert sorted(faults(bearer, app)) == [
        "ANY /opaque/* is open",
        "GET /hosted is open",
        "GET /outer/between/inner/open is open",
        "GET /plain is open",
        "GET /router/x is open",
        "GET /starlette/deep/x is open",
        "GET /starlette/in/{id} is open",
        "PUT /outer/between/inner/open is open",
        "WEBSOCKET /outer/between/inner/socket is open",
        "WEBSOCKET /plain-socket is open",
    ]


def test_locks_of_every_kind_are_seen(bearer, app):
    async def nested(user: Annotated[Claims, Depends(bearer)]): ...

    async def deeper(nested: Annotated[None, Depends(nested)]): ...

    router = APIRouter(prefix="/router", dependencies=[Depends(bearer)])
    router.add_api_route("/x", lambda: None)
    router.add_api_websocket_route("/socket", socket)
    app.include_router(router)
    late = APIRouter(prefix="/late")
    late.add_api_route("/x", lambda: None)
    late.add_api_websocket_route("/socket", socket)
    app.include_router(late, dependencies=[Depends(bearer.scopes("a"))])
    app.add_api_route("/deeper", deeper)
    app.add_api_route("/listed", lambda: None, dependencies=[Depends(bearer.optional)])
    app.mount("/wrapped", BearerMiddleware(anyone, bearer))
    app.mount("/plain", PlainMiddleware(Starlette(routes=[Route("/{id}", anyone)]), bearer.verifier))
    assert faults(bearer, app) == []


def test_the_class_or_the_bare_method_is_no_lock(bearer, app):
    app.add_api_route("/method", lambda: None, dependencies=[Depends(bearer.owner)])
    assert faults(bearer, app) == ["GET /method is open"]


def test_owner_without_its_parameter_is_named(bearer, app):
    async def owned(user: Annotated[Claims, Depends(bearer.owner("user_id"))]): ...

    app.add_api_route("/tasks/{id}", owned, methods=["DELETE"])
    app.add_api_websocket_route("/socket/{id}", owned)
    router = APIRouter()
    router.add_api_route("/tasks", owned)
    app.include_router(router, prefix="/{user_id}")
    sub = FastAPI()
    sub.add_api_route("/tasks", owned)
    app.mount("/v1/{user_id}", sub)
    app.mount("/v2/{other}", sub)
    assert faults(bearer, app) == [
        "DELETE /tasks/{id} has owner('user_id'), but no {user_id} in its path",
        "WEBSOCKET /socket/{id} has owner('user_id'), but no {user_id} in its path",
        "GET /v2/{other}/tasks has owner('user_id'), but no {user_id} in its path",
    ]


def test_public_names_paths_methods_and_trees(bearer, app):
    app.add_api_route("/posts/{id}", lambda: None, methods=["GET", "DELETE"])
    app.mount("/static", anyone)
    app.add_api_route("/share/{id}/x", lambda: None)
    assert faults(bearer, app, "GET /posts/{id}", "/static/*", "/share/*") == ["DELETE /posts/{id} is open"]
    assert faults(bearer, app, "/posts/{id}", "/static/*", "/share/{id}/x") == []


def test_a_public_entry_without_a_route_is_a_fault(bearer, app):
    assert faults(bearer, app, "/helth") == ["public has '/helth', but no route is there"]


def test_a_middleware_locks_what_its_own_list_does_not_open(bearer):
    app = FastAPI(openapi_url=None)
    app.add_middleware(BearerMiddleware, bearer=bearer, public=["/open", "/share/me", "GET /both"])
    for path in ["/open", "/closed", "/share/{id}"]:
        app.add_api_route(path, lambda: None)
    app.add_api_route("/both", lambda: None, methods=["GET", "POST"])
    assert faults(bearer, app) == ["GET /open is open", "GET /share/{id} is open", "GET /both is open"]


@pytest.mark.skipif(not hasattr(FastAPI, "frontend"), reason="this FastAPI has no front ends")
def test_front_end_directories_are_found(bearer, app, tmp_path):
    app.frontend("/", directory=tmp_path)
    router = APIRouter()
    router.frontend("/shop", directory=tmp_path)
    app.include_router(router, prefix="/in")
    assert sorted(faults(bearer, app)) == ["GET /* is open", "GET /in/shop/* is open"]
    assert faults(bearer, app, "/*", "/in/shop/*") == []
