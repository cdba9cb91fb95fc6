"""Headers and tokens that nobody should send: a denial in every host, never an error of the server."""

from typing import Any

import pytest
from bearward import Denied, Verifier, wsgi
from bearward.testing import TestIssuer

from .hosts import HOSTS, Ask

GOOD = TestIssuer()
TOKEN = GOOD.mint({"sub": "alice"}).encode()

TOKENS = {
    "nothing": b"",
    "a word": b"x",
    "NUL": b"\x00",
    "line breaks": TOKEN + b"\r\nX-Evil: 1",
    "octets that are no text": b"\xff\xfe\xfd." + TOKEN,
    "a surrogate in UTF-8": b"\xed\xa0\x80." + TOKEN,
    "UTF-8": "é.😀.x".encode(),
    "a quoted token": b'"' + TOKEN + b'"',
    "a list": TOKEN + b"," + TOKEN,
    "two tokens": TOKEN + b" " + TOKEN,
    "dots": b"." * 10_000,
    "four parts": TOKEN + b".x",
    "padding": TOKEN + b"==",
    "a percent sign": TOKEN.replace(b".", b"%2E"),
    "over the limit": b"a" * 20_000,
    "ten megabytes": b"a" * 10_000_000,
    "a mebibyte of a good start": TOKEN[:50] + b"A" * (1 << 20),
    "the text None": b"None",
    "the text null": b"null",
    "a number": b"42",
    "a Python bytes literal": b"b'" + TOKEN + b"'",
    "JSON": b'{"alg":"none"}',
}

OTHERS: dict[str, list[tuple[bytes, bytes]]] = {
    "a bare token": [(b"authorization", TOKEN)],
    "an empty header": [(b"authorization", b"")],
    "white space": [(b"authorization", b"   ")],
    "another scheme": [(b"authorization", b"Basic YTpi")],
    "a scheme of octets": [(b"authorization", b"\xff\xff " + TOKEN)],
    "an endless scheme": [(b"authorization", b"B" * 100_000 + b" " + TOKEN)],
    "twice": [(b"authorization", b"Bearer " + TOKEN)] * 2,
    "a thousand times": [(b"authorization", b"Bearer " + TOKEN)] * 1000,
    "a good and an empty one": [(b"authorization", b"Bearer " + TOKEN), (b"authorization", b"")],
    "a tab": [(b"authorization", b"Bearer\t" + TOKEN)],
    "a no-break space": [(b"authorization", b"Bearer\xa0" + TOKEN)],
    "names of octets": [(b"\xff\xfe", b"\xff"), (b"", b"")],
    "a name that looks like it": [(b"authorization ", b"Bearer " + TOKEN), (b"x-authorization", b"Bearer " + TOKEN)],
    "a hundred thousand headers": [(b"x-%d" % n, b"y") for n in range(100_000)],
}


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    verifier = GOOD.verifier()
    verifier.warm()
    return verifier


@pytest.fixture(scope="module", params=HOSTS)
def ask(request: pytest.FixtureRequest, verifier: Verifier) -> Ask:
    asked = HOSTS[request.param](verifier)
    assert asked("GET", [(b"authorization", b"Bearer " + TOKEN)]).status == 200
    return asked


@pytest.mark.parametrize("name", TOKENS)
def test_tokens(ask: Ask, name: str) -> None:
    answer = ask("GET", [(b"authorization", b"Bearer " + TOKENS[name])])
    assert answer.status in (400, 401), answer
    assert answer.headers["www-authenticate"].startswith("Bearer") and answer.code
    assert "evil" not in repr(answer).lower()


@pytest.mark.parametrize("name", OTHERS)
def test_headers(ask: Ask, name: str) -> None:
    answer = ask("GET", OTHERS[name])
    assert (answer.status, answer.code) in (
        (401, "token_missing"),
        (401, "token_malformed"),
        (400, "authorization_malformed"),
    )


@pytest.mark.parametrize("method", ["", "GET", "get", "DELETE", "\ud800", "é", "A" * 10_000])
def test_methods(verifier: Verifier, method: str) -> None:
    for host in ("asgi", "wsgi"):
        answer = HOSTS[host](verifier)(method, [])
        assert (answer.status, answer.code) == (401, "token_missing")


@pytest.mark.parametrize("token", [None, 3, 2.5, True, b"a.b.c", bytearray(b"x"), ["x"], {"a": 1}, object()], ids=repr)
def test_tokens_of_other_types(verifier: Verifier, token: Any) -> None:
    for ask in (verifier.verify, verifier.verify_async, verifier._begin):
        with pytest.raises(TypeError, match="str"):
            ask(token)


@pytest.mark.parametrize("field", ["x", 3, None, (), ("a",), ("a", "b"), (b"a", 3), (None, b"x"), [b"a", b"b", b"c"]], ids=repr)
def test_headers_of_other_types(verifier: Verifier, field: Any) -> None:
    """A server that breaks its own protocol: an error in Python's words, not a crash, and nobody gets in."""
    for ask in (verifier.decide, verifier.try_decide, verifier.find_token):
        with pytest.raises((TypeError, ValueError)):
            ask("GET", [field])


@pytest.mark.parametrize("method", [None, 3, b"GET", ["GET"]], ids=repr)
def test_methods_of_other_types(verifier: Verifier, method: Any) -> None:
    for ask in (verifier.decide, verifier.try_decide, verifier.find_token):
        with pytest.raises(TypeError):
            ask(method, [])


@pytest.mark.parametrize("route", ["/x\r\n2026 forged", "/\x1b[31m", "/\u202e", "/\ud800", "/" + "x" * 100_000])
def test_a_path_cannot_break_the_log(verifier: Verifier, caplog: pytest.LogCaptureFixture, route: str) -> None:
    caplog.set_level("INFO", logger="bearward")
    verifier.token_missing().log(f"GET {route}")
    # A fetch of another test may end just now, and says so.
    (line,) = [line for record in caplog.records if "denied" in (line := record.getMessage())]
    assert "code: token_missing" in line and line.isprintable() and len(line) < 400


@pytest.mark.parametrize("value", ["Bearer é😀.x.y", "Bearer \ud800", "\u212a", f"Bearer {TOKEN.decode()}\u2028"])
def test_an_environ_against_its_own_rules(verifier: Verifier, value: str) -> None:
    started: list[Any] = []
    environ: Any = {"REQUEST_METHOD": "GET", "PATH_INFO": "/\udc80", "HTTP_AUTHORIZATION": value, "HTTP_\u212a": "x"}
    wsgi.BearerMiddleware(lambda *_: [], verifier)(environ, lambda status, headers: started.append(status))  # type: ignore[arg-type]
    assert started[0].startswith("401 ")


def test_an_iterable_that_fails(verifier: Verifier) -> None:
    def fields():  # type: ignore[no-untyped-def]
        yield (b"authorization", b"Bearer " + TOKEN)
        raise RuntimeError("the server's own")

    with pytest.raises(RuntimeError, match="own"):
        verifier.decide("GET", fields())


def test_nothing_that_was_refused_is_remembered() -> None:
    verifier = GOOD.verifier(token_cache=(10, 100_000))
    for _ in range(3):
        for token in TOKENS.values():
            with pytest.raises(Denied):
                verifier.verify(token.decode("latin-1"))
    assert verifier.verify(TOKEN.decode()).subject == "alice"
