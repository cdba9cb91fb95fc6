"""One guarded resource in every host that the package has, asked as a server would ask: with octets."""

import asyncio
import io
import json
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

from bearward import Claims, Verifier, asgi, wsgi
from bearward.fastapi import Bearer, BearerMiddleware
from fastapi import Depends, FastAPI

Headers = list[tuple[bytes, bytes]]

LOOP = asyncio.new_event_loop()


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: str

    @property
    def code(self) -> str | None:
        return json.loads(self.body).get("code") if self.status >= 400 else None


Ask = Callable[[str, Headers], Answer]


def dependency(verifier: Verifier) -> Ask:
    app, bearer = FastAPI(), Bearer(verifier)

    @app.api_route("/", methods=["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
    async def resource(user: Annotated[Claims, Depends(bearer)]) -> str:
        return "in"

    bearer.install(app, warm=False)
    return as_server(app)


def middleware(verifier: Verifier) -> Ask:
    app = FastAPI()
    app.add_middleware(BearerMiddleware, bearer=Bearer(verifier))
    app.add_api_route("/", lambda: "in", methods=["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
    return as_server(app)


def any_asgi(verifier: Verifier) -> Ask:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"in"})

    return as_server(asgi.BearerMiddleware(app, verifier))


def any_wsgi(verifier: Verifier) -> Ask:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [b"in"]

    locked = wsgi.BearerMiddleware(app, verifier)

    def ask(method: str, headers: Headers) -> Answer:
        environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": "/", "wsgi.input": io.BytesIO()}
        for name, value in headers:
            key = "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
            text = value.decode("latin-1")
            # Servers join what came several times.
            environ[key] = f"{environ[key]},{text}" if key in environ else text
        started: list[Any] = []
        body = b"".join(locked(environ, lambda status, headers: started.extend((status, headers))))  # type: ignore[arg-type]
        return Answer(int(started[0][:3]), dict(started[1]), body.decode())

    return ask


def as_server(app: Any) -> Ask:
    def ask(method: str, headers: Headers) -> Answer:
        sent: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        lower = [(name.lower(), value) for name, value in headers]
        scope = {"type": "http", "method": method, "path": "/", "raw_path": b"/", "query_string": b"", "root_path": ""}
        LOOP.run_until_complete(app({**scope, "headers": lower}, receive, send))
        fields = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], fields, b"".join(message.get("body", b"") for message in sent[1:]).decode())

    return ask


HOSTS: dict[str, Callable[[Verifier], Ask]] = {
    "dependency": dependency,
    "middleware": middleware,
    "asgi": any_asgi,
    "wsgi": any_wsgi,
}
