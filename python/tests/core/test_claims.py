"""Claims: a read-only mapping that holds what the token holds."""

from __future__ import annotations

import copy
import datetime
import json
import pickle
from collections.abc import Mapping
from typing import Any

import pytest
from bearward import Claims, Denied
from bearward.testing import TestIssuer

PAYLOAD = (
    '{"sub":"alice","exp":4102444800.5,"iat":1,"nbf":2,"big":1180591620717411303424,"id":9007199254740993,'
    '"roles":["a","b"],"nested":{"x":[1]},"none":null,"\\u00e9":"\\ud83d\\ude00","scope":"tasks:read tasks:write"'
)


@pytest.fixture(scope="module")
def issuer() -> TestIssuer:
    return TestIssuer()


@pytest.fixture
def claims(issuer: TestIssuer) -> Claims:
    payload = f'{PAYLOAD},"iss":"{issuer.issuer}","aud":["other","{issuer.audience}"]}}'
    return issuer.verifier().verify(issuer.mint(raw_payload=payload.encode()))


def test_it_is_what_json_says(claims: Claims, issuer: TestIssuer) -> None:
    payload = f'{PAYLOAD},"iss":"{issuer.issuer}","aud":["other","{issuer.audience}"]}}'
    expected = json.loads(payload)
    assert isinstance(claims, Mapping)
    assert claims == expected
    assert expected == claims
    assert claims != {**expected, "sub": "bob"}
    assert dict(claims) == claims.to_dict() == {**claims} == expected
    assert list(claims) == list(claims.keys()) == list(expected)
    assert dict(claims.items()) == expected
    assert list(claims.values()) == list(expected.values())
    assert len(claims) == len(expected)
    assert "sub" in claims and "email" not in claims and 3 not in claims
    assert claims["big"] == 2**70 and type(claims["big"]) is int
    assert claims["id"] == 9007199254740993
    assert claims["é"] == "😀"
    assert claims["exp"] == 4102444800.5
    match claims:
        case {"sub": subject, "none": None}:
            assert subject == "alice"
        case _:
            pytest.fail("a mapping pattern")


def test_absent_claims(claims: Claims) -> None:
    assert claims.get("email") is None
    assert claims.get("email", "x") == "x"
    with pytest.raises(KeyError, match="email"):
        claims["email"]
    with pytest.raises(AttributeError, match=r'use claims\["email"\]'):
        claims.email  # type: ignore[attr-defined]  # pyright: ignore
    assert not hasattr(claims, "__html__")


def test_nothing_can_be_changed(claims: Claims) -> None:
    for change in (
        lambda: setattr(claims, "subject", "bob"),
        lambda: setattr(claims, "other", "bob"),
        lambda: claims.__setitem__("sub", "bob"),  # type: ignore[attr-defined]  # pyright: ignore
        lambda: claims.__delitem__("sub"),  # type: ignore[attr-defined]  # pyright: ignore
        lambda: hash(claims),
    ):
        with pytest.raises((TypeError, AttributeError)):
            change()
    claims["roles"].append("admin")
    claims["nested"]["x"].append(2)
    claims.get("roles").append("admin")  # type: ignore[union-attr]
    next(value for value in claims.values() if isinstance(value, list)).append("admin")
    claims.to_dict()["sub"] = "bob"
    assert claims["roles"] == ["a", "b"] and claims["nested"] == {"x": [1]} and claims["sub"] == "alice"
    with pytest.raises(TypeError):
        Claims()  # type: ignore[abstract]  # pyright: ignore
    with pytest.raises(TypeError):
        type("Mine", (Claims,), {})


