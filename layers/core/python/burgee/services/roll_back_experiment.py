"""An experiment, stopped by an alarm."""

from __future__ import annotations

from burgee.domain.alarms import AlarmChange, Outcome
from burgee.domain.documents import Action, DocumentVersion, Kind
from burgee.domain.experiment_changes import dump, ended
from burgee.domain.experiments import Experiment
from burgee.domain.lifecycle import next_status
from burgee.domain.seen_alarms import SEEN, new_seen, remembering, seen_in
from burgee.domain.timestamps import iso, seconds_of
from burgee.services.alarm_steps import ALARMS, AlarmStep, remember, take_step
from burgee.services.writing import Ledger


def stop_experiment(ledger: Ledger, change: AlarmChange, key: str) -> DocumentVersion:
    """The experiment, stopped: its control is shown. One that runs since after the alarm goes on,
    and remembers it; one that is not on stays as it is. Acts once for each change of an alarm."""

    def decide(before: DocumentVersion) -> AlarmStep | None:
        experiment = Experiment.model_validate(before.body)
        if not experiment.is_live or seen_in(before.body, change):
            return None
        return _decided(change, before, experiment, ledger.now())

    return take_step(ledger, change, Kind.EXPERIMENT, key, decide)


def _decided(
    change: AlarmChange, before: DocumentVersion, experiment: Experiment, now: float
) -> AlarmStep:
    run = experiment.run
    if run is not None and change.at < (seconds_of(run.started_at) or 0.0):
        detail = f"Run {run.number} started after the alarm; it goes on."
        return remember(before.body, new_seen(change, Outcome.RECORDED, detail, now=now), now)
    detail = "The experiment was stopped, and shows the control."
    seen = new_seen(change, Outcome.STOPPED, detail, now=now)
    stopped = ended(experiment, at=iso(now), by=ALARMS, halted=True)
    body = {
        **dump(stopped),
        "status": str(next_status(Action.EMERGENCY_STOP, experiment.status)),
        SEEN: remembering(before.body, seen, now),
    }
    return AlarmStep(Action.EMERGENCY_STOP, body, seen)
