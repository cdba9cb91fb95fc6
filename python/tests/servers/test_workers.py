"""Workers of real servers, forked after keys were fetched and the cache filled, or started one by one: each verifies."""

import json
import os
import time
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from bearward.testing import TestIssuer

from .running import serving

WORKERS = 4

SERVERS = {
    "gunicorn --preload": [
        *("gunicorn", "--preload", "--workers", str(WORKERS), "--worker-class", "uvicorn_worker.UvicornWorker"),
        *("--bind", "127.0.0.1:0", "workers_app:app"),
    ],
    "gunicorn --preload, threads": [
        *("gunicorn", "--preload", "--workers", str(WORKERS), "--worker-class", "gthread", "--threads", "4"),
        *("--bind", "127.0.0.1:0", "workers_wsgi:app"),
    ],
    "uvicorn --workers": ["uvicorn", "--workers", str(WORKERS), "--port", "0", "workers_app:app"],
}


def every_worker(url: str, token: str, status: int) -> dict[int, int]:
    """Asks until each worker has answered, and the fetches of each. Each answer has the status."""
    fetches: dict[int, int] = {}
    refused, deadline = 0, time.monotonic() + 60
    while time.monotonic() < deadline:
        found, answer = get(url, token)
        assert found == status, answer
        if status == 200:
            assert answer["subject"] == "alice"
            fetches[answer["pid"]] = answer["fetches"]
        refused += status != 200
        if len(fetches) == WORKERS or refused == 20 * WORKERS:
            return fetches
    raise AssertionError(f"only {len(fetches)} workers answered")


def get(url: str, token: str) -> tuple[int, dict[str, Any]]:
    """On a connection of its own: who takes it is up to the system."""
    where = urlsplit(url)
    connection = HTTPConnection(where.netloc, timeout=20)
    try:
        connection.request("GET", where.path, headers={"Authorization": f"Bearer {token}"})
        reply = connection.getresponse()
        return reply.status, json.loads(reply.read())
    finally:
        connection.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="these servers fork")
@pytest.mark.parametrize("server", SERVERS)
def test_every_worker_verifies(server: str) -> None:
    issuer = TestIssuer()
    token, bad = issuer.mint({"sub": "alice"}), issuer.wrong_key({"sub": "alice"})
    environment = {
        **os.environ,
        "ISSUER": issuer.issuer,
        "AUDIENCE": issuer.audience,
        "JWKS": issuer.jwks_url,
        "TOKEN": token,
    }
    with serving(SERVERS[server], environment) as url:
        for path in ("/plain", "/cached"):
            before = every_worker(url + path, token, 200)
            assert set(before.values()) == {1}, "the keys that were fetched before the fork are known after it"
            every_worker(url + path, bad, 401)
        issuer.rotate()
        rotated = issuer.mint({"sub": "alice"})
        for path in ("/plain", "/cached"):
            after = every_worker(url + path, rotated, 200)
            assert min(after.values()) >= 2, "every worker has fetched by itself"
            every_worker(url + path, token, 200)
        issuer.down()
        for path in ("/plain", "/cached"):
            every_worker(url + path, rotated, 200)
    # Two verifiers: once in the parent or in each worker that imports for itself, and once in each worker for the new key.
    parents = 1 if server.startswith("gunicorn") else WORKERS
    assert 2 * (parents + WORKERS) <= issuer.requests <= 2 * (parents + WORKERS) + 2
