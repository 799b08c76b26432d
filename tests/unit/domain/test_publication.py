from __future__ import annotations

import json
from typing import Any

import pytest

from burgee.domain.api_keys import ApiKey
from burgee.domain.publication import MOST_LISTED_MEMBERS, build
from burgee.domain.ruleset import Ruleset
from tests.unit.domain.experiments import an_experiment, parsed_experiments
from tests.unit.domain.rulesets import a_publication, a_ruleset, parsed_flags, parsed_segments
from tests.unit.services.builders import a_flag, a_flag_with, a_segment

AT = "2026-11-25T12:00:00.000Z"


def a_key(key: str, **parts: Any) -> ApiKey:
    body = {"key": key, "kind": "client", "environment": "production", "hash": key[-1] * 64}
    return ApiKey.model_validate({**body, **parts})


def edge_of(*conditions: dict[str, Any], **parts: Any) -> list[str]:
    """The attributes that a flag with these conditions wants from the edge."""
    rules = [{"variant": "on", "conditions": [condition]} for condition in conditions]
    flag = a_flag_with(**{"rules": rules, **parts})
    return list(a_publication(parsed_flags([flag])).manifest["edge"])


def exists(attribute: str) -> dict[str, Any]:
    return {"attribute": attribute, "operator": "exists"}


def test_the_same_documents_make_the_same_ruleset() -> None:
    one, other = (a_publication(parsed_flags([a_flag("a"), a_flag("b")])) for _ in range(2))

    assert (one.manifest, one.chunks) == (other.manifest, other.chunks)


def test_a_publication_knows_what_it_said_before() -> None:
    published = a_publication(parsed_flags([a_flag()]))
    stored = json.loads(published.numbered(7, AT))

    assert (stored["number"], stored["at"], stored["flags"]) == (7, AT, 1)
    assert published.is_what(stored)
    assert not published.is_what({**stored, "environment": "staging"})
    assert not published.is_what(None)


def test_every_chunk_that_the_manifest_names_is_there_and_no_other() -> None:
    segment = a_segment("s", *(f"u{n}" for n in range(MOST_LISTED_MEMBERS + 1)))

    published = a_publication(parsed_flags([a_flag()]), parsed_segments([segment]))

    manifest = published.manifest
    named = {*manifest["partitions"], *manifest["members"], manifest["keys"]}
    assert named == set(published.chunks)
    assert len(manifest["members"]) == 1


@pytest.mark.parametrize(
    ("count", "is_hashed"), [(MOST_LISTED_MEMBERS, False), (MOST_LISTED_MEMBERS + 1, True)]
)
def test_only_a_long_list_of_members_is_hashed(count: int, is_hashed: bool) -> None:
    units = [f"u{number}" for number in range(count)]
    segment = {"key": "s", "excluded": units, "included": ["b", "a", "b"]}

    form = a_ruleset([], parsed_segments([segment])).segment("s")

    assert form is not None
    assert isinstance(form["excluded"], dict) is is_hashed
    assert form["included"] == ["a", "b"]


def test_an_archived_segment_is_not_published() -> None:
    archived = {**a_segment("s", "ann"), "lifecycle": "archived"}

    assert a_ruleset([], parsed_segments([archived])).segment("s") is None


def test_keys_of_this_environment_may_call_unless_they_are_revoked() -> None:
    keys = [
        a_key("key-1"),
        a_key("key-2", kind="server"),
        a_key("key-3", revoked=True),
        a_key("key-4", environment="staging"),
        a_key("key-5", kind="admin", environment=None, role="owner"),
    ]

    published = build("production", flags=[], segments=[], keys=keys)
    ruleset = Ruleset.load(published.numbered(1, AT), published.chunks)

    assert [ruleset.api_key(digit * 64) for digit in "12345"] == [
        {"id": "key-1", "kind": "client"},
        {"id": "key-2", "kind": "server"},
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        (exists("country"), ["country"]),
        (exists("plan"), []),
        (
            {"and": [exists("os"), {"or": [exists("city"), {"not": exists("browser")}]}]},
            ["browser", "city", "os"],
        ),
        (
            {"operator": "within_bounds", "value": {"north": 1, "south": 0, "east": 1, "west": 0}},
            ["latitude", "longitude"],
        ),
        ({"operator": "month", "value": {"months": ["may"]}}, []),
    ],
)
def test_the_edge_is_told_which_attributes_are_asked_for(
    condition: dict[str, Any], wanted: list[str]
) -> None:
    assert edge_of(condition) == wanted


