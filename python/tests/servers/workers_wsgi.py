"""The same as `workers_app` for WSGI: a request with a new key waits on its own thread."""

import json
import os

from bearward import Verifier
from bearward.wsgi import CLAIMS, BearerMiddleware


def guarded(verifier):
    def answer(environ, start_response):
        fetches = sum(verifier.stats()["fetches"].values())
        body = {"pid": os.getpid(), "subject": environ[CLAIMS].subject, "fetches": fetches}
        start_response("200 OK", [("content-type", "application/json")])
        return [json.dumps(body).encode()]

    return BearerMiddleware(answer, verifier)


def made(**options):
    verifier = Verifier(issuer=os.environ["ISSUER"], audience=os.environ["AUDIENCE"], jwks_url=os.environ["JWKS"], **options)
    for _ in range(2):
        verifier.verify(os.environ["TOKEN"])
    return guarded(verifier)


ROUTES = {"/plain": made(), "/cached": made(token_cache=(100, 1 << 20))}


def app(environ, start_response):
    return ROUTES[environ["PATH_INFO"]](environ, start_response)
