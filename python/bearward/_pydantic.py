"""Claims as a type of pydantic models and FastAPI answers. pydantic is imported only where it is used."""

from __future__ import annotations

from typing import Any


def core_schema(claims: type[Any]) -> Any:
    """Claims come from a verifier and from nowhere else; they go out as a dict."""
    from pydantic_core import core_schema as schema

    return schema.is_instance_schema(claims, serialization=schema.plain_serializer_function_ser_schema(claims.to_dict))


def json_schema() -> dict[str, Any]:
    """Any object."""
    return {"type": "object", "title": "Claims", "additionalProperties": True}
