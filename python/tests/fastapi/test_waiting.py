"""Keys over HTTP: the event loop never waits."""

import asyncio
import time
from typing import Annotated

from fastapi import Depends, FastAPI
from httpx import ASGITransport, AsyncClient

from bearward import Claims
from bearward.fastapi import Bearer
from bearward.testing import verifier_of


def test_unknown_keys_wait_alone(issuer, token):
    bearer = Bearer(verifier_of(issuer))
    app = FastAPI()

    @app.get("/x")
    async def x(user: Annotated[Claims, Depends(bearer)]):
        return user.subject

    async def run():
        async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
            known = token()
            assert (await client.get("/x", headers=known)).status_code == 200
            issuer.hang()
            unknown = {"Authorization": f"Bearer {issuer.unknown_kid({'sub': 'alice'})}"}
            waiting = [asyncio.create_task(client.get("/x", headers=unknown)) for _ in range(50)]
            await asyncio.sleep(0.2)
            start = time.perf_counter()
            assert (await client.get("/x", headers=known)).status_code == 200
            assert time.perf_counter() - start < 0.5
            assert not any(task.done() for task in waiting)
            issuer.up()
            replies = await asyncio.gather(*waiting)
            assert {reply.status_code for reply in replies} <= {401, 503}

    asyncio.run(run())
