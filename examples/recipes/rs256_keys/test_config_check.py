"""The guide's `scripts/validate-jwt-config.sh`: one fault after another, by exit code and words."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from bearward.testing import TestIssuer

SCRIPT = Path(__file__).resolve().parent / "scripts/validate-jwt-config.sh"
SECRET = "nC4z0ZJtq1kq7yVn5W2aQm8dLr3XeT6b"


@pytest.fixture(scope="module")
def issuer():
    return TestIssuer(algorithms=["RS256"])


@pytest.fixture
def check(issuer):
    def check(*arguments, token="", **env):
        given = {"BETTER_AUTH_URL": issuer.issuer, "BETTER_AUTH_JWKS_URL": issuer.jwks_url, "AUDIENCE": issuer.audience, **env}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        ran = subprocess.run(
            [SCRIPT, *arguments], env={"PATH": path, **given}, input=token, capture_output=True, text=True, timeout=60
        )
        return ran.returncode, ran.stdout + ran.stderr

    return check


def test_a_sound_configuration(check, issuer):
    code, said = check("--token", token=issuer.mint({"sub": "a"}), BETTER_AUTH_SECRET=SECRET)
    assert code == 0, said
    assert SECRET not in said


def test_better_auth_secret_length_minimum_32_characters(check):
    code, said = check(BETTER_AUTH_SECRET="short")
    assert code == 1 and "32" in said, said


def test_jwks_endpoint_reachability(check):
    with socket.create_server(("127.0.0.1", 0)) as free:
        dead = f"http://127.0.0.1:{free.getsockname()[1]}/jwks.json"
    assert check(BETTER_AUTH_JWKS_URL=dead)[0] == 3


def test_json_response_validity(check):
    html = TestIssuer(algorithms=["RS256"])
    html.answer_with(200, headers={"content-type": "text/html"}, body=b"<html></html>")
    code, said = check(BETTER_AUTH_JWKS_URL=html.jwks_url)
    assert code in (1, 3) and "HTML" in said, said


def test_supported_algorithms(check):
    ed25519 = TestIssuer(algorithms=["EdDSA"])
    code, said = check(BETTER_AUTH_JWKS_URL=ed25519.jwks_url)
    assert code == 1 and "algorithm" in said, said


def test_issuer_and_audience_against_a_token(check, issuer):
    for claims in ({"iss": "https://other.example"}, {"aud": "https://other.example"}, {"exp": 1}):
        code, said = check("--token", token=issuer.mint({"sub": "a", **claims}))
        assert code == 1, said
