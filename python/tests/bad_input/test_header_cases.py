"""Every header case of the vectors, through every host: status, code, challenge and body."""

import json
from pathlib import Path
from typing import Any

import pytest
from bearward import Verifier

from .hosts import HOSTS

FILE = next(home / "vectors/http_header.json" for home in Path(__file__).parents if (home / "vectors").is_dir())
WHOLE: dict[str, Any] = json.loads(FILE.read_text())


def verifier() -> Verifier:
    given = WHOLE["verifier"]
    policy = given["policy"]
    return Verifier(
        issuer=policy["issuer"], audience=policy["audience"], jwks=given["key"]["jwks"], algorithms=policy.get("algorithms")
    )


@pytest.mark.parametrize("host", HOSTS)
def test_every_header_case(host: str) -> None:
    ask, cases = HOSTS[host](verifier()), WHOLE["header_cases"]
    assert len(cases) > 50
    for case in cases:
        answer = ask("GET", [(name.encode("latin-1"), value.encode("latin-1")) for name, value in case["headers"]])
        if case["expected"] == "accept":
            assert answer.status == 200, (case["name"], answer)
            continue
        expected = [case["expected"]] if isinstance(case["expected"], str) else case["expected"]
        assert answer.code in expected, (case["name"], answer)
        for what, found in (
            ("status", answer.status),
            ("www_authenticate", answer.headers.get("www-authenticate")),
            ("body", answer.body),
        ):
            assert what not in case or found == case[what], (case["name"], answer)
        assert answer.headers["cache-control"] == "no-store"
