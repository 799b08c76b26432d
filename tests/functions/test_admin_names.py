from __future__ import annotations

from typing import Any

from tests.functions.admin_api import AdminApi
from tests.unit.services.builders import a_flag, a_segment, settings

PRO = {"attribute": "plan", "operator": "equals", "value": "pro"}


def test_words_that_are_in_use_are_offered() -> None:
    api = AdminApi()
    rule = {"conditions": [PRO], "variant": "on"}
    ramped = settings(
        rules=[rule], rollout={"variant": "on", "percentage": 5, "bucket_by": "company"}
    )
    words: dict[str, Any] = {"owner": "ann", "team": "pages", "tags": ["web", "beta"]}
    api.create("/flags", a_flag(**words, environments={"production": ramped}))
    api.create("/segments", a_segment(owner="bob", conditions=[{**PRO, "attribute": "country"}]))
    api.tracking.usage.see_event_name("staging", "bought", "2026-11-25")

    assert api.get("/names").json == {
        "tags": ["beta", "web"],
        "owners": ["ann", "bob"],
        "teams": ["pages"],
        "attributes": ["company", "country", "plan", "targetingKey"],
        "event_names": ["bought"],
    }


def test_a_segment_of_very_many_members_is_not_read_for_its_attributes() -> None:
    api = AdminApi()
    members = [f"unit-{number}" for number in range(10_001)]
    api.create("/segments", a_segment("crowd", *members, conditions=[PRO]))

    assert "plan" not in api.get("/names").json["attributes"]


def test_of_too_many_words_those_are_offered_that_are_used_most() -> None:
    api = AdminApi()
    api.create("/flags", a_flag("twice-used", owner="zoe"))
    api.create("/flags", a_flag("used-again", owner="zoe"))
    for number in range(500):
        api.create("/segments", a_segment(f"segment-{number}", owner=f"owner-{number:03d}"))

    owners = api.get("/names").json["owners"]

    assert (len(owners), owners[-1]) == (500, "zoe")
