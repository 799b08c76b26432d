"""Everything that `ingest` writes to, in memory, and a clock that moves when it is told to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from burgee.domain.errors import BurgeeError
from burgee.domain.pseudonyms import pseudonym
from burgee.domain.sent_events import Outcome
from burgee.domain.tracking import Exposure, TrackingEvent
from burgee.services.count_usage import UsageCounter
from burgee.services.identify_caller import Caller
from burgee.services.ingest import Ingest, Recording
from burgee.services.note_event_names import EventNames
from burgee.services.shown_runs import ShownRuns
from burgee.services.write_units import UnitWriter
from burgee.storage.memory import MemoryDocuments
from burgee.storage.memory_table import MemoryTable
from burgee.storage.units import DynamoUnits
from burgee.wire.tracking import read_body
from tests.unit.services.deployments import HandClock
from tests.unit.services.experiments import an_evaluator, an_experiment
from tests.unit.services.usage import PRODUCTION, MemoryUsage


class AtOnce(Executor):
    """Does everything in the caller's thread."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(work(*args, **named))
        return done


class FaultyUnits(DynamoUnits):
    """Units in memory. `faults` are raised by the next writes, one each; None lets one through;
    `written` names the units of all writes that were tried."""

    def __init__(self) -> None:
        super().__init__(MemoryTable())
        self.faults: Iterator[BurgeeError | None] = iter(())
        self.before_write: Callable[[], None] = lambda: None
        self.written: list[str] = []

    def record(self, unit: str, event: TrackingEvent) -> bool:
        self._try(unit)
        return super().record(unit, event)

    def expose(self, unit: str, exposure: Exposure) -> Exposure:
        self._try(unit)
        return super().expose(unit, exposure)

    def _try(self, unit: str) -> None:
        self.before_write()
        self.written.append(unit)
        fault = next(self.faults, None)
        if fault is not None:
            raise fault

    def named(self, unit: str, bucket_by: str = "targetingKey") -> str:
        return pseudonym(self.secret(), PRODUCTION, bucket_by, unit)

    def events_of(self, unit: str, bucket_by: str = "targetingKey") -> list[TrackingEvent]:
        return list(self.events(self.named(unit, bucket_by)))

    def exposures_of(self, unit: str, bucket_by: str = "targetingKey") -> dict[str, Exposure]:
        return dict(self.state(self.named(unit, bucket_by)).head.exposures)


@dataclass
class World:
    """An environment with the experiment `checkout`, and what its senders can reach."""

    experiments: list[dict[str, Any]] = field(default_factory=lambda: [an_experiment()])
    units: FaultyUnits = field(default_factory=FaultyUnits)
    usage: MemoryUsage = field(default_factory=MemoryUsage)
    documents: MemoryDocuments = field(default_factory=MemoryDocuments)
    clock: HandClock = field(default_factory=HandClock)

    def __post_init__(self) -> None:
        ids = count()
        recording = Recording(
            units=self.units,
            writer=UnitWriter(self.units, AtOnce(), self.clock),
            usage=UsageCounter(self.usage, now=self.clock, new_sandbox=lambda: "sandbox"),
            names=EventNames(self.usage, self.clock),
            runs=ShownRuns(self.documents, self.clock),
        )
        self.ingest = Ingest(
            recording,
            now=self.clock,
            monotonic=self.clock,
            new_id=lambda: f"made-{next(ids)}",
        )
        self.evaluator = an_evaluator(*self.experiments, now=self.clock)

    @property
    def received(self) -> int:
        """This moment in ms."""
        return int(self.clock.now * 1000)

    def take(self, *events: Any, kind: str = "client", **batch: Any) -> list[Outcome]:
        """What became of events that a key of this kind sends as one batch."""
        unit_types = self.evaluator.ruleset.manifest["tracked_unit_types"]
        sent = read_body({"events": list(events), **batch}, PRODUCTION, unit_types)
        return self.ingest.take(Caller("key1", kind, self.evaluator, stale=False), sent.events)


def codes(outcomes: list[Outcome]) -> list[str]:
    """Outcomes in short: what became of an event, or the code of its fault."""
    return [
        str(getattr(one, "reason", one.code)) if isinstance(one, BurgeeError) else str(one)
        for one in outcomes
    ]
