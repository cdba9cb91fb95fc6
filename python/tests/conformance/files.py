"""Which files are read, and that nothing in them is passed over."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]

# For each kind of case: the fields that it must and may have (vectors/README.md).
KINDS: dict[str, tuple[set[str], set[str]]] = {
    "cases": (
        {"name", "token", "key", "now", "expected"},
        {"class", "policy", "claims", "cve", "note", "discretionary"},
    ),
    "header_cases": (
        {"name", "headers", "expected"},
        {"note", "status", "www_authenticate", "body", "not_observable"},
    ),
    "ownership_cases": (
        {"name", "sub", "path_segment", "expected"},
        {"note", "subject_type", "conceal"},
    ),
    "config_cases": ({"name", "expected"}, {"key", "url", "algorithms", "leeway", "note"}),
    "jwks_cases": ({"name", "body", "expected_usable_kids"}, {"note"}),
    "jwks_sequences": ({"name", "steps"}, {"note", "options"}),
    "cookie_cases": (
        {"name", "cookies", "config", "now", "expected"},
        {"class", "claims", "never", "cve", "note"},
    ),
    "response_cases": (
        {"name", "code", "status", "cache_control", "body"},
        {"www_authenticate", "retry_after"},
    ),
}
POLICY = {
    "algorithms", "issuer", "audience", "leeway", "required", "typ", "require", "max_token_age", "scopes", "subject",
}  # fmt: skip
COOKIES = {
    "secrets", "jwks", "issuer", "strategy", "prefix", "session_token_name", "session_data_name", "version", "secure",
    "leeway", "max_data_age",
}  # fmt: skip
OPTIONS = {"issuer", "audience", "algorithms", "leeway", "max_age", "max_stale", "cooldown"}
KEYS = {"secret": {"secret_b64url"}, "jwks": {"jwks"}, "pem": {"pem"}, "many": {"of"}}

Case = dict[str, Any]


def every_case() -> Iterator[tuple[str, Case, Case | None, str]]:
    """Kind, case, the file's verifier, and where it stands."""
    for path in _paths():
        whole = json.loads(path.read_text(encoding="utf-8"))
        assert whole["format"] == 1, f"{path}: this runner knows format 1"
        unknown = set(whole) - KINDS.keys() - {"format", "about", "verifier"}
        assert not unknown, f"{path}: {unknown}"
        for kind in KINDS:
            for case in whole.get(kind, []):
                yield kind, case, whole.get("verifier"), path.name


def understand(kind: str, case: Case) -> None:
    """A field that is not known is a failure."""
    must, may = KINDS[kind]
    _fields(case, must, may)
    if case.get("key"):
        _key(case["key"])
    if case.get("policy"):
        _fields(case["policy"], set(), POLICY)
    if "config" in case:
        _fields(case["config"], {"secrets"}, COOKIES)
    _fields(case.get("options") or {}, set(), OPTIONS)
    for step in case.get("steps", []):
        if "serve" in step:
            _fields(step, {"at", "serve"}, set())
            if isinstance(step["serve"], dict):
                _fields(step["serve"], {"status"}, {"headers", "body"})
            else:
                assert step["serve"] in ("hang", "refuse"), step["serve"]
        else:
            _fields(step, {"at", "token", "expected"}, {"gets_total"})


def names(value: Any) -> list[str]:
    """One or several."""
    return [value] if isinstance(value, str) else list(value)


def text_of(body: Any) -> str:
    """A body given as text, or as the JSON that it holds."""
    if body is None:
        return ""
    return body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)


def _paths() -> list[Path]:
    more = os.environ.get("BEARWARD_VECTORS", "").split(os.pathsep)
    folders = [ROOT / "vectors", *(Path(folder) for folder in more if folder)]
    paths = [path for folder in folders for path in sorted(folder.glob("*.json")) if path.name != "schema.json"]
    assert paths, "no vectors"
    return paths


def _fields(value: Any, must: set[str], may: set[str]) -> None:
    missing, unknown = must - set(value), set(value) - must - may
    assert not missing and not unknown, f"missing {missing}, unknown {unknown}"


def _key(key: Case) -> None:
    _fields(key, {"type", *KEYS[key["type"]]}, set())
    for member in key.get("of", []):
        _fields(member, {"key", "policy"}, set())
        _key(member["key"])
        _fields(member["policy"], set(), POLICY)
