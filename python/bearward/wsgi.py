"""Bearer tokens for any WSGI framework (PEP 3333): Flask, Django and others."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from bearward import Denied, Verifier

from ._paths import Paths
from ._preflight import answered, is_wsgi_preflight

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CLAIMS = "bearward.claims"


class BearerMiddleware:
    """Refuses a request without a good token before its body is read; behind it the claims are `environ["bearward.claims"]`.

    `public` names paths that pass undecided: `/health` exactly, `/static/*` everything below. CORS preflights pass too, and
    nothing but the headers of CORS comes back from them: a view that takes any method sees them without claims.
    A token with an unknown key waits for one fetch of the key set (5 seconds at most) on the request's own thread; under gevent
    the other greenlets of that thread wait too. `verifier.warm()` at start leaves that to keys that turn.
    """

    def __init__(self, app: "WSGIApplication", verifier: Verifier, *, public: Iterable[str] = ()) -> None:
        self.app = app
        self.verifier = verifier
        self.public = Paths(public)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ.pop(CLAIMS, None)
        if environ.get("PATH_INFO", "") not in self.public:
            if is_wsgi_preflight(environ):
                return answered(self.app, environ, start_response)
            try:
                environ[CLAIMS] = self.verifier.decide(environ["REQUEST_METHOD"], header_fields(environ))
            except Denied as denied:
                denied.log(f"{environ['REQUEST_METHOD']} {environ.get('PATH_INFO', '')}")
                body = denied.body.encode()
                headers = [*denied.headers, ("content-length", str(len(body)))]
                start_response(f"{denied.status} {HTTPStatus(denied.status).phrase}", headers)
                return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]
        return self.app(environ, start_response)


def header_fields(environ: "WSGIEnvironment") -> list[tuple[bytes, bytes]]:
    """The header fields as octets. A server joins repeated fields with commas: the verifier refuses a joined Authorization.

    PEP 3333 has a character for each octet; of a server that has others they become a "?", which no token has.
    """
    return [
        (name[5:].replace("_", "-").lower().encode("latin-1", "replace"), value.encode("latin-1", "replace"))
        for name, value in environ.items()
        if name.startswith("HTTP_")
    ]
