from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.documents import Action, Change, DocumentVersion, Kind
from burgee.domain.pseudonyms import pseudonym
from burgee.domain.roles import Caller, Role
from burgee.domain.tracking import Exposure
from burgee.services.publish import publish
from tests.functions.admin_api import AdminApi, Answer
from tests.unit.domain.experiments import an_experiment
from tests.unit.services.builders import (
    NOON,
    a_flag,
    a_flag_asking_for,
    a_flag_with,
    a_segment,
    asking_for,
    settings,
)

EXPLAIN = "/flags/new-gallery/explain"
ANN = "/units/production/ann"
NOW_MS = int(NOON * 1000)
IS_PRO = {"attribute": "plan", "operator": "equals", "value": "pro"}
BOUGHT = {"operator": "action_count", "value": {"action": "buy", "at_least": 1}}
OF_STAGING = Caller("dev-1", Role.OWNER, frozenset({"staging"}))


@pytest.fixture
def api() -> AdminApi:
    """A flag that asks for a segment in which ann is, published."""
    api = AdminApi()
    api.create("/segments", a_segment("beta-testers", "ann", excluded=["eve"]))
    api.create("/flags", {**a_flag_asking_for("beta-testers"), "name": "New gallery"})
    return published(api)


def published(api: AdminApi) -> AdminApi:
    publish(api.ledger.documents, api.rulesets, lambda: "2026-11-25T12:00:00.000Z")
    return api


def serve(api: AdminApi, experiment: dict[str, Any]) -> AdminApi:
    """An experiment as it stands, whatever led there, published."""
    change = Change("ann", "2026-11-25T12:00:00.000Z", Action.START)
    summary = {"name": "", "environment": experiment["environment"]}
    key = experiment["key"]
    version = DocumentVersion(Kind.EXPERIMENT, key, 1, experiment, change, summary)
    api.ledger.documents.put(version)
    api.ledger.documents.derive(version)
    return published(api)


def asked(unit: str | None = "ann", **parts: Any) -> dict[str, Any]:
    context = {} if unit is None else {"targetingKey": unit}
    return {"environment": "production", "context": context, **parts}


def explained(api: AdminApi, path: str = EXPLAIN, **parts: Any) -> Answer:
    return api.post(path, asked(**parts), None)


def name_of(api: AdminApi, unit: str = "ann") -> str:
    return pseudonym(api.tracking.units.secret(), "production", "targetingKey", unit)


def test_a_flag_is_explained_by_what_is_published(api: AdminApi) -> None:
    got = explained(api)

    assert got.status == 200
    assert got.headers["Cache-Control"] == "no-store"
    assert got.json["answer"]["variant"] == "on"
    assert got.json["because"] == "The rule rule-1 is for this unit."
    assert got.json["ruleset"]["number"] == 1
    assert got.json["steps"][-1]["conditions"][0]["matched"] is True


def test_a_flag_that_is_not_published_is_not_found(api: AdminApi) -> None:
    api.create("/flags", a_flag("newer"))

    got = explained(api, "/flags/newer/explain")

    assert (got.status, got.code) == (404, "NOT_FOUND")


def test_before_anything_is_published_nothing_is_found() -> None:
    got = explained(AdminApi())

    assert got.code == "NOT_FOUND"
    assert "Nothing is published" in got.json["detail"]


def test_a_draft_is_explained_as_if_it_were_published(api: AdminApi) -> None:
    draft = a_flag_with(rules=[{"conditions": [IS_PRO], "variant": "on"}])
    context = {"targetingKey": "eve", "plan": "pro"}

    got = api.post(EXPLAIN, asked(document=draft) | {"context": context}, None).json

    assert got["answer"]["variant"] == "on"
    assert got["ruleset"] == {"environment": "production", "number": None, "published_at": None}
    assert api.get("/flags/new-gallery").json["version"] == 1


