"""Who takes part in an experiment and what it gets, read from the documents as they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import reduce
from math import gcd

from burgee.domain.conditions import Node
from burgee.domain.exclusion_groups import ExclusionGroup
from burgee.domain.experiments import Exclusion, Experiment, Inclusion, Run
from tests.reference.hashing import murmur3_32, seed_of, slot_of, unit_of
from tests.reference.operators import Context, attribute_of, is_match

Asked = Callable[[list[Node], Context], bool]


@dataclass
class Memory:
    """What is known of the units of a context, and what an evaluation noted."""

    exposures: dict[str, str] = field(default_factory=dict)
    drawn: dict[str, str] = field(default_factory=dict)
    out: list[str] = field(default_factory=list)
    is_known: bool = True
    met: dict[str, list[object]] = field(default_factory=dict)
    wanted: list[str] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)

    def leave(self, run: str, why: str) -> None:
        self.left.setdefault(run, why)


class Trials:
    """The experiments of one environment."""

    def __init__(
        self,
        environment: str,
        experiments: Iterable[Experiment],
        groups: Iterable[ExclusionGroup],
        holdout: tuple[float, str],
        now: float,
        *,
        is_halted: bool = False,
    ) -> None:
        stopped = {"halted": True} if is_halted else {}
        self._served = {
            experiment.key: experiment.model_copy(update=stopped)
            for experiment in experiments
            if experiment.environment == environment and is_served(experiment)
        }
        self._groups = {group.key: group for group in groups}
        self._holdout = holdout
        self._now = now

    def of_flag(self, flag_key: str) -> list[Experiment]:
        """Those that decide a flag: stopped ones last."""
        mine = [each for each in self._served.values() if flag_key in each.flag_keys]
        return sorted(mine, key=lambda each: (each.halted, each.key))

    def decide(
        self, experiment: Experiment, context: Context, memory: Memory, is_met: IsMet
    ) -> str | None:
        """The variant, None where the experiment does not decide."""
        run = name_of_run(experiment)
        unit = self._unit(experiment, context)
        if unit is None or bucket_of(experiment) in memory.out:
            return None
        is_exposed = run in memory.exposures
        if not self._is_eligible(experiment, unit, context, is_met) or any(
            self._takes_part(key, context, memory, is_met, exposed_only=is_exposed)
            for key in experiment.eligibility.exclude.experiments
        ):
            if is_exposed and not experiment.halted:
                memory.leave(run, "ineligible")
            return None
        if experiment.halted:
            is_in = is_exposed or self._is_through(experiment, unit)
            return newest(experiment).control if is_in else None
        if is_exposed:
            memory.met[run] = [memory.exposures[run], False]
            return memory.exposures[run]
        if experiment.status == "paused" or not self._is_through(experiment, unit):
            return None
        variant = self._new_variant(experiment, unit, context, memory)
        if variant is None and memory.is_known:
            memory.wanted.append(run)
        if variant is not None:
            memory.met[run] = [variant, True]
        return variant

    def leave(self, flag_key: str, memory: Memory, why: str) -> None:
        """Something else decided for units that were exposed."""
        for experiment in self.of_flag(flag_key):
            run = name_of_run(experiment)
            is_out = bucket_of(experiment) in memory.out
            if run in memory.exposures and not experiment.halted and not is_out:
                memory.leave(run, why)

    def _new_variant(
        self, experiment: Experiment, unit: str, context: Context, memory: Memory
    ) -> str | None:
        method = newest(experiment).assignment.value
        if method in ("random", "blocked"):
            return memory.drawn.get(name_of_run(experiment))
        text = unit
        if method == "stratified":
            text = stratum_of(experiment, context) + "\0" + unit
        slot = slot_of(text, seed_of(newest(experiment).salt, "split"))
        return variant_of(newest(experiment).weights, slot)

    def _takes_part(
        self, key: str, context: Context, memory: Memory, is_met: IsMet, *, exposed_only: bool
    ) -> bool:
        other = self._served.get(key)
        if other is None or other.halted:
            return False
        if name_of_run(other) in memory.exposures:
            return True
        unit = self._unit(other, context)
        if exposed_only or unit is None or bucket_of(other) in memory.out:
            return False
        is_open = other.status == "running" and self._is_through(other, unit)
        return is_open and self._is_eligible(other, unit, context, is_met)

    def _is_eligible(
        self, experiment: Experiment, unit: str, context: Context, is_met: IsMet
    ) -> bool:
        include, exclude = experiment.eligibility.include, experiment.eligibility.exclude
        if unit in exclude.units:
            return False
        if exclude.bots and context.get("device_type") == "bot":
            return False
        for is_named in self._named(include, context, is_met):
            if not is_named:
                return False
        if any(self._named(exclude, context, is_met)):
            return False
        if any(is_met([node], context) for node in exclude.conditions):
            return False
        return is_met(include.conditions, context)

    def _named(self, lists: Inclusion | Exclusion, context: Context, is_met: IsMet) -> list[bool]:
        """For each list that is written, whether the context's value is in it."""
        found = []
        for attribute, values in (
            ("platform", lists.platforms),
            ("region", lists.regions),
            ("device_type", lists.device_types),
            *lists.attributes.items(),
        ):
            if values:
                found.append(is_match("in", attribute, values, context, self._now))
        if lists.segments:
            found.append(any(is_met.in_segment(key, context) for key in lists.segments))
        return found

    def _is_through(self, experiment: Experiment, unit: str) -> bool:
        run = newest(experiment)
        kept_out, holdout_salt = self._holdout
        if slot_of(unit, seed_of(holdout_salt, "holdout")) < round(kept_out * 1000):
            return False
        if experiment.group is not None:
            group = self._groups.get(experiment.group.key)
            if group is None:
                return False
            slot = slot_of(unit, seed_of(group.salt or group.key, "group"))
            begin, end = experiment.group.begin, experiment.group.end
            if not round(begin * 1000) <= slot < round(end * 1000):
                return False
        return slot_of(unit, seed_of(run.salt, "traffic")) < round(experiment.traffic * 1000)

    def _unit(self, experiment: Experiment, context: Context) -> str | None:
        return unit_of(attribute_of(context, bucket_of(experiment)))


