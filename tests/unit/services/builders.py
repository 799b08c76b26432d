"""Documents as people write them, and a ledger over the memory fake."""

from __future__ import annotations

from itertools import count
from typing import Any

from burgee.domain.errors import StorageUnavailable
from burgee.domain.roles import Caller, Role
from burgee.services.writing import Author, Ledger, Randomness
from burgee.storage.memory import MemoryDocuments

NOON = 1_795_608_000.0  # 2026-11-25T12:00:00Z
OWNER = Caller("owner-1", Role.OWNER)
OF_DEVELOPMENT = Caller("dev-1", Role.OWNER, frozenset({"development"}))


class Clock:
    """A clock that moves a second each time somebody looks."""

    def __init__(self) -> None:
        self._ticks = count()

    def __call__(self) -> float:
        return NOON + next(self._ticks)


def numbered(prefix: str) -> Any:
    """A maker of `prefix1`, `prefix2`, ..."""
    numbers = count(1)
    return lambda: f"{prefix}{next(numbers)}"


def a_ledger(documents: MemoryDocuments | None = None) -> Ledger:
    randomness = Randomness(numbered("salt"), numbered("key"), numbered("secret"))
    return Ledger(documents or MemoryDocuments(), Clock(), randomness)


def by(caller: Caller = OWNER, *, expected: int | None = None, reason: str = "") -> Author:
    return Author(caller, reason, expected)


def settings(default: str = "off", **parts: Any) -> dict[str, Any]:
    return {"enabled": True, "default_variant": default, **parts}


def a_flag(key: str = "new-gallery", **parts: Any) -> dict[str, Any]:
    """A boolean flag that is on in development and production."""
    environments = {"development": settings(), "production": settings()}
    return {"key": key, "kind": "boolean", "environments": environments, **parts}


def a_flag_with(**parts: Any) -> dict[str, Any]:
    """A boolean flag with these settings in production."""
    return a_flag(environments={"production": settings(**parts)})


def a_flag_needing(key: str, *prerequisites: str) -> dict[str, Any]:
    needs = {needed: ["on"] for needed in prerequisites}
    return a_flag(key, environments={"production": settings(prerequisites=needs)})


def asking_for(segment: str) -> dict[str, Any]:
    return {"operator": "in_segment", "value": segment}


def a_flag_asking_for(segment: str, key: str = "new-gallery") -> dict[str, Any]:
    rule = {"conditions": [asking_for(segment)], "variant": "on"}
    return a_flag(key, environments={"production": settings(rules=[rule])})


def a_segment(key: str = "beta-testers", *members: str, **parts: Any) -> dict[str, Any]:
    return {"key": key, "included": list(members), **parts}


class Racing(MemoryDocuments):
    """Documents that another writer changes just before each of the first `races` puts."""

    def __init__(self, races: int) -> None:
        super().__init__()
        self.races = races
        self.other: Any = None

    def put(self, version: Any) -> None:
        if self.other is not None and self.races > 0:
            self.races -= 1
            other, self.other = self.other, None
            other()
            self.other = other
        super().put(version)


class Underivable(MemoryDocuments):
    """Documents whose derived rows cannot be written."""

    def derive(self, version: Any) -> None:
        raise StorageUnavailable("DynamoDB did not answer.")
