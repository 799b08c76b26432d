from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.errors import InvalidDocument
from burgee.domain.flags import Flag, ScheduledChange
from burgee.domain.parsing import parse
from tests.unit.services.builders import a_flag, a_flag_with, settings


def problems(body: Any) -> dict[str, str]:
    with pytest.raises(InvalidDocument) as refused:
        parse(Flag, body)
    return {found["field"]: found["detail"] for found in refused.value.errors}


def a_rule(**parts: Any) -> dict[str, Any]:
    return a_flag_with(rules=[{"variant": "on", **parts}])


RULE = "environments.production.rules.0"


@pytest.mark.parametrize(
    ("body", "field", "detail"),
    [
        ({"key": "a"}, "kind", "is missing; add it"),
        (a_flag(colour="red"), "colour", "is not a field here; remove it or correct its spelling"),
        (
            a_flag("a b"),
            "key",
            "has a wrong form; write 1 to 128 letters, digits or any of . _ ~ -",
        ),
        (a_flag(".."), "key", "'.' and '..' cannot be keys: they would change the URL"),
        (a_flag(kind="bool"), "kind", "write 'boolean', 'string', 'number' or 'json'"),
        (a_flag(name=5), "name", "has a wrong type; write a text"),
        (a_flag(tags="shop"), "tags", "has a wrong type; write a list"),
        (a_flag(tags=[""]), "tags.0", "is too short; write 1 characters or more"),
        (a_flag(name="x" * 257), "name", "is too long; at most 256 characters fit"),
        (
            a_flag(metadata={"a": []}),
            "metadata.a",
            "has a wrong type; write true or false or a whole number or a number or a text",
        ),
        (
            a_flag(variants={"b!": {"value": True}}),
            "variants.b!",
            "has a wrong form; write 1 to 64 letters, digits or any of . _ ~ -",
        ),
        (a_flag(name="\ud800"), "name", "is not valid Unicode; remove the lone surrogate"),
        (a_rule(percentage=101, id="r"), f"{RULE}.percentage", "is too large; write 100 or less"),
        (a_rule(percentage=-1, id="r"), f"{RULE}.percentage", "is too small; write 0 or more"),
        (
            a_rule(percentage=0.0001, id="r"),
            f"{RULE}.percentage",
            "a percentage has at most 3 decimals",
        ),
        (
            a_rule(percentage="5", id="r"),
            f"{RULE}.percentage",
            "has a wrong type; write a whole number or a number",
        ),
        (a_rule(split={"on": 1}, id="r"), RULE, "a rule has one of variant, split and percentages"),
        (
            a_flag_with(rules=[{"split": {"on": 0}, "id": "r"}]),
            RULE,
            "the weights of a split have a sum above 0",
        ),
        (a_rule(percentage=5), RULE, "a rule with a split or a percentage needs an id"),
        (
            a_rule(conditions=[{"operator": "exists"}]),
            f"{RULE}.conditions.0",
            "operator 'exists' needs an attribute",
        ),
        (
            a_rule(conditions=[{"not": {"and": [{"attribute": "a"}]}}]),
            f"{RULE}.conditions.0.not.and.0.operator",
            "is missing; add it",
        ),
        (
            a_rule(conditions=[{"or": []}]),
            f"{RULE}.conditions.0.or",
            "has too few entries; write 1 or more",
        ),
        (a_rule(conditions=["vip"]), f"{RULE}.conditions.0", "has a wrong type; write an object"),
        (
            a_flag_with(schedule=[{"at": "soon", "enabled": True}]),
            "environments.production.schedule.0.at",
            "'soon' is not a date or time",
        ),
        ([], "", "has a wrong type; write an object"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_at_its_field(
    body: Any, field: str, detail: str
) -> None:
    found = problems(body)

    assert list(found) == [field]
    assert detail in found[field]


def test_every_wrong_field_is_listed() -> None:
    found = problems(a_flag(name=5, owner=5, environments={"production": {}}))

    assert set(found) == {"name", "owner", "environments.production.default_variant"}


def test_the_first_problem_and_their_number_are_in_the_sentence() -> None:
    with pytest.raises(InvalidDocument) as refused:
        parse(Flag, a_flag(name=5, owner=5))

    assert refused.value.detail == (
        "The flag is not valid: name: has a wrong type; write a text (2 problems in all)."
    )


def test_a_name_of_two_words_is_written_as_two() -> None:
    with pytest.raises(InvalidDocument, match=r"The scheduled change is not valid: at: is missing"):
        parse(ScheduledChange, {"enabled": False})


def test_conditions_nested_without_end_are_refused() -> None:
    condition: dict[str, Any] = {"operator": "exists", "attribute": "a"}
    for _ in range(300):
        condition = {"not": condition}

    found = problems(a_rule(conditions=[condition]))

    assert list(found.values()) == ["is nested too deeply; nest fewer levels"]


def test_numbers_keep_the_form_in_which_they_were_written() -> None:
    flag = parse(Flag, a_flag_with(rollout={"variant": "on", "percentage": 10}))

    dumped = flag.model_dump(mode="json")

    assert repr(dumped["environments"]["production"]["rollout"]["percentage"]) == "10"


def test_a_flag_that_is_read_and_written_stays_as_it_is() -> None:
    body = a_flag(
        environments={
            "production": settings(
                rules=[
                    {
                        "id": "r",
                        "conditions": [
                            {"or": [{"not": {"operator": "exists", "attribute": "a"}}]},
                            {"attribute": "b", "operator": "equals", "value": 1.0},
                        ],
                        "split": {"on": 1, "off": 2},
                        "percentage": 12.5,
                    }
                ]
            )
        }
    )
    once = parse(Flag, body).model_dump(mode="json", by_alias=True)

    assert parse(Flag, once).model_dump(mode="json", by_alias=True) == once