class IsMet:
    """How conditions and segments are asked for."""

    def __init__(self, asked: Asked, in_segment: Callable[[str, Context], bool]) -> None:
        self._asked = asked
        self.in_segment = in_segment

    def __call__(self, nodes: list[Node], context: Context) -> bool:
        return self._asked(nodes, context)


def is_served(experiment: Experiment) -> bool:
    return experiment.halted or experiment.status in ("running", "paused")


def newest(experiment: Experiment) -> Run:
    return experiment.runs[-1]


def name_of_run(experiment: Experiment) -> str:
    return f"{experiment.key}.{newest(experiment).number}"


def bucket_of(experiment: Experiment) -> str:
    name = newest(experiment).bucket_by
    return "targetingKey" if name == "targeting_key" else name


def stratum_of(experiment: Experiment, context: Context) -> str:
    """At most 64 characters of each value, joined by NUL."""
    values = []
    for attribute in experiment.strata:
        value = attribute_of(context, attribute)
        text = {True: "true", False: "false"}[value] if isinstance(value, bool) else unit_of(value)
        values.append((text or "")[:64])
    return "\0".join(values)


def variant_of(weights: dict[str, int], slot: int) -> str:
    """The variant whose share of the 100,000 slots holds `slot`, in the order of their keys."""
    total, reached = sum(weights.values()), 0
    for variant in sorted(weights):
        reached += weights[variant]
        if slot < reached * 100_000 // total:
            return variant
    raise AssertionError("the weights give out every slot")


def block_of(weights: dict[str, int], size: int, salt: str, stratum: str, number: int) -> list[str]:
    """One block: each variant by its weight in the order of the keys, then shuffled."""
    divisor = reduce(gcd, weights.values())
    smallest = sum(weights.values()) // divisor
    block: list[str] = []
    for variant in sorted(weights):
        block += [variant] * (weights[variant] // divisor * (size // smallest))
    place = len(block) - 1
    while place > 0:
        text = f"{number}\0{place}\0{stratum}".encode()
        other = murmur3_32(text, seed_of(salt, "split")) * (place + 1) // 2**32
        block[place], block[other] = block[other], block[place]
        place -= 1
    return block
