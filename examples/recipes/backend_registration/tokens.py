"""Tokens that we issue: access tokens of one hour, and refresh tokens that are good once."""

import hashlib
import secrets
import time
from datetime import datetime, timedelta

import jwt
from auth import end
from config import settings
from database import now
from errors import Refusal
from models import Login, TokenOut, User, UserOut
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession


async def begin(db: AsyncSession, user: User) -> TokenOut:
    """The tokens of a new login."""
    text = secrets.token_urlsafe(32)
    login = Login(user_id=user.id, refresh_hash=digest(text), expires_at=refresh_ends())
    db.add(login)
    await db.commit()
    return tokens(user, login.id, text)


async def renew(db: AsyncSession, refresh_token: str) -> TokenOut:
    """New tokens for a good refresh token, which is used up by that. One that was used before ends the login: two have it."""
    id, _, text = refresh_token.partition(".")
    new = secrets.token_urlsafe(32)
    # One statement decides: of two requests with the same token the database lets one through.
    change = update(Login).where(Login.id == id, Login.refresh_hash == digest(text), Login.expires_at > now())
    change = change.values(refresh_hash=digest(new), expires_at=refresh_ends())
    user_id = None if "\0" in id else await db.scalar(change.returning(Login.user_id))
    if user_id is None:
        await finish(db, id)
        raise Refusal(401, "refresh_token_invalid", "The refresh token is not valid, log in again.")
    user = await db.get_one(User, user_id)
    await db.commit()
    return tokens(user, id, new)


async def finish(db: AsyncSession, login: str) -> None:
    """Ends a login: its refresh token everywhere, its access tokens in this process."""
    if "\0" not in login and await db.scalar(delete(Login).where(Login.id == login).returning(Login.id)):
        end(login)
    await db.commit()


def tokens(user: User, login: str, text: str) -> TokenOut:
    at = int(time.time())
    who = {"sub": user.id, "user_id": user.id, "email": user.email, "sid": login}
    claims = who | {"iat": at, "exp": at + settings.JWT_EXPIRATION}
    return TokenOut(
        access_token=jwt.encode(claims, settings.secret, settings.JWT_ALGORITHM),
        expires_in=settings.JWT_EXPIRATION,
        refresh_token=f"{login}.{text}",
        user=UserOut.model_validate(user),
    )


def digest(text: str) -> str:
    """It is random and long: a plain hash keeps it as well as a slow one."""
    return hashlib.sha256(text.encode()).hexdigest()


def refresh_ends() -> datetime:
    return now() + timedelta(seconds=settings.REFRESH_EXPIRATION)
