"""For tests: an issuer on loopback whose tokens are real, and `as_user` for applications of an issuer out of reach."""

from .acting import as_user
from .issuer import TestIssuer, verifier_of

__all__ = ["TestIssuer", "as_user", "verifier_of"]
