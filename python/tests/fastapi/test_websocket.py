"""WebSockets and cookies."""

from typing import Annotated

import pytest
from bearward import Claims, Denied
from bearward.fastapi import Bearer, BearerMiddleware
from fastapi import Depends, FastAPI, WebSocket
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

ORIGIN = "https://app.example"


def application(bearer: Bearer, *, middleware: bool = False) -> TestClient:
    app = FastAPI()
    if middleware:
        app.add_middleware(BearerMiddleware, bearer=bearer)

    @app.websocket("/ws/{user_id}")
    async def ws(socket: WebSocket, user: Annotated[Claims, Depends(bearer.owner("user_id"))]):
        await socket.accept()
        await socket.send_text(str(user.subject))
        if await socket.receive_text() == "deny":
            raise Denied("not_found")
        await socket.close()

    @app.api_route("/x", methods=["GET", "POST", "DELETE"])
    async def x(user: Annotated[Claims, Depends(bearer)]):
        return user.subject

    bearer.install(app, warm=False)
    return TestClient(app)


@pytest.mark.parametrize("middleware", [False, True])
def test_a_handshake_is_decided_before_it_is_accepted(bearer, token, middleware):
    client = application(bearer, middleware=middleware)
    with client.websocket_connect("/ws/alice", headers=token("alice")) as socket:
        assert socket.receive_text() == "alice"
        socket.send_text("bye")
    for headers, status, code in [({}, 401, "token_missing"), (token("bob"), 403, "owner_mismatch")]:
        with pytest.raises(WebSocketDenialResponse) as refused, client.websocket_connect("/ws/alice", headers=headers):
            pass
        assert (refused.value.status_code, refused.value.json()["code"]) == (status, code)


def test_a_denial_after_it_was_accepted_closes_it(bearer, token):
    client = application(bearer)
    with client.websocket_connect("/ws/alice", headers=token("alice")) as socket:
        socket.receive_text()
        socket.send_text("deny")
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
    assert (closed.value.code, closed.value.reason) == (1008, "not_found")


@pytest.mark.parametrize("middleware", [False, True])
def test_cookies_need_an_origin_where_something_may_change(issuer, middleware):
    bearer = Bearer(issuer.verifier(cookie="session", allowed_origins=[ORIGIN]))
    client = application(bearer, middleware=middleware)
    cookie = {"Cookie": f"session={issuer.mint({'sub': 'alice'})}"}
    assert client.get("/x", headers=cookie).status_code == 200
    for origin, status in [(None, 403), ("https://evil.example", 403), (ORIGIN, 200)]:
        headers = cookie | ({"Origin": origin} if origin else {})
        for method in ["POST", "DELETE"]:
            reply = client.request(method, "/x", headers=headers)
            assert reply.status_code == status, (method, origin)
            assert status == 200 or reply.json()["code"] == "origin_not_allowed"
        if status == 200:
            with client.websocket_connect("/ws/alice", headers=headers) as socket:
                assert socket.receive_text() == "alice"
                socket.send_text("bye")
        else:
            with pytest.raises(WebSocketDenialResponse) as refused:
                client.websocket_connect("/ws/alice", headers=headers).__enter__()
            assert refused.value.status_code == 403
    bad = cookie | {"Authorization": "Bearer x"}
    assert client.get("/x", headers=bad).status_code == 401, "a bad header never falls back to the cookie"
