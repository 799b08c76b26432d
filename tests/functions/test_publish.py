"""The publish function on real stream records, and what is left when it stops anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import StringIO
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import EndpointConnectionError

from burgee.domain.documents import DocumentVersion, Kind
from burgee.domain.errors import StorageUnavailable
from burgee.domain.evaluation import Evaluator
from burgee.runtime import wiring
from burgee.services.load_ruleset import load
from burgee.services.toggle_flag import toggle_flag
from burgee.services.writing import Ledger
from burgee.storage.documents import DynamoDocuments
from burgee.storage.schema import CONFIG
from burgee.storage.table import ItemTable
from functions.publish.handler import handler
from local.backend import stream_arn
from local.streams import Record, StreamReader
from tests.functions.evaluate_api import PRODUCTION, Deployed, a_rule, a_switch, deployed
from tests.unit.services.builders import by

TAKEN: dict[str, Any] = {"batchItemFailures": []}


class Underivable(DynamoDocuments):
    """Documents of a writer that ends after each version, before it derives anything."""

    def derive(self, version: DocumentVersion) -> None:
        raise StorageUnavailable("The writer has ended.")


class Published:
    """A deployment with its stream, and what production is answered from."""

    def __init__(self, deployment: Deployed) -> None:
        self.deployment = deployment
        client = wiring.administration_client()
        streams: Any = botocore.session.get_session().create_client("dynamodbstreams")
        self._stream = StreamReader(streams, stream_arn(client, CONFIG), "TRIM_HORIZON")
        table = ItemTable(client, CONFIG.name)
        self._unfinished: Ledger = replace(deployment.ledger, documents=Underivable(table))

    def new_records(self) -> list[Record]:
        """What the stream holds since the last time."""
        return [record for batch in self._stream.read(1000) for record in batch.records]

    def publish(self) -> list[Record]:
        """Hand all that is new to the function; the records."""
        records = self.new_records()
        assert handler({"Records": records}, None) == TAKEN
        return records

    def toggle(self, flag_key: str, *, enabled: bool) -> None:
        """A change whose writer ends as soon as the version is written."""
        author = by()
        toggle_flag(self._unfinished, author, flag_key, environment=PRODUCTION, enabled=enabled)

    @property
    def number(self) -> int:
        pointer = wiring.publishing_rulesets().pointer(PRODUCTION, consistent=True)
        return pointer.number if pointer else 0

    def reason(self, flag_key: str = "shown", **context: Any) -> str:
        """Why the newest ruleset, verified, answers as it does."""
        ruleset = load(wiring.publishing_rulesets(), PRODUCTION, self.number)
        return Evaluator(ruleset, lambda: 0.0).evaluate(flag_key, context).reason


@pytest.fixture(scope="module")
def published() -> Iterator[Published]:
    with deployed() as deployment:
        deployment.create(a_switch("shown", off_variant="off"))
        deployment.create(*(a_switch(f"flag-{n}") for n in range(5)))
        published = Published(deployment)
        published.publish()
        yield published


def test_a_version_whose_writer_ended_is_derived_and_published(published: Published) -> None:
    published.toggle("shown", enabled=False)

    published.publish()

    [row] = [one for one in wiring.documents().current(Kind.FLAG) if one.key == "shown"]
    assert published.reason() == "DISABLED"
    assert row.body["environments"][PRODUCTION]["enabled"] is False
    published.toggle("shown", enabled=True)
    published.publish()


def test_a_batch_that_comes_twice_publishes_once(published: Published) -> None:
    published.toggle("flag-0", enabled=False)
    records = published.publish()
    number = published.number

    answer = handler({"Records": records}, None)

    assert (answer, published.number) == (TAKEN, number)


def test_records_that_come_late_and_backwards_take_nothing_back(published: Published) -> None:
    for enabled in (False, True, False):
        published.toggle("flag-1", enabled=enabled)
    records = published.publish()
    number = published.number

    answer = handler({"Records": [*reversed(records), *records[:2]]}, None)

    assert (answer, published.number) == (TAKEN, number)
    assert published.reason("flag-1") == "DISABLED"


def test_records_of_derived_rows_and_of_deletions_are_passed_over(published: Published) -> None:
    published.toggle("flag-2", enabled=False)
    versions = published.publish()
    derived = published.new_records()
    deletions = [{**record, "eventName": "REMOVE"} for record in versions]

    answer = handler({"Records": [*derived, *deletions]}, None)

    assert {record["dynamodb"]["Keys"]["pk"]["S"].partition("#")[0] for record in derived} >= {
        "current",
        "audit",
        "ruleset",
        "chunk",
    }
    assert answer == TAKEN


def test_nothing_new_moves_no_pointer(published: Published) -> None:
    number = published.number

    answer = handler({"Records": []}, None)

    assert (answer, published.number) == (TAKEN, number)


def test_a_publication_is_logged_with_its_number(published: Published, logged: StringIO) -> None:
    published.toggle("flag-3", enabled=False)

    published.publish()

    assert "Ruleset published" in logged.getvalue()
    assert f'"number":{published.number}' in logged.getvalue()


class Killed(BaseException):
    """The end of a process; no code of ours catches it."""


@contextmanager
def _killed_at(write: int | None, moment: str) -> Iterator[list[str]]:
    """End the process `before` or `after` its n-th write; the writes that were begun."""
    begun: list[str] = []

    def count(params: dict[str, Any], **_: Any) -> None:
        begun.append(str(params["body"]))
        if moment == "before" and len(begun) == write:
            raise Killed

    def end(**_: Any) -> None:
        if moment == "after" and len(begun) == write:
            raise Killed

    hooks: list[tuple[str, Callable[..., None]]] = [
        ("before-call.dynamodb.PutItem", count),
        ("after-call.dynamodb.PutItem", end),
    ]
    events = wiring.administration_client().meta.events
    for name, hook in hooks:
        events.register(name, hook)
    try:
        yield begun
    except Killed:
        pass
    finally:
        for name, hook in hooks:
            events.unregister(name, hook)


# Month, audit row and current row; a chunk for production and one for the two others, where the
# flag is not set up; of each of the three a manifest and a pointer.
WRITES = 3 + 2 + 3 * 2
# The same is tried at every write over a table in memory, in no time: here at every fourth.
EVERY_WRITE = [
    write if write % 4 == 1 else pytest.param(write, marks=pytest.mark.long)
    for write in range(1, WRITES + 1)
]


def test_a_toggle_is_published_with_so_many_writes(published: Published) -> None:
    published.publish()
    published.toggle("shown", enabled=False)
    records = published.new_records()

    with _killed_at(None, "never") as begun:
        handler({"Records": records}, None)

    assert len(begun) == WRITES
    published.toggle("shown", enabled=True)
    published.publish()


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("write", EVERY_WRITE)
def test_a_publisher_that_ends_at_any_write_loses_nothing(
    published: Published, write: int, moment: str
) -> None:
    was_shown = published.reason() == "STATIC"
    published.toggle("shown", enabled=not was_shown)
    records = published.new_records()
    with _killed_at(write, moment):
        handler({"Records": records}, None)
    between = published.reason()

    handler({"Records": records}, None)  # the stream delivers the batch again
    number = published.number

    assert between in {"STATIC", "DISABLED"}
    assert published.reason() == ("DISABLED" if was_shown else "STATIC")
    assert handler({"Records": records}, None) == TAKEN
    assert published.number == number


@contextmanager
def _interrupted_at(write: int, interrupt: Callable[[], None]) -> Iterator[None]:
    """Somebody else acts just before the n-th write."""
    begun: list[str] = []

    def count(params: dict[str, Any], **_: Any) -> None:
        begun.append(str(params["body"]))
        if len(begun) == write:
            interrupt()

    events = wiring.administration_client().meta.events
    events.register("before-call.dynamodb.PutItem", count)
    yield
    events.unregister("before-call.dynamodb.PutItem", count)


@pytest.mark.parametrize("write", EVERY_WRITE)
def test_a_publisher_that_another_one_overtakes_at_any_write_loses_nothing(
    published: Published, write: int
) -> None:
    was_shown, was_other = published.reason() == "STATIC", published.reason("flag-4") == "STATIC"
    published.toggle("shown", enabled=not was_shown)
    records = published.new_records()

    def overtake() -> None:
        published.toggle("flag-4", enabled=not was_other)
        published.publish()

    with _interrupted_at(write, overtake):
        handler({"Records": records}, None)

    assert published.reason() == ("DISABLED" if was_shown else "STATIC")
    assert published.reason("flag-4") == ("DISABLED" if was_other else "STATIC")


def _out_of_reach(**_: Any) -> None:
    raise EndpointConnectionError(endpoint_url="nowhere")


@pytest.mark.parametrize("operation", ["GetItem", "PutItem", "Query", "BatchGetItem"])
def test_a_storage_that_does_not_answer_fails_the_batch_so_that_it_is_tried_again(
    published: Published, operation: str
) -> None:
    hook = f"before-call.dynamodb.{operation}"
    events = wiring.administration_client().meta.events
    was_shown = published.reason() == "STATIC"
    published.toggle("shown", enabled=not was_shown)
    records = published.new_records()
    events.register(hook, _out_of_reach)

    with pytest.raises(StorageUnavailable):
        handler({"Records": records}, None)

    events.unregister(hook, _out_of_reach)
    handler({"Records": records}, None)
    assert published.reason() == ("DISABLED" if was_shown else "STATIC")


def test_a_flag_as_large_as_a_request_may_be_is_published_and_read(published: Published) -> None:
    units = [f"{number * 7919 % 1_000_003:06d}-{number * 104_729:020x}" for number in range(28_000)]
    published.deployment.create(a_switch("large", targets={"on": units}))

    published.publish()

    assert published.reason("large", targetingKey=units[-1]) == "TARGETING_MATCH"
    assert published.reason("large", targetingKey="nobody") == "DEFAULT"


def test_a_segment_of_a_hundred_thousand_is_published_and_read(published: Published) -> None:
    members = [f"unit-{number}" for number in range(100_000)]
    published.deployment.create_segment({"key": "crowd", "included": members})
    rule = a_rule({"operator": "in_segment", "value": "crowd"})
    published.deployment.create(a_switch("for-the-crowd", rules=[rule]))

    published.publish()

    assert published.reason("for-the-crowd", targetingKey=members[-1]) == "TARGETING_MATCH"
    assert published.reason("for-the-crowd", targetingKey="unit-100000") == "DEFAULT"
