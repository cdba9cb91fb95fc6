"""Keys over HTTP: while hundreds of requests wait for an endpoint that hangs, the event loop goes on. Counted, not timed."""

import asyncio
from typing import Annotated

from bearward import Claims
from bearward.fastapi import Bearer
from fastapi import Depends, FastAPI
from httpx import ASGITransport, AsyncClient
from typing_extensions import Self

WAITING = 200


class Turns:
    """Counts the turns of the running loop."""

    def __init__(self) -> None:
        self.count = 0

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()

    async def _run(self) -> None:
        while True:
            self.count += 1
            await asyncio.sleep(0)


def application(verifier):
    bearer, app = Bearer(verifier), FastAPI()

    @app.get("/x")
    async def x(user: Annotated[Claims, Depends(bearer)]):
        return user.subject

    return app


def test_known_keys_go_on_while_unknown_ones_wait(issuer, token):
    verifier = issuer.verifier()

    async def run():
        async with AsyncClient(transport=ASGITransport(application(verifier)), base_url="http://test") as client:
            known = token()
            assert (await client.get("/x", headers=known)).status_code == 200
            issuer.hang()
            unknown = {"Authorization": f"Bearer {issuer.unknown_kid({'sub': 'alice'})}"}
            finished_at: list[int] = []
            async with Turns() as turns:
                waiting = [asyncio.create_task(client.get("/x", headers=unknown)) for _ in range(WAITING)]
                for task in waiting:
                    task.add_done_callback(lambda _: finished_at.append(turns.count))
                while issuer.requests < 2:
                    await asyncio.sleep(0)
                for _ in range(100):
                    assert (await client.get("/x", headers=known)).json() == "alice"
                    await asyncio.sleep(0)
                assert turns.count >= 100, "the loop went on"
                assert not any(task.done() for task in waiting), "they wait for the endpoint that hangs"
                issuer.down()
                replies = await asyncio.gather(*waiting)
            assert {reply.status_code for reply in replies} == {503}
            assert verifier.stats()["fetches"] == {"cold": 1, "miss": 1, "doubt": 0, "operator": 0, "scheduled": 0}, (
                "one question for all of them"
            )
            # Woken all in one turn they would finish within a few.
            assert max(finished_at) - min(finished_at) >= WAITING // 2

    asyncio.run(run())
