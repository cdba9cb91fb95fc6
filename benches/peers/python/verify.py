"""One decision after another, bearward beside what Python has: signature, exp, iss, aud, and the claims in hand.

    python verify.py [--rounds N] [--json FILE]        needs the wheel and the packages of requirements-verify.txt

All contestants take turns in slices of two milliseconds, so that what disturbs the machine disturbs all alike; every call gets
a string that nobody has seen, of the same 200 tokens. Printed: the median of processor microseconds a call, and the median over
the rounds of how many times longer than bearward's. bearward's claims are read when they are asked for; a row of its own has
them all in a dict.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from bearward import Verifier
from bearward.testing import TestIssuer
from rows import Row, median, write

warnings.simplefilter("ignore")
ISSUER = AUDIENCE = "https://app.example.com"
SECRET = "Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0"
CLAIMS = {
    "iss": ISSUER, "aud": AUDIENCE, "sub": "4dIFj2mKq8Zb0ZxTnV1cWyQeRtUiOpAs", "email": "alice@example.com",
    "name": "Alice Example", "emailVerified": True, "createdAt": "2026-01-01T00:00:00.000Z",
}  # fmt: skip
Verify = Callable[[str], object]
SLICE = 2_000_000
"""Nanoseconds."""

OURS, AS_DICT, CACHED = "bearward", "bearward, claims as a dict", "bearward, token cache"
BEST = {"HS256": 7.0, "EdDSA": 1.2, "RS256": 1.6}
"""How many times longer the best peer should take."""


def contestants(algorithm: str, issuer: TestIssuer) -> dict[str, Verify]:
    """Each with its key prepared as far as it allows. One that cannot do this algorithm is not in the list."""
    shared = algorithm == "HS256"
    source = {"secret": SECRET} if shared else {"jwks": issuer.jwks}
    parties = {"issuer": ISSUER, "audience": AUDIENCE}
    verify = Verifier(**parties, **source).verify
    found: dict[str, Verify] = {
        OURS: verify,
        AS_DICT: lambda token: verify(token).to_dict(),
        CACHED: Verifier(**parties, **source, token_cache=(1000, 1 << 22)).verify,
    }
    pem = None if shared else issuer.public_pem()
    for name, make in PEERS.items():
        try:
            peer = make(algorithm, SECRET if pem is None else pem)
            peer(issuer.mint(CLAIMS))
        except Exception as error:
            print(f"  {name} is left out: {type(error).__name__}: {str(error)[:80]}", file=sys.stderr)
        else:
            found[name] = peer
    return found


def pyjwt_like(module: str) -> Callable[[str, str], Verify]:
    """PyJWT, and the two that have its interface."""

    def make(algorithm: str, key: str) -> Verify:
        jwt = __import__(module)
        prepared: object = key
        if module == "jwt" and algorithm != "HS256":
            from cryptography.hazmat.primitives.serialization import load_pem_public_key

            prepared = load_pem_public_key(key.encode())
        return lambda token: jwt.decode(token, prepared, algorithms=[algorithm], issuer=ISSUER, audience=AUDIENCE)

    return make


def joserfc(algorithm: str, key: str) -> Verify:
    from joserfc import jwk, jwt

    kind = {"HS256": "oct", "EdDSA": "OKP", "RS256": "RSA"}[algorithm]
    prepared = jwk.import_key(key, kind)
    rules = jwt.JWTClaimsRegistry(iss={"essential": True, "value": ISSUER}, aud={"essential": True, "value": AUDIENCE})

    def verify(token: str) -> object:
        decoded = jwt.decode(token, prepared, algorithms=[algorithm])
        rules.validate(decoded.claims)
        return decoded.claims

    return verify


def authlib(algorithm: str, key: str) -> Verify:
    with warnings.catch_warnings(record=True):  # it insists on naming its successor, joserfc
        from authlib.jose import JsonWebKey, JsonWebToken

    prepared = JsonWebKey.import_key(key, {"kty": {"HS256": "oct", "EdDSA": "OKP", "RS256": "RSA"}[algorithm]})
    decoder = JsonWebToken([algorithm])
    rules = {"iss": {"essential": True, "value": ISSUER}, "aud": {"essential": True, "value": AUDIENCE}}

    def verify(token: str) -> object:
        claims = decoder.decode(token, prepared, claims_options=rules)
        claims.validate()
        return claims

    return verify


def python_jose(algorithm: str, key: str) -> Verify:
    from jose import jwt

    return lambda token: jwt.decode(token, key, algorithms=[algorithm], issuer=ISSUER, audience=AUDIENCE)


PEERS = {
    "PyJWT": pyjwt_like("jwt"),
    "pyjwt-rs": pyjwt_like("jwt_rs"),
    "webtoken": pyjwt_like("webtoken"),
    "joserfc": joserfc,
    "authlib": authlib,
    "python-jose": python_jose,
}


def timed(verify: Verify, tokens: list[str]) -> float:
    """Microseconds of processor time a call: a turn that somebody else gets on this core does not count."""
    spent = calls = 0
    while spent < SLICE:
        fresh = [token[:9] + token[9:] for token in tokens]
        started = time.thread_time_ns()
        for token in fresh:
            verify(token)
        spent += time.thread_time_ns() - started
        calls += len(fresh)
    return spent / calls / 1000


def measure(algorithm: str, rounds: int) -> list[Row]:
    """One algorithm."""
    issuer = TestIssuer(algorithms=algorithm, secret=SECRET.encode())
    tokens = [issuer.mint({**CLAIMS, "jti": str(n)}) for n in range(200)]
    found = contestants(algorithm, issuer)
    for verify in found.values():  # nothing is measured cold, no cache empty
        timed(verify, tokens)
    times: dict[str, list[float]] = {name: [] for name in found}
    names = list(found)
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            times[name].append(timed(found[name], tokens))
    rows = []
    for name, taken in times.items():
        ratios = [other / own for other, own in zip(taken, times[OURS], strict=True)]
        rows.append(Row(algorithm, name, {"us": median(taken), "ratio": median(ratios)}))
        if name == OURS and algorithm == "HS256":
            rows[-1].target = ("us", "at_most", 0.9)
        if name == CACHED:
            rows[-1].target = ("us", "at_most", 0.25)
    rows.sort(key=lambda row: row.figures["us"])
    best = min(row.figures["ratio"] for row in rows if not row.name.startswith(OURS))
    return [*rows, Row(algorithm, "best peer / bearward", {"ratio": best}, ("ratio", "at_least", BEST[algorithm]))]


def show(rows: list[Row]) -> None:
    print(f"{rows[0].group:28}{'us':>9}{'ratio':>9}")
    for row in rows:
        cells = "".join(f"{row.figures[name]:>9.2f}" if name in row.figures else f"{'':9}" for name in ("us", "ratio"))
        print(f"  {row.name:26}{cells}{row.verdict()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    all_rows = []
    for algorithm in BEST:
        rows = measure(algorithm, asked.rounds)
        show(rows)
        all_rows += rows
    if asked.json:
        write(asked.json, all_rows)


main()
