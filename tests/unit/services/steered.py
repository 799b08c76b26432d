"""A flag in production with its rollouts, and all that moving them works with."""

from __future__ import annotations

from typing import Any

from burgee.domain.alarms import AlarmState
from burgee.domain.documents import DocumentVersion, Kind
from burgee.domain.rollouts import Rollout
from burgee.services.advance_rollouts import Moved, advance_due
from burgee.services.create_document import create_flag
from burgee.services.reading import read
from burgee.services.rollouts import create_rollout
from burgee.services.steer_rollout import start_rollout
from burgee.services.steering import Steering
from burgee.services.writing import Author, Ledger, Randomness
from burgee.storage.memory import MemoryDocuments
from tests.simulation.rollouts.world import Alarms, Guardrails
from tests.unit.domain.rollouts import a_guardrail, a_rollout
from tests.unit.services.builders import a_flag_with, by, numbered
from tests.unit.services.deployments import HandClock

KEY, FLAG = "bigger-pictures", "new-gallery"
WHY = "The on-call asked for it."
HOUR = 3600.0
GUARDED: dict[str, Any] = {"guardrails": [a_guardrail()]}


def because(reason: str = WHY) -> Author:
    return by(reason=reason)


class Harbour:
    """One flag, one rollout, a clock that moves by hand; guardrails and alarms say what is set."""

    def __init__(self, documents: MemoryDocuments | None = None, **parts: Any) -> None:
        self.clock = HandClock()
        randomness = Randomness(numbered("salt"), numbered("key"), numbered("secret"))
        self.ledger = Ledger(documents or MemoryDocuments(), self.clock, randomness)
        self.guardrails = Guardrails(self.clock, units=1000)
        self.alarms = Alarms({"shop-errors": AlarmState.OK})
        self.steering = Steering(self.ledger, self.guardrails, self.alarms, self.alarms)
        create_flag(self.ledger, by(), a_flag_with())
        create_rollout(self.ledger, by(), a_rollout(**parts))

    def started(self) -> Harbour:
        start_rollout(self.ledger, by(), KEY)
        return self

    def after(self, seconds: float) -> Harbour:
        self.clock.pass_seconds(seconds)
        return self

    def look(self) -> list[str]:
        """What the clock moves now."""
        return [str(moved.action) for moved in self.moved()]

    def moved(self) -> list[Moved]:
        return advance_due(self.steering)

    def rollout(self, key: str = KEY) -> Rollout:
        return Rollout.model_validate(self.version(key).body)

    def version(self, key: str = KEY) -> DocumentVersion:
        return read(self.ledger.documents, Kind.ROLLOUT, key)

    def settings(self) -> dict[str, Any]:
        """How the flag stands in production."""
        flag = read(self.ledger.documents, Kind.FLAG, FLAG)
        return dict(flag.body["environments"]["production"])
