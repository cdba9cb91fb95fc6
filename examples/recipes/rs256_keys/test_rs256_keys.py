"""The guide's tests and checklists, line by line, asked of both programs: FastAPI here, axum in `axum/`."""

import os
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import quote

import pytest
from bearward.testing import TestIssuer

HERE = Path(__file__).resolve().parent
AUDIENCE = "https://api.example.com"
ORIGIN = "https://app.example.com"
BUILT = os.environ.get("RS256_KEYS_AXUM")
COMMANDS = {"fastapi": None, "axum": [BUILT] if BUILT else ["cargo", "run", "-q", "-p", "rs256-keys"]}


def rs256(**options):
    return TestIssuer(
        algorithms=["RS256"], issuer="https://app.example.com", audience=AUDIENCE, path="/.well-known/jwks.json", **options
    )


@pytest.fixture(scope="module")
def issuer():
    return rs256()


@pytest.fixture(scope="module", params=COMMANDS)
def run(request, start, new_database):
    """Starts one of the two; None takes a variable away."""
    url = new_database().url

    def run(issuer, **env):
        trusted = {"BETTER_AUTH_URL": issuer.issuer, "BETTER_AUTH_JWKS_URL": issuer.jwks_url, "NEXT_PUBLIC_API_URL": AUDIENCE}
        env = {
            "DATABASE_URL": url,
            "HOST": "127.0.0.1",
            "PORT": "0",
            "ALLOWED_ORIGINS": f"{ORIGIN},http://localhost:3000",
            **trusted,
            **env,
        }
        return start(COMMANDS[request.param], **{name: value for name, value in env.items() if value is not None})

    return run


@pytest.fixture(scope="module")
def program(run, issuer):
    return run(issuer)


@pytest.fixture
def as_user(program, person, issuer):
    return lambda sub="user-123", **claims: person(
        program.url, issuer.mint({"sub": sub, "email": f"{sub}@example.com", **claims})
    )


@pytest.fixture
def anyone(program, person):
    return person(program.url)


def refusal(reply, status, error, code):
    assert reply.status_code == status, reply.text
    body = reply.json()
    assert set(body) in ({"error", "error_code", "message"}, {"error", "error_code", "message", "details"})
    assert (body["error"], body["error_code"]) == (error, code), body
    return body["message"]


def figures(anyone):
    return {name: float(value) for name, value in (line.split(" ") for line in anyone("GET", "/metrics").text.splitlines())}


# Step 4: testing the flow


def test_1_verify_jwks_endpoint(program, issuer, anyone):
    """The program reads the key set once and keeps it."""
    assert issuer.requests >= 1 and '"kty":"RSA"' in issuer.jwks.replace(" ", "")
    assert figures(anyone)['jwks_fetches_total{reason="cold"}'] == 1


def test_2_sign_in_and_obtain_token_is_accepted(as_user):
    assert as_user(name="Some One")("GET", "/api/v1/me").status_code == 200


def test_3_make_authenticated_request(as_user, issuer):
    exp = int(time.time()) + 900
    reply = as_user(name="Some One", exp=exp)("GET", "/api/v1/me")
    assert reply.status_code == 200
    me = reply.json()
    assert datetime.fromisoformat(me.pop("exp").replace("Z", "+00:00")) == datetime.fromtimestamp(exp, timezone.utc)
    assert me == {"user_id": "user-123", "email": "user-123@example.com", "name": "Some One", "iss": issuer.issuer}
    plain = as_user(email=None)("GET", "/api/v1/me").json()
    assert (plain["email"], plain["name"]) == ("", None)


def test_4_test_invalid_token(program, person):
    reply = person(program.url, "invalid-token")("GET", "/api/v1/me")
    assert refusal(reply, 401, "Unauthorized", "invalid_token") == "Invalid token: signature verification failed"
    assert reply.headers["www-authenticate"].startswith("Bearer")


def test_5_test_user_id_scoping(as_user):
    reply = as_user("user-123")("GET", "/api/v1/user-456/tasks")
    assert refusal(reply, 403, "Forbidden", "forbidden") == "Access denied: cannot access another user's resources"


# Step 5: the curl lines, which leave the version out


