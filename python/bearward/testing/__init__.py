"""For tests: an issuer on loopback whose tokens are real, `session_cookies` as Better Auth makes them, and `as_user` for
applications of an issuer out of reach."""

from .._bearward import TestIssuer, session_cookies
from .acting import as_user

__all__ = ["TestIssuer", "as_user", "session_cookies"]
