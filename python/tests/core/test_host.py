"""Threads, forks, the application's callables, log lines, memory."""

from __future__ import annotations

import gc
import logging
import os
import pickle
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from bearward import Claims, ConfigError, Denied
from bearward.testing import TestIssuer


@pytest.fixture
def issuer() -> Iterator[TestIssuer]:
    yield TestIssuer()


def denials(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """The lines about decisions: a fetch, also one of a test before this, says its own when it ends."""
    return [record for record in caplog.records if "denied" in record.getMessage()]


@pytest.mark.parametrize("release_gil", [False, True])
def test_threads_share_a_verifier(issuer: TestIssuer, release_gil: bool) -> None:
    issuer.slow(0.1)
    verifier = issuer.verifier(release_gil=release_gil, revoked_if=lambda claims: claims["sub"] == "9")
    said: list[str] = []

    def run(name: str) -> None:
        for _ in range(50):
            try:
                said.append(str(verifier.verify(issuer.mint({"sub": name})).subject))
            except Denied as denied:
                said.append(denied.code)

    threads = [threading.Thread(target=run, args=(str(n),)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(said) == sorted([str(n) for n in range(9) for _ in range(50)] + ["token_revoked"] * 50)
    assert issuer.requests == 1


def test_other_threads_run_while_one_waits(issuer: TestIssuer) -> None:
    issuer.slow(0.5)
    verifier = issuer.verifier()
    waiting = threading.Thread(target=lambda: verifier.verify(issuer.mint({"sub": "a"})))
    waiting.start()
    turns = 0
    while waiting.is_alive():
        turns += 1
        time.sleep(0.001)
    waiting.join()
    assert turns > 50


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("warm", [True, False])
def test_forked_workers_verify(issuer: TestIssuer, warm: bool) -> None:
    verifier = issuer.verifier()
    if warm:
        verifier.warm()
    else:
        issuer.slow(0.2)
        assert verifier.try_decide("GET", [(b"authorization", b"Bearer " + issuer.mint({"sub": "a"}).encode())]) is None
    workers = []
    for _ in range(4):
        token, other = issuer.mint({"sub": "a"}), issuer.expired({"sub": "a"})
        worker = os.fork()
        if worker == 0:
            code = 1
            try:
                assert verifier.verify(token).subject == "a"
                try:
                    verifier.verify(other)
                except Denied as denied:
                    code = 0 if denied.code == "token_expired" else 2
            except BaseException:
                traceback.print_exc()
            os._exit(code)
        workers.append(worker)
    assert [os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]) for worker in workers] == [0] * 4


ENDING = """
import sys, threading, time
from bearward import Verifier

seconds, header = float(sys.argv[2]), [(b"authorization", b"Bearer " + sys.argv[3].encode())]
inside = threading.Event()

def fetch(url, headers, timeout):
    inside.set()
    time.sleep(seconds)
    return 1

class Late:
    def __del__(self, sleep=time.sleep):
        sleep(self.seconds + 0.3)

Late.seconds = seconds
threading.late = Late()
own, hanging = Verifier.better_auth("https://app.example.com", fetch=fetch), Verifier.better_auth(sys.argv[1])
assert own.try_decide("GET", header) is None and hanging.try_decide("GET", header) is None
inside.wait()
"""
"""Its last words take longer than the fetch: a thread that came back to Python in between would take the process down."""


@pytest.mark.parametrize("seconds", ["0", "0.01", "0.3", "1.5"])
def test_the_interpreter_ends_while_a_fetch_is_on(issuer: TestIssuer, tmp_path: Path, seconds: str) -> None:
    issuer.hang()
    command = [sys.executable, "-c", ENDING, issuer.url, seconds, issuer.mint({"sub": "a"})]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 0
    # What the core logs of the fetch may come, nothing else.
    assert all("keys" in line for line in ended.stderr.splitlines()), ended.stderr


def test_revoked_if(issuer: TestIssuer) -> None:
    seen: list[Claims] = []

    def revoked(claims: Claims) -> bool:
        seen.append(claims)
        return claims["jti"] == "bad"

    for cache in (None, (10, 100_000)):
        verifier = issuer.verifier(revoked_if=revoked, token_cache=cache)
        good, bad = issuer.mint({"sub": "a", "jti": "x"}), issuer.mint({"sub": "a", "jti": "bad"})
        for _ in range(2):
            assert verifier.verify(good).subject == "a"
            with pytest.raises(Denied) as raised:
                verifier.verify(bad)
            assert raised.value.code == "token_revoked"
    assert all(isinstance(claims, Claims) for claims in seen) and len(seen) == 8


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda claims: 1 / 0, "ZeroDivisionError: division by zero"),
        (lambda claims: None, "no bool but NoneType"),
        (lambda claims: 0, "no bool but int"),
        (lambda claims: claims.email, "AttributeError"),
    ],
)
def test_revoked_if_that_fails_lets_nobody_pass(issuer: TestIssuer, answer: Any, words: str) -> None:
    with pytest.raises(Denied) as raised:
        issuer.verifier(revoked_if=answer).verify(issuer.mint({"sub": "a"}))
    assert raised.value.code == "keys_unavailable" and words in (raised.value.explain.received or "")


