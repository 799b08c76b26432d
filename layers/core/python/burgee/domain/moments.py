"""When flags, experiments and rollouts change by themselves, and what they then become."""

from __future__ import annotations

from collections.abc import Iterator

from burgee.domain.experiments import Experiment, Status
from burgee.domain.flags import EnvironmentSettings, Flag, ScheduledChange
from burgee.domain.rollouts import LIVE, Rollout, RolloutStatus
from burgee.domain.timestamps import DAY_SECONDS, iso, seconds_of


def next_change(flag: Flag) -> float | None:
    """When the next scheduled change of a flag is due, in seconds; None for archived flags."""
    if flag.is_archived:
        return None
    return min(
        (_at(change) for settings in flag.environments.values() for change in settings.schedule),
        default=None,
    )


def after_due_changes(flag: Flag, now: float) -> Flag:
    """The flag with every scheduled change made that is due, oldest first, and gone from its
    schedule. The same flag if none is."""
    when = next_change(flag)
    if when is None or when > now:
        return flag
    environments = {name: _after_due(settings, now) for name, settings in flag.environments.items()}
    return flag.model_copy(update={"environments": environments})


def _after_due(settings: EnvironmentSettings, now: float) -> EnvironmentSettings:
    due = sorted((change for change in settings.schedule if _at(change) <= now), key=_at)
    made = {name: value for change in due for name, value in _made(change)}
    left = [change for change in settings.schedule if _at(change) > now]
    return settings.model_copy(update={**made, "schedule": left})


def _made(change: ScheduledChange) -> Iterator[tuple[str, object]]:
    for name in ("enabled", "default_variant", "rollout"):
        value = getattr(change, name)
        if value is not None:
            yield name, value


def _at(change: ScheduledChange) -> float:
    return seconds_of(change.at) or 0.0


def next_step(experiment: Experiment) -> float | None:
    """When an experiment starts or ends by the clock, in seconds; None if it does neither."""
    if experiment.status is Status.DRAFT:
        return seconds_of(experiment.start_at)
    if experiment.is_live:
        ends = (seconds_of(experiment.end_at), _longest_end(experiment))
        return min((end for end in ends if end is not None), default=None)
    return None


def is_start_due(experiment: Experiment, now: float) -> bool:
    """Whether a draft's time of start has come."""
    start = next_step(experiment)
    return experiment.status is Status.DRAFT and start is not None and start <= now


def end_due(experiment: Experiment, now: float) -> str | None:
    """Why a running experiment has to end now, as a sentence; None if the clock lets it go on."""
    if experiment.status is Status.DRAFT:
        return None
    end = next_step(experiment)
    if end is None or end > now:
        return None
    if experiment.end_at is not None and end == seconds_of(experiment.end_at):
        return f"Its end_at came: {iso(end)}."
    return f"Its maximum of {experiment.maximum_days} days is over."


def _longest_end(experiment: Experiment) -> float | None:
    run = experiment.run
    started = seconds_of(run.started_at) if run else None
    return None if started is None else started + experiment.maximum_days * DAY_SECONDS


def next_moment(rollout: Rollout) -> float | None:
    """When the clock next moves a rollout, in seconds; None if it does not.

    One that holds is looked at each minute anyway: it is called for its end alone.
    """
    if rollout.status is RolloutStatus.PENDING:
        return seconds_of(rollout.start_at)
    if rollout.status is RolloutStatus.COMPLETED:
        return None if rollout.is_settled else seconds_of(rollout.ended_at)
    if rollout.status not in LIVE:
        return None
    due = seconds_of(rollout.next_at) if rollout.status is RolloutStatus.RAMPING else None
    return min((at for at in (due, rollout_end(rollout)) if at is not None), default=None)


def rollout_end(rollout: Rollout) -> float | None:
    """When a rollout that was started has had all its days, in seconds."""
    started = seconds_of(rollout.started_at)
    return None if started is None else started + rollout.maximum_days * DAY_SECONDS
