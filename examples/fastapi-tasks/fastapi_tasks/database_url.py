"""`DATABASE_URL` as people write it, for drivers that do not block."""

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

HOW = "must be sqlite:FILE, sqlite:///ABSOLUTE/FILE, sqlite::memory: or postgres://USER:PASSWORD@HOST/DATABASE"


def parse(text: str) -> URL:
    """`sqlite:tasks.sqlite`, `sqlite:///absolute`, `sqlite::memory:`, `postgres://...`; ValueError for anything else."""
    scheme, colon, rest = text.partition(":")
    if scheme == "sqlite" and colon and rest:
        return URL.create("sqlite+aiosqlite", database=rest.removeprefix("//"))
    if scheme not in ("postgres", "postgresql"):
        raise ValueError(HOW)
    try:
        url = make_url(f"postgresql+asyncpg:{rest}")
    except (ArgumentError, ValueError):
        raise ValueError(HOW) from None
    # What libpq calls `sslmode` is `ssl` to the driver.
    if "sslmode" in url.query:
        url = url.update_query_dict({"ssl": url.query["sslmode"]}).difference_update_query(["sslmode"])
    return url
