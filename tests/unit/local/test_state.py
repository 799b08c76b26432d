"""Documents that survive a restart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.state import (
    Folder,
    Image,
    Journal,
    StateDamaged,
    StateInUse,
    StateUnusable,
    restore,
    to_boto,
)
from local.streams import Record
from tests.unit.local.fakes import a_batch, a_record


def _removal(sequence: int, partition: str, version: int) -> Record:
    keys = {"pk": {"S": partition}, "sk": {"S": f"v{version}"}}
    change = {"SequenceNumber": str(sequence), "Keys": keys}
    return {"eventName": "REMOVE", "dynamodb": change}


class Diary:
    """A journal in a folder, with functions that are done up to `delivered`."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "config.journal"
        self.delivered = 0
        self.journal = self._new()
        self.journal.commit()

    def _new(self) -> Journal:
        return Journal(self.path, lambda: self.delivered)

    def write(self, *records: Record, delivered: int = 0) -> None:
        self.delivered = delivered
        self.journal.take(a_batch(*records))

    def restart(self, items: list[Image]) -> None:
        self.journal.close()
        self.journal = self._new()
        self.journal.begin(items)
        self.journal.commit()


@pytest.fixture
def diary(tmp_path: Path) -> Iterator[Diary]:
    diary = Diary(tmp_path)
    yield diary
    diary.journal.close()


def test_nothing_is_restored_where_nothing_was_written(tmp_path: Path) -> None:
    restored = restore(tmp_path / "config.journal")

    assert (restored.items, restored.pending) == ({}, [])


def test_a_delivered_change_is_an_item_again(diary: Diary) -> None:
    diary.write(a_record(1), delivered=1)

    restored = restore(diary.path)

    assert restored.items == {("flag#a", "v1"): a_record(1)["dynamodb"]["NewImage"]}
    assert restored.pending == []


def test_a_change_that_no_function_took_is_still_to_be_delivered(diary: Diary) -> None:
    diary.write(a_record(1), a_record(2), delivered=1)

    restored = restore(diary.path)

    assert list(restored.items) == [("flag#a", "v1")]
    assert [place for place, _ in restored.pending] == [("flag#a", "v2")]


def test_a_deleted_item_does_not_come_back(diary: Diary) -> None:
    diary.write(a_record(1), _removal(2, "flag#a", version=1), delivered=2)

    restored = restore(diary.path)

    assert restored.items == {}


def test_functions_are_never_noted_ahead_of_the_journal(diary: Diary) -> None:
    diary.write(a_record(1), delivered=9)
    diary.write(a_record(10), delivered=9)

    restored = restore(diary.path)

    assert [place for place, _ in restored.pending] == [("flag#a", "v10")]


def test_a_torn_last_line_is_left_out(diary: Diary) -> None:
    diary.write(a_record(1), delivered=1)
    with diary.path.open("ab") as file:
        file.write(b'{"sequence": 2, "put": {"pk"')

    restored = restore(diary.path)

    assert list(restored.items) == [("flag#a", "v1")]


def test_a_damaged_line_is_named(diary: Diary) -> None:
    with diary.path.open("ab") as file:
        file.write(b'{"put":\n{"delivered": 1}\n')

    with pytest.raises(StateDamaged, match=r"config\.journal, line 1"):
        restore(diary.path)


def test_a_restart_keeps_the_items_and_forgets_their_history(diary: Diary) -> None:
    diary.write(*(a_record(1) for _ in range(50)), delivered=1)

    diary.restart(list(restore(diary.path).items.values()))

    assert len(diary.path.read_text().splitlines()) == 1
    assert list(restore(diary.path).items) == [("flag#a", "v1")]


def test_the_old_journal_stands_until_the_new_one_is_whole(diary: Diary) -> None:
    diary.write(a_record(1), delivered=1)
    unfinished = Journal(diary.path, lambda: 0)
    unfinished.close()

    restored = restore(diary.path)

    assert list(restored.items) == [("flag#a", "v1")]


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
