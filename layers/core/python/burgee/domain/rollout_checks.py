"""What must hold for a whole rollout, beyond the shape of each field; and for what it names."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from burgee.domain.conditions import segments_named
from burgee.domain.documents import Json
from burgee.domain.errors import UnknownReference
from burgee.domain.experiment_forms import attribute_of
from burgee.domain.flag_checks import segment_problems
from burgee.domain.flags import EnvironmentSettings, Flag
from burgee.domain.parsing import Problem, detail_of, invalid, parse, problem
from burgee.domain.rollouts import (
    MadeAlarm,
    Rollout,
    Stage,
    Strategy,
    made_alarm_name,
)
from burgee.domain.segments import Segment
from burgee.domain.timestamps import DAY_SECONDS

LONGEST_ALARM_NAME = 255  # CloudWatch's own limit

# What each strategy is written with; the first ones it cannot do without.
FIELDS_BY_STRATEGY: Mapping[Strategy, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Strategy.PERCENTAGE: (("percentage",), ()),
    Strategy.USER_LIST: (("user_list",), ()),
    Strategy.ATTRIBUTE_BASED: (("attributes",), ("percentage",)),
    Strategy.GRADUAL: ((), ("gradual", "stages")),
}
_STRATEGY_FIELDS = ("percentage", "user_list", "attributes", "gradual", "stages")


@dataclass(frozen=True, slots=True)
class RolloutSurroundings:
    """What a rollout may name: `environments` that are served, its flag if it exists, and the
    segments within reach."""

    environments: Collection[str]
    flag: Flag | None = None
    segments: Mapping[str, Segment] = field(default_factory=dict)


def parse_rollout(body: Json) -> Rollout:
    """A whole, checked rollout. Raises InvalidDocument."""
    rollout = parse(Rollout, body)
    problems = list(rollout_problems(rollout))
    if problems:
        raise invalid("rollout", problems)
    return rollout


def rollout_problems(rollout: Rollout) -> Iterator[Problem]:
    """Everything that does not fit together in one rollout."""
    unfit = list(_strategy_problems(rollout))
    yield from unfit
    if not unfit:
        yield from _stage_problems(rollout)
    yield from _guardrail_problems(rollout)
    yield from _alarm_problems(rollout)


def check_rollout_references(rollout: Rollout, around: RolloutSurroundings) -> None:
    """Raises UnknownReference that lists what is not there or does not fit."""
    problems = list(rollout_reference_problems(rollout, around))
    if problems:
        raise UnknownReference(detail_of("rollout", problems), errors=problems)


def rollout_reference_problems(rollout: Rollout, around: RolloutSurroundings) -> Iterator[Problem]:
    """Everything that a rollout names and that is not there or does not fit."""
    if rollout.environment not in around.environments:
        known = ", ".join(around.environments)
        detail = f"there is no environment '{rollout.environment}'; there are {known}"
        yield problem("environment", detail)
    misfit = flag_misfit(rollout, around.flag)
    if misfit or around.flag is None:
        yield from filter(None, [misfit])
    else:
        settings = around.flag.environments[rollout.environment]
        yield from _share_problems(rollout, settings)
        yield from _timed_problems(settings)
    yield from _length_problems(rollout)
    yield from segment_problems("stages", segments_of_rollout(rollout), around.segments)


def segments_of_rollout(rollout: Rollout) -> set[str]:
    """Keys of the segments that any of its stages asks for."""
    named: set[str] = set()
    for stage in rollout.planned_stages:
        named |= {*stage.segments, *segments_named(stage.conditions)}
    return named


def flag_misfit(rollout: Rollout, flag: Flag | None) -> Problem | None:
    """Why a rollout cannot be of this flag; None if it can."""
    if flag is None:
        return problem("flag", f"there is no flag '{rollout.flag}'; create it first")
    if flag.is_archived:
        return problem("flag", f"the flag '{flag.key}' is archived; unarchive it or name another")
    settings = flag.environments.get(rollout.environment)
    if settings is None:
        where = f"in {rollout.environment}; give it a default_variant there"
        return problem("flag", f"the flag '{flag.key}' is not set up {where}")
    if rollout.variant not in flag.variants:
        known = ", ".join(flag.variants)
        detail = f"the flag '{flag.key}' has no variant '{rollout.variant}'; it has {known}"
        return problem("variant", detail)
    if rollout.variant == settings.default_variant:
        detail = f"is what the flag '{flag.key}' shows already in {rollout.environment}"
        return problem("variant", f"{detail}; name another")
    return None


def _length_problems(rollout: Rollout) -> Iterator[Problem]:
    """One that cannot be complete in time would be taken back by its own plan."""
    guarded = rollout.guardrails or rollout.alarm_names
    least = rollout.on_alarm.bake_seconds if guarded else 0
    days = sum(max(stage.wait_seconds, least) for stage in rollout.planned_stages) / DAY_SECONDS
    if days >= rollout.maximum_days:
        detail = f"is over before it can be complete: its stages wait {days:.4g} days in all"
        yield problem("maximum_days", f"{detail}; take shorter waits, or more days")


def _share_problems(rollout: Rollout, settings: EnvironmentSettings) -> Iterator[Problem]:
    share = settings.rollout
    if share is None or not share.percentage:
        return
    if share.variant != rollout.variant:
        detail = f"gives {share.percentage:g} % to '{share.variant}' already"
        yield problem("flag", f"its own `rollout` {detail}; take that away first")
        return
    if attribute_of(share.bucket_by) != attribute_of(rollout.bucket_by):
        yield problem("bucket_by", f"is not that of the flag's own `rollout`: {share.bucket_by}")
    first = rollout.planned_stages[0]
    if first.has_audience or first.percentage < share.percentage:
        detail = f"{share.percentage:g} % of everybody have '{share.variant}' already"
        yield problem("stages.0", f"takes it from units: {detail}; begin with no less")


def _timed_problems(settings: EnvironmentSettings) -> Iterator[Problem]:
    for change in settings.schedule:
        if change.default_variant is not None or change.rollout is not None:
            detail = f"is to change its share at {change.at} by its schedule; cancel that first"
            yield problem("flag", detail)
            return


def _strategy_problems(rollout: Rollout) -> Iterator[Problem]:
    needed, allowed = FIELDS_BY_STRATEGY[rollout.strategy]
    for name in _STRATEGY_FIELDS:
        is_written = bool(getattr(rollout, name))
        if name in needed and not is_written:
            yield problem(name, f"is missing or empty; a rollout by {rollout.strategy} needs it")
        if is_written and name not in {*needed, *allowed}:
            detail = f"is not for a rollout by {rollout.strategy}; remove it or change the strategy"
            yield problem(name, detail)
    if rollout.strategy is Strategy.GRADUAL and bool(rollout.gradual) is bool(rollout.stages):
        yield problem("stages", "are missing, or `gradual` stands beside them; write one of both")


def _stage_problems(rollout: Rollout) -> Iterator[Problem]:
    most: dict[str, float] = {}
    for position, stage in enumerate(rollout.planned_stages):
        if not stage.percentage and not stage.units:
            yield problem(f"stages.{position}.percentage", "is 0, so that the stage gives nobody")
        reached = most.setdefault(_audience(stage), stage.percentage)
        if stage.percentage < reached and not stage.names_only_units:
            detail = f"falls below {reached:g}, which an earlier stage gave the same audience"
            yield problem(f"stages.{position}.percentage", f"{detail}; a stage takes from nobody")
        most[_audience(stage)] = max(stage.percentage, reached)


def _audience(stage: Stage) -> str:
    conditions = [node.model_dump(mode="json", by_alias=True) for node in stage.conditions]
    return json.dumps([sorted(stage.segments), conditions], sort_keys=True)


def _guardrail_problems(rollout: Rollout) -> Iterator[Problem]:
    keys = [guardrail.metric.key for guardrail in rollout.guardrails]
    yield from _repetitions("guardrails", keys)
    if keys and rollout.strategy is Strategy.USER_LIST:
        detail = "compare a share with the rest; a rollout by user_list has none, give it alarms"
        yield problem("guardrails", detail)


def _alarm_problems(rollout: Rollout) -> Iterator[Problem]:
    yield from _repetitions("alarms", rollout.alarms)
    yield from _repetitions("make_alarms", [alarm.name for alarm in rollout.make_alarms])
    known = {guardrail.metric.key for guardrail in rollout.guardrails}
    for position, alarm in enumerate(rollout.make_alarms):
        for detail in _made_alarm_details(rollout, alarm, known):
            yield problem(f"make_alarms.{position}", detail)


def _made_alarm_details(
    rollout: Rollout, alarm: MadeAlarm, guardrails: Collection[str]
) -> Iterator[str]:
    if alarm.guardrail is not None and alarm.guardrail not in guardrails:
        there = ", ".join(sorted(guardrails)) or "none"
        yield f"is of the guardrail '{alarm.guardrail}'; there are {there}"
    name = made_alarm_name(rollout.deployment, rollout.key, alarm.name)
    if len(name) > LONGEST_ALARM_NAME:
        yield f"has a name that is too long with the rollout's: {LONGEST_ALARM_NAME} in all"


def _repetitions(where: str, names: Iterable[str]) -> Iterator[Problem]:
    for name, times in Counter(names).items():
        if times > 1:
            yield problem(where, f"name '{name}' twice; remove one")
