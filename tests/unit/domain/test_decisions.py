from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.decisions import (
    after_promotion,
    has_verdict,
    is_agreed,
    promotions,
    still_deciding,
    variant_for,
    verdict_detail,
)
from burgee.domain.errors import InvalidDocument
from burgee.domain.experiments import Decision, DecisionSignOff, Experiment, Run
from burgee.domain.flag_checks import parse_flag
from burgee.domain.flags import Flag
from burgee.domain.results import Recommendation
from burgee.domain.roles import DecisionRole
from tests.looks import a_look, a_verdict
from tests.unit.services.builders import a_flag, settings
from tests.unit.services.experiments import a_run, an_experiment

AT = "2026-11-24T04:00:00.000Z"
DEVELOPMENT = "development"


def flag(**parts: Any) -> Flag:
    return parse_flag(a_flag(**parts))


def run(*agreed: tuple[str, DecisionRole, str | None], decided: str = "") -> Run:
    marks = [
        DecisionSignOff(by=by, role=role, promoted=promoted, at=AT) for by, role, promoted in agreed
    ]
    decision = Decision(promoted=decided, by="ann", at=AT) if decided else None
    return Run.model_validate(a_run(sign_offs=marks, decision=decision))


@pytest.mark.parametrize(
    ("recommendation", "is_final", "says"),
    [
        (Recommendation.PROMOTE, False, True),
        (Recommendation.ROLL_BACK, False, True),
        (Recommendation.STOP, False, True),
        (Recommendation.CONTINUE, False, False),
        (Recommendation.EXTEND, False, False),
        (Recommendation.EXTEND, True, True),
        (None, False, False),
        (None, True, False),
    ],
)
def test_a_look_has_a_verdict_if_it_does_not_ask_to_wait(
    recommendation: Recommendation | None, is_final: bool, says: bool
) -> None:
    look = a_look(verdict=a_verdict(recommendation=recommendation), is_final=is_final)

    assert has_verdict(look) is says


def test_without_a_look_there_is_no_verdict() -> None:
    assert not has_verdict(None)


def test_a_look_that_is_blocked_says_that_it_has_no_verdict() -> None:
    look = a_look(2, verdict=a_verdict(recommendation=None, sentence="Groups differ in size."))

    assert verdict_detail(look) == "Look 2: no verdict. Groups differ in size."


PRODUCT, ENGINEERING = DecisionRole.PRODUCT, DecisionRole.ENGINEERING


@pytest.mark.parametrize(
    ("given", "agreed"),
    [
        (run(), False),
        (run(("ann", PRODUCT, "a")), False),
        (run(("ann", PRODUCT, "a"), ("eve", ENGINEERING, "b")), False),
        (run(("ann", PRODUCT, "a"), ("eve", ENGINEERING, "a")), True),
        (run(("ann", PRODUCT, None), ("eve", ENGINEERING, None)), True),
        (run(("ann", PRODUCT, "b"), ("eve", ENGINEERING, "b"), decided="a"), False),
        (run(("ann", PRODUCT, "a"), ("eve", ENGINEERING, "a"), decided="a"), True),
    ],
)
def test_both_roles_have_to_agree_to_the_same(given: Run, agreed: bool) -> None:
    assert is_agreed(given) is agreed


@pytest.mark.parametrize(
    ("found", "shown", "why"),
    [
        (None, "on", "is not there"),
        (flag(lifecycle="archived"), "on", "is archived; unarchive it first"),
        (flag(environments={"staging": settings()}), "on", "is not set up in development"),
        (flag(), "blue", "has no 'blue', only on, off"),
        (flag(), {"value": 7}, "has no variant with the value"),
        (flag(), {"value": 1}, "has no variant with the value"),
    ],
)
def test_why_a_flag_cannot_show_the_winner(found: Flag | None, shown: Any, why: str) -> None:
    variant, told = variant_for(found, shown, DEVELOPMENT)

    assert variant == ""
    assert told.startswith(why)


def test_a_value_is_shown_by_the_variant_that_has_it() -> None:
    assert variant_for(flag(), {"value": True}, DEVELOPMENT) == ("on", "")


def test_every_flag_that_cannot_show_the_winner_is_named() -> None:
    experiment = Experiment.model_validate(an_experiment())

    with pytest.raises(InvalidDocument) as refused:
        promotions(experiment, "treatment", {})

    assert [found["field"] for found in refused.value.errors] == ["flags.shown"]


def test_a_flag_that_lost_the_variant_meanwhile_is_not_changed() -> None:
    with pytest.raises(InvalidDocument, match="has no 'blue'"):
        after_promotion(flag(), "blue", DEVELOPMENT)


def test_what_decides_before_the_default_is_told_unless_it_shows_the_same() -> None:
    section = settings(
        "on",
        enabled=False,
        prerequisites={"checkout": ["on"]},
        targets={"on": ["a"], "off": ["b", "c"], "spare": []},
        rules=[
            {"variant": "on"},
            {"variant": "off"},
            {"id": "half", "split": {"on": 1, "off": 1}},
        ],
        schedule=[{"at": "2026-12-24T00:00:00Z", "enabled": True}],
    )
    variants = {"on": {"value": True}, "off": {"value": False}, "spare": {"value": False}}
    shown = Flag.model_validate(a_flag(environments={DEVELOPMENT: section}, variants=variants))

    told = list(still_deciding(shown.environments[DEVELOPMENT], "on"))

    assert told == [
        "it is switched off",
        "the prerequisite 'checkout'",
        "the targets of 'off' (2)",
        "rule 2",
        "rule 3 ('half')",
        "the change that is scheduled for 2026-12-24T00:00:00Z",
    ]
