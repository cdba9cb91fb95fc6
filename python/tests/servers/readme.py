"""The README's FastAPI program where nothing is but the wheel, FastAPI and uvicorn: served, and asked over HTTP.

    python readme.py README.md..

It is served as it stands there, but for the issuer, which is one on loopback.
"""

import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

from bearward.testing import TestIssuer

ISSUER = "https://app.example.com"


def program(page: Path) -> str:
    for code in re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL):
        if "bearward.fastapi" in code:
            return code
    raise SystemExit(f"{page} has no FastAPI program")


def status(url: str, token: str = "") -> int:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"} if token else {})
    try:
        with urllib.request.urlopen(request, timeout=20) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        return error.code


def listening(server: "subprocess.Popen[str]") -> str:
    assert server.stderr
    for line in server.stderr:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return found[0]
    raise SystemExit("the program does not serve")


def check(page: Path) -> None:
    text = program(page)
    lines = [line for line in text.splitlines() if line.strip()]
    assert len(lines) <= 12 and text.count(ISSUER) == 1, text
    with TestIssuer(path="/api/auth/jwks") as issuer, tempfile.TemporaryDirectory() as folder:
        Path(folder, "main.py").write_text(text.replace(ISSUER, issuer.url))
        command = [sys.executable, "-m", "uvicorn", "--port", "0", "main:app"]
        server = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
        try:
            url = listening(server)
            alice, bob = (issuer.mint({"sub": name}) for name in ("alice", "bob"))
            answers = {
                "open": status(f"{url}/health"),
                "no token": status(f"{url}/api/alice/tasks"),
                "Alice": status(f"{url}/api/alice/tasks", alice),
                "Bob": status(f"{url}/api/alice/tasks", bob),
                "expired": status(f"{url}/api/alice/tasks", issuer.expired({"sub": "alice"})),
            }
        finally:
            server.terminate()
            server.wait(20)
    expected = {"open": 200, "no token": 401, "Alice": 200, "Bob": 403, "expired": 401}
    assert answers == expected, f"{page}: {answers}"
    print(f"{page.name}: {len(lines)} lines, {answers}")


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        check(Path(argument))
