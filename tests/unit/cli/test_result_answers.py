"""What is read of results where one answer does not hold all of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from burgee.cli.api import Api
from burgee.cli.failures import Refused
from burgee.cli.result_answers import Wanted, read_results
from tests.unit.cli.look_builders import a_look, a_metric, results_answer, series_answer

LOOKS = [a_look(number, metrics=(a_metric("bought"), a_metric("clicked"))) for number in (1, 2)]


@dataclass
class CrampedApi(Api):
    """An API whose answer holds the series of one metric, but not of two."""

    code: str = "MALFORMED_REQUEST"
    asked: list[Any] = field(default_factory=list)

    def admin(self, method: str, path: str, **request: Any) -> Any:
        if path.endswith("results"):
            return results_answer(LOOKS[-1])
        metric = request["query"].get("metric")
        self.asked.append(metric)
        if metric is None:
            raise Refused("These are too many.", status=400, code=self.code)
        return series_answer(*LOOKS, metric=metric)


def test_a_series_that_is_too_long_is_read_metric_by_metric() -> None:
    found = read_results(CrampedApi(), "badges", None, Wanted(series=True))
    points = [(point.metric, point.number) for point in found.points]
    assert points == [("bought", 1), ("bought", 2), ("clicked", 1), ("clicked", 2)]


def test_any_other_refusal_is_one() -> None:
    api = CrampedApi(code="NOT_FOUND")
    with pytest.raises(Refused):
        read_results(api, "badges", None, Wanted(series=True))
    assert api.asked == [None]