def test_callables_must_answer_at_once(issuer: TestIssuer) -> None:
    async def later(*_: object) -> Any: ...

    for option in ("fetch", "revoked_if"):
        with pytest.raises(ConfigError, match=f"{option} is an async function"):
            issuer.verifier(**{option: later})  # type: ignore[misc]  # pyright: ignore


def test_an_own_fetcher(issuer: TestIssuer) -> None:
    asked: list[tuple[str, Mapping[str, str], float, str]] = []

    def fetch(url: str, headers: dict[str, str], timeout: float) -> tuple[int, dict[str, str], bytes]:
        asked.append((url, headers, timeout, threading.current_thread().name))
        return 200, {"ETag": '"1"', "Content-Type": "application/json"}, issuer.jwks.encode()

    verifier = issuer.verifier(jwks_url="https://id.example.com/jwks", fetch=fetch)
    assert verifier.verify(issuer.mint({"sub": "a"})).subject == "a"
    verifier.refresh()
    assert [(url, headers, timeout) for url, headers, timeout, _ in asked] == [
        ("https://id.example.com/jwks", {}, 5.0),
        ("https://id.example.com/jwks", {"If-None-Match": '"1"'}, 5.0),
    ]
    assert issuer.requests == 0 and asked[0][3] != "MainThread"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda *_: 3, "must return (status, headers, body)"),
        (lambda *_: (200, {}, 3), "TypeError"),
        (lambda *_: (200, [("a",)], b""), ""),
        (lambda *_: (200, {}, "\ud800"), "UnicodeEncodeError"),
        (lambda *_: (99999999, {}, ""), ""),
        (lambda *_: (500, {}, ""), "answered 500"),
        (lambda *_: 1 / 0, "ZeroDivisionError"),
        (lambda *_: sys.exit(3), "SystemExit: 3"),
    ],
)
def test_an_own_fetcher_that_fails_is_an_outage(issuer: TestIssuer, answer: Any, words: str) -> None:
    verifier = issuer.verifier(fetch=answer)
    with pytest.raises(Denied) as raised:
        verifier.verify(issuer.mint({"sub": "a"}))
    assert raised.value.code == "keys_unavailable" and words in (raised.value.explain.received or "")


def test_a_denial_is_one_log_line(issuer: TestIssuer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="bearward")
    verifier = issuer.verifier()
    verifier.warm()
    caplog.clear()
    token = issuer.wrong_audience({"sub": "a"})
    with pytest.raises(Denied) as raised:
        verifier.verify(token)
    raised.value.log("GET /tasks")
    (record,) = denials(caplog)
    line = record.getMessage()
    assert "code: audience_mismatch" in line and "expected: " in line and token not in line and "\n" not in line
    assert record.__dict__["bearward"]["code"] == "audience_mismatch"
    caplog.clear()
    with pytest.raises(Denied) as raised:
        verifier.decide("GET", [(b"authorization", b"Bearer x")])
    assert not denials(caplog)
    raised.value.log("GET /tasks/{id}")
    raised.value.log("GET /tasks/{id}")
    (record,) = denials(caplog)
    assert record.levelname == "INFO" and "route: GET /tasks/{id}" in record.getMessage()


