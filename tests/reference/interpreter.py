"""Answers of flags, read from the documents in the order of evaluation, with nothing prepared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from burgee.domain.conditions import All, AnyOf, Condition, Node
from burgee.domain.flags import EnvironmentSettings, Flag, RolloutShare, Rule
from burgee.domain.segments import Segment
from tests.reference.experiments import IsMet, Memory, Trials, newest
from tests.reference.hashing import MissingUnitError, seed_of, slot_of, unit_of
from tests.reference.operators import Context, attribute_of, is_match
from tests.reference.rollouts import Ramps


@dataclass(frozen=True)
class Outcome:
    """What an answer says; the one without an error has no code."""

    value: Any = None
    variant: str = ""
    reason: str = "ERROR"
    error_code: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)


class Interpreter:
    """Answers for one environment at one moment."""

    def __init__(
        self,
        environment: str,
        flags: Iterable[Flag],
        segments: Iterable[Segment],
        now: float,
        trials: Trials | None = None,
        ramps: Ramps | None = None,
    ) -> None:
        self._environment = environment
        self._flags = {flag.key: flag for flag in flags}
        self._segments = {segment.key: segment for segment in segments}
        self._now = now
        self._trials = trials or Trials(environment, [], [], (0, ""), now)
        self._ramps = ramps or Ramps(environment, [])

    def evaluate(self, flag_key: str, context: Context, memory: Memory | None = None) -> Outcome:
        """The answer for one flag; an error is an answer too. What it noted is in `memory`."""
        if flag_key not in self._flags:
            return Outcome(error_code="FLAG_NOT_FOUND")
        try:
            return self._decide(self._flags[flag_key], context, memory or Memory(is_known=False))
        except MissingUnitError:
            return Outcome(error_code="TARGETING_KEY_MISSING")

    def _decide(self, flag: Flag, context: Context, memory: Memory) -> Outcome:
        settings = flag.environments.get(self._environment)
        if settings is None or flag.is_archived or not settings.enabled:
            self._trials.leave(flag.key, memory, "off")
        if settings is None:
            return Outcome(reason="DISABLED", metadata=dict(flag.metadata))
        if flag.is_archived or not settings.enabled:
            return self._off(flag, settings)
        unmet = self._unmet_prerequisite(settings, context, memory)
        if unmet is not None:
            self._trials.leave(flag.key, memory, "prerequisite")
            return self._off(flag, settings, prerequisite=unmet)
        unit = unit_of(context.get("targetingKey"))
        for variant, units in settings.targets.items():
            if unit is not None and unit in units:
                self._trials.leave(flag.key, memory, "target")
                return self._show(flag, variant, "TARGETING_MATCH")
        tried = self._by_experiments(flag, context, memory)
        return tried or self._by_rules(flag, settings, context, memory)

    def _by_experiments(self, flag: Flag, context: Context, memory: Memory) -> Outcome | None:
        is_met = IsMet(self._are_met, self.is_in_segment)
        for experiment in self._trials.of_flag(flag.key):
            key = self._trials.decide(experiment, context, memory, is_met)
            if key is None:
                continue
            shown = experiment.variants[key]
            entry = shown.configuration.get(flag.key, shown.flags.get(flag.key))
            if entry is None:
                return None
            metadata = {"experiment": experiment.key, "run": newest(experiment).number}
            metadata["experimentVariant"] = key
            if isinstance(entry, str):
                return self._show(flag, entry, "SPLIT", **metadata)
            return Outcome(entry["value"], key, "SPLIT", None, {**flag.metadata, **metadata})
        return None

    def _by_rules(
        self, flag: Flag, settings: EnvironmentSettings, context: Context, memory: Memory
    ) -> Outcome:
        for rule in settings.rules:
            if self._are_met(rule.conditions, context):
                chosen = self._chosen(flag, rule, context)
                if chosen is not None:
                    is_drawn = rule.variant is None or rule.percentage is not None
                    reason = "SPLIT" if is_drawn else "TARGETING_MATCH"
                    return self._show(flag, chosen, reason, rule=rule.id)
        rollout = self._ramps.of_flag(flag.key)
        if rollout is not None:
            is_met = IsMet(self._are_met, self.is_in_segment)
            salt = flag.salt or flag.key
            shown = self._ramps.decide(rollout, salt, context, memory, is_met)
            if shown is not None:
                variant, reason, metadata = shown
                return self._show(flag, variant, reason, **metadata)
        elif settings.rollout is not None and self._is_rolled_out(flag, settings.rollout, context):
            return self._show(flag, settings.rollout.variant, "SPLIT", rule="rollout")
        return self._show(flag, settings.default_variant, self._default_reason(flag, settings))

    def _off(self, flag: Flag, settings: EnvironmentSettings, **metadata: Any) -> Outcome:
        if settings.off_variant is None:
            return Outcome(reason="DISABLED", metadata={**flag.metadata, **metadata})
        return self._show(flag, settings.off_variant, "DISABLED", **metadata)

    def _show(self, flag: Flag, variant: str, reason: str, **metadata: Any) -> Outcome:
        value = flag.variants[variant].value
        return Outcome(value, variant, reason, None, {**flag.metadata, **metadata})

    def _unmet_prerequisite(
        self, settings: EnvironmentSettings, context: Context, memory: Memory
    ) -> str | None:
        for key, accepted in settings.prerequisites.items():
            if key not in self._flags:
                return key
            answer = self._decide(self._flags[key], context, memory)
            if answer.reason == "DISABLED" or answer.variant not in accepted:
                return key
        return None

    def _default_reason(self, flag: Flag, settings: EnvironmentSettings) -> str:
        share = settings.rollout or self._ramps.of_flag(flag.key)
        has_to_decide = settings.rules or share or settings.targets
        asks_others = settings.prerequisites or self._trials.of_flag(flag.key)
        return "DEFAULT" if has_to_decide or asks_others else "STATIC"

    def _chosen(self, flag: Flag, rule: Rule, context: Context) -> str | None:
        if rule.percentage is not None:
            slot = self._slot(flag, f"rule:{rule.id}", rule.bucket_by, context)
            if slot >= round(rule.percentage * 1000):
                return None
        if rule.variant is not None:
            return rule.variant
        slot = self._slot(flag, f"split:{rule.id}", rule.bucket_by, context)
        return variant_of_slot(rule.split or rule.percentages or {}, slot)

    def _is_rolled_out(self, flag: Flag, rollout: RolloutShare, context: Context) -> bool:
        slot = self._slot(flag, "rollout", rollout.bucket_by, context)
        return slot < round(rollout.percentage * 1000)

    def _slot(self, flag: Flag, purpose: str, bucket_by: str, context: Context) -> int:
        name = "targetingKey" if bucket_by == "targeting_key" else bucket_by
        unit = unit_of(attribute_of(context, name))
        if unit is None:
            raise MissingUnitError
        return slot_of(unit, seed_of(flag.salt or flag.key, purpose))

    def _are_met(self, nodes: list[Node], context: Context) -> bool:
        return all(self._is_met(node, context) for node in nodes)

    def _is_met(self, node: Node, context: Context) -> bool:
        if isinstance(node, All):
            return self._are_met(node.conditions, context)
        if isinstance(node, AnyOf):
            return any(self._is_met(inner, context) for inner in node.conditions)
        if not isinstance(node, Condition):
            return not self._is_met(node.condition, context)
        if node.operator == "in_segment":
            return self.is_in_segment(node.value, context)
        return is_match(node.operator, node.attribute, node.value, context, self._now)

    def is_in_segment(self, key: str, context: Context) -> bool:
        """Whether the unit is in: excluded before included before conditions."""
        segment = self._segments.get(key)
        if segment is None or segment.is_archived:
            return False
        unit = unit_of(context.get("targetingKey"))
        if unit is not None and unit in segment.excluded:
            return False
        if unit is not None and unit in segment.included:
            return True
        return bool(segment.conditions) and self._are_met(segment.conditions, context)


def variant_of_slot(shares: Mapping[str, float], slot: int) -> str:
    """The variant whose share of the 100,000 slots holds `slot`, in the order of their keys.

    Percentages have at most three decimals, so that thousandths of them are whole numbers.
    """
    thousandths = {variant: round(share * 1000) for variant, share in shares.items()}
    total, reached = sum(thousandths.values()), 0
    for variant in sorted(thousandths):
        reached += thousandths[variant]
        if slot < reached * 100_000 // total:
            return variant
    raise AssertionError("the weights give out every slot")
