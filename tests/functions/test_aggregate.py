"""The aggregate and reconcile functions: what they answer and what they report."""

from __future__ import annotations

import json
from typing import Any

import pytest

from burgee.services.aggregate import Taken
from burgee.storage.usage import DynamoUsage
from functions.aggregate import handler as aggregate
from functions.reconcile import handler as reconcile
from tests.unit.services.counting import SHOP, Counting


class _Scripted:
    """Takes every batch as it was told."""

    def __init__(self, taken: Taken) -> None:
        self._taken = taken

    def take(self, *_: Any) -> Taken:
        return self._taken


class _Context:
    """Lambda's context with so much time left."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def get_remaining_time_in_millis(self) -> int:
        return int(self._seconds * 1000)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    counting = Counting()
    usage = DynamoUsage(counting.aggregates_table)
    monkeypatch.setattr(aggregate, "aggregator", lambda: counting.aggregator)
    monkeypatch.setattr(reconcile, "aggregator", lambda: counting.aggregator)
    monkeypatch.setattr(reconcile, "maintained_usage", lambda: usage)
    return counting


def _window(records: list[Any], **given: Any) -> dict[str, Any]:
    """A call as an event source mapping with a tumbling window makes it."""
    return {
        "Records": records,
        "shardId": "shardId-1",
        "window": {"start": "2026-11-25T12:00:00Z", "end": "2026-11-25T12:01:00Z"},
        "state": {},
        "isFinalInvokeForWindow": False,
        "isWindowTerminatedEarly": False,
        **given,
    }


def _metrics(printed: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in printed.splitlines():
        written = json.loads(line)
        if "_aws" in written:
            found |= {name: value for name, value in written.items() if isinstance(value, list)}
    return found


def test_records_are_counted_and_the_state_goes_on(counting: Counting) -> None:
    counting.expose()

    answer = aggregate.handler(_window(counting.fresh(), state={"kept": 1}), None)
    aggregate.handler(_window(counting.fresh()), None)

    assert answer == {"state": {"kept": 1}, "batchItemFailures": []}
    assert counting.units_of() == {"n": 1}


def test_the_final_call_of_a_window_takes_nothing(counting: Counting) -> None:
    answer = aggregate.handler(_window([], isFinalInvokeForWindow=True), None)

    assert answer == {"state": {}, "batchItemFailures": []}


def test_a_call_that_names_no_shard_is_refused(counting: Counting) -> None:
    with pytest.raises(KeyError, match="shardId"):
        aggregate.handler({"Records": []}, None)


def test_the_lowest_failure_is_named_as_the_stream_wrote_it(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting.expose()
    records = counting.fresh()
    number = records[0]["dynamodb"]["SequenceNumber"]
    scripted = _Scripted(Taken(failed=number.zfill(40)))
    monkeypatch.setattr(aggregate, "aggregator", lambda: scripted)

    answer = aggregate.handler(_window(records), None)

    assert answer["batchItemFailures"] == [{"itemIdentifier": number}]


def test_exposures_mixed_units_and_parked_records_become_metrics(
    counting: Counting, capsys: pytest.CaptureFixture[str]
) -> None:
    counting.expose()
    counting.units.mark_mixed("u", SHOP)
    counting.expose("other", run="nobody.1")

    aggregate.handler(_window(counting.fresh()), None)

    metrics = _metrics(capsys.readouterr().out)
    assert (metrics["Exposures"], metrics["MixedUnits"], metrics["ParkedRecords"]) == (
        [2.0],
        [1.0],
        [1.0],
    )


def test_the_daily_job_checks_and_reports(
    counting: Counting, capsys: pytest.CaptureFixture[str]
) -> None:
    counting.expose()
    counting.pump()

    done = reconcile.handler({"job": "daily"}, _Context(900))

    assert (done["checked"], done["mismatches"]) == (2, 0)
    assert _metrics(capsys.readouterr().out)["CounterMismatches"] == [0.0]


def test_the_daily_job_begins_no_check_without_time(counting: Counting) -> None:
    done = reconcile.handler({"job": "daily"}, _Context(10))

    assert (done["checked"], done["left_out"]) == (0, 2)


def test_a_recount_without_time_to_wait_says_that_it_goes_on(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconcile, "LOOK_AGAIN_SECONDS", 0)
    counting.expose()
    counting.pump()

    done = reconcile.handler({"job": "recount", "run": SHOP}, _Context(10))

    assert (done["found"], done["counted"], done["is_done"]) == (1, 0, False)
