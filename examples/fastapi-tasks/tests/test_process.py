"""The program itself: what it refuses to start with, its log, its end. How it answers is the contract suite's."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from bearward.testing import TestIssuer

from fastapi_tasks.auth_settings import AuthSettings
from fastapi_tasks.settings import Settings

HOME = Path(__file__).resolve().parents[1]
SECRET = "an example secret of forty-two characters!"


@pytest.fixture
def issuer():
    return TestIssuer()


@pytest.fixture
def program(issuer, tmp_path):
    """Starts it; an empty value takes a setting away."""

    def start(**settings):
        trusted = {"JWKS_URL": issuer.jwks_url, "ISSUER": issuer.issuer, "AUDIENCE": issuer.audience}
        env = {**os.environ, "PORT": "0", "DATABASE_URL": f"sqlite:{tmp_path}/tasks.sqlite", **trusted, **settings}
        pipe = subprocess.PIPE
        return subprocess.Popen([sys.executable, "-m", "fastapi_tasks"], cwd=HOME, env=env, stdout=pipe, stderr=pipe, text=True)

    return start


def refused(process):
    out, log = process.communicate(timeout=30)
    assert (process.returncode, out) == (1, ""), log
    return [line.removeprefix("fastapi-tasks: ") for line in log.splitlines() if line.startswith("fastapi-tasks: ")]


def address(process):
    return process.stdout.readline().strip().removeprefix("listening on ")


def test_every_fault_is_printed_at_once_without_its_value(program):
    faults = refused(program(PORT="x", AUDIENCE="", ALLOWED_ORIGINS="*", DATABASE_URL="mysql://root:hunter2@h/d"))
    assert [fault.split(":")[0].split(" ")[0] for fault in faults] == ["PORT", "ALLOWED_ORIGINS", "DATABASE_URL", "JWKS_URL"]
    assert all(fault.endswith(".") and "hunter2" not in fault for fault in faults), faults
    assert "AUDIENCE" in faults[-1]


@pytest.mark.parametrize(
    ("settings", "about"),
    [
        ({"JWKS_URL": ""}, "Nothing says which tokens are good"),
        ({"AUTH_SECRET": SECRET}, "Set only one of"),
        ({"USER_ID_CLAIM": "uid"}, "USER_ID_CLAIM has no effect with JWKS_URL"),
        ({"JWKS_URL": "", "AUTH_SECRET": SECRET, "JWKS_MAX_AGE": "60"}, "JWKS_MAX_AGE has no effect"),
        ({"JWKS_URL": "", "AUTH_SECRET": "too short"}, "AUTH_SECRET: "),
        ({"JWKS_URL": "http://auth.internal/jwks"}, "JWKS_URL: "),
        ({"ALLOWED_ORIGINS": "https://a.example/"}, "write https://a.example."),
        ({"DATABASE_URL": "sqlite:///nonexistent/folder/tasks.sqlite"}, "DATABASE_URL: the database cannot be used"),
    ],
)
def test_one_fault_is_one_sentence(program, settings, about):
    (fault,) = refused(program(**settings))
    assert about in fault and "too short" not in fault


def test_required_keys(program, issuer):
    issuer.down()
    (fault,) = refused(program(REQUIRE_KEYS="1"))
    assert fault.startswith("REQUIRE_KEYS: the issuer's keys cannot be had")


def test_one_structured_line_a_request_without_the_token(program, issuer):
    process = program()
    base = address(process)
    tokens = [issuer.mint({"sub": "secret-subject"}), issuer.expired({"sub": "secret-subject"})]
    ids = []
    for token, path in [
        (tokens[0], "/api/secret-subject/tasks"),
        (tokens[1], "/tasks?cursor=secret-cursor"),
        (tokens[0], "/no"),
    ]:
        reply = httpx.get(base + path, headers={"Authorization": f"Bearer {token}"})
        ids.append(reply.headers["x-request-id"])
    process.terminate()
    _, log = process.communicate(timeout=30)
    assert process.returncode == 0
    lines = [json.loads(line) for line in log.splitlines()]
    requests = [line for line in lines if line["target"] == "request"]
    assert [(line["route"], line["status"]) for line in requests] == [
        ("/api/{user_id}/tasks", 200),
        ("/tasks", 401),
        ("none", 404),
    ]
    assert [line["span"]["id"] for line in requests] == ids
    for secret in ["secret-subject", "secret-cursor", *(part for token in tokens for part in token.split("."))]:
        assert secret not in log, secret


def test_a_shared_secret_with_integer_ids_works_too(program):
    process = program(JWKS_URL="", ISSUER="", AUDIENCE="", AUTH_SECRET=SECRET, USER_ID_CLAIM="user_id")
    base = address(process)
    token = TestIssuer(secret=SECRET.encode(), algorithms=["HS256"]).mint({"user_id": 42})
    for path, status in [("/api/42/tasks", 200), ("/api/042/tasks", 403), ("/api/43/tasks", 403), ("/api/v1/me", 200)]:
        assert httpx.get(base + path, headers={"Authorization": f"Bearer {token}"}).status_code == status, path
    process.terminate()
    assert process.wait(timeout=30) == 0


def test_users_and_tasks_outlive_the_process(program, issuer):
    headers = {"Authorization": f"Bearer {issuer.mint({'sub': 'alice'})}"}
    for number in (1, 2):
        process = program()
        base = address(process)
        httpx.post(f"{base}/tasks", json={"title": "Milk"}, headers=headers)
        assert httpx.get(f"{base}/tasks", headers=headers).json()["count"] == number
        process.terminate()
        process.wait(timeout=30)


def test_env_example_names_every_variable():
    named = set(re.findall(r"^(?:# )?([A-Z_]+)=", (HOME / ".env.example").read_text(), re.MULTILINE))
    fields = {name.upper() for name in (*Settings.model_fields, *AuthSettings.model_fields)}
    assert named == {"DATABASE_URL" if name == "DATABASE" else name for name in fields}
