"""Who is turned away leaves nothing for the garbage collector: its memory is free with the answer, not thousands later."""

import gc
from collections import Counter
from collections.abc import Iterator

import pytest
from bearward import Verifier
from bearward.testing import TestIssuer

from .hosts import HOSTS, Headers

ISSUER = TestIssuer()
ALICE = {"sub": "alice"}


def requests() -> dict[str, Headers]:
    def bearer(token: str) -> Headers:
        return [(b"authorization", b"Bearer " + token.encode())]

    return {
        "good": bearer(ISSUER.mint(ALICE)),
        "none": [],
        "another scheme": [(b"authorization", b"Basic YTpi")],
        "twice": bearer("x") * 2,
        "malformed": bearer("x"),
        "expired": bearer(ISSUER.expired(ALICE)),
        "wrong key": bearer(ISSUER.wrong_key(ALICE)),
        "wrong audience": bearer(ISSUER.wrong_audience(ALICE)),
        "unknown key": bearer(ISSUER.unknown_kid(ALICE)),
        "revoked": bearer(ISSUER.mint({**ALICE, "gone": True})),
        "revoked with an error": bearer(ISSUER.mint({**ALICE, "gone": 1})),
    }


@pytest.fixture
def verifier() -> Verifier:
    verifier = ISSUER.verifier(revoked_if=lambda claims: {None: False, True: True}[claims.get("gone")])
    verifier.warm()
    return verifier


@pytest.fixture
def by_hand() -> Iterator[None]:
    """The collector runs when it is told to, and keeps what it finds."""
    gc.collect()
    gc.disable()
    yield
    gc.set_debug(0)
    gc.garbage.clear()
    gc.enable()


@pytest.mark.parametrize("host", HOSTS)
def test_no_answer_leaves_a_cycle(host: str, verifier: Verifier, by_hand: None) -> None:
    ask, all_of_them = HOSTS[host](verifier), requests()
    for headers in all_of_them.values():
        ask("GET", headers)
    for name, headers in all_of_them.items():
        gc.collect()
        for _ in range(20):
            ask("GET", headers)
        gc.set_debug(gc.DEBUG_SAVEALL)
        found = gc.collect()
        gc.set_debug(0)
        kinds = Counter(type(thing).__name__ for thing in gc.garbage)
        gc.garbage.clear()
        assert found < 20, f"{name}: {found / 20} things a request, {kinds.most_common(9)}"
