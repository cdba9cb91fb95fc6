"""`?limit=` and `?cursor=`."""


def walk(one, base, limit):
    query, sizes, seen = f"?limit={limit}", [], []
    while query:
        page = one.ask("GET", base + query).json()
        sizes.append(len(page["data"]))
        seen += [task["id"] for task in page["data"]]
        query = page["next"] and f"?limit={limit}&cursor={page['next']}"
    return sizes, seen, page["count"]


def test_pages_cover_the_list_once_newest_first(alice, bob):
    made = [alice.create(f"task {n}")["id"] for n in range(23)]
    bob.create("not hers")
    for base in alice.both:
        sizes, seen, count = walk(alice, base, 10)
        assert (sizes, seen, count) == ([10, 10, 3], made[::-1], 23)
    assert walk(alice, "/tasks", 23)[0] == [23]


def test_tasks_created_and_deleted_meanwhile_move_nothing(alice):
    ids = [alice.create(str(n))["id"] for n in range(6)]
    first = alice.ask("GET", "/tasks?limit=3").json()
    alice.create("newer")
    alice.ask("DELETE", f"/tasks/{ids[3]}")
    second = alice.ask("GET", f"/tasks?limit=3&cursor={first['next']}").json()
    assert ([task["id"] for task in second["data"]], second["next"]) == (ids[2::-1], None)


def test_a_cursor_of_another_user_shows_nothing_of_theirs(alice, bob):
    for n in range(3):
        alice.create(str(n))
    cursor = alice.ask("GET", "/tasks?limit=1").json()["next"]
    assert bob.ask("GET", f"/tasks?cursor={cursor}").json()["data"] == []


def test_limits_and_cursors_at_fault_are_named(alice, at_fault):
    for limit in ["0", "101", "-1", "x", "", "1.5", "1e1", "%D9%A1", "99999999999999999999"]:
        assert at_fault(alice.ask("GET", f"/tasks?limit={limit}")) == ["limit"], limit
    for cursor in ["x", "", "AAAA", "%00", "%F0%9F%A5%9B", "A" * 5_000, "f39_" * 8]:
        assert at_fault(alice.ask("GET", f"/tasks?cursor={cursor}")) == ["cursor"], cursor
    assert at_fault(alice.ask("GET", "/tasks?cursor=x&limit=0")) == ["limit", "cursor"]
    assert at_fault(alice.ask("GET", "/tasks?limit=1&limit=2")) == ["limit"]
    for good in ["?limit=1", "?limit=100", "?other=1", "?other=1&other=2", "?"]:
        assert alice.ask("GET", f"/tasks{good}").status_code == 200, good
