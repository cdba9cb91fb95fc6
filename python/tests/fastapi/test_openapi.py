"""What the document says of locked operations."""

from typing import Annotated

from bearward import Claims
from bearward.fastapi import Bearer
from fastapi import Depends
from fastapi.testclient import TestClient


def documented(app, bearer):
    @app.get("/health")
    async def health(): ...

    @app.get("/x", responses={403: {"description": "Mine"}}, dependencies=[Depends(bearer)])
    async def x(user: Annotated[Claims, Depends(bearer.scopes("a"))]): ...

    bearer.install(app, public=["/health"])
    return TestClient(app).get("/openapi.json").json()


def test_answers_are_on_locked_operations_only(app, bearer):
    document = documented(app, bearer)
    assert list(document["paths"]["/health"]["get"]["responses"]) == ["200"]
    answers = document["paths"]["/x"]["get"]["responses"]
    assert {"400", "401", "403", "503"} <= set(answers)
    assert answers["403"]["description"] == "Mine", "what is there stays"
    reference = answers["401"]["content"]["application/json"]["schema"]["$ref"]
    assert reference == "#/components/schemas/Denial"
    assert set(document["components"]["schemas"]["Denial"]["properties"]) == {"detail", "code"}


def test_the_scheme_makes_the_authorize_button_work(app, bearer):
    document = documented(app, bearer)
    assert document["components"]["securitySchemes"] == {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    assert document["paths"]["/x"]["get"]["security"] == [{"bearer": []}]


def test_problem_bodies_and_hooks_are_told_apart(app, issuer):
    bearer = Bearer(issuer.verifier(problem_bodies=True))
    answers = documented(app, bearer)["paths"]["/x"]["get"]["responses"]
    assert list(answers["401"]["content"]) == ["application/problem+json"]


def test_a_body_of_ones_own_is_not_described(app, issuer):
    bearer = Bearer(issuer.verifier(), on_denied=lambda request, denied: {})
    assert "content" not in documented(app, bearer)["paths"]["/x"]["get"]["responses"]["401"]
