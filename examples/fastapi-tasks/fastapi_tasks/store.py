"""The database: SQLite or PostgreSQL. Every statement on tasks names the owner: to the database, a foreign task is no task."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, event, func, literal, not_, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import StaticPool
from sqlmodel import col

from . import migrate
from .account import Account
from .models import Task, TaskFields, TaskList, User, Utc, now
from .page import Page, cursor_after

KNOWN_USERS = 10_000


class Store:
    """Tasks and users."""

    def __init__(self, url: URL) -> None:
        self._engine = engine(url)
        self._session = async_sessionmaker(self._engine, class_=AsyncSession, expire_on_commit=False)
        self._reading = async_sessionmaker(for_reading(self._engine), class_=AsyncSession, expire_on_commit=False)
        # Only saves work: an id that is missing here is looked up.
        self._known: set[str] = set()

    async def open(self) -> None:
        """Connects and brings the tables up to date."""
        await migrate.upgrade(self._engine)

    async def close(self) -> None:
        await self._engine.dispose()

    async def ping(self) -> None:
        """Raises if the database does not answer or has no tables."""
        async with self._session() as session:
            await session.execute(select(col(Task.id)).limit(1))

    async def ensure_user(self, user: Account) -> None:
        """Makes the user's row unless it is there; of any number of first requests at once exactly one makes it."""
        if user.id in self._known:
            return
        async with self._session.begin() as session:
            # Read before writing: a statement that might write takes SQLite's one write lock.
            if await session.get(User, user.id) is None:
                insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
                row = {"id": user.id, "email": user.email, "name": user.name, "created_at": now()}
                await session.execute(insert(User).values(row).on_conflict_do_nothing(index_elements=["id"]))
        if len(self._known) >= KNOWN_USERS:
            self._known.clear()
        self._known.add(user.id)

    async def user(self, user: Account) -> User:
        """The user's row. It is made again if somebody deleted it."""
        async with self._session() as session:
            found = await session.get(User, user.id)
        if found is not None:
            return found
        self._known.discard(user.id)
        await self.ensure_user(user)
        return await self.user(user)

    async def list(self, owner: Account, page: Page) -> TaskList:
        """One page of the owner's tasks, newest first."""
        number = select(func.count()).select_from(Task).where(col(Task.user_id) == owner.id).scalar_subquery()
        mine = select(Task, number).where(col(Task.user_id) == owner.id)
        if page.after is not None:
            place = tuple_(literal(page.after.created_at, Utc), literal(page.after.id))
            mine = mine.where(tuple_(col(Task.created_at), col(Task.id)) < place)
        # One more than asked for tells whether there is a next page.
        mine = mine.order_by(col(Task.created_at).desc(), col(Task.id).desc()).limit(page.limit + 1)
        async with self._reading() as session:
            found = (await session.execute(mine)).all()
            count = found[0][1] if found else 0
            if not found and page.after is not None:
                count = (await session.execute(select(number))).scalar_one()
        data: Sequence[Task] = [task for task, _ in found[: page.limit]]
        return TaskList(data=list(data), count=count, next=cursor_after(data[-1]) if len(found) > page.limit else None)

    async def get(self, owner: Account, id: UUID) -> Task | None:
        async with self._reading() as session:
            return (await session.execute(self._one(select(Task), owner, id))).scalar_one_or_none()

    async def create(self, owner: Account, fields: TaskFields) -> Task:
        try:
            return await self._insert(owner, fields)
        except IntegrityError:
            # The owner's row was deleted while this process took it for known.
            self._known.discard(owner.id)
            await self.ensure_user(owner)
            return await self._insert(owner, fields)

    async def replace(self, owner: Account, id: UUID, fields: TaskFields) -> Task | None:
        return await self._change(owner, id, **fields.model_dump())

    async def toggle(self, owner: Account, id: UUID) -> Task | None:
        """Marks the owner's task as done, or as not done again."""
        return await self._change(owner, id, completed=not_(col(Task.completed)))

    async def delete(self, owner: Account, id: UUID) -> bool:
        async with self._session.begin() as session:
            done: Any = await session.execute(self._one(delete(Task), owner, id))
        return bool(done.rowcount)

    async def _insert(self, owner: Account, fields: TaskFields) -> Task:
        time = now()
        task = Task(user_id=owner.id, created_at=time, updated_at=time, **fields.model_dump())
        async with self._session.begin() as session:
            session.add(task)
        return task

    async def _change(self, owner: Account, id: UUID, **values: Any) -> Task | None:
        change = self._one(update(Task), owner, id).values(updated_at=now(), **values).returning(Task)
        async with self._session.begin() as session:
            return (await session.execute(change)).scalar_one_or_none()

    @staticmethod
    def _one(statement: Any, owner: Account, id: UUID) -> Any:
        return statement.where(col(Task.user_id) == owner.id, col(Task.id) == id)


def for_reading(engine: AsyncEngine) -> AsyncEngine:
    """One statement needs no transaction: that saves two of five round trips. An SQLite connection in memory is shared by
    readers and writers, which must not change its mode under each other."""
    return engine if engine.dialect.name == "sqlite" else engine.execution_options(isolation_level="AUTOCOMMIT")


def engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_size=10, max_overflow=0, pool_timeout=5, pool_pre_ping=True)
    in_memory = url.database in (None, "", ":memory:")
    # A database in memory lives as long as its one connection. A writer waits for the one before it.
    made = create_async_engine(url, connect_args={"timeout": 5}, **({"poolclass": StaticPool} if in_memory else {}))

    @event.listens_for(made.sync_engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        # Readers go on while one writes.
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.close()

    return made
