from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.changes import same, touched_environments
from tests.unit.services.builders import a_flag, settings

BEFORE = a_flag(environments={"staging": settings(), "production": settings()})


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ([1, 2], [2, 1], False),
        ({"a": {"b": 1, "c": 2}}, {"a": {"c": 2, "b": 1}}, True),
        (1, 1.0, False),
        (0, False, False),
        ("1", 1, False),
        (None, None, True),
    ],
)
def test_values_are_the_same_where_they_are_written_alike(
    one: Any, other: Any, is_same: bool
) -> None:
    assert same(one, other) is is_same


@pytest.mark.parametrize(
    ("environments", "touched"),
    [
        ({"staging": settings(), "production": settings()}, frozenset()),
        ({"staging": settings("on"), "production": settings()}, frozenset({"staging"})),
        ({"production": settings()}, frozenset({"staging"})),
        ({**BEFORE["environments"], "preview": settings()}, frozenset({"preview"})),
    ],
)
def test_only_environments_that_differ_are_touched(
    environments: dict[str, Any], touched: frozenset[str]
) -> None:
    assert touched_environments(BEFORE, {**BEFORE, "environments": environments}) == touched


def test_what_all_environments_share_touches_all_of_them() -> None:
    assert touched_environments(BEFORE, {**BEFORE, "owner": "ann"}) is None
