"""The guide's verification checklist, line by line, then what it only says in passing."""

import base64
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import jwt
import pytest

HERE = Path(__file__).resolve().parent
SECRET = "nC4z0ZJtq1kq7yVn5W2aQm8dLr3XeT6b"
ORIGIN = "http://localhost:3000"


@pytest.fixture(scope="module")
def program(start):
    return start(BETTER_AUTH_SECRET=SECRET)


@pytest.fixture
def ask(program, person):
    """A request with that token; without one where it is None."""
    return lambda method, path, token=None, **options: person(program.url, token)(method, path, **options)


def mint(user_id=123, secret=SECRET, **claims):
    """As the guide's second line of the checklist does."""
    now = int(time.time())
    claims = {"user_id": user_id, "email": "test@example.com", "iat": now, "exp": now + 7 * 86_400} | claims
    return jwt.encode({name: value for name, value in claims.items() if value is not ...}, secret, algorithm="HS256")


def refusal(reply, status, code="UNAUTHORIZED"):
    assert reply.status_code == status, reply.text
    (error,) = reply.json().values()
    assert set(error) == {"error"} and set(error["error"]) == {"code", "message", "details"}
    assert error["error"]["code"] == code
    return error["error"]["message"], {one["field"]: one["message"] for one in error["error"]["details"]}


# Backend verification


def test_backend_1_configuration_check():
    line = "from config import settings; print(f'BETTER_AUTH_SECRET: {settings.BETTER_AUTH_SECRET[:10]}...')"
    env = {**os.environ, "BETTER_AUTH_SECRET": SECRET}
    printed = subprocess.run([sys.executable, "-c", line], cwd=HERE, env=env, capture_output=True, text=True, check=True)
    assert printed.stdout == f"BETTER_AUTH_SECRET: {SECRET[:10]}...\n"


def test_backend_2_jwt_verification_test(ask):
    token = mint(123)
    assert ask("GET", "/api/users/123/todos", token).status_code == 200


def test_backend_3_api_request_test(ask):
    reply = ask("GET", "/api/users/1003/todos", mint(1003))
    assert (reply.status_code, reply.json()) == (200, [])


def test_backend_4_unauthorized_test(ask):
    reply = ask("GET", "/api/users/123/todos")
    assert refusal(reply, 401) == ("Missing authentication token", {})
    assert reply.headers["www-authenticate"].startswith("Bearer")


def test_backend_5_forbidden_test(ask):
    reply = ask("GET", "/api/users/456/todos", mint(123))
    assert refusal(reply, 403, "FORBIDDEN") == ("You can only access your own resources", {})


# Frontend verification: this program's half of it


def test_frontend_1_configuration_check(start):
    """A configuration error ends the start with one line that says what to change."""
    faults = {"short": "bytes, at least 32 are needed", "": "BETTER_AUTH_SECRET", f"{SECRET} ": "BETTER_AUTH_SECRET"}
    for program, said in [(start(BETTER_AUTH_SECRET=secret), said) for secret, said in faults.items()]:
        assert program.ended() != 0 and said in program.log
        assert "running on" not in program.log and SECRET not in program.log


def test_frontend_2_login_flow_token_of_the_front_end_is_good(ask):
    # What the guide's jwt plugin is told to sign: user_id, email, seven days; Better Auth adds issuer and audience.
    token = mint(7, iss=ORIGIN, aud=ORIGIN, sub="7")
    assert ask("GET", "/api/users/7/todos", token).status_code == 200


def test_frontend_3_api_requests_from_the_page_carry_the_authorization_header(ask):
    asked = {
        "origin": ORIGIN,
        "access-control-request-method": "PUT",
        "access-control-request-headers": "authorization,content-type",
    }
    reply = ask("OPTIONS", "/api/users/123/todos/1", headers=asked)
    assert reply.status_code == 200 and reply.headers["access-control-allow-origin"] == ORIGIN
    assert "authorization" in reply.headers["access-control-allow-headers"].lower()
    for token, status in ((mint(), 200), (None, 401), (mint(9), 403)):
        reply = ask("GET", "/api/users/123/todos", token, headers={"origin": ORIGIN})
        assert (reply.status_code, reply.headers["access-control-allow-origin"]) == (status, ORIGIN)
    assert "access-control-allow-origin" not in ask("GET", "/health", headers={"origin": "https://evil.example"}).headers


