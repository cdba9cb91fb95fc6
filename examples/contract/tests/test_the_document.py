"""`/openapi.json`: every route is in it, and nothing is answered that it does not say."""

import os

import httpx
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

BASE = os.environ.get("CONTRACT_BASE_URL", "")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
DOCUMENT = httpx.get(f"{BASE}/openapi.json").json()
schema = schemathesis.openapi.from_dict(DOCUMENT)
schema.config.update(base_url=BASE)


def test_every_route_is_described_and_locked_but_the_probes():
    routes = set()
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            routes.add(f"{method.upper()} {path}")
            locked = bool(operation.get("security"))
            assert locked is (path not in ("/health", "/ready")), path
            assert ("401" in operation["responses"]) is locked, path
    expected = {"GET /api/v1/me", "GET /health", "GET /ready"}
    for base in ("/api/{user_id}/tasks", "/tasks"):
        expected |= {f"{method} {base}" for method in ("GET", "POST")} | {f"PATCH {base}/{{id}}/complete"}
        expected |= {f"{method} {base}/{{id}}" for method in ("GET", "PUT", "DELETE")}
    assert routes == expected
    (scheme,) = DOCUMENT["components"]["securitySchemes"].values()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")


def test_every_reference_leads_somewhere():
    def references(node):
        if isinstance(node, dict):
            yield from [node["$ref"]] if isinstance(node.get("$ref"), str) else []
            node = list(node.values())
        if isinstance(node, list):
            for child in node:
                yield from references(child)

    for reference in references(DOCUMENT):
        place = DOCUMENT
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


@schema.parametrize()
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_nothing_is_answered_that_the_document_does_not_say(case, issuer):
    case.call_and_validate(checks=CHECKS)
    if "user_id" in (case.path_parameters or {}):
        case.path_parameters["user_id"] = "schema"
    case.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {issuer.mint({'sub': 'schema'})}"})
