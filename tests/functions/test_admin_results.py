from __future__ import annotations

import json
from typing import Any

import pytest

from burgee.domain.counters import RunState
from burgee.domain.results import Finding, Look, PlannedBound, Recommendation
from burgee.wire.result_answers import (
    MOST_COMPARISONS,
    MOST_POINTS,
    LookAnswer,
    ResultsAnswer,
    SegmentsAnswer,
    SeriesAnswer,
)
from tests.functions.admin_api import AdminApi
from tests.looks import a_comparison, a_look, a_metric_result, a_segment_result, a_verdict
from tests.unit.services.builders import a_flag
from tests.unit.services.designs import KEY, a_design

RESULTS = f"/experiments/{KEY}/results"
RUN = f"{KEY}.1"


def a_look_here(number: int = 1, **parts: Any) -> Look:
    return a_look(number, run=RUN, **parts)


def several(metric: str, count: int) -> Any:
    """A metric with so many treatments."""
    comparisons = tuple(a_comparison(f"t{number}") for number in range(count))
    return a_metric_result(metric, comparisons=comparisons)


@pytest.fixture
def api() -> AdminApi:
    """An experiment that runs, and that nobody has looked at."""
    api = AdminApi()
    api.create("/flags", a_flag())
    api.create("/experiments", a_design())
    start = {"accept_unseen_events": True}
    assert api.post(f"/experiments/{KEY}/start", start).status == 200
    return api


@pytest.fixture
def looked(api: AdminApi) -> AdminApi:
    """Two looks, of which the second has segments and promotes."""
    promote = a_verdict(recommendation=Recommendation.PROMOTE, variant="treatment")
    undefined = a_comparison(effect=None, undefined={"effect": "nobody was counted"})
    metrics = (a_metric_result(), a_metric_result("revenue", comparisons=(undefined,)))
    segments = tuple(
        a_segment_result(dimension, value)
        for dimension, value in (("country", "at"), ("country", "de"), ("plan", "gold"))
    )
    api.tracking.looks.add(a_look_here(1))
    api.tracking.looks.add(
        a_look_here(2, metrics=metrics, segments=segments, verdict=promote, information=3000)
    )
    return api


def test_the_newest_look_is_the_result(looked: AdminApi) -> None:
    got = looked.get(RESULTS).json

    assert (got["number"], got["looks"], got["run"], got["key"]) == (2, 2, RUN, KEY)
    assert got["verdict"]["recommendation"] == "promote"
    assert got["metrics"][0]["comparisons"][0]["low"] == 0.004
    assert "segments" not in got


def test_what_is_undefined_is_null_and_says_why(looked: AdminApi) -> None:
    [comparison] = looked.get(RESULTS).json["metrics"][1]["comparisons"]

    assert comparison["effect"] is None
    assert comparison["undefined"] == {"effect": "nobody was counted"}


def test_results_say_where_the_sums_may_be_wrong(looked: AdminApi) -> None:
    exact = looked.get(RESULTS).json["inexact"]
    looked.tracking.aggregates.put_state(RUN, RunState(inexact=("a record was damaged",)))

    got = looked.get(RESULTS).json["inexact"]

    assert (exact, got) == ([], ["a record was damaged"])


@pytest.mark.parametrize("path", [RESULTS, f"{RESULTS}/segments"])
def test_before_the_first_look_there_are_no_results(api: AdminApi, path: str) -> None:
    got = api.get(path)

    assert (got.status, got.code) == (404, "NOT_FOUND")
    assert "Nobody has looked" in got.json["detail"]


def test_before_the_first_look_the_series_is_empty(api: AdminApi) -> None:
    assert api.get(f"{RESULTS}/series").json == {"key": KEY, "items": [], "planned": []}


@pytest.mark.parametrize("path", ["", "/series", "/segments"])
def test_a_run_that_there_is_not_is_not_found(looked: AdminApi, path: str) -> None:
    got = looked.get(f"{RESULTS}{path}", run="2")

    assert (got.status, got.code) == (404, "NOT_FOUND")
    assert "only run 1" in got.json["detail"]


def test_an_earlier_run_keeps_its_results(looked: AdminApi) -> None:
    for step in ("complete", "restart", "start"):
        body = {"accept_unseen_events": True} if step == "start" else {}
        assert looked.post(f"/experiments/{KEY}/{step}", body).status == 200

    first, newest = looked.get(RESULTS, run="1"), looked.get(RESULTS)

    assert (first.json["run"], newest.status) == (RUN, 404)