def test_frontend_4_token_persistence_after_a_restart(start, person):
    token = mint(55)
    for number in range(2):
        program = start(BETTER_AUTH_SECRET=SECRET)
        me = person(program.url, token)
        assert len(me("GET", "/api/users/55/todos").json()) == number
        assert me("POST", "/api/users/55/todos", json={"title": "kept"}).status_code == 201
        program.stop()


# End-to-end verification


def test_end_to_end_1_complete_flow(ask):
    token, home = mint(31), "/api/users/31/todos"
    made = ask("POST", home, token, json={"title": "Milk", "description": "two litres"})
    assert made.status_code == 201
    todo = made.json()
    assert {name: todo[name] for name in ("user_id", "title", "description", "completed")} == {
        "user_id": 31,
        "title": "Milk",
        "description": "two litres",
        "completed": False,
    }
    assert ask("GET", home, token).json() == [todo]
    one = f"{home}/{todo['id']}"
    assert ask("GET", one, token).json() == todo
    changed = ask("PUT", one, token, json={"title": "Milk", "completed": True})
    assert changed.status_code == 200 and changed.json()["completed"] is True
    assert changed.json()["description"] == "two litres" and changed.json()["updated_at"] > todo["updated_at"]
    assert ask("PUT", one, token, json={"description": None}).json()["description"] is None
    gone = ask("DELETE", one, token)
    assert (gone.status_code, gone.content) == (204, b"")
    for method in ("GET", "PUT", "DELETE"):
        options = {"json": {"title": "x"}} if method == "PUT" else {}
        assert refusal(ask(method, one, token, **options), 404, "NOT_FOUND") == ("Todo not found", {})


def test_end_to_end_2_security_user_a_cannot_see_user_b(ask):
    a, b = mint(123), mint(456)
    todo = ask("POST", "/api/users/456/todos", b, json={"title": "of B", "user_id": 123}).json()
    assert todo["user_id"] == 456
    for method, path in (
        ("GET", ""),
        ("POST", ""),
        ("GET", f"/{todo['id']}"),
        ("PUT", f"/{todo['id']}"),
        ("DELETE", f"/{todo['id']}"),
    ):
        options = {"json": {"title": "mine"}} if method in ("POST", "PUT") else {}
        refusal(ask(method, f"/api/users/456/todos{path}", a, **options), 403, "FORBIDDEN")
        if path:
            refusal(ask(method, f"/api/users/123/todos{path}", a, **options), 404, "NOT_FOUND")
    assert "of B" not in ask("GET", "/api/users/123/todos", a).text
    assert ask("GET", f"/api/users/456/todos/{todo['id']}", b).json() == todo


def test_end_to_end_3_token_expiration_test(ask):
    for ago in (1, 3600):
        reply = ask("GET", "/api/users/123/todos", mint(exp=int(time.time()) - ago))
        assert refusal(reply, 401) == ("Token expired", {})


# The guide's words for each bad token


@pytest.mark.parametrize("credential", ["Basic dXNlcjpwYXNz", "Token abc", "abc.def.ghi", "Bearer", "bearerabc"])
def test_invalid_token_format(ask, credential):
    said = refusal(ask("GET", "/api/users/123/todos", headers={"authorization": credential}), 401)
    assert said == ("Invalid token format", {"authorization": "Must use Bearer token format"})


@pytest.mark.parametrize(
    "token",
    [
        "invalid-token",
        "a.b.c",
        mint(secret="another secret of thirty-two bytes!"),
        mint()[:-2] + ("AA" if not mint().endswith("AA") else "BB"),
        jwt.encode({"user_id": 123, "exp": 2**33}, None, algorithm="none"),
        jwt.encode({"user_id": 123, "exp": 2**33}, SECRET * 2, algorithm="HS512"),
        mint(nbf=int(time.time()) + 600),
    ],
)
def test_invalid_token_signature(ask, token):
    message, details = refusal(ask("GET", "/api/users/123/todos", token), 401)
    assert message == "Invalid token signature" and set(details) == {"token"}


def test_a_changed_payload_is_not_believed(ask):
    head, _, tag = mint(123).split(".")
    forged = base64.urlsafe_b64encode(json.dumps({"user_id": 456, "exp": 2**33}).encode()).rstrip(b"=").decode()
    assert refusal(ask("GET", "/api/users/456/todos", f"{head}.{forged}.{tag}"), 401)[0] == "Invalid token signature"


