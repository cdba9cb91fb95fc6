"""The issuer goes away: known keys go on, an unknown one is never called a bad token. Last but one: the issuer is shared."""


def test_known_keys_go_on_while_the_issuer_is_down(alice, anyone, issuer):
    assert alice.ask("GET", "/tasks").status_code == 200
    issuer.down()
    try:
        assert alice.ask("GET", "/tasks").status_code == 200
        assert anyone.get("/ready").status_code == 200
        unknown = {"Authorization": f"Bearer {issuer.unknown_kid({'sub': 'a'})}"}
        assert anyone.get("/tasks", headers=unknown).json()["code"] in ("keys_unavailable", "key_not_found")
    finally:
        issuer.up()
