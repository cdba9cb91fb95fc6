"""A wrong configuration is a ConfigError with one sentence, or a TypeError that names the option."""

from __future__ import annotations

import datetime
import json
import os
from pathlib import Path
from typing import Any

import pytest
from bearward import ConfigError, Denied, Verifier
from bearward.testing import TestIssuer

SECRET = "Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0"
PARTIES: dict[str, Any] = {"issuer": "https://id.example.com", "audience": "api"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "Choose the issuer"),
        ({"issuer": "x"}, "Choose the audience"),
        ({"issuer": "x", "any_issuer": True, "audience": "y", "secret": SECRET}, "Choose the issuer"),
        ({"issuer": None, "audience": "y", "secret": SECRET}, "Choose the issuer"),
        (PARTIES, "No keys were given"),
        ({**PARTIES, "secret": None, "discovery": False}, "No keys were given"),
        ({**PARTIES, "secret": SECRET, "jwks_url": "https://id.example.com/jwks"}, "secret and jwks_url"),
        ({**PARTIES, "secret": "short"}, "5 bytes, at least 32"),
        ({**PARTIES, "secret_env": "NO_SUCH_VARIABLE_HERE"}, "NO_SUCH_VARIABLE_HERE is not set"),
        ({**PARTIES, "jwks_url": "http://id.example.com/jwks"}, "https"),
        ({**PARTIES, "jwks_file": "/no/such/file.json"}, "/no/such/file.json"),
        ({**PARTIES, "secret": SECRET, "algorithms": []}, "list of algorithms is empty"),
        ({**PARTIES, "secret": SECRET, "algorithms": "none"}, "none"),
        ({**PARTIES, "secret": SECRET, "leeway": -1}, "leeway"),
        ({**PARTIES, "secret": SECRET, "leeway": datetime.timedelta(seconds=-1)}, "leeway"),
        ({**PARTIES, "secret": SECRET, "subject": "email", "subject_int": "uid"}, "The subject stands in one claim"),
        ({**PARTIES, "secret": SECRET, "leeway": float("nan")}, "leeway"),
        ({**PARTIES, "secret": SECRET, "require": {"azp": []}}, "azp"),
        ({"issuer": [], "audience": "y", "secret": SECRET}, "choose any_issuer=True"),
        ({"issuer": "x", "audience": [], "secret": SECRET}, "choose any_audience=True"),
        ({**PARTIES, "jwks_url": "http://id.example.com/jwks"}, "add this line: allow_http=True"),
        ({**PARTIES, "secret": "-----BEGIN PUBLIC KEY-----"}, "with pem=..., jwk=... or jwks=...\\."),
        ({**PARTIES, "jwk": {"keys": []}}, "with jwks=..."),
        ({**PARTIES, "secret": SECRET, "allowed_origins": "https://a.example"}, "with cookie=..."),
        ({**PARTIES, "secret": SECRET, "token_header": "authorization"}, "token_header=..."),
        ({"issuer": ["a", "b"], "audience": "y", "discovery": True}, "discovery=True needs"),
        (
            {"any_issuer": True, "any_audience": True, "secret": SECRET, "subject": "email"},
            'subject="email" with a bare secret',
        ),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_what_stops_the_start(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words) as raised:
        Verifier(**options)
    assert "\n" not in str(raised.value) and isinstance(raised.value, ValueError)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("issuer", 3),
        ("issuer", b"x"),
        ("any_issuer", "yes"),
        ("leeway", "5"),
        ("required", 3),
        ("require", ["azp"]),
        ("require", {"azp": [1.5]}),
        ("max_token_bytes", -1),
        ("token_cache", 5),
        ("revoked_if", 3),
        ("fetch", "curl"),
        ("fetch_headers", []),
        ("realm", 3),
        ("nope", 3),
        ("nope", None),
    ],
)
def test_values_of_the_wrong_type_name_their_option(option: str, value: Any) -> None:
    options = {"any_issuer": True, "any_audience": True, "secret": SECRET, option: value}
    if option == "issuer":
        del options["any_issuer"]
    with pytest.raises(TypeError, match=option):
        Verifier(**options)


