"""Scopes: `bearer.scopes`, and `Security` on any dependency of a bearer; `bearer.optional`."""

from typing import Annotated

import pytest
from bearward import Claims, ConfigError
from fastapi import Depends, Security


@pytest.fixture(autouse=True)
def routes(app, bearer):
    @app.get("/all")
    async def every(user: Annotated[Claims, Depends(bearer.scopes("a", "b"))]):
        return "all"

    @app.get("/any")
    async def some(user: Annotated[Claims, Depends(bearer.scopes("a", "b", any_of=True))]):
        return "any"

    @app.get("/security")
    async def security(user: Annotated[Claims, Security(bearer, scopes=["a", "b"])]):
        return "security"

    @app.get("/users/{user_id}")
    async def owner(user: Annotated[Claims, Security(bearer.owner("user_id"), scopes=["a"])]):
        return "owner"

    async def reader(user: Annotated[Claims, Depends(bearer)]) -> Claims:
        return user

    @app.get("/inherited")
    async def inherited(user: Annotated[Claims, Security(reader, scopes=["a", "b"])]):
        return "inherited"

    @app.get("/optional")
    async def optional(user: Annotated[Claims | None, Depends(bearer.optional)]):
        return user and user.subject

    @app.get("/optional-scope")
    async def optional_scope(user: Annotated[Claims | None, Security(bearer.optional, scopes=["a"])]):
        return user and user.subject

    bearer.install(app)


@pytest.mark.parametrize(
    ("path", "scope", "status"),
    [
        ("/all", "a b", 200),
        ("/all", "a", 403),
        ("/all", "", 403),
        ("/any", "b", 200),
        ("/any", "c", 403),
        ("/security", "b a c", 200),
        ("/security", "a", 403),
        ("/inherited", "a b", 200),
        ("/inherited", "b", 403),
        ("/users/alice", "a", 200),
        ("/users/alice", "b", 403),
        ("/optional-scope", "a", 200),
        ("/optional-scope", "b", 403),
    ],
)
def test_the_token_needs_the_scope(client, token, path, scope, status):
    reply = client.get(path, headers=token("alice", scope=scope))
    assert reply.status_code == status, reply.text
    if status == 403:
        assert reply.json()["code"] == "scope_insufficient"
        assert 'error="insufficient_scope"' in reply.headers["www-authenticate"]
        assert "scope=" in reply.headers["www-authenticate"]


def test_scopes_are_in_the_document(client):
    paths = client.get("/openapi.json").json()["paths"]
    (requirement,) = paths["/security"]["get"]["security"]
    assert requirement in ({"bearer": ["a", "b"]}, {"bearer": []}), "older versions name scopes of OAuth schemes alone"
    assert paths["/optional"]["get"]["security"] == [{"bearer": []}, {}]


def test_optional_is_anonymous_only_without_any_credential(client, token, issuer):
    assert client.get("/optional").json() is None
    assert client.get("/optional", headers=token("alice")).json() == "alice"
    for header in ["Basic x", "Bearer", "Bearer x", f"Bearer {issuer.expired({'sub': 'a'})}", "x"]:
        assert client.get("/optional", headers={"Authorization": header}).status_code == 401, header
    assert client.get("/optional-scope").json()["code"] == "token_missing"


def test_no_scope_is_a_config_error(bearer):
    with pytest.raises(ConfigError):
        bearer.scopes()
