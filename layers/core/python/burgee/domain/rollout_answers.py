"""What a flag answers where a rollout decides, and who is in the run of the stage it reached.

The hash decides, whatever storage knows of a unit: within a run nobody changes sides.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping

from burgee.domain.answers import NO_METADATA, SPLIT, TARGETING_MATCH, Answer
from burgee.domain.bucketing import SLOTS, Draw, UnitKeyMissing, make_draw, scaled, unit_text
from burgee.domain.expressions import make_predicate
from burgee.domain.known_units import Met, units_of
from burgee.domain.predicates import Context, Scope, reader

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any, TypeAlias

Form: TypeAlias = "Mapping[str, Any]"
Choose: TypeAlias = "Callable[[Context], Answer | None]"
Note: TypeAlias = "Callable[[Context, bool], None]"


def rollout_rules(flag_key: str, form: Form, scope: Scope) -> tuple[RolloutRule, ...]:
    """The rules of a flag's rollout, compiled, in the order in which they are asked."""
    return tuple(RolloutRule(flag_key, form, rule, scope) for rule in form["rollout"]["rules"])


def make_rollout(rollout: Form, rules: tuple[RolloutRule, ...]) -> Choose:
    """A choice by a rollout and its rules; None: the unit keeps the old variant.

    Without a unit to draw by, only a stage that has its whole audience can answer: raises
    UnitKeyMissing where another one's audience is met.
    """
    bucket_by: str = rollout["bucket_by"]
    read, draw = reader(bucket_by), make_draw(rollout["draw"])
    excluded = frozenset(rollout.get("excluded", ()))
    low, end = 0, rules[-1].ends[-1] if rules else 0
    if "run" in rollout:
        rules[-1].note = make_note(rollout)
        low = scaled(rollout["draw"], rollout["run"].get("from", 0))
    elif is_for_all(rollout, rules):
        return _by_draw(rules, draw)

    def choose(context: Context) -> Answer | None:
        unit = unit_text(read(context))
        if unit is None:
            return _without_unit(rules, context, bucket_by)
        if unit in excluded:
            return None
        drawn = draw(context)
        is_compared = drawn >= low
        for rule in rules:
            if rule.is_for(context, unit):
                answer = rule.answer(drawn)
                if rule.note is not None and is_compared:
                    rule.note(context, answer is not None)
                if answer is not None:
                    return answer
                is_compared = is_compared and rule.ends[-1] < end
        return None

    return choose


def is_for_all(rollout: Form, rules: tuple[RolloutRule, ...]) -> bool:
    """Whether a rollout is shares of everybody and nothing else."""
    return not rollout.get("excluded") and all(rule.is_for_all for rule in rules)


class RolloutRule:
    """Named units, or a share of an audience: `answers` by where the drawn number lies among
    `ends`, None above the last."""

    __slots__ = ("_conditions", "_units", "answers", "ends", "is_for_all", "note", "whole")

    def __init__(self, flag_key: str, form: Form, rule: Form, scope: Scope) -> None:
        conditions = rule.get("conditions", ())
        self._units = frozenset(rule["units"]) if "units" in rule else None
        self._conditions = tuple(make_predicate(each, scope) for each in conditions)
        ranges = rule.get("ranges") or [[0, SLOTS, rule["stage"]]]
        draw = form["rollout"]["draw"]
        self.ends = [scaled(draw, high) for _, high, _ in ranges]
        self.answers = [stage_answer(flag_key, form, stage, high) for _, high, stage in ranges]
        self.whole = self.answers[-1] if ranges[-1][1] == SLOTS else None
        self.is_for_all = self._units is None and not conditions
        self.note: Note | None = None

    def is_for(self, context: Context, unit: str | None) -> bool:
        """Whether the unit is named, or in the audience."""
        if self._units is not None:
            return unit in self._units
        return all(holds(context) for holds in self._conditions)

    def answer(self, drawn: int) -> Answer | None:
        place = bisect_right(self.ends, drawn)
        return self.answers[place] if place < len(self.answers) else None


def ends_for_all(rules: tuple[RolloutRule, ...]) -> list[tuple[int, Answer]]:
    """Shares of everybody as one list: below each end, ascending, its answer."""
    shares: list[tuple[int, Answer]] = []
    for rule in rules:
        for end, answer in zip(rule.ends, rule.answers, strict=True):
            if end > (shares[-1][0] if shares else 0):
                shares.append((end, answer))
    return shares


def _by_draw(rules: tuple[RolloutRule, ...], draw: Draw) -> Choose:
    shares = ends_for_all(rules)
    ends = [end for end, _ in shares]
    answers: list[Answer | None] = [*(answer for _, answer in shares), None]
    whole = next((rule.whole for rule in rules if rule.whole is not None), None)

    def choose(context: Context) -> Answer | None:
        try:
            return answers[bisect_right(ends, draw(context))]
        except UnitKeyMissing:
            if whole is None and rules:
                raise
            return whole

    return choose


def stage_answer(flag_key: str, form: Form, stage: int, end: int) -> Answer:
    """The answer of a stage whose share ends at a slot: by chance, or for all."""
    rollout, metadata = form["rollout"], form.get("metadata", NO_METADATA)
    told = {**metadata, "rollout": rollout["rollout"], "stage": stage}
    reason = TARGETING_MATCH if end == SLOTS else SPLIT
    variant = rollout["variant"]
    return Answer(flag_key, form["variants"][variant], variant, reason, told)


def make_note(rollout: Form) -> Note:
    """Notes of units that take part in what is counted which side of the run they are on."""
    form, treated = rollout["run"], rollout["variant"]
    run: str = form["run"]
    control, bucket_by = form["control"], form["bucket_by"]

    def note(context: Context, is_in: bool) -> None:
        units = units_of(context)
        if units is not None and units.takes_part.get(bucket_by, True):
            variant = treated if is_in else control
            units.met[run] = Met(form, variant, run not in units.exposures)

    return note


def _without_unit(
    rules: tuple[RolloutRule, ...], context: Context, bucket_by: str
) -> Answer | None:
    met = [rule for rule in rules if rule.is_for(context, None)]
    for rule in met:
        if rule.whole is not None:
            return rule.whole
    if met:
        raise UnitKeyMissing(bucket_by)
    return None
