"""A deployment in memory: the product's services over tables that count what DynamoDB would bill.

What is real: evaluation, exposing, ingesting, both hops of aggregating, the repositories, every
item and every record of the stream. What is not: HTTP, Lambda, DynamoDB's network. The stream has
one shard; its records come once, in batches of the size that is asked for.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.billing import Bill, CountingTable
from burgee.domain.answers import Answer
from burgee.domain.documents import Action, Change, DocumentVersion, Kind
from burgee.domain.evaluation import Evaluator
from burgee.domain.experiment_forms import Experiments
from burgee.domain.experiments import Experiment
from burgee.domain.flag_checks import parse_flag
from burgee.domain.publication import build
from burgee.domain.ruleset import Ruleset
from burgee.domain.sent_events import SentEvent
from burgee.domain.tokens import CLIENT
from burgee.runtime.streams import unit_changes
from burgee.services.aggregate import Aggregator
from burgee.services.count_usage import UsageCounter
from burgee.services.expose import Exposer
from burgee.services.identify_caller import Caller
from burgee.services.ingest import Ingest, Recording
from burgee.services.note_event_names import EventNames
from burgee.services.read_counters import read_counters
from burgee.services.shown_runs import ShownRuns
from burgee.services.write_units import Outcome, UnitWriter
from burgee.storage.aggregates import DynamoAggregates
from burgee.storage.memory import MemoryDocuments
from burgee.storage.memory_table import MemoryTable
from burgee.storage.units import DynamoUnits
from burgee.storage.usage import DynamoUsage
from burgee.wire.tracking import read_body
from functions.catalog import FUNCTIONS

PRODUCTION = "production"
TARGETING_KEY = "targetingKey"
STARTED = "2026-11-01T00:00:00.000Z"
NOON = 1_795_608_000.0  # 2026-11-25T12:00:00Z
DAY_SECONDS = 86_400
STREAM = next(row.stream for row in FUNCTIONS if row.stream and row.name == "aggregate")
SHARD = "shardId-00000001795608000000-1f2e3d4c"
CONTROL, TREATMENT = "control", "treatment"


class Clock:
    """A clock that moves when it is told to; seconds since 1970."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


def flag_document(key: str) -> dict[str, Any]:
    """A boolean flag that is on in production, and shows off."""
    section = {"enabled": True, "default_variant": "off"}
    return {"key": key, "kind": "boolean", "environments": {PRODUCTION: section}}


def experiment_document(
    key: str, flag: str, metrics: Mapping[str, Any], *, dimensions: Sequence[str] = (), **run: Any
) -> dict[str, Any]:
    """A running experiment with two variants of equal weight: the treatment shows the flag on."""
    froze = {
        "number": 1,
        "salt": f"salt of {key}",
        "environment": PRODUCTION,
        "bucket_by": TARGETING_KEY,
        "assignment": "deterministic",
        "control": CONTROL,
        "weights": {CONTROL: 1, TREATMENT: 1},
        "metrics": metrics,
        "dimensions": list(dimensions),
        "started_at": STARTED,
        **run,
    }
    return {
        "key": key,
        "environment": PRODUCTION,
        "status": "running",
        "assignment": froze["assignment"],
        "variants": {CONTROL: {"flags": {flag: "off"}}, TREATMENT: {"flags": {flag: "on"}}},
        "metrics": metrics,
        "runs": [froze],
    }


class _Inline:
    """An executor that does everything at once, so that times are of one thread."""

    def map(self, call: Callable[..., Any], *given: Any) -> Iterator[Any]:
        return map(call, *given)


class _Nobody:
    """Who is told of faults where there are none."""

    def fault(self, fault: Exception) -> None:
        raise fault

    def late(self) -> None:
        raise AssertionError("an exposure was late")

    def lost(self, why: str) -> None:
        raise AssertionError(why)

    def send(self, message: str) -> None:
        raise AssertionError("an exposure went to the queue")


@dataclass(frozen=True, slots=True)
class Bills:
    """What was billed on the way to an answer, and behind the stream."""

    request: Bill
    stream: Bill


