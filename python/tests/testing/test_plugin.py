"""The fixtures that come with the package, without any import."""

import pytest
from bearward import Denied


def test_the_fixtures_belong_together(bearward_issuer, bearward_verifier, bearward_headers):
    header = bearward_headers(sub="alice", email="a@example.com")["Authorization"]
    claims = bearward_verifier.verify(header.removeprefix("Bearer "))
    assert (claims.subject, claims["email"]) == ("alice", "a@example.com")
    with pytest.raises(Denied) as denied:
        bearward_verifier.verify(bearward_issuer.expired({"sub": "alice"}))
    assert denied.value.code == "token_expired"


def test_the_plugin_registers_itself(request):
    assert any("bearward.testing.plugin" in str(module) for module in request.config.pluginmanager.get_plugins())
