"""Who takes part in an experiment, and which variant a unit gets."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from burgee.domain.assignment import (
    Assigner,
    blocked_variant,
    draw_random,
    stratum_of,
)
from burgee.domain.bucketing import seed_of
from burgee.domain.experiment_forms import Holdout
from tests.unit.domain.experiments import an_experiment, known, serving, weighted

USER = {"targetingKey": "user-1"}
RUN = "gallery.1"
APART: dict[str, Any] = {"eligibility": {"exclude": {"experiments": ["other"]}}}
PROS = {"include": {"attributes": {"plan": ["pro"]}}}


def assigner(*others: dict[str, Any], **parts: Any) -> Assigner:
    """The gallery's experiment of these parts, beside others."""
    worlds = {name: parts.pop(name) for name in ("holdout", "groups") if name in parts}
    found = serving(an_experiment(**parts), *others, **worlds).assigner("gallery")
    assert found is not None
    return found


def why(found: Assigner, context: Any = USER) -> str:
    return found.outcome(context)[0]


def test_a_unit_keeps_its_variant_however_often_it_asks() -> None:
    found = assigner()

    assert len({found.outcome(USER) for _ in range(100)}) == 1


@pytest.mark.parametrize("context", [{}, {"targetingKey": ""}, {"targetingKey": None}])
def test_a_context_without_the_unit_is_not_randomised(context: dict[str, Any]) -> None:
    assert assigner().outcome(context) == ("no_unit", None)


def test_a_unit_of_another_attribute_is_drawn_by_that() -> None:
    found = assigner(bucket_by="account.id")

    assert why(found) == "no_unit"
    assert why(found, {"account": {"id": 7}}) == "assigned"


def test_a_unit_that_opted_out_is_left_alone() -> None:
    out = known(exposures={RUN: "treatment"}, takes_part={"targetingKey": False})

    assert assigner().outcome(out) == ("opted_out", None)


def test_whoever_opted_out_under_another_attribute_takes_part() -> None:
    assert why(assigner(), known(takes_part={"account": False})) == "assigned"


def test_a_unit_that_is_not_eligible_is_left_alone() -> None:
    found = assigner(eligibility=PROS)

    assert found.outcome(USER) == ("ineligible", None)
    assert why(found, {**USER, "plan": "pro"}) == "assigned"


def test_an_excluded_unit_is_left_alone() -> None:
    found = assigner(eligibility={"exclude": {"units": ["user-1", "7"]}})

    assert found.outcome(USER) == ("excluded_unit", None)
    assert found.outcome({"targetingKey": 7.0}) == ("excluded_unit", None)


def test_what_is_stored_wins_over_the_hash() -> None:
    found = assigner()
    hashed = found.outcome(USER)[1]
    other = "control" if hashed == "treatment" else "treatment"

    assert found.outcome(known(exposures={RUN: other})) == ("stored", other)


def test_what_is_stored_of_an_earlier_run_is_nothing() -> None:
    found = assigner(number=2)
    hashed = found.outcome(USER)

    assert found.outcome(known(exposures={RUN: "control"})) == hashed
    assert found.outcome(known(exposures={RUN: "treatment"})) == hashed


@pytest.mark.parametrize("method", ["deterministic", "random", "stratified", "blocked"])
def test_a_paused_experiment_takes_nobody_new(method: str) -> None:
    found = assigner(assignment=method, status="paused")

    assert found.outcome(known()) == ("paused", None)
    assert found.outcome(known(exposures={RUN: "treatment"})) == ("stored", "treatment")


def test_no_gate_closes_behind_a_unit_that_was_exposed() -> None:
    found = assigner(traffic=0, holdout=Holdout(100, "h"))

    assert found.outcome(known(exposures={RUN: "treatment"})) == ("stored", "treatment")


