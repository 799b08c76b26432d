from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from burgee.domain.comparisons import semver_key
from tests.unit.domain.matching import matches, refusal

# The precedence that Semantic Versioning 2.0.0 gives in its section 11, lowest first.
PRECEDENCE = [
    *("1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2"),
    *("1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "2.0.0", "2.1.0", "2.1.1"),
]
NEGATIVES = {"not_equals": "equals", "not_contains": "contains", "not_in": "in"}


@pytest.mark.parametrize(("lower", "higher"), list(combinations(PRECEDENCE, 2)))
def test_versions_come_in_the_order_of_semantic_versioning(lower: str, higher: str) -> None:
    decided = {
        operator: matches(f"semver_{operator}", lower, higher)
        for operator in ("less_than", "less_or_equal", "equals", "greater_or_equal", "greater_than")
    }

    assert decided == {
        "less_than": True,
        "less_or_equal": True,
        "equals": False,
        "greater_or_equal": False,
        "greater_than": False,
    }


@pytest.mark.parametrize("same", ["1.2", "v1.2.0", "1.2.0+build.5", "01.2.0", "1.2.0+a-b"])
def test_a_version_may_be_written_shorter_or_longer(same: str) -> None:
    assert matches("semver_equals", same, "1.2.0")


@pytest.mark.parametrize(
    "text",
    [
        *("", "latest", "1.2.3.4", "1..2", "1.0.0-", "1.0.0-a..b", "1.0.0+", "V1", "1.0.0\n"),
        *("1234567890", "-1", "1.0.0-é", "1.0.0+a+b", "1." + "0" * 300),
    ],
)
def test_what_is_no_version_matches_nothing(text: str) -> None:
    assert semver_key(text) is None
    assert not matches("semver_greater_or_equal", text, "0")


@pytest.mark.parametrize(
    ("found", "value", "is_equal"),
    [
        ("pro", "pro", True),
        ("Pro", "pro", False),
        ("é", "e\u0301", False),
        (1, 1.0, True),
        (2**53 + 1, float(2**53), False),
        (True, True, True),
        (1, True, False),
        (True, 1, False),
        ("1", 1, False),
        ([1], 1, False),
        (-0.0, 0, True),
    ],
)
def test_equal_is_equal_and_of_one_type(found: Any, value: Any, is_equal: bool) -> None:
    assert matches("equals", found, value) is is_equal
    assert matches("in", found, ["other", value]) is is_equal
    assert matches("contains", [found], value) is is_equal


@pytest.mark.parametrize("operator", NEGATIVES)
@pytest.mark.parametrize("found", ["pro", "free", 5, True, None, ["pro"], {}])
def test_a_negative_operator_is_true_exactly_where_the_positive_one_is_not(
    operator: str, found: Any
) -> None:
    value = ["pro"] if operator == "not_in" else "pro"

    assert matches(operator, found, value) is not matches(NEGATIVES[operator], found, value)


@pytest.mark.parametrize(
    ("operator", "found", "value", "is_match"),
    [
        ("contains", "profile", "pro", True),
        ("contains", "true", True, False),
        ("contains", ["a", True], True, True),
        ("contains", {"pro": 1}, "pro", False),
        ("contains_any", ["a", 2], ["x", 2.0], True),
        ("contains_any", "a", ["a"], False),
        ("contains_all", ["a", "b", "c"], ["c", "a"], True),
        ("contains_all", ["a"], ["a", "b"], False),
        ("contains_all", "ab", ["a", "b"], False),
        ("starts_with", "production", "prod", True),
        ("starts_with", ["prod"], "prod", False),
        ("ends_with", "a@example.com", "@example.com", True),
        ("ends_with", 5, "5", False),
        ("greater_than", 18, 17.5, True),
        ("greater_than", 18, 18, False),
        ("greater_or_equal", 18, 18.0, True),
        ("less_than", 10**400, 5, False),
        ("less_or_equal", "5", 5, False),
        ("greater_than", True, 0, False),
        ("greater_than", float("nan"), 0, False),
        ("exists", 0, None, True),
        ("exists", "", None, True),
        ("exists", None, None, False),
        ("not_exists", None, None, True),
    ],
)
def test_what_an_operator_matches(operator: str, found: Any, value: Any, is_match: bool) -> None:
    assert matches(operator, found, value) is is_match


@pytest.mark.parametrize(
    ("pattern", "text", "is_match"),
    [
        ("ab", "cabd", True),
        ("^ab$", "cabd", False),
        ("(?i)PRO", "pro", True),
        ("^.$", "é", True),
        ("(a+)+$", "a" * 5000 + "!", False),  # would hang an engine that backtracks
        (".", "\ud800", False),
        (".", 5, False),
    ],
)
def test_a_pattern_is_searched_by_an_engine_that_cannot_hang(
    pattern: str, text: Any, is_match: bool
) -> None:
    assert matches("matches", text, pattern) is is_match


@pytest.mark.parametrize(
    ("found", "value", "is_match"),
    [
        ("10.1.2.3", "10.0.0.0/8", True),
        ("11.1.2.3", "10.0.0.0/8", False),
        ("10.1.2.3", ["192.168.0.0/16", "10.1.2.3"], True),
        ("2001:db8:1::1", "2001:db8::/32", True),
        ("2001:db9::1", "2001:db8::/32", False),
        ("::ffff:10.1.2.3", "10.0.0.0/8", True),
        ("::ffff:10.1.2.3", "::ffff:10.0.0.0/104", True),
        ("::ffff:a01:203", "10.0.0.0/8", True),
        ("10.1.2.3", "::/0", False),
        ("::1", "0.0.0.0/0", False),
        ("10.1.2.3", "10.9.9.9/8", True),  # the part behind the slash is cut
        ("010.1.2.3", "10.0.0.0/8", False),
        ("10.1.2.3/32", "10.0.0.0/8", False),
        (167_772_161, "10.0.0.0/8", False),
    ],
)
def test_an_address_is_in_networks_of_its_own_family(
    found: Any, value: Any, is_match: bool
) -> None:
    assert matches("in_cidr", found, value) is is_match


@pytest.mark.parametrize(
    ("operator", "found", "is_match"),
    [
        ("before", "2026-11-24T23:59:59Z", True),
        ("before", "2026-11-25", False),
        ("after", "2026-11-25", False),
        ("after", "2026-11-25T00:00:00.001Z", True),
        ("after", 1_795_608_000_000, True),
        ("before", 0, True),
        ("after", "soon", False),
        ("before", "soon", False),
        ("before", True, False),
        ("after", 10**400, False),
    ],
)
def test_a_date_is_compared_by_its_moment(operator: str, found: Any, is_match: bool) -> None:
    assert matches(operator, found, "2026-11-25") is is_match


@pytest.mark.parametrize(
    ("operator", "value", "said"),
    [
        ("equals", None, "the value is a text, a number, true or false"),
        ("equals", ["a"], "the value is a text, a number, true or false"),
        ("equals", float("inf"), "the value is a text, a number, true or false"),
        ("starts_with", 5, "the value is a text"),
        ("greater_than", "5", "the value is a number"),
        ("greater_than", True, "the value is a number"),
        ("less_than", float("nan"), "the value is a number"),
        ("in", "pro", "the value is a list with at least one entry"),
        ("in", [], "the value is a list with at least one entry"),
        ("contains_any", ["a", None], "the value is a text, a number, true or false"),
        ("exists", True, "takes no value; remove it"),
        ("matches", "(", "is not a regular expression that RE2 reads"),
        ("matches", "(?=a)", "is not a regular expression that RE2 reads"),
        ("matches", "a" * 1025, "at most 1,024 characters"),
        ("matches", 5, "the value is a regular expression"),
        ("semver_equals", "latest", "is not a version such as 2.14.0"),
        ("semver_equals", 2.14, "is not a version such as 2.14.0"),
        ("in_cidr", [], "the value is a network such as 10.0.0.0/8, or a list of them"),
        ("in_cidr", ["10.0.0.0/8", 5], "the value is a network such as 10.0.0.0/8"),
        ("in_cidr", "10.0.0.0/33", "'10.0.0.0/33' does not appear to be"),
        ("before", "soon", "is not a date or time"),
        ("in_segment", 5, "the value is a text"),
    ],
)
def test_a_value_that_an_operator_cannot_use_is_refused(
    operator: str, value: Any, said: str
) -> None:
    assert said in refusal(operator, value)
