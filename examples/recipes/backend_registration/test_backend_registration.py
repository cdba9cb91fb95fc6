"""The plan's completion checklist, line by line, then its security tests and risks, then what it only says in passing."""

import base64
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import jwt
import pytest

HERE = Path(__file__).resolve().parent
SECRET = "nC4z0ZJtq1kq7yVn5W2aQm8dLr3XeT6b"
PASSWORD = "correct horse battery"
SIX = [("GET", ""), ("POST", ""), ("GET", "/1"), ("PUT", "/1"), ("DELETE", "/1"), ("PATCH", "/1/complete")]


def sign(claims, secret=SECRET, algorithm="HS256"):
    return jwt.encode(claims, secret, algorithm=algorithm)


def claims_of(token):
    return jwt.decode(token, SECRET, algorithms=["HS256"])


def sent(method):
    return {"json": {"title": "x"}} if method in ("POST", "PUT") else {}


# Completion checklist


def test_better_auth_on_the_frontend_may_call_from_its_origin(anyone):
    for path in ("/api/auth/login", "/api/someone/tasks"):
        asked = {"origin": "http://localhost:3000", "access-control-request-method": "POST"}
        asked["access-control-request-headers"] = "authorization,content-type"
        reply = anyone("OPTIONS", path, headers=asked)
        assert reply.status_code == 200 and reply.headers["access-control-allow-origin"] == "http://localhost:3000"


def test_jwt_tokens_issued_on_successful_login(account):
    someone, now = account(), time.time()
    reply = someone.login()
    assert reply.status_code == 200 and reply.headers["cache-control"] == "no-store"
    body = reply.json()
    assert set(body) == {"access_token", "token_type", "expires_in", "refresh_token", "user"}
    assert (body["token_type"], body["expires_in"], body["user"]) == ("bearer", 3600, someone.user)
    claims = claims_of(body["access_token"])
    assert {"user_id", "email", "exp", "iat"} <= set(claims)
    assert (claims["user_id"], claims["email"]) == (someone.id, someone.email)
    assert claims["exp"] - claims["iat"] == 3600 and abs(claims["iat"] - now) < 5
    assert jwt.get_unverified_header(body["access_token"])["alg"] == "HS256"


@pytest.mark.parametrize(("method", "path"), SIX)
def test_frontend_api_client_includes_jwt_in_all_requests(account, method, path):
    """And they are answered only with it."""
    someone = account()
    for home in (someone.home, "/tasks"):
        assert someone.anyone(method, home + path, **sent(method)).status_code == 401
        assert someone.ask(method, home + path, **sent(method)).status_code in (200, 201, 404)


def bad_tokens():
    good = {"user_id": "someone", "email": "a@example.com", "iat": int(time.time()), "exp": int(time.time()) + 3600}
    without = lambda name: {claim: value for claim, value in good.items() if claim != name}  # noqa: E731
    return {
        "signature_invalid": sign(good, "another secret of thirty-two bytes!"),
        "algorithm_not_allowed": sign(good, SECRET * 2, "HS512"),
        "token_malformed": "malformed",
        "token_expired": sign({**good, "exp": int(time.time()) - 1}),
        "claim_missing": sign(without("user_id")),
        "claim_invalid": sign({**good, "user_id": 42}),
    }


@pytest.mark.parametrize("code", bad_tokens())
def test_backend_jwt_verification_implemented(program, person, code, refusal):
    reply = person(program.url, bad_tokens()[code])("GET", "/api/someone/tasks")
    refusal(reply, 401, code)
    assert 'error="invalid_token"' in reply.headers["www-authenticate"]


def test_get_current_user_dependency_created(account):
    someone = account()
    made = someone.ask("POST", "/tasks", json={"title": "x"})
    assert made.status_code == 201 and made.json()["user_id"] == someone.id


@pytest.mark.parametrize(("method", "path"), SIX)
def test_all_task_endpoints_protected_with_auth_dependency(anyone, method, path, refusal):
    for home in ("/api/someone/tasks", "/tasks"):
        refusal(anyone(method, home + path, **sent(method)), 401, "token_missing")


def test_user_data_isolation_enforced_queries_filter_by_user_id(account):
    alice, bob = account(), account()
    mine, theirs = (one.ask("POST", one.home, json={"title": one.email}).json() for one in (alice, bob))
    for home in (alice.home, "/tasks"):
        assert alice.ask("GET", home).json() == {"data": [mine], "count": 1}
        assert alice.ask("GET", f"{home}/{theirs['id']}").status_code == 404


def test_cross_user_access_blocked_404_response(account):
    alice, bob = account(), account()
    task = bob.ask("POST", bob.home, json={"title": "secret"}).json()
    answers = set()
    places = [bob.home, f"/api/{uuid4()}/tasks", "/api/%00/tasks"]
    for method, _ in SIX:
        ones = [f"{alice.home}/{id}" for id in (task["id"], uuid4(), "abc", "%00")] + [
            f"{place}/{task['id']}" for place in places
        ]
        for path in ones if method in ("PUT", "DELETE", "PATCH") else ones + places:
            path += "/complete" if method == "PATCH" else ""
            if method == "POST" and path not in places:
                continue
            reply = alice.ask(method, path, **sent(method))
            answers.add((reply.status_code, reply.text, tuple(sorted(set(reply.headers) - {"date"}))))
    assert len(answers) == 1, answers
    assert answers.pop()[:2] == (404, '{"detail":"Not found.","code":"not_found"}')
    assert bob.ask("GET", f"{bob.home}/{task['id']}").json() == task


