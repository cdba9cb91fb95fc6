"""Verifiers from ``key`` and ``policy``, and decisions at a moment."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from bearward import Claims, ConfigError, Denied, Verifier
from bearward._bearward import Flight

from .files import Case

SECRET = b"conformance: a secret for nothing but this"


def build(key: Case, policy: Case | None, cached: bool = False) -> Verifier:
    """The verifier of a case. ``policy`` is absent where each of several issuers has its own."""
    if key["type"] == "many":
        assert policy is None, "several issuers have no policy in common"
        return Verifier.many([build(member["key"], member["policy"], cached) for member in key["of"]])
    assert policy is not None, "the case has no policy"
    options = {**_key(key), **_policy(policy)}
    if cached:
        options["token_cache"] = (100, 1 << 20)
    return Verifier(**options)


def verify_at(verifier: Verifier, token: str, unix: float) -> Claims:
    """Decides at that moment; a fetch runs on this thread."""
    outcome, _ = verifier._check(token, unix, 1000.0, 1)
    if isinstance(outcome, Flight):
        outcome._run_here(unix, 1000.0)
        outcome, _ = verifier._check(token, unix, 1000.0, 2)
    if isinstance(outcome, Denied):
        raise outcome
    assert isinstance(outcome, Claims)
    return outcome


def code_at(verifier: Verifier, token: str, unix: float) -> str:
    """``accept`` or the code."""
    try:
        verify_at(verifier, token, unix)
    except Denied as denied:
        return denied.code
    return "accept"


def is_config_error(key: Case, policy: Case | None) -> bool:
    """Whether these stop the start."""
    try:
        build(key, policy)
    except ConfigError:
        return True
    return False


def sign(claims: Case) -> str:
    """A token under the secret of this suite."""
    signed = f"{encode(json.dumps({'alg': 'HS256'}))}.{encode(json.dumps(claims))}"
    return f"{signed}.{encode(hmac.digest(SECRET, signed.encode(), hashlib.sha256))}"


def encode(octets: str | bytes) -> str:
    """base64url without padding."""
    octets = octets.encode() if isinstance(octets, str) else octets
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _key(key: Case) -> dict[str, Any]:
    match key["type"]:
        case "secret":
            return {"secret": _decode(key["secret_b64url"])}
        case "jwks":
            return {"jwks": key["jwks"]}
        case _:
            return {"pem": key["pem"]}


def _policy(policy: Case) -> dict[str, Any]:
    options = {name: value for name, value in policy.items() if name not in ("scopes", "subject")}
    for name in ("issuer", "audience"):
        if options.pop(name, None) is None:
            options[f"any_{name}"] = True
        else:
            options[name] = policy[name]
    options["require"] = {
        claim: [values] if isinstance(values, str) else values for claim, values in policy.get("require", {}).items()
    }
    match policy.get("subject", "sub"):
        case None:
            options["optional_subject"] = True
        case {"claim": claim, "type": "int"}:
            options["subject_int"] = claim
        case {"claim": claim, "type": "string"}:
            options["subject"] = claim
    return options
