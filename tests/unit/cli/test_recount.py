"""`burgee recount`, on moto's tables."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto import mock_aws

from burgee.cli import recount
from burgee.runtime import wiring
from burgee.storage.schema import TABLES
from local.backend import create_tables
from tests.exactness.histories import NOW, experiment
from tests.unit.cli.conftest import Run
from tests.unit.services.counting import SHOP, Counting


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Empty tables in moto, which the wiring finds, and a run that began this month."""
    for table in TABLES:
        monkeypatch.setenv(table.environment_variable, table.name)
    monkeypatch.setattr(recount, "LOOK_AGAIN_SECONDS", 0)
    monkeypatch.setattr("burgee.runtime.aggregation.time.time", lambda: float(NOW))
    wiring.reset()
    with mock_aws():
        create_tables(wiring.dynamodb_client(timeout_seconds=1, attempts=1), TABLES)
        wiring.documents().put(experiment("shop"))
        yield
    wiring.reset()


@pytest.mark.usefixtures("tables")
def test_a_run_without_units_is_recounted_at_once(run: Run) -> None:
    done = run("recount", SHOP)

    assert done.code == 0
    assert "0 of 0 units of shop.1 are counted anew" in done.out


@pytest.mark.usefixtures("tables")
def test_units_that_the_stream_still_has_are_waited_for(run: Run) -> None:
    exposed = Counting()
    exposed.units = wiring.maintained_units()
    exposed.expose()

    begun = run("recount", SHOP, "--minutes", "0")

    assert "0 of 1 units of shop.1 are counted anew; the stream is not through yet" in begun.out


@pytest.mark.usefixtures("tables")
def test_an_unknown_run_is_refused(run: Run) -> None:
    done = run("recount", "nobody.1")

    assert done.code == 1
    assert "No experiment has a run 'nobody.1'" in done.err
