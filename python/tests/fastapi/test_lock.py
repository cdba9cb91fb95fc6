"""What `BearerMiddleware` locks and what it does not: preflights, public lists of several applications, fallbacks, wrappers."""

from typing import Annotated

import pytest
from bearward import Claims, ConfigError
from bearward.fastapi import Bearer, BearerMiddleware
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route, Router

PREFLIGHT = {"Origin": "https://app.example", "Access-Control-Request-Method": "GET"}


async def secret(scope, receive, send):
    await PlainTextResponse("secret", headers={"x-secret": "1"})(scope, receive, send)


def locked(bearer, **options):
    app = FastAPI()
    app.add_middleware(BearerMiddleware, bearer=bearer, **options)
    return app


def test_nothing_but_cors_comes_back_from_a_forged_preflight(bearer):
    app = locked(bearer)
    app.mount("/raw", secret)
    bearer.install(app, warm=False)
    reply = TestClient(app).options("/raw/x", headers=PREFLIGHT)
    assert (reply.status_code, reply.text) == (405, "") and "x-secret" not in reply.headers


def test_a_handler_for_options_is_not_locked_by_the_middleware_alone(bearer):
    app = locked(bearer)

    @app.api_route("/data", methods=["GET", "OPTIONS"])
    async def data(): ...

    @app.options("/asked")
    async def asked(user: Annotated[Claims, Depends(bearer)]): ...

    with pytest.raises(ConfigError, match=r"(?s)preflights come here") as fault:
        bearer.check(app)
    assert "OPTIONS /data" in str(fault.value) and "GET /data" not in str(fault.value) and "/asked" not in str(fault.value)
    bearer.check(app, public=["OPTIONS /data"])


def test_one_bearer_of_two_applications_keeps_their_public_lists_apart(bearer):
    def application(public):
        app = locked(bearer)
        app.add_api_route("/admin", lambda: "secret")
        bearer.install(app, public=public, warm=False)
        return TestClient(app)

    closed = application([])
    assert closed.get("/admin").status_code == 401
    assert application(["/admin"]).get("/admin").status_code == 200
    assert closed.get("/admin").status_code == 401


def test_what_install_said_counts_around_the_application_too(bearer):
    app = FastAPI()
    app.add_api_route("/health", lambda: "ok")
    app.add_api_route("/me", lambda user=Depends(bearer): "ok")
    bearer.install(app, public=["/health"], warm=False)
    client = TestClient(BearerMiddleware(app, bearer))
    assert (client.get("/health").status_code, client.get("/me").status_code) == (200, 401)


def test_a_fallback_of_a_router_is_a_place(bearer):
    app = FastAPI()
    app.router.default = secret
    with pytest.raises(ConfigError, match=r"ANY /\* is open"):
        bearer.check(app)
    mounted = FastAPI()
    mounted.mount("/r", Router([Route("/a", secret)], default=secret))
    with pytest.raises(ConfigError, match=r"ANY /r/\* is open"):
        bearer.check(mounted, public=["/r/a"])
    behind = locked(bearer)
    behind.router.default = secret
    behind.add_api_route("/health", lambda: "ok")
    bearer.check(behind, public=["/health"])


@pytest.mark.parametrize(
    ("public", "template"),
    [
        ("/api/health", "/api/{user_id}/tasks"),
        ("/", "/{x}/y"),
        ("/users/{id}/avatar", "/users/{id}"),
        ("GET /posts/{id}", "/posts/{id}/edit"),
        ("/v1/health", "/v1/{user_id:int}"),
        ("/static/*", "/{page}"),
    ],
)
def test_a_public_path_that_cannot_match_opens_nothing(bearer, public, template):
    app = locked(bearer)
    app.add_api_route(template, lambda: "ok")
    app.add_api_route(public.removeprefix("GET ").removesuffix("/*") + ("/a" if "*" in public else ""), lambda: "ok")
    if template != "/{page}":  # `/static` itself would be a page
        bearer.install(app, public=[public], warm=False)
        TestClient(app).get("/nothing")


@pytest.mark.parametrize(
    ("public", "template"),
    [
        ("/health", "/{page}"),
        ("/a/{x}", "/{y}/b"),
        ("/a/*", "/{rest:path}"),
        ("/x/y/z", "/x/{rest:path}"),
        ("/{all:path}", "/a/b"),
    ],
)
def test_a_public_path_that_may_match_is_named(bearer, public, template):
    app = locked(bearer)
    app.add_api_route(public.removesuffix("*"), lambda: "ok")
    app.add_api_route(template, lambda: "ok")
    bearer.install(app, public=[public], warm=False)
    with pytest.raises(ConfigError) as fault:
        bearer.check(app)
    assert f"public has {public!r}" in str(fault.value) and "public=[" not in str(fault.value)


def test_the_middleware_of_a_mounted_router_counts(bearer):
    inside = Router(
        [Route("/a", lambda request: PlainTextResponse("ok"))], middleware=[Middleware(BearerMiddleware, bearer=bearer)]
    )
    app = FastAPI(routes=[Mount("/r", inside)])
    bearer.install(app, warm=False)
    assert TestClient(app).get("/r/a").status_code == 401


def test_a_mounted_application_says_itself_what_is_public_in_it(bearer):
    app, inside = FastAPI(), FastAPI()
    inside.add_api_route("/health", lambda: "ok")
    bearer.install(inside, public=["/health"], warm=False)
    app.mount("/v1", inside)
    bearer.install(app, warm=False)
    assert TestClient(app).get("/v1/health").status_code == 200


@pytest.mark.parametrize("before", [True, False])
def test_a_wrapper_around_the_stack_stays(bearer, before):
    app, seen = FastAPI(), []
    app.add_api_route("/health", lambda: "ok")

    def wrap():
        build = app.build_middleware_stack

        def wrapped():
            stack = build()

            async def around(scope, receive, send):
                seen.append(scope["path"])
                await stack(scope, receive, send)

            return around

        app.build_middleware_stack = wrapped

    if before:
        wrap()
    bearer.install(app, public=["/health"], warm=False)
    if not before:
        wrap()
    client = TestClient(app)
    assert [client.get("/health").status_code for _ in range(3)] == [200] * 3 and len(seen) == 3


def test_the_check_at_the_first_request_stays_until_it_is_passed(bearer):
    app = FastAPI()
    app.add_api_route("/open", lambda: "secret")
    bearer.install(app, warm=False)
    client = TestClient(app, raise_server_exceptions=False)
    assert [client.get("/open").status_code for _ in range(2)] == [500, 500]


def test_bad_public_lists_and_names_are_config_errors(bearer):
    for public in ([None], ["/{x:foo}"], ["/{x}/{x}"], "/health"):
        with pytest.raises(ConfigError):
            bearer.install(FastAPI(), public=public)
    for wrong in (
        lambda: bearer.owner(""),
        lambda: bearer.scopes(["a"]),
        lambda: bearer.scopes("a b"),
        lambda: Bearer("https://x"),
    ):
        with pytest.raises(ConfigError):
            wrong()
