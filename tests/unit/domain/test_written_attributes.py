from __future__ import annotations

from burgee.domain.written_attributes import written_attributes

PLAN = {"attribute": "plan", "operator": "equals", "value": "pro"}
AT_NIGHT = {"operator": "between_times", "value": ["22:00", "06:00"]}


def test_conditions_are_found_however_deeply_they_are_nested() -> None:
    nested = {"rules": [{"conditions": [{"or": [{"not": PLAN}, {"and": [AT_NIGHT]}]}]}]}

    assert list(written_attributes(nested)) == ["plan"]


def test_what_is_hashed_broken_down_and_asked_for_by_lists_is_found() -> None:
    body = {
        "bucket_by": "company",
        "strata": ["country"],
        "plan": {"dimensions": ["device"]},
        "eligibility": {"include": {"attributes": {"language": ["de"]}}},
    }

    assert list(written_attributes(body)) == ["company", "country", "device", "language"]


def test_a_value_that_looks_like_a_condition_is_none() -> None:
    assert list(written_attributes({"variants": {"a": {"value": PLAN}}, "runs": [PLAN]})) == []


def test_nothing_is_asked_for_by_parts_of_other_forms() -> None:
    odd = {"attributes": [AT_NIGHT], "dimensions": None, "bucket_by": None, "operator": "x"}

    assert list(written_attributes(odd)) == []
