from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.errors import InvalidDocument, PrerequisiteCycle, UnknownReference
from burgee.domain.flag_checks import (
    FITS_BY_KIND,
    Surroundings,
    check_flag_references,
    circle_through,
    parse_flag,
)
from burgee.domain.flags import ValueKind
from burgee.domain.segment_checks import parse_segment
from tests.unit.services.builders import (
    a_flag,
    a_flag_asking_for,
    a_flag_needing,
    a_flag_with,
    a_segment,
    settings,
)

ENVIRONMENTS = ("development", "staging", "production")


def problems(body: Any) -> dict[str, str]:
    with pytest.raises(InvalidDocument) as refused:
        parse_flag(body)
    return {found["field"]: found["detail"] for found in refused.value.errors}


def a_flag_of(kind: str, value: Any, **parts: Any) -> dict[str, Any]:
    return {"key": "f", "kind": kind, "variants": {"a": {"value": value}}, **parts}


def around(*flags: dict[str, Any], segments: tuple[dict[str, Any], ...] = ()) -> Surroundings:
    return Surroundings(
        environments=ENVIRONMENTS,
        flags={body["key"]: parse_flag(body) for body in flags},
        segments={body["key"]: parse_segment(body) for body in segments},
    )


def refused_reference(body: Any, surroundings: Surroundings) -> dict[str, str]:
    with pytest.raises(UnknownReference) as refused:
        check_flag_references(parse_flag(body), surroundings)
    return {found["field"]: found["detail"] for found in refused.value.errors}


def test_every_kind_of_value_has_its_check() -> None:
    assert set(FITS_BY_KIND) == set(ValueKind)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("boolean", False),
        ("number", 10),
        ("number", 10.0),
        ("string", ""),
        ("json", None),
        ("json", {"a": [1, "b"]}),
        ("json", 5),
    ],
)
def test_a_value_of_its_kind_is_accepted(kind: str, value: Any) -> None:
    flag = parse_flag(a_flag_of(kind, value))

    assert repr(flag.variants["a"].value) == repr(value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("boolean", 1),
        ("boolean", "true"),
        ("boolean", None),
        ("number", True),
        ("number", "10"),
        ("number", float("inf")),
        ("string", 10),
        ("string", None),
    ],
)
def test_a_value_of_another_kind_is_refused(kind: str, value: Any) -> None:
    assert list(problems(a_flag_of(kind, value))) == ["variants.a.value"]


def test_a_flag_without_variants_is_refused() -> None:
    assert list(problems({"key": "f", "kind": "string"})) == ["variants"]


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"default_variant": "x"}, "default_variant"),
        ({"off_variant": "x"}, "off_variant"),
        ({"targets": {"x": ["ann"]}}, "targets.x"),
        ({"rules": [{"variant": "x"}]}, "rules.0.variant"),
        ({"rules": [{"id": "r", "split": {"on": 1, "x": 1}}]}, "rules.0.split.x"),
        ({"rollout": {"variant": "x", "percentage": 5}}, "rollout.variant"),
        (
            {"schedule": [{"at": "2027-01-01", "default_variant": "x"}]},
            "schedule.0.default_variant",
        ),
        (
            {"schedule": [{"at": "2027-01-01", "rollout": {"variant": "x", "percentage": 5}}]},
            "schedule.0.rollout.variant",
        ),
    ],
)
def test_a_variant_that_the_flag_has_not_is_refused_wherever_it_is_named(
    parts: dict[str, Any], field: str
) -> None:
    body = a_flag(environments={"production": {**settings(), **parts}})

    assert problems(body) == {
        f"environments.production.{field}": "names the variant 'x'; this flag has off, on"
    }


def test_a_unit_is_a_target_of_one_variant_alone() -> None:
    found = problems(a_flag_with(targets={"on": ["ann", "bob"], "off": ["ann"]}))

    assert list(found) == ["environments.production.targets.off"]
    assert "'ann'" in found["environments.production.targets.off"]


