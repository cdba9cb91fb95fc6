"""`TestIssuer` through the package: what tests of applications need of it."""

import pytest
from bearward import Denied
from bearward.testing import TestIssuer


@pytest.fixture
def issuer():
    return TestIssuer()


def code(verifier, token):
    with pytest.raises(Denied) as denied:
        verifier.verify(token)
    return denied.value.code


def test_bad_tokens_are_bad_for_their_reason(issuer):
    verifier, alice = issuer.verifier(), {"sub": "alice"}
    assert verifier.verify(issuer.mint(alice)).subject == "alice"
    assert code(verifier, issuer.expired(alice)) == "token_expired"
    assert code(verifier, issuer.wrong_key(alice)) == "signature_invalid"
    assert code(verifier, issuer.wrong_audience(alice)) == "audience_mismatch"
    assert code(verifier, issuer.wrong_issuer(alice)) == "issuer_mismatch"
    assert code(verifier, issuer.unknown_kid(alice)) == "key_not_found"


def test_rotation_and_outage(issuer):
    verifier = issuer.verifier()
    old = issuer.mint({"sub": "alice"})
    verifier.verify(old)
    issuer.rotate()
    assert verifier.verify(issuer.mint({"sub": "alice"})).subject == "alice"
    assert verifier.verify(old).subject == "alice"
    issuer.down()
    assert verifier.verify(old).subject == "alice", "known keys go on"
    assert code(issuer.verifier(), old) == "keys_unavailable"
    issuer.up()
    assert issuer.requests >= 2


def test_at_the_end_of_the_block_nobody_answers(issuer):
    with TestIssuer() as other:
        token = other.mint({"sub": "alice"})
        assert other.verifier().verify(token).subject == "alice"
    assert code(other.verifier(), token) == "keys_unavailable"


def test_options_pass_through(issuer):
    verifier = issuer.verifier(audience="another")
    assert code(verifier, issuer.mint({"sub": "alice"})) == "audience_mismatch"
