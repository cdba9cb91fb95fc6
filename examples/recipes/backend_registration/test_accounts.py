"""Accounts and logins, beyond what the plan's checklist names."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

SECRET = "nC4z0ZJtq1kq7yVn5W2aQm8dLr3XeT6b"
PASSWORD = "correct horse battery"


# Registration and login


def test_register_answers_201_with_the_user_and_nothing_of_the_password(account, database):
    someone = account()
    assert set(someone.user) == {"id", "email", "created_at", "updated_at"} and someone.user["email"] == someone.email
    ((kept,),) = database.rows(f"SELECT hashed_password FROM users WHERE id = '{someone.id}'")
    assert kept.startswith("$argon2id$") and PASSWORD not in kept


def test_register_twice_is_409_however_the_address_is_written(account, refusal):
    someone = account()
    for email in (someone.email, someone.email.upper(), f" {someone.email} "):
        reply = someone.anyone("POST", "/api/auth/register", json={"email": email, "password": PASSWORD})
        refusal(reply, 409, "email_taken")
    with ThreadPoolExecutor(4) as pool:
        new = {"email": f"{uuid4().hex}@example.com", "password": PASSWORD}
        replies = pool.map(lambda _: someone.anyone("POST", "/api/auth/register", json=new).status_code, range(4))
        assert sorted(replies) == [201, 409, 409, 409]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"email", "password"}),
        ({"email": "no address", "password": PASSWORD}, {"email"}),
        ({"email": "a@b", "password": PASSWORD}, {"email"}),
        ({"email": "a\0@example.com", "password": PASSWORD}, {"email"}),
        ({"email": f"{'a' * 250}@example.com", "password": PASSWORD}, {"email"}),
        ({"email": "a@example.com", "password": "short"}, {"password"}),
        ({"email": "a@example.com", "password": "x" * 129}, {"password"}),
        ({"email": 5, "password": 12345678}, {"email", "password"}),
        ([], {"body"}),
    ],
)
def test_register_400_names_the_fields_and_echoes_nothing(anyone, body, fields, refusal):
    reply = anyone("POST", "/api/auth/register", json=body)
    errors = refusal(reply, 400, "validation_failed")["errors"]
    assert {one["field"] for one in errors} == fields and "short" not in reply.text


@pytest.mark.parametrize("octets", [b"{", b'{"email": "\\ud800"}', b'{"email": NaN}', b"[" * 100_000, b""])
def test_what_is_no_json_is_never_a_500(anyone, octets):
    headers = {"content-type": "application/json"}
    for path in ("register", "login", "refresh"):
        assert anyone("POST", f"/api/auth/{path}", content=octets, headers=headers).status_code in (400, 413)


def test_large_bodies_of_strangers_are_refused(anyone, refusal):
    chunks = (b"x" * 65_536 for _ in range(64))
    for content in (b"x" * 70_000, chunks):
        reply = anyone("POST", "/api/auth/register", content=content, headers={"content-type": "application/json"})
        refusal(reply, 413, "payload_too_large")


def test_login_answers_alike_whether_an_account_exists_or_not(account, refusal):
    someone = account()
    wrong = someone.login("not the password")
    nobody = someone.anyone("POST", "/api/auth/login", json={"email": f"{uuid4().hex}@example.com", "password": PASSWORD})
    assert (wrong.status_code, wrong.text) == (nobody.status_code, nobody.text) == (401, wrong.text)
    assert refusal(wrong, 401, "invalid_credentials")["detail"] == "Invalid email or password."


@pytest.fixture(scope="module")
def slow(start):
    """With hashes so slow that nobody can overlook one."""
    return start(JWT_SECRET=SECRET, ARGON2_TIME_COST="30")


def test_login_takes_as_long_whether_an_account_exists_or_not(slow, account_at):
    someone = account_at(slow.url)

    def seconds(email):
        begun = time.perf_counter()
        reply = someone.anyone("POST", "/api/auth/login", json={"email": email, "password": "not the password"})
        assert reply.status_code == 401
        return time.perf_counter() - begun

    there = min(seconds(someone.email) for _ in range(2))
    absent = min(seconds(f"{uuid4().hex}@example.com") for _ in range(2))
    assert 0.3 < there / absent < 3


def test_mistyping_is_forgiven_by_the_right_password(account):
    someone = account()
    for _ in range(2):
        assert [someone.login("mistyped").status_code for _ in range(4)] == [401] * 4
        assert someone.login().status_code == 200


def test_login_is_rate_limited_for_the_account_alone(account, refusal):
    alice, bob = account(), account()
    statuses = [alice.login("wrong password").status_code for _ in range(8)]
    assert statuses == [401] * 5 + [429] * 3
    blocked = alice.login()
    refusal(blocked, 429, "too_many_attempts")
    assert 1 <= int(blocked.headers["retry-after"]) <= 60, "the right password is not told from a wrong one"
    assert bob.login().status_code == 200


def test_login_is_rate_limited_for_attempts_at_once(account):
    someone = account()
    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(lambda _: someone.login("wrong password").status_code, range(24)))
    assert statuses.count(401) <= 5 + 8 and statuses.count(429) >= 24 - 5 - 8


def test_login_is_rate_limited_for_an_account_from_many_addresses(account):
    """uvicorn takes the address from a proxy on this machine, which this client plays."""
    someone = account()

    def login(number):
        body = {"email": someone.email, "password": "wrong password"}
        return someone.anyone(
            "POST", "/api/auth/login", json=body, headers={"x-forwarded-for": f"192.0.2.{number}"}
        ).status_code

    statuses = [login(number) for number in range(32)]
    assert statuses == [401] * 30 + [429] * 2


def test_login_is_rate_limited_for_an_address_that_tries_many_accounts(start, person):
    anyone = person(start(JWT_SECRET=SECRET, ADDRESS_LIMIT="3/minute").url)
    body = lambda: {"email": f"{uuid4().hex}@example.com", "password": PASSWORD}  # noqa: E731
    assert [anyone("POST", "/api/auth/login", json=body()).status_code for _ in range(5)] == [401] * 3 + [429] * 2


def test_hashing_never_stalls_the_event_loop(slow, person):
    anyone = person(slow.url)
    new = {"email": f"{uuid4().hex}@example.com", "password": PASSWORD}
    assert anyone("GET", "/health").status_code == 200
    with ThreadPoolExecutor(1) as pool:
        begun = time.perf_counter()
        registering = pool.submit(lambda: (anyone("POST", "/api/auth/register", json=new), time.perf_counter() - begun))
        waits = []
        while not registering.done():
            before = time.perf_counter()
            assert anyone("GET", "/health").status_code == 200
            waits.append(time.perf_counter() - before)
    reply, took = registering.result()
    assert reply.status_code == 201
    # On the event loop one of these would have waited for the whole hash.
    assert len(waits) > 5 and max(waits) < took / 2


# Renewal and logout


def test_refresh_gives_new_tokens_and_uses_the_old_one_up(account):
    someone = account()
    reply = someone.refresh()
    assert reply.status_code == 200 and reply.headers["cache-control"] == "no-store"
    new = reply.json()
    assert new["refresh_token"] != someone.tokens["refresh_token"] and new["user"] == someone.user
    assert someone.anyone("GET", someone.home, headers={"authorization": f"Bearer {new['access_token']}"}).status_code == 200
    assert someone.refresh(new["refresh_token"]).status_code == 200


def test_a_refresh_token_used_twice_ends_the_login_of_both(account, refusal):
    someone = account()
    elsewhere = someone.login().json()
    new = someone.refresh().json()
    refusal(someone.refresh(), 401, "refresh_token_invalid")
    refusal(someone.refresh(new["refresh_token"]), 401, "refresh_token_invalid")
    refusal(someone.ask("GET", someone.home), 401, "token_revoked")
    assert someone.refresh(elsewhere["refresh_token"]).status_code == 200, "another login of the user goes on"


def test_of_refreshes_at_once_one_succeeds(account):
    someone = account()
    with ThreadPoolExecutor(6) as pool:
        statuses = sorted(pool.map(lambda _: someone.refresh().status_code, range(6)))
    assert statuses == [200] + [401] * 5


@pytest.mark.parametrize("token", ["x", ".", "a.b", "\0.x", "x" * 201, "é.é"])
def test_what_is_no_refresh_token_is_refused(account, token):
    assert account().refresh(token).status_code in (400, 401)


def test_an_access_token_does_not_refresh_and_a_refresh_token_opens_nothing(account, person, program):
    someone = account()
    assert someone.refresh(someone.tokens["access_token"]).status_code in (400, 401)
    assert person(program.url, someone.tokens["refresh_token"])("GET", someone.home).status_code == 401


def test_expired_refresh_tokens_are_refused(start, refusal, account_at):
    someone = account_at(start(JWT_SECRET=SECRET, REFRESH_EXPIRATION="1").url)
    time.sleep(1.1)
    refusal(someone.refresh(), 401, "refresh_token_invalid")


def test_logout_ends_this_login_alone(account, refusal):
    someone = account()
    elsewhere = someone.login().json()
    assert someone.anyone("POST", "/api/auth/logout").status_code == 401
    reply = someone.ask("POST", "/api/auth/logout")
    assert (reply.status_code, reply.content) == (204, b"")
    refusal(someone.ask("GET", someone.home), 401, "token_revoked")
    refusal(someone.refresh(), 401, "refresh_token_invalid")
    assert someone.refresh(elsewhere["refresh_token"]).status_code == 200
