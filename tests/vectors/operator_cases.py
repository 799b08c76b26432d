"""What is asked of every operator. Add cases; `generate` keeps those that are written already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

NOON = 1_795_608_000  # 2026-11-25T12:00:00Z, a Wednesday
MATCH, MISMATCH, MISSING, WRONG_TYPE = "match", "mismatch", "missing", "wrong type"


@dataclass(frozen=True)
class Asked:
    """Values of an attribute that a written value matches, does not match, cannot compare."""

    value: Any
    match: tuple[Any, ...]
    mismatch: tuple[Any, ...]
    wrong_type: tuple[Any, ...]


ON_ATTRIBUTE: dict[str, list[Asked]] = {
    "equals": [
        Asked("pro", ("pro",), ("Pro", "", "pro "), (5, True, ["pro"], {"pro": 1})),
        Asked(10, (10, 10.0), (10.5, -10), ("10", True, [10])),
        Asked(True, (True,), (False,), (1, "true", [True])),
        Asked("é", ("é",), ("e\u0301",), (233,)),
    ],
    "contains": [
        Asked("pro", ("profile", ["a", "pro"]), ("free", ["profile"], []), (5, True, {"pro": 1})),
        Asked(2, ([1, 2.0],), (["2"], [3]), ("2", 2)),
        Asked(True, ([True],), ([1], ["true"]), ("true", True)),
    ],
    "starts_with": [Asked("pro", ("pro", "production"), ("a pro", "Pro"), (5, ["pro"], True))],
    "ends_with": [Asked("@b.c", ("a@b.c",), ("a@b.cd", "a@B.C"), (5, ["a@b.c"], True))],
    "matches": [
        Asked("^a+$", ("a", "aaa"), ("ab", ""), (5, ["a"], True)),
        Asked("(?i)PRO", ("a pro",), ("free", "\ud800"), (True,)),
    ],
    "greater_than": [Asked(17.5, (18, 1e21), (17.5, 17, -1), ("18", True, [18], {}))],
    "greater_or_equal": [Asked(18, (18, 18.0, 19), (17.999, -1), ("18", True, [18]))],
    "less_than": [Asked(18, (17.999, -1e21), (18, 18.0), ("17", False, [17]))],
    "less_or_equal": [Asked(18, (18, 0), (18.001,), ("17", False, [17]))],
    "in": [
        Asked(["pro", 10, True], ("pro", 10.0, True), ("free", 11, False), (["pro"], {"pro": 1})),
        Asked(["1", 0], ("1", 0), (1, False, "0"), ([],)),
    ],
    "exists": [Asked(None, ("", 0, False, [], {}), (), ())],
    "contains_any": [
        Asked(["a", 2], (["x", "a"], [2.0]), (["x"], []), ("a", 2, {"a": 1})),
    ],
    "contains_all": [
        Asked(["a", 2], (["a", 2, "b"], [2.0, "a"]), (["a"], []), ("a", 2, {"a": 1})),
    ],
    "semver_equals": [
        Asked("1.2.0", ("1.2", "v1.2.0", "1.2.0+build"), ("1.2.1", "1.2.0-rc.1"), (1.2, ["1.2.0"])),
    ],
    "semver_greater_than": [
        Asked("1.9.0", ("1.10.0", "2"), ("1.9.0", "1.9.0-rc.1", "latest", "1.10.0.0"), (2,)),
        Asked("1.0.0-rc.1", ("1.0.0", "1.0.0-rc.2", "1.0.0-rc.1.1"), ("1.0.0-beta.11",), (2.0,)),
    ],
    "semver_greater_or_equal": [Asked("1.9.0", ("1.9", "1.10"), ("1.8.9", "1..9"), (2, True))],
    "semver_less_than": [
        Asked("1.0.0", ("1.0.0-alpha", "0.9"), ("1", "1.0.1", ""), (0,)),
        Asked("1.0.0-alpha.beta", ("1.0.0-alpha.1",), ("1.0.0-beta",), (0.5,)),
    ],
    "semver_less_or_equal": [Asked("1.0.0", ("1", "1.0.0+a"), ("1.0.1", "one"), (1, ["1"]))],
    "in_cidr": [
        Asked(
            "10.0.0.0/8", ("10.1.2.3", "::ffff:10.1.2.3"), ("11.0.0.1", "10.0.0.256"), (10, True)
        ),
        Asked(["2001:db8::/32", "::1"], ("2001:db8::1", "::1"), ("2001:db9::1", "1.2.3.4"), ([],)),
    ],
    "before": [
        Asked(
            "2026-11-25",
            ("2026-11-24T23:59:59Z", "2026-11-25T00:30:00+01:00", 0, 1_795_564_799_999),
            ("2026-11-25", "2026-11-25T00:00:00Z", "soon"),
            (True, ["2026-11-24"], {}),
        ),
    ],
    "after": [
        Asked(
            "2026-11-25T12:00:00Z",
            ("2026-11-25T12:00:00.001Z", 1_795_608_001, 1_795_608_000_001),
            ("2026-11-25T13:00:00+01:00", "2026-02-30", ""),
            (True, ["2026-11-26"]),
        ),
    ],
}
NEGATIVE = {
    "not_equals": "equals",
    "not_contains": "contains",
    "not_in": "in",
}


@dataclass(frozen=True)
class AskedOfContext:
    """A case of an operator that names its own attributes, or asks what time it is."""

    about: str
    value: Any
    context: dict[str, Any]
    now: float = NOON


def place(latitude: Any, longitude: Any) -> dict[str, Any]:
    return {"latitude": latitude, "longitude": longitude}


def bought(**days: Any) -> dict[str, Any]:
    named = {f"2026-11-{name[1:]}": tally for name, tally in days.items()}
    return {"actions": {"purchase": {"last": "2026-11-24T12:00:00Z", "days": named}}}


def visited(count: int) -> dict[str, Any]:
    days = {f"2026-11-{25 - day:02d}": {"count": 1} for day in range(count)}
    return {"actions": {"visit": {"days": days}}}


HISTORY = bought(d25={"count": 2, "value": 30.5}, d24={"count": 1, "value": 10})
NO_HISTORIES: list[dict[str, Any]] = [
    {"actions": ["purchase"]},
    {"actions": {"purchase": "often"}},
    bought(d25={"count": "2", "value": True}) | {"targetingKey": 5},
]
GERMANY = {"north": 55.1, "south": 47.2, "east": 15.1, "west": 5.8}
FIJI = {"north": -12, "south": -21, "east": -178, "west": 176}
BERLIN = "Europe/Berlin"
NIGHT = {"from": "22:00", "to": "06:00", "timezone": BERLIN}
YEAR_END = {"start": "2026-12-24", "end": "2026-12-26", "timezone": BERLIN}
FIRST_OF_JULY = 1_782_864_000  # 2026-07-01T00:00:00Z
CHRISTMAS = 1_798_153_200  # 2026-12-25T00:00:00 in Berlin


def with_wrong_types(
    value: dict[str, Any], *, at_nothing: str = MISSING
) -> Iterator[AskedOfContext]:
    """An action that is missing or no object counts as none at all."""
    yield AskedOfContext(at_nothing, value, {})
    for context in NO_HISTORIES:
        yield AskedOfContext(WRONG_TYPE, value, context)


ON_CONTEXT: dict[str, list[AskedOfContext]] = {
    "within_bounds": [
        AskedOfContext(MATCH, GERMANY, place(52.5, 13.4)),
        AskedOfContext(MATCH, GERMANY, place(55.1, 5.8)),
        AskedOfContext(MISMATCH, GERMANY, place(48.9, 2.3)),
        AskedOfContext(MISMATCH, GERMANY, place(60, 10)),
        AskedOfContext(MATCH, FIJI, place(-17, 179)),
        AskedOfContext(MATCH, FIJI, place(-17, -179)),
        AskedOfContext(MISMATCH, FIJI, place(-17, 0)),
        AskedOfContext(MISSING, GERMANY, {}),
        AskedOfContext(MISSING, GERMANY, place(52.5, None)),
        AskedOfContext(WRONG_TYPE, GERMANY, place("52.5", "13.4")),
        AskedOfContext(WRONG_TYPE, GERMANY, place(True, [13.4])),
    ],
    "date_between": [
        AskedOfContext(MATCH, YEAR_END, {}, CHRISTMAS),
        AskedOfContext(MATCH, YEAR_END, {}, 1_798_066_800),
        AskedOfContext(MISMATCH, YEAR_END, {}, 1_798_066_799.999),
        AskedOfContext(MATCH, YEAR_END, {}, 1_798_325_999.999),
        AskedOfContext(MISMATCH, YEAR_END, {}, 1_798_326_000),
        AskedOfContext(MATCH, {"start": "2026-01-01", "end": "9999-12-31"}, {}),
        AskedOfContext(MISMATCH, {"end": "2026-11-25T12:00:00Z"}, {}),
        AskedOfContext(MATCH, {"start": "2026-11-25T13:00", "timezone": BERLIN}, {}),
    ],
    "time_of_day": [
        AskedOfContext(MATCH, {"from": "12:00", "to": "12:01"}, {}),
        AskedOfContext(MISMATCH, {"from": "11:00", "to": "12:00"}, {}),
        AskedOfContext(MISMATCH, NIGHT, {}),
        AskedOfContext(MATCH, NIGHT, {}, NOON + 9 * 3600),
        AskedOfContext(MATCH, NIGHT, {}, NOON + 16.9 * 3600),
        AskedOfContext(MISMATCH, NIGHT, {}, NOON + 17 * 3600),
    ],
    "day_of_week": [
        AskedOfContext(MATCH, {"days": ["wednesday"]}, {}),
        AskedOfContext(MISMATCH, {"days": ["thursday", "friday"]}, {}),
        AskedOfContext(MATCH, {"days": ["thursday"], "timezone": "Pacific/Kiritimati"}, {}),
    ],
    "month": [
        AskedOfContext(MATCH, {"months": ["november"]}, {}),
        AskedOfContext(MISMATCH, {"months": ["december"]}, {}),
        AskedOfContext(
            MATCH, {"months": ["june"], "timezone": "America/New_York"}, {}, FIRST_OF_JULY
        ),
    ],
    "season": [
        AskedOfContext(MATCH, {"seasons": ["autumn"], "hemisphere": "north"}, {}),
        AskedOfContext(MATCH, {"seasons": ["spring"], "hemisphere": "south"}, {}),
        AskedOfContext(MISMATCH, {"seasons": ["autumn"], "hemisphere": "south"}, {}),
        AskedOfContext(MATCH, {"seasons": ["winter"], "hemisphere": "north"}, {}, CHRISTMAS),
    ],
    "holiday": [
        AskedOfContext(MATCH, {"dates": ["12-25"], "timezone": BERLIN}, {}, CHRISTMAS),
        AskedOfContext(MISMATCH, {"dates": ["12-25"]}, {}, CHRISTMAS),
        AskedOfContext(MATCH, {"dates": ["01-01", "2026-11-25"]}, {}),
        AskedOfContext(MISMATCH, {"dates": ["2027-11-25", "11-26"]}, {}),
    ],
    "action_count": [
        AskedOfContext(MATCH, {"action": "purchase", "at_least": 3}, HISTORY),
        AskedOfContext(MISMATCH, {"action": "purchase", "at_least": 4}, HISTORY),
        AskedOfContext(MATCH, {"action": "purchase", "at_most": 2, "within": "12h"}, HISTORY),
        AskedOfContext(MISMATCH, {"action": "purchase", "at_most": 2, "within": "13h"}, HISTORY),
        *with_wrong_types({"action": "purchase", "at_least": 1}),
        *with_wrong_types({"action": "purchase", "at_most": 5}),
    ],
    "action_value": [
        AskedOfContext(MATCH, {"action": "purchase", "at_least": 40.5, "at_most": 40.5}, HISTORY),
        AskedOfContext(MISMATCH, {"action": "purchase", "at_least": 40.51}, HISTORY),
        *with_wrong_types({"action": "purchase", "at_least": 0.01}),
    ],
    "action_recency": [
        AskedOfContext(MATCH, {"action": "purchase", "at_most": "24h"}, HISTORY),
        AskedOfContext(MISMATCH, {"action": "purchase", "at_most": "1439m"}, HISTORY),
        AskedOfContext(MATCH, {"action": "purchase", "at_least": "1d"}, HISTORY),
        AskedOfContext(MISSING, {"action": "purchase", "at_most": "999w"}, {}),
        AskedOfContext(MISSING, {"action": "visit", "at_least": "1s"}, HISTORY),
        AskedOfContext(
            WRONG_TYPE, {"action": "purchase", "at_least": "1s"}, {"actions": {"purchase": 5}}
        ),
        AskedOfContext(
            WRONG_TYPE,
            {"action": "purchase", "at_least": "1s"},
            {"actions": {"purchase": {"last": "long ago"}}},
        ),
    ],
    "engagement_level": [
        AskedOfContext(MATCH, {"levels": ["low"]}, visited(3)),
        AskedOfContext(MATCH, {"levels": ["medium"]}, visited(4)),
        AskedOfContext(MATCH, {"levels": ["medium"]}, visited(11)),
        AskedOfContext(MATCH, {"levels": ["high"]}, visited(12)),
        AskedOfContext(MISMATCH, {"levels": ["none", "high"]}, visited(5)),
        *with_wrong_types({"levels": ["none"]}),
        *with_wrong_types({"levels": ["low", "medium", "high"]}),
    ],
}
TEMPORAL = {"date_between", "time_of_day", "day_of_week", "month", "season", "holiday"}

STAFF = {
    "key": "staff",
    "included": ["ann", "3"],
    "excluded": ["eve"],
    "conditions": [{"attribute": "plan", "operator": "equals", "value": "staff"}],
}
IN_SEGMENT = [
    AskedOfContext(MATCH, "staff", {"targetingKey": "ann"}),
    AskedOfContext(MATCH, "staff", {"targetingKey": 3.0}),
    AskedOfContext(MATCH, "staff", {"targetingKey": "bob", "plan": "staff"}),
    AskedOfContext(MISMATCH, "staff", {"targetingKey": "eve", "plan": "staff"}),
    AskedOfContext(MISMATCH, "staff", {"targetingKey": "bob"}),
    AskedOfContext(MISMATCH, "nobody", {"targetingKey": "ann"}),
    AskedOfContext(MISSING, "staff", {}),
    AskedOfContext(MISSING, "staff", {"plan": "staff"}),
    AskedOfContext(WRONG_TYPE, "staff", {"targetingKey": ["ann"]}),
    AskedOfContext(WRONG_TYPE, "staff", {"targetingKey": True, "plan": "staff"}),
]

# Along a path: `a.b` is the attribute of that name, else `b` inside of `a`.
ALONG_A_PATH: list[tuple[str, dict[str, Any]]] = [
    (MATCH, {"account": {"plan": "pro"}}),
    (MATCH, {"account.plan": "pro", "account": "x"}),
    (MISMATCH, {"account": {"plan": None}}),
    (MISMATCH, {"account.plan": None, "account": {"plan": "pro"}}),
    (MISSING, {}),
    (WRONG_TYPE, {"account": "pro"}),
    (WRONG_TYPE, {"account": ["plan"]}),
]
TURNED = {MATCH: MISMATCH, MISMATCH: MATCH}

Case = dict[str, Any]


def operator_cases() -> Iterator[Case]:
    """Every case, without its answer."""
    for operator, all_asked in ON_ATTRIBUTE.items():
        for asked in all_asked:
            yield from _on_attribute(operator, asked)
    for operator, positive in NEGATIVE.items():
        for asked in ON_ATTRIBUTE[positive]:
            turned = Asked(asked.value, asked.mismatch, asked.match, asked.wrong_type)
            yield from _on_attribute(operator, turned)
    yield from _on_attribute("not_exists", Asked(None, (), ("", 0, False, [], {}), ()))
    for about, context in ALONG_A_PATH:
        yield _along_a_path("exists", None, about, context)
        yield _along_a_path("equals", "pro", about, context)
        yield _along_a_path("not_exists", None, TURNED.get(about, about), context)
    for operator, of_context in ON_CONTEXT.items():
        for each in of_context:
            yield _on_context(operator, each)
        if operator in TEMPORAL:
            yield from _whatever_the_context(operator, of_context[0])
    for each in IN_SEGMENT:
        yield {**_on_context("in_segment", each), "segments": [STAFF]}


def _on_attribute(operator: str, asked: Asked) -> Iterator[Case]:
    found = {MATCH: asked.match, MISMATCH: asked.mismatch, WRONG_TYPE: asked.wrong_type}
    contexts = [(about, {"plan": each}) for about, values in found.items() for each in values]
    contexts += [(MISSING, {}), (MISSING, {"plan": None}), (MISSING, {"other": asked.value})]
    for about, context in contexts:
        yield {
            "about": about,
            "operator": operator,
            "attribute": "plan",
            "value": asked.value,
            "context": context,
            "now": NOON,
        }


def _along_a_path(operator: str, value: Any, about: str, context: dict[str, Any]) -> Case:
    return {
        "about": about,
        "operator": operator,
        "attribute": "account.plan",
        "value": value,
        "context": context,
        "now": NOON,
    }


def _on_context(operator: str, asked: AskedOfContext) -> Case:
    return {
        "about": asked.about,
        "operator": operator,
        "attribute": None,
        "value": asked.value,
        "context": asked.context,
        "now": asked.now,
    }


def _whatever_the_context(operator: str, asked: AskedOfContext) -> Iterator[Case]:
    """The time is asked of no attribute, so that nothing in a context changes it."""
    for about, context in ((MISSING, {"timezone": None}), (WRONG_TYPE, {"timezone": 5, "now": []})):
        yield {**_on_context(operator, asked), "about": about, "context": context}
