"""One-time schedules: each document's next moment, so that it comes to the second."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from burgee.domain.documents import DocumentVersion, Kind
from burgee.domain.errors import BurgeeError
from burgee.domain.experiments import Experiment
from burgee.domain.flags import Flag
from burgee.domain.moments import next_change, next_moment, next_step
from burgee.domain.rollouts import Rollout
from burgee.services.ports import DocumentRepository

SOON_SECONDS = 5.0  # a moment that has passed comes so soon

Address = tuple[Kind, str, int]


class Schedules(Protocol):
    """Calls of functions that are made once. Raises StorageUnavailable."""

    def put(self, name: str, at: float, payload: Mapping[str, str], *, function: str) -> None:
        """Call `function` with `payload` at a second since 1970; replaces what stands under the
        name. It goes once it was called."""
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
        if kind in _CALL_BY_KIND:
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
    return None if version is None else _CALL_BY_KIND[version.kind].moment(version)


def _plan(
    documents: DocumentRepository,
    schedules: Schedules,
    kind: Kind,
    key: str,
    written: list[int],
    now: float,
) -> None:
    newest = documents.newest(kind, key)
    moment = moment_of(newest)
    if newest is not None and moment is not None:
        call = _CALL_BY_KIND[kind]
        payload = {"kind": str(kind), "key": key, **call.payload(newest)}
        at = max(moment, now + SOON_SECONDS)
        schedules.put(schedule_name(kind, key), at, payload, function=call.function)
        return
    # Only a version that these replaced, or one of them, can have left a schedule behind.
    before = range(min(written) - 1, max(written) + 1)
    if any(moment_of(documents.version(kind, key, number)) is not None for number in before):
        schedules.delete(schedule_name(kind, key))


def _stage_of(version: DocumentVersion) -> dict[str, str]:
    """Which stage of a rollout is next, so that a call that comes late is known to be."""
    rollout = Rollout.model_validate(version.body)
    awaited = 0 if rollout.stage is None else rollout.stage + 1
    return {"stage": str(awaited), "at": rollout.next_at or rollout.start_at or ""}


@dataclass(frozen=True, slots=True)
class _Call:
    """What is called for documents of a kind, when, and with what besides kind and key."""

    function: str
    moment: Callable[[DocumentVersion], float | None]
    payload: Callable[[DocumentVersion], Mapping[str, str]] = lambda _: {}


_CALL_BY_KIND: Mapping[Kind, _Call] = {
    Kind.FLAG: _Call(
        "apply_schedule", lambda version: next_change(Flag.model_validate(version.body))
    ),
    Kind.EXPERIMENT: _Call(
        "apply_schedule", lambda version: next_step(Experiment.model_validate(version.body))
    ),
    Kind.ROLLOUT: _Call(
        "advance_rollouts",
        lambda version: next_moment(Rollout.model_validate(version.body)),
        _stage_of,
    ),
}
