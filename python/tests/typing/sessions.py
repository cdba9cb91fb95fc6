"""Session cookies as programs use them."""

from __future__ import annotations

from bearward import Claims, Verifier
from bearward.better_auth import SessionCookies
from bearward.testing import TestIssuer, session_cookies

sessions = SessionCookies(
    secret_env="BETTER_AUTH_SECRET",
    base_url="https://app.example.com",
    strategy="jwt",
    version="2",
    secure=True,
    max_data_age=60,
    revoked_if=lambda claims: claims["sid"] == "stolen",
)


def user(header: str | None) -> str:
    """Who is signed in."""
    claims = sessions.decide(header)
    if claims is None:
        return "ask Better Auth"
    return str(claims.subject)


async def waiting(verifier: Verifier, header: bytes) -> Claims | None:
    """With the issuer's keys."""
    return await SessionCookies(secret=["new", "old"], verifier=verifier).decide_async(header)


def cookies(issuer: TestIssuer) -> str:
    """For tests."""
    return session_cookies("alice", secret="secret", issuer=issuer, user={"role": "admin"}, stale=True)