def test_a_draft_finds_segments_and_prerequisites_that_are_written(api: AdminApi) -> None:
    rule = {"conditions": [asking_for("beta-testers")], "variant": "on"}
    needs = settings(rules=[rule], prerequisites={"new-gallery": ["on"]})
    draft = a_flag("child", environments={"production": needs})

    found = {
        unit: explained(api, "/flags/child/explain", unit=unit, document=draft).json
        for unit in ("ann", "eve")
    }

    assert found["ann"]["answer"]["variant"] == "on"
    assert found["eve"]["because"].startswith("The flag new-gallery has to answer on first")


def test_a_draft_draws_units_as_its_flag_does(api: AdminApi) -> None:
    share = a_flag_with(rollout={"variant": "on", "percentage": 50})
    api.put("/flags/new-gallery", share)
    published(api)

    for unit in map(str, range(12)):
        drafted = explained(api, unit=unit, document=share).json
        assert drafted["steps"] == explained(api, unit=unit).json["steps"]


def test_a_draft_is_decided_by_the_experiment_that_runs(api: AdminApi) -> None:
    serve(api, an_experiment())

    got = explained(api, document=a_flag_with()).json

    assert got["answer"]["reason"] == "SPLIT"
    assert got["because"].startswith("The experiment gallery drew ")


def test_a_draft_of_a_flag_that_there_is_not_yet_is_explained(api: AdminApi) -> None:
    got = explained(api, "/flags/brand-new/explain", document=a_flag("brand-new"))

    assert got.json["because"] == "Everybody gets it."


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (a_flag_with(default_variant="nowhere"), "environments.production.default_variant"),
        (a_flag_asking_for("no-segment"), "environments.production.rules"),
        (a_flag("another-key"), "key"),
    ],
)
def test_a_draft_is_refused_as_a_write_would_be(
    api: AdminApi, draft: dict[str, Any], field: str
) -> None:
    got = explained(api, document=draft)

    assert got.status == 422
    assert field in got.fields


def test_what_storage_knows_of_the_unit_counts(api: AdminApi) -> None:
    serve(api, an_experiment())
    exposure = Exposure("gallery.1", "treatment", NOW_MS, NOW_MS)
    api.tracking.units.expose(name_of(api), exposure)

    found = [explained(api), explained(api, document=a_flag_with())]

    keeps = "The unit met treatment of the experiment gallery before, and keeps it."
    assert [got.json["because"] for got in found] == [keeps, keeps]


def test_nothing_is_exposed_by_an_explanation(api: AdminApi) -> None:
    serve(api, an_experiment())

    explained(api)
    explained(api, document=a_flag_with())
    api.post(f"{ANN}/explain", {}, None)

    assert api.get(ANN).json["exposures"] == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (asked() | {"environment": "prod"}, "UNKNOWN_ENVIRONMENT"),
        (asked() | {"context": {"targetingKey": 7}}, "INVALID_CONTEXT"),
        (asked() | {"context": "ann"}, "MALFORMED_REQUEST"),
    ],
)
def test_what_is_no_question_is_refused(api: AdminApi, body: Any, code: str) -> None:
    assert api.post(EXPLAIN, body, None).code == code


def test_a_viewer_explains_in_their_own_environments_alone(api: AdminApi) -> None:
    api.caller = Caller("v", Role.VIEWER, frozenset({"production"}))

    here = explained(api)
    elsewhere = api.post(EXPLAIN, asked() | {"environment": "staging"}, None)

    assert (here.status, elsewhere.status) == (200, 403)
    assert elsewhere.json["detail"] == "This is about staging; you are limited to production."


def test_a_viewer_learns_by_no_condition_of_their_own_what_a_unit_did(api: AdminApi) -> None:
    api.caller = Caller("v", Role.VIEWER)

    got = explained(api, document=a_flag_with(rules=[{"conditions": [BOUGHT], "variant": "on"}]))

    assert (got.status, got.code) == (403, "FORBIDDEN")


