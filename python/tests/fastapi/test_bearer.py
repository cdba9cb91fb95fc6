"""`Depends(bearer)`: who is let in, and what the others are told."""

import logging
from typing import Annotated

import pytest
from bearward import Claims
from bearward.fastapi import Bearer
from fastapi import APIRouter, Depends, FastAPI


@pytest.fixture(autouse=True)
def routes(app, bearer):
    @app.get("/async")
    async def asynchronous(user: Annotated[Claims, Depends(bearer)]):
        return {"subject": user.subject}

    @app.get("/sync")
    def synchronous(user: Annotated[Claims, Depends(bearer)]):
        return {"subject": user.subject}


@pytest.mark.parametrize("path", ["/async", "/sync"])
def test_a_good_token_is_let_in(client, token, path):
    reply = client.get(path, headers=token("alice"))
    assert (reply.status_code, reply.json()) == (200, {"subject": "alice"})


@pytest.mark.parametrize("installed", [False, True])
@pytest.mark.parametrize("path", ["/async", "/sync"])
def test_denials_have_status_and_headers_with_or_without_install(app, bearer, client, issuer, path, installed):
    if installed:
        bearer.install(app, warm=False)
    missing = client.get(path)
    assert (missing.status_code, missing.headers["www-authenticate"]) == (401, "Bearer")
    assert missing.headers["cache-control"] == "no-store"
    expired = client.get(path, headers={"Authorization": f"Bearer {issuer.expired({'sub': 'alice'})}"})
    assert expired.status_code == 401
    assert 'error="invalid_token"' in expired.headers["www-authenticate"]
    if installed:
        assert expired.json()["code"] == "token_expired"
        assert missing.json() == {"detail": missing.json()["detail"], "code": "token_missing"}
        assert missing.content == bearer.verifier.token_missing().body.encode()


@pytest.mark.parametrize(
    ("header", "status", "code"),
    [
        ("Basic dXNlcjpwYXNz", 401, "token_missing"),
        ("Bearer", 401, "token_malformed"),
        ("Bearer  x.y.z", 401, "token_malformed"),
        ("Bearer Bearer x.y.z", 401, "token_malformed"),
        ("Bearer a.b.c, Bearer d.e.f", 400, "authorization_malformed"),
        ("Bearer " + "a" * 20_000, 401, "token_too_large"),
        (b"Bearer \xff\xfe.x.y", 401, "token_malformed"),
    ],
)
def test_bad_headers_are_typed_errors_never_a_500(app, bearer, client, header, status, code):
    bearer.install(app, warm=False)
    value = header if isinstance(header, bytes) else header.encode()
    reply = client.get("/async", headers=[(b"authorization", value)])
    assert (reply.status_code, reply.json()["code"]) == (status, code)


def test_two_authorization_headers_are_refused(app, bearer, client, issuer):
    bearer.install(app, warm=False)
    good = f"Bearer {issuer.mint({'sub': 'alice'})}".encode()
    reply = client.get("/async", headers=[(b"authorization", good), (b"authorization", good)])
    assert (reply.status_code, reply.json()["code"]) == (400, "authorization_malformed")


def test_an_outage_is_a_503_and_never_a_401(app, bearer, client, issuer, token):
    bearer.install(app, warm=False)
    issuer.down()
    reply = client.get("/async", headers=token())
    assert (reply.status_code, reply.json()["code"]) == (503, "keys_unavailable")
    assert int(reply.headers["retry-after"]) >= 1


def test_several_dependencies_verify_once(app, client, issuer, token):
    bearer = Bearer(issuer.verifier())
    router = APIRouter(prefix="/api", dependencies=[Depends(bearer)])

    @router.get("/{user_id}")
    async def once(user: Annotated[Claims, Depends(bearer)], owner: Annotated[Claims, Depends(bearer.owner("user_id"))]):
        return user is owner

    app.include_router(router)
    assert client.get("/api/alice", headers=token("alice")).json() is True


def test_one_bearer_does_not_speak_for_another(app, bearer, client, issuer, token):
    other = Bearer(issuer.verifier(audience="another"))

    @app.get("/both")
    async def both(user: Annotated[Claims, Depends(bearer)], admin: Annotated[Claims, Depends(other)]):
        return "both"

    assert client.get("/both", headers=token()).status_code == 401


def test_claims_can_be_returned(app, bearer, client, token):
    @app.get("/me")
    async def me(user: Annotated[Claims, Depends(bearer)]) -> Claims:
        return user

    assert client.get("/me", headers=token("alice", email="a@example.com")).json()["email"] == "a@example.com"


def test_a_denial_is_one_log_line_with_the_route_and_a_hint(app, bearer, client, issuer, caplog):
    bearer.install(app, warm=False)

    @app.get("/users/{user_id}")
    async def one(user: Annotated[Claims, Depends(bearer.owner("user_id"))]): ...

    text = issuer.wrong_audience({"sub": "secret-subject"})
    with caplog.at_level(logging.DEBUG, logger="bearward"):
        client.get("/users/secret-subject", headers={"Authorization": f"Bearer {text}"})
    (line,) = [r.getMessage() for r in caplog.records if r.name == "bearward" and "denied" in r.getMessage()]
    assert "audience_mismatch" in line and "GET /users/{user_id}" in line
    assert "secret-subject" not in line and text not in line


def test_overrides_by_the_same_object(app, bearer, client):
    @app.get("/users/{user_id}")
    async def one(user: Annotated[Claims, Depends(bearer.owner("user_id"))]):
        return user

    assert bearer.owner("user_id") is bearer.owner("user_id")
    app.dependency_overrides[bearer.owner("user_id")] = lambda: {"sub": "double"}
    assert client.get("/users/alice").json() == {"sub": "double"}


def test_app_wide_dependencies_lock_every_route(bearer, token):
    from fastapi.testclient import TestClient

    app = FastAPI(dependencies=[Depends(bearer)])

    @app.get("/x")
    async def x():
        return "x"

    bearer.install(app)
    with TestClient(app) as client:
        assert client.get("/x").status_code == 401
        assert client.get("/x", headers=token()).json() == "x"
