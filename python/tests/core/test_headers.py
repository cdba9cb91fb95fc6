"""Header fields as servers give them, and payloads as issuers write them."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest
from bearward import Verifier

SECRET = "Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0"


@pytest.fixture
def verifier() -> Verifier:
    return Verifier(any_issuer=True, any_audience=True, secret=SECRET)


def sign(payload: str) -> str:
    parts = [urlsafe_b64encode(part).rstrip(b"=") for part in (b'{"alg":"HS256"}', payload.encode())]
    signature = hmac.new(SECRET.encode(), b".".join(parts), hashlib.sha256).digest()
    return b".".join([*parts, urlsafe_b64encode(signature).rstrip(b"=")]).decode()


@pytest.mark.parametrize(
    "shape",
    [list, tuple, iter, lambda fields: [list(field) for field in fields], lambda fields: (field for field in fields)],
    ids=["list", "tuple", "iterator", "list of lists", "generator"],
)
def test_fields_come_in_any_shape(verifier: Verifier, shape: Callable[[list[tuple[bytes, bytes]]], Any]) -> None:
    token = sign('{"sub":"alice","exp":99999999999}')
    fields = [(b"host", b"a"), (b"\xff", b"\xff"), (b"Authorization", b"Bearer " + token.encode()), (b"accept", b"*/*")]
    assert verifier.find_token("GET", shape(fields)) == token
    assert verifier.decide("GET", shape(fields)).subject == "alice"
    claims = verifier.try_decide("GET", shape(fields))
    assert claims is not None and claims == verifier.verify(token)


def test_a_field_of_another_shape_is_a_type_error_wherever_it_stands(verifier: Verifier) -> None:
    good = (b"authorization", b"Bearer x")
    for wrong in [(b"a",), (b"a", b"b", b"c"), (b"a", "b"), ("a", b"b"), b"ab", "ab", 3]:
        for fields in ([good, wrong], [wrong, good]):
            with pytest.raises(TypeError):
                verifier.find_token("GET", fields)  # type: ignore[arg-type]


def test_claims_are_what_json_says(verifier: Verifier) -> None:
    big, small = 2**53 - 1, 5e-324
    numbers = f"[{big},-0,-0.0,{small},1E3,true,null]"
    payload = f' \r\n\t{{"sub":"alice","exp":99999999999,"n":{numbers},"t":"\\ud83d\\ude00\\u00e4/\\/"}} \n'
    claims = verifier.verify(sign(payload))
    assert claims.to_dict() == {
        "sub": "alice",
        "exp": 99999999999,
        "n": [big, 0, -0.0, small, 1000.0, True, None],
        "t": "\N{GRINNING FACE}ä//",
    }
    assert [type(value) for value in claims["n"]] == [int, int, float, float, float, bool, type(None)]
    assert claims.to_dict() is not claims.to_dict()
