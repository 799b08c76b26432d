from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from burgee.domain.documents import Action, Kind
from burgee.domain.errors import (
    DocumentExists,
    DocumentInUse,
    DocumentNotFound,
    Forbidden,
    InvalidDocument,
    UnknownReference,
    VersionConflict,
)
from burgee.domain.roles import Caller, Role
from burgee.services.archive_document import archive_document, unarchive_document
from burgee.services.create_document import create_environment, create_flag, create_segment
from burgee.services.reading import read, read_history
from burgee.services.restore_version import restore_version
from burgee.services.toggle_flag import toggle_flag
from burgee.services.update_document import update_document
from burgee.services.writing import TRIES, Ledger
from tests.unit.services.builders import (
    OF_DEVELOPMENT,
    Racing,
    a_flag,
    a_flag_asking_for,
    a_flag_needing,
    a_ledger,
    a_segment,
    asking_for,
    by,
    settings,
)


@pytest.fixture
def ledger() -> Ledger:
    return a_ledger()


def names(ledger: Ledger, name: str) -> Any:
    """Another writer, who names the flag."""
    return lambda: update_document(ledger, by(), Kind.FLAG, "new-gallery", a_flag(name=name))


def racing(races: int) -> tuple[Ledger, Racing]:
    documents = Racing(races)
    ledger = a_ledger(documents)
    create_flag(ledger, by(), a_flag())
    numbers = iter(range(100))
    documents.other = lambda: names(ledger, f"Name {next(numbers)}")()
    return ledger, documents


def off_in_production(ledger: Ledger, expected: int | None) -> Any:
    return toggle_flag(
        ledger, by(expected=expected), "new-gallery", environment="production", enabled=False
    )


def test_a_version_tells_who_made_it_when_and_why(ledger: Ledger) -> None:
    version = create_flag(ledger, by(reason="Try it"), a_flag())

    assert version.change.actor == "owner-1"
    assert version.change.at == "2026-11-25T12:00:00.000Z"
    assert version.change.reason == "Try it"


def test_later_versions_remember_who_created_the_document(ledger: Ledger) -> None:
    create_flag(ledger, by(OF_DEVELOPMENT.__class__("ann", OF_DEVELOPMENT.role)), a_flag())

    version = update_document(ledger, by(), Kind.FLAG, "new-gallery", a_flag(name="Gallery"))

    assert version.summary["created_by"] == "ann"
    assert version.summary["created_at"] < version.change.at


def test_whoever_creates_a_document_keeps_the_name_that_they_had(ledger: Ledger) -> None:
    ann = Caller("user:4f2c", Role.OWNER, name="Ann")
    create_flag(ledger, by(ann), a_flag())

    version = update_document(ledger, by(), Kind.FLAG, "new-gallery", a_flag(name="Gallery"))

    assert version.summary["created_by_name"] == "Ann"


def test_who_changes_what_is_from_before_names_did_not_create_it(ledger: Ledger) -> None:
    old = create_flag(ledger, by(), a_flag())
    summary = {part: shown for part, shown in old.summary.items() if part != "created_by_name"}
    ledger.documents.put(replace(old, version=2, summary=summary))

    version = update_document(ledger, by(), Kind.FLAG, "new-gallery", a_flag(name="Gallery"))

    assert (version.summary["created_by"], version.summary["created_by_name"]) == ("owner-1", "")


def test_a_flag_gets_a_salt_and_keeps_it(ledger: Ledger) -> None:
    created = create_flag(ledger, by(), a_flag())

    updated = update_document(ledger, by(), Kind.FLAG, "new-gallery", a_flag(name="Gallery"))

    assert created.body["salt"] == updated.body["salt"] == "salt1"


def test_a_salt_of_its_own_is_kept(ledger: Ledger) -> None:
    assert create_flag(ledger, by(), a_flag(salt="imported")).body["salt"] == "imported"


def test_a_salt_can_be_changed_on_purpose(ledger: Ledger) -> None:
    create_flag(ledger, by(), a_flag())

    updated = update_document(ledger, by(), Kind.FLAG, "new-gallery", a_flag(salt="new"))

    assert updated.body["salt"] == "new"


