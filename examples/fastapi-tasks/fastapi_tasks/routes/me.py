"""`/api/v1/me`: the user that the token speaks for."""

from typing import Annotated

from bearward import Claims
from bearward.fastapi import Bearer
from fastapi import Depends, FastAPI

from ..account import Account
from ..models import User
from ..store import Store
from .common import ensured


def add(app: FastAPI, bearer: Bearer, store: Store) -> None:
    @app.get("/api/v1/me", tags=["user"], dependencies=[ensured(bearer, store)])
    async def me(user: Annotated[Claims, Depends(bearer)]) -> User:
        """The signed-in user"""
        return await store.user(Account.of(user))
