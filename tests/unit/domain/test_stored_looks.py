from __future__ import annotations

import json
from typing import Any

import pytest

from burgee.domain import stored_looks
from burgee.domain.results import FinalEstimate, Finding, Look, PlannedBound
from burgee.domain.stored_looks import look_body, look_from, segment_bodies, segment_from
from tests.looks import (
    a_comparison,
    a_look,
    a_metric_result,
    a_posterior,
    a_segment_result,
    a_verdict,
)


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """What earlier tests had remembered; nobody may have watched them when it was found."""
    stored_looks._names.cache_clear()


def as_stored(body: Any) -> Any:
    return json.loads(json.dumps(body, allow_nan=False))


LOOKS = [
    a_look(),
    a_look(
        final=FinalEstimate(
            "green", "bought", 3, 0.01, 0.001, 0.02, alpha=0.05, p_value=0.02, naive=0.012
        )
    ),
    a_look(planned=(PlannedBound(0.05, 0.5, 4000, 2.96), PlannedBound(0.05, 1.0, 8000, 2.01))),
    a_look(verdict=a_verdict(recommendation=None, rule="blocked", reasons=("sample_ratio",))),
    a_look(
        fraction=None,
        metrics=(
            a_metric_result(
                comparisons=(
                    a_comparison(posterior=a_posterior(), notes=("the prior is flat",)),
                    a_comparison(
                        "third",
                        finding=Finding.UNDEFINED,
                        effect=None,
                        undefined={"effect": "nobody was counted"},
                    ),
                ),
            ),
        ),
    ),
]


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_comes_back_from_json_as_it_was(look: Look) -> None:
    assert look_from(as_stored(look_body(look))) == look


def test_a_look_of_an_older_program_can_be_read() -> None:
    body = as_stored(look_body(a_look()))
    body["mood"] = "good"
    body["metrics"][0]["comparisons"][0]["colour"] = "blue"
    del body["verdict"]["numbers"]
    del body["planned"]

    assert look_from(body) == a_look()


def test_a_look_is_stored_without_its_segments() -> None:
    look = a_look(segments=(a_segment_result(),))

    body = look_body(look)

    assert "segments" not in body
    assert look_from(as_stored(body)).segments == ()


def test_segments_come_back_from_json_as_they_were() -> None:
    segments = (a_segment_result(), a_segment_result("plan", "gold"))

    bodies = as_stored(segment_bodies(a_look(segments=segments)))

    assert tuple(map(segment_from, bodies)) == segments
