"""What a type checker must accept, in strict mode; its `ignore` comments mark what it must refuse."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from bearward import Claims, ConfigError, Denied, Verifier
from typing_extensions import assert_type

verifier = Verifier(issuer="https://id.example.com", audience=["api"], jwks_url="https://id.example.com/jwks")
verifier = Verifier(any_issuer=True, any_audience=True, secret=b"", subject_int="user_id", required=["email"])
verifier = Verifier.better_auth("https://app.example.com", leeway=datetime.timedelta(seconds=1))
verifier = Verifier.many([verifier, Verifier.google("id", revoked_if=lambda claims: claims["jti"] == "x")])

Verifier(isuer="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Verifier(issuer=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Verifier.entra("tenant")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
verifier.verify(b"token")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def fetch(url: str, headers: dict[str, str], timeout: float) -> tuple[int, Mapping[str, str], bytes]:
    """Any HTTP client."""
    return 200, {}, b""


async def handler(token: str) -> Claims:
    """Everything that a handler does."""
    Verifier.better_auth("https://app.example.com", fetch=fetch)
    claims = await verifier.verify_async(token)
    assert_type(claims.subject, str | int | None)
    assert_type(claims.expires_at, datetime.datetime)
    assert_type(claims.scopes, tuple[str, ...])
    assert_type(claims["email"], Any)
    assert_type(claims.to_dict(), dict[str, Any])
    claims.require_owner(42)
    claims.require_record_owner(None)
    claims.require_owner(4.2)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    claims["email"] = "x"  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    claims.email  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    return claims


def answer(error: Denied | ConfigError) -> tuple[int, str, list[tuple[str, str]]]:
    """What a framework does with a denial."""
    if isinstance(error, ConfigError):
        return 500, str(error), []
    assert_type(error.explain.hint, str | None)
    return error.status, error.body, error.headers
