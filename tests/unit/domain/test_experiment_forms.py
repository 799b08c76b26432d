"""What evaluation reads of an experiment: from its document, its run, its group and the holdout."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.bucketing import seed_of
from burgee.domain.experiment_forms import NO_HOLDOUT, Holdout, deciding
from tests.unit.domain.experiments import FLAG, an_experiment, parsed_experiments, weighted

GROUP = {"key": "shop", "salt": "shop-salt"}


def forms(*experiments: dict[str, Any], holdout: Holdout = NO_HOLDOUT) -> dict[str, Any]:
    return parsed_experiments(experiments, [GROUP], holdout).forms("production")


def form(*, holdout: Holdout = NO_HOLDOUT, **parts: Any) -> dict[str, Any]:
    compiled: dict[str, Any] = forms(an_experiment(**parts), holdout=holdout)["gallery"]
    return compiled


def conditions(**eligibility: Any) -> list[Any]:
    """The conditions of an experiment that does not look for robots."""
    exclude = {"bots": False, **eligibility.pop("exclude", {})}
    return list(form(eligibility={"exclude": exclude, **eligibility})["conditions"])


def test_a_whole_experiment_in_ruleset_form() -> None:
    parts: dict[str, Any] = {
        "number": 2,
        "traffic": 20,
        "plan": {"dimensions": ["country"]},
        "eligibility": {
            "exclude": {"units": ["bob", "ann", "bob"], "experiments": ["b", "a", "b"]}
        },
    }

    assert form(**parts) == {
        "experiment": "gallery",
        "run": "gallery.2",
        "number": 2,
        "status": "running",
        "bucket_by": "targetingKey",
        "control": "control",
        "conditions": [["not", ["equals", "device_type", "bot"]]],
        "excluded": ["ann", "bob"],
        "not_in": ["b", "a"],
        "gates": [
            {
                "gate": "traffic",
                "seed": seed_of("salt-of-gallery.2", "traffic"),
                "ranges": [[0, 20_000]],
            }
        ],
        "method": "deterministic",
        "strata": [],
        "split": {
            "seed": seed_of("salt-of-gallery.2", "split"),
            "ranges": [[0, 50_000, "control"], [50_000, 100_000, "treatment"]],
        },
        "weights": {"control": 1, "treatment": 1},
        "variants": {"control": {FLAG: "off"}, "treatment": {FLAG: "on"}},
        "dimensions": ["country"],
        "expose_on": "evaluation",
    }


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ({"status": "running"}, "running"),
        ({"status": "paused"}, "paused"),
        ({"status": "cancelled", "halted": True}, "halted"),
    ],
)
def test_what_is_served_says_how_it_stands(parts: dict[str, Any], status: str) -> None:
    assert form(**parts)["status"] == status


@pytest.mark.parametrize("status", ["draft", "completed", "cancelled", "failed", "archived"])
def test_what_does_not_run_is_not_served(status: str) -> None:
    assert forms(an_experiment(status=status)) == {}


def test_an_experiment_of_another_environment_is_not_served() -> None:
    assert forms(an_experiment(environment="staging")) == {}


def test_an_experiment_that_never_started_is_not_served() -> None:
    assert forms(an_experiment() | {"runs": []}) == {}


def test_the_gates_are_holdout_group_and_traffic_each_drawn_for_itself() -> None:
    share = {"key": "shop", "begin": 20, "end": 33.333}

    gates = form(group=share, traffic=50, holdout=Holdout(5, "held"))["gates"]

    assert gates == [
        {"gate": "holdout", "seed": seed_of("held", "holdout"), "ranges": [[5_000, 100_000]]},
        {"gate": "group", "seed": seed_of("shop-salt", "group"), "ranges": [[20_000, 33_333]]},
        {
            "gate": "traffic",
            "seed": seed_of("salt-of-gallery.1", "traffic"),
            "ranges": [[0, 50_000]],
        },
    ]


def test_without_a_holdout_a_group_and_a_limit_there_are_no_gates() -> None:
    assert form()["gates"] == []


def test_in_a_group_that_is_not_there_it_has_no_buckets() -> None:
    [gate] = form(group={"key": "gone", "begin": 0, "end": 100})["gates"]

    assert gate == {"gate": "group", "seed": 0, "ranges": []}


def test_a_group_without_a_salt_hashes_its_key() -> None:
    share = {"key": "old", "begin": 0, "end": 50}

    served = parsed_experiments([an_experiment(group=share)], [{"key": "old"}])

    assert served.forms("production")["gallery"]["gates"][0]["seed"] == seed_of("old", "group")


def test_all_that_is_drawn_hashes_the_attribute_of_the_experiment() -> None:
    share = {"key": "shop", "begin": 0, "end": 50}
    groups = [{**GROUP, "bucket_by": "account.id"}]
    body = an_experiment(bucket_by="account.id", group=share, traffic=9)

    compiled = parsed_experiments([body], groups, Holdout(1, "h")).forms("production")["gallery"]

    assert compiled["bucket_by"] == "account.id"
    drawn = [*compiled["gates"], compiled["split"]]
    assert [draw["key"] for draw in drawn] == [[["account.id"]]] * 4


def test_the_targeting_key_has_two_names() -> None:
    compiled = form(bucket_by="targeting_key")

    assert (compiled["bucket_by"], "key" in compiled["split"]) == ("targetingKey", False)


@pytest.mark.parametrize(
    ("written", "condition"),
    [
        ({"platforms": ["web", "ios"]}, ["in", "platform", ["web", "ios"]]),
        ({"regions": ["BY"]}, ["in", "region", ["BY"]]),
        ({"device_types": ["mobile"]}, ["in", "device_type", ["mobile"]]),
        ({"attributes": {"plan": ["pro", 7]}}, ["in", "plan", ["pro", 7]]),
        (
            {"conditions": [{"attribute": "age", "operator": "greater_than", "value": 17}]},
            ["greater_than", "age", 17],
        ),
    ],
)
def test_each_list_is_a_condition(written: dict[str, Any], condition: list[Any]) -> None:
    assert conditions(include=written) == [condition]
    assert conditions(exclude=written) == [["not", condition]]


def test_one_segment_of_a_list_is_enough() -> None:
    segments = {"segments": ["staff", "beta"]}
    one, other = ["in_segment", None, "staff"], ["in_segment", None, "beta"]

    assert conditions(include=segments) == [["or", [one, other]]]
    assert conditions(exclude=segments) == [["not", one], ["not", other]]


def test_weights_are_those_that_the_run_began_with() -> None:
    body = an_experiment(assignment="random", variants=weighted(control=50, a=25, b=25, c=0))
    body["variants"] = weighted(control=1, a=1, b=1, c=1)

    compiled = forms(body)["gallery"]

    assert compiled["weights"] == {"control": 2, "a": 1, "b": 1}
    assert set(compiled["variants"]) == {"control", "a", "b", "c"}
    assert "ranges" not in compiled["split"]


@pytest.mark.parametrize(
    ("block_size", "expected"), [(None, 8), (4, 4), (12, 12), (14, 12), (3, 4)]
)
def test_a_block_is_a_whole_number_of_weights(block_size: int | None, expected: int) -> None:
    variants = weighted(control=20, a=10, b=10)

    compiled = form(assignment="blocked", variants=variants, block_size=block_size)

    assert compiled["block_size"] == expected


def test_a_variant_shows_flags_and_configurations() -> None:
    shown = {"flags": {"a": "on"}, "configuration": {"b": "four", "c": {"value": 5.0}}}

    compiled = form(variants={"control": {}, "treatment": shown})

    assert compiled["variants"] == {
        "control": {},
        "treatment": {"a": "on", "b": "four", "c": {"value": 5.0}},
    }


def test_a_flag_is_decided_by_those_that_run_before_those_that_were_stopped() -> None:
    stopped = an_experiment("a", status="cancelled", halted=True)
    elsewhere = an_experiment("d", variants={"control": {"flags": {"other": "on"}}, "b": {}})

    found = deciding(forms(stopped, an_experiment("c"), an_experiment("b"), elsewhere))

    assert found == {FLAG: ["b", "c", "a"], "other": ["d"]}
