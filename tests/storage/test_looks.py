"""The contract of LookRepository, the same for every backend."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from burgee.domain.errors import DocumentDamaged, WriteConflict
from burgee.domain.results import Look
from burgee.services.look_ports import LookRepository
from burgee.storage import keys
from burgee.storage.looks import DynamoLooks
from burgee.storage.pieces import MOST_PIECE_BYTES
from tests.looks import RUN, a_comparison, a_look, a_metric_result, a_segment_result
from tests.storage.tracking import Tracked, billed_bytes

WRITERS = 6
INCOMPRESSIBLE = random.Random(1).randbytes(MOST_PIECE_BYTES).hex()  # packs to about half of it


@pytest.fixture
def looks(tracked: Tracked) -> DynamoLooks:
    """An empty look repository."""
    return DynamoLooks(tracked.table)


def large(look: Look) -> Look:
    """The look with so many notes that neither it nor its segments fit into an item."""
    notes = (INCOMPRESSIBLE, INCOMPRESSIBLE[::-1])
    metric = a_metric_result(comparisons=(a_comparison(notes=notes),))
    segment = a_segment_result(value=INCOMPRESSIBLE + INCOMPRESSIBLE[::-1])
    parts: dict[str, Any] = {"metrics": (metric,), "segments": (segment,)}
    return a_look(look.number, **parts)


def test_a_run_begins_without_looks(looks: LookRepository) -> None:
    assert looks.latest(RUN) is None
    assert list(looks.looks(RUN)) == []
    assert list(looks.segments(RUN, 1)) == []


def test_looks_come_back_in_their_order(looks: LookRepository) -> None:
    written = [a_look(number) for number in (2, 11, 1, 10)]
    for look in written:
        looks.add(look)

    found = list(looks.looks(RUN))

    assert found == [a_look(1), a_look(2), a_look(10), a_look(11)]
    assert looks.latest(RUN) == a_look(11)


def test_segments_lie_apart_from_their_look(looks: LookRepository) -> None:
    segments = (a_segment_result("country", "Ö#1"), a_segment_result("plan", "gold"))
    looks.add(a_look(1, segments=segments))
    looks.add(a_look(2))

    found = looks.segments(RUN, 1)

    assert tuple(found) == segments
    assert list(looks.looks(RUN)) == [a_look(1), a_look(2)]
    assert list(looks.segments(RUN, 2)) == []


def test_a_number_is_taken_once(looks: LookRepository) -> None:
    looks.add(a_look(1, segments=(a_segment_result(),)))

    with pytest.raises(WriteConflict):
        looks.add(a_look(1, asked_by="ann", segments=(a_segment_result("plan"),)))

    assert looks.latest(RUN) == a_look(1)
    assert list(looks.segments(RUN, 1)) == [a_segment_result()]


def test_of_many_writers_of_one_number_one_wins_with_its_segments(looks: LookRepository) -> None:
    def add(writer: int) -> int | None:
        segment = a_segment_result(value=str(writer))
        try:
            looks.add(a_look(1, asked_by=str(writer), segments=(segment,)))
        except WriteConflict:
            return None
        return writer

    with ThreadPoolExecutor(WRITERS) as pool:
        won = [writer for writer in pool.map(add, range(WRITERS)) if writer is not None]

    standing = looks.latest(RUN)
    assert standing is not None
    assert [standing.asked_by] == [str(writer) for writer in won]
    assert [segment.value for segment in looks.segments(RUN, 1)] == [standing.asked_by]


def test_what_is_too_large_for_an_item_is_cut(looks: LookRepository, tracked: Tracked) -> None:
    written = large(a_look(1))
    looks.add(written)
    looks.add(a_look(2))

    found = list(looks.looks(RUN))

    assert [one.metrics for one in found] == [written.metrics, a_look(2).metrics]
    assert list(looks.segments(RUN, 1)) == list(written.segments)
    assert max(map(billed_bytes, tracked.items())) < 400_000


def test_looks_of_other_runs_are_not_seen(looks: LookRepository) -> None:
    looks.add(a_look(1, run=f"{RUN}0", segments=(a_segment_result(),)))

    assert looks.latest(RUN) is None
    assert list(looks.segments(RUN, 1)) == []


def test_a_look_that_lacks_a_piece_is_damaged(looks: LookRepository, tracked: Tracked) -> None:
    looks.add(a_look(1, segments=(a_segment_result(),)))
    [piece] = [one["sk"]["S"] for one in tracked.items() if one["sk"]["S"].startswith("piece#")]
    tracked.table.delete(keys.run_partition(RUN), piece)

    with pytest.raises(DocumentDamaged, match="lacks a piece"):
        looks.segments(RUN, 1)


def test_a_look_that_cannot_be_read_is_damaged(looks: LookRepository, tracked: Tracked) -> None:
    key = {"pk": {"S": keys.run_partition(RUN)}, "sk": {"S": keys.look(1)}}
    tracked.table.put({**key, "z": {"B": b"no look"}}, condition="")

    with pytest.raises(DocumentDamaged, match="look"):
        looks.latest(RUN)
