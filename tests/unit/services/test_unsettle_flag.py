"""A rollout that is taken back while it leaves what it served to its flag: two puts, between which
anybody may act and any process may end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from burgee.domain.documents import Action, DocumentVersion, Kind
from burgee.domain.errors import StorageUnavailable
from burgee.domain.rollouts import RolloutStatus
from burgee.services.reading import read
from burgee.services.steer_rollout import roll_back_rollout
from burgee.services.toggle_flag import toggle_flag
from burgee.services.unsettle_flag import unsettle_flag
from burgee.services.update_document import update_document
from burgee.storage.memory import MemoryDocuments
from tests.unit.services.builders import OWNER, by
from tests.unit.services.steered import FLAG, KEY, Harbour, because

EXCLUDED = ["ann"]


class Crossed(MemoryDocuments):
    """Documents where something happens right before a document's next put, once; or where the
    put fails, as the process that makes it ends."""

    def __init__(self) -> None:
        super().__init__()
        self.before_flag: Callable[[], object] | None = None
        self.fails: Kind | None = None

    def put(self, version: DocumentVersion) -> None:
        if version.kind is self.fails:
            self.fails = None
            raise StorageUnavailable("The process ended.")
        if version.kind is Kind.FLAG and self.before_flag is not None:
            act, self.before_flag = self.before_flag, None
            act()
        super().put(version)


def complete(documents: Crossed, **parts: Any) -> Harbour:
    """A rollout to everybody but one that is complete, and not settled yet."""
    plan = {"strategy": "percentage", "percentage": 100, "excluded": EXCLUDED, **parts}
    harbour = Harbour(documents, **plan).started()
    harbour.look()
    return harbour


def half_settled(**parts: Any) -> tuple[Harbour, Crossed]:
    """Its flag shows by itself what it served; then the clock's process ended."""
    documents = Crossed()
    harbour = complete(documents, **parts)
    documents.fails = Kind.ROLLOUT
    with pytest.raises(StorageUnavailable):
        harbour.look()
    return harbour, documents


def taken_back(harbour: Harbour) -> DocumentVersion:
    return roll_back_rollout(harbour.ledger, because(), KEY, because="Errors.")


def shown(harbour: Harbour) -> tuple[str, list[str]]:
    """The default variant, and the rules' ids."""
    section = harbour.settings()
    return section["default_variant"], [rule["id"] for rule in section["rules"]]


def test_a_flag_is_left_something_before_its_rollout_lets_go() -> None:
    harbour, _ = half_settled()

    assert shown(harbour) == ("on", [f"{KEY}.excluded"])
    assert harbour.rollout().status is RolloutStatus.COMPLETED


def test_taking_it_back_then_takes_back_what_it_left() -> None:
    harbour, _ = half_settled()

    taken_back(harbour)

    change = read(harbour.ledger.documents, Kind.FLAG, FLAG).change
    assert shown(harbour) == ("off", [])
    assert (change.action, change.actor) == (Action.ROLL_BACK, OWNER.key_id)
    assert change.reason == f"The rollout '{KEY}' was taken back before it had let go."


def test_taken_back_right_before_the_flag_is_written_it_leaves_nothing() -> None:
    documents = Crossed()
    harbour = complete(documents)
    documents.before_flag = lambda: taken_back(harbour)

    harbour.look()

    assert harbour.rollout().status is RolloutStatus.ROLLED_BACK
    assert shown(harbour) == ("off", [])


def test_the_clock_does_it_for_a_process_that_ended() -> None:
    harbour, documents = half_settled()
    documents.fails = Kind.FLAG
    with pytest.raises(StorageUnavailable):
        taken_back(harbour)

    harbour.look()

    assert shown(harbour) == ("off", [])


def test_it_is_done_once() -> None:
    harbour, _ = half_settled()
    taken_back(harbour)
    section = {**harbour.settings(), "default_variant": "on"}
    body = dict(read(harbour.ledger.documents, Kind.FLAG, FLAG).body)
    update_document(
        harbour.ledger,
        by(),
        Kind.FLAG,
        FLAG,
        {**body, "environments": {**body["environments"], "production": section}},
    )

    harbour.look()

    assert shown(harbour)[0] == "on"


def test_what_somebody_changed_meanwhile_stays() -> None:
    harbour, _ = half_settled()
    toggle_flag(harbour.ledger, by(), FLAG, environment="production", enabled=False)

    taken_back(harbour)

    assert shown(harbour) == ("off", [])
    assert harbour.settings()["enabled"] is False


def test_a_share_that_somebody_else_has_set_since_stays() -> None:
    harbour, documents = half_settled()
    documents.fails = Kind.FLAG
    with pytest.raises(StorageUnavailable):
        taken_back(harbour)
    share = {"variant": "on", "percentage": 3}
    body = dict(read(harbour.ledger.documents, Kind.FLAG, FLAG).body)
    section = {**harbour.settings(), "default_variant": "off", "rollout": share}
    sections = {**body["environments"], "production": section}
    update_document(harbour.ledger, by(), Kind.FLAG, FLAG, {**body, "environments": sections})

    harbour.look()

    assert harbour.settings()["rollout"]["percentage"] == 3


def test_one_that_was_never_complete_left_nothing() -> None:
    harbour = Harbour().started()
    taken_back(harbour)

    assert unsettle_flag(harbour.ledger, OWNER, harbour.rollout()) is None
