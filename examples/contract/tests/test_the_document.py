"""`/openapi.json`: every route is in it, with every status it may answer; and the page that reads it."""

import os
import re

import httpx

BASE = os.environ.get("CONTRACT_BASE_URL", "")
DOCUMENT = httpx.get(f"{BASE}/openapi.json").json()

LOCKED = {"400", "401", "503"}
ONE = LOCKED | {"404"}
BY_TOKEN = {
    "GET /tasks": LOCKED | {"200"},
    "POST /tasks": LOCKED | {"201", "413"},
    "GET /tasks/{id}": ONE | {"200"},
    "PUT /tasks/{id}": ONE | {"200", "413"},
    "DELETE /tasks/{id}": ONE | {"204"},
    "PATCH /tasks/{id}/complete": ONE | {"200"},
}
BY_PATH = {route.replace("/tasks", "/api/{user_id}/tasks", 1): statuses | {"403"} for route, statuses in BY_TOKEN.items()}
OTHERS = {"GET /api/v1/me": LOCKED | {"200"}, "GET /health": {"200"}, "GET /ready": {"200", "503"}}


def operations():
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


def test_every_route_is_described_with_what_it_may_answer():
    found = {route: set(operation["responses"]) for route, operation in operations()}
    # 403 where only the token says who asks: FastAPI's binding documents it on every locked route.
    for route in BY_TOKEN.keys() | {"GET /api/v1/me"}:
        found[route] -= {"403"}
    assert found == BY_TOKEN | BY_PATH | OTHERS


def test_all_but_the_probes_is_locked():
    for route, operation in operations():
        assert bool(operation.get("security")) is (route not in ("GET /health", "GET /ready")), route
    (scheme,) = DOCUMENT["components"]["securitySchemes"].values()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")


def test_every_reference_leads_somewhere_and_every_schema_is_used():
    def references(node):
        if isinstance(node, dict):
            yield from [node["$ref"]] if isinstance(node.get("$ref"), str) else []
            node = list(node.values())
        if isinstance(node, list):
            for child in node:
                yield from references(child)

    used = set(references(DOCUMENT))
    for reference in used:
        place = DOCUMENT
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]
    assert {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]} <= used


def test_the_page_loads_nothing_from_elsewhere(anyone):
    redirect = anyone.get("/docs")
    assert (redirect.status_code, redirect.headers["location"]) == (308, "/docs/")
    page = anyone.get("/docs/")
    assert page.headers["content-type"].startswith("text/html")
    assert not re.search(r"https?:|src=.//|href=.//", page.text), page.text
    assert not re.search(r"<script(?![^>]*src=)|https?:", page.text), "a script in the page itself"
    names = re.findall(r"""(?:src|href)=["']([^"']+)""", page.text)
    assert any("swagger-ui-bundle.js" in name for name in names)
    texts = []
    for name in names:
        reply = anyone.get(str(page.url.join(name)))
        assert reply.status_code == 200 and reply.content, name
        texts.append(reply.text)
        allowed = reply.headers["content-security-policy"]
        assert allowed == page.headers["content-security-policy"], name
    rules = dict(rule.split(" ", 1) for rule in page.headers["content-security-policy"].split("; "))
    assert rules["default-src"] == "'none'" and rules["script-src"] == rules["connect-src"] == "'self'"
    start = next(text for text in texts if "SwaggerUIBundle({" in text and len(text) < 10_000)
    assert "/openapi.json" in start and re.search(r"""validatorUrl["']?: *["']none""", start), start


def test_no_other_file_is_behind_the_page(anyone, refused):
    for name in ("no.js", "..%2fapp.py", "%2e%2e", "__init__.py", "swagger-ui.css%00"):
        refused(anyone.get(f"/docs/{name}"), 404, "not_found")