def test_a_secret_of_the_wrong_type_is_not_shown() -> None:
    with pytest.raises(TypeError, match="secret: give a str") as raised:
        Verifier(**PARTIES, secret=[SECRET, 12345])  # type: ignore[list-item]
    assert "12345" not in str(raised.value) and SECRET not in str(raised.value)


def test_every_source_of_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    issuer = TestIssuer()
    token = issuer.mint({"sub": "alice"})
    file = tmp_path / "jwks.json"
    file.write_text(issuer.jwks)
    parties: dict[str, Any] = {"issuer": [issuer.issuer, "https://other"], "audience": issuer.audience}
    whole = json.loads(issuer.jwks)
    for source in (
        {"jwks": issuer.jwks},
        {"jwks": whole},
        {"jwk": whole["keys"][0]},
        {"jwk": json.dumps(whole["keys"][0])},
        {"pem": issuer.public_pem()},
        {"jwks_file": file},
        {"jwks_file": os.fspath(file)},
        {"jwks_url": issuer.jwks_url},
        {"discovery": True},
    ):
        if "discovery" in source:
            parties["issuer"] = issuer.issuer
        assert Verifier(**parties, **source).verify(token).subject == "alice"
    shared = TestIssuer(algorithms="HS256", secret=SECRET.encode())
    parties = {"issuer": shared.issuer, "audience": shared.audience}
    token = shared.mint({"sub": "alice"})
    monkeypatch.setenv("TEST_SECRET", SECRET)
    for source in ({"secret": SECRET}, {"secret": SECRET.encode()}, {"secret_env": "TEST_SECRET"}):
        assert Verifier(**parties, **source).verify(token).subject == "alice"
    rotating = Verifier(**parties, secret=[SECRET[::-1], SECRET])
    assert rotating.verify(token).subject == "alice"


def test_times_may_be_timedeltas() -> None:
    issuer = TestIssuer()
    old = issuer.mint({"sub": "a", "iat": 1_700_000_000})
    verifier = issuer.verifier(max_token_age=datetime.timedelta(days=1), leeway=datetime.timedelta(seconds=1))
    with pytest.raises(Denied) as raised:
        verifier.verify(old)
    assert raised.value.code == "token_too_old"


@pytest.mark.parametrize(
    ("preset", "arguments"),
    [
        ("better_auth", ("https://app.example.com",)),
        ("better_auth_oauth", ("https://app.example.com", "api")),
        ("auth0", ("tenant.eu.auth0.com", "api")),
        ("clerk", ("https://clerk.example.com", "https://app.example.com")),
        ("cognito", ("eu-central-1_a1B2c3D4e", ["1example23456789"])),
        ("entra", ("72f988bf-86f1-41af-91ab-2d7cd011db47", "api")),
        ("firebase", ("my-project-1a2b3",)),
        ("google", ("1234-abc.apps.googleusercontent.com",)),
        ("keycloak", ("https://sso.example.com/realms/shop", "api")),
        ("okta", ("https://dev-123456.okta.com/oauth2/default", "api")),
        ("supabase", ("https://abcdefghijklmnopqrst.supabase.co",)),
        ("workos", ("client_01HXYZ123456789ABCDEFGHIJK",)),
    ],
)
def test_every_preset(preset: str, arguments: tuple[Any, ...]) -> None:
    make = getattr(Verifier, preset)
    assert not make(*arguments, leeway=1, cookie="token", allowed_origins="https://app.example.com").ready()
    with pytest.raises(ConfigError):
        make("", *arguments[1:])
    with pytest.raises(TypeError, match="nope"):
        make(*arguments, nope=1)


