from __future__ import annotations

from typing import Any

import pytest

from tests.unit.domain.matching import holds, refusal

GERMANY = {"north": 55.1, "south": 47.2, "east": 15.1, "west": 5.8}
FIJI = {"north": -12, "south": -21, "east": -178, "west": 176}


def place(latitude: Any, longitude: Any) -> dict[str, Any]:
    return {"latitude": latitude, "longitude": longitude}


@pytest.mark.parametrize(
    ("where", "is_within"),
    [
        (place(52.5, 13.4), True),
        (place(55.1, 15.1), True),
        (place(47.2, 5.8), True),
        (place(55.2, 10), False),
        (place(47.1, 10), False),
        (place(50, 5.7), False),
        (place(50, 15.2), False),
        (place("52.5", "13.4"), False),
        (place(True, True), False),
        (place(float("nan"), 10), False),
        ({"latitude": 52.5}, False),
        ({"longitude": 13.4}, False),
    ],
)
def test_a_box_holds_its_edges_and_no_place_that_is_no_pair_of_numbers(
    where: dict[str, Any], is_within: bool
) -> None:
    assert holds("within_bounds", GERMANY, where) is is_within


@pytest.mark.parametrize(
    ("longitude", "is_within"),
    [
        (176, True),
        (179.9, True),
        (180, True),
        (-180, True),
        (-178, True),
        (-177.9, False),
        (175, False),
    ],
)
def test_a_box_may_lie_across_the_180th_meridian(longitude: float, is_within: bool) -> None:
    assert holds("within_bounds", FIJI, place(-17, longitude)) is is_within


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"north": 91}, "north: a latitude from -90 to 90"),
        ({"west": "5"}, "west: a longitude from -180 to 180"),
        ({"east": 181}, "east: a longitude from -180 to 180"),
        ({"south": 60}, "south lies north of north"),
        ({"center": 1}, "the field 'center' is unknown"),
    ],
)
def test_a_box_that_is_none_is_refused(change: dict[str, Any], said: str) -> None:
    assert said in refusal("within_bounds", {**GERMANY, **change})


def test_a_box_may_be_written() -> None:
    assert refusal("within_bounds", FIJI) == ""
