from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.alarms import AlarmState
from burgee.domain.documents import Action, Kind
from burgee.domain.errors import StorageUnavailable
from burgee.domain.rollouts import RolloutStatus
from burgee.domain.timestamps import iso
from burgee.services.advance_rollouts import advance_one
from burgee.services.apply_schedule import CLOCK
from burgee.services.rollouts import create_rollout
from burgee.services.steer_rollout import pause_rollout, ramp_up, roll_back_rollout
from burgee.services.stop_everything import lift_stop, stop_everything
from burgee.services.update_document import update_document
from burgee.storage.memory import MemoryDocuments
from tests.unit.domain.rollouts import a_made_alarm, a_rollout
from tests.unit.services.builders import NOON, Racing, a_flag_with, by
from tests.unit.services.steered import FLAG, GUARDED, HOUR, KEY, Harbour, because

DAY = 24 * HOUR


def test_it_goes_from_stage_to_stage_and_leaves_its_share_to_the_flag() -> None:
    harbour = Harbour().started()

    steps = [harbour.after(HOUR).look() for _ in range(4)]

    assert steps == [["advance"], ["advance"], ["complete"], ["settle"]]
    assert harbour.settings()["default_variant"] == "on"
    assert harbour.rollout().is_settled
    assert harbour.look() == []


def test_what_the_clock_does_is_the_clocks() -> None:
    harbour = Harbour().started().after(HOUR)

    harbour.look()

    change = harbour.version().change
    assert (change.actor, change.reason) == (CLOCK.key_id, "Its time came: stage 2 of 3.")


def test_a_share_below_the_whole_becomes_the_flags_own() -> None:
    harbour = Harbour(strategy="percentage", percentage=40).started()

    assert harbour.look() + harbour.look() == ["complete", "settle"]

    assert harbour.settings()["rollout"] == {
        "variant": "on",
        "percentage": 40,
        "bucket_by": "targetingKey",
    }


def test_the_flags_version_comes_before_the_rollout_lets_go() -> None:
    harbour = Harbour(Unwritable(), strategy="percentage", percentage=40).started()
    harbour.look()
    documents = harbour.ledger.documents
    assert isinstance(documents, Unwritable)
    documents.refused = Kind.FLAG

    with pytest.raises(StorageUnavailable):
        harbour.look()
    documents.refused = Kind.ROLLOUT
    with pytest.raises(StorageUnavailable):
        harbour.look()
    share, before = harbour.settings()["rollout"]["percentage"], harbour.rollout().is_settled
    documents.refused = None

    assert (share, before) == (40, False)
    assert harbour.look() == ["settle"]
    assert harbour.ledger.documents.newest(Kind.FLAG, FLAG).version == 2  # type: ignore[union-attr]  # it is there


def test_a_rollout_stays_in_charge_until_rulesets_are_made_of_its_flag_as_it_is() -> None:
    documents = Lagging()
    harbour = Harbour(documents, strategy="percentage", percentage=40).started()
    harbour.look()
    documents.lags = True

    with pytest.raises(StorageUnavailable):
        harbour.look()

    assert harbour.rollout().is_served


class Lagging(MemoryDocuments):
    """Documents whose flags are not derived for a while."""

    lags = False

    def derive(self, version: Any) -> None:
        if self.lags and version.kind is Kind.FLAG:
            raise StorageUnavailable("DynamoDB did not answer.")
        super().derive(version)


class Unwritable(MemoryDocuments):
    """Documents of which a kind, or one, cannot be written."""

    refused: Kind | None = None
    refused_key = ""

    def put(self, version: Any) -> None:
        if version.kind is self.refused or version.key == self.refused_key:
            raise StorageUnavailable("DynamoDB did not answer.")
        super().put(version)


def test_a_call_for_a_stage_that_is_reached_comes_too_late() -> None:
    harbour = Harbour().started().after(2 * HOUR)

    first = advance_one(harbour.steering, KEY, 1)
    again = advance_one(harbour.steering, KEY, 1)

    assert [moved.action for moved in first] == [Action.ADVANCE]
    assert again == []
    assert harbour.rollout().stage == 1