def test_a_unit_sees_what_each_flag_answers_and_why(api: AdminApi) -> None:
    got = api.post(f"{ANN}/explain", {}, None)

    assert got.headers["Cache-Control"] == "no-store"
    assert got.json["items"] == [
        {
            "flag_key": "new-gallery",
            "name": "New gallery",
            "variant": "on",
            "value": True,
            "reason": "TARGETING_MATCH",
            "because": "The rule rule-1 is for this unit.",
            "experiment": None,
            "rollout": None,
        }
    ]
    assert (got.json["segments"], got.json["memberships"]) == (["beta-testers"], [])


def test_a_unit_takes_part_in_what_it_is_drawn_for_and_in_what_it_met(api: AdminApi) -> None:
    serve(api, an_experiment())
    drawn = api.post(f"{ANN}/explain", {}, None).json
    api.tracking.units.expose(name_of(api), Exposure("gallery.1", "treatment", NOW_MS, NOW_MS))

    met = api.post(f"{ANN}/explain", {}, None).json

    assert drawn["memberships"][0]["exposed"] is False
    assert drawn["items"][0]["experiment"] == "gallery"
    assert met["memberships"] == [
        {"experiment": "gallery", "run": 1, "variant": "treatment", "exposed": True}
    ]


def test_a_unit_that_opted_out_takes_part_in_nothing(api: AdminApi) -> None:
    serve(api, an_experiment())
    api.post(f"{ANN}/opt-out", {}, None)

    assert api.post(f"{ANN}/explain", {}, None).json["memberships"] == []


def test_what_is_known_of_a_unit_besides_its_key_comes_with_the_question(api: AdminApi) -> None:
    rules = [{"conditions": [IS_PRO], "variant": "on"}]
    api.create("/flags", {**a_flag_with(rules=rules), "key": "for-pros"})
    published(api)

    got = api.post("/units/production/bob/explain", {"context": {"plan": "pro"}}, None).json

    assert [item["variant"] for item in got["items"]] == ["on", "off"]


def test_a_unit_is_named_by_another_attribute(api: AdminApi) -> None:
    rules = [{"conditions": [{**IS_PRO, "attribute": "device", "value": "d/1"}], "variant": "on"}]
    api.create("/flags", {**a_flag_with(rules=rules), "key": "one-device"})
    published(api)

    path = "/units/production/d%2F1/explain"
    got = api.send("POST", path, "{}", query={"bucket_by": "device"}).json

    assert [item["variant"] for item in got["items"]] == ["off", "on"]


def test_flags_that_are_archived_or_elsewhere_are_not_shown(api: AdminApi) -> None:
    api.create("/flags", a_flag("gone"))
    api.post("/flags/gone/archive", {})
    api.create("/flags", a_flag("elsewhere", environments={"staging": settings()}))
    published(api)

    got = api.post(f"{ANN}/explain", {}, None).json

    assert [item["flag_key"] for item in got["items"]] == ["new-gallery"]


def test_many_flags_come_in_pages(api: AdminApi) -> None:
    for number in range(3):
        api.create("/flags", a_flag(f"flag-{number}"))
    published(api)

    first = api.post(f"{ANN}/explain", {"limit": 3}, None).json
    second = api.post(f"{ANN}/explain", {"limit": 3, "cursor": first["cursor"]}, None).json

    keys = [item["flag_key"] for page in (first, second) for item in page["items"]]
    assert keys == ["flag-0", "flag-1", "flag-2", "new-gallery"]
    assert second["cursor"] is None


def test_a_unit_of_another_environment_is_not_explained(api: AdminApi) -> None:
    api.caller = OF_STAGING

    assert api.post(f"{ANN}/explain", {}, None).code == "FORBIDDEN"


def test_a_viewer_looks_up_no_unit(api: AdminApi) -> None:
    api.caller = Caller("v", Role.VIEWER)

    assert api.post(f"{ANN}/explain", {}, None).code == "FORBIDDEN"


def test_a_segment_says_what_asks_for_it(api: AdminApi) -> None:
    api.create("/segments", {"key": "insiders", "conditions": [asking_for("beta-testers")]})
    eligibility = {"include": {"segments": ["beta-testers"]}}
    serve(api, an_experiment(eligibility=eligibility))

    got = api.get("/segments/beta-testers/uses").json

    assert got == {
        "flags": [{"key": "new-gallery", "environments": ["production"]}],
        "segments": ["insiders"],
        "experiments": ["gallery"],
        "rollouts": [],
    }


