"""`/health` and `/ready`, for whatever keeps this program running."""

import asyncio
from contextlib import suppress
from typing import Literal

from bearward import Verifier
from fastapi import FastAPI, Response
from pydantic import BaseModel

from ..store import Store

# Shorter than the patience of common probes.
PATIENCE = 0.9


class Health(BaseModel):
    """The process is alive."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Whether requests can be served, part by part."""

    detail: str
    code: Literal["ready", "not_ready"]
    database: Literal["ok", "failing"]
    keys: Literal["ok", "failing"]


def add(app: FastAPI, verifier: Verifier, store: Store) -> None:
    @app.get("/health", tags=["probes"])
    async def health() -> Health:
        """Whether the process is alive"""
        return Health()

    @app.get("/ready", tags=["probes"], responses={503: {"model": Readiness}})
    async def ready(response: Response) -> Readiness:
        """Whether the database and the issuer's keys are there"""
        there = {"The database": await database(store), "The issuer's keys": await keys(verifier)}
        failing = [name for name, good in there.items() if not good]
        detail = " and ".join(failing).replace("and The", "and the") + (" fail." if len(failing) > 1 else " fails.")
        state = {name: "ok" if good else "failing" for name, good in zip(("database", "keys"), there.values(), strict=True)}
        if failing:
            response.status_code = 503
        return Readiness.model_validate(
            {"detail": detail if failing else "Ready.", "code": "not_ready" if failing else "ready", **state}
        )


async def database(store: Store) -> bool:
    try:
        await asyncio.wait_for(store.ping(), PATIENCE)
    except Exception:
        return False
    return True


async def keys(verifier: Verifier) -> bool:
    """Known keys are good whatever the issuer does now. Without keys a probe asks for them: an instance that is not ready gets
    no other request that would."""
    if not verifier.ready():
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(verifier.warm_async(required=False), PATIENCE)
    return verifier.ready()
