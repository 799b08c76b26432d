"""What is on in an environment now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from burgee.domain.documents import Kind, Summary
from burgee.domain.experiments import Experiment, run_id
from burgee.domain.flags import Lifecycle
from burgee.domain.overviews import Counts, Overview, RunningExperiment, running_experiment
from burgee.domain.rollouts import LIVE, Rollout
from burgee.services.audit import AuditFilter, list_audit
from burgee.services.gather_evidence import units_of_run
from burgee.services.list_documents import every_row
from burgee.services.ports import DocumentRepository
from burgee.services.reading import read
from burgee.services.rollout_ports import AlarmStates
from burgee.services.surroundings import require_environments_known
from burgee.services.tracking_ports import Tracking
from burgee.services.watched_alarms import watched_alarms

MOST_CHANGES = 20


@dataclass(frozen=True, slots=True)
class Lookout:
    """From where one sees it all: documents, what was observed, how alarms stand, the clock."""

    documents: DocumentRepository
    tracking: Tracking
    alarm_states: AlarmStates
    now: Callable[[], float]


def overview(lookout: Lookout, environment: str) -> Overview:
    """What is on there, and what happened last. Raises UnknownEnvironment."""
    documents = lookout.documents
    require_environments_known(documents, [environment])
    experiments = _experiments(lookout, environment)
    rollouts = _rollouts(documents, environment)
    return Overview(
        environment=environment,
        is_stopped=bool(read(documents, Kind.ENVIRONMENT, environment).body.get("halt")),
        experiments=experiments,
        rollouts=rollouts,
        alarms=watched_alarms(documents, lookout.alarm_states, environment),
        changes=_changes(documents, environment),
        counts=Counts(
            flags=_count(
                documents, Kind.FLAG, lambda row: environment in row.summary["environments"]
            ),
            segments=_count(documents, Kind.SEGMENT, lambda _: True),
            experiments_running=sum(one.experiment.is_live for one in experiments),
            rollouts_ramping=sum(rollout.status in LIVE for rollout in rollouts),
        ),
    )


def _experiments(lookout: Lookout, environment: str) -> Sequence[RunningExperiment]:
    """Those that decide: running, paused, or stopped in an emergency; the newest start first."""
    found = (
        Experiment.model_validate(row.body) for row in lookout.documents.current(Kind.EXPERIMENT)
    )
    running = [
        _running(lookout, one) for one in found if one.is_served and one.environment == environment
    ]
    return sorted(running, key=lambda one: one.started_at or "", reverse=True)


def _running(lookout: Lookout, experiment: Experiment) -> RunningExperiment:
    run, tracking = experiment.run, lookout.tracking
    name = run_id(experiment.key, run.number) if run else ""
    return running_experiment(
        experiment,
        units=units_of_run(tracking.aggregates, name).all_units,
        look=tracking.looks.latest(name),
        now=lookout.now(),
    )


def _rollouts(documents: DocumentRepository, environment: str) -> Sequence[Rollout]:
    """Those that are in charge of their flag's share; the newest start first."""
    found = (Rollout.model_validate(row.body) for row in documents.current(Kind.ROLLOUT))
    served = [one for one in found if one.is_served and one.environment == environment]
    return sorted(served, key=lambda one: one.started_at or "", reverse=True)


def _changes(documents: DocumentRepository, environment: str) -> Sequence[Summary]:
    """Newest first: what touched the environment, and what all environments share."""
    wanted = AuditFilter(environment=environment)
    return list_audit(documents, wanted, limit=MOST_CHANGES, cursor=None).items


def _count(documents: DocumentRepository, kind: Kind, counts: Callable[[Summary], bool]) -> int:
    active = (row for row in every_row(documents, kind) if _is_active(row))
    return sum(map(counts, active))


def _is_active(row: Summary) -> bool:
    return bool(row.summary["lifecycle"] == Lifecycle.ACTIVE)
