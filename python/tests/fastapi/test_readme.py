"""The README's FastAPI program: at most 12 lines, and it serves and guards as it stands there."""

import os
import re
from pathlib import Path

from fastapi.testclient import TestClient

from bearward.fastapi import Bearer
from bearward.testing import TestIssuer, verifier_of

PLACES = [Path(os.environ.get("BEARWARD_README", "README.md")), *(p / "README.md" for p in Path(__file__).resolve().parents)]


def program() -> str:
    for place in PLACES:
        if place.is_file():
            for code in re.findall(r"```python\n(.*?)```", place.read_text(), re.DOTALL):
                if "bearward.fastapi" in code:
                    return code
    raise AssertionError("no README with a FastAPI program is at hand")


def test_it_is_short():
    assert len([line for line in program().splitlines() if line.strip()]) <= 12


def test_it_serves_and_guards():
    issuer = TestIssuer()
    names: dict = {}
    exec(compile(program(), "README.md", "exec"), names)
    (bearer,) = (value for value in names.values() if isinstance(value, Bearer))
    # The program names an issuer that is not there; everything else stays as it is written.
    bearer.verifier = verifier_of(issuer)

    def headers(sub: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {issuer.mint({'sub': sub})}"}

    with TestClient(names["app"]) as client:
        assert client.get("/health").status_code == 200
        assert client.get("/api/alice/tasks").json()["code"] == "token_missing"
        assert client.get("/api/alice/tasks", headers=headers("alice")).status_code == 200
        assert client.get("/api/alice/tasks", headers=headers("bob")).json()["code"] == "owner_mismatch"