class Deployment:
    """Flags and running experiments, and units that meet them. `is_billed`: what is not counted
    goes faster."""

    def __init__(
        self,
        flags: Sequence[Mapping[str, Any]],
        experiments: Sequence[Mapping[str, Any]],
        *,
        is_billed: bool = True,
    ) -> None:
        self._is_billed = is_billed
        self.clock = Clock()
        self.units_table = MemoryTable(now=self.clock)
        self.aggregates_table = MemoryTable(now=self.clock)
        self.documents = MemoryDocuments()
        for body in experiments:
            self.documents.put(_stored(body))
        self.bills = Bills(Bill(), Bill())
        self.evaluator = _evaluator(flags, experiments, self.clock)
        self.caller = Caller("bench", CLIENT, self.evaluator, stale=False)
        self._seen = 0
        self._wanted: list[Mapping[str, Any]] = []
        self._new_ids = map("drawn-{}".format, itertools.count())
        self.start_sandboxes()

    def start_sandboxes(self) -> None:
        """New ones, that know nothing: all that was held in memory is gone."""
        units, _ = self.repositories(self.bills.request)
        usage = DynamoUsage(self._billed(self.aggregates_table, self.bills.request))
        counter = UsageCounter(usage, now=self.clock, new_sandbox=lambda: "sandbox")
        self.exposer = Exposer(
            units, _Nobody(), _Nobody(), now=self.clock, randomness=random.Random(1).randrange
        )
        self.ingest = Ingest(
            Recording(
                units,
                UnitWriter(units, _Inline(), lambda: 0.0),  # type: ignore[arg-type]  # only map is called
                counter,
                EventNames(usage, self.clock),
                ShownRuns(self.documents, self.clock),
            ),
            now=self.clock,
            monotonic=lambda: 0.0,
            new_id=lambda: next(self._new_ids),
        )
        self.aggregator = Aggregator(
            *self.repositories(self.bills.stream), self.documents, self.clock
        )

    def repositories(self, bill: Bill) -> tuple[DynamoUnits, DynamoAggregates]:
        """Units and aggregates whose calls go on a bill."""
        units = DynamoUnits(self._billed(self.units_table, bill), now=self.clock)
        return units, DynamoAggregates(self._billed(self.aggregates_table, bill))

    def _billed(self, table: MemoryTable, bill: Bill) -> Any:
        return CountingTable(table, bill) if self._is_billed else table

    def ask(self, flag: str, unit: str, **attributes: Any) -> Answer:
        """One flag, as `evaluate` answers it; what is to be recorded is."""
        context = {TARGETING_KEY: unit, **attributes}
        answer, is_stale = self.exposer.evaluate(self.evaluator, flag, context)
        assert not is_stale
        return answer

    def read_body(self, events: Sequence[Mapping[str, Any]]) -> Sequence[SentEvent | Any]:
        """A batch as `ingest` reads it."""
        return read_body({"events": list(events)}, PRODUCTION, [TARGETING_KEY]).events

    def send(self, *events: Mapping[str, Any], kind: str = CLIENT) -> list[Outcome]:
        """A batch of events, as `ingest` takes it."""
        caller = Caller("bench", kind, self.evaluator, stale=False)
        return self.ingest.take(caller, self.read_body(events))

    @property
    def waiting(self) -> int:
        """Records of the stream that were not delivered."""
        self._look()
        return len(self._wanted)

    def next_batch(self, size: int) -> list[Mapping[str, Any]]:
        """The oldest records that were not delivered yet."""
        self._look()
        batch, self._wanted = self._wanted[:size], self._wanted[size:]
        return batch

    def _look(self) -> None:
        """Take up what was written meanwhile, as far as the trigger's filter lets it through."""
        fresh = self.units_table.changes[self._seen :]
        self._seen += len(fresh)
        self._wanted += [record for record in fresh if _is_wanted(record)]

    def deliver(self, size: int) -> None:
        """One batch to `aggregate`."""
        taken = self.aggregator.take(list(unit_changes(self.next_batch(size))), SHARD)
        assert taken.failed is None
        assert not taken.parked

    def settle(self, size: int = 500) -> None:
        """Deliver until nothing waits, what the deliveries themselves write included."""
        while self.waiting:
            self.deliver(size)

    def sums(self, run: str) -> dict[tuple[str, str, str], Any]:
        """(day, metric, dimension) -> sums by variant, as they are read for a run."""
        _, aggregates = self.repositories(Bill())
        return read_counters(aggregates, run, 1)


def event(unit: str, name: str, number: int | str, **parts: Any) -> dict[str, Any]:
    """An event of a unit; the same number again is the same event."""
    return {
        "event_id": f"{unit}/{name}/{number}",
        "event_type": "custom",
        "event_name": name,
        TARGETING_KEY: unit,
        **parts,
    }


def _is_wanted(record: Mapping[str, Any]) -> bool:
    keys = record["dynamodb"]["Keys"]
    is_of_unit = keys["pk"]["S"].startswith(STREAM.partition_prefixes)
    return is_of_unit and keys["sk"]["S"] not in STREAM.passed_over


def _stored(body: Mapping[str, Any]) -> DocumentVersion:
    change = Change(actor="ann", at=STARTED, action=Action.START)
    return DocumentVersion(Kind.EXPERIMENT, body["key"], 1, dict(body), change)


def _evaluator(
    flags: Sequence[Mapping[str, Any]],
    experiments: Sequence[Mapping[str, Any]],
    clock: Callable[[], float],
) -> Evaluator:
    published = build(
        PRODUCTION,
        flags=[(parse_flag(dict(body)), 1) for body in flags],
        segments=[],
        keys=[],
        experiments=Experiments([Experiment.model_validate(body) for body in experiments], []),
    )
    return Evaluator(Ruleset.load(published.numbered(1, STARTED), published.chunks), clock)
