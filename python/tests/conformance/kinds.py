"""Each kind of case but the histories: decide, note, compare."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

from bearward import Claims, ConfigError, Denied, Verifier

from .files import Case, names, text_of
from .report import Report
from .verifiers import SECRET, build, code_at, encode, sign, verify_at

NOW = 1_800_000_000.0
ALGORITHMS = (
    "HS256 HS384 HS512 EdDSA RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512".split()
)  # fmt: skip


def token_case(case: Case, _: Case | None, report: Report) -> None:
    """A token, a key, a policy, a moment: twice each, without the token cache and with it."""
    decision, claims = _decide_twice(case, False, report)
    report.decided("case", case["name"], decision)
    if not (case.get("discretionary") and decision == "accept") and decision not in names(case["expected"]):
        report.compare("decision", case["expected"], decision)
    report.compare("with the token cache", decision, _decide_twice(case, True, report)[0])
    if claims is not None:
        _check_claims(case, claims, report)


def header_case(case: Case, setup: Case | None, report: Report) -> None:
    """Where a token is looked for."""
    assert setup is not None, "a file with header_cases names their verifier"
    verifier = build(setup["key"], setup["policy"])
    headers = [(name.encode(), b"".join(map(_octet, value))) for name, value in case["headers"]]
    denied = None
    try:
        token = verifier.find_token("GET", headers)
        if token is None:
            raise verifier.token_missing()
        verify_at(verifier, token, setup["now"])
    except Denied as error:
        denied = error
    decision = denied.code if denied else "accept"
    report.decided("header_case", case["name"], decision)
    report.compare("decision", case["expected"], decision)
    if denied is not None:
        report.compare("status", case.get("status", denied.status), denied.status)
        challenge = dict(denied.headers).get("www-authenticate")
        report.compare("challenge", case.get("www_authenticate", challenge), challenge)
        if case.get("body") is not None:
            _compare_body(case["body"], denied.body, report)


def ownership_case(case: Case, _: Case | None, report: Report) -> None:
    """A subject and a segment of a path, decoded once as a router does it."""
    subject: dict[str, Any] = {"subject_int": "sub"} if case.get("subject_type") == "int" else {}
    verifier = Verifier(any_issuer=True, any_audience=True, secret=SECRET, **subject)
    segment = unquote(case["path_segment"], errors="replace")
    decision = "deny"
    try:
        claims = verify_at(verifier, sign({"sub": case["sub"], "exp": 4_102_444_800}), NOW)
    except Denied:
        pass
    else:
        require = claims.require_record_owner if case.get("conceal") else claims.require_path_owner
        try:
            require(segment)
            decision = "allow"
        except Denied as denied:
            report.compare("code", "not_found" if case.get("conceal") else "owner_mismatch", denied.code)
    report.decided("ownership_case", case["name"], decision)
    report.compare("decision", case["expected"], decision)


def config_case(case: Case, _: Case | None, report: Report) -> None:
    """What stops the start."""
    assert ("key" in case) != ("url" in case), "one of key and url"
    options = {name: case[name] for name in ("algorithms", "leeway") if case.get(name) is not None}
    decision, line = "ok", "one line"
    try:
        if "key" in case:
            build(case["key"], {**options, "subject": None})
        else:
            Verifier(any_issuer=True, any_audience=True, jwks_url=case["url"], **options)
    except ConfigError as error:
        decision, line = "config_error", str(error)
    report.decided("config_case", case["name"], decision)
    report.compare("decision", case["expected"], decision)
    report.compare("one line that says what to change", True, bool(line) and "\n" not in line)


def jwks_case(case: Case, _: Case | None, report: Report) -> None:
    """The body of a key endpoint, and which kids serve: a token that names one comes as far as the signature."""
    body = text_of(case["body"])

    def fetch(url: str, headers: dict[str, str], timeout: float) -> tuple[int, dict[str, str], str]:
        return 200, {}, body

    def code(kid: str, algorithm: str) -> str:
        token = f"{encode(json.dumps({'alg': algorithm, 'kid': kid}))}.{encode('{}')}.{encode(bytes([1] * 64))}"
        return code_at(verifier, token, NOW)

    def serves(kid: str) -> bool:
        return any(code(kid, algorithm) in ("signature_invalid", "key_ambiguous") for algorithm in ALGORITHMS)

    verifier = Verifier(any_issuer=True, any_audience=True, jwks_url="https://id.example.com/jwks", fetch=fetch)
    expected = sorted(set(names(case["expected_usable_kids"])))
    if code("no-such-kid", "EdDSA") == "keys_unavailable":
        decision = "error"
    else:
        candidates = _kids_in(body) | {kid for kid in expected if kid != "error"}
        decision = ",".join(kid for kid in sorted(candidates, key=str.encode) if serves(kid))
    report.decided("jwks_case", case["name"], decision)
    report.compare("kids", ",".join(expected), decision)


def response_case(case: Case, _: Case | None, report: Report) -> None:
    """What each code is answered with."""
    if case["code"] == "scope_insufficient":
        denied = _scope_denied()  # a missing scope is named in its challenge
    else:
        denied = Denied(case["code"], retry_after=case.get("retry_after"))
    headers = dict(denied.headers)
    report.decided("response_case", case["name"], str(denied.status))
    report.compare("status", case["status"], denied.status)
    report.compare("challenge", case.get("www_authenticate"), headers.get("www-authenticate"))
    report.compare("cache-control", case["cache_control"], headers.get("cache-control"))
    _compare_body(case["body"], denied.body, report)
    seconds = None if case.get("retry_after") is None else str(case["retry_after"])
    report.compare("retry-after", seconds, headers.get("retry-after"))


def _decide_twice(case: Case, cached: bool, report: Report) -> tuple[str, Claims | None]:
    try:
        verifier = build(case["key"], case.get("policy"), cached)
    except ConfigError:
        return "config_error", None
    decision, claims = _decide(case, verifier)
    report.compare("the second time", decision, _decide(case, verifier)[0])
    return decision, claims


def _decide(case: Case, verifier: Verifier) -> tuple[str, Claims | None]:
    try:
        claims = verify_at(verifier, case["token"], case["now"])
        for scope in (case.get("policy") or {}).get("scopes", []):
            claims.require_scope(scope)
    except Denied as denied:
        return denied.code, None
    return "accept", claims


def _check_claims(case: Case, claims: Claims, report: Report) -> None:
    for name, value in case.get("claims", {}).items():
        report.compare(name, value, claims.get(name, "nothing"))
    rule = (case.get("policy") or {}).get("subject")
    if rule:
        report.compare("subject", claims[rule["claim"]], claims.subject)


def _compare_body(expected: Any, got: str, report: Report) -> None:
    report.compare("body", expected, got if isinstance(expected, str) else json.loads(got))


def _octet(character: str) -> bytes:
    """Each character stands for one octet; what is none goes as its UTF-8."""
    return character.encode("latin-1" if ord(character) < 256 else "utf-8")


def _kids_in(body: str) -> set[str]:
    try:
        keys = json.loads(body)["keys"]
    except (ValueError, KeyError, TypeError):
        return set()
    kids = (key.get("kid") for key in keys if isinstance(key, dict)) if isinstance(keys, list) else ()
    return {kid for kid in kids if isinstance(kid, str)}


def _scope_denied() -> Denied:
    verifier = Verifier(any_issuer=True, any_audience=True, secret=SECRET, optional_subject=True)
    claims = verify_at(verifier, sign({"exp": 2_000_000_000}), NOW)
    try:
        claims.require_scope("tasks:write")
    except Denied as denied:
        return denied
    raise AssertionError("no scope was granted")
