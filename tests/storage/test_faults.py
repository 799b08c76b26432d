"""What crashes, lost answers, damage and limits leave behind in a DynamoDB table."""

from __future__ import annotations

import hashlib
import threading
from typing import Any

import pytest

from burgee.domain.documents import Kind
from burgee.domain.errors import (
    DocumentDamaged,
    RulesetConflict,
    RulesetTooLarge,
    StorageUnavailable,
    VersionConflict,
)
from burgee.storage import keys
from burgee.storage.blobs import MOST_BLOB_BYTES
from burgee.storage.documents import DynamoDocuments
from burgee.storage.rulesets import DynamoRulesets
from burgee.storage.table import ItemTable
from functions.catalog import FUNCTIONS
from tests.storage.builders import members, pointer, saved, version
from tests.storage.clients import Crashing, Repeating, Throttled
from tests.storage.conftest import Backend


def test_a_crash_before_the_version_item_leaves_nothing_visible(backend: Backend) -> None:
    crashing = Crashing(backend.client, fails=lambda address: address.startswith("segment#"))
    with pytest.raises(StorageUnavailable):
        DynamoDocuments(backend.table(crashing)).put(members(20_000))
    documents = DynamoDocuments(backend.table())

    assert backend.items()  # parts that nothing names
    assert documents.newest(Kind.SEGMENT, "beta") is None
    assert documents.history(Kind.SEGMENT, "beta", limit=10).items == ()
    assert list(documents.every()) == []


def test_a_crash_between_parts_leaves_nothing_visible_and_the_next_try_succeeds(
    backend: Backend,
) -> None:
    written: list[str] = []

    def is_second_part(address: str) -> bool:
        written.append(address)
        return len(written) == 2

    with pytest.raises(StorageUnavailable):
        DynamoDocuments(backend.table(Crashing(backend.client, is_second_part))).put(
            members(40_000)
        )
    documents = DynamoDocuments(backend.table())
    assert documents.newest(Kind.SEGMENT, "beta") is None

    documents.put(members(40_000))

    assert documents.newest(Kind.SEGMENT, "beta") == members(40_000)


def test_a_crash_after_the_version_is_healed_by_deriving_later(backend: Backend) -> None:
    crashing = Crashing(backend.client, fails=lambda address: address.startswith("current#"))
    with pytest.raises(StorageUnavailable):
        saved(DynamoDocuments(backend.table(crashing)), version())
    documents = DynamoDocuments(backend.table())

    for each in documents.every():
        documents.derive(each)

    assert list(documents.current(Kind.FLAG)) == [version()]


def test_a_write_whose_answer_was_lost_is_no_conflict_with_itself(backend: Backend) -> None:
    documents = DynamoDocuments(backend.table(Repeating(backend.client)))

    saved(documents, version())

    assert documents.newest(Kind.FLAG, "checkout") == version()


def test_a_publication_whose_answers_were_lost_is_no_conflict_with_itself(
    backend: Backend,
) -> None:
    rulesets = DynamoRulesets(backend.table(Repeating(backend.client)))

    rulesets.publish(pointer(1), b"first")
    rulesets.publish(pointer(2), b"second")

    assert rulesets.pointer("production") == pointer(2)


def test_unchanged_parts_of_a_large_document_are_shared(backend: Backend) -> None:
    documents = DynamoDocuments(backend.table())
    saved(documents, members(40_000))
    parts_before = _count(backend, "part#")

    saved(documents, version(2, key="beta", kind=Kind.SEGMENT, body=members(40_000).body))

    assert _count(backend, "part#") == parts_before > 1


def test_large_bodies_are_not_in_the_rows_that_lists_read(backend: Backend) -> None:
    saved(DynamoDocuments(backend.table()), members(20_000))

    [row] = [item for item in backend.items() if item["pk"]["S"] == "current#segment"]

    assert len(str(row)) < 2_000


@pytest.mark.parametrize("damage", [b"", b"no gzip", b"\x1f\x8b\x08\x00broken"])
def test_a_damaged_part_is_never_answered_as_a_document(backend: Backend, damage: bytes) -> None:
    documents = DynamoDocuments(backend.table())
    saved(documents, members(20_000))
    part = next(item for item in backend.items() if item["pk"]["S"].startswith("part#"))
    backend.client.put_item(
        TableName=backend.table_name, Item={**part, "content": {"B": damage or b"\x00"}}
    )

    with pytest.raises(DocumentDamaged):
        documents.newest(Kind.SEGMENT, "beta")