def test_an_archived_flags_key_stays_taken(ledger: Ledger) -> None:
    create_flag(ledger, by(), a_flag())
    archive_document(ledger, by(), Kind.FLAG, "new-gallery")

    with pytest.raises(DocumentExists):
        create_flag(ledger, by(), a_flag())


def test_of_two_creators_one_is_refused() -> None:
    documents = Racing(races=1)
    ledger = a_ledger(documents)
    documents.other = lambda: create_flag(ledger, by(), a_flag(name="Theirs"))

    with pytest.raises(DocumentExists):
        create_flag(ledger, by(), a_flag(name="Ours"))

    assert read(documents, Kind.FLAG, "new-gallery").body["name"] == "Theirs"


def test_a_lost_race_is_refused_to_whoever_named_a_version() -> None:
    ledger, _ = racing(races=1)

    with pytest.raises(VersionConflict, match="is 2;"):
        off_in_production(ledger, expected=1)


def test_a_lost_race_is_run_again_for_whoever_takes_the_newest_version() -> None:
    ledger, _ = racing(races=2)

    version = off_in_production(ledger, expected=None)

    assert version.version == 4
    assert version.body["name"] == "Name 1"
    assert version.body["environments"]["production"]["enabled"] is False


def test_a_race_that_is_lost_each_time_is_given_up() -> None:
    ledger, _ = racing(races=TRIES)

    with pytest.raises(VersionConflict):
        off_in_production(ledger, expected=None)


def test_a_change_that_was_made_already_is_answered_again(ledger: Ledger) -> None:
    create_flag(ledger, by(), a_flag())
    off_in_production(ledger, expected=1)

    again = off_in_production(ledger, expected=1)

    assert again.version == 2


def test_ten_and_ten_point_zero_are_a_change(ledger: Ledger) -> None:
    number = {"key": "n", "kind": "number", "variants": {"a": {"value": 10}}}
    create_flag(ledger, by(), number)

    version = update_document(
        ledger, by(), Kind.FLAG, "n", {**number, "variants": {"a": {"value": 10.0}}}
    )

    assert version.version == 2


def test_a_key_cannot_change(ledger: Ledger) -> None:
    create_flag(ledger, by(), a_flag())

    with pytest.raises(InvalidDocument, match="key: cannot change; write 'new-gallery'"):
        update_document(ledger, by(), Kind.FLAG, "new-gallery", a_flag("other"))


def test_a_document_that_is_not_there_cannot_be_updated(ledger: Ledger) -> None:
    with pytest.raises(DocumentNotFound):
        update_document(ledger, by(), Kind.FLAG, "new-gallery", a_flag())


@pytest.mark.parametrize("body", [None, [], "flag"])
def test_a_body_that_is_no_object_is_refused(ledger: Ledger, body: Any) -> None:
    create_flag(ledger, by(), a_flag())

    with pytest.raises(InvalidDocument, match="write an object"):
        update_document(ledger, by(), Kind.FLAG, "new-gallery", body)


def test_an_update_that_archives_is_checked_like_archiving(ledger: Ledger) -> None:
    create_flag(ledger, by(), a_flag_needing("a"))
    create_flag(ledger, by(), a_flag_needing("b", "a"))

    with pytest.raises(DocumentInUse):
        update_document(
            ledger, by(), Kind.FLAG, "a", {**a_flag_needing("a"), "lifecycle": "archived"}
        )


def test_what_only_archived_flags_need_can_be_archived(ledger: Ledger) -> None:
    create_flag(ledger, by(), a_flag_needing("a"))
    create_flag(ledger, by(), a_flag_needing("b", "a"))
    archive_document(ledger, by(), Kind.FLAG, "b")

    version = archive_document(ledger, by(), Kind.FLAG, "a")

    assert version.change.action is Action.ARCHIVE


def test_a_flag_is_not_unarchived_while_what_it_needs_is_archived(ledger: Ledger) -> None:
    create_flag(ledger, by(), a_flag_needing("a"))
    create_flag(ledger, by(), a_flag_needing("b", "a"))
    archive_document(ledger, by(), Kind.FLAG, "b")
    archive_document(ledger, by(), Kind.FLAG, "a")

    with pytest.raises(UnknownReference, match="is archived"):
        unarchive_document(ledger, by(), Kind.FLAG, "b")


