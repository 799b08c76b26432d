"""What becomes of exposures when tables or queues do not answer, and when things change."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import StringIO
from typing import Any

import botocore.session
import pytest

from burgee.domain.pseudonyms import pseudonym
from burgee.domain.tracking import Exposure
from burgee.runtime import wiring
from burgee.runtime.evaluation import exposer, on_restore
from burgee.services.late_exposures import decode_late_exposure
from burgee.storage.schema import AGGREGATES, TABLES, UNITS
from functions.catalog import LATE_EXPOSURES
from local.backend import create_tables
from tests.functions.evaluate_api import (
    PRODUCTION,
    UNLIMITED,
    Deployed,
    EvaluateApi,
    HttpAnswer,
    a_switch,
    deployed,
)
from tests.functions.test_evaluate_experiments import Calls
from tests.functions.test_evaluate_faults import Snapshots
from tests.unit.services.experiments import an_experiment

RUN = "checkout.1"


@pytest.fixture
def deployment() -> Iterator[Deployed]:
    with deployed(**UNLIMITED) as running:
        yield running.create(a_switch("shown"), a_switch("plain"))


@pytest.fixture
def api(deployment: Deployed) -> EvaluateApi:
    """Calls with a server key; the experiment `checkout` runs on the flag `shown`."""
    token = deployment.new_key("server")
    deployment.serve(an_experiment())
    return EvaluateApi(token)


def name_of(unit: str) -> str:
    return pseudonym(wiring.units().secret(), PRODUCTION, "targetingKey", unit)


def exposures(unit: str = "ann") -> dict[str, Exposure]:
    """What storage has; asked of it anew."""
    return dict(wiring.maintained_units().state(name_of(unit)).head.exposures)


def variant_of(answer: HttpAnswer) -> str:
    return str(answer.json["metadata"]["experimentVariant"])


@pytest.fixture
def queue(deployment: Deployed, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The queue of late exposures."""
    sqs: Any = botocore.session.get_session().create_client("sqs")
    url = sqs.create_queue(QueueName="late")["QueueUrl"]
    monkeypatch.setenv(LATE_EXPOSURES.environment_variable, url)
    wiring.reset()
    return lambda: [
        message["Body"]
        for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    ]


def _lose_units() -> None:
    wiring.administration_client().delete_table(TableName=UNITS.name)


def test_an_exposure_that_cannot_be_written_is_written_late(
    queue: Any, api: EvaluateApi, capsys: pytest.CaptureFixture[str]
) -> None:
    api.evaluate("shown", targetingKey="somebody else")
    secret, unit = wiring.units().secret(), name_of("ann")
    _lose_units()

    answer = api.evaluate("shown", targetingKey="ann")

    assert (answer.status, answer.json["reason"]) == (200, "SPLIT")
    assert answer.json["metadata"]["stale"] is True
    [message] = queue()
    late = decode_late_exposure(message)
    assert (late.unit, late.exposure.variant) == (unit, variant_of(answer))
    assert late.unit == pseudonym(secret, PRODUCTION, "targetingKey", "ann")
    assert "LateExposures" in capsys.readouterr().out


def test_other_flags_are_answered_as_ever(queue: Any, api: EvaluateApi) -> None:
    api.evaluate("shown", targetingKey="ann")
    _lose_units()

    flags = api.evaluate_all({"targetingKey": "bob"}).flags

    assert flags["plain"]["metadata"] == {}
    assert flags["shown"]["metadata"]["stale"] is True


def test_without_a_queue_it_is_lost_and_told_without_saying_whose_it_was(
    api: EvaluateApi,
    capsys: pytest.CaptureFixture[str],
    logged: StringIO,
) -> None:
    api.evaluate("shown", targetingKey="somebody else")
    _lose_units()

    answer = api.evaluate("shown", targetingKey="ann-the-unit", country="Atlantis")

    told = capsys.readouterr().out + logged.getvalue()
    assert answer.json["reason"] == "SPLIT"
    assert "LostExposures" in told
    assert "Units not reached" in told
    assert "ann-the-unit" not in told
    assert "Atlantis" not in told


def test_storage_that_does_not_answer_is_waited_for_once(
    deployment: Deployed, queue: Any, api: EvaluateApi
) -> None:
    api.evaluate("shown", targetingKey="somebody else")
    deployment.lose_storage()
    calls = Calls()

    answers = [api.evaluate("shown", targetingKey=unit) for unit in ("ann", "bob")]

    assert [answer.json["metadata"]["stale"] for answer in answers] == [True, True]
    assert calls.of(UNITS.name) == calls.of(AGGREGATES.name) == {}
    assert len(queue()) == 2


def test_usage_that_cannot_be_written_stops_nobody(api: EvaluateApi, logged: StringIO) -> None:
    wiring.administration_client().delete_table(TableName=AGGREGATES.name)

    assert api.evaluate("plain").status == 200
    assert "Flag usage not written" in logged.getvalue()


def test_tables_that_are_back_are_used_again(queue: Any, api: EvaluateApi) -> None:
    api.evaluate("shown", targetingKey="somebody else")
    _lose_units()
    api.evaluate("shown", targetingKey="ann")
    create_tables(wiring.administration_client(), TABLES)
    exposer().forget()

    api.evaluate("shown", targetingKey="ann")

    assert RUN in exposures()


def test_a_unit_that_a_target_caught_is_noted_as_left(
    deployment: Deployed, api: EvaluateApi
) -> None:
    api.evaluate("shown", targetingKey="ann")
    deployment.change(a_switch("shown", targets={"on": ["ann"]}))
    deployment.publish()

    assert api.evaluate("shown", targetingKey="ann").json["reason"] == "TARGETING_MATCH"
    assert exposures()[RUN].left == "target"


def test_a_restored_sandbox_knows_nobody_and_counts_under_another_name(
    api: EvaluateApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshots = Snapshots()
    monkeypatch.setitem(sys.modules, snapshots.__name__, snapshots)
    on_restore()
    api.evaluate("shown", targetingKey="ann")
    wiring.units().erase(name_of("ann"), 4_000_000_000)

    for hook in snapshots.after:
        hook()

    assert api.evaluate("shown", targetingKey="ann").json["reason"] != "SPLIT"
    rows = wiring.administration_client().scan(TableName=AGGREGATES.name)["Items"]
    assert len({row["sk"]["S"] for row in rows}) == 2
