"""The WSGI middleware in Flask and Django."""

import io

import pytest
from bearward.testing import TestIssuer
from bearward.wsgi import BearerMiddleware


def flask_application():
    import flask

    app = flask.Flask("tasks")

    @app.route("/me", methods=["GET", "POST"])
    def me():
        return flask.request.environ["bearward.claims"].subject

    @app.route("/any", methods=["GET", "OPTIONS"], provide_automatic_options=False)
    def every():
        return "secret", {"x-secret": "1"}

    @app.route("/health")
    def health():
        return str("bearward.claims" in flask.request.environ)

    return app


def django_application():
    import django
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpResponse
    from django.urls import path

    class Urls:
        urlpatterns = [
            path("me", lambda request: HttpResponse(request.META["bearward.claims"].subject)),
            path("any", lambda request: HttpResponse("secret", headers={"x-secret": "1"})),
            path("health", lambda request: HttpResponse(str("bearward.claims" in request.META))),
        ]

    if not settings.configured:
        settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=Urls, SECRET_KEY="x" * 50, MIDDLEWARE=[])
        django.setup()
    return get_wsgi_application()


@pytest.fixture
def issuer():
    return TestIssuer()


@pytest.fixture(params=[flask_application, django_application])
def call(request, issuer):
    locked = BearerMiddleware(request.param(), issuer.verifier(), public=["/health", "/static/*"])

    def call(path, method="GET", **headers):
        answer = {}

        def start_response(status, headers, exc_info=None):
            answer.update(status=int(status[:3]), headers={name.lower(): value for name, value in headers})

        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "SCRIPT_NAME": "",
            "SERVER_NAME": "test",
            "SERVER_PORT": "80",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        answer["body"] = b"".join(locked(environ, start_response)).decode()
        return answer

    return call


def test_claims_are_in_the_environ(call, issuer):
    answer = call("/me", authorization=f"Bearer {issuer.mint({'sub': 'alice'})}")
    assert (answer["status"], answer["body"]) == (200, "alice")


@pytest.mark.parametrize(
    ("header", "status", "code"),
    [
        (None, 401, "token_missing"),
        ("Basic x", 401, "token_missing"),
        ("Bearer x", 401, "token_malformed"),
        ("Bearer \xff.x.y", 401, "token_malformed"),
        ("Bearer a.b.c,Bearer d.e.f", 400, "authorization_malformed"),
    ],
)
def test_denials_are_answered_whole(call, header, status, code):
    answer = call("/me", "POST", **({"authorization": header} if header else {}))
    assert answer["status"] == status and code in answer["body"]
    assert answer["headers"]["www-authenticate"].startswith("Bearer")


def test_public_paths_and_preflights_pass(call):
    assert call("/health")["body"] == "False"
    assert call("/healthy")["status"] == 401
    preflight = {"origin": "https://app.example", "access_control_request_method": "POST"}
    assert call("/me", "OPTIONS", **preflight)["status"] != 401
    assert call("/me", "OPTIONS")["status"] == 401


def test_nothing_but_cors_comes_back_from_a_forged_preflight(call):
    answer = call("/any", "OPTIONS", origin="https://app.example", access_control_request_method="POST")
    assert (answer["status"], answer["body"]) == (405, "") and "x-secret" not in answer["headers"]


def test_an_answer_of_cors_comes_back(issuer):
    def cors(environ, start_response):
        start_response("204 No Content", [("Access-Control-Allow-Origin", "*"), ("Vary", "Origin"), ("Set-Cookie", "a=b")])
        yield b"body"

    answer = {}
    environ = {
        "REQUEST_METHOD": "OPTIONS", "PATH_INFO": "/", "HTTP_ORIGIN": "x", "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "GET",
    }  # fmt: skip
    locked = BearerMiddleware(cors, issuer.verifier())
    body = b"".join(locked(environ, lambda status, headers, exc_info=None: answer.update(status=status, headers=headers)))
    assert (answer["status"], body) == ("204 No Content", b"")
    assert answer["headers"] == [("Access-Control-Allow-Origin", "*"), ("Vary", "Origin"), ("content-length", "0")]


def test_a_head_request_has_no_body(call):
    answer = call("/me", "HEAD")
    assert (answer["status"], answer["body"]) == (401, "")


def test_an_outage_is_a_503(call, issuer):
    issuer.down()
    answer = call("/me", authorization=f"Bearer {issuer.mint({'sub': 'alice'})}")
    assert answer["status"] == 503 and int(answer["headers"]["retry-after"]) >= 1
