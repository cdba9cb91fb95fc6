"""`cookie_cases`: Better Auth's session cookies."""

from __future__ import annotations

import json
from typing import Any

from bearward import Claims, ConfigError, Denied, Verifier
from bearward.better_auth import SessionCookies

from .files import Case
from .report import Report


def run(case: Case, _: Case | None, report: Report) -> None:
    """Cookies, a configuration, a moment: decided twice by the same."""
    decision: str
    claims: Claims | None = None
    try:
        sessions = _build(case["config"])
    except ConfigError as error:
        decision = "config_error"
        report.compare("one line that says what to change", True, bool(str(error)) and "\n" not in str(error))
    else:
        decision, claims = _decide(case, sessions)
        report.compare("the second time", decision, _decide(case, sessions)[0])
    report.decided("cookie_case", case["name"], decision)
    report.compare("decision", case["expected"], decision)
    if claims is not None:
        for name, value in case.get("claims", {}).items():
            report.compare(name, _numbers(value), _numbers(claims.get(name, "nothing")))
        text = json.dumps(claims.to_dict(), separators=(",", ":"), ensure_ascii=False)
        found = [never for never in case.get("never", []) if never in text]
        report.compare("what may stand nowhere", [], found)


def _build(config: Case) -> SessionCookies:
    options: dict[str, Any] = {name: config[name] for name in config.keys() - {"secrets", "jwks", "issuer", "version"}}
    if "version" in config:
        options.update({"any_version": True} if config["version"] is None else {"version": config["version"]})
    if "jwks" in config:
        issuer = config["issuer"]
        options["verifier"] = Verifier(issuer=issuer, audience=issuer, jwks=config["jwks"])
    return SessionCookies(secret=config["secrets"], **options)


def _decide(case: Case, sessions: SessionCookies) -> tuple[str, Claims | None]:
    cookies = None if case["cookies"] is None else case["cookies"].encode("latin-1")
    outcome, _ = sessions._check(cookies, case["now"], 1000.0, 1)
    if isinstance(outcome, Denied):
        return outcome.code, None
    if outcome is None:
        return "renew", None
    assert isinstance(outcome, Claims), "static keys: nothing is waited for"
    return "accept", outcome


def _numbers(value: Any) -> Any:
    """Numbers by value."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