def test_a_hint_is_a_warning_in_the_words_of_python(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="bearward")
    shared = TestIssuer(algorithms="HS256")
    for token, hint in (
        (TestIssuer().mint({"sub": "a"}), "use Verifier.better_auth(url), or the issuer's jwks_url"),
        (shared.mint({"sub": 7}), 'subject_int="sub"'),
        (shared.mint({"sub": "a", "cnf": {}}), "allow_unbound_use=True"),
    ):
        caplog.clear()
        with pytest.raises(Denied):
            shared.verifier().verify(token)
        (record,) = denials(caplog)
        assert record.levelname == "WARNING" and hint in record.getMessage()


def test_an_outage_is_a_warning_too(issuer: TestIssuer, caplog: pytest.LogCaptureFixture) -> None:
    issuer.down()
    with pytest.raises(Denied):
        issuer.verifier().verify(issuer.mint({"sub": "a"}))

    def said() -> set[tuple[str, str | None]]:
        return {(record.levelname, record.__dict__["bearward"].get("code")) for record in caplog.records}

    wanted = {("WARNING", "keys_unavailable"), ("ERROR", None)}
    deadline = time.monotonic() + 10
    # The flight says so on its own thread, after it has woken who waits.
    while not wanted <= said() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert wanted <= said()


def test_a_log_handler_may_look_at_the_denial(issuer: TestIssuer) -> None:
    denied = Denied("token_expired")
    seen: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(denied.code)
            denied.log("again")

    logger, handler = logging.getLogger("bearward"), Handler()
    logger.addHandler(handler)
    before = logger.level
    logger.setLevel(logging.INFO)
    try:
        denied.log("-")
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
    assert seen == ["token_expired"]


def test_a_denied_survives_pickling(issuer: TestIssuer) -> None:
    with pytest.raises(Denied) as raised:
        issuer.verifier().verify(issuer.expired({"sub": "a"}))
    again = pickle.loads(pickle.dumps(raised.value))
    assert isinstance(again, Denied) and (again.code, again.body) == ("token_expired", raised.value.body)


def test_stats(issuer: TestIssuer) -> None:
    verifier = issuer.verifier()
    verifier.verify(issuer.mint({"sub": "a"}))
    with pytest.raises(Denied):
        verifier.verify("x")
    stats = verifier.stats()
    assert (stats["accepted"], stats["denied"], stats["fetches"]["cold"]) == (1, {"token_malformed": 1}, 1)
    assert stats["key_age"] is not None and stats["last_fetch_error"] is None
    verifier.revoke_key(issuer.kid)
    with pytest.raises(Denied) as raised:
        verifier.verify(issuer.mint({"sub": "a"}))
    assert raised.value.code == "key_unusable"


def test_memory_stays(issuer: TestIssuer) -> None:
    resource = pytest.importorskip("resource")
    verifier = issuer.verifier(revoked_if=lambda claims: False, token_cache=(100, 1 << 20))
    tokens = [issuer.mint({"sub": str(n), "roles": ["a"] * 20}) for n in range(300)] + ["x", issuer.expired({})]

    def rounds(count: int) -> None:
        for _ in range(count):
            for token in tokens:
                try:
                    claims = verifier.verify(token)
                    claims["roles"], dict(claims), claims.expires_at, claims.issuer
                except Denied as denied:
                    denied.headers, denied.body, denied.explain
            issuer.verifier(revoked_if=lambda claims: bool(verifier))
        gc.collect()

    rounds(15)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rounds(30)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 1024, f"{grown} KiB"
