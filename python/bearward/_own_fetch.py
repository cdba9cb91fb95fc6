"""An application's own fetcher, on a thread that Python can end wherever it is."""

from collections.abc import Callable
from threading import Thread
from typing import Any


def start(fetch: Callable[..., Any], arguments: tuple[Any, ...], answered: Callable[[Any, BaseException | None], None]) -> None:
    """`answered` gets what fetch returns, or raises, which is what it raises itself of a wrong answer."""

    def run() -> None:
        try:
            answered(fetch(*arguments), None)
        except BaseException as error:  # it says so to who waits, SystemExit included
            answered(None, error)

    Thread(target=run, name="bearward-fetch", daemon=True).start()
