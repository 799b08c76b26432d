"""Who gets the new variant of a rollout, read from the document stage by stage."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from burgee.domain.rollouts import Rollout, Stage
from tests.reference.experiments import IsMet, Memory
from tests.reference.hashing import MissingUnitError, seed_of, slot_of, unit_of
from tests.reference.operators import Context, attribute_of

ALL = 100_000
Shown = tuple[str, str, dict[str, Any]]  # variant, reason, metadata


class Ramps:
    """The rollouts of one environment; none where everything was stopped."""

    def __init__(
        self, environment: str, rollouts: Iterable[Rollout], *, is_halted: bool = False
    ) -> None:
        self._served = {
            rollout.flag: rollout
            for rollout in sorted(rollouts, key=lambda each: (each.started_at or "", each.key))[
                ::-1
            ]
            if rollout.environment == environment and is_served(rollout) and not is_halted
        }

    def of_flag(self, flag_key: str) -> Rollout | None:
        """The one that decides a flag's share."""
        return self._served.get(flag_key)

    def decide(
        self, rollout: Rollout, salt: str, context: Context, memory: Memory, is_met: IsMet
    ) -> Shown | None:
        """What the new variant's units are shown; None: not the new variant."""
        name = "targetingKey" if rollout.bucket_by == "targeting_key" else rollout.bucket_by
        unit = unit_of(attribute_of(context, name))
        if unit is not None and unit in rollout.excluded:
            return None
        is_missed, left_out = False, 0
        for number in range((rollout.stage or 0) + 1):
            stage, share = stage_of(rollout, number), share_of(rollout, number)
            shown = {"rollout": rollout.key, "stage": number}
            if unit is not None and unit in stage.units:
                return rollout.variant, "TARGETING_MATCH", shown
            if share == 0 or not is_in_audience(stage, context, is_met):
                continue
            is_missed = is_missed or (unit is None and share < ALL)
            is_in = share == ALL if unit is None else slot_in(salt, unit) < share
            is_asked = unit is not None and number == rollout.stage and name not in memory.out
            if is_asked and is_a_draw(rollout, slot_in(salt, str(unit)), left_out):
                count(rollout, is_in, memory)
            if is_in:
                return rollout.variant, "SPLIT" if share < ALL else "TARGETING_MATCH", shown
            left_out = max(left_out, share)
        if is_missed:
            raise MissingUnitError
        return None


def is_served(rollout: Rollout) -> bool:
    if rollout.status == "completed":
        return not rollout.is_settled
    return rollout.status in ("ramping", "holding", "paused")


def stage_of(rollout: Rollout, number: int) -> Stage:
    if rollout.strategy == "user_list":
        return Stage(percentage=0, units=rollout.user_list)
    if rollout.strategy == "attribute_based":
        return Stage(conditions=rollout.attributes)
    return rollout.stages[number] if rollout.stages else Stage()


def share_of(rollout: Rollout, number: int) -> int:
    """How many of the 100,000 slots are in at a stage."""
    if rollout.strategy == "user_list":
        return 0
    if rollout.strategy in ("percentage", "attribute_based"):
        return ALL if rollout.percentage is None else round(rollout.percentage * 1000)
    if rollout.gradual is None:
        return round(rollout.stages[number].percentage * 1000)
    first = round(rollout.gradual.initial_percentage * 1000)
    each = round(rollout.gradual.increment_percentage * 1000)
    return min(first + number * each, round(rollout.gradual.maximum_percentage * 1000))


def is_in_audience(stage: Stage, context: Context, is_met: IsMet) -> bool:
    in_segment: Callable[[str, Context], bool] = is_met.in_segment
    if stage.segments and not any(in_segment(key, context) for key in stage.segments):
        return False
    return is_met(stage.conditions, context)


def slot_in(salt: str, unit: str) -> int:
    return slot_of(unit, seed_of(salt, "rollout"))


def is_a_draw(rollout: Rollout, slot: int, left_out: int) -> bool:
    """Whether the reached stage may give the unit either variant, as it may anybody it compares:
    nothing as large left it out, and it is above all that is smaller."""
    share = share_of(rollout, rollout.stage or 0)
    earlier = (share_of(rollout, number) for number in range(rollout.stage or 0))
    return left_out < share and all(slot >= each for each in earlier if each < share)


def count(rollout: Rollout, is_in: bool, memory: Memory) -> None:
    """A unit that the reached stage drew, or not, is in its run."""
    run = rollout.runs[-1] if rollout.runs else None
    if run is not None and run.ended_at is None:
        name = f"rollout:{rollout.key}.{run.number}"
        side = rollout.variant if is_in else run.control
        memory.met[name] = [side, name not in memory.exposures]
