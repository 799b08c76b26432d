from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.compilation import compile_flag
from burgee.domain.errors import InvalidDocument
from burgee.domain.flag_checks import parse_flag


def a_flag_split_by(percentages: dict[str, float], **rule: Any) -> dict[str, Any]:
    return {
        "key": "layout",
        "kind": "string",
        "variants": {name: {"value": name} for name in ("a", "b", "c")},
        "environments": {
            "production": {
                "enabled": True,
                "default_variant": "a",
                "rules": [{"id": "thirds", "percentages": percentages, **rule}],
            }
        },
    }


def refusal(body: dict[str, Any]) -> str:
    with pytest.raises(InvalidDocument) as refused:
        parse_flag(body)
    return " ".join(found["detail"] for found in refused.value.errors)


def test_a_split_by_percentages_gives_out_exactly_these_shares() -> None:
    flag = parse_flag(a_flag_split_by({"a": 33.333, "b": 33.333, "c": 33.334}))

    form = compile_flag(flag, "production", 1)

    ranges = form["rules"][0]["split"]["ranges"]
    assert ranges == [[0, 33333, "a"], [33333, 66666, "b"], [66666, 100000, "c"]]


def test_percentages_that_do_not_add_up_are_refused_with_their_sum() -> None:
    assert "add up to 99.9; make them add up to 100" in refusal(
        a_flag_split_by({"a": 50, "b": 49.9})
    )


def test_a_rule_is_split_in_one_way_only() -> None:
    body = a_flag_split_by({"a": 50, "b": 50}, split={"a": 1, "b": 1})

    assert "one of variant, split and percentages" in refusal(body)


def test_percentages_name_variants_that_exist() -> None:
    assert "'x'" in refusal(a_flag_split_by({"a": 50, "x": 50}))


def test_a_split_by_percentages_needs_an_id_to_be_hashed_with() -> None:
    assert "needs an id" in refusal(a_flag_split_by({"a": 100}, id=None))