def test_what_is_archived_asks_for_nothing(api: AdminApi) -> None:
    api.post("/flags/new-gallery/archive", {})

    assert api.get("/segments/beta-testers/uses").json["flags"] == []


def test_a_segment_that_there_is_not_has_no_uses(api: AdminApi) -> None:
    assert api.get("/segments/nobody/uses").code == "NOT_FOUND"
    assert api.post("/segments/nobody/check", {}, None).code == "NOT_FOUND"


def checked(api: AdminApi, segment: dict[str, Any], context: dict[str, Any]) -> tuple[bool, str]:
    api.create("/segments", segment)
    got = api.post(f"/segments/{segment['key']}/check", {"context": context}, None).json
    return got["member"], got["because"]


@pytest.mark.parametrize(
    ("parts", "context", "expected"),
    [
        ({}, {"targetingKey": "ann"}, (True, "The unit is included by name.")),
        ({}, {"targetingKey": "eve"}, (False, "The unit is excluded by name.")),
        (
            {},
            {"targetingKey": "bob"},
            (False, "The unit is not named, and the segment has no conditions."),
        ),
        (
            {"conditions": [IS_PRO]},
            {"plan": "free"},
            (False, "The context names no unit, and the segment's condition does not hold."),
        ),
        (
            {"conditions": [IS_PRO]},
            {"targetingKey": "bob", "plan": "pro"},
            (True, "Its condition holds."),
        ),
        ({"conditions": [IS_PRO, IS_PRO]}, {"plan": "pro"}, (True, "All of its conditions hold.")),
        (
            {"conditions": [IS_PRO, BOUGHT]},
            {"targetingKey": "bob", "plan": "pro"},
            (False, "The unit is not named, and 1 of 2 conditions does not hold."),
        ),
        (
            {"conditions": [asking_for("beta-testers")]},
            {"targetingKey": "ann"},
            (True, "The unit is included by name."),
        ),
    ],
)
def test_a_segment_says_whether_a_unit_is_in_and_why(
    api: AdminApi,
    parts: dict[str, Any],
    context: dict[str, Any],
    expected: tuple[bool, str],
) -> None:
    segment = a_segment("tried", "ann", excluded=["eve"], **parts)

    assert checked(api, segment, context) == expected


def test_a_segment_asks_the_segments_that_it_names(api: AdminApi) -> None:
    segment = {"key": "outer", "conditions": [asking_for("beta-testers")]}

    assert checked(api, segment, {"targetingKey": "ann"}) == (True, "Its condition holds.")


def test_each_condition_says_whether_it_holds(api: AdminApi) -> None:
    api.create("/segments", {"key": "pros", "conditions": [IS_PRO]})

    got = api.post("/segments/pros/check", {"context": {"plan": "pro"}}, None).json

    assert got["conditions"] == [{**IS_PRO, "matched": True}]


def test_nobody_is_in_a_segment_that_is_archived(api: AdminApi) -> None:
    api.create("/segments", a_segment("old", "ann"))
    api.post("/segments/old/archive", {})

    got = api.post("/segments/old/check", {"context": {"targetingKey": "ann"}}, None).json

    assert got["member"] is False
    assert got["because"] == "The segment is archived: nobody is in it."


def test_a_ladder_of_segments_that_nobody_could_climb_says_so(api: AdminApi) -> None:
    for step in range(16):
        lower = [asking_for(f"step-{step - 1}")] * 2 if step else []
        api.create("/segments", {"key": f"step-{step}", "conditions": lower, "included": ["ann"]})
    published(api)

    got = api.post("/segments/step-15/check", {"context": {"targetingKey": "bob"}}, None).json
    seen = api.post(f"{ANN}/explain", {}, None)

    assert got["because"] == "Its conditions lead to too many other segments."
    assert "step-15" not in seen.json["segments"]
