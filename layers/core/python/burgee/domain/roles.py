"""Who asks, and what they may do. Imports no pydantic: `authorize` starts with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from burgee.domain.errors import Forbidden

EVERY_ENVIRONMENT = "*"


class Role(StrEnum):
    """What an admin key may do; each role may do what those before it may."""

    VIEWER = "viewer"
    EDITOR = "editor"
    APPROVER = "approver"
    OWNER = "owner"


class DecisionRole(StrEnum):
    """For whom somebody agrees to a decision; in production both have to, two people."""

    PRODUCT = "product"
    ENGINEERING = "engineering"


STRENGTH = {role: position for position, role in enumerate(Role)}


@dataclass(frozen=True, slots=True)
class Caller:
    """An admin key, or somebody who signed in. `environments` is None for whoever is not limited
    to any."""

    key_id: str
    role: Role
    environments: frozenset[str] | None = None
    name: str = ""

    def has(self, role: Role) -> bool:
        """Whether this caller may do what `role` may.

        >>> Caller("k1", Role.EDITOR).has(Role.VIEWER), Caller("k1", Role.EDITOR).has(Role.OWNER)
        (True, False)
        """
        return STRENGTH[self.role] >= STRENGTH[role]

    def require_role(self, role: Role) -> None:
        """Raises Forbidden if the caller's role is weaker than `role`."""
        if not self.has(role):
            raise Forbidden(f"This needs the role {role}; you have the role {self.role}.")

    def require_environments(self, touched: frozenset[str] | None) -> None:
        """Raises Forbidden unless all of `touched` is the caller's; None: shared parts."""
        if self.environments is None:
            return
        mine = ", ".join(sorted(self.environments)) or "no environment at all"
        if touched is None:
            raise Forbidden(
                f"This changes what all environments share; you are limited to {mine}. "
                "Ask somebody who may change all environments."
            )
        beyond = touched - self.environments
        if beyond:
            named = ", ".join(sorted(beyond))
            raise Forbidden(f"This is about {named}; you are limited to {mine}.")


def environments_as_text(environments: frozenset[str] | None) -> str:
    """How an authorizer's answer carries the environments of a key: `*` or `a,b`.

    >>> environments_as_text(None), environments_as_text(frozenset({"staging", "development"}))
    ('*', 'development,staging')
    """
    return EVERY_ENVIRONMENT if environments is None else ",".join(sorted(environments))


def environments_from_text(text: str) -> frozenset[str] | None:
    """The environments that `environments_as_text` wrote; an empty text is none at all."""
    if text == EVERY_ENVIRONMENT:
        return None
    return frozenset(name for name in text.split(",") if name)