def test_the_series_has_each_look_in_order(looked: AdminApi) -> None:
    rows = looked.get(f"{RESULTS}/series").json["items"]

    assert [(row["number"], row["information"]) for row in rows] == [(1, 2410), (2, 3000)]
    assert [row["verdict"]["recommendation"] for row in rows] == ["continue", "promote"]
    assert [len(row["metrics"]) for row in rows] == [1, 2]
    assert rows[0]["metrics"][0]["comparisons"][0]["finding"] == Finding.BETTER


def test_the_series_foresees_what_the_newest_look_did(looked: AdminApi) -> None:
    bound = PlannedBound(alpha=0.05, fraction=1.0, information=8000, bound=2.01)
    looked.tracking.looks.add(a_look_here(3, planned=(bound,)))

    got = looked.get(f"{RESULTS}/series").json

    SeriesAnswer.model_validate(got, strict=False)
    assert got["planned"] == [{"alpha": 0.05, "fraction": 1.0, "information": 8000, "bound": 2.01}]


def test_the_series_of_one_metric_leaves_the_others_out(looked: AdminApi) -> None:
    rows = looked.get(f"{RESULTS}/series", metric="revenue").json["items"]

    assert [[one["metric"] for one in row["metrics"]] for row in rows] == [[], ["revenue"]]


def test_segments_are_those_of_the_newest_look(looked: AdminApi) -> None:
    got = looked.get(f"{RESULTS}/segments").json

    assert (got["number"], got["dimensions"]) == (2, ["country", "plan"])
    assert [one["value"] for one in got["segments"]] == ["at", "de", "gold"]


def test_segments_of_one_dimension_leave_the_others_out(looked: AdminApi) -> None:
    got = looked.get(f"{RESULTS}/segments", dimension="country").json

    assert [one["value"] for one in got["segments"]] == ["at", "de"]


@pytest.mark.parametrize(
    ("path", "query", "there_are"),
    [
        ("/series", {"metric": "clicks"}, "bought, revenue"),
        ("/segments", {"dimension": "city"}, "country, plan"),
    ],
)
def test_what_results_do_not_have_is_refused_with_what_they_have(
    looked: AdminApi, path: str, query: dict[str, str], there_are: str
) -> None:
    got = looked.get(f"{RESULTS}{path}", **query)

    assert (got.status, got.code) == (400, "MALFORMED_REQUEST")
    assert there_are in got.json["detail"]


def test_a_series_that_is_too_long_is_asked_for_by_metric(api: AdminApi) -> None:
    count = MOST_POINTS // 60 // 2 + 1
    for number in range(1, 61):
        metrics = (several("bought", count), several("revenue", count))
        api.tracking.looks.add(a_look_here(number, metrics=metrics))

    whole, one = api.get(f"{RESULTS}/series"), api.get(f"{RESULTS}/series", metric="bought")

    assert (whole.status, "one `metric`" in whole.json["detail"]) == (400, True)
    assert one.status == 200


def test_segments_that_are_too_many_are_asked_for_by_dimension(api: AdminApi) -> None:
    segment = a_segment_result()
    large = type(segment)("country", "at", (several("bought", MOST_COMPARISONS),))
    api.tracking.looks.add(a_look_here(1, segments=(large, a_segment_result("plan", "gold"))))

    whole = api.get(f"{RESULTS}/segments")
    one = api.get(f"{RESULTS}/segments", dimension="country")

    assert (whole.status, "one `dimension`" in whole.json["detail"]) == (400, True)
    assert (one.status, len(one.text) < 6_000_000) == (200, True)


@pytest.mark.parametrize(
    ("path", "model"),
    [("", ResultsAnswer), ("/series", SeriesAnswer), ("/segments", SegmentsAnswer)],
)
def test_results_are_as_openapi_describes_them(looked: AdminApi, path: str, model: Any) -> None:
    got = looked.get(f"{RESULTS}{path}").json

    assert json.loads(model.model_validate(got).model_dump_json()) == got


def test_a_look_is_answered_with_all_that_it_has_but_its_segments() -> None:
    assert set(LookAnswer.model_fields) == set(Look.__dataclass_fields__) - {"segments"}
