"""What `test_workers.py` serves. Where it is imported before the fork, keys were fetched and the cache filled by then."""

import os

from bearward import Claims, Verifier
from bearward.fastapi import Bearer
from fastapi import Depends, FastAPI

ISSUER, AUDIENCE, JWKS = os.environ["ISSUER"], os.environ["AUDIENCE"], os.environ["JWKS"]

app = FastAPI()


def route(path: str, bearer: Bearer) -> None:
    @app.get(path)
    async def answer(user: Claims = Depends(bearer)) -> dict[str, object]:
        stats = bearer.verifier.stats()
        return {"pid": os.getpid(), "subject": user.subject, "fetches": sum(stats["fetches"].values())}


for path, options in {"/plain": {}, "/cached": {"token_cache": (100, 1 << 20)}}.items():
    verifier = Verifier(issuer=ISSUER, audience=AUDIENCE, jwks_url=JWKS, **options)
    for _ in range(2):
        verifier.verify(os.environ["TOKEN"])
    bearer = Bearer(verifier)
    route(path, bearer)
bearer.install(app, warm=False)
