"""The emergency stop of a whole environment, and its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from burgee.domain.documents import LONGEST_REASON, Action, DocumentVersion, Json, Kind
from burgee.domain.environments import Halt
from burgee.domain.errors import BurgeeError, IllegalTransition
from burgee.domain.rollouts import LIVE, Rollout
from burgee.domain.timestamps import iso
from burgee.services.end_experiment import emergency_stop
from burgee.services.kinds import Body
from burgee.services.open_rollouts import open_rollouts
from burgee.services.reasons import require_reason
from burgee.services.served_experiments import served_experiments
from burgee.services.steer_rollout import roll_back_rollout, stop_rollout
from burgee.services.surroundings import require_environments_known
from burgee.services.writing import Author, Edit, Ledger, amend


@dataclass(frozen=True, slots=True)
class Stopped:
    """An environment that is stopped, and what was ended one by one after that."""

    environment: DocumentVersion
    ended: tuple[DocumentVersion, ...]


def stop_everything(ledger: Ledger, author: Author, environment: str) -> Stopped:
    """No rollout and no experiment decides in an environment any more.

    One put says so, which alone is effective; then each open rollout is ended and each running
    experiment stopped, so that nothing comes back when the stop is lifted. Safe to repeat. What
    cannot be ended does not keep the others; it is raised at the end. Raises ReasonRequired,
    UnknownEnvironment.
    """
    reason = require_reason(author, "An emergency stop")
    require_environments_known(ledger.documents, [environment])
    halt = Halt(
        by=author.caller.key_id,
        by_name=author.caller.name,
        at=iso(ledger.now()),
        reason=reason[:LONGEST_REASON],
    )

    def halted(before: Body) -> Json:
        return before if before.get("halt") else {**before, "halt": halt.model_dump(mode="json")}

    edit = Edit(Kind.ENVIRONMENT, environment, Action.EMERGENCY_STOP, halted)
    version = amend(ledger, author, edit)
    whoever = Author(author.caller, reason)
    return Stopped(version, tuple(run_all(_stops(ledger, whoever, environment))))


def lift_stop(ledger: Ledger, author: Author, environment: str) -> DocumentVersion:
    """What runs in an environment decides again. What was ended stays so: rollouts and experiments
    are restarted one by one. Raises ReasonRequired, UnknownEnvironment."""
    require_reason(author, "Lifting an emergency stop")
    require_environments_known(ledger.documents, [environment])
    edit = Edit(Kind.ENVIRONMENT, environment, Action.LIFT, lambda before: {**before, "halt": None})
    return amend(ledger, author, edit)


def end_rollout(ledger: Ledger, author: Author, rollout: Rollout) -> DocumentVersion:
    """An open rollout, aborted; rolled back where it is complete and still in charge."""
    if rollout.status in LIVE:
        return stop_rollout(ledger, author, rollout.key)
    return roll_back_rollout(ledger, author, rollout.key, because=author.reason)


def run_all(steps: Iterator[Callable[[], DocumentVersion]]) -> list[DocumentVersion]:
    """What each step wrote. One that has nothing to end any more is passed over; what stops
    another is raised once all were tried."""
    written: list[DocumentVersion] = []
    failures: list[BurgeeError] = []
    for step in steps:
        try:
            with suppress(IllegalTransition):  # somebody else ended it meanwhile
                written.append(step())
        except BurgeeError as failure:
            failures.append(failure)
    if failures:
        raise failures[0]
    return written


def _stops(
    ledger: Ledger, author: Author, environment: str
) -> Iterator[Callable[[], DocumentVersion]]:
    for rollout in open_rollouts(ledger.documents):
        if rollout.environment == environment:
            yield partial(end_rollout, ledger, author, rollout)
    for experiment in served_experiments(ledger.documents, environment):
        if not experiment.halted:
            yield partial(emergency_stop, ledger, author, experiment.key)
