"""The database: a SQLite file, or whatever DATABASE_URL names. This file is the same in every recipe."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timezone
from typing import Annotated, Any

from bearward import Denied
from config import settings
from fastapi import Depends
from pydantic import AfterValidator
from sqlalchemy import BigInteger, DateTime, Integer, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm.exc import StaleDataError

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
Number = BigInteger().with_variant(Integer, "sqlite")
"""Ids that the database counts up."""


class Base(DeclarativeBase):
    type_annotation_map = {int: BigInteger, datetime: DateTime(timezone=True)}


def utc(time: datetime) -> datetime:
    """SQLite forgets the zone of a time; every one in here is UTC."""
    return time if time.tzinfo else time.replace(tzinfo=timezone.utc)


Moment = Annotated[datetime, AfterValidator(utc)]


def now() -> datetime:
    return datetime.now(timezone.utc)


def url_of(text: str) -> URL:
    """`sqlite:///file`, `sqlite:////absolute/file`, `postgresql://user:password@host/name`, with or without a driver's name."""
    url = make_url(text)
    name = DRIVERS.get(url.drivername.partition("+")[0])
    if name is None:
        raise ValueError("DATABASE_URL must begin with sqlite:// or postgresql://")
    url = url.set(drivername=name)
    # What libpq, and so Neon, calls `sslmode` is `ssl` to asyncpg, and it needs no word on channel binding.
    if name != DRIVERS["sqlite"] and "sslmode" in url.query:
        url = url.update_query_dict({"ssl": url.query["sslmode"]})
    return url.difference_update_query(["sslmode", "channel_binding"])


def engine_of(url: URL) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_size=10, pool_pre_ping=True)
    made = create_async_engine(url, connect_args={"timeout": 10})

    @event.listens_for(made.sync_engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        # Readers go on while one writes.
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    return made


engine = engine_of(url_of(settings.DATABASE_URL))
sessions = async_sessionmaker(engine, expire_on_commit=False)


@asynccontextmanager
async def lifespan(_: Any) -> AsyncGenerator[None, None]:
    """Makes the tables that are missing, before the first request."""
    await make_tables()
    yield
    await engine.dispose()


async def make_tables(attempts: int = 3) -> None:
    try:
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
    except DBAPIError:
        # Another worker that starts at the same moment may have made them first.
        if attempts == 1:
            raise
        await make_tables(attempts - 1)


async def session() -> AsyncGenerator[AsyncSession, None]:
    async with sessions() as opened:
        try:
            yield opened
        except StaleDataError:  # deleted between our reading and our writing
            raise Denied("not_found") from None


Session = Annotated[AsyncSession, Depends(session)]