@pytest.mark.parametrize(
    ("parts", "gate"),
    [
        ({"traffic": 0}, "traffic"),
        ({"holdout": Holdout(100, "h")}, "holdout"),
        ({"group": {"key": "gone", "begin": 0, "end": 100}}, "group"),
        ({"traffic": 0, "holdout": Holdout(100, "h")}, "holdout"),
    ],
)
def test_a_closed_gate_is_named(parts: dict[str, Any], gate: str) -> None:
    assert assigner(**parts).outcome(USER) == (gate, None)


class TestAfterAnEmergencyStop:
    def test_all_that_may_take_part_get_control(self) -> None:
        found = assigner(status="cancelled", halted=True, assignment="random")

        assert found.outcome(USER) == ("halted", "control")
        assert found.outcome(known(exposures={RUN: "treatment"})) == ("halted", "control")

    def test_whoever_was_outside_stays_outside(self) -> None:
        found = assigner(status="cancelled", halted=True, traffic=0)

        assert found.outcome(USER) == ("traffic", None)
        assert found.outcome(known(exposures={RUN: "treatment"})) == ("halted", "control")

    def test_nothing_is_noted(self) -> None:
        found = assigner(status="cancelled", halted=True)
        context = known(exposures={RUN: "treatment"})

        found.assigned(context)
        found.leave(context, "target")

        assert (context.units.met, context.units.wanted, context.units.left) == ({}, {}, {})


@pytest.mark.parametrize("method", ["random", "blocked"])
class TestADrawnVariant:
    def test_cannot_be_told_without_a_draw(self, method: str) -> None:
        assert assigner(assignment=method).outcome(USER) == ("no_draw", None)

    def test_is_wanted_until_it_is_drawn(self, method: str) -> None:
        found, context = assigner(assignment=method), known()

        assert found.assigned(context) is None
        assert context.units.wanted == {RUN: found.form}

    def test_is_what_was_drawn(self, method: str) -> None:
        found, context = assigner(assignment=method), known(drawn={RUN: "treatment"})

        assert found.assigned(context) == "treatment"
        assert (context.units.met[RUN].variant, context.units.met[RUN].is_new) == (
            "treatment",
            True,
        )

    def test_gives_way_to_what_is_stored(self, method: str) -> None:
        context = known(drawn={RUN: "treatment"}, exposures={RUN: "control"})

        assert assigner(assignment=method).assigned(context) == "control"
        assert context.units.met[RUN].is_new is False

    def test_is_not_wanted_of_a_unit_outside(self, method: str) -> None:
        found, context = assigner(assignment=method, traffic=0), known()

        assert found.assigned(context) is None
        assert context.units.wanted == {}


class TestOtherExperiments:
    """A unit is in another experiment if it was exposed there, or would be now."""

    def test_whom_another_would_take_is_not_taken(self) -> None:
        assert why(assigner(an_experiment("other"), **APART)) == "excluded_experiment"

    @pytest.mark.parametrize(
        "other",
        [
            an_experiment("other", traffic=0),
            an_experiment("other", eligibility=PROS),
            an_experiment("other", status="paused"),
            an_experiment("other", status="cancelled", halted=True),
            an_experiment("other", bucket_by="account"),
            an_experiment("other", status="completed"),
            an_experiment("another"),
        ],
        ids=["traffic", "eligibility", "paused", "stopped", "no unit", "ended", "not there"],
    )
    def test_whom_the_other_would_not_take_is_taken(self, other: dict[str, Any]) -> None:
        assert why(assigner(other, **APART)) == "assigned"

    def test_whoever_was_exposed_in_the_other_is_not_taken(self) -> None:
        other = an_experiment("other", status="paused", eligibility=PROS)

        context = known(exposures={"other.1": "control"})

        assert why(assigner(other, **APART), context) == "excluded_experiment"

    def test_a_variant_that_has_to_be_drawn_counts_as_taken(self) -> None:
        other = an_experiment("other", assignment="random")

        assert why(assigner(other, **APART)) == "excluded_experiment"

    def test_whoever_was_exposed_here_stays_until_the_other_exposes_it(self) -> None:
        found = assigner(an_experiment("other"), **APART)
        here = {RUN: "treatment"}

        assert why(found, known(exposures=here)) == "stored"
        both = known(exposures={**here, "other.1": "control"})
        assert why(found, both) == "excluded_experiment"

    def test_two_may_exclude_each_other(self) -> None:
        mutual = {"exclude": {"experiments": ["gallery"]}}
        found = assigner(an_experiment("other", eligibility=mutual), **APART)

        assert why(found) == "excluded_experiment"