def test_a_part_swapped_for_another_is_noticed(backend: Backend) -> None:
    documents = DynamoDocuments(backend.table())
    saved(documents, members(40_000))
    one, other, *_ = [item for item in backend.items() if item["pk"]["S"].startswith("part#")]
    backend.client.put_item(TableName=backend.table_name, Item={**one, "content": other["content"]})

    with pytest.raises(DocumentDamaged, match="missing or damaged"):
        documents.newest(Kind.SEGMENT, "beta")


def test_a_missing_part_is_noticed(backend: Backend) -> None:
    documents = DynamoDocuments(backend.table())
    saved(documents, members(20_000))
    part = next(item for item in backend.items() if item["pk"]["S"].startswith("part#"))
    backend.client.delete_item(
        TableName=backend.table_name, Key={"pk": part["pk"], "sk": part["sk"]}
    )

    with pytest.raises(DocumentDamaged):
        list(documents.current(Kind.SEGMENT))


def test_a_damaged_chunk_is_healed_by_storing_it_again(backend: Backend) -> None:
    rulesets = DynamoRulesets(backend.table())
    rulesets.put_chunk("aa", b"damaged")

    rulesets.put_chunk("aa", b"whole")

    assert rulesets.chunks(["aa"]) == {"aa": b"whole"}


def test_a_crash_before_the_pointer_leaves_the_last_ruleset_in_place(backend: Backend) -> None:
    rulesets = DynamoRulesets(backend.table())
    rulesets.publish(pointer(1), b"first")

    with pytest.raises(StorageUnavailable):
        DynamoRulesets(_without_pointer(backend)).publish(pointer(2), b"second")

    assert rulesets.pointer("production", consistent=True) == pointer(1)


def test_the_same_publication_tried_again_after_a_crash_succeeds(backend: Backend) -> None:
    with pytest.raises(StorageUnavailable):
        DynamoRulesets(_without_pointer(backend)).publish(pointer(1), b"first")
    rulesets = DynamoRulesets(backend.table())

    rulesets.publish(pointer(1), b"first")

    assert rulesets.pointer("production", consistent=True) == pointer(1)


def test_another_publication_after_a_crash_follows_the_crashed_one(backend: Backend) -> None:
    with pytest.raises(StorageUnavailable):
        DynamoRulesets(_without_pointer(backend)).publish(pointer(1), b"crashed")
    rulesets = DynamoRulesets(backend.table())
    with pytest.raises(RulesetConflict, match="Another publisher made ruleset 1"):
        rulesets.publish(pointer(1), b"other")

    rulesets.publish(pointer(2), b"other")

    published = [rulesets.manifest("production", number) for number in (1, 2)]
    assert published == [b"crashed", b"other"]
    assert rulesets.pointer("production", consistent=True) == pointer(2)


def test_no_reader_ever_sees_a_pointer_without_its_manifest(backend: Backend) -> None:
    rulesets = DynamoRulesets(backend.table())
    done = threading.Event()
    torn: list[int] = []

    def read() -> None:
        while not done.is_set():
            standing = rulesets.pointer("production")
            number = standing.number if standing else 0
            if number and rulesets.manifest("production", number) != b"manifest %d" % number:
                torn.append(number)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 21):
        rulesets.publish(pointer(number), b"manifest %d" % number)
    done.set()
    reader.join()

    assert torn == []


def test_a_chunk_that_fits_no_item_is_kept_in_pieces(backend: Backend) -> None:
    rulesets = DynamoRulesets(backend.table())
    large = bytes(MOST_BLOB_BYTES) + b"and a rest"

    rulesets.put_chunk("a" * 64, large)

    assert rulesets.chunks(["a" * 64, "b" * 64]) == {"a" * 64: large}
    assert rulesets.missing(["a" * 64]) == set()


