"""Random documents and contexts that have something to do with each other."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from burgee.domain.operators import OPERATORS

Strategy = st.SearchStrategy[Any]

TEXTS = ("", "a", "A", "ab", "b", "pro", "free", "10", "true", "é", "e\u0301", "👋", "a\0b", "a\nb")
NUMBERS = (0, -0.0, 1, 1.0, 2.5, -1, 10, 10.0, 2**53, 2**53 + 1, 1e21, 10**30, 5e-324, 1.7e308)
BEYOND_JSON = (float("nan"), float("inf"), float("-inf"), 10**400, -(10**400))
VERSIONS = (
    *("1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2"),
    *("1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "v1.0", "1", "1.2", "01.2.3", "1.10.0", "1.0.0+b"),
    *("1.0.0-a+b.c", "1.0.0--1", "1.0.0-01"),
)
NO_VERSIONS = ("1.0.0-", "1.0.0-a..b", "1..2", "1.2.3.4", "1.0.0\n", "V1", "1.0.0+", "1234567890.0")
ADDRESSES = ("10.0.0.1", "10.255.0.1", "11.0.0.1", "::1", "2001:db8::1", "::ffff:10.0.0.1")
NO_ADDRESSES = ("10.0.0.256", "10.0.0.1\n", "010.0.0.1", "fe80::1%eth0", "10.0.0.0/8")
NETWORKS = ("10.0.0.0/8", "10.0.0.1", "0.0.0.0/0", "2001:db8::/32", "::/0", "::ffff:10.0.0.0/104")
MOMENTS = (
    *("2026-11-25", "2026-11-25T12:00:00Z", "2026-11-25t12:00z", "2026-11-25 13:00:00+01:00"),
    *("2026-11-25T12:00:00.1234567Z", "2026-11-25T12:00:00.123456Z", "2026-11-25T12:00"),
    *("0001-01-01", "9999-12-31", "2028-02-29", "2026-03-29T02:30:00", "2026-11-26"),
)
NO_MOMENTS = (
    *("2026-02-29", "2026-11-25T24:00Z", "2026-11-25T12:00:60Z", "2026-11-25T12Z", "soon", ""),
    *("2026-11-25T12:00+01:60", "2026-11-25T12:00,5Z", "20261125", "2026-11-25\n", "0000-01-01"),
    *("2026-11-25T12:00.5Z", "2026-11-25T12:00:00.1234567890Z", "2026-11-25T", "2026-11-25T1:00Z"),
)
MOMENT_NUMBERS = (1_795_608_000, 1_795_608_000_000, 1_795_608_000.5, 99_999_999_999, 1e11, -1e11)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Asia/Kathmandu")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UNITS = ("u1", "u2", "u3", "u4", "u5", "3", "é")
ATTRIBUTES = ("plan", "age", "version", "ip", "since", "tags", "account.plan")
ACTIONS = ("purchase", "visit")
NOW = (1_795_608_000.0, 1_774_746_000.5, 1_774_749_599.999, 1_782_864_000.0, 0.0, 1_798_671_600.0)

numbers = st.sampled_from(NUMBERS)
zones = st.sampled_from(ZONES)

any_text = st.text(st.characters(exclude_categories=()), max_size=8)
any_number = st.one_of(st.integers(), st.floats(), st.sampled_from(BEYOND_JSON))
any_scalar: Strategy = st.one_of(st.none(), st.booleans(), any_text, any_number)
any_json: Strategy = st.recursive(
    any_scalar,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(any_text, inner)),
    max_leaves=6,
)


def some_of(names: tuple[str, ...]) -> Strategy:
    return st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)


def an_object(required: dict[str, Strategy], *, timezone: bool = True, **optional: Any) -> Strategy:
    zone = {"timezone": zones} if timezone else {}
    return st.fixed_dictionaries(required, optional={**zone, **optional})


durations = st.sampled_from(("90s", "15m", "12h", "1d", "7d", "30d", "2w", "999999w"))
times = st.sampled_from(("00:00", "06:30", "12:00", "12:00:01", "22:00", "23:59:59"))
limits = st.sampled_from((0, 1, 2, 2.5, 10, -1, 1e21))
totals = an_object(
    {"action": st.sampled_from(ACTIONS), "at_least": limits},
    timezone=False,
    at_most=limits,
    within=durations,
)
moments = st.sampled_from(MOMENTS)
latitudes, longitudes = st.integers(-90, 90), st.integers(-180, 180)

SCALARS = (*TEXTS, *NUMBERS, True, False)
SCALAR_LISTS = (["a"], ["a", "b"], ["pro", 10, True], [1], [0.0, "", False], ["é", "e\u0301"])
PATTERNS = ("a", "^a+$", "(?i)PRO", r"\d+", "", "é", "^.$", r"a\x00b", r"\bab\b")

# What authors may write behind each operator that reads an attribute.
WRITTEN: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(("equals", "not_equals", "contains", "not_contains"), SCALARS),
    **dict.fromkeys(("starts_with", "ends_with"), TEXTS),
    "matches": PATTERNS,
    **dict.fromkeys(("greater_than", "greater_or_equal", "less_than", "less_or_equal"), NUMBERS),
    **dict.fromkeys(("in", "not_in", "contains_any", "contains_all"), SCALAR_LISTS),
    **dict.fromkeys(("exists", "not_exists"), (None,)),
    **dict.fromkeys(
        (
            *("semver_equals", "semver_greater_than", "semver_greater_or_equal"),
            *("semver_less_than", "semver_less_or_equal"),
        ),
        VERSIONS,
    ),
    "in_cidr": (*NETWORKS, ["10.0.0.0/8", "::1"], ["192.168.0.0/16"]),
    **dict.fromkeys(("before", "after"), MOMENTS),
}
VALUES: dict[str, Strategy] = {
    **{operator: st.sampled_from(values) for operator, values in WRITTEN.items()},
    "in_segment": st.sampled_from(("staff", "beta", "nobody")),
    "within_bounds": st.tuples(latitudes, latitudes, longitudes, longitudes).map(
        lambda sides: {
            "south": min(sides[:2]),
            "north": max(sides[:2]),
            "east": sides[2],
            "west": sides[3],
        }
    ),
    "date_between": st.one_of(
        an_object({"start": moments}, end=moments), an_object({"end": moments})
    ),
    "time_of_day": st.tuples(times, times, zones)
    .filter(lambda parts: parts[0] != parts[1])
    .map(lambda parts: {"from": parts[0], "to": parts[1], "timezone": parts[2]}),
    "day_of_week": an_object({"days": some_of(DAYS)}),
    "month": an_object({"months": some_of(("march", "july", "november", "january"))}),
    "season": an_object(
        {
            "seasons": some_of(("winter", "spring", "summer", "autumn")),
            "hemisphere": st.sampled_from(("north", "south")),
        }
    ),
    "holiday": an_object({"dates": some_of(("2026-11-25", "11-25", "01-01", "2026-07-01"))}),
    "action_count": totals,
    "action_value": totals,
    "action_recency": an_object(
        {"action": st.sampled_from(ACTIONS), "at_most": durations},
        timezone=False,
        at_least=durations,
    ),
    "engagement_level": st.fixed_dictionaries(
        {"levels": some_of(("none", "low", "medium", "high"))}
    ),
}


@st.composite
def leaves(draw: st.DrawFn, operators: tuple[str, ...] = tuple(OPERATORS)) -> Any:
    """One comparison by one of these operators."""
    operator = draw(st.sampled_from(operators))
    leaf = {"operator": operator, "value": draw(VALUES[operator])}
    if OPERATORS[operator].takes_attribute:
        leaf["attribute"] = draw(st.sampled_from(ATTRIBUTES))
    return leaf


def conditions(leaf: Strategy) -> Strategy:
    """Lists of comparisons, joined and nested."""
    node = st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.fixed_dictionaries({"not": inner}),
            st.fixed_dictionaries({"and": st.lists(inner, min_size=1, max_size=2)}),
            st.fixed_dictionaries({"or": st.lists(inner, min_size=1, max_size=2)}),
        ),
        max_leaves=3,
    )
    return st.lists(node, max_size=2)


JUNK: tuple[Any, ...] = (
    *(None, True, False, [], {}, [[]], [None], ["\ud800"], {"plan": "pro"}, {"": {}}, "\ud800"),
    *("x" * 300, "\x00", "true", "NaN", [1, "a", True], [[1], {"a": 1}], *BEYOND_JSON),
)
LISTS: tuple[Any, ...] = (["a"], ["a", "b", 1], [1.0, True], ["pro", "free", 10, "é"], [0, ""])
FOUND = (
    *(*TEXTS, *VERSIONS, *NO_VERSIONS, *ADDRESSES, *NO_ADDRESSES, *NUMBERS, *MOMENTS),
    *(*NO_MOMENTS, *MOMENT_NUMBERS, *LISTS, *JUNK),
)
found_values = st.sampled_from(FOUND)
junk = st.sampled_from(JUNK)
days = st.sampled_from(
    ("2026-11-25", "2026-11-24", "2026-10-29", "2026-10-28", "2026-03-29", "1970-01-01", "no-day")
)
amounts = st.sampled_from((*NUMBERS, *JUNK))
tallies = st.one_of(st.fixed_dictionaries({"count": amounts}, optional={"value": amounts}), junk)
lasts = st.sampled_from((*MOMENTS, *MOMENT_NUMBERS, *NO_MOMENTS, *JUNK))
action = st.fixed_dictionaries(
    {},
    optional={"last": lasts, "days": st.one_of(st.dictionaries(days, tallies, max_size=3), junk)},
)
actions = st.one_of(st.dictionaries(st.sampled_from(ACTIONS), st.one_of(action, junk)), junk)
unit_keys = st.one_of(
    st.integers(0, 10**6).map("user-{}".format),
    st.sampled_from((*UNITS, 3, 3.0, 1e21, 2**53 + 1)),
    st.sampled_from((*UNITS, "", *JUNK)),
)
accounts = st.one_of(st.dictionaries(st.sampled_from(("plan", "id")), found_values), junk)
coordinates = st.sampled_from((-200, -180, -90, -45.5, 0, 45.5, 90, 170, 180, 200, *JUNK))
place = st.fixed_dictionaries({"latitude": coordinates, "longitude": coordinates})
few_attributes = st.dictionaries(st.sampled_from(ATTRIBUTES), found_values, max_size=4)


@st.composite
def contexts(draw: st.DrawFn, *, like: str = "any") -> dict[str, Any]:
    """A context that holds some of what conditions read; `like` an operator: what that reads."""
    context: dict[str, Any] = draw(few_attributes)
    if like == "any" or draw(st.booleans()):
        context["targetingKey"] = draw(unit_keys)
        context["account"] = draw(accounts)
    if like in PLACES:
        context |= draw(place)
    if like in DEEDS:
        context["actions"] = draw(actions)
    return context


PLACES = {"any", "within_bounds"}
DEEDS = {"any", "action_count", "action_value", "action_recency", "engagement_level"}
