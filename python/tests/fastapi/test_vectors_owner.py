"""The ownership vectors, each through the path of a real route."""

import asyncio
import json
import os
from pathlib import Path
from typing import Annotated
from urllib.parse import unquote

import pytest
from bearward import Claims
from bearward.fastapi import Bearer
from fastapi import Depends, FastAPI

CASES = [
    case
    for parent in [Path(os.environ.get("BEARWARD_VECTORS_HOME", "")), *Path(__file__).resolve().parents]
    for file in (parent / "vectors" / "ownership.json",)
    if file.is_file()
    for case in json.loads(file.read_text())["ownership_cases"]
]


def status(app, segment, token):
    """The application as a server calls it: the path is percent-decoded once."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    path = f"/users/{segment}"
    headers = [(b"authorization", f"Bearer {token}".encode())]
    scope = {"type": "http", "method": "GET", "query_string": b"", "root_path": "", "headers": headers}
    asyncio.run(app({**scope, "path": unquote(path), "raw_path": path.encode()}, receive, send))
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], json.loads(body or b"null")


@pytest.mark.parametrize("conceal", [False, True])
def test_every_ownership_case(issuer, conceal):
    assert len(CASES) > 20
    for case in CASES:
        if case.get("conceal", False) is not conceal:
            continue
        options = {"subject_int": "sub"} if case.get("subject_type") == "int" else {}
        bearer, app = Bearer(issuer.verifier(**options)), FastAPI(redirect_slashes=False)
        asked = bearer.owner("user_id", conceal=conceal)

        @app.get("/users/{user_id}")
        async def one(user: Annotated[Claims, Depends(asked)]):
            return "in"

        bearer.install(app, warm=False)
        answer, body = status(app, case["path_segment"], issuer.mint({"sub": case["sub"]}))
        if case["expected"] == "allow":
            assert (answer, body) == (200, "in"), case["name"]
        else:
            assert answer in ((404,) if conceal else (403, 404)), case["name"]
            assert answer == 404 or body["code"] == "owner_mismatch", case["name"]
