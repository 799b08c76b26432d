"""Whether restored tables are whole: what is missing, altered or does not fit is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from burgee.domain.documents import DocumentVersion, Json, Kind
from burgee.domain.errors import BurgeeError
from burgee.domain.experiments import run_id
from burgee.domain.rollouts import RUN_PREFIX
from burgee.services.backup_ports import CriticalItems
from burgee.services.load_ruleset import load
from burgee.services.look_ports import LookRepository
from burgee.services.ports import DocumentRepository, RulesetRepository
from burgee.services.surroundings import known_environments
from burgee.services.tracking_ports import AggregateRepository

PAGE = 1000  # rows of the audit view at once


@dataclass(frozen=True, slots=True)
class Fault:
    """Where something is wrong, and what."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Restored:
    """The restored tables of a deployment, as they are read. `aggregates` and `looks` are None
    where that table was not restored."""

    items: CriticalItems
    documents: DocumentRepository
    rulesets: RulesetRepository
    aggregates: AggregateRepository | None = None
    looks: LookRepository | None = None


@dataclass(slots=True)
class Verified:
    """What was looked at, by what it is, and what was wrong with it."""

    checked: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def count(self, what: str, number: int = 1) -> None:
        self.checked[what] = self.checked.get(what, 0) + number

    def find(self, where: str, what: str) -> None:
        self.faults.append(Fault(where, what))


@dataclass(slots=True)
class _History:
    numbers: set[int] = field(default_factory=set)
    newest: DocumentVersion | None = None


Histories = Mapping[tuple[Kind, str], _History]


def verify_restored(restored: Restored) -> Verified:
    """Look at everything that vouches for something else. Rows that lag behind are derived anew,
    as a table may have been kept between a write and its derived rows; nothing else is written."""
    verified = Verified()
    histories = _histories(restored.items, verified)
    _check_gaps(histories, verified)
    _check_current(restored.documents, histories, verified)
    _check_audit(restored.documents, histories, verified)
    _check_rulesets(restored, verified)
    _check_runs(restored, histories, verified)
    return verified


def _histories(items: CriticalItems, verified: Verified) -> Histories:
    histories: dict[tuple[Kind, str], _History] = {}
    for found in items.versions():
        verified.count("versions")
        history = histories.setdefault((found.kind, found.key), _History())
        history.numbers.add(found.number)
        if found.version is None:
            verified.find(_named(found.kind, found.key, found.number), found.fault)
        if found.number == max(history.numbers):
            history.newest = found.version
    verified.count("documents", len(histories))
    return histories


def _check_gaps(histories: Histories, verified: Verified) -> None:
    for (kind, key), history in histories.items():
        for number in sorted(set(range(1, max(history.numbers))) - history.numbers):
            verified.find(_named(kind, key, number), "is missing")


def _check_current(documents: DocumentRepository, histories: Histories, verified: Verified) -> None:
    """A row that is ahead of its history means that the history has lost its end."""
    current = {
        (row.kind, row.key): row for kind in Kind for row in _readable(documents, kind, verified)
    }
    for (kind, key), row in current.items():
        history = histories.get((kind, key))
        newest = max(history.numbers) if history else 0
        if row.version > newest:
            verified.find(_named(kind, key, row.version), "is missing: a list shows it")
        elif history and history.newest and row == history.newest:
            verified.count("current rows")
        elif row.version == newest and history and history.newest:
            verified.find(_named(kind, key, newest), "is not what lists show of it")
    for (kind, key), history in histories.items():
        standing = current.get((kind, key))
        if history.newest and (standing is None or standing.version < history.newest.version):
            documents.derive(history.newest)
            verified.count("rows derived anew")


def _check_audit(documents: DocumentRepository, histories: Histories, verified: Verified) -> None:
    cursor: str | None = None
    while True:
        page = documents.audit(limit=PAGE, cursor=cursor)
        for row in page.items:
            history = histories.get((row.kind, row.key))
            verified.count("audit rows")
            if history is None or row.version > max(history.numbers):
                verified.find(
                    _named(row.kind, row.key, row.version), "is missing: the audit view shows it"
                )
        cursor = page.cursor
        if cursor is None:
            return


def _check_rulesets(restored: Restored, verified: Verified) -> None:
    for environment in known_environments(restored.documents):
        pointer = restored.rulesets.pointer(environment, consistent=True)
        if pointer is None:
            continue
        try:
            load(restored.rulesets, environment, pointer.number)
        except BurgeeError as fault:
            verified.find(f"ruleset {pointer.number} of {environment}", fault.detail)
        verified.count("rulesets")


def _check_runs(restored: Restored, histories: Histories, verified: Verified) -> None:
    if restored.aggregates is None or restored.looks is None:
        return
    for run in _runs(histories):
        verified.count("runs")
        try:
            _read_counters(restored.aggregates, run, verified)
            looks = [look.number for look in restored.looks.looks(run)]
        except BurgeeError as fault:
            verified.find(f"run {run}", fault.detail)
            continue
        for number in sorted(set(range(1, max(looks, default=0))) - set(looks)):
            verified.find(f"look {number} of run {run}", "is missing")


def _read_counters(aggregates: AggregateRepository, run: str, verified: Verified) -> None:
    state = aggregates.state(run)
    for shard in aggregates.shards(run, state.generation):
        for _ in aggregates.of_shard(run, state.generation, shard):
            verified.count("counters")


def _runs(histories: Histories) -> Iterator[str]:
    prefixes = {Kind.EXPERIMENT: "", Kind.ROLLOUT: RUN_PREFIX}
    for (kind, key), history in histories.items():
        if kind in prefixes and history.newest:
            runs: list[Mapping[str, Json]] = history.newest.body.get("runs", [])
            for run in runs:
                yield run_id(f"{prefixes[kind]}{key}", run["number"])


def _readable(
    documents: DocumentRepository, kind: Kind, verified: Verified
) -> list[DocumentVersion]:
    try:
        return list(documents.current(kind))
    except BurgeeError as fault:
        verified.find(f"current rows of {kind}", fault.detail)
        return []


def _named(kind: Kind, key: str, number: int) -> str:
    return f"{kind} '{key}' version {number}"
