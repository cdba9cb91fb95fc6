"""Which routes need no token."""

import re
from collections.abc import Iterable

from bearward import ConfigError
from starlette.routing import compile_path


class PublicList:
    """Entries such as `/health`, `GET /posts/{id}` (this method alone) and `/static/*` (all below)."""

    def __init__(self, entries: Iterable[str] = ()) -> None:
        self.entries: list[str] = []
        self._exact: set[tuple[str | None, str]] = set()
        self._patterns: list[tuple[str | None, re.Pattern[str]]] = []
        self.add(entries)

    def add(self, entries: Iterable[str]) -> None:
        """Raises a `ConfigError` for an entry that is no path."""
        if isinstance(entries, str):
            raise ConfigError(f"public is a list of paths: write public=[{entries!r}]")
        for entry in entries:
            method, path = split(entry)
            self.entries.append(entry)
            if "{" in path or path.endswith("/*"):
                self._patterns.append((method, pattern(path)))
            else:
                self._exact.add((method, path))

    def admits(self, method: str, path: str) -> bool:
        """Whether a request for this path may pass undecided."""
        if (None, path) in self._exact or (method, path) in self._exact:
            return True
        for only, regex in self._patterns:  # noqa: SIM110 - any() would make a generator for every request
            if regex.match(path) and only in (None, method):
                return True
        return False

    def may_admit(self, method: str, template: str) -> bool:
        """Whether some request for the route of this template may pass undecided; rather too often yes than once too seldom."""
        start, brace, _ = template.partition("{")
        for entry in self.entries:
            only, path = split(entry)
            begin = path.partition("{")[0].removesuffix("*")
            overlap = begin.startswith(start) or (begin != path and start.startswith(begin))
            if method not in (only or method, "ANY"):
                continue
            if path == template or (overlap if brace or template.endswith("*") else pattern(path).match(template)):
                return True
        return False

    def names(self, entry: str, method: str, template: str) -> bool:
        """Whether this entry is meant for the route of this template."""
        only, path = split(entry)
        below = path.endswith("/*") and (template + "/").startswith(path[:-1])
        return (path == template or below) and only in (None, method)


def split(entry: str) -> tuple[str | None, str]:
    """Method, if one is named, and path."""
    method, space, path = entry.rpartition(" ")
    if not path.startswith("/") or (space and not method.isupper()):
        raise ConfigError(f"public has {entry!r}: write a path such as '/health', 'GET /posts/{{id}}' or '/static/*'")
    return method or None, path


def pattern(path: str) -> re.Pattern[str]:
    """What the router would match."""
    if path.endswith("/*"):
        start, _, _ = compile_path(path[:-2])
        return re.compile(start.pattern.removesuffix("$") + "(/|$)")
    return compile_path(path)[0]
