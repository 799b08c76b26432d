"""Experiments that run in memory, and a judge that notes what it was asked."""

from __future__ import annotations

from typing import Any

from burgee.domain.documents import Action, Change, DocumentVersion, Kind
from burgee.domain.experiments import Experiment
from burgee.domain.results import Look
from burgee.domain.timestamps import iso
from burgee.domain.tracking import Exposure
from burgee.runtime.streams import unit_changes
from burgee.services.aggregate import Aggregator
from burgee.services.analyse_run import Analysis
from burgee.services.experiment_rules import experiment_summary
from burgee.stats.judging.questions import RunQuestion
from burgee.storage.aggregates import DynamoAggregates
from burgee.storage.looks import DynamoLooks
from burgee.storage.memory import MemoryDocuments
from burgee.storage.memory_table import MemoryTable
from burgee.storage.units import DynamoUnits
from tests.looks import a_look
from tests.unit.services.builders import NOON
from tests.unit.services.experiments import a_run

DAY = 86_400
SHOP = "shop"
GOAL = {"key": "bought", "type": "conversion_rate", "event_name": "buy", "window": "3d"}


class Laboratory:
    """Documents, units and their sums, a clock set by hand, and a judge.

    The judge's looks hold what it was asked; it fails where `fault` is given for an experiment.
    """

    def __init__(self) -> None:
        self.now = NOON
        self.questions: list[RunQuestion] = []
        self.faults: dict[str, Exception] = {}
        self.documents = MemoryDocuments()
        self._table = MemoryTable(now=lambda: self.now)
        self.units = DynamoUnits(self._table, now=lambda: self.now)
        aggregates = MemoryTable()
        self.aggregates = DynamoAggregates(aggregates)
        self.looks = DynamoLooks(aggregates)
        self._versions: dict[str, int] = {}
        self._taken = 0

    @property
    def analysis(self) -> Analysis:
        return Analysis(self.documents, self.aggregates, self.looks, lambda: self.now, self.judge)

    def judge(self, question: RunQuestion) -> Look:
        self.questions.append(question)
        if question.sums.run in self.faults:
            raise self.faults[question.sums.run]
        units = {variant: one["n"] for variant, one in question.sums.units.variants.items()}
        return a_look(
            len(question.past) + 1,
            run=question.sums.run,
            at=question.at,
            asked_by=question.asked_by,
            asked_by_name=question.asked_by_name,
            units=units,
            information=sum(units.values()),
            is_final=question.has_ended,
        )

    def write(self, key: str = SHOP, *runs: dict[str, Any], **parts: Any) -> None:
        """The next version of an experiment with these runs; with one that was started now, if
        none are given."""
        given = {"key": key, "environment": "production", "status": "running", **parts}
        body = {**given, "runs": list(runs) or [self.a_run()]}
        experiment = Experiment.model_validate(body)
        number = self._versions.get(key, 0) + 1
        version = DocumentVersion(
            kind=Kind.EXPERIMENT,
            key=key,
            version=number,
            body=experiment.model_dump(mode="json", by_alias=True),
            change=Change(actor="ann", at=iso(self.now), action=Action.UPDATE),
            summary=experiment_summary(experiment),
        )
        self._versions[key] = number
        self.documents.put(version)
        self.documents.derive(version)

    def a_run(self, **parts: Any) -> dict[str, Any]:
        given = {"started_at": iso(self.now), "metrics": {"goals": [GOAL]}}
        return a_run(**(given | parts))

    def expose(self, *units: str, run: str = f"{SHOP}.1", variant: str = "control") -> None:
        moment = int(self.now * 1000)
        for unit in units:
            self.units.expose(unit, Exposure(run, variant, moment, moment))
        self._settle()

    def pass_days(self, days: float) -> None:
        self.now += days * DAY

    def _settle(self) -> None:
        aggregator = Aggregator(self.units, self.aggregates, self.documents, lambda: self.now)
        while self._taken < len(self._table.changes):
            fresh = self._table.changes[self._taken :]
            self._taken += len(fresh)
            aggregator.take(list(unit_changes(fresh)), "shard-1")
