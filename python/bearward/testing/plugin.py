"""pytest fixtures; pytest loads this module by itself once the package is installed."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bearward import Verifier
    from bearward.testing import TestIssuer


@pytest.fixture
def bearward_issuer() -> "Iterator[TestIssuer]":
    """A `TestIssuer` of its own for each test."""
    from bearward.testing import TestIssuer

    yield TestIssuer()


@pytest.fixture
def bearward_verifier(bearward_issuer: "TestIssuer") -> "Verifier":
    """A verifier that trusts `bearward_issuer`, keys over HTTP included."""
    return bearward_issuer.verifier()


@pytest.fixture
def bearward_headers(bearward_issuer: "TestIssuer") -> Callable[..., dict[str, str]]:
    """Headers with a good token: `client.get("/", headers=bearward_headers(sub="alice"))`."""

    def headers(**claims: object) -> dict[str, str]:
        return {"Authorization": f"Bearer {bearward_issuer.mint(claims)}"}

    return headers
