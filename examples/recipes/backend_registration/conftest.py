"""Users of this recipe, and what its tests share."""

from uuid import uuid4

import pytest

SECRET = "nC4z0ZJtq1kq7yVn5W2aQm8dLr3XeT6b"
PASSWORD = "correct horse battery"


class Account:
    """A user who has registered and logged in."""

    def __init__(self, url, person):
        self.email = f"{uuid4().hex}@example.com"
        self.anyone = person(url)
        made = self.anyone("POST", "/api/auth/register", json={"email": self.email, "password": PASSWORD})
        assert made.status_code == 201, made.text
        self.user = made.json()
        self.id = self.user["id"]
        self.tokens = self.login().json()
        self.ask = person(url, self.tokens["access_token"])
        self.home = f"/api/{self.id}/tasks"

    def login(self, password=PASSWORD):
        return self.anyone("POST", "/api/auth/login", json={"email": self.email, "password": password})

    def refresh(self, token=None):
        return self.anyone("POST", "/api/auth/refresh", json={"refresh_token": token or self.tokens["refresh_token"]})


@pytest.fixture(scope="module")
def program(start):
    return start(JWT_SECRET=SECRET)


@pytest.fixture
def anyone(program, person):
    return person(program.url)


@pytest.fixture
def account_at(person):
    return lambda url: Account(url, person)


@pytest.fixture
def account(program, account_at):
    return lambda: account_at(program.url)


@pytest.fixture
def refusal():
    def refusal(reply, status, code):
        assert reply.status_code == status, reply.text
        assert {"detail", "code"} <= set(reply.json()) <= {"detail", "code", "errors"} and reply.json()["code"] == code
        return reply.json()

    return refusal
