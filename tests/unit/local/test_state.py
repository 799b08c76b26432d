"""Tables that survive a restart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.state import (
    Cut,
    Folder,
    Journal,
    KeptShard,
    Restored,
    StateDamaged,
    StateInUse,
    StateUnusable,
    restore,
    to_boto,
)
from local.streams import Record
from tests.unit.local.fakes import a_record

TABLE_OF = {"publish": "config"}


def _record(sequence: int, partition: str = "flag#a", version: int | None = None) -> Record:
    number = f"{sequence:040d}"
    keys = {"pk": {"S": partition}, "sk": {"S": f"v{version or sequence}"}}
    return a_record(sequence, SequenceNumber=number, Keys=keys, NewImage={**keys, "n": {"N": "1"}})


def _removal(sequence: int, version: int) -> Record:
    return {**_record(sequence, version=version), "eventName": "REMOVE"}


def _cut(*records: Record, delivered: int | None = None, opened: bool = False) -> Cut:
    """Records of one shard of `publish`, and how far it is."""
    cut = Cut(records=[("publish", "shard-1", record) for record in records])
    if opened:
        cut.shards = [("publish", "shard-1", ("shard-0",))]
    if delivered is not None:
        cut.delivered = {"publish": {"shard-1": f"{delivered:040d}"}}
    return cut


def _versions(restored: Restored) -> list[str]:
    return [sort for _, sort in restored.items.get("config", {})]


def _waiting(restored: Restored) -> list[int]:
    shards = restored.shards.get("publish", {}).values()
    return [int(r["dynamodb"]["SequenceNumber"]) for shard in shards for r in shard.records]


class Diary:
    """A journal in a folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "tables.journal"
        self.journal = Journal(self.path)
        self.journal.begin(Restored())

    def restore(self) -> Restored:
        return restore(self.path, TABLE_OF)

    def restart(self) -> None:
        restored = self.restore()
        self.journal.close()
        self.journal = Journal(self.path)
        self.journal.begin(restored)


@pytest.fixture
def diary(tmp_path: Path) -> Iterator[Diary]:
    diary = Diary(tmp_path)
    yield diary
    diary.journal.close()


def test_nothing_is_restored_where_nothing_was_written(tmp_path: Path) -> None:
    restored = restore(tmp_path / "tables.journal", TABLE_OF)

    assert restored == Restored()


def test_a_delivered_change_is_an_item_again(diary: Diary) -> None:
    diary.journal.append(_cut(_record(1), delivered=1, opened=True))

    restored = diary.restore()

    assert restored.items["config"] == {("flag#a", "v1"): _record(1)["dynamodb"]["NewImage"]}
    assert _waiting(restored) == []


def test_a_change_that_its_function_did_not_take_comes_again_as_it_was(diary: Diary) -> None:
    diary.journal.append(_cut(_record(1), _record(2), delivered=1, opened=True))

    restored = diary.restore()

    assert _versions(restored) == ["v1", "v2"]
    assert restored.shards == {"publish": {"shard-1": KeptShard(("shard-0",), [_record(2)])}}


def test_how_far_a_function_is_may_be_noted_later(diary: Diary) -> None:
    diary.journal.append(_cut(_record(1), _record(2), opened=True))
    diary.journal.append(_cut(_record(3), delivered=2))

    assert _waiting(diary.restore()) == [3]


def test_changes_of_a_table_that_feeds_nobody_are_kept(diary: Diary) -> None:
    diary.journal.append(Cut(changes=[("aggregates", _record(1))]))

    assert list(diary.restore().items["aggregates"]) == [("flag#a", "v1")]


def test_a_deleted_item_does_not_come_back(diary: Diary) -> None:
    diary.journal.append(_cut(_record(1), _removal(2, version=1), delivered=2, opened=True))

    assert _versions(diary.restore()) == []


def test_a_cut_is_kept_as_a_whole_or_not_at_all(diary: Diary) -> None:
    diary.journal.append(_cut(_record(1), delivered=1, opened=True))
    diary.journal.append(_cut(_record(2), _record(3), delivered=3))
    whole = diary.path.read_bytes()
    diary.path.write_bytes(whole[:-5])

    restored = diary.restore()

    assert _versions(restored) == ["v1"]


def test_a_damaged_line_is_named(diary: Diary) -> None:
    with diary.path.open("ab") as file:
        file.write(b'{"put":\n{}\n')

    with pytest.raises(StateDamaged, match=r"tables\.journal, line 1"):
        diary.restore()


def test_a_restart_keeps_items_and_waiting_records_and_forgets_the_rest(diary: Diary) -> None:
    diary.journal.append(_cut(*(_record(n, version=1) for n in range(1, 50)), opened=True))
    diary.journal.append(_cut(_record(50, version=2), delivered=49))
    before = diary.restore()

    diary.restart()

    assert len(diary.path.read_text().splitlines()) == 3
    assert diary.restore() == before


def test_what_was_kept_over_a_restart_can_be_taken_after_it(diary: Diary) -> None:
    diary.journal.append(_cut(_record(1), _record(2), opened=True))
    diary.restart()
    diary.journal.append(_cut(delivered=1))

    assert _waiting(diary.restore()) == [2]


def test_the_old_journal_stands_until_the_new_one_is_whole(diary: Diary) -> None:
    diary.journal.append(_cut(_record(1), delivered=1, opened=True))
    Journal(diary.path).close()

    assert _versions(diary.restore()) == ["v1"]


def test_binary_values_are_bytes_again() -> None:
    image = {"b": {"B": "AP8="}, "l": {"L": [{"B": "AQ=="}, {"S": "x"}]}, "n": {"N": "10.0"}}

    item = to_boto(json.loads(json.dumps(image)))

    assert item == {
        "b": {"B": b"\x00\xff"},
        "l": {"L": [{"B": b"\x01"}, {"S": "x"}]},
        "n": {"N": "10.0"},
    }


def test_two_processes_cannot_hold_one_folder(tmp_path: Path) -> None:
    first = Folder(tmp_path / "state")

    with pytest.raises(StateInUse, match="in use"):
        Folder(tmp_path / "state")
    first.close()


def test_a_folder_is_free_again_when_its_process_has_ended(tmp_path: Path) -> None:
    Folder(tmp_path / "state").close()

    again = Folder(tmp_path / "state")
    again.close()

    assert again.path.is_dir()


def test_a_folder_that_is_a_file_cannot_be_used(tmp_path: Path) -> None:
    file = tmp_path / "state"
    file.write_text("")

    with pytest.raises(StateUnusable, match="cannot be used"):
        Folder(file)
