"""Waiting on an event loop: futures woken from the flight's thread, and nothing else of the host."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from bearward import Claims, Denied, Verifier, _wait
from bearward.testing import TestIssuer


@pytest.fixture
def issuer() -> Iterator[TestIssuer]:
    yield TestIssuer()


def test_all_callers_share_one_fetch(issuer: TestIssuer) -> None:
    issuer.slow(0.2)

    async def main() -> list[Claims]:
        verifier = issuer.verifier()
        return await asyncio.gather(*(verifier.verify_async(issuer.mint({"sub": str(n)})) for n in range(200)))

    assert [claims.subject for claims in asyncio.run(main())] == [str(n) for n in range(200)]
    assert issuer.requests == 1


def test_the_loop_goes_on_while_the_endpoint_hangs(issuer: TestIssuer) -> None:
    verifier = issuer.verifier()
    verifier.warm()
    good, unknown = issuer.mint({"sub": "a"}), issuer.unknown_kid({"sub": "a"})
    issuer.hang()
    turns, finished_at = 0, list[int]()

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async def main() -> list[Claims | BaseException]:
        counting = asyncio.create_task(count())
        waiting = [asyncio.create_task(verifier.verify_async(unknown)) for _ in range(200)]
        for task in waiting:
            task.add_done_callback(lambda _: finished_at.append(turns))
        while issuer.requests < 2:
            await asyncio.sleep(0)
        for _ in range(100):
            before = turns
            assert (await verifier.verify_async(good)).subject == "a"
            assert turns == before  # a known key does not even give the loop away
            await asyncio.sleep(0)
        assert turns >= 100 and not any(task.done() for task in waiting)
        issuer.down()
        answers = await asyncio.gather(*waiting, return_exceptions=True)
        counting.cancel()
        return answers

    answers = asyncio.run(main())
    assert [answer.code for answer in answers if isinstance(answer, Denied)] == ["keys_unavailable"] * 200
    # Woken one a turn: in the turns between them everybody else goes on.
    assert max(finished_at) - min(finished_at) >= 199


def test_the_default_executor_is_not_used(issuer: TestIssuer) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        executor = ThreadPoolExecutor(max_workers=1)
        loop.set_default_executor(executor)
        release = threading.Event()
        blocked = loop.run_in_executor(None, release.wait)
        assert (await issuer.verifier().verify_async(issuer.mint({"sub": "a"}))).subject == "a"
        await issuer.verifier().warm_async()
        release.set()
        await blocked

    asyncio.run(main())


def test_a_closed_loop_drops_its_callback(issuer: TestIssuer, recwarn: pytest.WarningsRecorder) -> None:
    issuer.slow(0.4)
    verifier = issuer.verifier()

    async def give_up() -> None:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(verifier.verify_async(issuer.mint({"sub": "a"})), 0.05)

    asyncio.run(give_up())
    deadline = time.monotonic() + 5
    while not verifier.ready() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert verifier.ready()  # the flight went on without its caller
    time.sleep(0.05)
    gc.collect()
    assert not [warning for warning in recwarn if "never awaited" in str(warning.message)]


def test_a_flight_that_is_lost_ends_by_its_lease(issuer: TestIssuer, monkeypatch: pytest.MonkeyPatch) -> None:
    class Lost:
        seconds_left = 0.05

        def on_done(self, callback: object) -> None:
            """Never called."""

    async def main() -> None:
        await asyncio.wait_for(_wait.landed(Lost()), 10)  # type: ignore[arg-type]  # pyright: ignore

    asyncio.run(main())


def test_several_loops_and_threads(issuer: TestIssuer) -> None:
    issuer.slow(0.2)
    verifier = issuer.verifier()
    subjects: list[object] = []

    def run() -> None:
        async def main() -> None:
            claims = await asyncio.gather(*(verifier.verify_async(issuer.mint({"sub": "a"})) for _ in range(5)))
            subjects.extend(one.subject for one in claims)

        asyncio.run(main())

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert subjects == ["a"] * 30 and issuer.requests == 1


def test_decide_never_blocks(issuer: TestIssuer) -> None:
    verifier = issuer.verifier()
    headers = [(b"host", b"x"), (b"Authorization", b"bearer " + issuer.mint({"sub": "a"}).encode())]
    issuer.slow(0.5)

    async def main() -> None:
        assert verifier.try_decide("GET", headers) is None
        assert not verifier.ready()  # it did not wait for the keys
        assert (await verifier.decide_async("GET", headers)).subject == "a"
        assert issuer.requests == 1  # it joined the fetch
        claims = verifier.try_decide("GET", headers)
        assert isinstance(claims, Claims) and claims == verifier.decide("GET", headers)
        with pytest.raises(Denied) as raised:
            await verifier.decide_async("GET", [])
        assert raised.value.code == "token_missing"

    asyncio.run(main())


def test_warming(issuer: TestIssuer) -> None:
    verifier = issuer.verifier()
    asyncio.run(verifier.warm_async())
    assert verifier.ready() and issuer.requests == 1
    verifier.warm()
    assert issuer.requests == 1
    verifier.refresh()
    assert issuer.requests == 2
    issuer.down()
    time.sleep(1)  # the operator may ask once a second
    for warm in (lambda: asyncio.run(issuer.verifier().warm_async()), issuer.verifier().warm, verifier.refresh):
        with pytest.raises(Denied) as raised:
            warm()
        assert raised.value.code == "keys_unavailable" and raised.value.retry_after
    issuer.verifier().warm(required=False)
    asyncio.run(issuer.verifier().warm_async(required=False))


def test_the_blocking_verify_warns_once_on_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_wait, "_warned", False)
    issuer = TestIssuer()

    async def block(verifier: Verifier) -> None:
        verifier.verify(issuer.mint({"sub": "a"}))

    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        issuer.verifier().verify(issuer.mint({"sub": "a"}))  # no loop: nothing to say
        warm = issuer.verifier()
        warm.warm()
        asyncio.run(block(warm))  # nothing to wait for
        assert not seen
        asyncio.run(block(issuer.verifier()))
        asyncio.run(block(issuer.verifier()))
    assert [warning.category for warning in seen] == [RuntimeWarning]
    assert "verify_async" in str(seen[0].message) and seen[0].filename == __file__
