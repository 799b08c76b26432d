"""Rollouts whose guardrails are judged in memory, by the clock of a test."""

from __future__ import annotations

from typing import Any

from burgee.domain.documents import Action, Change, DocumentVersion, Kind
from burgee.domain.judgements import Judgement
from burgee.domain.rollouts import Rollout
from burgee.domain.timestamps import iso
from burgee.domain.tracking import Exposure
from burgee.runtime.streams import unit_changes
from burgee.services.aggregate import Aggregator
from burgee.services.analyse_rollouts import Watch
from burgee.stats.guardrails.judge import judge_guardrails
from burgee.stats.guardrails.questions import WatchQuestion
from burgee.storage.aggregates import DynamoAggregates
from burgee.storage.judgements import DynamoJudgements
from burgee.storage.memory import MemoryDocuments
from burgee.storage.memory_table import MemoryTable
from burgee.storage.units import DynamoUnits
from tests.unit.domain.ramps import a_rollout
from tests.unit.services.builders import NOON

RUN = "rollout:ramp.1"
CHANGE = Change(actor="ann", at=iso(NOON), action=Action.UPDATE)


class Tower:
    """Rollouts, units and their sums, a clock set by hand, and the judge; it fails with `faults`
    one after the other."""

    def __init__(self) -> None:
        self.now = NOON
        self.asked: list[WatchQuestion] = []
        self.faults: list[Exception] = []
        self.documents = MemoryDocuments()
        self._table = MemoryTable(now=lambda: self.now)
        self.units = DynamoUnits(self._table, now=lambda: self.now)
        self.aggregates = DynamoAggregates(MemoryTable())
        self.judgements = DynamoJudgements(MemoryTable())
        self._taken = 0

    @property
    def watch(self) -> Watch:
        return Watch(self.documents, self.aggregates, self.judgements, lambda: self.now, self.judge)

    def judge(self, question: WatchQuestion) -> Judgement:
        self.asked.append(question)
        if self.faults:
            raise self.faults.pop(0)
        return judge_guardrails(question)

    def write(self, key: str = "ramp", **parts: Any) -> None:
        """A rollout that compares at 10 %, since an hour."""
        given = a_rollout(key, **{"run": 1, **parts})
        given.setdefault(
            "started_at", given["runs"][0]["started_at"] if given.get("runs") else None
        )
        rollout = Rollout.model_validate(given)
        body = rollout.model_dump(mode="json", by_alias=True)
        version = DocumentVersion(Kind.ROLLOUT, key, 1, body, CHANGE)
        self.documents.put(version)
        self.documents.derive(version)

    def expose(self, variant: str, *units: str) -> None:
        moment = int(self.now * 1000)
        for unit in units:
            self.units.expose(unit, Exposure(RUN, variant, moment, moment))
        aggregator = Aggregator(self.units, self.aggregates, self.documents, lambda: self.now)
        while self._taken < len(self._table.changes):
            fresh = self._table.changes[self._taken :]
            self._taken += len(fresh)
            aggregator.take(list(unit_changes(fresh)), "shard-1")
