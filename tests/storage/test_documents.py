"""The contract of DocumentRepository, the same for every backend."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from burgee.domain.documents import DocumentVersion, Kind
from burgee.domain.errors import MalformedRequest, VersionConflict
from burgee.domain.timestamps import seconds_of
from burgee.services.ports import AuditSearch, DocumentRepository
from tests.storage.builders import members, names, noise, saved, version

WRITERS = 6


def test_a_version_comes_back_as_it_was_written(documents: DocumentRepository) -> None:
    written = version()

    documents.put(written)

    assert documents.version(Kind.FLAG, "checkout", 1) == written


@pytest.mark.parametrize(
    "text",
    [
        '{"share": 10.0, "count": 10}',
        '{"big": 123456789012345678901234567890, "small": -0.0, "tiny": 5e-324}',
        '{"zebra": 1, "ant": {"z": 1, "a": 2}, "bee": [3, 1, 2]}',
        '{"nothing": null, "empty": "", "none": [], "no": {}, "yes": true}',
        r'{"text": "Gr\u00fc\u00dfe \u2693 \ud83d\udea9", "alone": "\ud800", "zero": "\u0000"}',
        '{"nested": {"value": {"depth": [[[1.50]]]}}}',
    ],
)
def test_json_keeps_the_form_in_which_it_was_written(
    documents: DocumentRepository, text: str
) -> None:
    documents.put(version(body=json.loads(text)))

    stored = documents.newest(Kind.FLAG, "checkout")

    assert stored is not None
    assert json.dumps(stored.body) == json.dumps(json.loads(text))


def test_a_taken_number_is_a_conflict_and_the_first_version_stays(
    documents: DocumentRepository,
) -> None:
    first = version(actor="ann")
    documents.put(first)

    with pytest.raises(VersionConflict, match="Version 1 of flag 'checkout' exists already"):
        documents.put(version(actor="bob"))

    assert documents.newest(Kind.FLAG, "checkout") == first


def test_the_same_version_put_twice_is_a_conflict(documents: DocumentRepository) -> None:
    documents.put(version())

    with pytest.raises(VersionConflict):
        documents.put(version())


def test_of_many_writers_of_one_number_exactly_one_wins(documents: DocumentRepository) -> None:
    versions = [version(actor=f"writer {number}") for number in range(WRITERS)]

    with ThreadPoolExecutor(WRITERS) as pool:
        winners = [each for each in pool.map(partial(_winner, documents), versions) if each]

    assert winners == [documents.newest(Kind.FLAG, "checkout")]


def test_putting_derives_nothing(documents: DocumentRepository) -> None:
    documents.put(version())

    assert list(documents.current(Kind.FLAG)) == []
    assert documents.list(Kind.FLAG, limit=10).items == ()
    assert documents.audit(limit=10).items == ()


def test_the_newest_version_has_the_greatest_number(documents: DocumentRepository) -> None:
    for number in range(1, 12):
        documents.put(version(number))

    newest = documents.newest(Kind.FLAG, "checkout")

    assert newest == version(11)


def test_what_was_never_written_is_none(documents: DocumentRepository) -> None:
    documents.put(version())

    found = [
        documents.newest(Kind.FLAG, "check"),
        documents.newest(Kind.SEGMENT, "checkout"),
        documents.version(Kind.FLAG, "checkout", 2),
    ]

    assert found == [None, None, None]


def test_a_stored_version_does_not_change_with_the_body_it_was_made_from(
    documents: DocumentRepository,
) -> None:
    body = {"variants": ["on"]}
    documents.put(version(body=body))

    body["variants"].append("off")

    stored = documents.newest(Kind.FLAG, "checkout")
    assert stored is not None
    assert stored.body == {"variants": ["on"]}


def test_history_is_newest_first(documents: DocumentRepository) -> None:
    for number in range(1, 12):
        documents.put(version(number))

    page = documents.history(Kind.FLAG, "checkout", limit=3)

    assert names(page) == ["checkout 11", "checkout 10", "checkout 9"]


def test_history_carries_who_when_and_why(documents: DocumentRepository) -> None:
    written = version()
    documents.put(written)

    [row] = documents.history(Kind.FLAG, "checkout", limit=1).items

    assert (row.change, row.summary) == (written.change, written.summary)


def test_history_pages_hold_every_version_once(documents: DocumentRepository) -> None:
    for number in range(1, 8):
        documents.put(version(number))

    first = documents.history(Kind.FLAG, "checkout", limit=3)
    second = documents.history(Kind.FLAG, "checkout", limit=3, cursor=first.cursor)
    third = documents.history(Kind.FLAG, "checkout", limit=3, cursor=second.cursor)

    numbers = [row.version for page in (first, second, third) for row in page.items]
    assert numbers == [7, 6, 5, 4, 3, 2, 1]
    assert third.cursor is None


def test_a_page_that_ends_with_the_list_has_no_cursor(documents: DocumentRepository) -> None:
    saved(documents, version(key="a"), version(key="b"))

    pages = [
        documents.list(Kind.FLAG, limit=2),
        documents.history(Kind.FLAG, "a", limit=1),
        documents.audit(limit=2),
    ]

    assert [(len(page.items), page.cursor) for page in pages] == [(2, None), (1, None), (2, None)]


def test_history_leaves_out_documents_with_a_similar_key(documents: DocumentRepository) -> None:
    for key in ("checkout", "checkout.v2", "check"):
        documents.put(version(key=key))

    page = documents.history(Kind.FLAG, "checkout", limit=10)

    assert names(page) == ["checkout 1"]


def test_a_page_goes_on_where_it_ended_though_versions_were_added(
    documents: DocumentRepository,
) -> None:
    saved(documents, version(1), version(2), version(3))
    first = documents.history(Kind.FLAG, "checkout", limit=2)

    saved(documents, version(4))

    assert names(documents.history(Kind.FLAG, "checkout", limit=2, cursor=first.cursor)) == [
        "checkout 1"
    ]


def test_lists_are_by_key_and_show_the_current_version(documents: DocumentRepository) -> None:
    saved(documents, version(key="b"), version(key="a"), version(2, key="b"), version(key="c"))

    first = documents.list(Kind.FLAG, limit=2)
    second = documents.list(Kind.FLAG, limit=2, cursor=first.cursor)

    assert (names(first), names(second)) == (["a 1", "b 2"], ["c 1"])
    assert first.items[1].summary == {"name": "b 2"}


def test_kinds_do_not_mix(documents: DocumentRepository) -> None:
    saved(documents, *(version(key="same", kind=kind) for kind in Kind))

    segments = list(documents.current(Kind.SEGMENT))

    assert segments == [version(key="same", kind=Kind.SEGMENT)]
    assert len(documents.list(Kind.FLAG, limit=10).items) == 1


def test_current_documents_come_with_their_bodies(documents: DocumentRepository) -> None:
    saved(documents, version(key="a"), version(key="b"), version(2, key="a"))

    current = list(documents.current(Kind.FLAG))

    assert current == [version(2, key="a"), version(key="b")]


def test_deriving_again_changes_nothing(documents: DocumentRepository) -> None:
    saved(documents, version())

    documents.derive(version())

    assert list(documents.current(Kind.FLAG)) == [version()]
    assert names(documents.audit(limit=10)) == ["checkout 1"]


def test_an_older_version_never_replaces_a_newer_one(documents: DocumentRepository) -> None:
    for number in (3, 1, 2):
        documents.derive(version(number))

    assert list(documents.current(Kind.FLAG)) == [version(3)]
    assert names(documents.audit(limit=10)) == ["checkout 3", "checkout 2", "checkout 1"]


def test_deriving_from_many_sides_ends_at_the_newest(documents: DocumentRepository) -> None:
    versions = [version(number) for number in range(1, 9)] * 2

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(documents.derive, versions))

    assert list(documents.current(Kind.FLAG)) == [version(8)]
    assert len(documents.audit(limit=100).items) == 8


def test_audit_is_newest_first_across_kinds_and_months(documents: DocumentRepository) -> None:
    saved(
        documents,
        version(key="march", at="2026-03-31T23:59:59.999Z"),
        version(key="april", at="2026-04-01T00:00:00.000Z", kind=Kind.SEGMENT),
        version(key="last-year", at="2025-12-31T12:00:00Z", kind=Kind.KEY),
        version(2, key="march", at="2026-03-31T23:59:59.999Z"),
    )

    page = documents.audit(limit=10)

    assert names(page) == ["april 1", "march 2", "march 1", "last-year 1"]


def test_audit_sorts_by_moment_however_it_is_written(documents: DocumentRepository) -> None:
    saved(
        documents,
        version(key="whole-second", at="2026-03-01T12:00:00Z"),
        version(key="after-it", at="2026-03-01T12:00:00.250Z"),
        version(key="before-it", at="2026-03-01T12:59:59+01:00"),
    )

    page = documents.audit(limit=10)

    assert names(page) == ["after-it 1", "whole-second 1", "before-it 1"]


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_audit_pages_cross_months(documents: DocumentRepository, limit: int) -> None:
    days = ["2026-01-05", "2026-01-20", "2026-02-01", "2026-05-01", "2026-05-02"]
    saved(documents, *(version(number, at=day) for number, day in enumerate(days, start=1)))

    seen, cursor = [], None
    for _ in days:
        page = documents.audit(limit=limit, cursor=cursor)
        seen += [row.version for row in page.items]
        cursor = page.cursor
        if cursor is None:
            break

    assert seen == [5, 4, 3, 2, 1]


def test_a_change_from_before_more_was_recorded_is_read_back(
    documents: DocumentRepository,
) -> None:
    saved(documents, version(actor="", touched=None))

    [row] = documents.audit(limit=1).items

    assert (row.change.actor_name, row.change.environments) == ("", None)


def test_audit_finds_what_was_made_in_a_span_of_time(documents: DocumentRepository) -> None:
    days = ["2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01"]
    saved(documents, *(version(number, at=day) for number, day in enumerate(days, start=1)))
    february = AuditSearch(seconds_of("2026-02-01"), seconds_of("2026-03-01"))

    assert names(documents.audit(limit=10, search=february)) == ["checkout 3", "checkout 2"]


def test_audit_finds_nothing_in_a_span_that_ends_before_it_begins(
    documents: DocumentRepository,
) -> None:
    saved(documents, version(at="2026-02-14"))
    backwards = AuditSearch(seconds_of("2026-02-20"), seconds_of("2026-02-10"))

    assert documents.audit(limit=10, search=backwards).items == ()


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_audit_pages_of_a_search_hold_every_match_once(
    documents: DocumentRepository, limit: int
) -> None:
    actors = ["ann", "bob", "ann", "bob", "bob", "ann"]
    saved(
        documents,
        *(
            version(number, actor=actor, at=f"2026-0{number}-01")
            for number, actor in enumerate(actors, start=1)
        ),
    )
    search = AuditSearch(
        since=seconds_of("2026-02-01"), matches=lambda row: row.change.actor == "bob"
    )

    seen, cursor = [], None
    for _ in actors:
        page = documents.audit(limit=limit, cursor=cursor, search=search)
        seen += [row.version for row in page.items]
        cursor = page.cursor
        if cursor is None:
            break

    assert seen == [5, 4, 2]


def test_audit_of_one_document_holds_its_versions_alone(documents: DocumentRepository) -> None:
    saved(documents, version(1), version(1, kind=Kind.SEGMENT), version(2), version(1, key="other"))
    search = AuditSearch(document=(Kind.FLAG, "checkout"))

    first = documents.audit(limit=1, search=search)
    second = documents.audit(limit=1, cursor=first.cursor, search=search)

    assert (names(first), names(second), second.cursor) == (["checkout 2"], ["checkout 1"], None)


def test_a_cursor_of_another_span_is_refused(documents: DocumentRepository) -> None:
    saved(documents, version(1), version(2))
    cursor = documents.audit(limit=1).cursor

    with pytest.raises(MalformedRequest):
        documents.audit(limit=1, cursor=cursor, search=AuditSearch(since=0))


@pytest.mark.parametrize("cursor", ["", "!", "abc", "AAAAAAAAAAAA", "über", "a b", "x" * 5000])
def test_a_cursor_that_was_never_given_out_is_refused(
    documents: DocumentRepository, cursor: str
) -> None:
    saved(documents, version())

    for ask in (
        partial(documents.list, Kind.FLAG),
        partial(documents.history, Kind.FLAG, "checkout"),
        documents.audit,
    ):
        with pytest.raises(MalformedRequest, match="cursor is not one that this list gave out"):
            ask(limit=1, cursor=cursor)


def test_a_cursor_of_another_list_is_refused(documents: DocumentRepository) -> None:
    saved(documents, version(key="a"), version(key="b"))
    cursor = documents.list(Kind.FLAG, limit=1).cursor

    with pytest.raises(MalformedRequest):
        documents.list(Kind.SEGMENT, limit=1, cursor=cursor)


def test_a_cursor_with_one_letter_changed_is_refused(documents: DocumentRepository) -> None:
    saved(documents, version(key="a"), version(key="b"))
    cursor = documents.list(Kind.FLAG, limit=1).cursor or ""

    for place, letter in enumerate(cursor):
        changed = cursor[:place] + ("A" if letter != "A" else "B") + cursor[place + 1 :]
        with pytest.raises(MalformedRequest):
            documents.list(Kind.FLAG, limit=1, cursor=changed)


def test_every_version_of_every_kind_is_walked_derived_or_not(
    documents: DocumentRepository,
) -> None:
    versions = [version(number, kind=kind) for kind in Kind for number in (1, 2, 3)]
    saved(documents, *versions[:6])
    for each in versions[6:]:
        documents.put(each)

    walked = list(documents.every())

    assert len(walked) == len(versions)
    assert {(each.kind, each.version) for each in walked} == {
        (each.kind, each.version) for each in versions
    }


def test_a_key_that_looks_like_a_version_is_not_taken_for_one(
    documents: DocumentRepository,
) -> None:
    saved(documents, version(key="v00000001"))

    walked = list(documents.every())

    assert walked == [version(key="v00000001")]


def test_documents_of_more_bytes_than_one_answer_holds_come_whole(
    documents: DocumentRepository,
) -> None:
    keys = [f"flag-{number:02d}" for number in range(40)]
    saved(documents, *(version(key=key, body={"noise": noise(60_000)}) for key in keys))

    assert [each.key for each in documents.current(Kind.FLAG)] == keys
    assert len(documents.list(Kind.FLAG, limit=100).items) == len(keys)
    assert len(list(documents.every())) == len(keys)


def test_derived_rows_can_be_rebuilt_from_every_version(documents: DocumentRepository) -> None:
    for number in (1, 2, 3):
        documents.put(version(number))

    for each in documents.every():
        documents.derive(each)

    assert list(documents.current(Kind.FLAG)) == [version(3)]
    assert names(documents.audit(limit=10)) == ["checkout 3", "checkout 2", "checkout 1"]


@pytest.mark.parametrize("size", [50, 1_000, 20_000, 120_000])
def test_a_segment_of_any_size_is_stored_whole(documents: DocumentRepository, size: int) -> None:
    segment = members(size)

    saved(documents, segment)

    assert documents.newest(Kind.SEGMENT, "beta") == segment
    assert list(documents.current(Kind.SEGMENT)) == [segment]
    assert list(documents.every()) == [segment]


def test_text_that_gzip_cannot_shorten_is_stored_too(documents: DocumentRepository) -> None:
    written = version(body={"noise": noise(900_000)})

    documents.put(written)

    assert documents.newest(Kind.FLAG, "checkout") == written


def _winner(documents: DocumentRepository, written: DocumentVersion) -> DocumentVersion | None:
    try:
        documents.put(written)
    except VersionConflict:
        return None
    return written
