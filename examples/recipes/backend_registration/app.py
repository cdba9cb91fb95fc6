"""Accounts and their tasks: this backend registers users, issues HS256 tokens of one hour, and judges them with bearward.

uvicorn app:app --port 8000
"""

import logging

import accounts
import errors
import tasks
from auth import bearer
from bearward.fastapi import BearerMiddleware
from config import settings
from database import lifespan
from fastapi import Depends, FastAPI
from starlette.middleware.cors import CORSMiddleware

logging.basicConfig(level=settings.LOG_LEVEL.upper())
app = FastAPI(title="Tasks with accounts", version="1.0.0", lifespan=lifespan, responses=errors.REFUSALS)
errors.install(app)
app.include_router(accounts.router)
# By a path that names the owner, where anybody else finds nothing, and by the token alone.
app.include_router(tasks.router, prefix="/api/{user_id}/tasks", dependencies=[Depends(bearer.owner("user_id", conceal=True))])
app.include_router(tasks.router, prefix="/tasks")


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


# The last one sees a request first: a page may read a 401 too, and nothing is read of a body that comes without a good token.
app.add_middleware(errors.BodyLimit, octets=64 * 1024)
app.add_middleware(BearerMiddleware, bearer=bearer)
app.add_middleware(CORSMiddleware, allow_origins=settings.ALLOWED_ORIGINS, allow_methods=["*"], allow_headers=["*"])
bearer.install(app, public=["/health", "/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json", *accounts.PUBLIC])
