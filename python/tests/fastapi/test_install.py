"""`bearer.install`: the start, the keys, the application's own lifespan."""

from contextlib import asynccontextmanager
from typing import Annotated

import pytest
from bearward import Claims, ConfigError, Denied
from bearward.fastapi import Bearer
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient


@pytest.mark.parametrize("first", [True, False], ids=["before the routes", "after the routes"])
def test_install_keeps_the_applications_own_lifespan(bearer, first):
    events = []

    @asynccontextmanager
    async def lifespan(app):
        events.append("start")
        yield {"own": 1}
        events.append("stop")

    app = FastAPI(lifespan=lifespan)
    if first:
        bearer.install(app)

    @app.get("/x")
    async def x(user: Annotated[Claims, Depends(bearer)]): ...

    if not first:
        bearer.install(app)
    with TestClient(app) as client:
        assert events == ["start"]
        assert bearer.verifier.ready(), "the keys are there before the first request"
        assert client.get("/x").status_code == 401
    assert events == ["start", "stop"]


def test_an_open_route_fails_the_start_and_is_named(app, bearer):
    bearer.install(app, public=["/health"])

    @app.get("/health")
    async def health(): ...

    @app.post("/forgotten")
    async def forgotten(): ...

    with pytest.raises(ConfigError, match=r"POST /forgotten is open.*public=\['/forgotten'\]"), TestClient(app):
        pass


def test_a_host_without_a_lifespan_is_checked_at_the_first_request(app, bearer):
    bearer.install(app)

    @app.get("/forgotten")
    async def forgotten(): ...

    for _ in range(2):
        with pytest.raises(ConfigError, match="GET /forgotten"):
            TestClient(app).get("/forgotten")
    assert TestClient(app, raise_server_exceptions=False).get("/forgotten").status_code == 500


def test_required_keys(app, issuer):
    bearer = Bearer(issuer.verifier())
    bearer.install(app, warm="require")
    issuer.down()
    with pytest.raises(Denied, match=""), TestClient(app):
        pass


@pytest.mark.parametrize("warm", ["try", False])
def test_keys_that_are_not_required_do_not_stop_the_start(app, issuer, warm):
    bearer = Bearer(issuer.verifier())

    @app.get("/x")
    async def x(user: Annotated[Claims, Depends(bearer)]): ...

    bearer.install(app, warm=warm)
    issuer.down()
    with TestClient(app) as client:
        headers = {"Authorization": f"Bearer {issuer.mint({'sub': 'a'})}"}
        assert client.get("/x", headers=headers).json()["code"] == "keys_unavailable"


def test_without_warming_nothing_is_fetched(app, issuer):
    Bearer(issuer.verifier()).install(app, warm=False)
    with TestClient(app):
        assert issuer.requests == 0


def test_denied_raised_in_a_route_is_answered(app, bearer, client, token):
    @app.get("/tasks/{id}")
    def task(id: str, user: Annotated[Claims, Depends(bearer)]):
        user.require_record_owner({"1": "alice", "2": "bob"}.get(id))
        return id

    @app.get("/gone")
    def gone(user: Annotated[Claims, Depends(bearer)]):
        raise Denied("not_found")

    bearer.install(app)
    assert client.get("/tasks/1", headers=token("alice")).status_code == 200
    foreign, missing = (client.get(f"/tasks/{n}", headers=token("alice")) for n in (2, 3))
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content == client.get("/gone", headers=token("alice")).content


def test_denials_in_a_mounted_application_are_answered_and_documented_too(app, bearer, token):
    sub = FastAPI()

    @sub.get("/x")
    async def x(user: Annotated[Claims, Depends(bearer)]):
        raise Denied("not_found")

    app.mount("/sub", sub)
    bearer.install(app)
    with TestClient(app) as client:
        assert client.get("/sub/x").json()["code"] == "token_missing"
        assert client.get("/sub/x", headers=token()).json()["code"] == "not_found"
        assert "401" in client.get("/sub/openapi.json").json()["paths"]["/x"]["get"]["responses"]


def test_two_bearers_share_one_public_list(app, issuer):
    users, admins = Bearer(issuer.verifier()), Bearer(issuer.verifier(audience="admins"))

    @app.get("/health")
    def health(): ...

    @app.get("/status")
    def status(): ...

    @app.get("/users")
    def for_users(user: Annotated[Claims, Depends(users)]): ...

    @app.get("/admins")
    def for_admins(user: Annotated[Claims, Depends(admins)]): ...

    users.install(app, public=["/health"])
    admins.install(app, public=["/status"], warm=False)
    with TestClient(app) as client:
        assert client.get("/health").status_code == 200
        assert client.get("/admins").json()["code"] == "token_missing"


@pytest.mark.parametrize("public", ["/health", ["health"], ["get /health"]])
def test_a_public_list_that_is_none_is_a_config_error(app, bearer, public):
    with pytest.raises(ConfigError, match="public"):
        bearer.install(app, public=public)


def test_other_words_for_warm_are_a_config_error(app, bearer):
    with pytest.raises(ConfigError, match="warm"):
        bearer.install(app, warm=True)


def test_install_comes_before_the_start(app, bearer, client):
    client.get("/")
    with pytest.raises(ConfigError, match="before"):
        bearer.install(app)
