"""`/api/auth`: register, log in, renew, log out."""

from typing import Annotated, Any

import attempts
import passwords
import tokens
from auth import bearer
from bearward import Claims
from database import Session
from errors import NO_STORE, Refusal, refusals
from fastapi import APIRouter, Depends, Request, Response
from models import Credentials, Registration, Renewal, TokenOut, User, UserOut
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

router = APIRouter(prefix="/api/auth", tags=["auth"])
PUBLIC = ["POST /api/auth/register", "POST /api/auth/login", "POST /api/auth/refresh"]


def no_store(response: Response) -> None:
    response.headers.update(NO_STORE)


@router.post("/register", response_model=UserOut, status_code=201, responses=refusals(400, 409))
async def register(new: Registration, db: Session) -> Any:
    """Make an account"""
    user = User(email=new.email, hashed_password=await passwords.hashed(new.password))
    db.add(user)
    try:
        await db.commit()
    except IntegrityError:
        raise Refusal(409, "email_taken", "Email already registered.") from None
    return user


@router.post("/login", dependencies=[Depends(no_store)], responses=refusals(400, 401, 429))
async def login(given: Credentials, request: Request, db: Session) -> TokenOut:
    """An access token for one hour, and a refresh token"""
    address = request.client.host if request.client else "-"
    async with passwords.slots:
        attempts.check(address, given.email)
        user = await db.scalar(select(User).where(User.email == given.email))
        if not await passwords.matches(user.hashed_password if user else None, given.password):
            attempts.failed(address, given.email)
            user = None
    if user is None:
        # One answer, and as slow, whether the account exists or not.
        raise Refusal(401, "invalid_credentials", "Invalid email or password.", {"www-authenticate": "Bearer"})
    attempts.succeeded(address, given.email)
    return await tokens.begin(db, user)


@router.post("/refresh", dependencies=[Depends(no_store)], responses=refusals(400, 401))
async def refresh(given: Renewal, db: Session) -> TokenOut:
    """New tokens for a refresh token, which is good once"""
    return await tokens.renew(db, given.refresh_token)


@router.post("/logout", status_code=204)
async def logout(user: Annotated[Claims, Depends(bearer)], db: Session) -> None:
    """End this login"""
    await tokens.finish(db, str(user.get("sid", "")))
