"""Somebody who signed in, and what their groups let them do. Imports no pydantic: `authorize`
needs it."""

from __future__ import annotations

from dataclasses import dataclass

from burgee.domain.names import is_environment_name
from burgee.domain.roles import Caller, Role

ENVIRONMENT_GROUP = "environment:"
ID_PREFIX = "user:"


@dataclass(frozen=True, slots=True)
class Person:
    """Whose sign-in was verified. `subject` stays theirs, `name` is how people know them."""

    subject: str
    name: str
    groups: frozenset[str]

    @property
    def id(self) -> str:
        """How the history calls them; no key has such an id.

        >>> Person("4f2c", "ann@example.com", frozenset()).id
        'user:4f2c'
        """
        return f"{ID_PREFIX}{self.subject}"


def caller_of(person: Person) -> Caller | None:
    """The person as a caller with the strongest role among their groups; None without a role.

    A group `environment:production` limits them to that environment, several to all of those. One
    that cannot be an environment allows nothing, rather than to limit nothing.

    >>> caller_of(Person("4f2c", "Ann", frozenset({"viewer", "owner", "cooks"}))).role
    <Role.OWNER: 'owner'>
    """
    roles = [role for role in Role if role in person.groups]
    if not roles:
        return None
    return Caller(person.id, roles[-1], _environments(person.groups), person.name)


def is_person(actor: str) -> bool:
    """Whether an id of the history is that of somebody who signed in.

    >>> is_person("user:4f2c"), is_person("4f2c")
    (True, False)
    """
    return actor.startswith(ID_PREFIX)


def _environments(groups: frozenset[str]) -> frozenset[str] | None:
    limits = [group for group in groups if group.startswith(ENVIRONMENT_GROUP)]
    names = (group.removeprefix(ENVIRONMENT_GROUP) for group in limits)
    return frozenset(name for name in names if is_environment_name(name)) if limits else None
