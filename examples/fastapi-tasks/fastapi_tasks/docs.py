"""`/openapi.json` says what is answered and no more; `/docs/` is a page to try it. All its files come from this program: the
browser asks nobody else, and whoever serves it needs no network."""

from importlib.resources import files
from typing import Any

from bearward import Denied
from fastapi import FastAPI
from starlette.responses import RedirectResponse, Response

PUBLIC = ["GET /docs", "GET /docs/", "GET /docs/{name}"]

# The page runs its own scripts and talks to this API alone. Swagger UI writes styles into its elements.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Tasks</title>
<link rel="icon" href="./favicon-32x32.png">
<link rel="stylesheet" href="./swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="./swagger-ui-bundle.js"></script>
<script src="./start.js"></script>
</body>
</html>
"""
# `none`: or the page would ask a validator on the internet about this API.
START = 'SwaggerUIBundle({url: "../openapi.json", dom_id: "#swagger-ui", validatorUrl: "none", tryItOutEnabled: true});\n'
OWN = {"": ("text/html", PAGE.encode()), "start.js": ("text/javascript", START.encode())}
OF_SWAGGER_UI = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
}


def add(app: FastAPI) -> None:
    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        return RedirectResponse("/docs/", 308)

    @app.get("/docs/", include_in_schema=False)
    async def page() -> Response:
        return file("")

    @app.get("/docs/{name}", include_in_schema=False)
    def part(name: str) -> Response:
        return file(name)

    make = app.openapi
    app.openapi = lambda: described(make())  # type: ignore[method-assign]


def file(name: str) -> Response:
    if name in OWN:
        media_type, octets = OWN[name]
    elif name in OF_SWAGGER_UI:
        media_type = OF_SWAGGER_UI[name]
        octets = files("fastapi_swagger.resources").joinpath(name).read_bytes()
    else:
        raise Denied("not_found")
    return Response(octets, media_type=media_type, headers={"content-security-policy": POLICY})


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """Without FastAPI's own 422: values are read by this program, and every fault has the one shape."""
    for item in schema["paths"].values():
        for operation in item.values():
            operation["responses"].pop("422", None)
    for name in ("HTTPValidationError", "ValidationError"):
        schema["components"]["schemas"].pop(name, None)
    return schema
