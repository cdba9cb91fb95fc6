"""What is answered when nothing is there or nothing is allowed; what every answer carries; CORS; the probes."""

import os

import pytest
from bearward import Denied

ORIGIN, FOREIGN = os.environ.get("CONTRACT_ORIGIN", ""), os.environ.get("CONTRACT_FOREIGN_ORIGIN", "")
LOCKED = [
    ("GET", "/tasks"),
    ("POST", "/tasks"),
    ("GET", "/tasks/x"),
    ("PUT", "/tasks/x"),
    ("DELETE", "/tasks/x"),
    ("PATCH", "/tasks/x/complete"),
    ("GET", "/api/u/tasks"),
    ("POST", "/api/u/tasks"),
    ("GET", "/api/u/tasks/x"),
    ("PUT", "/api/u/tasks/x"),
    ("DELETE", "/api/u/tasks/x"),
    ("PATCH", "/api/u/tasks/x/complete"),
    ("GET", "/api/v1/me"),
]


@pytest.mark.parametrize(("method", "path"), LOCKED)
def test_every_locked_route_asks_for_a_token(anyone, issuer, refused, method, path):
    missing = anyone.request(method, path)
    refused(missing, 401, "token_missing")
    assert missing.headers["www-authenticate"] == "Bearer"
    for token, code in [
        (issuer.expired({"sub": "u"}), "token_expired"),
        (issuer.wrong_key({"sub": "u"}), "signature_invalid"),
        (issuer.wrong_audience({"sub": "u"}), "audience_mismatch"),
        (issuer.wrong_issuer({"sub": "u"}), "issuer_mismatch"),
        (issuer.alg_none({"sub": "u"}), "token_malformed"),
        ("x", "token_malformed"),
    ]:
        reply = anyone.request(method, path, headers={"Authorization": f"Bearer {token}"})
        refused(reply, 401, code)
        assert 'error="invalid_token"' in reply.headers["www-authenticate"]
        assert reply.content == Denied(code).body.encode()


def test_two_tokens_are_a_400(anyone, alice, refused):
    twice = [("Authorization", f"Bearer {alice.token}")] * 2
    refused(anyone.get("/tasks", headers=twice), 400, "authorization_malformed")


def test_an_unknown_route_is_a_404_with_or_without_a_token(anyone, alice, refused):
    paths = ["/", "/nothing", "/api", "/api/alice", "/api/alice/tasks/", "/tasks/", "/tasks/a/b", "/%FF"]
    for path in paths:
        for reply in (anyone.get(path), alice.ask("GET", path)):
            refused(reply, 404, "not_found")
            assert reply.text == Denied("not_found").body


def test_a_wrong_method_is_a_405_that_says_which_are_right(anyone, alice, refused):
    for method, path, allowed in [
        ("DELETE", "/tasks", {"GET", "POST"}),
        ("PATCH", "/api/alice/tasks", {"GET", "POST"}),
        ("POST", "/tasks/x", {"GET", "PUT", "DELETE"}),
        ("GET", "/tasks/x/complete", {"PATCH"}),
        ("DELETE", "/health", {"GET"}),
        ("DELETE", "/openapi.json", {"GET"}),
    ]:
        for reply in (anyone.request(method, path), alice.ask(method, path)):
            refused(reply, 405, "method_not_allowed")
            assert allowed <= {name.strip() for name in reply.headers["allow"].split(",")}, path


def test_every_answer_has_the_security_headers(anyone, alice):
    for reply in [
        alice.ask("GET", "/tasks"),
        alice.ask("GET", "/tasks?limit=0"),
        *(anyone.get(path) for path in ["/tasks", "/nothing", "/health", "/ready", "/openapi.json"]),
    ]:
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["x-frame-options"] == "DENY"
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert reply.headers["content-security-policy"].startswith("default-src 'none'")
        assert "authorization" in reply.headers["vary"].lower()
        assert reply.headers["x-request-id"]


def test_a_preflight_of_an_allowed_origin_is_let_through(anyone):
    asked = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization,content-type"}
    reply = anyone.options("/api/alice/tasks/x/complete", headers={"Origin": ORIGIN, **asked})
    assert (reply.status_code, reply.headers["access-control-allow-origin"]) == (200, ORIGIN)
    assert "PATCH" in reply.headers["access-control-allow-methods"]
    assert {"authorization", "content-type"} <= {
        name.strip() for name in reply.headers["access-control-allow-headers"].lower().split(",")
    }
    assert "access-control-allow-credentials" not in reply.headers


def test_a_cross_origin_401_can_be_read_by_the_page(anyone):
    for path, status in [("/tasks", 401), ("/nothing", 404)]:
        reply = anyone.get(path, headers={"Origin": ORIGIN})
        assert (reply.status_code, reply.headers["access-control-allow-origin"]) == (status, ORIGIN)
        assert {"origin", "authorization"} <= {name.strip() for name in reply.headers["vary"].lower().split(",")}
        assert "www-authenticate" in reply.headers["access-control-expose-headers"].lower()


@pytest.mark.parametrize("origin", [FOREIGN, "https://evil.example", "http://app.example.com", "null"])
def test_another_origin_gets_no_permission(anyone, origin):
    for method in ("GET", "OPTIONS"):
        headers = {"Origin": origin, "Access-Control-Request-Method": "GET"}
        assert "access-control-allow-origin" not in anyone.request(method, "/tasks", headers=headers).headers


def test_the_probes(anyone):
    health, ready = anyone.get("/health"), anyone.get("/ready")
    assert (health.status_code, health.json()) == (200, {"status": "ok"})
    assert (ready.status_code, set(ready.json())) == (200, {"detail", "code", "database", "keys"})
    assert (ready.json()["code"], ready.json()["database"], ready.json()["keys"]) == ("ready", "ok", "ok")