class TestNotes:
    def test_a_new_unit_is_met_as_new(self) -> None:
        found, context = assigner(), known()

        variant = found.assigned(context)

        met = context.units.met[RUN]
        assert (met.variant, met.is_new, met.experiment) == (variant, True, found.form)

    @pytest.mark.parametrize(
        "parts",
        [
            {"eligibility": PROS},
            {"eligibility": {"exclude": {"units": ["user-1"]}}},
            {"eligibility": {"exclude": {"experiments": ["other"]}}},
        ],
        ids=["conditions", "unit", "experiment"],
    )
    def test_an_exposed_unit_that_is_no_longer_eligible_has_left(
        self, parts: dict[str, Any]
    ) -> None:
        context = known(exposures={RUN: "control", "other.1": "control"})

        assert assigner(an_experiment("other"), **parts).assigned(context) is None

        assert (context.units.left, context.units.met) == ({RUN: "ineligible"}, {})

    def test_a_unit_that_was_never_exposed_leaves_nothing(self) -> None:
        found, context = assigner(eligibility=PROS), known()

        found.assigned(context)
        found.leave(context, "target")

        assert context.units.left == {}

    def test_a_unit_that_opted_out_has_not_left(self) -> None:
        context = known(exposures={RUN: "control"}, takes_part={"targetingKey": False})
        found = assigner()

        found.assigned(context)
        found.leave(context, "target")

        assert context.units.left == {}

    def test_the_first_reason_to_leave_stays(self) -> None:
        context = known(exposures={RUN: "control"})
        found = assigner(eligibility=PROS)

        found.leave(context, "target")
        found.assigned(context)

        assert context.units.left == {RUN: "target"}

    def test_notes_are_forgotten_before_the_next_evaluation(self) -> None:
        context = known()
        assigner().assigned(context)

        context.units.forget_notes()

        assert context.units.met == {}

    def test_a_plain_context_takes_no_notes(self) -> None:
        found = assigner(eligibility=PROS)

        found.leave(USER, "target")

        assert (found.assigned(USER), USER) == (None, {"targetingKey": "user-1"})


def test_an_experiment_says_the_probability_of_each_variant() -> None:
    share = {"key": "shop", "begin": 0, "end": 50}
    variants = weighted(control=3, a=1, never=0)
    parts: dict[str, Any] = {"group": share, "traffic": 40, "variants": variants}

    found = assigner(groups=[{"key": "shop"}], holdout=Holdout(10, "h"), **parts)

    likely = found.probabilities(USER)
    assert likely == pytest.approx({"control": 0.135, "a": 0.045, "never": 0})


def test_a_drawn_variant_has_the_probability_of_its_weight() -> None:
    found = assigner(assignment="random", traffic=50, variants=weighted(control=1, a=3))

    assert found.probabilities(USER) == pytest.approx({"control": 0.125, "a": 0.375})


@pytest.mark.parametrize(
    ("parts", "context"),
    [
        ({}, {}),
        ({"eligibility": PROS}, USER),
        ({"status": "paused"}, USER),
        ({}, known(takes_part={"targetingKey": False})),
    ],
    ids=["no unit", "not eligible", "paused", "opted out"],
)
def test_whoever_may_not_take_part_has_no_probability(parts: dict[str, Any], context: Any) -> None:
    assert assigner(**parts).probabilities(context) == {"control": 0, "treatment": 0}


