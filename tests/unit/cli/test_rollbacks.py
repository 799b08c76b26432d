from __future__ import annotations

from functools import partial

import pytest

from burgee.domain.timestamps import iso
from burgee.services.publish import publish
from tests.unit.cli.conftest import Run
from tests.unit.cli.server import Server
from tests.unit.services.alarming import FLAG, Account, a_watched_flag

DAY = 24 * 60


@pytest.fixture
def account(server: Server) -> Account:
    """A flag that was good for a day, published, and changed."""
    account = Account(server.documents)
    account.create(a_watched_flag())
    publish(account.documents, server.rulesets, partial(iso, account.clock.now))
    account.pass_minutes(DAY)
    account.change(a_watched_flag(default="on"))
    publish(account.documents, server.rulesets, partial(iso, account.clock.now))
    account.pass_minutes(5)
    return account


def test_a_rollback_is_told_with_its_times(run: Run, server: Server, account: Account) -> None:
    account.alarm(after=4.0)
    account.clock.pass_seconds(1.5)
    publish(account.documents, server.rulesets, partial(iso, account.clock.now))

    ran = run("rollbacks", FLAG)

    assert "gallery-errors  rolled back  production  after 4.0 s  after 5.5 s" in " ".join(
        ran.out.split(" ")
    ).replace(" gallery", "gallery")
    assert "Back from version 2 to production as of version 1" in ran.out


def test_without_a_rollback_there_is_nothing_to_tell(run: Run, account: Account) -> None:
    assert run("rollbacks", FLAG).out == f"nothing has rolled {FLAG} back\n"
    assert account.newest().version == 2


@pytest.mark.parametrize("kind", ["rollout", "experiment"])
def test_what_is_not_there_is_refused_by_its_kind(run: Run, kind: str) -> None:
    ran = run("rollbacks", "none", "--of", kind)

    assert (ran.code, ran.err) == (1, f"There is no {kind} 'none'. [NOT_FOUND]\n")


def test_there_are_no_rollbacks_of_other_kinds(run: Run) -> None:
    assert run("rollbacks", "none", "--of", "segment").code == 2
