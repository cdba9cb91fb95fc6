"""`as_user`: who asks is settled, what they may do is not."""

from typing import Annotated

import pytest
from bearward import Claims, Verifier
from bearward.fastapi import Bearer, BearerMiddleware
from bearward.testing import as_user
from fastapi import Depends, FastAPI, Security
from fastapi.testclient import TestClient


def application(bearer: Bearer) -> FastAPI:
    app = FastAPI()

    @app.get("/users/{user_id}")
    async def one(user: Annotated[Claims, Security(bearer.owner("user_id"), scopes=["read"])]):
        return {"subject": user.subject, "email": user.get("email")}

    @app.get("/optional")
    async def optional(user: Annotated[Claims | None, Depends(bearer.optional)]):
        return user and user.subject

    bearer.install(app, warm="require")
    return app


@pytest.fixture
def bearer() -> Bearer:
    """Of an issuer that no test may reach."""
    return Bearer(Verifier.better_auth("https://app.invalid"))


def test_owner_and_scope_checks_stay_on(bearer):
    app = application(bearer)
    with as_user(app, bearer, subject="alice", scope="read", email="a@example.com") as user, TestClient(app) as client:
        assert user.subject == "alice"
        assert client.get("/users/alice").json() == {"subject": "alice", "email": "a@example.com"}
        assert client.get("/users/bob").json()["code"] == "owner_mismatch"
        assert client.get("/optional").json() == "alice"
    with as_user(app, bearer, subject="alice"):
        assert TestClient(app).get("/users/alice").json()["code"] == "scope_insufficient"


def test_afterwards_tokens_are_asked_for_again(bearer):
    app = application(bearer)
    with pytest.raises(RuntimeError), as_user(app, bearer, subject="alice", scope="read"):
        raise RuntimeError
    assert TestClient(app).get("/users/alice").status_code == 401


def test_several_users_one_inside_the_other(bearer):
    client = TestClient(application(bearer))
    with as_user(client.app, bearer, subject="alice"):
        with as_user(client.app, bearer, subject="bob"):
            assert client.get("/optional").json() == "bob"
        assert client.get("/optional").json() == "alice"


def test_subject_and_scopes_stand_where_the_application_looks_for_them():
    bearer = Bearer(Verifier.better_auth("https://app.invalid", subject_int="user_id", scopes_from="/permissions"))
    client = TestClient(application(bearer))
    with as_user(client.app, bearer, subject=42, permissions=["read"]) as user:
        assert (user.subject, user["user_id"]) == (42, 42)
        assert client.get("/users/42").json()["subject"] == 42
        assert client.get("/users/042").json()["code"] == "owner_mismatch"
    for claim in ("email", "userId"):
        bearer = Bearer(Verifier.better_auth("https://app.invalid", subject=claim))
        with as_user(application(bearer), bearer, subject="a@example.com", iss="https://id.example.com") as user:
            assert (user.subject, user[claim], user.issuer) == ("a@example.com", "a@example.com", "https://id.example.com")


@pytest.mark.parametrize(("options", "subject"), [({}, 42), ({"subject_int": "id"}, "42"), ({"subject_int": "id"}, True)])
def test_a_subject_that_the_application_cannot_have_is_an_error(options, subject):
    bearer = Bearer(Verifier.better_auth("https://app.invalid", **options))
    with pytest.raises(TypeError, match="subjects of type"), as_user(application(bearer), bearer, subject=subject):
        pass


def test_the_middleware_believes_it_too(bearer):
    app = application(bearer)
    app.add_middleware(BearerMiddleware, bearer=bearer)
    with as_user(app, bearer, subject="alice", scope="read"):
        assert TestClient(app).get("/users/alice").status_code == 200


def test_a_bearer_that_the_application_does_not_ask_is_an_error(bearer):
    other = Bearer(Verifier.better_auth("https://other.invalid"))
    with pytest.raises(ValueError, match="no route"), as_user(application(bearer), other, subject="alice"):
        pass


def test_an_application_behind_the_middleware_alone(bearer, caplog):
    app = FastAPI()
    app.add_middleware(BearerMiddleware, bearer=bearer)
    app.add_api_route("/state", lambda: [bearer.verifier.stats()["accepted"], bearer.verifier.verify("any").subject])
    with as_user(app, bearer, subject="alice"):
        assert TestClient(app).get("/state").json() == [0, "alice"]
    assert TestClient(app).get("/state").status_code == 401
    assert not [record for record in caplog.records if "audience" in record.message]