def test_curl_2_authenticated_request_to_the_users_own_me(as_user):
    me = as_user("user-id")
    assert me("GET", "/api/user-id/me").json() == me("GET", "/api/v1/user-id/me").json() == me("GET", "/api/v1/me").json()


def test_curl_3_expired_token(as_user):
    for ago in (1, 900):
        reply = as_user(exp=int(time.time()) - ago)("GET", "/api/user-123/me")
        assert refusal(reply, 401, "Unauthorized", "invalid_token") == "Token has expired"


def test_curl_4_cross_user_access_protection(as_user):
    for path in ("/api/other/tasks", "/api/v1/other/tasks", "/api/other/me", "/api/v1/other/tasks/1"):
        refusal(as_user()("GET", path), 403, "Forbidden", "forbidden")


# Backend deployment


def test_environment_variables_configured():
    named = set(re.findall(r"^(?:# )?([A-Z_]+)=", (HERE / ".env.example").read_text(), re.MULTILINE))
    read = set(re.findall(r'^    ([A-Z_]+):|AliasChoices\("\w+", "(\w+)"\)', (HERE / "config.py").read_text(), re.MULTILINE))
    assert named == {name for pair in read for name in pair if name}
    assert named == set(re.findall(r'(?:get|number)\("([A-Z_]+)"', (HERE / "axum/src/config.rs").read_text()))


@pytest.mark.parametrize("missing", ["BETTER_AUTH_URL", "BETTER_AUTH_JWKS_URL"])
def test_environment_variables_that_are_missing_end_the_start(run, issuer, missing):
    program = run(issuer, **{missing: None})
    assert program.ended() != 0 and missing in program.log


def test_jwks_endpoint_url_validated_no_start_without_keys(run):
    with socket.create_server(("127.0.0.1", 0)) as free:
        dead = f"http://127.0.0.1:{free.getsockname()[1]}/jwks.json"
    empty, html, ed25519 = rs256(), rs256(), TestIssuer(algorithms=["EdDSA"])
    empty.answer_with(200, body=b'{"keys": []}')
    html.answer_with(200, headers={"content-type": "text/html"}, body=b"<html></html>")
    for program in (run(empty, BETTER_AUTH_JWKS_URL=dead), run(empty), run(html), run(ed25519)):
        assert program.ended() != 0
        assert "JWKS endpoint unavailable" in program.log and "running on http" not in program.log
    assert empty.requests and html.requests and ed25519.requests


def test_https_enabled_in_production(run, issuer):
    program = run(issuer, BETTER_AUTH_JWKS_URL="http://app.example.com/jwks.json")
    assert program.ended() != 0 and "https" in program.log


def test_cors_configured_for_frontend_origin(anyone, as_user):
    for origin in (ORIGIN, "http://localhost:3000"):
        asked = {
            "origin": origin,
            "access-control-request-method": "PUT",
            "access-control-request-headers": "authorization,content-type",
        }
        reply = anyone("OPTIONS", "/api/v1/user-123/tasks/1", headers=asked)
        assert reply.status_code == 200 and reply.headers["access-control-allow-origin"] == origin
        assert "authorization" in reply.headers["access-control-allow-headers"].lower()
        assert anyone("GET", "/api/v1/me", headers={"origin": origin}).headers["access-control-allow-origin"] == origin
    assert "access-control-allow-origin" not in anyone("GET", "/health", headers={"origin": "https://evil.example"}).headers


def test_cors_for_localhost_3000_by_default(run, issuer, person):
    program = run(issuer, ALLOWED_ORIGINS="")
    reply = person(program.url)("GET", "/health", headers={"origin": "http://localhost:3000"})
    assert reply.headers["access-control-allow-origin"] == "http://localhost:3000"
    # And without an audience tokens for any are good, as in the guide.
    program = run(issuer, NEXT_PUBLIC_API_URL=None)
    for audience in (AUDIENCE, "https://another.example", None):
        assert person(program.url, issuer.mint({"sub": "a", "aud": audience}))("GET", "/api/v1/me").status_code == 200


def test_startup_validation_passes_jwks_fetch_successful(program, anyone):
    assert program.url and anyone("GET", "/health").status_code == 200


