"""The server of `http_load.py`: one process, one FastAPI application for each way to guard a route whose handler does nothing.

Prints one line when it listens: its port, and a token for each algorithm.
"""

import json
import socket
from collections.abc import Callable
from typing import Annotated, Any

import jwt
import uvicorn
from bearward import Claims, Verifier
from bearward.fastapi import Bearer, BearerMiddleware
from bearward.testing import TestIssuer
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from fastapi import Depends, FastAPI, Header, HTTPException

ISSUER = AUDIENCE = "https://app.example.com"
SECRET = "Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0"
CACHE = (1000, 1 << 22)
CLAIMS = {
    "iss": ISSUER, "aud": AUDIENCE, "sub": "alice", "email": "alice@example.com",
    "name": "Alice Example", "emailVerified": True, "createdAt": "2026-01-01T00:00:00.000Z",
}  # fmt: skip
ISSUERS = {name: TestIssuer(algorithms=name, secret=SECRET.encode()) for name in ("HS256", "EdDSA")}


def verifier(algorithm: str, **options: Any) -> Verifier:
    keys: dict[str, Any] = {"secret": SECRET} if algorithm == "HS256" else {"jwks": ISSUERS[algorithm].jwks}
    return Verifier(issuer=ISSUER, audience=AUDIENCE, **keys, **options)


def plain(path: str) -> FastAPI:
    app = FastAPI()

    @app.get(path)
    async def handler():
        return {"ok": True}

    return app


def bearward(algorithm: str, **options: Any) -> Callable[[str], FastAPI]:
    def make(path: str) -> FastAPI:
        app, bearer = FastAPI(), Bearer(verifier(algorithm, **options))
        bearer.install(app)

        @app.get(path)
        async def handler(user: Annotated[Claims, Depends(bearer)]):
            return {"ok": True}

        return app

    return make


def middleware(algorithm: str, **options: Any) -> Callable[[str], FastAPI]:
    def make(path: str) -> FastAPI:
        app = plain(path)
        app.add_middleware(BearerMiddleware, bearer=Bearer(verifier(algorithm, **options)), public=["/health"])
        return app

    return make


def tutorial(check: Callable[[str], Any]) -> Callable[[str], FastAPI]:
    """The dependency as tutorials have it: the header by `Header`, then the check."""

    async def current_user(authorization: Annotated[str | None, Header()] = None) -> Any:
        if authorization is None or not authorization.startswith("Bearer "):
            raise HTTPException(401)
        try:
            return check(authorization.removeprefix("Bearer "))
        except jwt.PyJWTError:
            raise HTTPException(401) from None

    def make(path: str) -> FastAPI:
        app = FastAPI()

        @app.get(path)
        async def handler(user: Annotated[Any, Depends(current_user)]):
            return {"ok": True}

        return app

    return make


def pyjwt(algorithm: str) -> Callable[[str], Any]:
    key: Any = SECRET
    if algorithm != "HS256":
        key = load_pem_public_key(ISSUERS[algorithm].public_pem().encode())
    return lambda token: jwt.decode(token, key, algorithms=[algorithm], issuer=ISSUER, audience=AUDIENCE)


APPS: dict[str, Callable[[str], FastAPI]] = {
    "/plain": plain,
    "/no-op": tutorial(lambda token: token),
    "/pyjwt/HS256": tutorial(pyjwt("HS256")),
    "/pyjwt/EdDSA": tutorial(pyjwt("EdDSA")),
    "/bearward/HS256": bearward("HS256"),
    "/bearward/EdDSA": bearward("EdDSA"),
    "/bearward/HS256/cache": bearward("HS256", token_cache=CACHE),
    "/bearward/EdDSA/cache": bearward("EdDSA", token_cache=CACHE),
    "/middleware/HS256": middleware("HS256"),
    "/middleware/EdDSA": middleware("EdDSA"),
    "/middleware/EdDSA/cache": middleware("EdDSA", token_cache=CACHE),
}


def main() -> None:
    apps = {path: make(path) for path, make in APPS.items()}

    def dispatch(scope: Any, receive: Any, send: Any) -> Any:
        return apps[scope["path"]](scope, receive, send)

    listening = socket.create_server(("127.0.0.1", 0))
    tokens = {name: issuer.mint(CLAIMS) for name, issuer in ISSUERS.items()}
    print(json.dumps({"port": listening.getsockname()[1], "tokens": tokens}), flush=True)
    config = uvicorn.Config(dispatch, interface="asgi3", lifespan="off", access_log=False, log_level="warning")
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
