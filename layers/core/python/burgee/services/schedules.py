"""One-time schedules: each document's next moment, so that it comes to the second."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from burgee.domain.documents import DocumentVersion, Kind
from burgee.domain.errors import BurgeeError
from burgee.domain.experiments import Experiment
from burgee.domain.flags import Flag
from burgee.domain.moments import next_change, next_step
from burgee.services.ports import DocumentRepository

SOON_SECONDS = 5.0  # a moment that has passed comes so soon

Address = tuple[Kind, str, int]


class Schedules(Protocol):
    """Calls of `apply_schedule` that are made once. Raises StorageUnavailable."""

    def put(self, name: str, at: float, payload: Mapping[str, str]) -> None:
        """Call with `payload` at a second since 1970; replaces what stands under the name. It
        goes once it was called."""
        ...

    def delete(self, name: str) -> None:
        """Make no call under this name; none is fine."""
        ...


def plan_schedules(
    documents: DocumentRepository,
    schedules: Schedules,
    changed: Iterable[Address],
    now: Callable[[], float],
) -> None:
    """Keep one schedule for each changed document that has a next moment, and none for others.

    One is enough: what happens then is a new version, which leads here again. The newest versions
    are read, so it is safe to repeat and to call out of order. What stops one document does not
    stop the others; it is raised at the end.
    """
    numbers: dict[tuple[Kind, str], list[int]] = {}
    for kind, key, number in changed:
        if kind in _MOMENT_BY_KIND:
            numbers.setdefault((kind, key), []).append(number)
    failures: list[BurgeeError] = []
    for (kind, key), written in numbers.items():
        try:
            _plan(documents, schedules, kind, key, written, now())
        except BurgeeError as failure:
            failures.append(failure)
    if failures:
        raise failures[0]


def schedule_name(kind: Kind, key: str) -> str:
    """The name of a document's schedule: 64 letters at most, whatever its key.

    >>> schedule_name(Kind.FLAG, "new-gallery")
    'flag-38c57ee9e723f56d51aac8e606f5240f'
    """
    return f"{kind}-{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def moment_of(version: DocumentVersion | None) -> float | None:
    """When a document next changes by itself."""
    return None if version is None else _MOMENT_BY_KIND[version.kind](version)


def _plan(
    documents: DocumentRepository,
    schedules: Schedules,
    kind: Kind,
    key: str,
    written: list[int],
    now: float,
) -> None:
    moment = moment_of(documents.newest(kind, key))
    if moment is not None:
        payload = {"kind": str(kind), "key": key}
        schedules.put(schedule_name(kind, key), max(moment, now + SOON_SECONDS), payload)
        return
    # Only a version that these replaced, or one of them, can have left a schedule behind.
    before = range(min(written) - 1, max(written) + 1)
    if any(moment_of(documents.version(kind, key, number)) is not None for number in before):
        schedules.delete(schedule_name(kind, key))


_MOMENT_BY_KIND: Mapping[Kind, Callable[[DocumentVersion], float | None]] = {
    Kind.FLAG: lambda version: next_change(Flag.model_validate(version.body)),
    Kind.EXPERIMENT: lambda version: next_step(Experiment.model_validate(version.body)),
}
