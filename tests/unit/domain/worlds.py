"""Random worlds: a few flags and segments that refer to each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from burgee.domain.operators import OPERATORS
from tests.unit.domain.strategies import NOW, UNITS, Strategy, conditions, leaves

VARIANTS = ("one", "two", "three")
FLAGS = ("first", "second", "third")
SEGMENTS = ("staff", "beta")
WITHOUT_SEGMENTS = tuple(name for name in OPERATORS if name != "in_segment")

variants = st.sampled_from(VARIANTS)
percentages = st.sampled_from((0, 100, 50, 12.5, 0.001, 99.999, 33.333))
bucket_keys = st.sampled_from(("targetingKey",) * 7 + ("targeting_key", "plan", "account.id"))
weights = st.dictionaries(variants, st.sampled_from((0, 1, 2, 97)), min_size=1).filter(
    lambda split: sum(split.values()) > 0
)

shares = st.sampled_from(
    ({"one": 100}, {"three": 0.001, "one": 99.999}, {"two": 33.333, "one": 33.333, "three": 33.334})
)
OUTCOMES = (("variant", variants), ("split", weights), ("percentages", shares))


@dataclass(frozen=True)
class World:
    """Documents as JSON, and the time that it is."""

    flags: list[dict[str, Any]]
    segments: list[dict[str, Any]]
    now: float


@st.composite
def rules(draw: st.DrawFn, number: int) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": f"r{number}", "conditions": draw(conditions(leaves()))}
    if draw(st.booleans()):
        rule["percentage"] = draw(percentages)
    name, strategy = draw(st.sampled_from(OUTCOMES))
    rule[name] = draw(strategy)
    return rule | {"bucket_by": draw(bucket_keys)}


def prerequisites(number: int) -> Strategy:
    """Of earlier flags, so that there is no circle; or of one that does not exist."""
    accepted = st.lists(variants, min_size=1, max_size=3, unique=True)
    return st.dictionaries(
        st.sampled_from((*FLAGS[:number], "gone")), accepted, min_size=1, max_size=2
    )


@st.composite
def targets(draw: st.DrawFn) -> dict[str, list[str]]:
    units = draw(st.lists(st.sampled_from(UNITS), max_size=3, unique=True))
    return {variant: [unit] for variant, unit in zip(VARIANTS, units, strict=False)}


@st.composite
def sections(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """What one environment shows; mostly switched on."""
    section: dict[str, Any] = {
        "enabled": draw(st.sampled_from((True,) * 12 + (False,))),
        "default_variant": draw(variants),
        "rules": [draw(rules(each)) for each in range(draw(st.integers(0, 3)))],
    }
    for name, strategy, is_rare in (
        ("off_variant", variants, False),
        ("targets", targets(), True),
        ("prerequisites", prerequisites(number), True),
        ("rollout", rollouts, False),
    ):
        if draw(st.sampled_from((False,) * 3 + (True,) if is_rare else (True, False))):
            section[name] = draw(strategy)
    return section


rollouts = st.fixed_dictionaries(
    {"variant": variants, "percentage": percentages, "bucket_by": bucket_keys}
)


@st.composite
def flags(draw: st.DrawFn, number: int) -> dict[str, Any]:
    flag: dict[str, Any] = {
        "key": FLAGS[number],
        "kind": "json",
        "variants": {"one": {"value": 1.0}, "two": {"value": {"b": [None]}}, "three": {"value": 0}},
        "lifecycle": draw(st.sampled_from(("active",) * 20 + ("archived",))),
        "salt": draw(st.sampled_from(("salt", "é"))),
        "environments": {"production": draw(sections(number))},
    }
    if draw(st.sampled_from((False,) * 20 + (True,))):
        flag["environments"] = {}
    if draw(st.booleans()):
        flag["metadata"] = {"team": "shop", "size": 2}
    return flag


@st.composite
def segments(draw: st.DrawFn, key: str) -> dict[str, Any]:
    """The second may ask for the first, and for one that does not exist."""
    operators = tuple(OPERATORS) if key == "beta" else WITHOUT_SEGMENTS
    leaf = leaves(operators).filter(lambda found: found["value"] != "beta")
    members = st.lists(st.sampled_from(UNITS), max_size=2)
    return {
        "key": key,
        "conditions": draw(conditions(leaf)),
        "included": draw(members),
        "excluded": draw(members),
        "lifecycle": draw(st.sampled_from(("active",) * 9 + ("archived",))),
    }


@st.composite
def worlds(draw: st.DrawFn) -> World:
    return World(
        flags=[draw(flags(number)) for number in range(len(FLAGS))],
        segments=[draw(segments(key)) for key in SEGMENTS],
        now=draw(st.sampled_from(NOW)),
    )