def test_what_a_verifier_says_of_itself() -> None:
    usual = Verifier(**PARTIES, secret=SECRET)
    assert (usual.subject_claim, usual.subject_type, usual.scopes_from) == ("sub", "string", None)
    other = Verifier(issuer="a", any_audience=True, secret=SECRET, subject_int="user_id", scopes_from="/permissions")
    assert (other.subject_claim, other.subject_type, other.scopes_from) == ("user_id", "integer", "/permissions")
    several = Verifier.many([usual, other])
    assert (several.subject_claim, several.subject_type, several.scopes_from) == (None, "string", None)
    with pytest.raises(AttributeError):
        usual.subject_claim = "x"  # type: ignore[misc]  # pyright: ignore


def test_none_is_as_good_as_not_given() -> None:
    issuer = TestIssuer()
    nobody = issuer.mint({})
    for verifier in (issuer.verifier(subject=None), issuer.verifier(subject_int=None), issuer.verifier(optional_subject=None)):
        with pytest.raises(Denied) as raised:
            verifier.verify(nobody)
        assert (raised.value.code, raised.value.claim) == ("claim_missing", "sub")
    assert issuer.verifier(optional_subject=True).verify(nobody).subject is None


def test_a_preset_with_a_part_replaced() -> None:
    issuer = TestIssuer()
    verifier = Verifier.better_auth("https://app.example.com", issuer=issuer.issuer, jwks_url=issuer.jwks_url)
    token = issuer.mint({"sub": "a", "aud": "https://app.example.com"})
    assert verifier.verify(token).subject == "a"
    static = Verifier.better_auth(issuer.url, jwks=issuer.jwks, any_audience=True, require={"tier": ["gold", 1, True]})
    for tier in ("gold", 1, True):
        assert static.verify(issuer.mint({"sub": "a", "tier": tier})).subject == "a"
    for tier in ("Gold", 2, False, "1", None):
        with pytest.raises(Denied):
            static.verify(issuer.mint({"sub": "a", "tier": tier}))


def test_what_a_preset_demands_is_taken_back() -> None:
    issuer = TestIssuer()
    keycloak = {
        "realm_url": "https://sso.example.com/realms/shop",
        "audience": "api",
        "issuer": issuer.issuer,
        "jwks": issuer.jwks,
    }
    token = issuer.mint({"sub": "a", "aud": "api"})
    with pytest.raises(Denied) as raised:
        Verifier.keycloak(**keycloak).verify(token)
    assert (raised.value.code, raised.value.claim) == ("claim_missing", "typ")
    assert Verifier.keycloak(**keycloak, not_required="typ", header_cache=True).verify(token).subject == "a"
    with pytest.raises(Denied) as raised:
        Verifier.keycloak(**keycloak, not_required=["typ"], required="email").verify(token)
    assert raised.value.claim == "email"
    oauth: dict[str, Any] = {"issuer": issuer.issuer, "jwks": issuer.jwks}
    with pytest.raises(Denied) as raised:
        Verifier.better_auth_oauth(issuer.url, "api", **oauth).verify(token)
    assert raised.value.code == "token_type_mismatch"
    freed = Verifier.better_auth_oauth(issuer.url, "api", **oauth, default_typ=True, not_required="azp")
    assert freed.verify(token).subject == "a"


def test_many() -> None:
    one, two = TestIssuer(), TestIssuer()
    verifier = Verifier.many([one.verifier(), two.verifier(token_cache=(10, 10_000))])
    assert verifier.verify(one.mint({"sub": "a"})).issuer == one.issuer
    assert verifier.verify(two.mint({"sub": "a"})).issuer == two.issuer
    for bad in ([], [one.verifier(), one.verifier()]):
        with pytest.raises(ConfigError):
            Verifier.many(bad)
    with pytest.raises(TypeError):
        Verifier.many([3])  # type: ignore[list-item]


def test_a_secret_is_never_in_an_error():
    # What os.environ makes of an octet that is not UTF-8.
    with pytest.raises(TypeError, match="secret") as fault:
        Verifier(**PARTIES, secret="topsecret" * 5 + "\udce9")
    chain, error = [], fault.value
    while error is not None:
        chain += [repr(error), repr(vars(error)), repr(getattr(error, "object", ""))]
        error = error.__cause__ or error.__context__
    assert "topsecret" not in "".join(chain)
