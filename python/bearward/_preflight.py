"""CORS preflights (Fetch standard): browsers send no token with the question whether a request may be made.

They pass undecided to whatever answers them. That may be a handler that takes any method, so nothing but an answer to a
preflight comes back: the headers of CORS, and no body.
"""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
NOT_ALLOWED = 405
# The last two are extensions, by which a server sends a file itself.
BODIES = ("http.response.body", "http.response.pathsend", "http.response.zerocopysend")


def is_preflight(scope: MutableMapping[str, Any]) -> bool:
    """Of ASGI."""
    if scope.get("method") != "OPTIONS":
        return False
    names = {name for name, _ in scope["headers"]}
    return b"origin" in names and b"access-control-request-method" in names


def is_wsgi_preflight(environ: "WSGIEnvironment") -> bool:
    """Of WSGI."""
    asks = {"HTTP_ORIGIN", "HTTP_ACCESS_CONTROL_REQUEST_METHOD"} <= environ.keys()
    return asks and environ["REQUEST_METHOD"] == "OPTIONS"


def answers_only(send: Send) -> Send:
    """Lets an answer of CORS out; in place of any other a 405."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in message.get("headers", ())]
            status, kept = _answer(message["status"], headers)
            encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in kept]
            await send({"type": "http.response.start", "status": status, "headers": encoded})
        elif message["type"] in BODIES and not message.get("more_body"):
            await send({"type": "http.response.body", "body": b""})

    return guarded


def answered(app: "WSGIApplication", environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
    """The same for WSGI."""

    def start(status: str, headers: list[tuple[str, str]], exc_info: "OptExcInfo | None" = None) -> Callable[[bytes], object]:
        code, kept = _answer(int(status[:3]), headers)
        start_response(f"{code} {status[4:] if status.startswith(str(code)) else 'Method Not Allowed'}", kept, exc_info)
        return lambda _: None

    body = app(environ, start)
    try:
        for _ in body:  # an application may begin its answer as late as here
            pass
    finally:
        if hasattr(body, "close"):
            body.close()
    return []


def _answer(status: int, headers: Iterable[tuple[str, str]]) -> tuple[int, list[tuple[str, str]]]:
    kept = [(name, value) for name, value in headers if name.lower().startswith("access-control-")]
    vary = [(name, value) for name, value in headers if name.lower() == "vary"]
    return (status if kept else NOT_ALLOWED), [*kept, *vary, ("content-length", "0")]