def test_a_unit_that_was_exposed_has_its_variant_for_certain() -> None:
    stored = known(exposures={RUN: "treatment"})

    assert assigner(traffic=1).probabilities(stored) == {"control": 0, "treatment": 1}


def test_after_an_emergency_stop_control_alone_is_probable() -> None:
    parts: dict[str, Any] = {"status": "cancelled", "halted": True, "traffic": 25}
    found = assigner(**parts)

    assert found.probabilities(USER) == {"control": 0.25, "treatment": 0}
    stored = known(exposures={RUN: "treatment"})
    assert found.probabilities(stored) == {"control": 1, "treatment": 0}


@pytest.mark.parametrize(
    ("context", "stratum"),
    [
        ({"country": "DE", "account": {"plan": "pro"}}, "DE\0pro"),
        ({"country": 7.0, "account.plan": True}, "7\0true"),
        ({"country": ["DE"], "account": None}, "\0"),
        ({"country": "é" * 70, "account": {"plan": False}}, "é" * 64 + "\0false"),
        ({}, "\0"),
    ],
)
def test_a_stratum_is_the_texts_of_its_values(context: dict[str, Any], stratum: str) -> None:
    assert stratum_of({"strata": ["country", "account.plan"]}, context) == stratum


def test_another_stratum_is_another_draw() -> None:
    found = assigner(assignment="stratified", strata=["country"])
    units = [f"user-{number}" for number in range(200)]

    one, other = (
        [found.outcome({"targetingKey": unit, "country": country})[1] for unit in units]
        for country in ("DE", "FR")
    )

    assert 60 < sum(a == b for a, b in zip(one, other, strict=True)) < 140


def test_without_strata_a_stratified_experiment_is_split_as_one() -> None:
    assert why(assigner(assignment="stratified")) == "assigned"


@pytest.mark.parametrize(
    ("place", "variant"), [(0, "a"), (1, "control"), (3, "control"), (4, "late")]
)
def test_a_random_draw_goes_by_weight(place: int, variant: str) -> None:
    found = assigner(assignment="random", variants=weighted(control=6, late=2, a=2))
    randomness = {5: place}

    assert draw_random(found.form, randomness.__getitem__) == variant


def test_randomness_beyond_what_was_asked_for_is_refused() -> None:
    with pytest.raises(ValueError, match="was not asked for"):
        draw_random(assigner(assignment="random").form, lambda below: below)


def a_blocked_form(size: int = 8, **weights: int) -> dict[str, Any]:
    return {"block_size": size, "weights": weights, "split": {"seed": seed_of("s", "split")}}


def test_every_full_block_is_exact() -> None:
    form = a_blocked_form(12, a=1, b=2)

    for block in range(200):
        shown = Counter(blocked_variant(form, "DE", block * 12 + place) for place in range(12))
        assert shown == {"a": 4, "b": 8}


def test_blocks_and_strata_are_shuffled_for_themselves() -> None:
    form = a_blocked_form(8, a=1, b=1)

    orders = {
        tuple(blocked_variant(form, stratum, block * 8 + place) for place in range(8))
        for block in range(50)
        for stratum in ("DE", "FR")
    }

    assert len(orders) > 40  # of 70 that there are


def test_each_place_of_a_block_is_fair() -> None:
    form = a_blocked_form(4, a=1, b=1)

    for place in range(4):
        shown = Counter(blocked_variant(form, "", block * 4 + place) for block in range(4000))
        assert abs(shown["a"] - 2000) < 4 * (4000 * 0.25) ** 0.5


def test_an_attribute_that_is_no_text_is_in_no_list() -> None:
    found = assigner(eligibility=PROS)

    assert why(found, {**USER, "plan": ["pro"]}) == "ineligible"
