"""The README's FastAPI program: at most 12 lines, and it serves and guards as it stands there."""

import asyncio
import os
import re
import textwrap
from pathlib import Path

import pytest
from bearward import Verifier
from bearward.fastapi import Bearer
from bearward.testing import TestIssuer
from fastapi.testclient import TestClient

PAGES = [
    page
    for home in [Path(os.environ.get("BEARWARD_README", "README.md")).parent, *Path(__file__).resolve().parents]
    for page in (home / "README.md", home / "python/README.md")
    if page.is_file()
]


def programs() -> list[str]:
    """Those of the project's page and of the package's own, which is PyPI's."""
    found = [
        code
        for page in dict.fromkeys(page.resolve() for page in PAGES)
        for code in re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)
        if "bearward.fastapi" in code
    ]
    assert found, "no README with a FastAPI program is at hand"
    return found


@pytest.fixture(params=range(2))
def program(request: pytest.FixtureRequest) -> str:
    return programs()[request.param]


def test_it_is_short(program):
    assert len([line for line in program.splitlines() if line.strip()]) <= 12


def test_it_serves_and_guards(program):
    issuer = TestIssuer()
    names: dict = {}
    exec(compile(program, "README.md", "exec"), names)
    (bearer,) = (value for value in names.values() if isinstance(value, Bearer))
    # The program names an issuer that is not there; everything else stays as it is written.
    bearer.verifier = issuer.verifier()

    def headers(sub: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {issuer.mint({'sub': sub})}"}

    with TestClient(names["app"]) as client:
        assert client.get("/health").status_code == 200
        assert client.get("/api/alice/tasks").json()["code"] == "token_missing"
        assert client.get("/api/alice/tasks", headers=headers("alice")).status_code == 200
        assert client.get("/api/alice/tasks", headers=headers("bob")).json()["code"] == "owner_mismatch"


def test_the_other_snippets_run(bearward_issuer, bearward_headers):
    page = Path(__file__).resolve().parents[2] / "README.md"
    main, middleware, calls, test = re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)
    names: dict = {"TestClient": TestClient, "Verifier": Verifier}
    exec(compile(main, "README.md", "exec"), names)
    exec(compile(test, "README.md", "exec"), names)
    names["test_tasks"](bearward_issuer, bearward_headers)
    app = names["app"]
    exec(compile(middleware, "README.md", "exec"), names)
    assert names["app"].app is app and names["app"].public.entries == {"/health"}
    names |= {"verifier": bearward_issuer.verifier(), "token": bearward_issuer.mint({"sub": "user-42"})}
    exec(compile(textwrap.indent(calls, " ").join(["async def run():\n", ""]), "README.md", "exec"), names)
    asyncio.run(names["run"]())
