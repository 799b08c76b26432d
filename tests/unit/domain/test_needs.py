"""What has to be known of units before a flag is evaluated."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.evaluation import Evaluator
from tests.unit.domain.experiments import FLAG, an_experiment, serving
from tests.unit.domain.rulesets import an_evaluator, from_forms
from tests.unit.services.builders import (
    a_flag,
    a_flag_asking_for,
    a_flag_needing,
    a_flag_with,
    a_segment,
    asking_for,
)

BOUGHT = {"operator": "action_count", "value": {"action": "purchase", "at_least": 1}}
BUYERS = a_segment("buyers", conditions=[{"not": {"or": [BOUGHT]}}])


def needed(evaluator: Evaluator, flag_key: str = FLAG) -> tuple[tuple[str, ...], bool] | None:
    needs = evaluator.needs(flag_key)
    return None if needs is None else (needs.unit_types, needs.profile)


def test_a_flag_without_experiments_needs_nothing() -> None:
    evaluator = an_evaluator(a_flag())

    assert (evaluator.needs(FLAG), evaluator.needs_all()) == (None, None)


def test_beside_an_experiment_another_flag_needs_nothing() -> None:
    evaluator = serving(an_experiment(), flags=[a_flag_with(), a_flag("other")])

    assert needed(evaluator, "other") is None
    assert needed(evaluator) == (("targetingKey",), False)


def test_an_unknown_flag_needs_nothing() -> None:
    assert needed(serving(an_experiment()), "gone") is None


def test_needs_are_the_same_at_each_question() -> None:
    evaluator = serving(an_experiment())

    assert evaluator.needs(FLAG) is evaluator.needs(FLAG)


def test_a_flag_needs_the_units_of_its_experiments() -> None:
    share = {"key": "shop", "begin": 0, "end": 50}
    evaluator = serving(an_experiment("a", bucket_by="account.id", group=share), an_experiment("b"))

    assert needed(evaluator) == (("account.id", "targetingKey"), False)


def test_a_flag_that_is_off_needs_to_know_who_was_taken_from_its_experiment() -> None:
    evaluator = serving(an_experiment(), flags=[a_flag_with(enabled=False)])

    assert needed(evaluator) == (("targetingKey",), False)


def test_a_flag_needs_what_its_prerequisites_need() -> None:
    flags = [a_flag_with(), a_flag_needing("b", FLAG), a_flag_needing("c", "b", "gone")]
    evaluator = serving(an_experiment(bucket_by="account"), flags=flags)

    assert needed(evaluator, "c") == (("account",), False)


def test_experiments_that_are_excluded_are_asked_for_their_units() -> None:
    exclude = {"exclude": {"experiments": ["other", "gone"]}}
    other = an_experiment("other", bucket_by="account", variants={"control": {}, "b": {}})

    assert needed(serving(an_experiment(eligibility=exclude), other)) == (
        ("account", "targetingKey"),
        False,
    )


@pytest.mark.parametrize(
    "flag",
    [
        a_flag_with(rules=[{"conditions": [BOUGHT], "variant": "on"}]),
        a_flag_with(rules=[{"conditions": [{"and": [{"not": BOUGHT}]}], "variant": "on"}]),
        a_flag_asking_for("buyers"),
    ],
    ids=["rule", "nested", "segment"],
)
def test_what_units_did_is_needed_where_a_condition_asks_for_it(flag: dict[str, Any]) -> None:
    evaluator = an_evaluator(flag, a_flag("other"), segments=[BUYERS])

    assert needed(evaluator) == (("targetingKey",), True)
    assert needed(evaluator, "other") is None


def test_an_experiment_may_ask_what_units_did() -> None:
    bought = {"include": {"conditions": [BOUGHT]}}
    evaluator = serving(an_experiment(bucket_by="account", eligibility=bought))

    assert needed(evaluator) == (("account", "targetingKey"), True)


def test_segments_may_ask_in_a_circle() -> None:
    circle = a_segment("buyers", conditions=[asking_for("buyers"), BOUGHT])

    assert needed(an_evaluator(a_flag_asking_for("buyers"), segments=[circle])) is not None


def test_all_flags_together_need_what_one_of_them_needs() -> None:
    bought = a_flag_with(rules=[{"conditions": [BOUGHT], "variant": "on"}])
    evaluator = serving(an_experiment(bucket_by="account"), flags=[bought])

    needs = evaluator.needs_all()

    assert needs is not None
    assert (needs.unit_types, needs.profile) == (("account", "targetingKey"), True)


def test_a_ruleset_of_an_earlier_release_needs_nothing() -> None:
    form = {"enabled": True, "variants": {"on": True}, "default": "on", "default_reason": "STATIC"}

    assert from_forms(old=form).needs_all() is None


def test_an_experiment_is_found_by_its_key() -> None:
    evaluator = serving(an_experiment())

    form = evaluator.experiment("gallery")

    assert form is not None
    assert form["run"] == "gallery.1"
    assert evaluator.experiment("gallery") is form
    assert evaluator.experiment("gone") is None
    assert evaluator.experiment("\ud800") is None
