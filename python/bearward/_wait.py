"""Waiting for keys without blocking the event loop.

A future for each call, woken from the flight's own thread: never the loop's executor, which other waits could fill.
"""

from __future__ import annotations

import asyncio
import warnings
from collections import deque
from collections.abc import Callable, Iterable
from weakref import WeakKeyDictionary

from bearward._bearward import Claims, Landing, Verifier
from bearward._errors import Denied

_warned = False
_lines: WeakKeyDictionary[asyncio.AbstractEventLoop, deque[asyncio.Future[None]]] = WeakKeyDictionary()
"""Who is due, of each loop; filled and emptied on the loop's own thread."""


async def verify(verifier: Verifier, token: str) -> Claims:
    """``Verifier.verify_async``."""
    try:
        return await _decide(verifier, token)
    except Denied as denied:
        denied.log("-")
        raise


async def decide(verifier: Verifier, method: str, headers: Iterable[tuple[bytes, bytes]]) -> Claims:
    """``Verifier.decide_async``."""
    token = verifier.find_token(method, headers)
    if token is None:
        raise verifier.token_missing()
    return await _decide(verifier, token)


async def warm(verifier: Verifier, required: bool) -> None:
    """``Verifier.warm_async``."""
    answer: list[Denied | None] = []

    def start(wake: Callable[[], object]) -> None:
        def done(denied: Denied | None) -> None:
            answer.append(denied)
            wake()

        verifier._warm_in_thread(done)

    await _woken(start)
    for denied in answer:
        if denied is not None and required:
            raise denied
        if denied is not None:
            denied.log("-")


def warn_on_loop() -> None:
    """Says once that a wait is about to stop the event loop of this thread."""
    global _warned
    if not _warned and asyncio._get_running_loop() is not None:
        _warned = True
        warnings.warn(
            "verify() waits for the issuer's keys and stops this thread's event loop: "
            "use `await verifier.verify_async(token)`, or warm() at start",
            RuntimeWarning,
            stacklevel=2,
        )


async def _decide(verifier: Verifier, token: str) -> Claims:
    begun = verifier._begin(token)
    if isinstance(begun, Claims):
        return begun
    await landed(begun)
    return verifier._finish(token)


async def landed(landing: Landing) -> None:
    """Waits for a flight, no longer than it may take."""
    await _woken(landing.on_done, landing.seconds_left)


async def _woken(start: Callable[[Callable[[], object]], object], timeout: float | None = None) -> None:
    """Waits until ``start`` calls back, from whatever thread. A loop that is closed by then is nobody to wake."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[None] = loop.create_future()
    timer = None if timeout is None else loop.call_later(timeout, _line_up, future)
    try:
        start(lambda: loop.call_soon_threadsafe(_line_up, future))
        await future
    finally:
        if timer is not None:
            timer.cancel()


def _line_up(future: asyncio.Future[None]) -> None:
    """Puts the future behind those that are due on this loop already."""
    loop = future.get_loop()
    line = _lines.setdefault(loop, deque())
    line.append(future)
    if len(line) == 1:
        loop.call_soon(_wake_next, loop, line)


def _wake_next(loop: asyncio.AbstractEventLoop, line: deque[asyncio.Future[None]]) -> None:
    """One a turn of the loop: hundreds who waited for one landing would keep everybody else waiting while they all go on."""
    if not line[0].done():
        line[0].set_result(None)
    line.popleft()
    if line:
        loop.call_soon(_wake_next, loop, line)
