"""What cannot be read keeps nothing else from being taken back, and is never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from burgee.domain.documents import Action, Change, DocumentVersion, Kind
from burgee.domain.errors import FunctionsUnavailable, NewerFormat, RolloutRunning
from burgee.domain.timestamps import iso
from burgee.services.roll_back import Rollbacks
from burgee.services.roll_back_flag import FlagPlace, roll_back_flag
from burgee.storage.memory import MemoryDocuments
from tests.unit.services.alarming import (
    ALARM,
    FLAG,
    PRODUCTION,
    Account,
    Guarded,
    a_change,
    a_rollout,
    a_watched_flag,
    outcomes,
)

DAY = 24 * 60
LATER: Any = {"a_field_of_a_later_release": 1}


def an_account(documents: MemoryDocuments | None = None, *keys: str) -> Account:
    """Flags that were off for a day, and are on since 5 minutes."""
    account = Account(documents)
    for key in keys or (FLAG,):
        account.create(a_watched_flag(key))
    account.pass_minutes(DAY)
    for key in keys or (FLAG,):
        account.change(a_watched_flag(key, default="on"))
    account.pass_minutes(5)
    return account


def store(account: Account, kind: Kind, body: dict[str, Any]) -> None:
    """A document as another release would have written it."""
    change = Change("ann", iso(account.clock.now), Action.CREATE)
    version = DocumentVersion(kind, str(body["key"]), 1, body, change)
    account.documents.put(version)
    account.documents.derive(version)


def a_later_rollout(account: Account, **parts: Any) -> dict[str, Any]:
    return {**a_rollout(account.clock.now), "is_archived": False, **LATER, **parts}


def told(rollbacks: Rollbacks) -> tuple[list[str], list[tuple[Kind, str]]]:
    reached = [f"{each.kind} {each.key} {each.outcome}" for each in rollbacks.reached]
    return reached, [(each.kind, each.key) for each in rollbacks.failed]


def test_a_rollout_elsewhere_that_cannot_be_read_does_not_matter() -> None:
    account = an_account()
    store(account, Kind.ROLLOUT, a_later_rollout(account, flag="another"))

    assert outcomes(account.alarm()) == [f"flag {FLAG} rolled_back"]


@pytest.mark.parametrize(
    "naming",
    [
        {"flag": FLAG},
        {"flag": "another", "alarms": [ALARM]},
        {"flag": "another", "make_alarms": [{}]},
    ],
)
def test_one_that_may_be_meant_is_told_and_flags_wait_for_it(naming: dict[str, Any]) -> None:
    account = an_account()
    store(account, Kind.ROLLOUT, a_later_rollout(account, **naming))

    assert told(account.alarm()) == ([], [(Kind.ROLLOUT, "ramp")])
    assert account.default() == "on"


def test_a_flag_that_cannot_be_read_keeps_no_other_flag() -> None:
    account = an_account()
    section = {"enabled": True, "alarms": [ALARM], "on_alarm": LATER}
    store(account, Kind.FLAG, {"key": "later", "environments": {PRODUCTION: section}})

    expected = [f"flag {FLAG} rolled_back"], [(Kind.FLAG, "later")]
    assert told(account.alarm()) == expected


def test_an_experiment_that_cannot_be_read_keeps_no_flag() -> None:
    account = an_account()
    store(account, Kind.EXPERIMENT, {"key": "later", "alarms": [ALARM], **LATER})

    expected = [f"flag {FLAG} rolled_back"], [(Kind.EXPERIMENT, "later")]
    assert told(account.alarm()) == expected


class Newer(MemoryDocuments):
    """Documents of which a later release has written some of a kind."""

    newer: Kind | None = None

    def current(self, kind: Kind) -> Iterator[DocumentVersion]:
        if kind is self.newer:
            raise NewerFormat(f"A stored {kind} has format 9.")
        return super().current(kind)


def test_rollouts_go_back_though_experiments_cannot_be_read() -> None:
    documents = Newer()
    account = an_account(documents)
    account.store_rollout()
    account.pass_minutes(5)
    documents.newer = Kind.EXPERIMENT

    expected = ["rollout ramp rolled_back"], [(Kind.EXPERIMENT, "")]
    assert told(account.alarm()) == expected


class Unaskable(Guarded):
    """Functions whose documents cannot be read."""

    def naming(self, alarm: str) -> tuple[str, ...]:
        raise FunctionsUnavailable(f"Nobody knows who names {alarm}.")


def test_flags_go_back_though_nobody_knows_which_functions_name_the_alarm() -> None:
    account = an_account()
    account.functions = Unaskable()

    expected = [f"flag {FLAG} rolled_back"], [(Kind.FUNCTION, "")]
    assert told(account.alarm()) == expected


class Lagging(MemoryDocuments):
    """Documents whose derived rows stay as they are, once somebody says so."""

    lags = False

    def derive(self, version: DocumentVersion) -> None:
        if not self.lags:
            super().derive(version)


def test_a_rollout_whose_row_lags_behind_is_taken_back_all_the_same() -> None:
    documents = Lagging()
    account = an_account(documents)
    account.store_rollout(status="pending", stage=None, started_at=None)
    documents.lags = True
    account.store_rollout()
    account.pass_minutes(5)

    assert outcomes(account.alarm()) == ["rollout ramp rolled_back"]


def test_a_flag_is_left_to_the_rollout_that_began_on_it_meanwhile() -> None:
    account = an_account()
    change = a_change(account.clock.now)
    account.store_rollout()

    with pytest.raises(RolloutRunning):
        roll_back_flag(account.ledger, change, FlagPlace(FLAG, PRODUCTION))

    assert account.newest().body["seen_alarms"] == []