def test_of_two_calls_at_once_one_moves() -> None:
    documents = Racing(races=0)
    harbour = Harbour(documents).started().after(HOUR)
    documents.other = lambda: advance_one(harbour.steering, KEY, 1)
    documents.races = 1

    assert advance_one(harbour.steering, KEY, 1) == []
    assert (harbour.rollout().stage, harbour.version().version) == (1, 3)


def test_a_pause_at_the_same_moment_is_seen() -> None:
    documents = Racing(races=0)
    harbour = Harbour(documents).started().after(HOUR)
    documents.other = lambda: pause_rollout(harbour.ledger, because(), KEY)
    documents.races = 1

    assert harbour.look() == []
    assert harbour.rollout().status is RolloutStatus.PAUSED


def test_an_operator_at_the_same_moment_moves_it_once() -> None:
    documents = Racing(races=0)
    harbour = Harbour(documents).started().after(HOUR)
    documents.other = lambda: ramp_up(harbour.steering, because(), KEY)
    documents.races = 1

    assert harbour.look() == []
    assert harbour.rollout().stage == 1


def test_without_units_it_holds_and_says_so_once() -> None:
    harbour = Harbour(**GUARDED).started().after(HOUR)
    harbour.guardrails.units = 12
    first = harbour.look()
    harbour.guardrails.units = 130

    assert (first, harbour.after(60).look()) == (["hold"], [])
    assert harbour.rollout().because == (
        "It needs 1000 exposed units of each variant: 'off' has 12, 'on' has 12."
    )


def test_what_held_it_is_gone_and_it_goes_on() -> None:
    harbour = Harbour(**GUARDED).started().after(HOUR)
    harbour.guardrails.units = 12
    harbour.look()
    harbour.guardrails.units = 1000

    assert harbour.look() == ["advance"]
    assert (harbour.rollout().status, harbour.rollout().because) == (RolloutStatus.RAMPING, "")


def test_a_breach_takes_it_back_before_its_time() -> None:
    harbour = Harbour(**GUARDED).started()
    harbour.guardrails.is_breached = True

    assert harbour.look() == ["roll_back"]
    assert harbour.settings()["default_variant"] == "off"
    assert "It harms" in harbour.version().change.reason


@pytest.mark.parametrize("flags", [True, False])
def test_an_alarm_that_is_on_already_holds(flags: bool) -> None:
    harbour = Harbour(alarms=[] if flags else ["shop-errors"])
    if flags:
        with_alarm = a_flag_with(alarms=["shop-errors"])
        update_document(harbour.ledger, by(), Kind.FLAG, FLAG, with_alarm)
    harbour.started().after(HOUR)
    harbour.alarms.states["shop-errors"] = AlarmState.ALARM

    assert harbour.look() == ["hold"]
    assert harbour.rollout().because == "The alarm 'shop-errors' is on."


def test_a_cloudwatch_that_does_not_answer_holds() -> None:
    harbour = Harbour(alarms=["shop-errors"]).started().after(HOUR)
    harbour.alarms.is_silent = True

    assert harbour.look() == ["hold"]


def test_after_its_last_day_it_goes_back() -> None:
    harbour = Harbour(**GUARDED, maximum_days=2).started()
    harbour.guardrails.units = 0

    assert harbour.after(2 * DAY).look() == ["roll_back"]


def test_a_stop_of_everything_ends_it_and_keeps_others_from_starting() -> None:
    harbour = Harbour().started()
    create_rollout(harbour.ledger, by(), a_rollout("another", start_at=iso(NOON + HOUR)))
    stop_everything(harbour.ledger, because(), "production")

    assert harbour.after(HOUR).look() == []
    lift_stop(harbour.ledger, because(), "production")
    assert harbour.look() == ["start"]
    assert harbour.rollout().status is RolloutStatus.ABORTED


