"""Better Auth's session cookies. Which are good and which are not is in the vectors."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from typing import Any

import pytest
from bearward import Claims, ConfigError, Denied, Verifier
from bearward.better_auth import SessionCookies
from bearward.testing import TestIssuer, session_cookies

SECRET = "Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0"


def code(sessions: SessionCookies, cookies: str | bytes | None) -> str:
    try:
        return "renew" if sessions.decide(cookies) is None else "accept"
    except Denied as denied:
        return denied.code


def test_a_session_is_claims() -> None:
    sessions = SessionCookies(secret=SECRET)
    claims = sessions.decide(session_cookies("alice", secret=SECRET, user={"role": "admin"}))
    assert isinstance(claims, Claims)
    assert (claims.subject, claims["role"], claims["session"]["userId"]) == ("alice", "admin", "alice")
    assert "token" not in claims["session"]
    claims.require_owner("alice")
    with pytest.raises(Denied, match="own resources"):
        claims.require_owner("bob")


def test_the_four_answers() -> None:
    sessions = SessionCookies(secret=SECRET)
    assert code(sessions, session_cookies("alice", secret=SECRET)) == "accept"
    assert code(sessions, session_cookies("alice", secret=SECRET, stale=True)) == "renew"
    assert code(sessions, session_cookies("alice", secret=SECRET, data=False)) == "renew"
    assert code(sessions, session_cookies("alice", secret=SECRET, ended=True)) == "token_expired"
    assert code(sessions, session_cookies("alice", secret=SECRET[::-1])) == "signature_invalid"
    assert code(sessions, None) == code(sessions, "") == code(sessions, "theme=dark") == "token_missing"


def test_headers_are_bytes_or_text_of_octets() -> None:
    sessions = SessionCookies(secret=SECRET)
    cookies = session_cookies("alice", secret=SECRET)
    assert code(sessions, cookies.encode()) == "accept"
    # Other cookies may hold any octets.
    assert code(sessions, f"a=\xff; {cookies}") == code(sessions, b"a=\xff; " + cookies.encode()) == "accept"
    for odd in ("\ud800", "\U0001f36a", "\0", "\u20ac=1; \udfff"):
        assert code(sessions, f"{odd}; {cookies}") == "accept"
        assert code(sessions, cookies.replace("=", f"={odd}")) in ("token_malformed", "signature_invalid")
    for wrong in (7, [], {}, object()):
        with pytest.raises(TypeError, match="Cookie header"):
            sessions.decide(wrong)  # type: ignore[arg-type]


def test_the_issuers_answer_renews() -> None:
    sessions = SessionCookies(secret=SECRET)
    cookies = session_cookies("alice", secret=SECRET, data=False)
    token = cookies.split("=")[1].split(".")[0]
    session = {"id": "s1", "userId": "alice", "token": token, "expiresAt": "2124-12-25T03:08:28.513Z"}
    answer = json.dumps({"session": session, "user": {"id": "alice", "email": "alice@example.com"}})
    for body in (answer, answer.encode()):
        claims = sessions.accept_answer(cookies, body)
        assert (claims.subject, claims["sid"], token in str(claims.to_dict())) == ("alice", "s1", False)
    for body, expected in (("null", "token_missing"), ("<html>", "token_malformed"), ("\ud800", "token_malformed")):
        with pytest.raises(Denied) as caught:
            sessions.accept_answer(cookies, body)
        assert caught.value.code == expected
    with pytest.raises(Denied) as caught:
        sessions.accept_answer(session_cookies("alice", secret=SECRET), answer)
    assert caught.value.code == "claim_invalid"  # of another session


def test_old_secrets_sign_nothing() -> None:
    new, old = SECRET, "0ld-Zx8wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo"
    assert code(SessionCookies(secret=[new, old]), session_cookies("alice", secret=new)) == "accept"
    assert code(SessionCookies(secret=[new, old]), session_cookies("alice", secret=old)) == "signature_invalid"


def test_secure_names_by_the_base_url() -> None:
    sessions = SessionCookies(secret=SECRET, base_url="https://app.example.com")
    assert code(sessions, session_cookies("alice", secret=SECRET, secure=True)) == "accept"
    assert code(sessions, session_cookies("alice", secret=SECRET)) == "token_missing"


def test_the_applications_last_word() -> None:
    def refuse(claims: Claims) -> bool:
        if claims.subject == "bob":
            raise RuntimeError("the database is away")
        return claims.subject == "mallory"

    sessions = SessionCookies(secret=SECRET, revoked_if=refuse)
    answers = {user: code(sessions, session_cookies(user, secret=SECRET)) for user in ("alice", "mallory", "bob")}
    assert answers == {"alice": "accept", "mallory": "token_revoked", "bob": "keys_unavailable"}


def test_unsafe_methods_need_an_origin() -> None:
    sessions = SessionCookies(secret=SECRET, allowed_origins=["https://app.example.com"])
    cookies = session_cookies("alice", secret=SECRET).encode()
    own = (b"Origin", b"https://app.example.com")
    assert sessions.decide_request("GET", [(b"cookie", cookies)])
    assert sessions.decide_request("POST", [(b"Cookie", cookies), own])
    for headers in ([(b"cookie", cookies)], [(b"cookie", cookies), (b"origin", b"https://evil.example")]):
        with pytest.raises(Denied) as caught:
            sessions.decide_request("POST", headers)
        assert (caught.value.code, caught.value.status) == ("origin_not_allowed", 403)


def test_asymmetric_data_waits_for_keys_without_blocking_the_loop() -> None:
    issuer = TestIssuer()
    issuer.slow(0.3)
    sessions = SessionCookies(secret=SECRET, verifier=issuer.verifier())
    cookies = session_cookies("alice", secret=SECRET, issuer=issuer)
    headers = [(b"cookie", cookies.encode())]

    async def main() -> tuple[list[Claims | None], int]:
        turns = 0
        texts = [sessions.decide_async(cookies) for _ in range(50)]
        requests = [sessions.decide_request_async("GET", iter(headers)) for _ in range(50)]
        deciding = asyncio.gather(*texts, *requests)
        while not deciding.done():
            turns += 1
            await asyncio.sleep(0.005)
        return await deciding, turns

    decided, turns = asyncio.run(main())
    assert [claims and claims.subject for claims in decided] == ["alice"] * 100
    assert turns > 20 and issuer.requests == 1


def test_an_outage_is_a_503() -> None:
    issuer = TestIssuer()
    sessions = SessionCookies(secret=SECRET, verifier=issuer.verifier())
    cookies = session_cookies("alice", secret=SECRET, issuer=issuer)
    issuer.down()
    with pytest.raises(Denied) as caught:
        asyncio.run(sessions.decide_async(cookies))
    assert (caught.value.code, caught.value.status) == ("keys_unavailable", 503)
    started = time.monotonic()
    assert code(sessions, session_cookies("alice", secret=SECRET)) == "accept"
    assert time.monotonic() - started < 0.5


def test_denials_are_logged_once_and_show_nothing(caplog: pytest.LogCaptureFixture) -> None:
    sessions = SessionCookies(secret=SECRET)
    forged = session_cookies("alice", secret=SECRET[::-1])
    with caplog.at_level(logging.DEBUG, logger="bearward"):
        assert code(sessions, forged) == "signature_invalid"
        with pytest.raises(Denied):
            asyncio.run(sessions.decide_async(forged))
    # A fetch of another test may end just now, and says so.
    lines = [line for record in caplog.records if "denied" in (line := record.getMessage())]
    assert len(lines) == 2 and all("signature_invalid" in line for line in lines)
    token = forged.split("=")[1].split(".")[0]
    for text in [*lines, repr(sessions)]:
        assert token not in text and SECRET not in text


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({}, "secret"),
        ({"secret": None}, "secret"),
        ({"secret": "short"}, "32"),
        ({"secret": SECRET, "secret_env": "X"}, "either"),
        ({"secret_env": "NOBODY_SET_THIS"}, "NOBODY_SET_THIS"),
        ({"secret": SECRET, "strategy": "none"}, "jwe"),
        ({"secret": SECRET, "prefix": "a b"}, "cookie"),
        ({"secret": SECRET, "session_token_name": "__Secure-x"}, "secure"),
        ({"secret": SECRET, "leeway": -1}, "leeway"),
        ({"secret": SECRET, "max_data_age": 0}, "max_data_age"),
        ({"secret": SECRET, "base_url": "app.example.com"}, "https://"),
        ({"secret": SECRET, "base_url": "http://app.example.com"}, "allow_http=True"),
        ({"secret": SECRET, "allowed_origins": ["https://app.example.com/"]}, "origin"),
        ({"secret": SECRET, "verifier": Verifier(secret=SECRET, any_issuer=True, any_audience=True)}, "shared secret"),
    ],
)
def test_what_stops_the_start(options: dict[str, Any], word: str) -> None:
    with pytest.raises(ConfigError, match=word):
        SessionCookies(**options)


def test_unknown_options_and_wrong_types_are_type_errors() -> None:
    for options in ({"prefx": "x"}, {"prefix": 7}, {"verifier": "x"}, {"secure": "yes"}, {"leeway": "5"}):
        with pytest.raises(TypeError, match=next(iter(options))):
            SessionCookies(secret=SECRET, **options)
