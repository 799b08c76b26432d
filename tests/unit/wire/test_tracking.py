"""Bodies of tracking events: what is read of them, and what is refused of which."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burgee.domain.errors import (
    BodyTooLarge,
    BurgeeError,
    EnvironmentMismatch,
    MalformedRequest,
)
from burgee.domain.sent_events import FlagEvaluation, SentEvent, ShownVariant
from burgee.domain.tracking import EventType
from burgee.wire.tracking import read_body
from tests.unit.wire.sent import (
    PRODUCTION,
    STAMP,
    a_plain_evaluation,
    a_sent,
    read,
    read_one,
    reason_of,
)

STAMP_MS = 1_795_607_940_000


class TestOneEvent:
    def test_what_the_plain_client_sends_is_read_as_it_is(self) -> None:
        event = read_one(a_plain_evaluation())

        assert event.type is EventType.FLAG_EVALUATION
        assert event.evaluated == FlagEvaluation("shown", "", "CACHED")

    def test_an_outcome_has_a_unit_a_moment_and_properties(self) -> None:
        event = read_one(a_sent(data={"value": 12.5, "plan": "pro", "is_gift": True}))

        assert (event.type, event.name, event.timestamp) == ("conversion", "conversion", STAMP_MS)
        assert event.units == {"targetingKey": "ann"}
        assert event.numbers == {"value": 125_000, "is_gift": 10_000}
        assert event.texts == {"plan": "pro"}

    @pytest.mark.parametrize("event_type", sorted({*EventType} - {"flag_evaluation", "exposure"}))
    def test_every_type_of_outcome_is_taken(self, event_type: str) -> None:
        assert read_one(a_sent(event_type)).type == event_type

    @pytest.mark.parametrize(
        "parts",
        [{"event_name": "buy"}, {"data": {"event_name": "buy"}}],
    )
    def test_a_name_stands_beside_data_or_in_it(self, parts: dict[str, Any]) -> None:
        assert read_one(a_sent(**parts)).name == "buy"

    @pytest.mark.parametrize(
        "parts",
        [
            {"targetingKey": "ann"},
            {"user_id": "ann"},
            {"data": {"targetingKey": "ann"}},
            {"data": {"user_id": "ann"}},
            {"units": {"targetingKey": "ann"}},
            {"targetingKey": "ann", "user_id": "bob", "data": {"user_id": "eve"}},
            {"targetingKey": "", "user_id": "ann"},
        ],
    )
    def test_the_unit_is_the_first_that_is_named(self, parts: dict[str, Any]) -> None:
        assert read_one({"event_type": "click", **parts}).units == {"targetingKey": "ann"}

    def test_a_unit_may_be_a_number_and_is_hashed_as_evaluation_does(self) -> None:
        assert read_one({"event_type": "click", "user_id": 3.0}).units == {"targetingKey": "3"}

    @pytest.mark.parametrize(
        "parts",
        [{"units": {"device": "d1"}}, {"data": {"device": "d1"}}],
    )
    def test_further_unit_types_are_read_where_they_are_in_use(self, parts: dict[str, Any]) -> None:
        event = a_sent(**parts)

        assert read_one(event, "device").units == {"targetingKey": "ann", "device": "d1"}
        assert read_one(event).units == {"targetingKey": "ann"}

    def test_an_anonymous_event_needs_only_the_unit_that_it_has(self) -> None:
        event = read_one({"event_type": "click", "units": {"device": "d1"}}, "device")

        assert event.units == {"device": "d1"}

    def test_a_user_id_may_be_a_unit_type_of_its_own(self) -> None:
        event = read_one(a_sent(user_id="u1"), "user_id")

        assert event.units == {"targetingKey": "ann", "user_id": "u1"}

    def test_objects_are_flattened_and_lists_and_null_left_out(self) -> None:
        event = read_one(a_sent(data={"cart": {"items": {"count": 2}}, "tags": ["a"], "x": None}))

        assert (event.numbers, event.texts) == ({"cart.items.count": 20_000}, {})

    def test_what_says_whose_and_when_is_no_property(self) -> None:
        data = {"user_id": "a", "timestamp": STAMP, "environment": PRODUCTION, "device": "d"}

        assert read_one(a_sent(data=data), "device").texts == {}

    def test_a_value_beside_data_is_a_property(self) -> None:
        assert read_one(a_sent(value=2)).numbers == {"value": 20_000}

    @pytest.mark.parametrize("place", ["beside", "inside"])
    def test_attribution_is_kept_as_text(self, place: str) -> None:
        attribution = {"channel": "mail", "position": 3, "paid": True, "none": None}
        parts = {"attribution": attribution}

        event = read_one(a_sent(**(parts if place == "beside" else {"data": parts})))

        assert event.attribution == {"channel": "mail", "position": "3", "paid": "true"}
        assert event.numbers == {}

    @pytest.mark.parametrize("private", ["user_agent", "ip", "referrer", "User-Agent", "email"])
    def test_what_tells_of_a_person_is_left_out(self, private: str) -> None:
        event = read_one(a_sent(data={private: "secret"}, attribution={private: "secret"}))

        assert (event.texts, event.attribution) == ({}, {})

    def test_lone_surrogates_are_replaced_as_evaluation_does(self) -> None:
        event = read_one({"event_type": "click", "user_id": "a\ud800", "data": {"x": "\udfff"}})

        assert event.units == {"targetingKey": "a\ufffd"}
        assert event.texts == {"x": "\ufffd"}


class TestTime:
    @pytest.mark.parametrize("stamp", [STAMP, STAMP_MS, "2026-11-25T12:59:00+01:00"])
    def test_a_moment_is_a_text_or_milliseconds(self, stamp: Any) -> None:
        assert read_one(a_sent(timestamp=stamp)).timestamp == STAMP_MS

    def test_a_moment_in_data_counts_where_none_is_beside_it(self) -> None:
        event = read_one({"event_type": "click", "user_id": "a", "data": {"timestamp": STAMP}})

        assert event.timestamp == STAMP_MS

    def test_an_events_own_time_of_sending_comes_before_that_of_its_batch(self) -> None:
        sent = read({"events": [a_sent(), a_sent(sent_at=STAMP)], "sent_at": STAMP_MS + 5})

        assert [one.sent_at for one in sent.events if isinstance(one, SentEvent)] == [
            STAMP_MS + 5,
            STAMP_MS,
        ]


class TestContent:
    """What tells a retry from another event where the sender gives no id."""

    def test_the_order_of_fields_and_the_time_of_sending_change_nothing(self) -> None:
        event = a_sent(data={"a": 1, "b": 2}, sent_at=1)
        again = {"sent_at": 2, **dict(reversed(a_sent(data={"b": 2, "a": 1}).items()))}

        assert read_one(event).content == read_one(again).content

    @pytest.mark.parametrize(
        "parts",
        [
            {"timestamp": "2026-11-25T11:59:00.000Z"},
            {"event_name": "buy"},
            {"targetingKey": "bob"},
            {"data": {"value": 1}},
            {"event_type": "click"},
        ],
    )
    def test_everything_else_does(self, parts: dict[str, Any]) -> None:
        assert read_one({**a_sent(), **parts}).content != read_one(a_sent()).content

    def test_an_experiment_that_starts_before_the_retry_changes_nothing(self) -> None:
        event = a_sent(units={"device": "d1"})

        assert read_one(event, "device").content == read_one(event).content

    def test_without_a_moment_there_is_none(self) -> None:
        assert read_one({"event_type": "click", "user_id": "a"}).content == ""


class TestFlagEvaluations:
    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            ({"source": "api"}, ""),
            ({"source": "fallback"}, "ERROR"),
            ({"source": None, "reason": "SPLIT"}, "SPLIT"),
            ({"source": "elsewhere", "reason": "BECAUSE"}, "UNKNOWN"),
        ],
    )
    def test_where_a_value_came_from_is_its_reason(self, data: dict[str, Any], reason: str) -> None:
        evaluated = read_one(a_plain_evaluation(**data)).evaluated

        assert evaluated is not None
        assert evaluated.reason == reason

    def test_a_variant_is_read_and_one_that_can_be_none_is_not(self) -> None:
        good = read_one(a_plain_evaluation(variant="on")).evaluated
        bad = read_one(a_plain_evaluation(variant="a|b")).evaluated

        assert good == FlagEvaluation("shown", "on", "CACHED")
        assert bad == FlagEvaluation("shown", "", "CACHED")

    def test_no_unit_is_needed(self) -> None:
        assert read_one(a_plain_evaluation(user_id=None)).evaluated is not None


class TestExposures:
    def test_several_tokens_come_in_one_text(self) -> None:
        event = read_one({"event_type": "exposure", "token": "a.b  c.d"})

        assert event.shown == ShownVariant(tokens=("a.b", "c.d"))

    def test_a_server_names_run_and_variant(self) -> None:
        event = read_one(
            a_sent("exposure", run="checkout.2", variant="on", dimensions={"a": 1}, cohort="c")
        )

        assert event.shown == ShownVariant(
            run="checkout.2", variant="on", dimensions={"a": 1}, cohort="c"
        )

    def test_the_metadata_of_an_answer_will_do(self) -> None:
        data = {"experiment": "checkout", "run": 2, "variant": "on"}

        shown = read_one(a_sent("exposure", data=data)).shown

        assert shown is not None
        assert (shown.run, shown.experiment) == ("checkout.2", "checkout")

    @pytest.mark.parametrize(
        "parts",
        [
            {},
            {"token": "  "},
            {"token": 7},
            {"variant": "on"},
            {"run": "checkout.2"},
            {"run": 2, "variant": "on"},
            {"experiment": ["checkout"], "variant": "on"},
            {"run": "checkout.2", "variant": "on", "dimensions": "de"},
        ],
    )
    def test_one_that_does_not_say_what_was_shown_is_rejected(self, parts: dict[str, Any]) -> None:
        assert reason_of(a_sent("exposure", **parts)) == "EXPOSURE_INCOMPLETE"


class TestBatches:
    def test_a_bad_event_stays_in_its_place_and_loses_no_other(self) -> None:
        sent = read({"events": [a_sent(event_id="e1"), 7, a_sent("dance", event_id="e3")]})

        assert sent.is_batch
        assert [isinstance(one, SentEvent) for one in sent.events] == [True, False, False]
        assert sent.ids == ["e1", None, "e3"]

    def test_500_events_are_taken_and_no_more(self) -> None:
        assert len(read({"events": [a_sent()] * 500}).events) == 500
        with pytest.raises(BodyTooLarge):
            read({"events": [a_sent()] * 501})

    @pytest.mark.parametrize("body", [{"events": {}}, {"events": None}, {"events": "x"}])
    def test_events_that_are_no_list_are_refused(self, body: dict[str, Any]) -> None:
        with pytest.raises(MalformedRequest):
            read(body)

    def test_a_time_of_sending_that_is_none_is_refused(self) -> None:
        with pytest.raises(MalformedRequest):
            read({"events": [], "sent_at": "soon"})

    def test_another_environment_is_refused_as_a_whole(self) -> None:
        with pytest.raises(EnvironmentMismatch):
            read({"events": [a_sent()], "environment": "staging"})


DEEP: Any = {"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": 1}}}}}}}}


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (7, "NOT_AN_EVENT"),
        ([], "NOT_AN_EVENT"),
        ({}, "UNKNOWN_EVENT_TYPE"),
        (a_sent("dance"), "UNKNOWN_EVENT_TYPE"),
        (a_sent(event_type=["click"]), "UNKNOWN_EVENT_TYPE"),
        (a_sent(event_name=7), "INVALID_NAME"),
        (a_sent(event_name="x" * 129), "TOO_LONG"),
        (a_sent(event_id=7), "INVALID_ID"),
        (a_sent(event_id="x" * 129), "TOO_LONG"),
        (a_sent(timestamp="soon"), "INVALID_TIMESTAMP"),
        (a_sent(timestamp=True), "INVALID_TIMESTAMP"),
        (a_sent(timestamp=1e999), "INVALID_TIMESTAMP"),
        (a_sent(sent_at=[]), "INVALID_TIMESTAMP"),
        (a_sent(data=[]), "INVALID_DATA"),
        (a_sent(data={"": 1}), "INVALID_DATA"),
        (a_sent(attribution=[]), "INVALID_ATTRIBUTION"),
        (a_sent(attribution={"a": {}}), "INVALID_ATTRIBUTION"),
        (a_sent(attribution={"a": "x" * 65}), "TOO_LONG"),
        (a_sent(attribution={str(n): "x" for n in range(11)}), "TOO_MANY_PROPERTIES"),
        ({"event_type": "click"}, "UNIT_MISSING"),
        ({"event_type": "click", "user_id": ""}, "UNIT_MISSING"),
        (a_sent(targetingKey=True), "INVALID_UNIT"),
        (a_sent(targetingKey={}), "INVALID_UNIT"),
        (a_sent(targetingKey=10**400), "INVALID_UNIT"),
        (a_sent(units=[]), "INVALID_UNIT"),
        (a_sent(targetingKey="x" * 513), "TOO_LONG"),
        (a_sent(data={str(n): n for n in range(51)}), "TOO_MANY_PROPERTIES"),
        (a_sent(data=DEEP), "TOO_DEEP"),
        (a_sent(data={"x": [[[[[[[1]]]]]]]}), "TOO_DEEP"),
        (a_sent(data={"x": "y" * 1025}), "TOO_LONG"),
        (a_sent(data={"x" * 129: 1}), "TOO_LONG"),
        (a_sent(data={"x" * 100: {"y" * 30: 1}}), "TOO_LONG"),
        (a_sent(data={"value": 1_000_000_001}), "NUMBER_TOO_LARGE"),
        (a_sent(data={"value": 10**4000}), "NUMBER_TOO_LARGE"),
        (a_sent(data={"value": 1e999}), "NUMBER_TOO_LARGE"),
        (a_sent(environment="staging"), "ENVIRONMENT_MISMATCH"),
        (a_sent(data={"environment": "staging"}), "ENVIRONMENT_MISMATCH"),
        (a_plain_evaluation(flag_key="no key"), "UNKNOWN_FLAG"),
        (a_plain_evaluation(flag_key=None), "UNKNOWN_FLAG"),
    ],
)
def test_each_fault_has_a_code_of_its_own(event: Any, reason: str) -> None:
    assert reason_of(event) == reason


def test_what_is_just_within_the_limits_is_taken() -> None:
    event = read_one(
        {
            "event_type": "click",
            "targetingKey": "u" * 512,
            "event_id": "i" * 128,
            "event_name": "n" * 128,
            "data": {
                "x" * 128: "y" * 1024,
                "most": -1_000_000_000,
                **{str(n): n for n in range(48)},
            },
            "attribution": {str(n) * 64: "x" * 64 for n in range(10)},
        }
    )

    assert len(event.numbers) + len(event.texts) == 50


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False)
    | st.text(st.characters(codec=None), max_size=8)
    | st.sampled_from([STAMP, STAMP_MS, "ann", PRODUCTION, 1e308, 10**400])
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner)
)
FIELDS = [
    *("event_type", "event_name", "event_id", "targetingKey", "user_id", "units", "timestamp"),
    *("sent_at", "data", "value", "attribution", "environment", "token", "run", "experiment"),
    *("variant", "dimensions", "cohort", "flag_key", "source", "reason", "ip"),
]
PARTS = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=6)
EVENTS = st.builds(
    lambda event_type, parts, data: {"event_type": event_type, **parts, "data": data},
    st.sampled_from([*map(str, EventType), "dance"]),
    PARTS,
    PARTS | VALUES,
)


@given(st.lists(EVENTS | VALUES, max_size=4) | EVENTS, st.booleans())
def test_whatever_is_sent_is_read_or_refused_in_our_words(sent: Any, is_batch: bool) -> None:
    body = {"events": sent} if is_batch or not isinstance(sent, dict) else sent

    try:
        found = read_body(body, PRODUCTION, ["device", "account.id"]).events
    except (MalformedRequest, EnvironmentMismatch):
        return

    for event in found:
        assert isinstance(event, SentEvent | BurgeeError)
        if isinstance(event, SentEvent):
            kept = [*event.units.values(), *event.texts, *event.texts.values(), event.name]
            assert json.dumps(kept).encode()
            assert all(text.encode() for text in kept if text)
