"""Create, list, get, replace, complete, delete: by path and by token."""

import re
from uuid import UUID

MEMBERS = {"id", "user_id", "title", "description", "completed", "priority", "created_at", "updated_at"}


def test_a_task_lives_from_creation_to_deletion(alice, refused):
    for base in alice.both:
        made = alice.ask("POST", base, json={"title": "Milk", "priority": "high"})
        assert made.status_code == 201, made.text
        task = made.json()
        at = f"{base}/{task['id']}"
        assert made.headers["location"] == at

        assert alice.ask("GET", at).json() == task
        assert alice.ask("GET", base).json() == {"data": [task], "count": 1, "next": None}

        replaced = alice.ask("PUT", at, json={"title": "Bread", "completed": True})
        assert replaced.status_code == 200, replaced.text
        replaced = replaced.json()
        assert (replaced["title"], replaced["completed"]) == ("Bread", True)
        assert replaced["priority"] == "medium", "a replacement is a whole task"
        assert replaced["created_at"] == task["created_at"] and replaced["updated_at"] > task["updated_at"]

        deleted = alice.ask("DELETE", at)
        assert (deleted.status_code, deleted.content) == (204, b"")
        refused(alice.ask("GET", at), 404, "not_found")
        refused(alice.ask("DELETE", at), 404, "not_found")


def test_a_task_has_these_members_and_defaults(alice):
    task = alice.create("Milk")
    assert set(task) == MEMBERS
    assert (task["user_id"], task["title"], task["description"]) == (alice.id, "Milk", None)
    assert (task["completed"], task["priority"]) == (False, "medium")
    assert UUID(task["id"]).version == 4
    for name in ("created_at", "updated_at"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", task[name])
    assert task["created_at"] == task["updated_at"]


def test_complete_toggles(alice):
    id = alice.create()["id"]
    for base in alice.both:
        for expected in (True, False):
            reply = alice.ask("PATCH", f"{base}/{id}/complete")
            assert (reply.status_code, reply.json()["completed"]) == (200, expected)


def test_a_task_may_be_sent_back_as_it_was_received(alice):
    task = alice.create()
    sent = {**task, "user_id": "somebody", "id": "00000000-0000-4000-8000-000000000000", "completed": True}
    reply = alice.ask("PUT", f"/tasks/{task['id']}", json=sent)
    assert reply.status_code == 200, reply.text
    assert (reply.json()["user_id"], reply.json()["id"]) == (alice.id, task["id"]), "a body decides nothing of these"


def test_text_comes_back_as_it_went_in(alice):
    title = " 'quotes' \"; DROP TABLE tasks; -- \U0001f95b \ufffd "
    task = alice.create(title, description="")
    assert (task["title"], task["description"]) == (title, "")


def test_the_signed_in_user(alice, person):
    me = alice.ask("GET", "/api/v1/me")
    assert me.status_code == 200, me.text
    assert set(me.json()) == {"id", "email", "name", "created_at"}
    assert (me.json()["id"], me.json()["email"]) == (alice.id, f"{alice.id}@example.com")
    for claims in [{"email": 5, "name": {"first": "B"}}, {"email": None, "name": "with\0NUL"}]:
        me = person(**claims).ask("GET", "/api/v1/me").json()
        assert (me["email"], me["name"]) == (None, None)