@pytest.mark.parametrize(
    "parts",
    [
        {"rollout": {"variant": "on", "percentage": 5, "bucket_by": "country"}},
        {"rules": [{"id": "r", "split": {"on": 1}, "bucket_by": "country"}]},
        {"rules": [{"id": "r", "variant": "on", "percentage": 5, "bucket_by": "country"}]},
    ],
)
def test_the_edge_is_told_which_attributes_are_drawn_by(parts: dict[str, Any]) -> None:
    assert edge_of(**parts) == ["country"]


def test_the_edge_is_told_what_segments_ask_for() -> None:
    segment = a_segment("s", conditions=[exists("device_type")])

    assert a_publication([], parsed_segments([segment])).manifest["edge"] == ["device_type"]


def manifest_with(*experiments: dict[str, Any], **flag: Any) -> Any:
    served = parsed_experiments(experiments)
    return a_publication(parsed_flags([a_flag_with(**flag)]), (), served).manifest


def test_a_manifest_names_the_units_of_the_experiments_that_are_served() -> None:
    experiments = (
        an_experiment("a", bucket_by="account.id"),
        an_experiment("b", bucket_by="targeting_key"),
        an_experiment("c"),
        an_experiment("d", bucket_by="session", status="completed"),
    )

    assert manifest_with(*experiments)["unit_types"] == ["account.id", "targetingKey"]
    assert manifest_with()["unit_types"] == []


def test_events_are_tracked_for_units_of_drafts_and_of_experiments_that_have_ended() -> None:
    experiments = (
        an_experiment("a", bucket_by="account.id", status="draft", runs=[]),
        an_experiment("b", bucket_by="targeting_key"),
        an_experiment("d", bucket_by="session", status="completed"),
        an_experiment("e", bucket_by="device", status="archived"),
        an_experiment("f", bucket_by="team", environment="staging"),
    )

    tracked = manifest_with(*experiments)["tracked_unit_types"]
    assert tracked == ["account.id", "session", "targetingKey"]


def test_a_manifest_says_whether_a_condition_asks_what_units_did() -> None:
    bought = {"operator": "action_count", "value": {"action": "purchase", "at_least": 1}}
    rule = {"conditions": [{"not": bought}], "variant": "on"}
    include = {"include": {"conditions": [bought]}}

    assert manifest_with()["profile"] is False
    assert manifest_with(rules=[rule])["profile"] is True
    assert manifest_with(an_experiment(eligibility=include))["profile"] is True


@pytest.mark.parametrize(
    ("parts", "edge"),
    [
        ({}, ["device_type"]),
        ({"eligibility": {"exclude": {"bots": False}}}, []),
        (
            {"eligibility": {"include": {"regions": ["BY"], "attributes": {"country": ["DE"]}}}},
            ["country", "device_type", "region"],
        ),
        ({"plan": {"dimensions": ["os", "plan"]}}, ["device_type", "os"]),
        ({"strata": ["browser"]}, ["browser", "device_type"]),
        ({"bucket_by": "city"}, ["city", "device_type"]),
    ],
)
def test_the_edge_adds_what_an_experiment_reads(parts: dict[str, Any], edge: list[str]) -> None:
    assert manifest_with(an_experiment(**parts))["edge"] == edge


def test_a_flag_names_the_experiments_that_decide_it_also_while_it_is_off() -> None:
    served = parsed_experiments([an_experiment("b"), an_experiment("a")])

    for enabled in (True, False):
        flags = parsed_flags([a_flag_with(enabled=enabled), a_flag("other")])
        ruleset = a_ruleset(flags, (), served)
        assert (ruleset.flag("new-gallery") or {})["experiments"] == ["a", "b"]
        assert "experiments" not in (ruleset.flag("other") or {})
        assert ruleset.flag_keys == ("new-gallery", "other")
        assert (ruleset.experiment("a") or {})["run"] == "a.1"