def test_one_starts_at_its_time() -> None:
    harbour = Harbour(start_at=iso(NOON + HOUR))

    assert (harbour.look(), harbour.after(HOUR).look()) == ([], ["start"])


def test_one_that_cannot_start_at_its_time_ends_and_says_why() -> None:
    harbour = Harbour(start_at=iso(NOON + HOUR))
    update_document(harbour.ledger, by(), Kind.FLAG, FLAG, a_flag_with(default="on"))

    assert harbour.after(HOUR).look() == ["abort"]
    assert "It could not start at its start_at." in harbour.rollout().because
    assert "shows already in production" in harbour.rollout().because


def test_one_waits_to_start_until_its_flag_has_cooled_down() -> None:
    harbour = Harbour().started()
    create_rollout(harbour.ledger, by(), a_rollout("another", start_at=iso(NOON + 60)))
    roll_back_rollout(harbour.ledger, because(), KEY, because="Errors.")

    assert (harbour.after(60).look(), harbour.after(1800).look()) == ([], ["start"])


def test_two_that_started_at_once_are_settled_by_the_clock() -> None:
    harbour = Harbour().started()
    create_rollout(harbour.ledger, by(), a_rollout("another"))
    rival = harbour.version("another")
    body = {**harbour.version().body, "key": "another", "started_at": iso(NOON + 1)}
    version = type(rival)(rival.kind, "another", 2, body, rival.change, rival.summary)
    harbour.ledger.documents.put(version)
    harbour.ledger.documents.derive(version)

    harbour.look()

    assert harbour.rollout("another").status is RolloutStatus.ABORTED
    assert harbour.rollout().status is RolloutStatus.RAMPING


def test_alarms_are_made_for_it_and_removed_with_it() -> None:
    harbour = Harbour(**GUARDED, make_alarms=[a_made_alarm()]).started()
    made = f"burgee-rollout-{KEY}/errors"
    harbour.look()
    there = made in harbour.alarms.states
    roll_back_rollout(harbour.ledger, because(), KEY, because="Errors.")
    harbour.look()

    assert (there, made in harbour.alarms.states) == (True, False)


def test_alarms_that_cannot_be_made_now_are_made_later() -> None:
    harbour = Harbour(**GUARDED, make_alarms=[a_made_alarm()]).started()
    harbour.alarms.is_silent = True
    harbour.look()
    harbour.alarms.is_silent = False
    harbour.look()

    assert f"burgee-rollout-{KEY}/errors" in harbour.alarms.states


def test_what_stops_one_rollout_does_not_stop_the_others() -> None:
    documents = Unwritable()
    harbour = Harbour(documents, start_at=iso(NOON + HOUR))
    create_rollout(harbour.ledger, by(), a_rollout("another", start_at=iso(NOON + HOUR)))
    documents.refused_key = "another"

    with pytest.raises(StorageUnavailable):
        harbour.after(HOUR).look()

    assert harbour.rollout().status is RolloutStatus.RAMPING


def test_one_waits_to_start_until_its_alarm_is_off() -> None:
    harbour = Harbour(start_at=iso(NOON + HOUR), alarms=["shop-errors"])
    harbour.alarms.states["shop-errors"] = AlarmState.ALARM
    kept = harbour.after(HOUR).look()
    harbour.alarms.states["shop-errors"] = AlarmState.OK

    assert (kept, harbour.after(60).look()) == ([], ["start"])


def test_an_alarm_without_data_holds_as_its_flag_asks() -> None:
    harbour = Harbour().started()
    watched = {"alarms": ["shop-errors"], "on_alarm": {"on_insufficient_data": "hold"}}
    update_document(harbour.ledger, by(), Kind.FLAG, FLAG, a_flag_with(**watched))
    harbour.alarms.states["shop-errors"] = AlarmState.INSUFFICIENT_DATA

    assert harbour.after(HOUR).look() == ["hold"]
    assert harbour.rollout().because == "The alarm 'shop-errors' has no data."
