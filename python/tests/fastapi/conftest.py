"""A bearer over a real verifier, and clients that carry real tokens."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bearward.fastapi import Bearer
from bearward.testing import TestIssuer
from fastapi import FastAPI
from fastapi.testclient import TestClient


@pytest.fixture
def issuer() -> Iterator[TestIssuer]:
    yield TestIssuer()


@pytest.fixture
def bearer(issuer: TestIssuer) -> Bearer:
    return Bearer(issuer.verifier())


@pytest.fixture
def app() -> FastAPI:
    return FastAPI()


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """Without a lifespan, so that `install` is optional; faults of the server are raised."""
    return TestClient(app)


@pytest.fixture
def token(issuer: TestIssuer) -> Callable[..., dict[str, str]]:
    def headers(sub: Any = "alice", **claims: Any) -> dict[str, str]:
        return {"Authorization": f"Bearer {issuer.mint({'sub': sub, **claims})}"}

    return headers
