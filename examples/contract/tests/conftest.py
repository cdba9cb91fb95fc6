"""A user with a token, and requests of theirs. Every test has users of its own: the server is shared."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest


@pytest.fixture(scope="session")
def anyone() -> Iterator[httpx.Client]:
    """Requests without a token. Each has a connection of its own: a server that answers before the body came closes it."""
    limits = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(base_url=os.environ["CONTRACT_BASE_URL"], timeout=30, limits=limits) as client:
        yield client


@dataclass
class Person:
    id: str
    token: str
    client: httpx.Client

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **options)

    def create(self, title: str = "Milk", **fields: Any) -> dict[str, Any]:
        reply = self.ask("POST", "/tasks", json={"title": title, **fields})
        assert reply.status_code == 201, reply.text
        return reply.json()

    @property
    def both(self) -> tuple[str, str]:
        """The two addresses of the person's list."""
        return f"/api/{quote(self.id, safe='')}/tasks", "/tasks"


@pytest.fixture
def person(anyone: httpx.Client, issuer: Any) -> Callable[..., Person]:
    def make(id: str | None = None, **claims: Any) -> Person:
        id = id or f"user-{uuid4()}"
        about = {"email": f"{id}@example.com", "name": id}
        return Person(id, issuer.mint({"sub": id, **about, **claims}), anyone)

    return make


@pytest.fixture
def alice(person: Callable[..., Person]) -> Person:
    return person()


@pytest.fixture
def bob(person: Callable[..., Person]) -> Person:
    return person()


@pytest.fixture
def refused() -> Callable[..., Any]:
    def refused(reply: httpx.Response, status: int, code: str) -> Any:
        """The whole of a refusal: status, one shape, constant headers."""
        assert reply.status_code == status, reply.text
        body = reply.json()
        assert body["code"] == code and body["detail"].endswith("."), body
        assert set(body) <= {"detail", "code", "errors"}
        assert reply.headers["content-type"] == "application/json"
        assert reply.headers["cache-control"] == "no-store"
        return body

    return refused


@pytest.fixture
def at_fault(refused: Callable[..., Any]) -> Callable[..., list[str]]:
    def at_fault(reply: httpx.Response) -> list[str]:
        errors = refused(reply, 400, "validation_failed")["errors"]
        assert all(isinstance(error["message"], str) and set(error) == {"field", "message"} for error in errors)
        return [error["field"] for error in errors]

    return at_fault
