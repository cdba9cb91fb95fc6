"""Who asks: the part of the claims that the store needs."""

from dataclasses import dataclass

from bearward import Claims, Denied


@dataclass(frozen=True)
class Account:
    """The user that a verified token speaks for. Every function of the store takes one, so none can forget the owner."""

    id: str
    email: str | None
    name: str | None

    @classmethod
    def of(cls, claims: Claims) -> "Account":
        id = str(claims.subject)
        if "\0" in id:
            raise Denied("claim_invalid")
        return cls(id, text(claims.get("email")), text(claims.get("name")))


def text(value: object) -> str | None:
    """PostgreSQL cannot keep NUL in a text."""
    return value if isinstance(value, str) and "\0" not in value else None
