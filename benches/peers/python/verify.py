"""One decision after another, bearward beside what Python has: signature, exp, iss, aud, and the claims in hand.

    python verify.py [ROUNDS]        needs the wheel and the packages of requirements-verify.txt

All contestants take turns in short rounds, each with fresh strings of the same 200 tokens, so that what disturbs the machine
disturbs all alike. Printed: the median of microseconds a call, and the median over the rounds of how many times longer than bearward's.
"""

from __future__ import annotations

import statistics
import sys
import time
import warnings
from collections.abc import Callable

from bearward import Verifier
from bearward.testing import TestIssuer

warnings.simplefilter("ignore")
ISSUER = AUDIENCE = "https://app.example.com"
SECRET = "Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0"
CLAIMS = {
    "iss": ISSUER, "aud": AUDIENCE, "sub": "4dIFj2mKq8Zb0ZxTnV1cWyQeRtUiOpAs", "email": "alice@example.com",
    "name": "Alice Example", "emailVerified": True, "createdAt": "2026-01-01T00:00:00.000Z",
}  # fmt: skip
Verify = Callable[[str], object]


def contestants(algorithm: str, issuer: TestIssuer) -> dict[str, Verify]:
    """Each with its key prepared as far as it allows. One that cannot do this algorithm is not in the list."""
    shared = algorithm == "HS256"
    source = {"secret": SECRET} if shared else {"jwks": issuer.jwks}
    parties = {"issuer": ISSUER, "audience": AUDIENCE}
    found: dict[str, Verify] = {
        "bearward": Verifier(**parties, **source).verify,
        "bearward, token cache": Verifier(**parties, **source, token_cache=(1000, 1 << 22)).verify,
    }
    pem = None if shared else issuer.public_pem()
    for name, make in PEERS.items():
        try:
            verify = make(algorithm, SECRET if pem is None else pem)
            verify(issuer.mint(CLAIMS))
        except Exception as error:  # noqa: BLE001: whatever it raises, it is no contestant
            print(f"  {name} is left out: {type(error).__name__}: {str(error)[:80]}", file=sys.stderr)
        else:
            found[name] = verify
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
    """Microseconds a call, over strings that nobody has seen."""
    fresh = [token[:9] + token[9:] for token in tokens]
    started = time.perf_counter_ns()
    for token in fresh:
        verify(token)
    return (time.perf_counter_ns() - started) / len(tokens) / 1000


def main(rounds: int) -> None:
    """All algorithms."""
    for algorithm in ("HS256", "EdDSA", "RS256"):
        issuer = TestIssuer(algorithms=algorithm, secret=SECRET.encode())
        tokens = [issuer.mint({**CLAIMS, "jti": str(n)}) for n in range(200)]
        found = contestants(algorithm, issuer)
        times: dict[str, list[float]] = {name: [] for name in found}
        names = list(found)
        for turn in range(rounds):
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                times[name].append(timed(found[name], tokens))
        print(f"{algorithm}, {len(tokens[0])} characters")
        for name, all_of_it in sorted(times.items(), key=lambda item: statistics.median(item[1])):
            ratio = statistics.median(other / own for other, own in zip(all_of_it, times["bearward"], strict=True))
            print(f"  {name:<22} {statistics.median(all_of_it):>9.2f} us  {ratio:>6.2f} x")


main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