def test_health_check_endpoint_responds(anyone):
    reply = anyone("GET", "/health")
    assert (reply.status_code, reply.json()) == (200, {"status": "ok"})


# Security checklist


def test_tokens_short_lived_expire(as_user):
    assert as_user(exp=int(time.time()) + 900)("GET", "/api/v1/me").status_code == 200
    reply = as_user(exp=None)("GET", "/api/v1/me")
    assert refusal(reply, 401, "Unauthorized", "invalid_token") == "Invalid token: The token lacks a required claim. (exp)"


def test_jwks_endpoint_accessible_from_backend_and_its_outages_survived(run, person):
    issuer = rs256()
    program = run(issuer, JWKS_CACHE_TTL="60")
    ask = lambda: person(program.url, issuer.mint({"sub": "a"}))("GET", "/api/v1/me")  # noqa: E731
    assert ask().status_code == 200
    issuer.down()
    assert [ask().status_code for _ in range(5)] == [200] * 5, "known keys go on"
    issuer.up()
    issuer.rotate()
    assert ask().status_code == 200, "a new key is fetched with its first token"
    stranger = rs256()
    reply = person(program.url, stranger.mint({"sub": "a"}))("GET", "/api/v1/me")
    refusal(reply, 401, "Unauthorized", "invalid_token")


def test_only_tokens_of_this_issuer_for_this_api(program, person, issuer):
    claims = {"sub": "user-123"}
    ask = lambda token: person(program.url, token)("GET", "/api/v1/me")  # noqa: E731
    messages = {
        "Invalid token: The token is from another issuer. (iss)": issuer.wrong_issuer(claims),
        "Invalid token: The token is for another audience. (aud)": issuer.wrong_audience(claims),
        "Invalid token: The token's algorithm is not accepted.": issuer.hs256_with_public_key(claims),
        "Invalid token: The token's signing key is not known.": issuer.unknown_kid(claims),
        "Invalid token: signature verification failed": issuer.wrong_key(claims),
        "Invalid token: A claim of the token has an invalid value. (sub)": issuer.mint({"sub": 5}),
    }
    for message, token in messages.items():
        assert refusal(ask(token), 401, "Unauthorized", "invalid_token") == message
    for token in (issuer.alg_none(claims), issuer.tampered(issuer.mint(claims))):
        assert refusal(ask(token), 401, "Unauthorized", "invalid_token") == "Invalid token: signature verification failed"


# Performance metrics and monitoring


def test_jwt_verification_below_10_ms_and_cache_hit_rate_above_99_percent_exposed(as_user, anyone):
    me = as_user()
    for _ in range(200):
        assert me("GET", "/api/v1/me").status_code == 200
    found = figures(anyone)
    assert found["jwks_cache_hit_rate"] > 0.99 and found["jwks_cache_hits_total"] >= 200
    assert 0 < found['jwt_verification_seconds{quantile="0.5"}'] < 0.010
    assert found['jwt_verification_seconds{quantile="0.99"}'] >= found['jwt_verification_seconds{quantile="0.5"}']


def test_zero_session_endpoint_calls(as_user, issuer):
    before = issuer.requests
    me = as_user("quiet")
    for _ in range(20):
        me("GET", "/api/v1/quiet/tasks")
    assert issuer.requests == before


def test_track_token_expiration_and_alert_on_jwks_failures(as_user, anyone):
    before = figures(anyone).get('jwt_denied_total{code="token_expired"}', 0)
    as_user(exp=1)("GET", "/api/v1/me")
    after = figures(anyone)
    assert after['jwt_denied_total{code="token_expired"}'] == before + 1 and "jwks_fetch_failures_total" in after


# Tasks, of which the guide says only where they are


