"""What locked operations may answer, in the OpenAPI document."""

import json
from typing import TYPE_CHECKING, Any

from bearward import Verifier
from fastapi import FastAPI
from fastapi.encoders import jsonable_encoder
from fastapi.openapi.models import HTTPBearer

from .optional import Optional
from .owner import Owner
from .walk import Place, places

if TYPE_CHECKING:
    from .bearer import Bearer

SCHEMA = "Denial"

WORDS = {
    "detail": "One plain sentence.",
    "code": "A stable word for programs.",
    "type": "RFC 9457; always about:blank.",
    "title": "The status in words.",
    "status": "The status of the answer.",
}

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
    """Describes every locked operation; whatever is there already stays."""
    for place in places(app):
        operation = schema.get("paths", {}).get(place.local_path, {}).get(place.method.lower())
        if operation is None or place.app is not app or not (place.guards or place.locks):
            continue
        components = schema.setdefault("components", {})
        bearer = _bearer(place)
        verifier = bearer.verifier if bearer else place.locks[0].middleware.verifier
        has_other_body = bearer is not None and bearer.on_denied is not None
        body = None if has_other_body else _body(verifier, components.setdefault("schemas", {}))
        answers = operation.setdefault("responses", {})
        for status, (description, header) in ANSWERS.items():
            answers.setdefault(status, _response(description, header, body))
        if any(isinstance(guard, Owner) and guard.conceal for guard in place.guards):
            answers.setdefault("404", _response("No such record, or not this user's", None, body))
        _security(operation, place, components)
    return schema


def _bearer(place: Place) -> "Bearer | None":
    """Whose answers they are; nobody's behind the plain ASGI middleware alone."""
    return place.guards[0].bearer if place.guards else getattr(place.locks[0].middleware, "bearer", None)


def _security(operation: dict[str, Any], place: Place, components: dict[str, Any]) -> None:
    """One requirement for each scheme; an empty one beside it where anonymous requests are served."""
    if not place.guards:  # FastAPI knows nothing of a middleware
        bearer = _bearer(place)
        name = bearer.scheme_name if bearer else "bearer"
        model = jsonable_encoder(bearer.model if bearer else HTTPBearer(bearerFormat="JWT"), by_alias=True, exclude_none=True)
        components.setdefault("securitySchemes", {}).setdefault(name, model)
        operation.setdefault("security", [{name: []}])
        return
    needed: list[dict[str, Any]] = []
    for requirement in operation.get("security", []):
        if requirement not in needed:
            needed.append(requirement)
    if all(isinstance(guard, Optional) for guard in place.guards) and not place.locks and {} not in needed:
        needed.append({})
    operation["security"] = needed


def _response(description: str, header: str | None, content: dict[str, Any] | None) -> dict[str, Any]:
    response: dict[str, Any] = {"description": description}
    if header:
        response["headers"] = {header: {"schema": {"type": "string"}}}
    if content:
        response["content"] = content
    return response


def _body(verifier: Verifier, schemas: dict[str, Any]) -> dict[str, Any]:
    """The content of an answer, with its schema among the document's; under another name if the application has one like it."""
    sample = verifier.token_missing()
    members = json.loads(sample.body)
    kinds = {str: "string", int: "integer"}
    properties = {name: {"type": kinds[type(value)], "description": WORDS.get(name, "")} for name, value in members.items()}
    schema = {"title": SCHEMA, "type": "object", "required": list(members), "properties": properties}
    name = SCHEMA
    while schemas.setdefault(name, schema) != schema:
        name = f"Bearer{name}"
    return {sample.content_type: {"schema": {"$ref": f"#/components/schemas/{name}"}}}