def test_invalid_token_claims(ask):
    assert refusal(ask("GET", "/api/users/123/todos", mint(...)), 401) == (
        "Invalid token claims",
        {"user_id": "Missing user_id claim"},
    )
    assert refusal(ask("GET", "/api/users/123/todos", mint(exp=...)), 401) == (
        "Invalid token claims",
        {"exp": "Missing exp claim"},
    )


@pytest.mark.parametrize("user_id", ["123", 123.0, True, -123, [123], {}])
def test_invalid_user_id_in_token(ask, user_id):
    said = refusal(ask("GET", "/api/users/123/todos", mint(user_id)), 401)
    assert said == ("Invalid user_id in token", {"user_id": "user_id must be an integer"})


@pytest.mark.parametrize("segment", ["0123", "+123", "123.0", "abc", "123%20", "9" * 30, "%00", "-123", "１２３"])
def test_only_the_exact_id_is_the_owner(ask, segment):
    assert refusal(ask("GET", f"/api/users/{segment}/todos", mint(123)), 403, "FORBIDDEN")


def test_two_credentials_are_one_too_many(program):
    pairs = [("authorization", f"Bearer {mint()}"), ("authorization", f"Bearer {mint(456)}")]
    assert refusal(httpx.get(f"{program.url}/api/users/123/todos", headers=pairs), 400, "BAD_REQUEST")


def test_large_ids_are_kept_whole(ask):
    id = 2**53 - 1
    todo = ask("POST", f"/api/users/{id}/todos", mint(id), json={"title": "x"}).json()
    assert todo["user_id"] == id and ask("GET", f"/api/users/{id}/todos", mint(id)).json() == [todo]


@pytest.mark.parametrize("id", ["0", "999999999", "9" * 18, "9" * 40, "abc", "-1", "1.0", "%00", "１"])
def test_what_is_no_id_is_no_todo(ask, id):
    refusal(ask("GET", f"/api/users/123/todos/{id}", mint()), 404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"title"}),
        ({"title": ""}, {"title"}),
        ({"title": " \n"}, {"title"}),
        ({"title": 5, "completed": "maybe"}, {"title", "completed"}),
        ({"title": "x" * 256, "description": "x" * 2001}, {"title", "description"}),
        ({"title": "a\0b"}, {"title"}),
        ([], {"body"}),
    ],
)
def test_validation_names_the_fields_and_echoes_nothing(ask, body, fields):
    message, details = refusal(ask("POST", "/api/users/123/todos", mint(), json=body), 422, "VALIDATION_ERROR")
    assert message == "The request is not valid" and set(details) == fields


@pytest.mark.parametrize("octets", [b"{", b"\xff\xfe", b'{"title": "\\ud800"}', b'{"title": NaN}', b"[" * 100_000, b""])
def test_what_is_no_json_is_never_a_500(ask, octets):
    headers = {"content-type": "application/json"}
    assert ask("POST", "/api/users/123/todos", mint(), content=octets, headers=headers).status_code in (400, 422)
    # Without a token nobody learns how the body was.
    assert ask("POST", "/api/users/123/todos", content=octets, headers=headers).status_code == 401


def test_health_and_documentation_are_public_and_nothing_else_is(ask):
    assert ask("GET", "/health").json() == {"status": "ok"}
    assert ask("GET", "/docs").status_code == 200
    assert ask("GET", "/nothing").status_code == 401
    assert refusal(ask("GET", "/nothing", mint()), 404, "NOT_FOUND")
    assert refusal(ask("PATCH", "/api/users/123/todos", mint()), 405, "METHOD_NOT_ALLOWED")


def test_authentication_failures_are_logged_without_the_token(program, ask):
    token = mint(exp=int(time.time()) - 5)
    ask("GET", "/api/users/123/todos", token)
    assert "token_expired" in program.log
    assert not any(part in program.log for part in token.split("."))


def test_many_users_at_once(ask):
    def one(id):
        token, home = mint(id), f"/api/users/{id}/todos"
        assert ask("POST", home, token, json={"title": f"of {id}"}).status_code == 201
        return [todo["title"] for todo in ask("GET", home, token).json()] == [f"of {id}"]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(one, range(5000, 5040)))
