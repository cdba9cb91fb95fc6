"""The requests of `soak.py`, each with the only answers that it may get."""

import random
import string
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bearward.testing import TestIssuer

ORIGIN = "https://app.example.com"

CHANCE = random.Random(7)


@dataclass(frozen=True)
class Case:
    """A request and its answer: the status, one of several where that is not the request's alone, and the code of a denial."""

    path: str
    headers: tuple[str, ...]
    status: int | tuple[int, ...]
    code: str | None = None
    method: str = "GET"
    body: str = ""

    def octets(self) -> bytes:
        head = [f"{self.method} {self.path} HTTP/1.1", "Host: x", f"Content-Length: {len(self.body)}", *self.headers]
        return ("\r\n".join(head) + "\r\n\r\n" + self.body).encode("latin-1")


class Issuer:
    """An issuer that turns its key, and signs with the old one for a while: who has asked for an unknown key a moment ago
    does not ask again at once, so that nobody can expect a new key to be known in its first second."""

    SPARE = 3.0

    def __init__(self, issuer: TestIssuer) -> None:
        self.own = issuer
        self.kid, self.old, self.turned = issuer.kid, issuer.kid, 0.0

    def rotate(self) -> None:
        self.own.rotate()
        self.kid, self.old, self.turned = self.own.kid, self.kid, time.monotonic()

    def is_settled(self) -> bool:
        return time.monotonic() > self.turned + self.SPARE

    def mint(self, claims: dict[str, object] | None = None, **other: Any) -> str:
        return self.own.mint(claims, kid=self.kid if self.is_settled() else self.old, **other)


def cases(issuer: Issuer) -> Iterator[Case]:
    """Without end, new tokens every time."""
    while True:
        yield from good(issuer)
        yield from refused_tokens(issuer)
        yield from refused_headers(issuer)
        yield from refused_requests(issuer)


def good(issuer: Issuer) -> Iterator[Case]:
    alice = {"sub": "alice", "email": "alice@example.com", "scope": "tasks:read tasks:write", "n": CHANCE.random()}
    header = authorization(issuer.mint(alice))
    for root in ("/plain", "/cached"):
        for path in ("/me", "/me", "/sync", "/users/alice", "/hidden/alice", "/scoped", "/optional"):
            yield Case(root + path, header, 200)
        yield Case(root + "/me", (*header, "Content-Type: application/json"), 200, method="POST", body='{"a": 1}')
        yield Case(root + "/optional", (), 200)
    for root in ("/middleware", "/asgi"):
        yield Case(root + "/me", header, 200)
        yield Case(root + "/me", (f"Cookie: a=b; session={issuer.mint(alice)}",), 200)
        yield Case(root + "/me", (f"Cookie: session={issuer.mint(alice)}", f"Origin: {ORIGIN}"), 200, method="POST")


def refused_tokens(issuer: Issuer) -> Iterator[Case]:
    alice: dict[str, object] = {"sub": "alice"}
    token = issuer.mint(alice)
    head, payload, signature = token.split(".")
    now = int(time.time())
    at = CHANCE.randrange(len(payload))
    bad = [
        (issuer.mint({**alice, "exp": now - 60}), "token_expired"),
        (issuer.mint({**alice, "nbf": now + 60}), "token_not_yet_valid"),
        (issuer.mint({**alice, "aud": "another"}), "audience_mismatch"),
        (issuer.mint({**alice, "iss": "another"}), "issuer_mismatch"),
        (issuer.own.wrong_key(alice), "signature_invalid" if issuer.is_settled() else None),
        (issuer.own.alg_none(alice), "token_malformed"),
        (issuer.own.hs256_with_public_key(alice), "algorithm_not_allowed"),
        (issuer.own.tampered(token), "signature_invalid"),
        (issuer.mint({}), "claim_missing"),
        (issuer.mint({"sub": 7}), "claim_invalid"),
        (issuer.mint(raw_payload=b'{"sub":"a","sub":"b"}'), "token_malformed"),
        (issuer.mint(raw_payload=b"[" * 5000), "token_malformed"),
        (issuer.mint(alice, header={"crit": ["b64"]}), "critical_header_unsupported"),
        (f"{head}.{payload[:at]}{payload[at + 1 :]}.{signature}", None),
        (f"{head}.{payload}", "token_malformed"),
        (noise(CHANCE.randrange(1, 3000)), "token_malformed"),
        (".".join(noise(40, "abc-_") for _ in range(3)), "token_malformed"),
        ("a" * 40_000, "token_too_large"),
    ]
    for token, code in bad:
        root = CHANCE.choice(("/plain", "/cached", "/middleware", "/asgi"))
        yield Case(root + "/me", authorization(token), 401, code)
    # While the issuer is down nobody can say that it has no such key.
    yield Case("/plain/me", authorization(issuer.own.unknown_kid(alice)), (401, 503))
    yield Case("/cached/me", authorization(issuer.mint({"sub": "alice", "gone": True})), 401, "token_revoked")


