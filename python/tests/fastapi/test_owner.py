"""`bearer.owner("user_id")`."""

from typing import Annotated

import pytest
from bearward import Claims, ConfigError
from bearward.fastapi import Bearer
from fastapi import Depends, FastAPI


@pytest.fixture(autouse=True)
def routes(app, bearer):
    @app.get("/users/{user_id}")
    async def one(user: Annotated[Claims, Depends(bearer.owner("user_id"))]):
        return user.subject

    @app.get("/hidden/{user_id}")
    async def hidden(user: Annotated[Claims, Depends(bearer.owner("user_id", conceal=True))]):
        return user.subject

    bearer.install(app)


def test_the_owner_is_let_in_and_nobody_else(client, token):
    assert client.get("/users/alice", headers=token("alice")).json() == "alice"
    for other in ["bob", "Alice", "alice%20", "alice%2Fx", "%61lice%00", "alic%EF%BF%BD"]:
        reply = client.get(f"/users/{other}", headers=token("alice"))
        assert reply.status_code in (403, 404), other


def test_a_403_says_owner_mismatch_without_a_challenge(client, token):
    reply = client.get("/users/bob", headers=token("alice"))
    assert (reply.status_code, reply.json()["code"]) == (403, "owner_mismatch")
    assert "www-authenticate" not in reply.headers


def test_concealed_it_is_the_404_of_what_does_not_exist(client, token, caplog):
    with caplog.at_level("INFO", logger="bearward"):
        reply = client.get("/hidden/bob", headers=token("alice"))
    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")
    codes = [r.getMessage() for r in caplog.records if "denied" in r.getMessage()]
    assert len(codes) == 1 and "owner_mismatch" in codes[0], "the log has the reason"


def test_without_a_token_nothing_is_said_of_the_owner(client):
    assert client.get("/users/alice").json()["code"] == "token_missing"


def test_integer_subjects_match_canonical_decimals_alone(issuer, token):
    from fastapi.testclient import TestClient

    bearer = Bearer(issuer.verifier(subject_int="user_id"))
    app = FastAPI()

    @app.get("/plain/{user_id}")
    async def plain(user: Annotated[Claims, Depends(bearer.owner("user_id"))]):
        return user.subject

    @app.get("/typed/{user_id:int}")
    async def typed(user_id: int, user: Annotated[Claims, Depends(bearer.owner("user_id"))]):
        return user_id

    client = TestClient(app)
    for path, status in [
        ("/plain/42", 200),
        ("/plain/042", 403),
        ("/plain/+42", 403),
        ("/plain/42.0", 403),
        ("/plain/٤٢", 403),
        ("/typed/42", 200),
        ("/typed/43", 403),
        ("/typed/x", 404),
    ]:
        assert client.get(path, headers=token(user_id=42)).status_code == status, path


def test_the_path_parameter_is_in_the_document(client):
    operation = client.get("/openapi.json").json()["paths"]["/users/{user_id}"]["get"]
    (parameter,) = operation["parameters"]
    assert (parameter["name"], parameter["in"], parameter["required"]) == ("user_id", "path", True)
    assert parameter["schema"]["type"] == "string"


def test_the_document_has_the_type_of_the_subject(issuer):
    bearer, app = Bearer(issuer.verifier(subject_int="user_id")), FastAPI()

    @app.get("/users/{user_id}")
    async def one(user: Annotated[Claims, Depends(bearer.owner("user_id"))]): ...

    (parameter,) = app.openapi()["paths"]["/users/{user_id}"]["get"]["parameters"]
    assert (parameter["name"], parameter["schema"]["type"]) == ("user_id", "integer")


def test_a_route_without_the_parameter_refuses_every_request(bearer, token):
    from fastapi.testclient import TestClient

    app = FastAPI()

    @app.get("/tasks")
    async def wrong(user: Annotated[Claims, Depends(bearer.owner("user_id"))]):
        return "never"

    for headers in [{}, token("alice")]:
        assert TestClient(app).get("/tasks", headers=headers, params={"user_id": "alice"}).status_code >= 400


def test_a_name_that_no_path_can_have_is_a_config_error(bearer):
    with pytest.raises(ConfigError, match="user-id"):
        bearer.owner("user-id")


def test_a_mount_may_bring_the_parameter(bearer, token):
    from fastapi.testclient import TestClient

    app, sub = FastAPI(), FastAPI()

    @sub.get("/tasks")
    async def tasks(user: Annotated[Claims, Depends(bearer.owner("user_id"))]):
        return user.subject

    app.mount("/v1/{user_id}", sub)
    bearer.install(app)
    with TestClient(app) as client:
        assert client.get("/v1/alice/tasks", headers=token("alice")).json() == "alice"
        assert client.get("/v1/bob/tasks", headers=token("alice")).json()["code"] == "owner_mismatch"
