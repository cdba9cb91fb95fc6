"""Whether two templates of paths can match the same path; rather too often yes than once too seldom."""

import re
from typing import Any

from starlette.convertors import CONVERTOR_TYPES
from starlette.routing import compile_path

MANY = "*"
# Of these it is known that they match one segment; `path` matches more, and an application's own may.
OF_ONE = ("str", "int", "float", "uuid")


def overlap(one: str, other: str) -> bool:
    """Of such as `/posts/{id}`, `/files/{name:path}` and `/static/*`; the last two match whatever is below."""
    return _meet(_segments(one), _segments(other))


def with_convertors(template: str, convertors: dict[str, Any]) -> str:
    """A route's template, which names its parameters alone, with what each of them matches."""
    for name, convertor in convertors.items():
        kind = next((kind for kind, known in CONVERTOR_TYPES.items() if known is convertor), "path")
        template = template.replace(f"{{{name}}}", f"{{{name}:{kind}}}")
    return template


def _segments(template: str) -> tuple[str, ...]:
    return tuple(MANY if _matches_more(segment) else segment for segment in template.split("/")[1:])


def _matches_more(segment: str) -> bool:
    return any(kind not in OF_ONE for kind in re.findall(r"{\w+:(\w+)}", segment))


def _meet(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if not one or not other:
        return all(segment == MANY for segment in one + other)
    if MANY in (one[0], other[0]):
        return _meet(one[1:], other) or _meet(one, other[1:])
    return _segment(one[0], other[0]) and _meet(one[1:], other[1:])


def _segment(one: str, other: str) -> bool:
    if "{" not in one and "{" not in other:
        return one == other
    if "{" in one and "{" in other:
        return True
    template, text = (one, other) if "{" in one else (other, one)
    return compile_path("/" + template)[0].match("/" + text) is not None
