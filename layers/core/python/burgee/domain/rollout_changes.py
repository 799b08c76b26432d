"""What each change makes of a rollout: pure, from one version to the next.

Where a rollout may go from where it stands says `rollout_lifecycle`; these say what goes with it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from burgee.domain.alarms import SeenAlarm
from burgee.domain.changes import same
from burgee.domain.documents import Action, Json
from burgee.domain.errors import IllegalTransition
from burgee.domain.experiment_forms import attribute_of
from burgee.domain.experiments import Assignment, Run, StatisticalPlan
from burgee.domain.flags import SLOTS_PER_PERCENT, Flag, slots_of
from burgee.domain.metrics import Metrics
from burgee.domain.own_fields import refuse_own_fields
from burgee.domain.parsing import Problem, invalid, problem
from burgee.domain.rollout_checks import parse_rollout
from burgee.domain.rollout_draws import compared_from, is_draw
from burgee.domain.rollout_lifecycle import next_rollout_status
from burgee.domain.rollouts import (
    LONGEST_SENTENCE,
    OWN_FIELDS,
    Rollout,
    RolloutStatus,
    Stage,
)
from burgee.domain.seen_alarms import remembering
from burgee.domain.timestamps import iso, seconds_of

Body = Mapping[str, Json]

SLOTS = 100 * SLOTS_PER_PERCENT
_BY_ITSELF = "the rollout"
_NUMBERS = r"('[^']*')|\d[\d.,:%TZ-]*"  # names stand in quotes, and may hold numbers


def dump(rollout: Rollout) -> dict[str, Json]:
    """A rollout as it is stored."""
    return rollout.model_dump(mode="json", by_alias=True)


def created(body: Json, now: float) -> Json:
    """The body of a new rollout. Raises InvalidDocument where it sets what only transitions may,
    or starts in the past."""
    if isinstance(body, dict):
        _refuse_own_fields(body, {})
        _refuse_past(body, {}, now)
    return body


def edited(before: Body, body: Json, now: float) -> Json:
    """The rollout as its author wrote it, over `before`: `before` itself if nothing changes.

    Raises InvalidDocument, IllegalTransition for one that is not pending any more.
    """
    if not isinstance(body, dict) or body.get("key", before["key"]) != before["key"]:
        return body  # which is refused when it is parsed
    _refuse_own_fields(body, before)
    own = {field: before[field] for field in OWN_FIELDS}
    after = dump(parse_rollout({**body, **own, "key": before["key"]}))
    written = (field for field in after if field not in OWN_FIELDS)
    if all(same(after[field], before.get(field)) for field in written):
        return before
    next_rollout_status(Action.UPDATE, RolloutStatus(before["status"]))
    _refuse_past(after, before, now)
    return after


def _refuse_own_fields(body: Body, standing: Body) -> None:
    refuse_own_fields(
        "rollout", body, {**_AT_FIRST, **standing}, fields=OWN_FIELDS, by="the rollout's steps"
    )


_AT_FIRST: Mapping[str, Json] = {"status": str(RolloutStatus.PENDING)}


def _refuse_past(body: Body, before: Body, now: float) -> None:
    problems = list(_past_problems(body, before, now))
    if problems:
        raise invalid("rollout", problems)


def _past_problems(body: Body, before: Body, now: float) -> Iterator[Problem]:
    start = seconds_of(body.get("start_at"))
    if start is not None and start <= now and body["start_at"] != before.get("start_at"):
        yield problem("start_at", "is in the past; write a time that is yet to come")


def started(rollout: Rollout, flag: Flag, now: float) -> Rollout:
    """In its first stage."""
    return _entered(rollout.model_copy(update={"started_at": iso(now)}), flag, 0, now)


def advanced(rollout: Rollout, flag: Flag, now: float) -> Rollout:
    """In the stage after the one that is reached. Raises IllegalTransition at the last one."""
    following = _reached_index(rollout) + 1
    if following >= len(rollout.planned_stages):
        raise IllegalTransition("The rollout is at its last stage; it completes by itself.")
    return _entered(rollout, flag, following, now)


def ramped_down(rollout: Rollout, flag: Flag, now: float, because: str) -> Rollout:
    """In the stage before, where it waits to be resumed. Raises IllegalTransition at the first."""
    earlier = _reached_index(rollout) - 1
    if earlier < 0:
        raise IllegalTransition(
            "The rollout is at its first stage; abort it to give nobody the new variant."
        )
    return paused(_entered(rollout, flag, earlier, now), because)


def held(rollout: Rollout, because: str) -> Rollout:
    """Kept from its next stage. The same reason with other numbers in it changes nothing, so that
    waiting for a thousand units is not a thousand versions."""
    if rollout.status is RolloutStatus.HOLDING and _alike(rollout.because, because):
        return rollout
    return rollout.model_copy(update={"because": because[:LONGEST_SENTENCE]})


def paused(rollout: Rollout, because: str) -> Rollout:
    """Staying where it is until somebody resumes it."""
    return rollout.model_copy(update={"next_at": None, "because": because[:LONGEST_SENTENCE]})


def resumed(rollout: Rollout, flag: Flag, now: float) -> Rollout:
    """Going on. The wait of its stage begins anew; its run goes on."""
    due = now + wait_of(rollout, flag, _stage(rollout, _reached_index(rollout)))
    return rollout.model_copy(update={"next_at": iso(due), "because": ""})


def excluding(rollout: Rollout, units: Collection[str]) -> Rollout:
    """With these units kept on the old variant, too."""
    excluded = list(dict.fromkeys([*rollout.excluded, *units]))
    return rollout.model_copy(update={"excluded": excluded})


def no_longer_excluding(rollout: Rollout, units: Collection[str]) -> Rollout:
    """With these units treated as all others are again."""
    excluded = [unit for unit in rollout.excluded if unit not in units]
    return rollout.model_copy(update={"excluded": excluded})


def completed(rollout: Rollout, now: float) -> Rollout:
    """At its end: its last stage stays."""
    return _ended(rollout, now, "")


def settled(rollout: Rollout) -> Rollout:
    """No longer in charge: its flag says by itself what it served."""
    return rollout.model_copy(update={"is_settled": True})


def rolled_back(
    rollout: Rollout, now: float, because: str, seen: SeenAlarm | None = None
) -> Rollout:
    """Taken back: the flag's own document answers, as before it started. Raises IllegalTransition
    for one that is settled: then there is a version of its flag to go back from."""
    if rollout.is_settled:
        raise IllegalTransition(
            f"The rollout is completed and settled: the flag '{rollout.flag}' decides; "
            "restore an earlier version of it."
        )
    after = _ended(rollout, now, because)
    if seen is None:
        return after
    remembered = remembering(dump(rollout), seen, now)
    seen_alarms = [SeenAlarm.model_validate(each) for each in remembered]
    return after.model_copy(update={"seen_alarms": seen_alarms})


def aborted(rollout: Rollout, now: float, because: str) -> Rollout:
    """Given up: the flag's own document answers."""
    return _ended(rollout, now, because)