def refused_headers(issuer: Issuer) -> Iterator[Case]:
    token = issuer.mint({"sub": "alice"})
    wrong: list[tuple[tuple[str, ...], int | tuple[int, ...], str | None]] = [
        ((), 401, "token_missing"),
        (("Authorization:",), 401, "token_missing"),
        (("Authorization: Basic YTpi",), 401, "token_missing"),
        ((f"Authorization: {token}",), 401, "token_missing"),
        (("Authorization: Bearer",), 401, None),
        ((f"Authorization: Bearer  {token}",), 401, "token_malformed"),
        ((f"Authorization: Bearer Bearer {token}",), 401, "token_malformed"),
        ((f"Authorization: Bearer {token} {token}",), (400, 401), None),
        ((f"Authorization: Bearer {token}, Bearer {token}",), 400, "authorization_malformed"),
        ((*authorization(token), *authorization(token)), 400, "authorization_malformed"),
        (("Authorization: Bearer \xff\xfe\x80",), 401, "token_malformed"),
        ((f"Authorization: Bearer {noise(200, string.printable.strip())}",), (400, 401), None),
    ]
    for headers, status, code in wrong:
        for root in ("/plain", "/middleware", "/asgi"):
            yield Case(root + "/me", headers, status, code)
    for word in ("bearer", "BEARER", "BeArEr"):
        yield Case("/plain/me", (f"Authorization: {word} {token}",), 200)


def refused_requests(issuer: Issuer) -> Iterator[Case]:
    bob = authorization(issuer.mint({"sub": "bob", "scope": "tasks:read"}))
    for root in ("/plain", "/cached"):
        yield Case(root + "/users/alice", bob, 403, "owner_mismatch")
        yield Case(root + "/users/bob%00", bob, 403, "owner_mismatch")
        yield Case(root + "/users/Bob", bob, 403, "owner_mismatch")
        yield Case(root + "/users/%ff", bob, 403, "owner_mismatch")
        yield Case(root + "/users/" + "b" * 5000, bob, 403, "owner_mismatch")
        yield Case(root + "/hidden/alice", bob, 404, "not_found")
        yield Case(root + "/scoped", bob, 403, "scope_insufficient")
        yield Case(root + "/optional", authorization("x"), 401, "token_malformed")
        yield Case(root + "/me", (*bob, "Content-Type: application/json"), 422, method="POST", body="{")
    upgrade = (
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {'A' * 22}==",
    )
    if CHANCE.random() < 0.05:  # it ends the connection
        yield Case("/plain/socket", upgrade, 401, "token_missing")
    for root in ("/middleware", "/asgi"):
        cookie = f"Cookie: session={issuer.mint({'sub': 'alice'})}"
        yield Case(root + "/me", (cookie,), 403, "origin_not_allowed", method="POST")
        yield Case(root + "/me", (cookie, "Origin: https://evil.example"), 403, "origin_not_allowed", method="POST")
        yield Case(root + "/me", (), 401, "token_missing", method="POST", body="{")


def authorization(token: str) -> tuple[str, ...]:
    return (f"Authorization: Bearer {token}",)


def noise(length: int, letters: str = string.ascii_letters + string.digits + "-_") -> str:
    return "".join(CHANCE.choices(letters, k=length))
