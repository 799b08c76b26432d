"""A deployment in memory whose clock, alarms, guardrails and mishaps are simulated."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from burgee.domain.alarms import AlarmState
from burgee.domain.documents import DocumentVersion, Kind
from burgee.domain.errors import AlarmsUnavailable, StorageUnavailable
from burgee.domain.judgements import Breach, Judgement, Trigger
from burgee.domain.rollouts import Rollout
from burgee.services.steering import Steering
from burgee.services.writing import Ledger, Randomness
from burgee.storage.memory import MemoryDocuments
from tests.simulation.rollouts.oracle import Oracle, Surroundings
from tests.unit.services.builders import NOON, numbered

LEAST_UNITS = 1000


class PowerCut(Exception):
    """The process ends here."""


@dataclass
class Mishaps:
    """How likely each mishap is, at each put."""

    interleaved: float = 0.0
    cut_before: float = 0.0
    cut_after: float = 0.0


class MishapDocuments(MemoryDocuments):
    """Documents that let somebody else act between a read and its put, and where processes die.

    Every put that succeeds is shown to the oracle, and remembered for the stream.
    """

    def __init__(self, chance: random.Random, oracle: Oracle) -> None:
        super().__init__()
        self.mishaps = Mishaps()
        self.stream: list[tuple[Kind, str, int]] = []
        self.meanwhile: Callable[[], None] = lambda: None
        self.dies_next = False
        self._chance = chance
        self._oracle = oracle
        self._is_nested = False

    def put(self, version: DocumentVersion) -> None:
        if not self._is_nested and self._chance.random() < self.mishaps.interleaved:
            with self._nested():
                self.meanwhile()
        if self._chance.random() < self.mishaps.cut_before:
            raise PowerCut
        before = super().newest(version.kind, version.key)
        super().put(version)
        self._oracle.saw(before, version)
        self.stream.append((version.kind, version.key, version.version))
        if self.dies_next or self._chance.random() < self.mishaps.cut_after:
            self.dies_next = False
            raise PowerCut

    def derive(self, version: DocumentVersion) -> None:
        if self._chance.random() < self.mishaps.cut_before:
            raise StorageUnavailable("DynamoDB did not answer.")
        super().derive(version)

    @contextmanager
    def _nested(self) -> Iterator[None]:
        self._is_nested = True
        try:
            yield
        finally:
            self._is_nested = False


@dataclass
class Guardrails:
    """What `analyse` would have found of any run: fills the port of judgements."""

    now: Callable[[], float]
    units: int = 0
    age: float = 0.0
    is_there: bool = True
    is_breached: bool = False
    acts: bool = True

    def put(self, judgement: Judgement) -> None:
        raise AssertionError("nobody judges here")

    def latest(self, run: str) -> Judgement | None:
        if not self.is_there:
            return None
        breach = Breach("errors", Trigger.HARM, self.acts, "It harms: p = 0.0001.")
        return Judgement(
            run=run,
            at=self.now() - self.age,
            units={"on": self.units, "off": self.units},
            readings=(),
            breaches=(breach,) if self.is_breached else (),
        )


@dataclass
class Alarms:
    """The alarms of the account: how they stand, and those that were made. Fills both ports."""

    states: dict[str, AlarmState] = field(default_factory=dict)
    is_silent: bool = False

    def of(self, names: Iterable[str]) -> Mapping[str, AlarmState | None]:
        if self.is_silent:
            raise AlarmsUnavailable("CloudWatch did not answer.")
        return {name: self.states.get(name) for name in names}

    def put(self, rollout: Rollout) -> None:
        for name in self._made(rollout):
            self.states.setdefault(name, AlarmState.OK)

    def delete(self, rollout: Rollout) -> None:
        for name in self._made(rollout):
            self.states.pop(name, None)

    def _made(self, rollout: Rollout) -> list[str]:
        return rollout.made_alarm_names


@dataclass
class Calls:
    """One-time schedules, by name: fills the port of schedules."""

    kept: dict[str, tuple[float, dict[str, str]]] = field(default_factory=dict)

    def put(self, name: str, at: float, payload: Mapping[str, str], *, function: str) -> None:
        assert function == ("advance_rollouts" if payload["kind"] == "rollout" else function)
        self.kept[name] = (at, dict(payload))

    def delete(self, name: str) -> None:
        self.kept.pop(name, None)


class World:
    """All of it. `now` moves when somebody moves it."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.now = NOON
        self.guardrails = Guardrails(lambda: self.now)
        self.alarms = Alarms()
        self.calls = Calls()
        around = Surroundings(lambda: self.now, self.guardrails, self.alarms.states)
        self.oracle = Oracle(around)
        self.documents = MishapDocuments(self.chance, self.oracle)
        randomness = Randomness(numbered("salt"), numbered("key"), numbered("secret"))
        self.ledger = Ledger(self.documents, lambda: self.now, randomness)
        self.steering = Steering(self.ledger, self.guardrails, self.alarms, self.alarms)

    def all_of(self, kind: Kind) -> list[dict[str, Any]]:
        """The newest bodies of a kind."""
        newest = (self.documents.newest(kind, row.key) for row in self.documents.current(kind))
        return [dict(found.body) for found in newest if found is not None]
