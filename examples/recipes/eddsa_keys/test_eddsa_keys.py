"""The guide's checklist, line by line, then its tests of phase 3, then what it only says in passing."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from bearward.testing import TestIssuer

ORIGIN = "http://localhost:3000"


def better_auth(**options):
    """As Better Auth does: its keys below /api/auth, issuer and audience its origin."""
    return TestIssuer(algorithms=["EdDSA"], path="/api/auth/jwks", **options)


def mint(issuer, sub="user-1", **claims):
    return issuer.mint({"iss": issuer.url, "aud": issuer.url, "sub": sub, "email": f"{sub}@example.com", **claims})


@pytest.fixture(scope="module")
def issuer():
    return better_auth()


@pytest.fixture(scope="module")
def program(start, issuer):
    return start(BETTER_AUTH_BASE_URL=issuer.url)


@pytest.fixture
def as_user(program, person, issuer):
    return lambda sub="user-1", **claims: person(program.url, mint(issuer, sub, **claims))


@pytest.fixture
def anyone(program, person):
    return person(program.url)


def refusal(reply, status):
    assert reply.status_code == status and set(reply.json()) == {"detail"}, reply.text
    return reply.json()["detail"]


# Checklist


def test_better_auth_jwt_plugin_tokens_are_accepted(as_user, issuer):
    # The guide's definePayload: sub and email; the plugin adds issuer, audience and the seven days.
    reply = as_user("user-7", name="Seven", exp=int(time.time()) + 7 * 86_400)("GET", "/api/user-7/tasks")
    assert (reply.status_code, reply.json()) == (200, {"data": [], "count": 0})
    assert issuer.jwks_url == f"{issuer.url}/api/auth/jwks" and issuer.requests >= 1


def test_jwt_client_token_works_for_more_than_one_request(as_user, issuer):
    me, before = as_user("user-8"), issuer.requests
    assert [me("GET", "/api/user-8/tasks").status_code for _ in range(20)] == [200] * 20
    assert issuer.requests == before, "keys are kept"


def test_api_client_with_token_attachment(anyone, as_user):
    # The header that the guide's ApiClient sends, and its absence.
    assert as_user()("GET", "/api/user-1/tasks").status_code == 200
    assert refusal(anyone("GET", "/api/user-1/tasks"), 401) == "Not authenticated"


def test_token_stored_after_login_outlives_a_restart_of_the_backend(start, person, issuer):
    token = mint(issuer, "stored")
    for number in range(2):
        program = start(BETTER_AUTH_BASE_URL=issuer.url)
        me = person(program.url, token)
        assert me("GET", "/api/stored/tasks").json()["count"] == number
        assert me("POST", "/api/stored/tasks", json={"title": "kept"}).status_code == 201
        program.stop()


def test_token_expiration_handling(as_user):
    for ago in (1, 3600):
        reply = as_user(exp=int(time.time()) - ago)("GET", "/api/user-1/tasks")
        assert refusal(reply, 401) == "Invalid authentication credentials"
        assert 'error="invalid_token"' in reply.headers["www-authenticate"]


def test_fastapi_jwt_verification(program, person, issuer):
    ask = lambda token: person(program.url, token)("GET", "/api/user-1/tasks")  # noqa: E731
    claims = {"sub": "user-1", "iss": issuer.url, "aud": issuer.url}
    rsa, stranger = TestIssuer(algorithms=["RS256"]), better_auth()
    bad = [
        "invalid.token.here",
        issuer.wrong_key(claims),
        issuer.alg_none(claims),
        issuer.tampered(issuer.mint(claims)),
        issuer.mint({**claims, "iss": "https://other.example"}),
        issuer.mint({**claims, "aud": "https://other.example"}),
        issuer.mint({**claims, "exp": None}),
        issuer.hs256_with_public_key(claims),
        rsa.mint(claims),
    ]
    for token in bad:
        assert refusal(ask(token), 401) == "Invalid authentication credentials", token
    assert refusal(ask(stranger.mint(claims)), 401) == "Invalid token key"
    for sub in (None, "", 5):
        assert refusal(ask(issuer.mint({**claims, "sub": sub})), 401) == "Invalid token claims"
    assert ask(issuer.mint(claims)).status_code == 200


SIX = [
    ("GET", "", None),
    ("POST", "", {"title": "x"}),
    ("GET", "/1", None),
    ("PUT", "/1", {"title": "x"}),
    ("DELETE", "/1", None),
    ("PATCH", "/1/complete", None),
]


@pytest.mark.parametrize(("method", "path", "body"), SIX)
def test_all_6_api_endpoints_protected_with_user_ownership_check(anyone, as_user, method, path, body):
    options = {"json": body} if body else {}
    assert refusal(anyone(method, f"/api/owner/tasks{path}", **options), 401) == "Not authenticated"
    assert refusal(as_user("other")(method, f"/api/owner/tasks{path}", **options), 403) == "Access denied"
    assert as_user("owner")(method, f"/api/owner/tasks{path}", **options).status_code == {"": 200}.get(path, 404) + (
        method == "POST"
    )


def test_cors_configured_for_frontend_origin(anyone):
    asked = {"origin": ORIGIN, "access-control-request-method": "PATCH", "access-control-request-headers": "authorization"}
    reply = anyone("OPTIONS", "/api/user-1/tasks/1/complete", headers=asked)
    assert reply.status_code == 200 and reply.headers["access-control-allow-origin"] == ORIGIN
    assert reply.headers["access-control-allow-credentials"] == "true"
    assert anyone("GET", "/api/user-1/tasks", headers={"origin": ORIGIN}).headers["access-control-allow-origin"] == ORIGIN
    assert "access-control-allow-origin" not in anyone("GET", "/health", headers={"origin": "https://evil.example"}).headers


def test_end_to_end_login_create_fetch_update_delete(as_user):
    me, home = as_user("flow"), "/api/flow/tasks"
    made = me("POST", home, json={"title": "Milk", "description": "two litres"})
    assert made.status_code == 201
    task = made.json()
    assert set(task) == {"id", "user_id", "title", "description", "completed", "created_at", "updated_at"}
    assert (task["user_id"], task["title"], task["description"], task["completed"]) == ("flow", "Milk", "two litres", False)
    second = me("POST", home, json={"title": "Bread"}).json()
    assert me("GET", home).json() == {"data": [task, second], "count": 2}
    one = f"{home}/{task['id']}"
    assert me("GET", one).json() == task
    changed = me("PUT", one, json={"completed": True}).json()
    assert changed["completed"] is True and changed["title"] == "Milk" and changed["updated_at"] > task["updated_at"]
    assert me("PUT", one, json={"title": "Oat milk", "description": None}).json()["description"] == "two litres"
    assert [me("PATCH", f"{one}/complete").json()["completed"] for _ in range(2)] == [False, True]
    gone = me("DELETE", one)
    assert (gone.status_code, gone.content) == (204, b"")
    assert refusal(me("GET", one), 404) == "Task not found"
    assert me("GET", home).json() == {"data": [second], "count": 1}


def test_error_handling_401_and_403_responses(anyone, as_user):
    assert refusal(anyone("GET", "/api/user-1/tasks", headers={"authorization": "Basic abc"}), 401) == "Not authenticated"
    assert refusal(as_user()("GET", "/api/user-2/tasks"), 403) == "Access denied"


def test_token_refresh_after_an_expired_token_a_new_one_works(as_user):
    assert as_user(exp=int(time.time()) - 60)("GET", "/api/user-1/tasks").status_code == 401
    assert as_user()("GET", "/api/user-1/tasks").status_code == 200


# Phase 3


def test_phase_3_invalid_token_handling(program, person):
    reply = person(program.url, "invalid.token.here")("GET", "/api/user-id/tasks")
    assert refusal(reply, 401) == "Invalid authentication credentials"
    assert reply.headers["www-authenticate"].startswith("Bearer")


# In passing


def test_a_task_of_somebody_else_is_not_found(as_user):
    theirs = as_user("theirs")("POST", "/api/theirs/tasks", json={"title": "secret", "user_id": "mine"}).json()
    assert theirs["user_id"] == "theirs"
    mine = as_user("mine")
    for id in (theirs["id"], "no-such-id", "%00", "x" * 300):
        replies = [mine("GET", f"/api/mine/tasks/{id}"), mine("PATCH", f"/api/mine/tasks/{id}/complete")]
        replies += [mine("PUT", f"/api/mine/tasks/{id}", json={"title": "x"}), mine("DELETE", f"/api/mine/tasks/{id}")]
        assert {refusal(reply, 404) for reply in replies} == {"Task not found"}
    assert mine("GET", "/api/mine/tasks").json() == {"data": [], "count": 0}


@pytest.mark.parametrize("sub", ["a b", "ä@ö", "user+1@example.com", "a%2Fb", "..", "'; DROP TABLE tasks; --", "🥛"])
def test_ids_of_any_spelling_are_compared_exactly(as_user, sub):
    if sub == "..":  # clients resolve it away
        sub = "..."
    segment = quote(sub, safe="")
    assert as_user(sub)("POST", f"/api/{segment}/tasks", json={"title": "x"}).json()["user_id"] == sub
    assert as_user(sub)("GET", f"/api/{segment}x/tasks").status_code == 403
    assert as_user(sub.upper() + "x")("GET", f"/api/{segment}/tasks").status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": ""},
        {"title": "x" * 256},
        {"title": 5},
        {"title": "x", "description": "x" * 2001},
        {"title": "a\0b"},
        [],
        None,
    ],
)
def test_limits_of_the_models(as_user, body):
    reply = as_user()("POST", "/api/user-1/tasks", json=body)
    assert reply.status_code == 422 and all(set(one) == {"type", "loc", "msg"} for one in reply.json()["detail"])
    assert as_user()("POST", "/api/user-1/tasks", json={"title": "x" * 255, "description": "x" * 2000}).status_code == 201


@pytest.mark.parametrize("octets", [b"{", b'{"title": "\\ud800"}', b'{"title": NaN}', b"[" * 100_000])
def test_what_is_no_json_is_never_a_500(as_user, anyone, octets):
    sent = {"content": octets, "headers": {"content-type": "application/json"}}
    assert as_user()("POST", "/api/user-1/tasks", **sent).status_code in (400, 422)
    assert anyone("POST", "/api/user-1/tasks", **sent).status_code == 401


def test_health_is_public(anyone):
    reply = anyone("GET", "/health")
    assert (reply.status_code, reply.json()) == (200, {"status": "ok"})


def test_better_auth_may_start_after_this_program_and_an_outage_is_no_401(start, person):
    with socket.create_server(("127.0.0.1", 0)) as free:
        dead = f"http://127.0.0.1:{free.getsockname()[1]}"
    program = start(BETTER_AUTH_BASE_URL=dead)
    reply = person(program.url, mint(better_auth()))("GET", "/api/user-1/tasks")
    assert refusal(reply, 503) == "Failed to fetch JWKS" and int(reply.headers["retry-after"]) >= 1
    # Down at the start of the program, there for the first request.
    late = better_auth()
    late.down()
    program = start(BETTER_AUTH_BASE_URL=late.url)
    assert person(program.url)("GET", "/health").status_code == 200
    late.up()
    assert person(program.url, mint(late))("GET", "/api/user-1/tasks").status_code == 200
    # Known keys go on while it is down again; a rotation is seen with the first new token.
    late.down()
    assert person(program.url, mint(late))("GET", "/api/user-1/tasks").status_code == 200
    late.up()
    late.rotate()
    assert person(program.url, mint(late))("GET", "/api/user-1/tasks").status_code == 200


def test_plain_http_from_another_machine_is_refused_at_the_start(start):
    program = start(BETTER_AUTH_BASE_URL="http://auth.example.com")
    assert program.ended() != 0 and "https" in program.log and "running on" not in program.log


def test_many_first_requests_share_one_fetch(start, person):
    issuer = better_auth()
    program = start(BETTER_AUTH_BASE_URL=issuer.url)
    token = mint(issuer)
    person(program.url)("GET", "/health")
    with ThreadPoolExecutor(16) as pool:
        replies = list(pool.map(lambda _: person(program.url, token)("GET", "/api/user-1/tasks").status_code, range(48)))
    assert replies == [200] * 48 and issuer.requests == 1
