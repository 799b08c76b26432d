from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from burgee.domain.tracking import EventType, Exposure, TrackingEvent
from burgee.runtime.streams import unit_changes
from burgee.services.aggregate import Aggregator
from burgee.storage.memory_table import MemoryTable
from burgee.wire.experiment_answers import SumsAnswer
from tests.functions.admin_api import AdminApi, a_tracking
from tests.unit.services.builders import NOON, a_flag
from tests.unit.services.designs import KEY, PURCHASE, a_design, a_metric

SUMS = f"/experiments/{KEY}/sums"
RUN = f"{KEY}.1"
NOW_MS = int(NOON * 1000)
METRICS = {
    "goals": [a_metric()],
    "secondary": [
        {"key": "revenue", "type": "sum", "event_name": PURCHASE, "attribution": "channel"}
    ],
    "guardrails": [a_metric("errors", event_name="error", direction="decrease")],
}
PLAN = {
    "planned_units": 4000,
    "minimum_detectable_effect": 0.1,
    "baseline": 0.05,
    "dimensions": ["country"],
}


@dataclass
class Shop:
    """An experiment that runs, and what its visitors do, up to its sums."""

    table: MemoryTable = field(default_factory=MemoryTable)

    def __post_init__(self) -> None:
        self.api = AdminApi(tracking=a_tracking(self.table))
        self.api.create("/flags", a_flag())
        self.api.create("/experiments", a_design(metrics=METRICS, plan=PLAN))
        self._taken = 0

    def start(self) -> Shop:
        start = {"accept_unseen_events": True}
        assert self.api.post(f"/experiments/{KEY}/start", start).status == 200
        return self

    def meet(self, unit: str, variant: str, country: str = "at") -> None:
        exposure = Exposure(RUN, variant, NOW_MS, NOW_MS, {"country": country})
        self.api.tracking.units.expose(unit, exposure)

    def buy(self, unit: str, value: int, **attribution: str) -> None:
        at = NOW_MS + 60_000
        numbers = {"value": value}
        bought = TrackingEvent(
            f"{unit}-{value}", EventType.CONVERSION, PURCHASE, at, at, numbers, {}, attribution
        )
        self.api.tracking.units.record(unit, bought)

    def settle(self) -> Shop:
        """Fold everything that the stream has."""
        tracking = self.api.tracking
        documents = self.api.ledger.documents
        aggregator = Aggregator(tracking.units, tracking.aggregates, documents, lambda: NOON)
        while self._taken < len(self.table.changes):
            fresh = self.table.changes[self._taken :]
            self._taken += len(fresh)
            aggregator.take(list(unit_changes(fresh)), "shard-1")
        return self


@pytest.fixture
def shop() -> Shop:
    """Three visitors, of whom one bought for 19.95; a fourth saw both variants."""
    shop = Shop().start()
    for unit, variant, country in (
        ("ann", "control", "at"),
        ("bob", "treatment", "at"),
        ("cat", "treatment", "de"),
        ("dan", "control", "de"),
    ):
        shop.meet(unit, variant, country)
    shop.buy("cat", 199_500, channel="mail")
    shop.api.tracking.units.mark_mixed("dan", RUN)
    return shop.settle()


def of(answer: dict[str, Any], metric: str, variant: str) -> dict[str, Any]:
    numbers: dict[str, Any] = answer["metrics"][metric]["all"]["variants"][variant]
    return numbers


def test_sums_are_exact_texts_per_metric_and_variant(shop: Shop) -> None:
    got = shop.api.get(SUMS).json

    assert of(got, "revenue", "treatment")["y"] == "19.95"
    assert of(got, "revenue", "treatment")["yy"] == "398.0025"
    assert of(got, "bought", "treatment")["moved"] == 1
    assert of(got, "revenue", "control")["y"] == "0"
    assert (got["exact"], got["inexact"], got["generation"]) == (True, [], 1)


def test_units_are_counted_and_so_is_what_went_wrong(shop: Shop) -> None:
    got = shop.api.get(SUMS).json

    assert got["units"]["variants"]["treatment"]["n"] == 2
    assert got["units"]["variants"]["control"] == {"n": 1, "mixed": 1}


