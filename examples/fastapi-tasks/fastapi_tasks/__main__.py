"""The task API as a program: reads the environment (`.env.example` lists it), serves until SIGTERM or Ctrl-C.

AUTH_BASE_URL=https://app.example.com python -m fastapi_tasks
"""

import asyncio
import gc
import logging
import signal
import socket
import sys

import uvicorn
from bearward import Denied, Verifier

from . import log
from .app import create_app
from .settings import Settings, load
from .store import Store


class Server(uvicorn.Server):
    """Says where it listens once it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit:
            # What is there now stays: looking through it again and again would stop all requests for 100 ms each time.
            gc.collect()
            gc.freeze()
            gc.set_threshold(20_000, 20, 50)
            host, port = (sockets or [])[0].getsockname()[:2]
            print(f"listening on http://{host}:{port}", flush=True)


async def serve(settings: Settings, verifier: Verifier) -> str | None:
    """Runs until it is told to stop; the one sentence that says what kept it from starting."""
    store = Store(settings.database)
    try:
        await store.open()
    except Exception as error:
        return f"DATABASE_URL: the database cannot be used: {' '.join(str(error).split())}."
    try:
        if settings.require_keys:
            await verifier.warm_async()
        listener = socket.create_server((settings.host, settings.port))
    except Denied as denied:
        return f"REQUIRE_KEYS: the issuer's keys cannot be had ({denied.explain.received})."
    except OSError as error:
        return f"HOST, PORT: cannot listen on {settings.host}:{settings.port}: {error}."
    app = create_app(settings, verifier, store)
    options = {"log_config": None, "access_log": False, "server_header": False, "timeout_graceful_shutdown": 10}
    # People think for longer than uvicorn's 5 seconds, and proxies keep connections for 60.
    options["timeout_keep_alive"] = 75
    await Server(uvicorn.Config(app, **options)).serve([listener])  # type: ignore[arg-type]
    await store.close()
    return None


def main() -> int:
    loaded = load()
    if isinstance(loaded, list):
        return refuse(*loaded)
    settings, verifier = loaded
    log.to_stderr(settings.log_level)
    # The server ends by itself on these, and then raises them again for whoever was there before it.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ignore)
    fault = asyncio.run(serve(settings, verifier))
    logging.shutdown()
    return refuse(fault) if fault else 0


def ignore(number: int, frame: object) -> None:
    pass


def refuse(*faults: str) -> int:
    for fault in faults:
        print(f"fastapi-tasks: {fault}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