def test_tasks_of_the_user(as_user):
    me, home = as_user("owner"), "/api/v1/owner/tasks"
    made = me("POST", home, json={"title": "Milk", "description": "two litres", "priority": "high", "user_id": "other"})
    assert made.status_code == 201
    task = made.json()
    fields = {"user_id": "owner", "title": "Milk", "description": "two litres", "completed": False, "priority": "high"}
    assert {name: task[name] for name in fields} == fields and set(task) == {*fields, "id", "created_at", "updated_at"}
    second = me("POST", "/api/owner/tasks", json={"title": "Bread"}).json()
    found = me("GET", home).json()
    assert (found["data"], found["count"]) == ([second, task], 2)
    one = f"{home}/{task['id']}"
    assert me("GET", one).json() == task
    assert me("PATCH", f"{one}/complete").json()["completed"] is True
    replaced = me("PUT", one, json={"title": "Oat milk"}).json()
    assert (replaced["title"], replaced["description"], replaced["completed"], replaced["priority"]) == (
        "Oat milk",
        None,
        False,
        "medium",
    )
    gone = me("DELETE", one)
    assert (gone.status_code, gone.content) == (204, b"")
    assert refusal(me("GET", one), 404, "Not Found", "not_found") == "Task not found"


def test_a_task_of_somebody_else_is_not_found(as_user):
    theirs = as_user("theirs")("POST", "/api/v1/theirs/tasks", json={"title": "secret"}).json()
    mine, answers = as_user("mine"), set()
    for id in (theirs["id"], "00000000-0000-4000-8000-000000000000", "no-id", "%00"):
        replies = [mine("GET", f"/api/v1/mine/tasks/{id}"), mine("PATCH", f"/api/v1/mine/tasks/{id}/complete")]
        replies += [mine("PUT", f"/api/v1/mine/tasks/{id}", json={"title": "x"}), mine("DELETE", f"/api/v1/mine/tasks/{id}")]
        answers |= {refusal(reply, 404, "Not Found", "not_found") for reply in replies}
    assert answers == {"Task not found"} and mine("GET", "/api/v1/mine/tasks").json()["count"] == 0


@pytest.mark.parametrize("sub", ["a b", "ä@ö", "a%2Fb", "v1", "tasks", "🥛"])
def test_ids_of_any_spelling_are_compared_exactly(as_user, sub):
    for version in ("/api/v1", "/api"):
        segment = quote(sub, safe="")
        assert as_user(sub)("GET", f"{version}/{segment}/tasks").status_code == 200
        assert as_user(sub)("GET", f"{version}/{segment}x/tasks").status_code == 403


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"title"}),
        ({"title": " "}, {"title"}),
        ({"title": "x" * 256, "description": "x" * 2001}, {"title", "description"}),
        ({"title": 5, "completed": "yes", "priority": "urgent"}, {"title", "completed", "priority"}),
        ({"title": "a\0b"}, {"title"}),
    ],
)
def test_validation_names_the_fields(as_user, body, fields):
    reply = as_user("valid")("POST", "/api/v1/valid/tasks", json=body)
    assert refusal(reply, 400, "Bad Request", "validation_failed")
    assert {one["field"] for one in reply.json()["details"]} == fields


@pytest.mark.parametrize("octets", [b"{", b'{"title": "\\ud800"}', b"[" * 100_000])
def test_what_is_no_json_is_never_a_500(as_user, anyone, octets):
    sent = {"content": octets, "headers": {"content-type": "application/json"}}
    assert as_user("valid")("POST", "/api/v1/valid/tasks", **sent).status_code in (400, 413)
    assert refusal(anyone("POST", "/api/v1/valid/tasks", **sent), 401, "Unauthorized", "token_missing") == "Not authenticated"


def test_every_refusal_has_the_one_shape(as_user, anyone):
    me = as_user()
    refusal(anyone("GET", "/api/v1/me"), 401, "Unauthorized", "token_missing")
    refusal(anyone("GET", "/nothing"), 401, "Unauthorized", "token_missing")
    refusal(me("GET", "/nothing"), 404, "Not Found", "not_found")
    refusal(me("PATCH", "/api/v1/me"), 405, "Method Not Allowed", "method_not_allowed")
    refusal(anyone("GET", "/api/v1/me", headers={"authorization": "Bearer a, Bearer b"}), 400, "Bad Request", "invalid_request")


def test_many_requests_at_once(as_user, program):
    me = as_user("busy")
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda n: me("POST", "/api/v1/busy/tasks", json={"title": f"{n}"}).status_code, range(40)))
    assert statuses == [201] * 40 and me("GET", "/api/v1/busy/tasks").json()["count"] == 40