def restarted(rollout: Rollout) -> Rollout:
    """Pending again, as it was written; its runs stay, and it starts at no set time. Raises
    IllegalTransition for one that is archived, which is for ever."""
    if rollout.is_archived:
        raise IllegalTransition(
            f"The rollout '{rollout.key}' is archived, which is for ever; create another one."
        )
    cleared = ("start_at", "stage", "started_at", "entered_at", "next_at", "ended_at")
    change: dict[str, Json] = dict.fromkeys(cleared)
    return rollout.model_copy(update={**change, "because": "", "is_settled": False})


def archived(rollout: Rollout) -> Rollout:
    """Put away."""
    return rollout.model_copy(update={"is_archived": True})


def has_seen(rollout: Rollout, seen: SeenAlarm) -> bool:
    """Whether this change of this alarm was heard of already."""
    return any(each.alarm == seen.alarm and each.at == seen.at for each in rollout.seen_alarms)


def is_newer(rollout: Rollout, at: float) -> bool:
    """Whether a rollout started after that moment (seconds since 1970)."""
    started = seconds_of(rollout.started_at)
    return started is not None and at < started


def wait_of(rollout: Rollout, flag: Flag, stage: Stage) -> int:
    """How many seconds a stage lasts at least: where something guards it, not less than alarms
    take to speak."""
    guarded = rollout.guardrails or rollout.alarm_names or alarms_of(flag, rollout.environment)
    return max(stage.wait_seconds, rollout.on_alarm.bake_seconds if guarded else 0)


def alarms_of(flag: Flag, environment: str) -> list[str]:
    """The alarms that a flag names in an environment."""
    settings = flag.environments.get(environment)
    return list(settings.alarms) if settings else []


def draws(rollout: Rollout, index: int) -> bool:
    """Whether a stage is compared with the old variant: then its visit is a run."""
    return bool(rollout.guardrails) and is_draw(rollout.planned_stages[: index + 1])


def _entered(rollout: Rollout, flag: Flag, index: int, now: float) -> Rollout:
    stage = _stage(rollout, index)
    runs = _closed(rollout.runs, now)
    if draws(rollout, index):
        runs.append(_run(rollout, flag, index, now))
    change = {
        "stage": index,
        "entered_at": iso(now),
        "next_at": iso(now + wait_of(rollout, flag, stage)),
        "because": "",
        "runs": runs,
    }
    return rollout.model_copy(update=change)


def _run(rollout: Rollout, flag: Flag, index: int, now: float) -> Run:
    """The run of a stage, with the chances that those have whom it compares."""
    control = flag.environments[rollout.environment].default_variant
    reached = rollout.planned_stages[: index + 1]
    end = slots_of(reached[-1].percentage)
    weights = {rollout.variant: end - compared_from(reached), control: SLOTS - end}
    plan = StatisticalPlan(alpha=rollout.alpha, minimum_units=rollout.minimum_units)
    return Run(
        number=len(rollout.runs) + 1,
        salt=flag.salt or flag.key,
        environment=rollout.environment,
        bucket_by=attribute_of(rollout.bucket_by),
        assignment=Assignment.DETERMINISTIC,
        control=control,
        weights={variant: weight for variant, weight in weights.items() if weight},
        metrics=Metrics(guardrails=[guardrail.metric for guardrail in rollout.guardrails]),
        dimensions=[],
        plan=plan,
        started_at=iso(now),
    )


def _ended(rollout: Rollout, now: float, because: str) -> Rollout:
    change = {
        "ended_at": iso(now),
        "next_at": None,
        "because": because[:LONGEST_SENTENCE],
        "runs": _closed(rollout.runs, now),
    }
    return rollout.model_copy(update=change)


def _closed(runs: list[Run], now: float) -> list[Run]:
    ending = {"ended_at": iso(now), "ended_by": _BY_ITSELF}
    return [run if run.ended_at else run.model_copy(update=ending) for run in runs]


def _reached_index(rollout: Rollout) -> int:
    return -1 if rollout.stage is None else rollout.stage


def _stage(rollout: Rollout, index: int) -> Stage:
    return rollout.planned_stages[index]


def _alike(one: str, other: str) -> bool:
    return _without_numbers(one) == _without_numbers(other[:LONGEST_SENTENCE])


def _without_numbers(sentence: str) -> str:
    return re.sub(_NUMBERS, r"\1", sentence)
