"""The ingest function over HTTP and its queue: answers, refusals, and what rests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from burgee.domain.tracking import Exposure
from burgee.services.late_exposures import LateExposure, encode_late_exposure
from functions.ingest.handler import handler
from tests.functions.evaluate_api import (
    BULK,
    PRODUCTION,
    UNLIMITED,
    Deployed,
    EvaluateApi,
    a_switch,
)
from tests.functions.ingest_api import (
    EVENTS,
    IngestApi,
    deliver,
    events_of,
    exposures_of,
    ingesting,
    name_of,
    scanned,
)
from tests.unit.services.experiments import an_experiment
from tests.unit.wire.sent import a_plain_evaluation, a_sent

RUN = "checkout.1"


@pytest.fixture(scope="module")
def deployment() -> Iterator[Deployed]:
    with ingesting(**UNLIMITED) as running:
        running.create(a_switch("shown"))
        yield running.serve(an_experiment())


@pytest.fixture(scope="module")
def keys(deployment: Deployed) -> tuple[str, str]:
    """A client and a server key."""
    made = deployment.new_key("client"), deployment.new_key("server")
    deployment.publish()
    return made


@pytest.fixture
def api(keys: tuple[str, str]) -> IngestApi:
    """Calls with a client key. Each test has units of its own."""
    return IngestApi(keys[0])


@pytest.fixture
def server(keys: tuple[str, str]) -> IngestApi:
    return IngestApi(keys[1])


class TestAnswers:
    def test_what_the_plain_client_sends_is_accepted_as_it_is(self, api: IngestApi) -> None:
        answer = api.track(a_plain_evaluation())

        assert (answer.status, answer.json) == (
            202,
            {"accepted": 1, "duplicates": 0, "mixed": 0, "rejected": []},
        )

    def test_an_event_rests_under_its_unit(self, api: IngestApi) -> None:
        answer = api.track(a_sent(targetingKey="one", data={"value": 9.99}))

        (event,) = events_of("one")
        assert answer.json["accepted"] == 1
        assert event.numbers == {"value": 99_900}

    def test_a_batch_tells_what_became_of_each(self, api: IngestApi) -> None:
        events = [
            a_sent(targetingKey="batch", event_id="e1"),
            a_sent(targetingKey="batch", event_id="e1"),
            a_sent("dance", targetingKey="batch", event_id="e3"),
        ]

        answer = api.track_all(*events)

        assert (answer.status, answer.json["accepted"], answer.json["duplicates"]) == (202, 1, 1)
        (rejected,) = answer.json["rejected"]
        assert rejected.pop("detail").startswith("`event_type` is one of")
        assert rejected == {
            "index": 2,
            "event_id": "e3",
            "code": "UNKNOWN_EVENT_TYPE",
            "retry": False,
        }

    def test_an_empty_batch_is_taken(self, api: IngestApi) -> None:
        nothing = {"accepted": 0, "duplicates": 0, "mixed": 0, "rejected": []}

        assert api.track_all().json == nothing

    def test_500_events_of_as_many_units_are_written_side_by_side(self, api: IngestApi) -> None:
        events = [a_sent(targetingKey=f"many-{number}") for number in range(500)]

        assert api.track_all(*events).json["accepted"] == 500
        assert len(events_of("many-499")) == 1

    def test_a_token_from_a_bulk_evaluation_becomes_an_exposure(
        self, api: IngestApi, keys: tuple[str, str]
    ) -> None:
        answers = EvaluateApi(keys[0]).post(BULK, {"context": {"targetingKey": "bulk"}})
        token = answers.flags["shown"]["metadata"]["exposureToken"]

        answer = api.track({"event_type": "exposure", "token": token})

        exposure = exposures_of("bulk")[RUN]
        assert answer.json["accepted"] == 1
        assert exposure.variant == answers.flags["shown"]["metadata"]["experimentVariant"]
        assert exposure.source == "token"

    def test_a_server_key_says_what_it_showed(self, server: IngestApi) -> None:
        event = a_sent("exposure", targetingKey="shown", run=RUN, variant="treatment")

        assert server.track(event).json["accepted"] == 1
        assert exposures_of("shown")[RUN].variant == "treatment"

    def test_a_unit_that_was_shown_two_variants_is_told(self, server: IngestApi) -> None:
        variants = ("treatment", "control")

        answer = server.track_all(
            *(a_sent("exposure", targetingKey="two", run=RUN, variant=one) for one in variants)
        )

        assert (answer.json["accepted"], answer.json["mixed"]) == (2, 1)
        assert exposures_of("two")[RUN].mixed


class TestRefusals:
    def test_a_single_bad_event_is_a_problem_that_names_its_reason(self, api: IngestApi) -> None:
        answer = api.track({"event_type": "click"})

        assert (answer.status, answer.code) == (422, "INVALID_EVENT")
        assert [error["code"] for error in answer.json["errors"]] == ["UNIT_MISSING"]

    def test_another_environment_is_403(self, api: IngestApi) -> None:
        answer = api.track(a_plain_evaluation(environment="staging"))

        assert (answer.status, answer.code) == (403, "ENVIRONMENT_MISMATCH")

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            (b"", 400),
            (b"[]", 400),
            (b"{", 400),
            (b'{"events": 7}', 400),
            (b'{"event_type": NaN}', 400),
            (b"\xff", 400),
            (b'{"a": ' + b"9" * 5000 + b"}", 400),
            (b"[" * 100_000, 400),
            (b'{"a":' * 100_000, 400),
            (b" " * (1024 * 1024 + 1), 413),
            (json.dumps({"events": [{}] * 501}).encode(), 413),
        ],
    )
    def test_a_body_that_cannot_be_read_is_refused_whole(
        self, api: IngestApi, body: bytes, status: int
    ) -> None:
        answer = api.send("POST", EVENTS, body, {"Content-Type": "application/json"})

        assert answer.status == status

    def test_another_content_type_is_415(self, api: IngestApi) -> None:
        answer = api.send("POST", EVENTS, b"{}", {"Content-Type": "text/csv"})

        assert answer.status == 415

    @pytest.mark.parametrize("token", [None, "nonsense", "burgee.client.production.k.s"])
    def test_without_a_key_it_is_401(self, api: IngestApi, token: str | None) -> None:
        assert api.with_token(token).post(EVENTS, a_sent()).status == 401

    def test_a_route_that_is_none_of_its_own_is_404(self, api: IngestApi) -> None:
        event = {**api.event("POST", EVENTS, b"{}"), "routeKey": "POST /elsewhere"}

        assert handler(event, None)["statusCode"] == 404

    def test_a_fault_of_ours_is_500_and_logged_without_values(
        self, api: IngestApi, logged: StringIO
    ) -> None:
        sent = api.event("POST", EVENTS, json.dumps(a_sent(targetingKey="jane")).encode())

        answer = handler({**sent, "headers": {**sent["headers"], "content-type": 7}}, None)

        assert answer["statusCode"] == 500
        assert "AttributeError" in logged.getvalue()
        assert "jane" not in logged.getvalue()


class TestPrivacy:
    def test_neither_keys_nor_texts_rest_anywhere(self, api: IngestApi) -> None:
        api.track_all(
            a_sent(
                targetingKey="jane-doe",
                event_id="jane-doe-1",
                data={
                    "who": "jane-doe",
                    "user_agent": "jane-doe",
                    "page": {"referrer": "jane-doe"},
                },
                attribution={"referer": "jane-doe"},
            )
        )

        assert len(events_of("jane-doe")) == 1
        assert "jane-doe" not in scanned()


class TestQueue:
    def test_late_exposures_are_written_and_bad_ones_come_again(self, api: IngestApi) -> None:
        exposure = Exposure("checkout.1", "control", 1000, 1000)
        late = LateExposure(PRODUCTION, name_of("late"), exposure)

        answer = deliver("nonsense", encode_late_exposure(late))

        assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
        assert exposures_of("late")[RUN].late

    def test_what_cannot_be_read_is_logged_by_its_id_alone(
        self, api: IngestApi, logged: StringIO
    ) -> None:
        deliver('{"unit": "jane"}')

        assert '"m0"' in logged.getvalue()
        assert "jane" not in logged.getvalue()


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None), max_size=6)
    | st.sampled_from(["exposure", "click", "flag_evaluation", "shown", "treatment", RUN]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "event_type",
                    "data",
                    "units",
                    "targetingKey",
                    "timestamp",
                    "run",
                    "variant",
                    "token",
                ]
            )
            | st.text(max_size=3),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
BODIES = (
    JSON_VALUES.map(lambda value: json.dumps(value).encode())
    | st.lists(JSON_VALUES, max_size=4).map(lambda many: json.dumps({"events": many}).encode())
    | st.binary(max_size=64)
)


@settings(max_examples=150)
@given(body=BODIES, is_base64=st.booleans(), repeated=st.booleans())
def test_nothing_that_is_sent_is_a_fault_of_ours(
    keys: tuple[str, str], body: bytes, is_base64: bool, repeated: bool
) -> None:
    event = IngestApi(keys[1]).event("POST", EVENTS, body, {"Content-Type": "application/json"})
    if is_base64:
        event |= {"isBase64Encoded": not event["isBase64Encoded"]}  # what it is not
    if repeated:
        event |= {"body": '{"event_type":"click","event_type":"dance"}', "isBase64Encoded": False}

    assert handler(event, None)["statusCode"] < 500
