"""The emergency stop of one flag."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.services.end_experiment import emergency_stop
from burgee.services.kinds import Body
from burgee.services.open_rollouts import open_rollouts
from burgee.services.reading import read
from burgee.services.reasons import require_reason
from burgee.services.served_experiments import served_experiments
from burgee.services.stop_everything import end_rollout, run_all
from burgee.services.surroundings import require_environments_known
from burgee.services.writing import Author, Edit, Ledger, amend


def stop_flag(ledger: Ledger, author: Author, key: str, environment: str) -> DocumentVersion:
    """The flag, off in an environment, where nothing is planned for it any more; its open rollout
    there is ended, and experiments that decide it are stopped.

    The switch comes first and is effective alone. Safe to repeat. Raises ReasonRequired,
    UnknownEnvironment, DocumentNotFound.
    """
    reason = require_reason(author, "An emergency stop")
    require_environments_known(ledger.documents, [environment])

    def stopped(before: Body) -> Json:
        section = before["environments"].get(environment)
        if section is None:
            return before
        off = {**section, "enabled": False, "schedule": []}  # nothing planned switches it on again
        sections = {**before["environments"], environment: off}
        return {**before, "environments": sections}

    amend(ledger, author, Edit(Kind.FLAG, key, Action.EMERGENCY_STOP, stopped))
    run_all(_stops(ledger, Author(author.caller, reason), key, environment))
    return read(ledger.documents, Kind.FLAG, key)


def _stops(
    ledger: Ledger, author: Author, key: str, environment: str
) -> Iterator[Callable[[], DocumentVersion]]:
    for rollout in open_rollouts(ledger.documents):
        if (rollout.flag, rollout.environment) == (key, environment):
            yield partial(end_rollout, ledger, author, rollout)
    for experiment in served_experiments(ledger.documents, environment):
        if key in experiment.flag_keys and not experiment.halted:
            yield partial(emergency_stop, ledger, author, experiment.key)
