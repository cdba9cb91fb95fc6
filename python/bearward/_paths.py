"""Paths that need no token, for the middlewares that know no routes."""

from collections.abc import Iterable

from bearward import ConfigError


class Paths:
    """Entries such as `/health`, and `/static/*` for what is below."""

    def __init__(self, entries: Iterable[str]) -> None:
        if isinstance(entries, str):
            raise ConfigError(f"public is a list of paths: write public=[{entries!r}]")
        self.entries = frozenset(_path(entry) for entry in entries)
        self._below = tuple(entry[:-1] for entry in self.entries if entry.endswith("/*"))

    def __contains__(self, path: str) -> bool:
        return path in self.entries or (path.startswith(self._below) and self._is_below(path))

    def _is_below(self, path: str) -> bool:
        # Some frameworks serve `/posts` for `/posts/`, and none should come here with dots: what they lead to is not below.
        start = max((start for start in self._below if path.startswith(start)), key=len)
        return path[len(start) :].strip("/") != "" and not {".", ".."} & set(path.split("/"))


def _path(entry: object) -> str:
    if isinstance(entry, str) and entry.startswith("/") and not set("{}*") & set(entry.removesuffix("/*")):
        return entry
    raise ConfigError(f"public has {entry!r}: write a path such as '/health', or '/static/*' for all below")
