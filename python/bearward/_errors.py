"""What is raised: a wrong configuration at start, a denial for a request."""

from __future__ import annotations

from typing import Any, NamedTuple

from bearward._bearward import Denial


class ConfigError(ValueError):
    """A wrong configuration: one sentence that says what to change."""

    __module__ = "bearward"


class Explanation(NamedTuple):
    """What helps a developer, and goes to the log, never to the caller."""

    expected: str | None
    received: str | None
    hint: str | None


class Denied(Exception):
    """The answer "no": a stable code with its status, headers and body.

    ``Denied("not_found")`` makes one of your own, answered like bearward's.
    """

    __module__ = "bearward"

    def __init__(self, code: str | Denial, *, retry_after: float | None = None) -> None:
        self._denial = code if isinstance(code, Denial) else Denial(code, retry_after)
        super().__init__(str(self._denial))

    @property
    def code(self) -> str:
        """The stable code, such as ``token_expired``."""
        return self._denial.code

    @property
    def status(self) -> int:
        """The HTTP status of the code."""
        return self._denial.status

    @property
    def oauth_error(self) -> str | None:
        """The ``error`` of RFC 6750 section 3.1, if the code has one."""
        return self._denial.oauth_error

    @property
    def claim(self) -> str | None:
        """The claim that was missing or wrong."""
        return self._denial.claim

    @property
    def retry_after(self) -> int | None:
        """Whole seconds after which to try again; None where that would not help."""
        return self._denial.retry_after

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The headers of the answer, names in lower case, Content-Type included."""
        return self._denial.headers

    @property
    def body(self) -> str:
        """The body of the answer: constant for the code."""
        return self._denial.body

    @property
    def content_type(self) -> str:
        """The type of the body."""
        return self._denial.content_type

    @property
    def explain(self) -> Explanation:
        """Expected, received, hint: for logs."""
        return Explanation(*self._denial.explanation)

    def log(self, route: str) -> None:
        """Writes the denial to the logger ``bearward``, once however often it is called."""
        self._denial.log(route)

    def __reduce__(self) -> tuple[Any, ...]:
        # Another process learns the code; what was expected and received is in this one's log.
        return (_again, (self.code, self.retry_after))


def _again(code: str, retry_after: float | None) -> Denied:
    return Denied(code, retry_after=retry_after)
