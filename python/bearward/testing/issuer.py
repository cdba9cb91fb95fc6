"""The issuer of tests, as the package brings it."""

from typing import Any

from bearward import Verifier
from bearward._bearward import TestIssuer


def verifier_of(issuer: TestIssuer, **options: Any) -> Verifier:
    """A verifier that trusts this issuer and fetches its keys over HTTP; `options` are further keywords of `Verifier`."""
    trusted: dict[str, Any] = {"issuer": issuer.issuer, "audience": issuer.audience, "jwks_url": issuer.jwks_url}
    return Verifier(**{**trusted, **options})


__all__ = ["TestIssuer", "verifier_of"]