def test_security_tests_pass_401_for_missing_invalid_tokens(anyone, refusal):
    refusal(anyone("GET", "/api/someone/tasks"), 401, "token_missing")
    refusal(anyone("GET", "/api/someone/tasks", headers={"authorization": "Bearer x"}), 401, "token_malformed")
    refusal(anyone("GET", "/api/someone/tasks", headers={"authorization": "Basic x"}), 401, "token_missing")


@pytest.mark.parametrize("by_path", [True, False])
def test_full_crud_flow_works_for_authenticated_users(account, by_path):
    someone = account()
    home, ask = someone.home if by_path else "/tasks", someone.ask
    made = ask("POST", home, json={"title": "Milk", "description": "two litres"})
    assert made.status_code == 201
    task = made.json()
    assert (task["title"], task["description"], task["completed"], task["user_id"]) == ("Milk", "two litres", False, someone.id)
    one = f"{home}/{task['id']}"
    assert ask("GET", one).json() == task and ask("GET", home).json() == {"data": [task], "count": 1}
    assert ask("PUT", one, json={"completed": True, "description": None}).json()["description"] is None
    assert ask("PATCH", f"{one}/complete").json()["completed"] is False
    assert ask("DELETE", one).status_code == 204 and ask("GET", one).status_code == 404


def test_no_backend_session_storage_stateless_verification(start, person, account, database):
    """An access token is good for another process too, and no row is read for it."""
    someone = account()
    other = start(JWT_SECRET=SECRET)
    assert person(other.url, someone.tokens["access_token"])("GET", someone.home).status_code == 200
    database.rows("DELETE FROM logins WHERE user_id = '" + someone.id + "'") if "sqlite" not in database.url else None
    assert someone.ask("GET", someone.home).status_code == 200


def test_environment_variables_documented_env_example():
    named = set(re.findall(r"^(?:# )?([A-Z_]+)=", (HERE / ".env.example").read_text(), re.MULTILINE))
    assert named == set(re.findall(r"^    ([A-Z_]+):", (HERE / "config.py").read_text(), re.MULTILINE))
    assert {"JWT_SECRET", "JWT_ALGORITHM", "JWT_EXPIRATION", "BETTER_AUTH_SECRET"} <= named


def test_quickstart_guide_register_login_authenticated_api_call(start, account_at):
    """With the other name of the secret, which the plan uses too."""
    someone = account_at(start(BETTER_AUTH_SECRET=SECRET, JWT_EXPIRATION="60").url)
    assert someone.tokens["expires_in"] == 60 and someone.ask("GET", someone.home).json()["data"] == []
    assert start().ended() != 0


# Security validation and testing (phase 6), and the plan's goals


def test_phase_6_token_without_exp_is_refused(program, person, refusal):
    token = sign({"user_id": "x", "email": "a@example.com"})
    refusal(person(program.url, token)("GET", "/tasks"), 401, "claim_missing")


def test_phase_6_concurrent_authenticated_users(account):
    def one(_):
        someone = account()
        someone.ask("POST", someone.home, json={"title": someone.email})
        return [task["title"] for task in someone.ask("GET", someone.home).json()["data"]] == [someone.email]

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(one, range(12)))


def test_goal_jwt_validation_below_50_ms_and_authentication_endpoints_below_500_ms(account):
    someone, seconds = account(), {"list": [], "login": []}
    for _ in range(9):
        for name, ask in (("list", lambda: someone.ask("GET", someone.home)), ("login", someone.login)):
            begun = time.perf_counter()
            assert ask().status_code == 200
            seconds[name].append(time.perf_counter() - begun)
    # The best of nine: a busy machine only ever adds.
    assert min(seconds["list"]) < 0.050 and min(seconds["login"]) < 0.500


# Risks and contract


def test_a_forged_payload_is_not_believed(account, refusal):
    alice, bob = account(), account()
    head, payload, tag = alice.tokens["access_token"].split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    forged = base64.urlsafe_b64encode(json.dumps({**claims, "user_id": bob.id}).encode()).rstrip(b"=").decode()
    reply = alice.anyone("GET", bob.home, headers={"authorization": f"Bearer {head}.{forged}.{tag}"})
    refusal(reply, 401, "signature_invalid")


def test_openapi_3_1_with_register_login_logout(anyone):
    document = anyone("GET", "/openapi.json").json()
    assert document["openapi"].startswith("3.1.")
    paths = document["paths"]
    for path in ("register", "login", "logout", "refresh"):
        assert set(paths[f"/api/auth/{path}"]) == {"post"}
    assert {"201", "400", "409"} <= set(paths["/api/auth/register"]["post"]["responses"])
    assert {"200", "400", "401", "429"} <= set(paths["/api/auth/login"]["post"]["responses"])
    assert "security" not in paths["/api/auth/login"]["post"] and paths["/api/auth/logout"]["post"]["security"]
    assert anyone("GET", "/docs").status_code == 200


def test_wrong_paths_and_methods_have_the_one_shape(account, refusal):
    someone = account()
    refusal(someone.ask("GET", "/nothing"), 404, "not_found")
    refusal(someone.ask("PATCH", someone.home), 405, "method_not_allowed")
    refusal(someone.ask("POST", someone.home, json={"title": " "}), 400, "validation_failed")


def test_a_task_for_an_account_that_is_gone_is_not_found(program, person, refusal):
    gone = {"user_id": str(uuid4()), "email": "gone@example.com", "exp": int(time.time()) + 60}
    refusal(person(program.url, sign(gone))("POST", "/tasks", json={"title": "x"}), 404, "not_found")