def test_registered_claims(claims: Claims, issuer: TestIssuer) -> None:
    utc = datetime.timezone.utc
    assert claims.subject == "alice"
    assert claims.issuer == issuer.issuer
    assert claims.audience == ("other", issuer.audience)
    assert claims.scopes == ("tasks:read", "tasks:write")
    assert claims.expires_at == datetime.datetime(2100, 1, 1, 0, 0, 0, 500_000, tzinfo=utc)
    assert claims.issued_at == datetime.datetime(1970, 1, 1, 0, 0, 1, tzinfo=utc)
    assert claims.not_before == datetime.datetime(1970, 1, 1, 0, 0, 2, tzinfo=utc)


def test_the_last_moment_that_a_token_may_name(issuer: TestIssuer) -> None:
    claims = issuer.verifier().verify(issuer.mint({"sub": "a", "exp": 253402300799.9999}))
    assert claims.expires_at.year == 9999


def test_copies_and_pickles(claims: Claims) -> None:
    assert copy.copy(claims) is claims and copy.deepcopy({"user": claims})["user"] is claims
    with pytest.raises(TypeError, match="to_dict"):
        pickle.dumps(claims)


def test_what_it_shows_of_itself(claims: Claims) -> None:
    assert "alice" in repr(claims) and "roles" not in repr(claims)


def test_two_tokens_with_the_same_claims_are_equal(issuer: TestIssuer) -> None:
    verifier = issuer.verifier()
    token = issuer.mint({"sub": "a"})
    assert verifier.verify(token) == verifier.verify(token)
    assert verifier.verify(token) != verifier.verify(issuer.mint({"sub": "b"}))
    assert verifier.verify(token) != 3


@pytest.mark.parametrize(
    ("method", "good", "bad", "code"),
    [
        ("require_owner", "alice", "Alice", "owner_mismatch"),
        ("require_owner", "alice", 3, "owner_mismatch"),
        ("require_owner", "alice", -(2**80), "owner_mismatch"),
        ("require_owner", "alice", "", "owner_mismatch"),
        ("require_owner", "alice", "\ud800", "owner_mismatch"),
        ("require_path_owner", "alice", "ali%63e", "owner_mismatch"),
        ("require_record_owner", "alice", "bob", "not_found"),
        ("require_record_owner", "alice", None, "not_found"),
        ("require_scope", "tasks:read", "tasks", "scope_insufficient"),
        ("require_any_scope", ["x", "tasks:read"], ["x"], "scope_insufficient"),
        ("require_any_scope", ("tasks:write",), [], "scope_insufficient"),
    ],
)
def test_checks(claims: Claims, method: str, good: Any, bad: Any, code: str) -> None:
    assert getattr(claims, method)(good) is None
    with pytest.raises(Denied) as raised:
        getattr(claims, method)(bad)
    assert raised.value.code == code


def test_integer_subjects(issuer: TestIssuer) -> None:
    claims = issuer.verifier(subject_int="user_id").verify(issuer.mint({"user_id": 42}))
    assert claims.subject == 42 and type(claims.subject) is int
    claims.require_owner(42)
    claims.require_path_owner("42")
    for other in ("42", 43, 2**64 + 42):
        with pytest.raises(Denied, match="own resources"):
            claims.require_owner(other)
    one = issuer.verifier(subject_int="user_id").verify(issuer.mint({"user_id": 1}))
    for no_id in (True, 1.0, b"1", object()):
        with pytest.raises(TypeError, match="an owner is a str or an int"):
            one.require_owner(no_id)  # type: ignore[arg-type]


def test_a_scope_claim_of_a_wrong_type_is_denied(issuer: TestIssuer) -> None:
    claims = issuer.verifier().verify(issuer.mint({"sub": "a", "scope": 3}))
    with pytest.raises(Denied) as raised:
        claims.scopes
    assert raised.value.code == "claim_invalid" and raised.value.claim == "scope"


def test_optional_subject(issuer: TestIssuer) -> None:
    assert issuer.verifier(optional_subject=True).verify(issuer.mint()).subject is None
    with pytest.raises(Denied) as raised:
        issuer.verifier(subject=None).verify(issuer.mint())
    assert raised.value.code == "claim_missing"
