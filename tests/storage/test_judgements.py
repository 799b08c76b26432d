"""The contract of JudgementRepository, the same for every backend."""

from __future__ import annotations

import pytest

from burgee.domain.errors import DocumentDamaged
from burgee.domain.judgements import Judgement
from burgee.services.rollout_ports import JudgementRepository
from burgee.storage import keys
from burgee.storage.judgements import DynamoJudgements
from tests.judgements import AT, RUN, a_judgement, long_watched
from tests.storage.tracking import Tracked, billed_bytes


@pytest.fixture
def judgements(tracked: Tracked) -> DynamoJudgements:
    """An empty judgement repository."""
    return DynamoJudgements(tracked.table)


def test_a_run_begins_without_a_judgement(judgements: JudgementRepository) -> None:
    assert judgements.latest(RUN) is None


def test_a_judgement_comes_back_as_it_was(judgements: JudgementRepository) -> None:
    judgements.put(a_judgement())

    assert judgements.latest(RUN) == a_judgement()


@pytest.mark.parametrize("order", [(0.0, 0.25), (0.25, 0.0)])
def test_the_newer_one_stays_whichever_comes_last(
    judgements: JudgementRepository, order: tuple[float, float]
) -> None:
    for later in order:
        judgements.put(a_judgement(at=AT + later))

    standing = judgements.latest(RUN)
    assert standing is not None
    assert standing.at == AT + 0.25


def test_judgements_of_other_runs_are_not_seen(judgements: JudgementRepository) -> None:
    judgements.put(a_judgement(run=f"{RUN}0"))

    assert judgements.latest(RUN) is None


def test_a_day_of_what_was_counted_takes_a_few_kilobytes(
    judgements: JudgementRepository, tracked: Tracked
) -> None:
    written: Judgement = long_watched()

    judgements.put(written)

    assert judgements.latest(RUN) == written
    assert max(map(billed_bytes, tracked.items())) < 8_000


def test_a_judgement_that_cannot_be_read_is_damaged(
    judgements: JudgementRepository, tracked: Tracked
) -> None:
    key = {"pk": {"S": keys.run_partition(RUN)}, "sk": {"S": keys.JUDGEMENT}}
    tracked.table.put({**key, "b": {"S": "{}"}}, condition="")

    with pytest.raises(DocumentDamaged, match="judgement"):
        judgements.latest(RUN)