def test_a_segment_that_a_segment_asks_for_is_not_archived(ledger: Ledger) -> None:
    create_segment(ledger, by(), a_segment("inner"))
    create_segment(ledger, by(), a_segment("outer", conditions=[asking_for("inner")]))

    with pytest.raises(DocumentInUse, match="'outer'"):
        archive_document(ledger, by(), Kind.SEGMENT, "inner")


def test_an_old_version_that_no_longer_fits_is_not_restored(ledger: Ledger) -> None:
    create_segment(ledger, by(), a_segment("vip"))
    create_flag(ledger, by(), a_flag_asking_for("vip"))
    update_document(ledger, by(), Kind.FLAG, "new-gallery", a_flag())
    archive_document(ledger, by(), Kind.SEGMENT, "vip")

    with pytest.raises(UnknownReference, match="the segment 'vip' is archived"):
        restore_version(ledger, by(), Kind.FLAG, "new-gallery", version=1)


def test_a_restored_version_equals_the_earlier_one(ledger: Ledger) -> None:
    first = create_flag(ledger, by(), a_flag())
    update_document(ledger, by(), Kind.FLAG, "new-gallery", a_flag(name="Gallery", salt="x"))

    restored = restore_version(ledger, by(), Kind.FLAG, "new-gallery", version=1)

    assert restored.body == first.body


def test_a_section_can_be_taken_out_by_whoever_may_change_its_environment(ledger: Ledger) -> None:
    create_flag(ledger, by(), a_flag())
    rest = a_flag(environments={"production": settings()})

    version = update_document(ledger, by(OF_DEVELOPMENT), Kind.FLAG, "new-gallery", rest)

    assert list(version.body["environments"]) == ["production"]


@pytest.mark.parametrize(
    "change",
    [
        lambda ledger, author: create_flag(ledger, author, a_flag("other")),
        lambda ledger, author: create_segment(ledger, author, a_segment()),
        lambda ledger, author: create_environment(ledger, author, {"key": "eu"}),
        lambda ledger, author: archive_document(ledger, author, Kind.FLAG, "new-gallery"),
        lambda ledger, author: archive_document(ledger, author, Kind.ENVIRONMENT, "staging"),
    ],
)
def test_what_all_environments_share_is_not_for_a_limited_key(ledger: Ledger, change: Any) -> None:
    create_flag(ledger, by(), a_flag())

    with pytest.raises(Forbidden):
        change(ledger, by(OF_DEVELOPMENT))


def test_an_environment_may_be_changed_by_its_own_owner(ledger: Ledger) -> None:
    author = by(OF_DEVELOPMENT)

    version = update_document(ledger, author, Kind.ENVIRONMENT, "development", {"name": "Play"})

    assert version.body["name"] == "Play"


def test_a_toggle_of_an_environment_that_a_flag_has_not_is_refused(ledger: Ledger) -> None:
    create_flag(ledger, by(), a_flag())

    with pytest.raises(InvalidDocument, match="is not set up in this flag"):
        toggle_flag(ledger, by(), "new-gallery", environment="staging", enabled=True)


def test_switching_off_what_is_off_for_want_of_a_section_changes_nothing(ledger: Ledger) -> None:
    create_flag(ledger, by(), a_flag())

    version = toggle_flag(ledger, by(), "new-gallery", environment="staging", enabled=False)

    assert version.version == 1


def test_flags_that_two_writers_made_need_each_other_at_once_can_still_be_switched_off() -> None:
    documents = Racing(races=1)
    ledger = a_ledger(documents)
    for key in ("first", "second"):
        create_flag(ledger, by(), a_flag_needing(key))
    documents.other = lambda: _make_it_need(ledger, "second", "first")
    _make_it_need(ledger, "first", "second")

    version = toggle_flag(ledger, by(), "first", environment="production", enabled=False)

    assert version.body["environments"]["production"]["enabled"] is False


def _make_it_need(ledger: Ledger, key: str, needed: str) -> None:
    update_document(ledger, by(), Kind.FLAG, key, a_flag_needing(key, needed))


def test_the_history_of_nothing_is_not_found(ledger: Ledger) -> None:
    with pytest.raises(DocumentNotFound):
        read_history(ledger.documents, Kind.FLAG, "nothing", limit=5, cursor=None)
