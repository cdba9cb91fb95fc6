"""A server of `stall.py`: one way to guard a route, and a watch on its event loop.

    python stall_server.py CONTESTANT '{"jwks": ..., "issuer": ..., "audience": ...}'

Prints its port when it listens. After that each line on stdin is answered by one on stdout: `expire` makes the keys out of
date, `reset` starts the watch, `report` says in milliseconds for how long the event loop has stood still at most, and for how
long it has computed at most without a turn. The watch is read on a thread of its own: it answers while the loop does not.
"""

import asyncio
import contextlib
import gc
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import Annotated, Any

import jwt
import uvicorn
from bearward import Claims, Verifier
from bearward.fastapi import Bearer
from fastapi import Depends, FastAPI, Header, HTTPException
from fastapi_jwks.middlewares import JWKSAuthMiddleware
from fastapi_jwks.models.types import JWKSConfig, JWTDecodeConfig
from fastapi_jwks.validators import JWKSValidator
from pydantic import BaseModel

TICK = 0.001
MAX_AGE = 1  # second: `expire` waits it out

Settings = dict[str, str]
Expire = Callable[[], object]


class Payload(BaseModel):
    sub: str


def nothing(settings: Settings) -> tuple[FastAPI, Expire]:
    """Verifies nothing: what server, clients and this machine cost by themselves. Who has no known token waits all the same."""
    app = FastAPI()

    @app.get("/")
    async def handler(authorization: Annotated[str, Header()]) -> str:
        if len(authorization) < 100:
            await asyncio.sleep(5)
            raise HTTPException(401)
        return "ok"

    return app, int


def bearward(settings: Settings) -> tuple[FastAPI, Expire]:
    app = FastAPI()
    verifier = Verifier(
        issuer=settings["issuer"], audience=settings["audience"], jwks_url=settings["jwks"], max_age=MAX_AGE, cooldown=MAX_AGE
    )
    bearer = Bearer(verifier)

    @app.get("/")
    async def handler(user: Annotated[Claims, Depends(bearer)]) -> str:
        return "ok"

    return app, lambda: time.sleep(MAX_AGE + 0.1)


def glue(settings: Settings) -> tuple[Callable[[str], Any], Expire]:
    """PyJWT as its documents have it; the time limit is bearward's, not the thirty seconds that are its own."""
    keys = jwt.PyJWKClient(settings["jwks"], timeout=5, lifespan=MAX_AGE)

    def verify(authorization: str) -> Any:
        token = authorization.removeprefix("Bearer ")
        try:
            key = keys.get_signing_key_from_jwt(token)
            return jwt.decode(token, key, algorithms=["EdDSA"], issuer=settings["issuer"], audience=settings["audience"])
        except jwt.PyJWTError:
            raise HTTPException(401) from None

    return verify, lambda: time.sleep(MAX_AGE + 0.1)


def pyjwt_async(settings: Settings) -> tuple[FastAPI, Expire]:
    app = FastAPI()
    verify, expire = glue(settings)

    async def user(authorization: Annotated[str, Header()]) -> Any:
        return verify(authorization)

    @app.get("/")
    async def handler(user: Annotated[Any, Depends(user)]) -> str:
        return "ok"

    return app, expire


def pyjwt_sync(settings: Settings) -> tuple[FastAPI, Expire]:
    app = FastAPI()
    verify, expire = glue(settings)

    def user(authorization: Annotated[str, Header()]) -> Any:
        return verify(authorization)

    @app.get("/")
    async def handler(user: Annotated[Any, Depends(user)]) -> str:
        return "ok"

    return app, expire


def fastapi_jwks(settings: Settings) -> tuple[FastAPI, Expire]:
    app = FastAPI()
    decode = JWTDecodeConfig(issuer=settings["issuer"], audience=[settings["audience"]])
    validator = JWKSValidator[Payload](decode, JWKSConfig(url=settings["jwks"]))
    app.add_middleware(JWKSAuthMiddleware, jwks_validator=validator)

    @app.get("/")
    async def handler() -> str:
        return "ok"

    # Its keys live for ten minutes, and that cannot be set.
    return app, JWKSValidator.jwks_data.cache.clear


CONTESTANTS: dict[str, Callable[[Settings], tuple[FastAPI, Expire]]] = {
    "nothing": nothing,
    "bearward": bearward,
    "pyjwt-async": pyjwt_async,
    "pyjwt-sync": pyjwt_sync,
    "fastapi-jwks": fastapi_jwks,
}


class Watch:
    """The longest time between two turns of the loop, less the tick."""

    def __init__(self) -> None:
        self.longest, self.busiest, self.last = 0.0, 0.0, time.perf_counter()

    async def run(self) -> None:
        computed = time.thread_time()
        while True:
            self.look()
            self.busiest = max(self.busiest, time.thread_time() - computed)
            self.last, computed = time.perf_counter(), time.thread_time()
            await asyncio.sleep(TICK)

    def look(self) -> None:
        self.longest = max(self.longest, time.perf_counter() - self.last - TICK)

    def obey(self, expire: Expire) -> None:
        for line in sys.stdin:
            word = line.strip()
            if word == "expire":
                expire()
            elif word == "reset":
                self.longest = self.busiest = 0.0
            self.look()
            print(json.dumps([self.longest * 1000, self.busiest * 1000]), flush=True)


async def main() -> None:
    app, expire = CONTESTANTS[sys.argv[1]](json.loads(sys.argv[2]))
    listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", access_log=False, log_level="critical"))
    watch = Watch()
    # What else runs on this machine is not to be measured: before all of it, where that is allowed.
    with contextlib.suppress(OSError):
        os.nice(-15)
    # What the imports left behind is no request's garbage.
    gc.collect()
    gc.freeze()
    threading.Thread(target=watch.obey, args=(expire,), daemon=True).start()
    watching = asyncio.create_task(watch.run())
    print(listening.getsockname()[1], flush=True)
    await server.serve(sockets=[listening])
    watching.cancel()


if __name__ == "__main__":
    asyncio.run(main())
