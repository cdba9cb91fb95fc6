"""Runs the contract suite against one of the servers: `python run.py axum|fastapi [--database URL] [-- pytest arguments]`."""

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from bearward.testing import TestIssuer

HERE = Path(__file__).resolve().parent
ORIGIN = "https://app.example.com"
COMMANDS = {
    "axum": (["cargo", "run", "-q", "-p", "axum-tasks"], HERE.parents[1]),
    "fastapi": ([sys.executable, "-m", "fastapi_tasks"], HERE.parent / "fastapi-tasks"),
}


class Issuing:
    """Gives the suite the issuer that the server trusts."""

    def __init__(self, issuer: TestIssuer) -> None:
        self._issuer = issuer

    @pytest.fixture(scope="session")
    def issuer(self) -> TestIssuer:
        return self._issuer


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server", choices=COMMANDS)
    parser.add_argument("--database", help="postgres://... of an empty database; SQLite if absent")
    cut = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    asked, for_pytest = parser.parse_args(sys.argv[1:cut]), sys.argv[cut + 1 :]
    command, folder = COMMANDS[asked.server]
    command = shlex.split(os.environ.get("CONTRACT_COMMAND", "")) or command
    issuer = TestIssuer()
    with tempfile.TemporaryDirectory() as scratch:
        settings = {
            "PORT": "0",
            "JWKS_URL": issuer.jwks_url,
            "ISSUER": issuer.issuer,
            "AUDIENCE": issuer.audience,
            "ALLOWED_ORIGINS": ORIGIN,
            "DATABASE_URL": asked.database or f"sqlite://{scratch}/tasks.sqlite",
        }
        with open(Path(scratch, "log"), "w+") as log:
            server = subprocess.Popen(
                command, cwd=folder, env={**os.environ, **settings}, stdout=subprocess.PIPE, stderr=log, text=True
            )
            try:
                status = suite(server, issuer, for_pytest)
            finally:
                server.terminate()
                ended = server.wait(timeout=30)
            if status or ended:
                log.seek(0)
                sys.stderr.writelines(log.readlines()[-40:])
            return status or ended


def suite(server: "subprocess.Popen[str]", issuer: TestIssuer, arguments: list[str]) -> int:
    assert server.stdout is not None
    line = server.stdout.readline()
    if not line.startswith("listening on "):
        print("the server did not start", file=sys.stderr)
        return 1
    threading.Thread(target=server.stdout.read, daemon=True).start()
    os.environ |= {
        "CONTRACT_BASE_URL": line.removeprefix("listening on ").strip(),
        "CONTRACT_ORIGIN": ORIGIN,
        "CONTRACT_FOREIGN_ORIGIN": "https://app.example.com.evil.example",
    }
    return int(pytest.main(["-q", str(HERE / "tests"), *arguments], plugins=[Issuing(issuer)]))


if __name__ == "__main__":
    sys.exit(main())
