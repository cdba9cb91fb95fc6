"""The ASGI middleware in Starlette and Litestar."""

import pytest
from bearward import ConfigError, wsgi
from bearward.asgi import BearerMiddleware
from bearward.testing import TestIssuer
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse


def starlette(verifier, public):
    async def me(request):
        return JSONResponse({"subject": request.scope["bearward.claims"].subject})

    async def health(request):
        return JSONResponse({"known": "bearward.claims" in request.scope})

    async def socket(websocket):
        await websocket.accept()
        await websocket.send_text(websocket.scope["bearward.claims"].subject)
        await websocket.close()

    routes = [Route("/me", me, methods=["GET", "POST"]), Route("/health", health), WebSocketRoute("/ws", socket)]
    routes += [Route("/static/{rest:path}", health)]
    return Starlette(routes=routes, middleware=[Middleware(BearerMiddleware, verifier, public=public)])


def litestar(verifier, public):
    import litestar

    @litestar.route("/me", http_method=["GET", "POST"], status_code=200)
    async def me(request: litestar.Request) -> dict:
        return {"subject": request.scope["bearward.claims"].subject}

    @litestar.get(["/health", "/static/{rest:path}"])
    async def health(request: litestar.Request) -> dict:
        return {"known": "bearward.claims" in request.scope}

    @litestar.websocket("/ws")
    async def socket(socket: litestar.WebSocket) -> None:
        await socket.accept()
        await socket.send_text(socket.scope["bearward.claims"].subject)
        await socket.close()

    # Around the application: Litestar's own middlewares run behind the routing.
    return BearerMiddleware(litestar.Litestar([me, health, socket], openapi_config=None), verifier, public=public)


@pytest.fixture
def issuer():
    return TestIssuer()


@pytest.fixture(params=[starlette, litestar])
def client(request, issuer):
    return TestClient(request.param(issuer.verifier(), ["/health", "/static/*"]))


@pytest.fixture
def alice(issuer):
    return {"Authorization": f"Bearer {issuer.mint({'sub': 'alice'})}"}


def test_claims_are_in_the_scope(client, alice):
    assert client.get("/me", headers=alice).json() == {"subject": "alice"}


def test_denials_are_answered_whole(client, issuer):
    reply = client.post("/me", content="{")
    assert (reply.status_code, reply.headers["www-authenticate"]) == (401, "Bearer")
    assert reply.json()["code"] == "token_missing"
    expired = client.get("/me", headers={"Authorization": f"Bearer {issuer.expired({'sub': 'a'})}"})
    assert expired.json()["code"] == "token_expired"


def test_public_paths_pass_undecided(client):
    assert client.get("/health").json() == {"known": False}
    assert client.get("/static/a/b").status_code == 200
    assert client.get("/healthy").status_code == 401
    assert client.get("/staticx").status_code == 401


def test_preflights_pass(client):
    preflight = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}
    assert client.options("/me", headers=preflight).status_code != 401
    assert client.options("/me").status_code == 401


@pytest.mark.parametrize("path", ["/static/", "/static//", "/static/../me", "/static/./../me", "/static/a/.."])
def test_what_leads_out_of_a_public_path_is_not_public(issuer, path):
    locked = BearerMiddleware(None, issuer.verifier(), public=["/static/*"])
    assert not locked.passes({"type": "http", "method": "GET", "path": path, "headers": []})


@pytest.mark.parametrize("public", ["/health", ["health"], ["GET /health"], ["/posts/{id}"], ["/a*"], [None]])
def test_a_public_list_that_would_mean_something_else_is_refused(issuer, public):
    for middleware in (BearerMiddleware, wsgi.BearerMiddleware):
        with pytest.raises(ConfigError, match="public"):
            middleware(None, issuer.verifier(), public=public)


def test_websockets(client, alice):
    with client.websocket_connect("/ws", headers=alice) as socket:
        assert socket.receive_text() == "alice"
    with pytest.raises(WebSocketDenialResponse) as refused, client.websocket_connect("/ws"):
        pass
    assert refused.value.status_code == 401


def test_an_outage_is_a_503(client, issuer, alice):
    issuer.down()
    assert client.get("/me", headers=alice).status_code == 503


def test_a_server_without_answers_to_handshakes_is_told_to_close(issuer):
    import asyncio

    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "websocket", "path": "/", "headers": []}
    asyncio.run(BearerMiddleware(None, issuer.verifier())(scope, None, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize(
    "body", [{"type": "http.response.body", "body": b"x"}, {"type": "http.response.pathsend", "path": "/etc/passwd"}]
)
def test_an_answer_to_a_preflight_ends_however_its_body_comes(issuer, body):
    import asyncio

    sent = []

    async def cors(scope, receive, send):
        headers = [(b"Access-Control-Allow-Origin", b"*"), (b"content-length", b"1"), (b"set-cookie", b"a=b")]
        await send({"type": "http.response.start", "status": 204, "headers": headers})
        await send(body)

    async def send(message):
        sent.append(message)

    asked = [(b"origin", b"https://app.example"), (b"access-control-request-method", b"GET")]
    scope = {"type": "http", "method": "OPTIONS", "path": "/me", "headers": asked}
    asyncio.run(BearerMiddleware(cors, issuer.verifier())(scope, None, send))
    headers = [(b"Access-Control-Allow-Origin", b"*"), (b"content-length", b"0")]
    assert sent == [
        {"type": "http.response.start", "status": 204, "headers": headers},
        {"type": "http.response.body", "body": b""},
    ]
