"""Documents to ruleset form: what people write becomes what evaluation reads, once.

The form of a rule is conditions, then gates (a failed gate falls through to the next rule), then
a split or a variant. Ranges are `[low, high)` lists, so that a ramp moves nobody who is in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from burgee.domain.answers import DEFAULT, SPLIT, STATIC, TARGETING_MATCH
from burgee.domain.bucketing import SLOTS, seed_of
from burgee.domain.conditions import All, AnyOf, Condition, Node
from burgee.domain.flags import EnvironmentSettings, Flag, RolloutShare, Rule, slots_of
from burgee.domain.names import TARGETING_KEY

Form = dict[str, Any]


def compile_flag(
    flag: Flag,
    environment: str,
    version: int,
    experiments: Sequence[str] = (),
    rollout: Form | None = None,
) -> Form:
    """The ruleset form of a flag in one environment.

    A flag without a section for it, or archived, is off there. `experiments` decide it, in this
    order; a flag that is off names them too, as it was taken from those who met them. A `rollout`
    in ruleset form stands in the place of the flag's own share.
    """
    form: Form = {
        "kind": flag.kind.value,
        "version": version,
        "variants": {key: variant.value for key, variant in flag.variants.items()},
    }
    if flag.metadata:
        form["metadata"] = dict(flag.metadata)
    if experiments:
        form["experiments"] = list(experiments)
    settings = flag.environments.get(environment)
    if settings is not None and settings.off_variant is not None:
        form["off"] = settings.off_variant
    if settings is None or flag.is_archived or not settings.enabled:
        return form
    enabled = _enabled_form(settings, flag.salt or flag.key, bool(experiments), rollout)
    return form | enabled


def _enabled_form(
    settings: EnvironmentSettings, salt: str, has_experiments: bool, rollout: Form | None
) -> Form:
    rules = [_rule_form(rule, salt) for rule in settings.rules]
    if settings.rollout is not None and rollout is None:
        rules.append(_share_form(settings.rollout, salt))
    decides = rules or settings.targets or settings.prerequisites or has_experiments or rollout
    form: Form = {
        "enabled": True,
        "default": settings.default_variant,
        "default_reason": DEFAULT if decides else STATIC,
    }
    if settings.prerequisites:
        form["prerequisites"] = [[key, list(ok)] for key, ok in settings.prerequisites.items()]
    if settings.targets:
        form["targets"] = {variant: list(units) for variant, units in settings.targets.items()}
    if rules:
        form["rules"] = rules
    if rollout is not None:
        form["rollout"] = rollout
    return form


def _rule_form(rule: Rule, salt: str) -> Form:
    form: Form = {"id": rule.id, "reason": SPLIT if rule.draws else TARGETING_MATCH}
    if rule.conditions:
        form["conditions"] = [condition_form(node) for node in rule.conditions]
    if rule.percentage is not None:
        gate = _bucketing(salt, f"rule:{rule.id}", rule.bucket_by)
        form["gates"] = [gate | {"ranges": [[0, slots_of(rule.percentage)]]}]
    if rule.weights is None:
        form["variant"] = rule.variant
    else:
        split = _bucketing(salt, f"split:{rule.id}", rule.bucket_by)
        form["split"] = split | {"ranges": weight_ranges(rule.weights)}
    return form


def _share_form(share: RolloutShare, salt: str) -> Form:
    gate = _bucketing(salt, "rollout", share.bucket_by)
    ranges = [[0, slots_of(share.percentage)]]
    return {
        "id": "rollout",
        "reason": SPLIT,
        "gates": [gate | {"ranges": ranges}],
        "variant": share.variant,
    }


def _bucketing(salt: str, purpose: str, bucket_by: str) -> Form:
    form: Form = {"seed": seed_of(salt, purpose)}
    if bucket_by != TARGETING_KEY and bucket_by != "targeting_key":
        form["key"] = [[bucket_by]]
    return form


def weight_ranges(weights: dict[str, int]) -> list[list[Any]]:
    """Ranges of slots in the order of the variants' keys, all slots given out.

    Not in the order written: a client that reorders an object moves nobody.

    >>> weight_ranges({"b": 2, "a": 1})
    [[0, 33333, 'a'], [33333, 100000, 'b']]
    """
    total, reached, low = sum(weights.values()), 0, 0
    ranges: list[list[Any]] = []
    for variant, weight in sorted(weights.items()):
        reached += weight
        high = reached * SLOTS // total
        if high > low:
            ranges.append([low, high, variant])
        low = high
    return ranges


def condition_form(node: Node) -> list[Any]:
    """`[operator, attribute, value]`, or `["and" | "or", [...]]`, or `["not", ...]`."""
    if isinstance(node, Condition):
        return [node.operator, node.attribute, node.value]
    if isinstance(node, All):
        return ["and", [condition_form(inner) for inner in node.conditions]]
    if isinstance(node, AnyOf):
        return ["or", [condition_form(inner) for inner in node.conditions]]
    return ["not", condition_form(node.condition)]
