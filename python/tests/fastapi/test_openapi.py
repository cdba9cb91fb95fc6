"""What the document says of locked operations."""

import json
from typing import Annotated

from bearward import Claims
from bearward.fastapi import Bearer, BearerMiddleware
from fastapi import Depends
from pydantic import BaseModel


def documented(app, bearer):
    @app.get("/health")
    async def health(): ...

    @app.get("/x", responses={403: {"description": "Mine"}}, dependencies=[Depends(bearer)])
    async def x(user: Annotated[Claims, Depends(bearer.scopes("a"))]): ...

    bearer.install(app, public=["/health"])
    bearer.check(app)
    return app.openapi()


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
    document = documented(app, bearer)
    answers = document["paths"]["/x"]["get"]["responses"]
    assert list(answers["401"]["content"]) == ["application/problem+json"]
    assert set(document["components"]["schemas"]["Denial"]["properties"]) == set(bearer_body(bearer))


def bearer_body(bearer):
    return json.loads(bearer.verifier.token_missing().body)


def test_a_body_of_ones_own_is_not_described(app, issuer):
    bearer = Bearer(issuer.verifier(), on_denied=lambda request, denied: {})
    assert "content" not in documented(app, bearer)["paths"]["/x"]["get"]["responses"]["401"]


def test_what_a_middleware_locks_is_described_too(app, bearer):
    app.add_middleware(BearerMiddleware, bearer=bearer)

    @app.get("/y")
    async def y(): ...

    document = documented(app, bearer)
    operation = document["paths"]["/y"]["get"]
    assert {"401", "403", "503"} <= set(operation["responses"]) and operation["security"] == [{"bearer": []}]
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert "security" not in document["paths"]["/health"]["get"]


def test_a_concealed_owner_may_be_a_404(app, bearer):
    @app.get("/users/{user_id}")
    async def one(user: Annotated[Claims, Depends(bearer.owner("user_id", conceal=True))]): ...

    answers = documented(app, bearer)["paths"]
    assert "404" in answers["/users/{user_id}"]["get"]["responses"] and "404" not in answers["/x"]["get"]["responses"]


def test_a_model_of_the_same_name_stays_the_applications(app, bearer):
    class Denial(BaseModel):
        why: str

    @app.get("/mine")
    async def mine(user: Annotated[Claims, Depends(bearer)]) -> Denial: ...

    document = documented(app, bearer)
    schemas, answer = document["components"]["schemas"], document["paths"]["/mine"]["get"]["responses"]["401"]
    assert set(schemas["Denial"]["properties"]) == {"why"}
    name = answer["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert set(schemas[name]["properties"]) == {"detail", "code"}
