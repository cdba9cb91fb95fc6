"""`BearerMiddleware`: before the body, before routing; CORS preflights; `on_denied`."""

from typing import Annotated

import pytest
from bearward import Claims
from bearward.fastapi import Bearer, BearerMiddleware
from fastapi import Body, Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import PlainTextResponse, StreamingResponse
from fastapi.testclient import TestClient


@pytest.fixture
def client(app: FastAPI, bearer: Bearer) -> TestClient:
    app.add_middleware(BearerMiddleware, bearer=bearer)

    @app.post("/items")
    async def items(item: Annotated[dict, Body()], user: Annotated[Claims, Depends(bearer)]):
        return user.subject

    @app.get("/health")
    async def health():
        return "ok"

    bearer.install(app, public=["/health"], warm=False)
    return TestClient(app)


def test_a_401_comes_before_anything_about_the_body(client, token):
    reply = client.post("/items", content="{")
    assert (reply.status_code, reply.json()["code"]) == (401, "token_missing")
    assert client.post("/items", content="{", headers=token()).status_code == 422
    assert client.post("/items", json={}, headers=token("alice")).json() == "alice"


def test_the_body_of_a_refused_request_is_never_read(bearer):
    import asyncio

    async def never(*_):
        raise AssertionError("read")

    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/items", "headers": []}
    asyncio.run(BearerMiddleware(never, bearer)(scope, never, send))
    assert sent[0]["status"] == 401


def test_public_paths_pass_and_unknown_ones_do_not(client, token):
    assert client.get("/health").json() == "ok"
    for path in ["/nothing", "/health/", "/Health", "//health", "/docs", "/openapi.json"]:
        assert client.get(path).status_code == 401, path
    assert client.get("/nothing", headers=token()).status_code == 404


def test_the_token_is_verified_once(client, bearer, issuer, token):
    client.post("/items", json={}, headers=token())
    assert bearer.verifier.stats()["accepted"] == 1


def test_preflights_pass_and_other_options_do_not(bearer, token):
    app = FastAPI()
    app.add_middleware(CORSMiddleware, allow_origins=["https://app.example"], allow_headers=["authorization"])
    app.add_middleware(BearerMiddleware, bearer=bearer)
    client = TestClient(app)
    preflight = {"Origin": "https://app.example", "Access-Control-Request-Method": "GET"}
    assert client.options("/x", headers=preflight).status_code == 200
    assert client.options("/x", headers={"Origin": "https://app.example"}).status_code == 401
    assert client.get("/x", headers=preflight).status_code == 401


def test_a_401_inside_cors_can_be_read_by_the_page(bearer):
    app = FastAPI()
    app.add_middleware(BearerMiddleware, bearer=bearer)
    app.add_middleware(CORSMiddleware, allow_origins=["https://app.example"])
    reply = TestClient(app).get("/x", headers={"Origin": "https://app.example"})
    assert (reply.status_code, reply.headers["access-control-allow-origin"]) == (401, "https://app.example")


@pytest.mark.parametrize("middleware", [True, False])
@pytest.mark.parametrize(
    ("hook", "content_type", "body"),
    [
        (lambda request, denied: {"error": denied.code}, "application/json", '{"error": "token_missing"}'),
        (lambda request, denied: PlainTextResponse("no", 299, {"x": "y"}), "text/plain; charset=utf-8", "no"),
        (lambda request, denied: None, "application/json", None),
    ],
)
def test_on_denied_gives_the_body_alone(issuer, hook, content_type, body, middleware):
    async def later(request, denied):
        return hook(request, denied)

    for on_denied in (hook, later):
        bearer, app = Bearer(issuer.verifier(), on_denied=on_denied), FastAPI()

        @app.get("/x")
        async def x(user: Annotated[Claims, Depends(bearer)]): ...

        bearer.install(app, warm=False)
        if middleware:
            app.add_middleware(BearerMiddleware, bearer=bearer)
        reply = TestClient(app).get("/x")
        assert (reply.status_code, reply.headers["www-authenticate"]) == (401, "Bearer")
        assert "x" not in reply.headers and reply.headers["cache-control"] == "no-store"
        assert reply.headers["content-type"] == content_type
        assert reply.text == (body or bearer.verifier.token_missing().body)


def late():
    yield b"late"


@pytest.mark.parametrize("middleware", [True, False])
@pytest.mark.parametrize(
    "hook",
    [
        lambda request, denied: 1 / 0,
        lambda request, denied: StreamingResponse(late()),
        lambda request, denied: b"\xff",
        lambda request, denied: object(),
    ],
)
def test_a_hook_that_fails_changes_no_status(issuer, hook, middleware, caplog):
    bearer, app = Bearer(issuer.verifier(), on_denied=hook), FastAPI()

    @app.get("/x")
    async def x(user: Annotated[Claims, Depends(bearer)]): ...

    bearer.install(app, warm=False)
    if middleware:
        app.add_middleware(BearerMiddleware, bearer=bearer)
    reply = TestClient(app).get("/x")
    assert (reply.status_code, reply.headers["www-authenticate"]) == (401, "Bearer")
    assert reply.text == bearer.verifier.token_missing().body
    assert "on_denied failed" in caplog.text
