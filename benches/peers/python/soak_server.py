"""The server of `soak.py`: one verifier in every way that the package offers, on a real uvicorn.

python soak_server.py '{"jwks": ..., "issuer": ..., "audience": ..., "loop": "auto"}'        prints its port when it listens
"""

import json
import logging
import os
import socket
import sys
from typing import Annotated, Any

import uvicorn
from bearward import Claims, Verifier, asgi
from bearward.fastapi import Bearer, BearerMiddleware
from fastapi import Body, Depends, FastAPI, Security, WebSocket

ORIGIN = "https://app.example.com"


def guarded(verifier: Verifier) -> FastAPI:
    """By dependencies."""
    app, bearer = FastAPI(), Bearer(verifier)

    @app.get("/me")
    async def me(user: Annotated[Claims, Depends(bearer)]) -> Any:
        return {"subject": user.subject, "email": user.get("email"), "until": user.expires_at}

    @app.get("/sync")
    def sync(user: Annotated[Claims, Depends(bearer)]) -> Claims:
        return user

    @app.post("/me")
    async def write(user: Annotated[Claims, Depends(bearer)], body: Annotated[dict[str, Any], Body()]) -> Any:
        return body

    @app.get("/users/{user_id}")
    async def one(user: Annotated[Claims, Depends(bearer.owner("user_id"))]) -> Any:
        return user.to_dict()

    @app.get("/hidden/{user_id}")
    async def hidden(user: Annotated[Claims, Depends(bearer.owner("user_id", conceal=True))]) -> Any:
        return user.subject

    @app.get("/scoped")
    async def scoped(user: Annotated[Claims, Security(bearer, scopes=["tasks:write"])]) -> Any:
        return user.scopes

    @app.get("/optional")
    async def optional(user: Annotated[Claims | None, Depends(bearer.optional)]) -> Any:
        return user and user.subject

    @app.websocket("/socket")
    async def talk(socket: WebSocket, user: Annotated[Claims, Depends(bearer)]) -> None:
        await socket.accept()
        await socket.close()

    bearer.install(app, warm=False)
    return app


def behind(middleware: Any, **options: Any) -> FastAPI:
    """By a middleware."""
    app = FastAPI()
    app.add_middleware(middleware, **options)

    @app.api_route("/me", methods=["GET", "POST"])
    async def me() -> str:
        return "ok"

    return app


def main() -> None:
    # Every line is written, and nobody reads it.
    logging.basicConfig(level=logging.INFO, filename=os.devnull)
    settings = json.loads(sys.argv[1])
    trusted: dict[str, Any] = {
        "issuer": settings["issuer"],
        "audience": settings["audience"],
        "jwks_url": settings["jwks"],
        "cookie": "session",
        "allowed_origins": ORIGIN,
        "cooldown": 1,
    }
    whole = FastAPI()
    whole.mount("/plain", guarded(Verifier(**trusted)))
    whole.mount("/cached", guarded(Verifier(**trusted, token_cache=(200, 1 << 20), revoked_if=lambda claims: "gone" in claims)))
    whole.mount("/middleware", behind(BearerMiddleware, bearer=Bearer(Verifier(**trusted))))
    whole.mount("/asgi", behind(asgi.BearerMiddleware, verifier=Verifier(**trusted)))
    # Named as TCP, or asyncio leaves Nagle's algorithm on and each answer waits 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(256)
    print(listening.getsockname()[1], flush=True)
    server = uvicorn.Server(uvicorn.Config(whole, loop=settings["loop"], access_log=False, log_level="critical"))
    server.run(sockets=[listening])


if __name__ == "__main__":
    main()
