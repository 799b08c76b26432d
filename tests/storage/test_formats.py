"""Migrations of stored documents: in place, cut off anywhere, beside writers, twice."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.documents import DocumentVersion, Kind
from burgee.domain.errors import NewerFormat, StorageUnavailable
from burgee.domain.formats import newest_format
from burgee.services.format_ports import Progress
from burgee.services.migrate_documents import migrate_documents, target_formats
from burgee.storage import keys
from burgee.storage.documents import DynamoDocuments
from burgee.storage.formats import DynamoFormats
from tests.storage.builders import noise, saved, version
from tests.storage.clients import Crashing
from tests.storage.conftest import Backend

PLAN = {"alpha": 0.01}
OLD_BODY = {"key": "checkout", "plan": PLAN, "runs": [{"number": 1}]}
NEW_RUN = {"plan": PLAN, "number": 1}


def experiment(number: int = 1, *, key: str = "checkout", **fields: Any) -> DocumentVersion:
    body = {**OLD_BODY, "key": key, **fields}
    return version(number, key=key, kind=Kind.EXPERIMENT, body=body)


def store_old(backend: Backend, *versions: DocumentVersion) -> DynamoDocuments:
    """Versions as a release stored them that knew of no formats."""
    documents = DynamoDocuments(backend.table())
    saved(documents, *versions)
    for item in backend.items():
        if "format" in item:
            del item["format"]
            backend.client.put_item(TableName=backend.table_name, Item=item)
    return documents


def formats_of(backend: Backend) -> dict[str, str]:
    """The format of every version item by its number."""
    return {
        f"{item['key']['S']} {item['version']['N']}": item.get("format", {"N": "none"})["N"]
        for item in backend.items()
        if keys.parse_version(item["pk"]["S"], item["sk"]["S"])
    }


def migrate(backend: Backend, **options: Any) -> Progress:
    table = backend.table()
    return migrate_documents(DynamoDocuments(table), DynamoFormats(table, page=3), **options)


def test_a_version_is_stored_with_the_newest_format(backend: Backend) -> None:
    saved(DynamoDocuments(backend.table()), experiment(), version())

    stored = {item["pk"]["S"]: item["format"]["N"] for item in backend.items() if "body" in item}
    assert stored["experiment#checkout"] == stored["current#experiment"] == "2"
    assert stored["flag#checkout"] == str(newest_format(Kind.FLAG))


def test_a_version_without_a_format_reads_as_if_it_were_written_today(backend: Backend) -> None:
    documents = store_old(backend, experiment())

    newest = documents.newest(Kind.EXPERIMENT, "checkout")

    assert newest is not None
    assert newest.body["runs"] == [NEW_RUN]
    assert [row.body["runs"] for row in documents.current(Kind.EXPERIMENT)] == [[NEW_RUN]]


def test_a_version_of_a_later_release_is_refused(backend: Backend) -> None:
    documents = store_old(backend, experiment())
    _replace(backend, format={"N": "99"})

    with pytest.raises(NewerFormat, match="has format 99"):
        documents.newest(Kind.EXPERIMENT, "checkout")


def test_a_migration_rewrites_what_is_old_and_nothing_else_of_it(backend: Backend) -> None:
    documents = store_old(backend, experiment(1), experiment(2), version())
    before = documents.version(Kind.EXPERIMENT, "checkout", 1)

    done = migrate(backend)

    assert (done.versions, done.rewritten, done.unreadable) == (3, 2, ())
    assert documents.version(Kind.EXPERIMENT, "checkout", 1) == before
    raw = _item(backend, "experiment#checkout", "v00000001")
    assert raw["format"] == {"N": "2"}
    assert '"runs":[{"plan":{"alpha":0.01},"number":1}]' in raw["body"]["S"]


def test_current_rows_are_rewritten_too(backend: Backend) -> None:
    store_old(backend, experiment())

    migrate(backend)

    assert _item(backend, "current#experiment", "checkout")["format"] == {"N": "2"}


def test_a_second_migration_finds_nothing(backend: Backend) -> None:
    store_old(backend, experiment())
    migrate(backend)

    assert migrate(backend).rewritten == 0


def test_a_dry_run_counts_and_writes_nothing(backend: Backend) -> None:
    store_old(backend, experiment())
    before = backend.items()

    done = migrate(backend, dry_run=True)

    assert done.rewritten == 1
    assert backend.items() == before


def test_a_migration_that_was_cut_off_goes_on_where_it_was(backend: Backend) -> None:
    store_old(backend, *(experiment(key=f"e{number}") for number in range(20)))
    writes = iter(range(1000))
    dying = Crashing(backend.client, lambda place: "v0" in place and next(writes) == 25)
    table = backend.table(dying)
    with pytest.raises(StorageUnavailable):
        migrate_documents(DynamoDocuments(table), DynamoFormats(table, page=3))
    reports: list[Progress] = []

    done = migrate(backend, report=reports.append)

    assert reports[0].after != ""
    assert len(reports) < len(backend.items()) / 3  # what was done is not read again
    assert done.versions == 20
    assert set(formats_of(backend).values()) == {"2"}


def test_what_a_migration_left_is_forgotten_at_its_end(backend: Backend) -> None:
    store_old(backend, experiment())

    migrate(backend)

    assert DynamoFormats(backend.table()).progress() is None


def test_a_migration_to_other_formats_begins_anew(backend: Backend) -> None:
    store_old(backend, experiment())
    DynamoFormats(backend.table()).keep(Progress("experiment 99", after="zzz\tzzz", versions=7))

    assert migrate(backend).versions == 1


def test_a_version_that_was_rewritten_since_it_was_read_is_left_alone(backend: Backend) -> None:
    store_old(backend, experiment())
    formats = DynamoFormats(backend.table())
    [old] = formats.stretch("").old
    migrate(backend)

    assert formats.rewrite(old) is False


def test_an_item_that_was_changed_by_hand_since_is_left_alone(backend: Backend) -> None:
    store_old(backend, experiment())
    formats = DynamoFormats(backend.table())
    [old] = formats.stretch("").old
    _replace(backend, body={"S": '{"key":"checkout"}'})

    assert formats.rewrite(old) is False


def test_a_writer_between_reading_and_rewriting_keeps_the_newest_row(backend: Backend) -> None:
    documents = store_old(backend, experiment())
    formats = DynamoFormats(backend.table())
    [old] = formats.stretch("").old
    saved(documents, experiment(2, name="newer"))

    documents.derive(old.version)
    formats.rewrite(old)

    assert [row.version for row in documents.current(Kind.EXPERIMENT)] == [2]


@pytest.mark.parametrize("length", [10_000, 200_000])
def test_long_bodies_are_rewritten_in_the_form_that_fits(backend: Backend, length: int) -> None:
    documents = store_old(backend, experiment(hypothesis=noise(length)))

    migrate(backend)

    newest = documents.newest(Kind.EXPERIMENT, "checkout")
    assert newest is not None
    assert newest.body["runs"] == [NEW_RUN]
    assert newest.body["hypothesis"] == noise(length)


@pytest.mark.parametrize("planted", [{"body": {"S": "{"}}, {"format": {"N": "99"}}])
def test_a_version_that_cannot_be_read_is_named_and_the_others_are_rewritten(
    backend: Backend, planted: dict[str, Any]
) -> None:
    store_old(backend, experiment(), experiment(key="other"))
    _replace(backend, **planted)

    done = migrate(backend)

    [sentence] = done.unreadable
    assert sentence.startswith("experiment#checkout v00000001: ")
    assert done.rewritten == 1


def test_the_target_names_what_is_not_in_its_first_format() -> None:
    assert target_formats() == "experiment 2"


def _item(backend: Backend, partition: str, sort: str) -> dict[str, Any]:
    key = {"pk": {"S": partition}, "sk": {"S": sort}}
    return dict(backend.client.get_item(TableName=backend.table_name, Key=key)["Item"])


def _replace(backend: Backend, **attributes: Any) -> None:
    """Version 1 of `checkout`, with these attributes instead."""
    item = {**_item(backend, "experiment#checkout", "v00000001"), **attributes}
    backend.client.put_item(TableName=backend.table_name, Item=item)
