"""Which routes need no token."""

import re
from collections.abc import Iterable
from weakref import WeakKeyDictionary

from bearward import ConfigError
from starlette.applications import Starlette
from starlette.routing import compile_path

from .overlap import overlap


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
            if "{" in path or path.endswith("/*"):
                self._patterns.append((method, pattern(path)))
            else:
                self._exact.add((method, path))
            self.entries.append(entry)

    def admits(self, method: str, path: str) -> bool:
        """Whether a request for this path may pass undecided."""
        if (None, path) in self._exact or (method, path) in self._exact:
            return True
        for only, regex in self._patterns:  # noqa: SIM110 - any() would make a generator for every request
            if regex.match(path) and only in (None, method):
                return True
        return False

    def admitting(self, method: str, template: str) -> str | None:
        """The entry by which some request for the route of this template may pass undecided."""
        for entry in self.entries:
            only, path = split(entry)
            if method in (only or method, "ANY") and overlap(path, template):
                return entry
        return None

    def names(self, entry: str, method: str, template: str) -> bool:
        """Whether this entry is meant for the route of this template."""
        only, path = split(entry)
        below = path.endswith("/*") and (template + "/").startswith(path[:-1])
        return (path == template or below) and only in (None, method)


_lists: "WeakKeyDictionary[Starlette, PublicList]" = WeakKeyDictionary()


def public_in(app: Starlette) -> PublicList:
    """What is public in an application, whichever of its bearers said so. It grows until the application starts."""
    return _lists.setdefault(app, PublicList())


def split(entry: str) -> tuple[str | None, str]:
    """Method, if one is named, and path."""
    method, space, path = entry.rpartition(" ") if isinstance(entry, str) else ("", "", "")
    if not path.startswith("/") or (space and not method.isupper()):
        raise ConfigError(f"public has {entry!r}: write a path such as '/health', 'GET /posts/{{id}}' or '/static/*'")
    return method or None, path


def pattern(path: str) -> re.Pattern[str]:
    """What the router would match."""
    try:
        matched, _, _ = compile_path(path.removesuffix("/*"))
    except (AssertionError, ValueError) as error:  # a convertor that is none, a name twice
        raise ConfigError(f"public has {path!r}: {error}") from None
    return re.compile(matched.pattern.removesuffix("$") + "(/|$)") if path.endswith("/*") else matched
