"""A change of an alarm, and all that names it: taken back, stopped, held, or remembered.

Each document remembers (alarm, when it changed) by the very put that acts. So whoever hears twice
acts once, and of two who hear at the same time one loses the put, reads anew and finds it done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from burgee.domain.alarms import REMEMBERED_SECONDS, AlarmChange, AlarmState, Outcome
from burgee.domain.documents import DocumentVersion, Kind
from burgee.domain.seen_alarms import seen_in
from burgee.services.alarm_steps import ALARMS
from burgee.services.named_alarms import FailedRollback as FailedRollback
from burgee.services.named_alarms import named_by
from burgee.services.roll_back_experiment import stop_experiment
from burgee.services.roll_back_flag import roll_back_flag
from burgee.services.roll_back_rollout import ROLLOUT_STEPS
from burgee.services.writing import Author, Ledger

Step = Callable[[], DocumentVersion]


class GuardedFunctions(Protocol):
    """Functions whose alias alarms move."""

    def naming(self, alarm: str) -> Iterable[str]:
        """The functions that name an alarm."""
        ...

    def roll_back(self, author: Author, key: str, change: AlarmChange) -> DocumentVersion:
        """The function's document after the change; it acts once."""
        ...


@dataclass(frozen=True, slots=True)
class Reached:
    """What became of an alarm's change in one document: the version that tells, and the outcome;
    None where there was nothing to do any more."""

    kind: Kind
    key: str
    version: int
    environment: str
    outcome: Outcome | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Rollbacks:
    """What an alarm's change did, and what it could not do."""

    reached: tuple[Reached, ...] = ()
    failed: tuple[FailedRollback, ...] = ()


@dataclass(frozen=True, slots=True)
class _Target:
    kind: Kind
    key: str
    environment: str
    step: Step


def roll_back(ledger: Ledger, functions: GuardedFunctions, change: AlarmChange) -> Rollbacks:
    """Let a change of an alarm reach everything that names it.

    An alarm that is over does nothing, and neither does a change older than 48 hours: nobody
    could remember having acted on it. What stops one document does not stop the others.
    """
    if change.state is AlarmState.OK or ledger.now() - change.at > REMEMBERED_SECONDS:
        return Rollbacks()
    reached: list[Reached] = []
    failed: list[FailedRollback] = []
    for target in _targets(ledger, functions, change, failed):
        try:
            reached.append(_reached(target, target.step(), change))
        except Exception as error:  # noqa: BLE001 - told by the caller, after all others
            failed.append(FailedRollback(target.kind, target.key, error))
    return Rollbacks(tuple(reached), tuple(failed))


def _targets(
    ledger: Ledger,
    functions: GuardedFunctions,
    change: AlarmChange,
    failed: list[FailedRollback],
) -> Iterator[_Target]:
    named = named_by(ledger.documents, change)
    failed.extend(named.failed)
    for key, asked in named.rollouts.items():
        step = partial(ROLLOUT_STEPS[asked], ledger, change, key)
        yield _Target(Kind.ROLLOUT, key, "", step)
    for place in named.flags:
        step = partial(roll_back_flag, ledger, change, place)
        yield _Target(Kind.FLAG, place.key, place.environment, step)
    for key in named.experiments:
        yield _Target(Kind.EXPERIMENT, key, "", partial(stop_experiment, ledger, change, key))
    for key in _naming(functions, change.alarm, failed):
        step = partial(functions.roll_back, Author(ALARMS), key, change)
        yield _Target(Kind.FUNCTION, key, "", step)


def _naming(functions: GuardedFunctions, alarm: str, failed: list[FailedRollback]) -> Iterable[str]:
    try:
        return functions.naming(alarm)
    except Exception as error:  # noqa: BLE001 - told by the caller, after all others
        failed.append(FailedRollback(Kind.FUNCTION, "", error))
        return ()


def _reached(target: _Target, version: DocumentVersion, change: AlarmChange) -> Reached:
    seen = seen_in(version.body, change, target.environment)
    outcome, detail = (seen.outcome, seen.detail) if seen else (None, "")
    return Reached(target.kind, target.key, version.version, target.environment, outcome, detail)
