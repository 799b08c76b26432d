"""Who takes part in an experiment, and which variant a unit gets.

Pure: all that is known of a unit comes with its context. `deterministic` and `stratified` hash;
`random` and `blocked` need a draw, which is made once, when the unit is exposed, and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import mmh3

from burgee.domain.bucketing import (
    SLOTS,
    frozen_text,
    make_draw,
    make_gate,
    make_split,
    slot_of,
    unit_text,
)
from burgee.domain.expressions import every, make_conjuncts
from burgee.domain.known_units import KnownUnits, Met, units_of
from burgee.domain.predicates import Context, Scope, reader

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any, TypeAlias

Form: TypeAlias = "Mapping[str, Any]"
# Why, and the variant of a unit that takes part.
Outcome: TypeAlias = "tuple[str, str | None]"

RUNNING, PAUSED, HALTED = "running", "paused", "halted"
STRATIFIED = "stratified"
DRAWN_METHODS = frozenset({"random", "blocked"})

ASSIGNED, STORED = "assigned", "stored"
NO_UNIT: Outcome = ("no_unit", None)
OPTED_OUT: Outcome = ("opted_out", None)
INELIGIBLE: Outcome = ("ineligible", None)
EXCLUDED_UNIT: Outcome = ("excluded_unit", None)
EXCLUDED_EXPERIMENT: Outcome = ("excluded_experiment", None)
IS_PAUSED: Outcome = (PAUSED, None)
NO_DRAW: Outcome = ("no_draw", None)
OUTSIDE_SPLIT: Outcome = ("split", None)
# What a unit comes to that is new here, may take part, and is asked at the gates.
CHANCE = frozenset({ASSIGNED, HALTED, "no_draw", "holdout", "group", "traffic"})
_NOT_ELIGIBLE = frozenset({"ineligible", "excluded_unit", "excluded_experiment"})
_CERTAINLY_OUT = _NOT_ELIGIBLE | {"no_unit", "opted_out", PAUSED}


class Assigner:
    """One served experiment, ready to assign. `other` finds the experiments that it excludes."""

    def __init__(self, form: Form, scope: Scope, other: Callable[[str], Assigner | None]) -> None:
        self.form = form
        self.run: str = form["run"]
        self._status: str = form["status"]
        self._bucket_by: str = form["bucket_by"]
        self._unit = reader(self._bucket_by)
        self.conjuncts = make_conjuncts(form["conditions"], scope)
        self._is_eligible = every(self.conjuncts)
        self._excluded = frozenset(form["excluded"])
        self._not_in: tuple[str, ...] = tuple(form["not_in"])
        self._other = other
        self._gates = tuple((make_gate(gate, True), (gate["gate"], None)) for gate in form["gates"])
        self._choose = _make_choice(form)
        self._control: Outcome = (HALTED, form["control"])

    @property
    def is_halted(self) -> bool:
        return self._status == HALTED

    def assigned(self, context: Context) -> str | None:
        """The variant of the context's unit, None where the experiment does not decide for it.

        What follows from it is noted in the context's known units, if it has any.
        """
        outcome = self.outcome(context)
        units = units_of(context)
        if units is not None and not self.is_halted:
            self._note(units, outcome)
        return outcome[1]

    def outcome(self, context: Context) -> Outcome:
        """Why, and the variant of a unit that it decides for; nothing is noted.

        A unit that was exposed stays in while it is eligible: gates are not asked again.
        """
        units = units_of(context)
        stored = units.exposures.get(self.run) if units is not None else None
        barred = self._barred(context, units, is_exposed=stored is not None)
        if barred is not None:
            return barred
        if stored is not None:
            return self._control if self.is_halted else (STORED, stored)
        if self._status == PAUSED:
            return IS_PAUSED
        closed = self._closed_gate(context)
        if closed is not None:
            return closed
        return self._control if self.is_halted else self._choose(context, units)

    def was_met(self, context: Context) -> bool:
        """Whether storage knows that the unit met a variant."""
        units = units_of(context)
        return units is not None and self.run in units.exposures

    def has_exposed(self, context: Context) -> bool:
        """Whether the unit met a variant of a run that was not stopped."""
        return not self.is_halted and self.was_met(context)

    def would_take(self, context: Context) -> bool:
        """Whether the unit was exposed here, or would be now.

        The experiments that this one excludes are not asked: two may exclude each other.
        """
        if self.has_exposed(context):
            return True
        is_open = self._status == RUNNING and self._unable(context, units_of(context)) is None
        return is_open and self._closed_gate(context) is None

    def leave(self, context: Context, why: str) -> None:
        """Note that something else decided for a unit that was exposed here."""
        units = units_of(context)
        if units is not None and self.has_exposed(context) and self._is_in(units):
            units.left.setdefault(self.run, why)

    def probabilities(self, context: Context) -> dict[str, float]:
        """How likely each variant is, given what is known of the unit, its hash left aside.

        0 for all where it may not take part, 1 for the variant that it keeps from before.
        """
        why, variant = self.outcome(context)
        if variant is not None and self.was_met(context):
            return {key: float(key == variant) for key in self.form["variants"]}
        if why in _CERTAINLY_OUT:
            return dict.fromkeys(self.form["variants"], 0.0)
        inside = 1.0
        for gate in self.form["gates"]:
            inside *= _width(gate["ranges"]) / SLOTS
        shares = {self.form["control"]: 1.0} if self.is_halted else _shares(self.form)
        return {key: inside * shares.get(key, 0.0) for key in self.form["variants"]}

    def _note(self, units: KnownUnits, outcome: Outcome) -> None:
        why, variant = outcome
        if variant is not None:
            units.met[self.run] = Met(self.form, variant, self.run not in units.exposures)
        elif outcome is NO_DRAW:
            units.wanted[self.run] = self.form
        elif why in _NOT_ELIGIBLE and self.run in units.exposures:
            units.left.setdefault(self.run, "ineligible")

    def _barred(
        self, context: Context, units: KnownUnits | None, *, is_exposed: bool
    ) -> Outcome | None:
        """Why the unit may not take part. What another experiment might do takes nobody away who
        is exposed here already; what it did does."""
        unable = self._unable(context, units)
        if unable is not None:
            return unable
        for key in self._not_in:
            other = self._other(key)
            if other is not None and (
                other.has_exposed(context) if is_exposed else other.would_take(context)
            ):
                return EXCLUDED_EXPERIMENT
        return None

    def _unable(self, context: Context, units: KnownUnits | None) -> Outcome | None:
        unit = unit_text(self._unit(context))
        if unit is None:
            return NO_UNIT
        if units is not None and not self._is_in(units):
            return OPTED_OUT
        if unit in self._excluded:
            return EXCLUDED_UNIT
        return None if self._is_eligible(context) else INELIGIBLE

    def _is_in(self, units: KnownUnits) -> bool:
        return units.takes_part.get(self._bucket_by, True)

    def _closed_gate(self, context: Context) -> Outcome | None:
        for is_inside, closed in self._gates:
            if not is_inside(context):
                return closed
        return None


def stratum_of(form: Form, context: Context) -> str:
    """The values of the strata, each at most 64 characters, joined by NUL."""
    return "\0".join(frozen_text(reader(attribute)(context)) for attribute in form["strata"])


def slot_in_split(form: Form, context: Context) -> int:
    """Where the unit falls in the split of a method that hashes."""
    return slot_of(form["split"], split_draw(form)(context))


def draw_random(form: Form, randomness: Callable[[int], int]) -> str:
    """A variant by its weight. `randomness(n)` gives one of 0 ... n - 1, such as
    `secrets.randbelow`."""
    weights = sorted(form["weights"].items())
    place = randomness(sum(weight for _, weight in weights))
    for variant, weight in weights:
        if place < weight:
            return str(variant)
        place -= weight
    raise ValueError("the randomness gave a number that was not asked for")


def blocked_variant(form: Form, stratum: str, position: int) -> str:
    """The variant at a position, from 0, of the blocks of a stratum: every full block is exact.

    One block holds each variant by its weight, in the order of their keys, then is shuffled
    (Fisher and Yates, from the end): place i changes with place
    `murmur3_32(block NUL i NUL stratum, seed) * (i + 1) >> 32`. The seed is the split's.
    """
    size: int = form["block_size"]
    block, place = divmod(position, size)
    variants = _in_order(form["weights"], size)
    for last in range(len(variants) - 1, 0, -1):
        drawn = mmh3.hash(f"{block}\0{last}\0{stratum}".encode(), form["split"]["seed"], False)
        other = drawn * (last + 1) >> 32
        variants[last], variants[other] = variants[other], variants[last]
    return variants[place]


def _in_order(weights: Mapping[str, int], size: int) -> list[str]:
    each = size // sum(weights.values())
    return [variant for variant in sorted(weights) for _ in range(weights[variant] * each)]


def _make_choice(form: Form) -> Callable[[Context, KnownUnits | None], Outcome]:
    run = form["run"]
    outcomes: dict[str, Outcome] = {variant: (ASSIGNED, variant) for variant in form["variants"]}
    if form["method"] in DRAWN_METHODS:
        return lambda _context, units: (
            outcomes[units.drawn[run]] if units is not None and run in units.drawn else NO_DRAW
        )
    choose = make_split(form["split"], outcomes, split_draw(form))
    return lambda context, _units: choose(context) or OUTSIDE_SPLIT


def split_draw(form: Form) -> Callable[[Context], int]:
    """Hashes the unit, or stratum NUL unit, so that each stratum is split by itself."""
    if form["method"] != STRATIFIED:
        return make_draw(form["split"])
    read, seed = reader(form["bucket_by"]), form["split"]["seed"]
    return lambda context: mmh3.hash(
        f"{stratum_of(form, context)}\0{unit_text(read(context))}".encode(), seed, False
    )


def _shares(form: Form) -> dict[str, float]:
    if form["method"] in DRAWN_METHODS:
        total = sum(form["weights"].values())
        return {variant: weight / total for variant, weight in form["weights"].items()}
    shares = dict.fromkeys(form["variants"], 0.0)
    for low, high, variant in form["split"]["ranges"]:
        shares[variant] += (high - low) / SLOTS
    return shares


def _width(ranges: Any) -> int:
    return int(sum(high - low for low, high in ranges))
