from __future__ import annotations

import pytest

from burgee.domain.documents import DocumentVersion, Kind
from burgee.domain.errors import DocumentExists, InvalidDocument, MalformedRequest
from burgee.domain.roles import Caller, Role
from burgee.runtime.administration import new_id, new_salt, new_secret
from burgee.services.authorize import authorize
from burgee.services.bootstrap import bootstrap
from burgee.services.change_members import Batch, change_members
from burgee.services.clone_environment import clone_flag
from burgee.services.create_document import create_flag, create_segment
from burgee.services.cursors import read_cursor
from burgee.services.list_documents import FlagFilter, list_flags
from burgee.services.repair import Repaired, repair
from burgee.services.surroundings import active_environments, known_environments
from burgee.services.update_document import update_document
from burgee.services.writing import Ledger
from burgee.storage.memory import MemoryDocuments
from tests.unit.services.builders import OWNER, a_flag, a_ledger, a_segment, by, settings

EVERYTHING = FlagFilter()


@pytest.fixture
def ledger() -> Ledger:
    return a_ledger()


class Forgetful(MemoryDocuments):
    """Documents of a process that ends before it derives anything, until it is `awake`."""

    awake = False

    def derive(self, version: DocumentVersion) -> None:
        if self.awake:
            super().derive(version)


def test_the_first_owner_is_recognised(ledger: Ledger) -> None:
    made = bootstrap(ledger)

    caller = authorize(ledger.documents, made.token.text)

    assert caller == Caller("key1", Role.OWNER, None, "First owner")


def test_there_is_one_first_owner(ledger: Ledger) -> None:
    bootstrap(ledger)

    with pytest.raises(DocumentExists, match="'key1'"):
        bootstrap(ledger)


def test_a_token_is_stored_nowhere(ledger: Ledger) -> None:
    made = bootstrap(ledger)

    stored = [version.body for version in ledger.documents.every()]

    assert "secret1" in made.token.text
    assert "secret1" not in repr(stored)


def test_randomness_has_no_dot_and_never_repeats() -> None:
    made = [make() for make in (new_salt, new_id, new_secret) for _ in range(50)]

    assert len(set(made)) == len(made)
    assert "." not in "".join(made)


def test_repair_derives_what_a_crash_left_out() -> None:
    documents = Forgetful()
    ledger = a_ledger(documents)
    create_flag(ledger, by(), a_flag("a"))
    update_document(ledger, by(), Kind.FLAG, "a", a_flag("a", name="A"))
    create_segment(ledger, by(), a_segment("s"))
    documents.awake = True

    repaired = repair(documents)

    assert repaired == Repaired(documents=2, versions=3)
    assert [row.version for row in documents.list(Kind.FLAG, limit=5).items] == [2]
    assert len(documents.audit(limit=5).items) == 3


def test_a_clone_copies_to_several_environments(ledger: Ledger) -> None:
    create_flag(ledger, by(), a_flag(environments={"production": settings(alarms=["slow"])}))

    version = clone_flag(
        ledger, by(), "new-gallery", source="production", targets=["development", "staging"]
    )

    alarms = {name: part["alarms"] for name, part in version.body["environments"].items()}
    assert alarms == {key: ["slow"] for key in ("production", "development", "staging")}


def test_a_section_that_is_not_there_cannot_be_cloned(ledger: Ledger) -> None:
    create_flag(ledger, by(), a_flag())

    with pytest.raises(InvalidDocument, match="no section for 'staging'"):
        clone_flag(ledger, by(), "new-gallery", source="staging", targets=["production"])


def test_members_that_are_put_in_and_out_alike_change_nothing(ledger: Ledger) -> None:
    create_segment(ledger, by(), a_segment("s", "ann"))

    version = change_members(
        ledger, by(), "s", included=Batch(add=("ann",), remove=("bob",)), excluded=Batch()
    )

    assert version.version == 1


def test_a_unit_that_is_excluded_is_not_counted(ledger: Ledger) -> None:
    create_segment(ledger, by(), a_segment("s", "ann", "bob"))

    version = change_members(ledger, by(), "s", included=Batch(), excluded=Batch(add=("ann",)))

    assert version.summary["size"] == 1


def test_a_list_is_read_to_its_end_over_many_pages(ledger: Ledger) -> None:
    keys = [f"flag-{number:03}" for number in range(450)]
    for key in keys:
        create_flag(ledger, by(), a_flag(key))
    found: list[str] = []
    cursor = None

    while not found or cursor:
        page = list_flags(ledger.documents, EVERYTHING, limit=70, cursor=cursor)
        found += [row.key for row in page.items]
        cursor = page.cursor

    assert found == keys


def test_a_rare_flag_is_found_behind_many_others(ledger: Ledger) -> None:
    for number in range(450):
        create_flag(ledger, by(), a_flag(f"flag-{number:03}", tags=["rare"] * (number == 449)))

    page = list_flags(ledger.documents, FlagFilter(tag="rare"), limit=5, cursor=None)

    assert ([row.key for row in page.items], page.cursor) == (["flag-449"], None)


@pytest.mark.parametrize("cursor", ["x", "!!!", "bnVsbA", "WyJhIl0", "WzEsIDJd", "\u2603"])
def test_a_cursor_of_something_else_is_malformed(cursor: str) -> None:
    with pytest.raises(MalformedRequest):
        read_cursor(cursor, (str, str))


def test_an_archived_environment_is_known_but_not_active(ledger: Ledger) -> None:
    body = {"key": "staging", "lifecycle": "archived"}
    update_document(ledger, by(OWNER), Kind.ENVIRONMENT, "staging", body)

    assert "staging" in known_environments(ledger.documents)
    assert active_environments(ledger.documents) == ("development", "production")
