"""Claims in pydantic models and FastAPI answers."""

from __future__ import annotations

import json
from typing import Any

import pydantic
import pytest
from bearward import Claims
from bearward.testing import TestIssuer


@pytest.fixture(scope="module")
def claims() -> Claims:
    issuer = TestIssuer()
    return issuer.verifier().verify(issuer.mint({"sub": "alice", "email": "a@example.com", "roles": ["a"]}))


def test_a_model_validates_from_claims(claims: Claims) -> None:
    class User(pydantic.BaseModel):  # type: ignore[misc, name-defined]
        sub: str
        email: str

    assert User.model_validate(claims).email == "a@example.com"
    assert User(**claims).sub == "alice"


def test_claims_as_a_field(claims: Claims) -> None:
    adapter = pydantic.TypeAdapter(Claims)
    assert adapter.validate_python(claims) is claims
    assert json.loads(adapter.dump_json(claims)) == claims
    assert adapter.json_schema()["type"] == "object"
    for pretended in ({"sub": "alice"}, None, "x"):
        with pytest.raises(pydantic.ValidationError):
            adapter.validate_python(pretended)
    with pytest.raises(pydantic.ValidationError):
        adapter.validate_json('{"sub": "alice"}')


def test_fastapi_returns_claims(claims: Claims) -> None:
    import fastapi
    import fastapi.testclient as client

    app = fastapi.FastAPI()

    @app.get("/plain")  # type: ignore[untyped-decorator]
    async def plain():  # type: ignore[no-untyped-def]
        return claims

    async def typed() -> Claims:
        return claims

    app.get("/typed")(typed)
    typed.__annotations__["return"] = Claims
    app.get("/typed2")(typed)
    http = client.TestClient(app)
    for path in ("/plain", "/typed", "/typed2"):
        answer: Any = http.get(path)
        assert answer.status_code == 200 and answer.json() == claims
    assert http.get("/openapi.json").status_code == 200
