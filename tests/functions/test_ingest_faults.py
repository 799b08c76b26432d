"""What the ingest function answers when storage is silent or busy, or a key sends too much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from burgee.runtime import wiring
from burgee.storage.schema import UNITS
from tests.functions.evaluate_api import UNLIMITED, a_switch
from tests.functions.ingest_api import IngestApi, ingesting
from tests.unit.wire.sent import a_plain_evaluation, a_sent


@pytest.fixture
def api() -> Iterator[IngestApi]:
    """Calls with a client key of a deployment that has taken an event."""
    with ingesting(**UNLIMITED) as running:
        running.create(a_switch("shown"))
        token = running.new_key()
        running.publish()
        api = IngestApi(token)
        assert api.track(a_sent()).status == 202
        yield api


@pytest.fixture
def silent(api: IngestApi) -> IngestApi:
    """Calls of a deployment whose units cannot be reached any more."""
    wiring.evaluation_client().delete_table(TableName=UNITS.name)
    return api


class TestStorage:
    @pytest.mark.parametrize("count", [1, 20])
    def test_where_nothing_can_be_written_the_whole_is_to_be_sent_again(
        self, silent: IngestApi, count: int
    ) -> None:
        answer = silent.track_all(*(a_sent(event_id=f"e{number}") for number in range(count)))

        assert (answer.status, answer.code) == (503, "STORAGE_UNAVAILABLE")
        assert answer.headers["retry-after"] == "1"

    def test_what_needs_no_unit_is_taken_all_the_same(self, silent: IngestApi) -> None:
        answer = silent.track_all(a_plain_evaluation(), a_sent(event_id="e9"))

        assert (answer.status, answer.json["accepted"]) == (202, 1)
        (rejected,) = answer.json["rejected"]
        assert (rejected["event_id"], rejected["code"], rejected["retry"]) == (
            "e9",
            "STORAGE_UNAVAILABLE",
            True,
        )

    def test_throttling_is_429_with_a_time_to_wait(self, api: IngestApi) -> None:
        with throttled():
            answer = api.track_all(a_sent(event_id="e2"), {"event_type": "dance"})

        assert (answer.status, answer.code) == (429, "TOO_MANY_REQUESTS")
        assert answer.headers["retry-after"] == "1"


class throttled:  # noqa: N801  read as a verb
    """While it lasts, DynamoDB is asked too much for every put."""

    def __enter__(self) -> None:
        self._events: Any = wiring.evaluation_client().meta.events
        self._events.register_first("before-call.dynamodb.PutItem", self._refuse)

    def __exit__(self, *_: object) -> None:
        self._events.unregister("before-call.dynamodb.PutItem", self._refuse)

    def _refuse(self, **_: Any) -> Any:
        error = {"Error": {"Code": "ThrottlingException", "Message": "asked too much"}}
        return AWSResponse("", 400, HTTPHeaders(), None), error


class TestLimits:
    @pytest.fixture
    def limited(self) -> Iterator[IngestApi]:
        """A key with a burst of 5 and one request in 2 seconds."""
        with ingesting(RATE_LIMIT_PER_SECOND="0.5", RATE_LIMIT_BURST="5") as running:
            token = running.new_key()
            running.publish()
            yield IngestApi(token)

    def test_too_many_requests_are_429(self, limited: IngestApi) -> None:
        answers = [limited.track_all() for _ in range(6)]

        assert [answer.status for answer in answers] == [202] * 5 + [429]
        assert answers[-1].headers["retry-after"] == "2"

    def test_a_large_batch_is_worth_several_requests(self, limited: IngestApi) -> None:
        bad = [{"event_type": "dance"}] * 500

        first, second = limited.track_all(*bad), limited.track_all()

        assert (first.status, second.status) == (202, 429)
        assert second.headers["retry-after"] == "14"