def test_sums_say_what_they_are_of(shop: Shop) -> None:
    got = shop.api.get(SUMS).json

    assert (got["key"], got["run"], got["control"]) == (KEY, 1, "control")
    assert got["metrics"]["errors"]["role"] == "guardrail"
    assert got["metrics"]["errors"]["direction"] == "decrease"
    assert got["dimensions"] == ["country", "@channel"]


def test_sums_are_as_openapi_describes_them(shop: Shop) -> None:
    got = shop.api.get(SUMS, by="country", days="true", histogram="true").json

    read = SumsAnswer.model_validate(got)
    assert json.loads(read.model_dump_json(exclude_unset=True)) == got


def test_sums_are_no_statistics_and_say_so(shop: Shop) -> None:
    got = shop.api.get(SUMS).json

    assert "p-values are computed from them elsewhere" in got["statistics"]
    assert "ten-thousandths" in got["numbers"]


def test_sums_are_broken_down_by_a_dimension(shop: Shop) -> None:
    got = shop.api.get(SUMS, by="country").json

    countries = got["metrics"]["revenue"]["by"]
    assert countries["de"]["variants"]["treatment"]["y"] == "19.95"
    assert countries["at"]["variants"]["treatment"]["y"] == "0"
    assert got["units_by"]["at"]["variants"]["control"]["n"] == 1


def test_sums_are_broken_down_by_an_attribution(shop: Shop) -> None:
    got = shop.api.get(SUMS, by="@channel").json

    assert got["metrics"]["revenue"]["by"]["mail"]["variants"]["treatment"]["y"] == "19.95"


def test_an_unknown_dimension_is_refused_with_those_there_are(shop: Shop) -> None:
    got = shop.api.get(SUMS, by="city")

    assert (got.status, got.code) == (400, "MALFORMED_REQUEST")
    assert "country, @channel" in got.json["detail"]


def test_days_and_histograms_come_where_they_are_asked_for(shop: Shop) -> None:
    plain = shop.api.get(SUMS).json
    got = shop.api.get(SUMS, days="true", histogram="true").json

    assert plain["metrics"]["revenue"].keys().isdisjoint({"by", "histogram"})
    assert got["units"]["days"]["2026-11-25"]["treatment"]["n"] == 2
    assert [units for *_, units in got["metrics"]["revenue"]["histogram"]["treatment"]] == [1, 1]


def test_sums_that_may_be_wrong_say_why(shop: Shop) -> None:
    aggregates = shop.api.tracking.aggregates
    state = aggregates.state(RUN)
    aggregates.put_state(RUN, type(state)(inexact=("a record was damaged",), version=state.version))

    got = shop.api.get(SUMS).json

    assert (got["exact"], got["inexact"]) == (False, ["a record was damaged"])


def test_the_checklist_of_what_runs_counts_its_units(shop: Shop) -> None:
    items = shop.api.get(f"/experiments/{KEY}/checklist").json["items"]

    found = {item["key"]: item["detail"] for item in items}
    assert found["exposures"] == "4 units."
    assert found["mixed"] == "1 units, 25 %."


def test_the_newest_run_is_shown_unless_another_is_asked_for(shop: Shop) -> None:
    for step in ("complete", "restart"):
        shop.api.post(f"/experiments/{KEY}/{step}", {})
    shop.start()

    newest, first = shop.api.get(SUMS).json, shop.api.get(SUMS, run="1").json

    assert (newest["run"], newest["units"]["variants"]["control"]) == (2, {"n": 0})
    assert (first["run"], first["units"]["variants"]["treatment"]["n"]) == (1, 2)


@pytest.mark.parametrize(("run", "said"), [("2", "it has only run 1"), ("9", "no run 9")])
def test_a_run_that_there_is_not_is_not_found(shop: Shop, run: str, said: str) -> None:
    got = shop.api.get(SUMS, run=run)

    assert (got.status, got.code) == (404, "NOT_FOUND")
    assert said in got.json["detail"]


def test_a_draft_has_no_sums() -> None:
    got = Shop().api.get(SUMS)

    assert (got.status, got.code) == (404, "NOT_FOUND")
    assert "has not started yet" in got.json["detail"]
