"""Who may touch what."""

import pytest
from bearward import Denied

MISSING = "00000000-0000-4000-8000-000000000000"
VARYING = {"date", "x-request-id"}


def requests(id):
    body = {"json": {"title": "taken over"}}
    return [
        ("GET", "", {}),
        ("GET", f"/{id}", {}),
        ("PUT", f"/{id}", body),
        ("PATCH", f"/{id}/complete", {}),
        ("DELETE", f"/{id}", {}),
    ]


def test_a_foreign_user_id_in_the_path_is_a_403(alice, bob, refused):
    id = alice.create()["id"]
    path = alice.both[0]
    for method, tail, options in requests(id):
        refused(bob.ask(method, path + tail, **options), 403, "owner_mismatch")
    refused(bob.ask("POST", path, json={"title": "x"}), 403, "owner_mismatch")
    refused(alice.ask("GET", path.replace("user", "User")), 403, "owner_mismatch")
    assert alice.ask("GET", "/tasks").json()["count"] == 1


def test_the_403_comes_before_anything_about_the_body_or_the_query(alice, bob, refused):
    path = alice.both[0]
    refused(bob.ask("POST", path, json=[]), 403, "owner_mismatch")
    refused(bob.ask("POST", path, content=b"{"), 403, "owner_mismatch")
    refused(bob.ask("GET", f"{path}?limit=0"), 403, "owner_mismatch")
    refused(bob.ask("GET", f"{path}/x"), 403, "owner_mismatch")


def test_a_foreign_task_and_a_missing_one_are_the_same_404_byte_for_byte(alice, bob, refused):
    id = alice.create()["id"]
    for base in bob.both:
        for method, tail, options in requests(id)[1:]:
            foreign = bob.ask(method, base + tail, **options)
            missing = bob.ask(method, base + tail.replace(id, MISSING), **options)
            refused(foreign, 404, "not_found")
            assert foreign.text == missing.text == Denied("not_found").body
            ours, theirs = ({k: v for k, v in reply.headers.items() if k not in VARYING} for reply in (foreign, missing))
            assert ours == theirs, (method, tail)
    kept = alice.ask("GET", f"/tasks/{id}").json()
    assert (kept["title"], kept["completed"]) == ("Milk", False)


def test_what_is_no_id_is_the_same_404(alice, refused):
    id = alice.create()["id"]
    for wrong in ["x", "1", "%20", "%FF", "%00", id.replace("-", ""), f"%7B{id}%7D", f"{id}%20", id.upper()]:
        reply = alice.ask("GET", f"/tasks/{wrong}")
        refused(reply, 404, "not_found")
        assert reply.text == Denied("not_found").body, wrong


def test_lists_hold_the_owners_tasks_alone(alice, bob, person):
    for one in (alice, bob):
        task = one.create(one.id)
        assert one.ask("GET", "/tasks").json() == {"data": [task], "count": 1, "next": None}
    assert person().ask("GET", "/tasks").json() == {"data": [], "count": 0, "next": None}


@pytest.mark.parametrize("id", ["auth0|5 7", "a+b@example.com", "ünï-çødé", "42"])
def test_a_user_id_with_other_characters_is_compared_once_decoded(person, refused, id):
    one = person(id)
    assert one.ask("GET", one.both[0]).status_code == 200
    if "%" in one.both[0]:
        refused(one.ask("GET", one.both[0].replace("%", "%25")), 403, "owner_mismatch")
