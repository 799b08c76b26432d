"""One history, lived through: storage, a nasty stream, sandboxes that crash, and the comparison."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from burgee.domain.counters import UNITS_METRIC
from burgee.domain.errors import StorageUnavailable
from burgee.runtime.streams import unit_changes
from burgee.services.aggregate import Aggregator
from burgee.services.fold_days import IDLE_SECONDS, fold_days
from burgee.services.read_counters import read_counters
from burgee.services.recount import recount
from burgee.storage.aggregates import DynamoAggregates
from burgee.storage.memory import MemoryDocuments
from burgee.storage.memory_table import MemoryTable
from burgee.storage.units import DynamoUnits
from functions.catalog import Stream
from local.deliveries import NASTY, Crashed, Deliveries, drive
from local.shards import Habits, InventedShards
from tests.exactness.histories import (
    EXPERIMENTS,
    NOW,
    RUNS,
    Erase,
    Expose,
    FoldDays,
    Leave,
    Mix,
    OptOutStep,
    Record,
    Recount,
    Step,
    experiment,
)
from tests.exactness.truth import Truth

STREAM = Stream("units", ("unit#",), batch_size=20, retry_attempts=1000, tumbling_window_seconds=60)
SHARDS = Habits(first_shards=2, split=0.15, within=0.8, mixed=4)
SANDBOXES = 3
DEEPEST = 3  # consumers that are interrupted by one another
MOST_ROUNDS = 200  # of deliveries until a history is at rest
FAULTS = 0.01  # calls of consumers that storage does not answer

Hook = Callable[[], None]
MakeAggregator = Callable[..., Aggregator]


@dataclass
class InterruptedTable:
    """A table before whose calls something else may happen: `before` is told the call's name."""

    table: Any
    before: Callable[[str], None]

    def __getattr__(self, name: str) -> Any:
        called = getattr(self.table, name)

        def call(*given: Any, **named: Any) -> Any:
            self.before(name)
            answer = called(*given, **named)
            return iter(list(answer)) if isinstance(answer, Iterator) else answer

        return call


@dataclass
class World:
    """A deployment in memory, and everything that happens to it from one seed."""

    steps: list[Step]
    chance: random.Random
    make: MakeAggregator = Aggregator
    units_table: Any = None
    aggregates_table: Any = None
    truth: Truth = field(default_factory=Truth)

    def __post_init__(self) -> None:
        self.units_table = self.units_table or MemoryTable(now=lambda: NOW)
        self.aggregates_table = self.aggregates_table or MemoryTable(now=lambda: NOW)
        self.documents = MemoryDocuments()
        for key in EXPERIMENTS:
            self.documents.put(experiment(key))
        self.deliveries = Deliveries(STREAM, self.chance, nastiness=NASTY)
        self.shards = InventedShards(self.deliveries, self.chance, SHARDS)
        self._fed = 0
        self._depth = 0
        self._hook: Hook = lambda: None
        # What clients do is not interrupted; what consumers and operators do is.
        self.units = DynamoUnits(self.units_table, now=lambda: NOW)
        self.aggregates = DynamoAggregates(self.aggregates_table)
        self._interrupted = (
            DynamoUnits(InterruptedTable(self.units_table, self._before), now=lambda: NOW),  # type: ignore[arg-type]  # it has the methods that are called
            DynamoAggregates(InterruptedTable(self.aggregates_table, self._before)),  # type: ignore[arg-type]  # as above
        )
        self._sandboxes = [self._sandbox() for _ in range(SANDBOXES)]

    def live(self) -> None:
        """All steps, deliveries in between and meanwhile, until nothing is left."""
        while self.steps:
            self._step()
            if self.chance.random() < 0.4:
                self._deliver()
            if self.chance.random() < 0.1:
                self._run(FoldDays())
        self.settle()
        for run in RUNS:
            for _ in range(MOST_ROUNDS):
                if self.aggregates.state(run).building is None:
                    break
                recount(self._sandbox(), run, lambda: False)
                self.settle()
        self._expire()

    def settle(self) -> None:
        """Deliver until no delivery brings about another record."""
        for _ in range(MOST_ROUNDS):
            if not self._feed(flush=True) and self.deliveries.is_drained:
                return
            drive(self.deliveries, self._invoke)
        raise AssertionError("the stream never comes to rest")

    def _expire(self) -> None:
        """Half a year later all that has a time to live is gone, which changes no sum. Not where
        a tombstone would go, too: it stays longer than any record can come again."""
        if isinstance(self.units_table, MemoryTable) and not self.truth.erased:
            self.units_table.expire(NOW + 200 * 86_400)
            self.settle()

    def sums(self, run: str) -> dict[Any, Any]:
        """What readers see."""
        return read_counters(self.aggregates, run, self.aggregates.state(run).generation)

    def _sandbox(self) -> Aggregator:
        units, aggregates = self._interrupted
        return self.make(units, aggregates, self.documents, lambda: NOW)

    def _deliver(self) -> None:
        self._feed(flush=self.chance.random() < 0.5)
        drive(self.deliveries, self._invoke)

    def _feed(self, *, flush: bool = False) -> bool:
        fresh = self.units_table.changes[self._fed :]
        self._fed += len(fresh)
        for record in fresh:
            self.shards.write(record)
        if flush:
            self.shards.flush()
        return bool(fresh)

    def _invoke(self, event: Mapping[str, Any], before_write: Hook) -> Any:
        number = self.chance.randrange(SANDBOXES)
        with self._interrupting(before_write):
            try:
                taken = self._sandboxes[number].take(
                    list(unit_changes(event["Records"])), event["shardId"]
                )
            except Crashed:
                self._sandboxes[number] = self._sandbox()
                raise
        failed = [] if taken.failed is None else [{"itemIdentifier": taken.failed}]
        return {"state": {}, "batchItemFailures": failed}

    @contextmanager
    def _interrupting(self, hook: Hook) -> Iterator[None]:
        outer, self._hook = self._hook, hook
        self._depth += 1
        try:
            yield
        finally:
            self._hook = outer
            self._depth -= 1

    def _before(self, call: str) -> None:
        """Before each call of a consumer to storage: clients go on, and its mishap may strike."""
        if self._depth == 0 or self._depth > DEEPEST:
            return
        if self.chance.random() < FAULTS:
            raise StorageUnavailable("DynamoDB does not answer")
        if self.steps and self.chance.random() < 0.08:
            self._meanwhile()
        is_write = call in {"put", "update", "delete"}
        if is_write or self.chance.random() < 0.2:
            hook = self._hook
            with self._interrupting(lambda: None):
                self._feed()
                hook()

    def _meanwhile(self) -> None:
        """Clients go on between two calls of a consumer, and others may hear of it first."""
        for _ in range(self.chance.randint(1, 3)):
            if self.steps:
                self._step()
            if self.chance.random() < 0.5:
                with self._interrupting(lambda: None):
                    self._deliver()

    def _step(self) -> None:
        step = self.steps.pop(0)
        if isinstance(step, FoldDays | Recount):
            self._run(step)
        else:
            self.write(step)

    def write(self, step: Step) -> None:
        """What a client did, to storage and to the truth."""
        self.truth.take(step)
        self._write(step)

    def _run(self, step: FoldDays | Recount) -> None:
        """An operator's job, which may end anywhere."""
        with self._interrupting(self._operators_mishap()), suppress(Crashed, StorageUnavailable):
            self._operate(step)

    def _operators_mishap(self) -> Hook:
        left = self.chance.randrange(60)

        def strike() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise Crashed
            if self.chance.random() < 0.1 and self._depth <= DEEPEST:
                self._deliver()

        return strike

    def _operate(self, step: FoldDays | Recount) -> None:
        _, aggregates = self._interrupted
        if isinstance(step, FoldDays):
            # Nothing is deleted while a consumer is at work: none lasts as long as items are kept.
            kept = 0 if self._depth == 1 else IDLE_SECONDS
            for run in RUNS:
                fold_days(aggregates, run, NOW, idle_seconds=0, kept_seconds=kept)
            return
        recount(self._sandbox(), step.run, lambda: False, anew=step.anew)

    def _write(self, step: Step) -> None:
        match step:
            case Record(unit, event):
                self.units.record(unit, event)
            case Expose(unit, exposure):
                self.units.expose(unit, exposure)
            case Mix(unit, run):
                self.units.mark_mixed(unit, run)
            case Leave(unit, run, why):
                self.units.mark_left(unit, run, why)
            case OptOutStep(unit, out, at):
                self.units.opt_out(unit, _opt_out(out, at))
            case Erase(unit):
                self.units.erase(unit, NOW)


