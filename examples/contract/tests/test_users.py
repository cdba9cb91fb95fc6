"""The first valid token of a user makes the user's row, exactly once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier


def test_fifty_first_requests_at_once(alice):
    together = Barrier(50)

    def request(n):
        together.wait()
        if n % 2:
            return alice.ask("GET", "/api/v1/me")
        return alice.ask("POST", "/tasks", json={"title": "first"})

    with ThreadPoolExecutor(50) as pool:
        replies = list(pool.map(request, range(50)))
    assert {reply.status_code for reply in replies} == {200, 201}
    made = {reply.json()["created_at"] for reply in replies if reply.status_code == 200}
    assert len(made) == 1, "all saw the one row"
    assert alice.ask("GET", "/tasks").json()["count"] == 25


def test_the_row_stays_as_it_was_made(alice, person):
    first = alice.ask("GET", "/api/v1/me").json()
    renamed = person(alice.id, email="new@example.com", name="New")
    assert renamed.ask("GET", "/api/v1/me").json() == first


def test_a_refusal_too_makes_it(alice, bob):
    before = bob.ask("GET", alice.both[0])
    assert before.status_code == 403
    assert bob.ask("GET", "/api/v1/me").status_code == 200