def test_two_rules_cannot_have_one_id() -> None:
    rules = [{"id": "vip", "variant": "on"}, {"id": "vip", "variant": "off"}]

    assert list(problems(a_flag_with(rules=rules))) == [
        "environments.production.rules.0.id",
        "environments.production.rules.1.id",
    ]


def test_rules_without_an_id_get_one_that_is_free() -> None:
    rules = [{"variant": "on"}, {"id": "rule-1", "variant": "on"}, {"variant": "on"}]

    flag = parse_flag(a_flag_with(rules=rules))

    ids = [rule.id for rule in flag.environments["production"].rules]
    assert ids == ["rule-2", "rule-1", "rule-3"]


def test_rules_keep_the_ids_that_they_were_given_before() -> None:
    first = parse_flag(a_flag_with(rules=[{"variant": "on"}, {"variant": "off"}]))
    again = parse_flag(first.model_dump(mode="json", by_alias=True))

    assert again == first


@pytest.mark.parametrize("alarms", [[""], ["  "], ["x" * 256], ["latency", "latency"]])
def test_alarms_have_names_of_their_own(alarms: list[str]) -> None:
    assert problems(a_flag_with(alarms=alarms))


def test_a_prerequisite_accepts_a_variant() -> None:
    assert list(problems(a_flag_with(prerequisites={"other": []}))) == [
        "environments.production.prerequisites.other"
    ]


SCHEMA = {"type": "object", "properties": {"size": {"type": "integer"}}, "required": ["size"]}


def test_a_json_value_that_fits_its_schema_is_accepted() -> None:
    flag = parse_flag(a_flag_of("json", {"size": 5}, json_schema=SCHEMA))

    assert flag.json_schema == SCHEMA


def test_a_json_value_that_does_not_fit_its_schema_is_refused() -> None:
    found = problems(a_flag_of("json", {"size": "L"}, json_schema=SCHEMA))

    assert "size: 'L' is not of type 'integer'" in found["variants.a.value"]


def test_a_schema_is_for_json_flags() -> None:
    assert list(problems(a_flag_of("string", "a", json_schema=SCHEMA))) == ["json_schema"]


def doubling(levels: int) -> dict[str, Any]:
    """A small schema whose references expand to 2 ** levels checks."""
    definitions: dict[str, Any] = {"d0": {"type": "string"}}
    for level in range(1, levels):
        definitions[f"d{level}"] = {"allOf": [{"$ref": f"#/$defs/d{level - 1}"}] * 2}
    return {"$defs": definitions, "$ref": f"#/$defs/d{levels - 1}"}


@pytest.mark.parametrize(
    ("schema", "field", "detail"),
    [
        ({"type": "nothing"}, "json_schema", "is not a valid JSON Schema"),
        ({"$schema": 5}, "json_schema", "$schema is a text"),
        ({"pattern": "(?=a)"}, "json_schema", "RE2 does not take"),
        (
            {"patternProperties": {"a": {}}, "unevaluatedProperties": False},
            "json_schema",
            "use one of them",
        ),
        ({"$ref": "https://example.com/s.json"}, "variants.a.value", "not inside the schema"),
        ({"$ref": "#/$defs/none"}, "variants.a.value", "not inside the schema"),
        ({"$id": "http://[", "$ref": "a"}, "variants.a.value", "not an address"),
        ({"$ref": "#"}, "variants.a.value", "without end"),
        (doubling(40), "variants.a.value", "without end"),
        ({"pattern": "^(a+)+$"}, "variants.a.value", "does not match"),
        ({"patternProperties": {"a": {}}, "maxLength": 1}, "variants.a.value", "too long"),
    ],
)
def test_a_schema_cannot_reach_out_hang_or_grow(
    schema: dict[str, Any], field: str, detail: str
) -> None:
    found = problems(a_flag_of("json", "a" * 40 + "b", json_schema=schema))

    assert detail in found[field]


