"""What a rollout makes of a unit, as a trace shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from burgee.domain.bucketing import SLOTS, UnitKeyMissing, make_draw, slot_of, unit_text
from burgee.domain.predicates import Context, Scope, reader
from burgee.domain.traced_conditions import trace_condition

Step = dict[str, Any]
Form = Mapping[str, Any]


def trace_rollout(rollout: Form, context: Context, scope: Scope, step: Step) -> None:
    """Adds the stage that is reached, whether the unit is excluded, every share up to the one that
    it is in, and on which side of the run it counts. Raises UnitKeyMissing as the evaluation."""
    unit = unit_text(reader(rollout["bucket_by"])(context))
    is_excluded = unit in rollout.get("excluded", ())
    step |= {"rollout": rollout["rollout"], "stage": rollout["stage"], "excluded": is_excluded}
    step |= {"variant": None, "shares": []}
    if is_excluded:
        return
    shares: list[Step] = step["shares"]
    for share in _shares(rollout, context, scope, unit):
        shares.append(share)
        if share["in"]:
            step["variant"] = rollout["variant"]
            break
    is_met = any(share["matched"] for share in shares)
    if unit is None and is_met and step["variant"] is None:
        raise UnitKeyMissing(rollout["bucket_by"])
    is_last = len(shares) == len(rollout["rules"])
    if "run" in rollout and unit is not None and is_last and not _is_left_out(rollout, shares):
        _add_run(rollout, shares[-1], step)


def _shares(rollout: Form, context: Context, scope: Scope, unit: str | None) -> Iterator[Step]:
    for rule in rollout["rules"]:
        if "units" in rule:
            is_named = unit in rule["units"]
            yield {"stage": rule["stage"], "named": True, "matched": is_named, "in": is_named}
        else:
            yield _share(rule, rollout["draw"], context, scope, unit)


def _share(rule: Form, draw: Form, context: Context, scope: Scope, unit: str | None) -> Step:
    share: Step = {"ranges": rule["ranges"]}
    conditions = [trace_condition(form, context, scope) for form in rule["conditions"]]
    if conditions:
        share["conditions"] = conditions
    share["matched"] = all(condition["matched"] for condition in conditions)
    share["in"] = False
    if share["matched"] and unit is None:
        share["in"] = rule["ranges"][-1][1] == SLOTS
    elif share["matched"]:
        share["bucket"] = slot_of(draw, make_draw(draw)(context))
        share["in"] = any(low <= share["bucket"] < high for low, high, _ in rule["ranges"])
    return share


def _is_left_out(rollout: Form, shares: list[Step]) -> bool:
    """Whether an earlier share that is no smaller was for the unit, and left it out."""
    end = rollout["rules"][-1]["ranges"][-1][1]
    return any(
        share["matched"] and share.get("ranges", [[0, 0]])[-1][1] >= end for share in shares[:-1]
    )


def _add_run(rollout: Form, last: Step, step: Step) -> None:
    """The last share is the run's: both of its sides are counted, of those for whom it draws."""
    if last["matched"] and last["bucket"] >= rollout["run"].get("from", 0):
        side = rollout["variant"] if last["in"] else rollout["run"]["control"]
        step["run"] = {"number": rollout["run"]["number"], "variant": side}
