"""``python -m bearward doctor``: the core's program, run as users run it."""

import subprocess
import sys

from bearward.testing import TestIssuer


def doctor(*arguments: str, token: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bearward", "doctor", *arguments]
    return subprocess.run(command, input=token, capture_output=True, text=True, timeout=30, check=False)


def test_help() -> None:
    ran = doctor("--help")
    assert (ran.returncode, "--jwks-url URL" in ran.stdout) == (0, True)


def test_wrong_arguments_are_exit_code_2() -> None:
    ran = doctor("--no-such")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "--no-such" in ran.stderr


def test_a_token_from_standard_input_is_judged() -> None:
    with TestIssuer() as issuer:
        keys = ("--issuer", issuer.url, "--audience", issuer.audience, "--jwks-url", issuer.jwks_url, "--token")
        good = doctor(*keys, token=issuer.mint({"sub": "alice"}))
        assert (good.returncode, 'accepted: subject "alice"' in good.stdout) == (0, True), good.stdout
        bad = doctor(*keys, token=issuer.expired({"sub": "alice"}))
        assert (bad.returncode, "token_expired" in bad.stdout) == (1, True), bad.stdout


def test_an_endpoint_that_is_down_is_exit_code_3() -> None:
    with TestIssuer() as issuer:
        issuer.down()
        assert doctor("--jwks-url", issuer.jwks_url).returncode == 3