def test_names_are_matched_with_re2() -> None:
    schema = {"patternProperties": {"^(a+)+$": {"type": "integer"}}}

    found = problems(a_flag_of("json", {"aaa": "x"}, json_schema=schema))

    assert "aaa: 'x' is not of type 'integer'" in found["variants.a.value"]


def test_an_unknown_environment_is_refused() -> None:
    found = refused_reference(a_flag(environments={"prod": settings()}), around())

    assert list(found) == ["environments.prod"]


def test_an_unknown_prerequisite_is_refused() -> None:
    found = refused_reference(a_flag_needing("f", "other"), around())

    assert found == {
        "environments.production.prerequisites.other": "there is no flag 'other'; create it first"
    }


def test_an_archived_prerequisite_is_refused() -> None:
    found = refused_reference(
        a_flag_needing("f", "other"), around(a_flag("other", lifecycle="archived"))
    )

    assert "is archived" in found["environments.production.prerequisites.other"]


def test_a_prerequisite_has_the_variants_that_are_accepted() -> None:
    other = {"key": "other", "kind": "string", "variants": {"a": {"value": "A"}}}

    found = refused_reference(a_flag_needing("f", "other"), around(other))

    assert "has no variant 'on'; it has a" in found["environments.production.prerequisites.other"]


@pytest.mark.parametrize("segments", [(), (a_segment("vip", lifecycle="archived"),)])
def test_a_segment_that_is_not_there_or_archived_is_refused(
    segments: tuple[dict[str, Any], ...],
) -> None:
    found = refused_reference(a_flag_asking_for("vip"), around(segments=segments))

    assert list(found) == ["environments.production.rules"]


def test_a_flag_whose_references_are_all_there_is_accepted() -> None:
    flag = parse_flag(a_flag_asking_for("vip"))

    check_flag_references(flag, around(segments=(a_segment("vip"),)))


@pytest.mark.parametrize(
    ("flag", "others", "circle"),
    [
        (a_flag_needing("a", "a"), (), "a -> a"),
        (a_flag_needing("a", "b"), (a_flag_needing("b", "a"),), "a -> b -> a"),
        (
            a_flag_needing("a", "b"),
            (a_flag_needing("b", "c"), a_flag_needing("c", "a")),
            "a -> b -> c -> a",
        ),
    ],
)
def test_prerequisites_in_a_circle_are_refused(
    flag: Any, others: tuple[Any, ...], circle: str
) -> None:
    with pytest.raises(PrerequisiteCycle, match=circle):
        check_flag_references(parse_flag(flag), around(*others))


def test_two_ways_to_one_prerequisite_are_no_circle() -> None:
    flag = parse_flag(a_flag_needing("a", "b", "c"))

    check_flag_references(flag, around(a_flag_needing("b", "c"), a_flag_needing("c")))


def test_prerequisites_of_different_environments_make_no_circle() -> None:
    needs = settings(prerequisites={"a": ["on"]})
    other = a_flag("b", environments={"staging": needs})

    check_flag_references(parse_flag(a_flag_needing("a", "b")), around(other))


def test_a_circle_that_others_make_does_not_hold_this_one_up() -> None:
    onward = {"a": ["b"], "b": ["c"], "c": ["b"]}

    assert circle_through("a", onward.__getitem__) is None


def test_texts_and_names_that_match_are_accepted() -> None:
    schema = {
        "patternProperties": {"^s_": {"type": "string", "pattern": "^[a-z]+$"}, "^n_": {}},
        "properties": {"n_size": {"pattern": "only for texts"}},
    }

    flag = parse_flag(a_flag_of("json", {"s_name": "abc", "n_size": 5}, json_schema=schema))

    assert flag.variants["a"].value == {"s_name": "abc", "n_size": 5}


def test_a_schema_that_is_nested_without_end_is_refused() -> None:
    schema: dict[str, Any] = {}
    for _ in range(900):
        schema = {"not": schema}

    found = problems(a_flag_of("json", 5, json_schema=schema))

    assert "nested too deeply" in found["json_schema"]