def test_a_chunk_that_lost_a_piece_is_absent_until_it_is_stored_again(backend: Backend) -> None:
    rulesets = DynamoRulesets(backend.table())
    rest = b"and a rest"
    large = bytes(MOST_BLOB_BYTES) + rest
    rulesets.put_chunk("a" * 64, large)
    piece = f"chunk#{hashlib.sha256(rest).hexdigest()}"
    backend.client.delete_item(
        TableName=backend.table_name, Key={"pk": {"S": piece}, "sk": {"S": "chunk"}}
    )
    assert rulesets.chunks(["a" * 64]) == {}

    rulesets.put_chunk("a" * 64, large)

    assert rulesets.chunks(["a" * 64]) == {"a" * 64: large}


def test_the_largest_chunk_and_manifest_fit(backend: Backend) -> None:
    rulesets = DynamoRulesets(backend.table())
    largest = bytes(MOST_BLOB_BYTES)

    rulesets.put_chunk("a" * 64, largest)
    rulesets.publish(pointer(1, environment="e" * 32), largest)

    assert rulesets.chunks(["a" * 64]) == {"a" * 64: largest}
    assert rulesets.manifest("e" * 32, 1) == largest


def test_a_manifest_that_fits_no_item_is_refused(backend: Backend) -> None:
    rulesets = DynamoRulesets(backend.table())

    with pytest.raises(RulesetTooLarge, match="manifest"):
        rulesets.publish(pointer(1), bytes(MOST_BLOB_BYTES + 1))

    assert rulesets.pointer("production", consistent=True) is None


def test_what_a_batch_leaves_unprocessed_is_asked_for_again(backend: Backend) -> None:
    written = {f"{number:064x}": b"chunk %d" % number for number in range(130)}
    for content_hash, content in written.items():
        DynamoRulesets(backend.table()).put_chunk(content_hash, content)
    throttled = DynamoRulesets(backend.table(Throttled(backend.client, per_batch=7)))

    assert throttled.chunks(written) == written
    assert throttled.missing(written) == set()


def test_a_batch_that_makes_no_progress_is_given_up(backend: Backend) -> None:
    pauses: list[float] = []
    throttled: Any = Throttled(backend.client, per_batch=0)
    table = ItemTable(throttled, backend.table_name, pause=pauses.append)

    with pytest.raises(StorageUnavailable, match="leaves every read of a batch undone"):
        DynamoRulesets(table).chunks(["aa"])

    assert pauses == sorted(pauses)
    assert sum(pauses) < 2


def test_a_table_that_is_not_there_is_an_error_of_ours(backend: Backend) -> None:
    absent = ItemTable(backend.client, "no-such-table")

    for ask in (
        lambda: DynamoDocuments(absent).newest(Kind.FLAG, "checkout"),
        lambda: list(DynamoDocuments(absent).every()),
        lambda: DynamoDocuments(absent).put(version()),
        lambda: DynamoRulesets(absent).pointer("production"),
        lambda: DynamoRulesets(absent).chunks(["aa"]),
        lambda: DynamoRulesets(absent).put_chunk("aa", b"one"),
    ):
        with pytest.raises(StorageUnavailable, match="ResourceNotFound"):
            ask()


def test_a_conflict_is_told_apart_from_a_table_that_is_not_there(backend: Backend) -> None:
    documents = DynamoDocuments(backend.table())
    documents.put(version())

    with pytest.raises(VersionConflict):
        documents.put(version())


def test_the_stream_of_publish_is_fed_by_document_versions_and_nothing_else(
    backend: Backend,
) -> None:
    documents, rulesets = DynamoDocuments(backend.table()), DynamoRulesets(backend.table())
    saved(documents, *(version(kind=kind) for kind in Kind), members(20_000))
    rulesets.put_chunk("aa", b"one")
    rulesets.publish(pointer(1), b"first")
    [stream] = [row.stream for row in FUNCTIONS if row.name == "publish" and row.stream]

    addresses = [(item["pk"]["S"], item["sk"]["S"]) for item in backend.items()]

    streamed = {
        address for address in addresses if address[0].startswith(stream.partition_prefixes)
    }
    assert streamed == {address for address in addresses if keys.parse_version(*address)}
    assert len(streamed) == len(Kind) + 1


def _without_pointer(backend: Backend) -> ItemTable:
    return backend.table(Crashing(backend.client, lambda address: address.endswith(keys.POINTER)))


def _count(backend: Backend, prefix: str) -> int:
    return sum(item["pk"]["S"].startswith(prefix) for item in backend.items())
