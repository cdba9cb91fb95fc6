"""Starts a recipe as its README says, in its own folder with uvicorn, and asks it over HTTP."""

import asyncio
import os
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

HERE = Path(__file__).resolve().parent
POSTGRES = os.environ.get("TEST_DATABASE_URL")
"""A PostgreSQL server on which databases may be made; SQLite files without it."""
KEPT = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "CARGO", "RUSTUP")
"""Of our own environment a program sees this much."""


class Database:
    """A new, empty database."""

    def __init__(self, folder: Path) -> None:
        name = f"recipe_{uuid4().hex}"
        self._file = folder / f"{name}.sqlite"
        self.url = f"sqlite:///{self._file}"
        if POSTGRES:
            asyncio.run(self._ask(POSTGRES, f"CREATE DATABASE {name}"))
            self.url = f"{POSTGRES.rpartition('/')[0]}/{name}"

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        if POSTGRES:
            return [tuple(row) for row in asyncio.run(self._ask(self.url, statement))]
        with sqlite3.connect(self._file) as connection:
            return connection.execute(statement).fetchall()

    @staticmethod
    async def _ask(url: str, statement: str) -> Any:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetch(statement)
        finally:
            await connection.close()


class Program:
    """A recipe that runs."""

    def __init__(self, recipe: str, env: dict[str, str], command: list[str] | None = None) -> None:
        command = command or [sys.executable, "-m", "uvicorn", "app:app", "--port", "0"]
        kept = {name: value for name, value in os.environ.items() if name.startswith(KEPT)}
        env = kept | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"} | env
        self._process = subprocess.Popen(
            command, cwd=HERE / recipe, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.log = ""
        self._listens = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def url(self) -> str:
        assert self._listens.wait(60), self.log
        found = re.search(r"running on (http://\S+)", self.log)
        assert found, self.log
        return found[1]

    def says(self, text: str) -> bool:
        """Whether the log has that, which may come a moment after the answer."""
        for _ in range(100):
            if text in self.log:
                return True
            time.sleep(0.02)
        return False

    def ended(self) -> int:
        """Its exit code, where it does not start."""
        code = self._process.wait(timeout=60)
        self._reader.join()
        return code

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
        self.ended()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self.log += line
            if "running on http://" in line:
                self._listens.set()
        self._listens.set()


class Person:
    """A client with a token, or without."""

    def __init__(self, url: str, token: str | None = None) -> None:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        # Plain http on this machine: no certificates need to be loaded.
        self._client = httpx.Client(base_url=url, headers=headers, timeout=30, verify=False)

    def __call__(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._client.request(method, path, **options)


@pytest.fixture(scope="module")
def new_database(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Database]:
    return lambda: Database(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def database(new_database: Callable[[], Database]) -> Database:
    return new_database()


@pytest.fixture(scope="module")
def start(request: pytest.FixtureRequest, database: Database) -> Iterator[Callable[..., Program]]:
    """Starts the recipe of the test's folder; keywords are environment variables."""
    started: list[Program] = []

    def start(command: list[str] | None = None, **env: str) -> Program:
        program = Program(Path(str(request.path)).parent.name, {"DATABASE_URL": database.url, **env}, command)
        started.append(program)
        return program

    yield start
    for program in started:
        program.stop()


@pytest.fixture(scope="session")
def person() -> type[Person]:
    return Person
