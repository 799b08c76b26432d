"""Lambda, CodeDeploy and a health check in memory, and what tests ask of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from burgee.domain.alarms import AlarmChange, AlarmState
from burgee.domain.alias_history import Alias, Published, number
from burgee.domain.documents import DocumentVersion
from burgee.domain.errors import DocumentNotFound, FunctionsUnavailable, WriteConflict
from burgee.domain.guarded_functions import GuardedFunction
from burgee.domain.roles import Caller, Role
from burgee.services.alias_ports import Aliases, Deployment
from burgee.services.guarded_functions import register_function
from burgee.services.writing import Author, Ledger
from tests.unit.services.builders import NOON, a_ledger, by

CHECKOUT, ALARM = "checkout", "checkout-errors"
ALARMS = Author(Caller("alarms", Role.OWNER))
LONG_AGO = NOON - 1000 * 3600.0


@dataclass
class FakeFunctions:
    """One function `checkout` with versions and aliases. `before_move`: called once, before the
    next move is made; `broken_moves`: how many moves Lambda does not answer."""

    versions: dict[str, Published] = field(default_factory=dict)
    standing: dict[str, Alias] = field(default_factory=dict)
    code: dict[str, bytes] = field(default_factory=dict)
    moves: list[str] = field(default_factory=list)
    sick: dict[str, str] = field(default_factory=dict)
    tagged: list[str] = field(default_factory=list)
    before_move: Callable[[], object] = lambda: None
    broken_moves: int = 0

    def alias(self, function: str, name: str) -> Alias:
        if function != CHECKOUT or name not in self.standing:
            raise DocumentNotFound(f"There is no alias '{name}' of '{function}'.")
        return self.standing[name]

    def aliases(self, function: str) -> tuple[Alias, ...]:
        return tuple(self.standing.values())

    def published(self, function: str) -> tuple[Published, ...]:
        return tuple(sorted(self.versions.values(), key=lambda one: number(one.version)))

    def move(self, function: str, alias: Alias, version: str) -> None:
        meanwhile, self.before_move = self.before_move, lambda: None
        meanwhile()
        if self.broken_moves:
            self.broken_moves -= 1
            raise FunctionsUnavailable("Lambda did not answer.")
        if version not in self.versions:
            raise DocumentNotFound(f"There is no version {version} of '{function}' any more.")
        if self.standing[alias.name].revision != alias.revision:
            raise WriteConflict("The alias has changed since it was read.")
        self.moves.append(version)
        self.point(version, name=alias.name)

    def problem(self, function: str, version: str) -> str:
        return self.sick.get(version, "")

    def publish(self, function: str, code: bytes, description: str) -> str:
        newest = max(self.versions, key=number)
        if self.code.get(newest) == code:
            return newest
        version = str(number(newest) + 1)
        self.versions[version] = Published(version, NOON - 60, description)
        self.code[version] = code
        return version

    def delete(self, function: str, version: str) -> bool:
        if any(version in alias.used for alias in self.standing.values()):
            return False
        self.versions.pop(version, None)
        return True

    def allow_rollback(self, function: str) -> None:
        self.tagged.append(function)

    def point(self, version: str, name: str = "live", **weights: float) -> None:
        """Move an alias as somebody else would; `v5=0.1` sends a tenth to version 5."""
        was = self.standing.get(name)
        revision = f"{name}-{int(was.revision.rpartition('-')[2]) + 1 if was else 1}"
        beside = {one.removeprefix("v"): share for one, share in weights.items()}
        self.standing[name] = Alias(name, version, beside, revision)


@dataclass
class FakeDeployments:
    """CodeDeploy with at most one deployment, which is taken back when it is stopped."""

    going: Deployment | None = None
    stopped: list[str] = field(default_factory=list)

    def running(self, application: str, group: str) -> Deployment | None:
        return self.going

    def stop(self, deployment: str) -> None:
        self.stopped.append(deployment)
        if self.going and self.going.id == deployment:
            self.going = replace(self.going, id=f"{deployment}-back", is_rollback=True)


@dataclass
class FakeHealth:
    sickness: str = ""
    asked: list[str] = field(default_factory=list)

    def problem(self, url: str) -> str:
        self.asked.append(url)
        return self.sickness


@dataclass
class Account:
    """An account with the function `checkout`, versions 1 to 3, `live` at 3."""

    ledger: Ledger = field(default_factory=a_ledger)
    functions: FakeFunctions = field(default_factory=FakeFunctions)
    deployments: FakeDeployments = field(default_factory=FakeDeployments)
    health: FakeHealth = field(default_factory=FakeHealth)
    own: dict[str, GuardedFunction] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for version in "123":
            self.functions.versions[version] = Published(version, LONG_AGO)
        self.functions.point("3")

    @property
    def aliases(self) -> Aliases:
        return Aliases(self.functions, self.deployments, self.health, self.own)

    @property
    def live(self) -> frozenset[str]:
        """The versions that `live` sends calls to."""
        return self.functions.standing["live"].used

    def register(self, **parts: Any) -> None:
        body = {"key": CHECKOUT, "alarms": {ALARM: "high_error_rate"}, **parts}
        register_function(self.ledger, by(), body)

    def deploying(self, **parts: Any) -> None:
        """CodeDeploy deploys `checkout` since a moment ago."""
        self.deployments.going = Deployment("d-1", NOON - 100, **parts)


def a_change(at: float = NOON - 2, **parts: Any) -> AlarmChange:
    given = {"alarm": ALARM, "previous": AlarmState.OK, "reason": "7 % failed", **parts}
    return AlarmChange(state=given.pop("state", AlarmState.ALARM), at=at, **given)


def moves(version: DocumentVersion) -> list[tuple[str, str, bool]]:
    return [(one["moved_from"], one["moved_to"], one["done"]) for one in version.body["moves"]]


def outcomes(version: DocumentVersion) -> list[str]:
    return [seen["outcome"] for seen in version.body["seen_alarms"]]
