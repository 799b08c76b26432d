from __future__ import annotations

import pytest

from burgee.services.writing import Ledger
from tests.functions.admin_api import AdminApi
from tests.unit.services.alarming import FLAG, Account, a_watched_flag

DAY = 24 * 60


@pytest.fixture
def api() -> AdminApi:
    """The flag was good for a day, and an alarm took the next version back."""
    account = Account()
    account.create(a_watched_flag())
    account.pass_minutes(DAY)
    account.change(a_watched_flag(default="on"))
    account.pass_minutes(5)
    account.alarm(after=4.0)
    return AdminApi(Ledger(account.documents, account.clock, account.ledger.randomness))


def test_a_flags_rollbacks_say_which_alarm_and_how_long_it_took(api: AdminApi) -> None:
    [row] = api.get(f"/flags/{FLAG}/rollbacks").json["items"]

    reason = row.pop("reason")
    assert row == {
        "version": 3,
        "environment": "production",
        "outcome": "rolled_back",
        "alarm": "gallery-errors",
        "state": "ALARM",
        "changed_at": "2026-11-26T12:05:00.000Z",
        "decided_at": "2026-11-26T12:05:04.000Z",
        "published_at": None,
        "ruleset": None,
        "seconds_to_decision": 4.0,
        "seconds_to_publication": None,
        "actor": "alarms",
        "actor_name": "An alarm",
    }
    assert reason.startswith("The alarm 'gallery-errors' went to ALARM at 2026-11-26T12:05:00")


@pytest.mark.parametrize(
    "path", ["/flags/none/rollbacks", "/rollouts/none/rollbacks", "/experiments/none/rollbacks"]
)
def test_what_is_not_there_has_no_rollbacks(api: AdminApi, path: str) -> None:
    answer = api.get(path)

    assert (answer.status, answer.code) == (404, "NOT_FOUND")


def test_nobody_asks_for_more_than_fifty(api: AdminApi) -> None:
    assert api.get(f"/flags/{FLAG}/rollbacks", limit="51").code == "MALFORMED_REQUEST"