def _opt_out(out: bool, at: int) -> Any:
    from burgee.domain.units import OptOut

    return OptOut(out=out, out_at=at)


def differences(world: World) -> list[str]:
    """What stands and should not, or should and does not; empty where all is exact."""
    found = []
    for run in RUNS:
        expected, sums = _comparable(world.truth.sums(run)), _comparable(world.sums(run))
        found += [
            f"{run} {place}: {sums.get(place)} instead of {expected.get(place)}"
            for place in sorted({*expected, *sums})
            if expected.get(place) != sums.get(place)
        ]
        if world.aggregates.state(run).inexact:
            found.append(f"{run} is inexact: {world.aggregates.state(run).inexact}")
    return found + _wrong_units(world)


def _wrong_units(world: World) -> list[str]:
    found = []
    for unit in sorted(world.truth.events.keys() | world.truth.erased):
        state = world.units.state(unit)
        profile = state.head.profile.body if state.head.profile else {}
        if profile != world.truth.profile(unit):
            found.append(f"profile of {unit}: {profile}")
        is_erased = unit in world.truth.erased
        if is_erased and any(total.body for total in state.totals.values()):
            found.append(f"{unit} was erased and has a total")
    return found


def _comparable(sums: Mapping[Any, Any]) -> dict[Any, Any]:
    """Without what is 0, and without how many units were erased: that depends on when."""
    return {
        place: shown
        for place, variants in sums.items()
        if (shown := _pruned(variants, erased=place[1] == UNITS_METRIC))
    }


def _pruned(sums: Mapping[str, Any], *, erased: bool) -> dict[str, Any]:
    pruned = {}
    for name, value in sums.items():
        shown = _pruned(value, erased=erased) if isinstance(value, Mapping) else value
        if shown and not (erased and name == "erased"):
            pruned[name] = shown
    return pruned


def lived(steps: Sequence[Step], seed: int, make: MakeAggregator = Aggregator) -> list[str]:
    """The differences after a history, its mishaps drawn from `seed`."""
    world = World(list(steps), random.Random(seed), make)
    world.live()
    return differences(world)
