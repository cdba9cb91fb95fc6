"""Whatever comes is a TypeError or a Denied; nothing panics, nothing is an error of the server."""

from __future__ import annotations

import random
from typing import Any

import pytest
from bearward import Denied, Verifier
from bearward.testing import TestIssuer


@pytest.fixture(scope="module")
def issuer() -> TestIssuer:
    return TestIssuer()


@pytest.fixture(scope="module")
def verifier(issuer: TestIssuer) -> Verifier:
    return issuer.verifier()


class Text(str):
    """A str of somebody's own."""


@pytest.mark.parametrize("token", [None, b"a.b.c", 3, 1.5, [], object(), bytearray(b"x"), memoryview(b"x")])
def test_other_types(verifier: Verifier, token: Any) -> None:
    with pytest.raises(TypeError, match="str"):
        verifier.verify(token)
    with pytest.raises(TypeError, match="str"):
        verifier.verify_async(token)


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("", "token_malformed"),
        ("\ud800.\udfff.x", "token_malformed"),
        ("a.b.c\udcff", "token_malformed"),
        ("\x00.\x00.\x00", "token_malformed"),
        ("é.é.é", "token_malformed"),
        ("😀" * 100, "token_malformed"),
        ("." * 1000, "token_malformed"),
        ("a" * 50_000_000, "token_too_large"),
        ("é" * 10_000_000, "token_too_large"),
        (Text("a.b.c"), "token_malformed"),
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_text_that_is_no_token(verifier: Verifier, token: str, code: str) -> None:
    with pytest.raises(Denied) as raised:
        verifier.verify(token)
    assert raised.value.code == code


def test_a_subclass_of_str_is_a_token(verifier: Verifier, issuer: TestIssuer) -> None:
    assert verifier.verify(Text(issuer.mint({"sub": "a"}))).subject == "a"


def test_mutations_of_a_good_token(verifier: Verifier, issuer: TestIssuer) -> None:
    token = issuer.mint({"sub": "alice"})
    chance = random.Random(7)
    alphabet = "Aa0-_.=+/ \n\x00é\ud800😀"
    for _ in range(3000):
        place = chance.randrange(len(token))
        mutant = token[:place] + chance.choice(alphabet) + token[place + chance.randrange(3) :]
        if mutant == token:
            continue
        with pytest.raises(Denied) as raised:
            verifier.verify(mutant)
        assert raised.value.status == 401


@pytest.mark.parametrize(
    "headers",
    [
        [("authorization", "Bearer x")],
        [(b"authorization", None)],
        [(b"authorization",)],
        [b"authorization"],
        [None],
        3,
        None,
    ],
    ids=repr,
)
def test_headers_of_other_types(verifier: Verifier, headers: Any) -> None:
    for ask in (verifier.find_token, verifier.decide, verifier.try_decide):
        with pytest.raises((TypeError, ValueError)):
            ask("GET", headers)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ([], "token_missing"),
        ([(b"\xff\xfe", b"\xff"), (b"", b"")], "token_missing"),
        ([(b"authorization", b"Bearer \xff\xfe")], "token_malformed"),
        ([(b"authorization", b"")], "token_missing"),
        ([(b"authorization", b"Bearer a"), (b"Authorization", b"Bearer a")], "authorization_malformed"),
        ([(b"authorization", b"Bearer " + b"a" * 1_000_000)], "token_too_large"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_headers_of_hostile_requests(verifier: Verifier, headers: list[tuple[bytes, bytes]], code: str) -> None:
    with pytest.raises(Denied) as raised:
        verifier.decide("\ud800", headers)
    assert raised.value.code == code
    answer = verifier.try_decide("GET", iter(headers))
    assert isinstance(answer, Denied) and answer.code == code


def test_a_denied_is_made_by_its_code() -> None:
    denied = Denied("not_found")
    assert (denied.status, denied.body) == (404, '{"detail":"Not found.","code":"not_found"}')
    assert Denied("keys_unavailable", retry_after=7.2).retry_after == 8
    with pytest.raises(ValueError, match="no denial code"):
        Denied("nope")
    with pytest.raises(TypeError):
        Denied(3)  # type: ignore[arg-type]
