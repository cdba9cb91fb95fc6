"""Request bodies: fields, JSON, content type, size."""

import os
import socket
from urllib.parse import urlsplit

LIMIT = 64 * 1024
JSON = {"Content-Type": "application/json"}


def test_every_field_at_fault_is_named_once(alice, at_fault):
    task = alice.create()
    wrong = {"title": " ", "description": 5, "completed": "yes", "priority": "urgent"}
    for method, path in [("POST", "/tasks"), ("PUT", f"/tasks/{task['id']}")]:
        reply = alice.ask(method, path, json=wrong)
        assert at_fault(reply) == ["title", "description", "completed", "priority"]
    for body in [{}, {"title": None}, {"title": ""}, {"title": 5}, {"title": "a\0b"}, {"title": " \u2003\n"}]:
        assert at_fault(alice.ask("POST", "/tasks", json=body)) == ["title"], body
    for field, value in [("completed", None), ("completed", 1), ("priority", None), ("priority", "Low")]:
        assert at_fault(alice.ask("POST", "/tasks", json={"title": "x", field: value})) == [field], value
    assert alice.ask("GET", "/tasks").json()["count"] == 1


def test_a_blank_title_is_one_of_white_space_alone_as_unicode_has_it(alice, at_fault):
    spaces = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u200a\u2028\u2029\u202f\u205f\u3000"
    for blank in [*spaces, spaces]:
        assert at_fault(alice.ask("POST", "/tasks", json={"title": blank})) == ["title"], ascii(blank)
    for title in ["\x1c", "\x1f", "\u180e", "\u200b", "\ufeff", f"{spaces}x{spaces}"]:
        assert alice.create(title)["title"] == title


def test_lengths_are_counted_in_characters(alice, at_fault):
    milk = "\U0001f95b"
    alice.create("x")
    alice.create(milk * 255, description=milk * 2_000)
    assert at_fault(alice.ask("POST", "/tasks", json={"title": milk * 256})) == ["title"]
    assert at_fault(alice.ask("POST", "/tasks", json={"title": "x", "description": milk * 2_001})) == ["description"]


def test_what_is_no_json_object_is_a_400(alice, refused):
    bodies = ["", "{", "[]", "null", '"title"', '{"title": "x"} x', '{"title": "\\ud800"}', "\ufeff{}", "[" * LIMIT]
    for body in [body.encode() for body in bodies] + [b'{"title": "\xff"}']:
        refused(alice.ask("POST", "/tasks", content=body, headers=JSON), 400, "bad_request")


def test_the_content_type_must_be_json(alice, refused):
    for wrong in [None, "text/plain", "application/x-www-form-urlencoded", "application/jsonx"]:
        headers = {"Content-Type": wrong} if wrong else {}
        refused(alice.ask("POST", "/tasks", content=b'{"title": "x"}', headers=headers), 400, "bad_request")
    for good in ["application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json"]:
        reply = alice.ask("POST", "/tasks", content=b'{"title": "x"}', headers={"Content-Type": good})
        assert reply.status_code == 201, good


def test_a_body_of_64_kib_is_taken_and_a_larger_one_is_413(alice, refused):
    padded = b'{"title": "x"}'.ljust(LIMIT)

    def chunks(body):
        yield from (body[n : n + 4_000] for n in range(0, len(body), 4_000))

    for body in (padded, chunks(padded)):
        assert alice.ask("POST", "/tasks", content=body, headers=JSON).status_code == 201
    for body in (padded + b" ", chunks(padded + b" ")):
        refused(alice.ask("POST", "/tasks", content=body, headers=JSON), 413, "payload_too_large")


def test_the_token_comes_before_anything_about_the_body(anyone, alice, refused):
    for path in alice.both:
        refused(anyone.post(path, content=b"{", headers=JSON), 401, "token_missing")
        refused(anyone.post(path, json=[]), 401, "token_missing")


def test_a_body_that_never_comes_does_not_delay_the_401():
    url = urlsplit(os.environ["CONTRACT_BASE_URL"])
    with socket.create_connection((url.hostname, url.port), timeout=10) as connection:
        connection.sendall(b"POST /tasks HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n")
        assert connection.recv(1_000).startswith(b"HTTP/1.1 401")
