from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from burgee.domain.documents import Action, DocumentVersion, Kind
from burgee.domain.errors import IllegalTransition, StorageUnavailable
from burgee.domain.experiments import run_id
from burgee.domain.sums import RunSums
from burgee.services.archive_experiment import archive_experiment
from burgee.services.end_experiment import complete_experiment
from burgee.services.experiment_sums import experiment_sums
from burgee.services.writing import Ledger
from burgee.storage.memory import MemoryDocuments
from tests.unit.services.builders import a_ledger, by
from tests.unit.services.counting import SHOP, Counting
from tests.unit.services.designs import showing


def shop_of(counting: Counting) -> RunSums:
    return experiment_sums(counting.documents, counting.aggregates, "shop").sums


def forget_counters(counting: Counting) -> None:
    for shard in counting.aggregates.shards(SHOP, 1):
        for address, counters in list(counting.aggregates.of_shard(SHOP, 1, shard)):
            counting.aggregates.delete_counters(address, counters.version)
        counting.aggregates.forget_shard(SHOP, 1, shard)


def designed(documents: MemoryDocuments, version: DocumentVersion | None) -> None:
    """The experiment with variants, as nobody else has looked at them yet."""
    assert version is not None
    body = {**version.body, "variants": showing()}
    documents.put(replace(version, version=version.version + 1, body=body))


@pytest.fixture
def counting() -> Counting:
    """A run of which something was counted."""
    counting = Counting()
    designed(counting.documents, counting.documents.newest(Kind.EXPERIMENT, "shop"))
    counting.expose()
    counting.record("e1")
    counting.pump()
    return counting


@pytest.fixture
def ledger(counting: Counting) -> Ledger:
    ledger = a_ledger(counting.documents)
    complete_experiment(ledger, by(), "shop")
    return ledger


def test_sums_can_be_read_when_the_counters_of_an_archived_run_are_gone(
    counting: Counting, ledger: Ledger
) -> None:
    before = shop_of(counting)

    archive_experiment(ledger, by(), "shop", counting.aggregates)
    forget_counters(counting)

    assert before.units.variants["control"]["n"] == 1
    assert shop_of(counting) == before


def test_nothing_is_kept_of_what_cannot_be_archived(counting: Counting) -> None:
    with pytest.raises(IllegalTransition):
        archive_experiment(a_ledger(counting.documents), by(), "shop", counting.aggregates)

    assert counting.aggregates.kept_sums(SHOP) is None


class Unarchivable(MemoryDocuments):
    """Documents of which none can be archived."""

    def put(self, version: Any) -> None:
        if version.change.action is Action.ARCHIVE:
            raise StorageUnavailable("DynamoDB did not answer.")
        super().put(version)


def test_until_it_is_archived_sums_are_counted_on() -> None:
    counting = Counting()
    documents = Unarchivable()
    designed(documents, counting.documents.newest(Kind.EXPERIMENT, "shop"))
    ledger = a_ledger(documents)
    complete_experiment(ledger, by(), "shop")
    with pytest.raises(StorageUnavailable):
        archive_experiment(ledger, by(), "shop", counting.aggregates)
    counting.expose()
    counting.pump()

    found = experiment_sums(documents, counting.aggregates, "shop").sums

    assert counting.aggregates.kept_sums(run_id("shop", 1)) is not None
    assert found.units.variants["control"]["n"] == 1
