"""What locked operations may answer, in the OpenAPI document."""

from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI

from .guard import Guard
from .optional import Optional
from .walk import places

SCHEMA = "Denial"

ANSWERS: dict[str, tuple[str, str | None]] = {
    "400": ("More than one credential", None),
    "401": ("No token, or one that is not good", "WWW-Authenticate"),
    "403": ("The token is good, but not for this", None),
    "503": ("The issuer's keys are unavailable", "Retry-After"),
}


def document(app: FastAPI) -> None:
    """Adds the answers to whatever document the application makes of itself."""
    make = app.openapi
    if getattr(make, "bearward", False):
        return

    def openapi() -> dict[str, Any]:
        # Every time: the application keeps its document, but one that keeps none is finished here too.
        return describe(app, make())

    openapi.bearward = True  # type: ignore[attr-defined]
    app.openapi = openapi  # type: ignore[method-assign]


def describe(app: FastAPI, schema: dict[str, Any]) -> dict[str, Any]:
    """Describes every operation behind a guard; whatever is there already stays."""
    for place in places(app):
        operation = schema.get("paths", {}).get(place.local_path, {}).get(place.method.lower())
        if operation is None or place.app is not app or not place.guards:
            continue
        answers = operation.setdefault("responses", {})
        for status, (description, header) in ANSWERS.items():
            answers.setdefault(status, _response(description, header, place.guards))
        _security(operation, place.guards)
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        schemas.setdefault(SCHEMA, _schema())
    return schema


def _security(operation: dict[str, Any], guards: Iterable[Guard]) -> None:
    """One requirement for each scheme; an empty one beside it where anonymous requests are served."""
    needed: list[dict[str, Any]] = []
    for requirement in operation.get("security", []):
        if requirement not in needed:
            needed.append(requirement)
    if all(isinstance(guard, Optional) for guard in guards) and {} not in needed:
        needed.append({})
    operation["security"] = needed


def _response(description: str, header: str | None, guards: Iterable[Guard]) -> dict[str, Any]:
    response: dict[str, Any] = {"description": description}
    if header:
        response["headers"] = {header: {"schema": {"type": "string"}}}
    guard = next(iter(guards))
    if guard.bearer.on_denied is None:
        media_type = guard.bearer.verifier.token_missing().content_type
        response["content"] = {media_type: {"schema": {"$ref": f"#/components/schemas/{SCHEMA}"}}}
    return response


def _schema() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "title": SCHEMA,
        "type": "object",
        "required": ["detail", "code"],
        "properties": {
            "detail": {**text, "description": "One plain sentence."},
            "code": {**text, "description": "A stable word for programs."},
        },
    }
