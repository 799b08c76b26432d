from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.errors import UnknownReference
from burgee.domain.exclusion_groups import ExclusionGroup
from burgee.domain.experiment_checks import parse_experiment
from burgee.domain.experiment_references import (
    ExperimentSurroundings,
    check_experiment_references,
    misfit_of,
)
from burgee.domain.flag_checks import parse_flag
from burgee.domain.segment_checks import parse_segment
from tests.unit.services.builders import a_flag, a_segment, asking_for, settings
from tests.unit.services.designs import a_design, showing

SIZE_SCHEMA = {"type": "object", "required": ["size"]}
FLAGS = (
    a_flag(),
    a_flag("gone", lifecycle="archived"),
    a_flag("elsewhere", environments={"staging": settings()}),
    a_flag("page", kind="json", purpose="configuration", variants={"off": {"value": {"size": 1}}})
    | {"json_schema": SIZE_SCHEMA},
    a_flag("size", kind="number", purpose="configuration", variants={"off": {"value": 1}}),
)
AROUND = ExperimentSurroundings(
    environments=("development", "production"),
    flags={body["key"]: parse_flag(body) for body in FLAGS},
    segments={
        "beta": parse_segment(a_segment("beta")),
        "old": parse_segment(a_segment("old", lifecycle="archived")),
    },
    groups={
        "shop": ExclusionGroup(key="shop"),
        "by-session": ExclusionGroup(key="by-session", bucket_by="session"),
        "closed": ExclusionGroup.model_validate({"key": "closed", "lifecycle": "archived"}),
    },
    experiments={"other"},
)


def problems_of(**parts: Any) -> dict[str, str]:
    with pytest.raises(UnknownReference) as refused:
        check_experiment_references(parse_experiment(a_design(**parts)), AROUND)
    return {found["field"]: found["detail"] for found in refused.value.errors}


def configuring(flag: str, override: Any) -> dict[str, Any]:
    return showing() | {"treatment": {"configuration": {flag: override}}}


def eligible(part: str, **lists: Any) -> dict[str, Any]:
    return {"eligibility": {part: lists}}


def group(key: str) -> dict[str, Any]:
    return {"group": {"key": key, "begin": 0, "end": 50}}


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"variants": configuring("size", {"value": 2.5})},
        {"variants": configuring("size", "off")},
        {"variants": configuring("page", {"value": {"size": 2}})},
        eligible("include", segments=["beta"]),
        eligible("exclude", conditions=[asking_for("beta")], experiments=["other"]),
        group("shop"),
    ],
)
def test_what_is_there_can_be_named(parts: dict[str, Any]) -> None:
    check_experiment_references(parse_experiment(a_design(**parts)), AROUND)


@pytest.mark.parametrize(
    ("parts", "field", "detail"),
    [
        ({"environment": "moon"}, "environment", "no environment 'moon'; there are development, p"),
        ({"variants": showing("no")}, "variants.control.flags.no", "there is no flag 'no'"),
        ({"variants": showing("gone")}, "variants.control.flags.gone", "is archived"),
        (
            {"variants": showing("elsewhere")},
            "variants.treatment.flags.elsewhere",
            "not set up in development",
        ),
        (
            {"variants": showing(control="off", treatment="blue")},
            "variants.treatment.flags.new-gallery",
            "has no variant 'blue'; it has on, off",
        ),
        (
            {"variants": configuring("new-gallery", "on")},
            "variants.treatment.configuration.new-gallery",
            "has the purpose release, not configuration",
        ),
        (
            {"variants": configuring("size", "blue")},
            "variants.treatment.configuration.size",
            "has no variant 'blue'",
        ),
        (
            {"variants": configuring("size", {"value": "wide"})},
            "variants.treatment.configuration.size.value",
            "is not a number; the flag 'size' is a number flag",
        ),
        (
            {"variants": configuring("page", {"value": {}})},
            "variants.treatment.configuration.page.value",
            "size",
        ),
        (
            {"variants": configuring("no", {"value": 1})},
            "variants.treatment.configuration.no",
            "there is no flag 'no'",
        ),
        (eligible("include", segments=["no"]), "eligibility.include", "there is no segment 'no'"),
        (eligible("exclude", conditions=[asking_for("old")]), "eligibility.exclude", "archived"),
        (
            eligible("exclude", experiments=["no"]),
            "eligibility.exclude.experiments",
            "there is no experiment 'no'",
        ),
        (group("no"), "group.key", "there is no exclusion group 'no'"),
        (group("closed"), "group.key", "is archived"),
        (group("by-session"), "group.key", "hashes session, the experiment targetingKey"),
    ],
)
def test_what_is_not_there_or_does_not_fit_is_named_with_its_field(
    parts: dict[str, Any], field: str, detail: str
) -> None:
    assert detail in problems_of(**parts)[field]


def test_a_json_flag_without_a_schema_takes_anything() -> None:
    flag = parse_flag(a_flag("any", kind="json", variants={"off": {"value": None}}))

    assert misfit_of(flag, ["whatever"]) is None
