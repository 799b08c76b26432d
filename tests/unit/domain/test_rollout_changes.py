from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.alarms import AlarmState, Outcome, SeenAlarm
from burgee.domain.errors import IllegalTransition, InvalidDocument
from burgee.domain.rollout_changes import (
    aborted,
    advanced,
    archived,
    completed,
    created,
    dump,
    edited,
    excluding,
    has_seen,
    held,
    no_longer_excluding,
    paused,
    ramped_down,
    restarted,
    resumed,
    rolled_back,
    settled,
    started,
    wait_of,
)
from burgee.domain.rollouts import OWN_FIELDS, Rollout, RolloutStatus
from burgee.domain.timestamps import iso, seconds_of
from tests.unit.domain.rollouts import HOUR, a_guardrail, a_rollout, in_stage, its_flag, parsed
from tests.unit.services.builders import NOON

GUARDED = {"guardrails": [a_guardrail()]}


def seen_at(seconds: float, alarm: str = "shop-errors") -> SeenAlarm:
    return SeenAlarm(
        alarm=alarm,
        state=AlarmState.ALARM,
        at=iso(seconds),
        received_at=iso(seconds + 1),
        outcome=Outcome.ROLLED_BACK,
    )


def test_a_new_rollout_is_as_it_was_written() -> None:
    body = a_rollout(start_at=iso(NOON + HOUR), status="pending", runs=[])

    assert created(body, NOON) == body


def test_what_is_no_rollout_at_all_is_left_to_parsing() -> None:
    assert created(["a list"], NOON) == ["a list"]


@pytest.mark.parametrize("field", [field for field in OWN_FIELDS if field != "runs"])
def test_what_steps_write_nobody_else_does(field: str) -> None:
    with pytest.raises(InvalidDocument, match=f"{field}: is written by the rollout's steps"):
        created(a_rollout(**{field: "ramping"}), NOON)


def test_a_start_in_the_past_is_refused() -> None:
    with pytest.raises(InvalidDocument, match="start_at: is in the past"):
        created(a_rollout(start_at=iso(NOON)), NOON)


def body_of(rollout: Rollout) -> dict[str, Any]:
    return dump(rollout)


def test_an_edit_keeps_what_steps_wrote() -> None:
    before = body_of(restarted(in_stage(**GUARDED)).model_copy(update={"status": PENDING}))

    after = edited(before, a_rollout(owner="ann"), NOON)

    assert (after["owner"], after["runs"]) == ("ann", before["runs"])


PENDING = RolloutStatus.PENDING


def test_an_edit_that_changes_nothing_is_no_version() -> None:
    before = body_of(in_stage())

    assert edited(before, before, NOON) is before


@pytest.mark.parametrize("body", ["no object", {"key": "another"}])
def test_what_is_another_document_is_left_to_parsing(body: Any) -> None:
    assert edited(body_of(parsed()), body, NOON) == body


def test_runs_from_before_their_names_were_written_are_no_edit() -> None:
    before = body_of(in_stage(**GUARDED))
    for run in before["runs"]:
        del run["ended_by_name"]

    assert edited(before, before, NOON) is before


def test_what_has_started_is_not_edited() -> None:
    with pytest.raises(IllegalTransition, match="update is for one that is pending"):
        edited(body_of(in_stage()), a_rollout(owner="ann"), NOON)


def test_a_start_that_was_set_long_ago_may_stay() -> None:
    before = body_of(parsed(start_at=iso(NOON)))

    after = edited(before, a_rollout(start_at=iso(NOON), owner="ann"), NOON + HOUR)

    assert after["owner"] == "ann"


def test_a_start_begins_with_the_first_stage() -> None:
    rollout = started(parsed(), its_flag(), NOON)

    assert (rollout.stage, rollout.started_at, rollout.entered_at) == (0, iso(NOON), iso(NOON))
    assert rollout.next_at == iso(NOON + HOUR)
    assert rollout.runs == []


def test_a_guarded_stage_is_a_run_of_old_against_new() -> None:
    (run,) = started(parsed(**GUARDED, alpha=0.01), its_flag(), NOON).runs

    assert (run.number, run.salt, run.control) == (1, "s1", "off")
    assert run.weights == {"on": 10_000, "off": 90_000}
    assert [metric.key for metric in run.metrics.guardrails] == ["errors"]
    assert (run.plan.alpha, run.plan.minimum_units) == (0.01, 1000)


def test_the_whole_has_no_old_variant_left() -> None:
    rollout = in_stage(1, **GUARDED)

    after = advanced(rollout, its_flag(), NOON + HOUR)

    assert list(after.runs[-1].weights) == ["on"]


def test_each_stage_closes_the_run_before_and_opens_its_own() -> None:
    after = advanced(in_stage(0, **GUARDED), its_flag(), NOON + HOUR)

    assert [run.number for run in after.runs] == [1, 2]
    assert [run.ended_at for run in after.runs] == [iso(NOON + HOUR), None]
    assert after.run == after.runs[-1]


def test_named_units_are_compared_with_nobody() -> None:
    stages = [{"units": ["ann"]}, {"percentage": 5}]

    assert started(parsed(**GUARDED, stages=stages), its_flag(), NOON).runs == []


def test_a_flag_that_never_had_a_salt_is_hashed_by_its_key() -> None:
    flag = its_flag().model_copy(update={"salt": None})

    assert started(parsed(**GUARDED), flag, NOON).runs[0].salt == "new-gallery"


def test_there_is_nothing_after_the_last_stage() -> None:
    with pytest.raises(IllegalTransition, match="at its last stage"):
        advanced(in_stage(2), its_flag(), NOON)


def test_ramping_down_leads_one_stage_back_and_stays_there() -> None:
    after = ramped_down(in_stage(2, **GUARDED), its_flag(), NOON, "Slow.")

    assert (after.stage, after.next_at, after.because) == (1, None, "Slow.")
    assert after.runs[-1].weights["on"] == 45_000


def test_below_the_first_stage_there_is_only_an_abort() -> None:
    with pytest.raises(IllegalTransition, match="abort it"):
        ramped_down(in_stage(0), its_flag(), NOON, "Slow.")


def test_a_hold_says_why() -> None:
    assert held(in_stage(), "It has 12 units.").because == "It has 12 units."


def test_a_hold_by_another_alarm_whose_name_differs_in_a_number_is_a_version() -> None:
    before = in_stage(0, "holding").model_copy(update={"because": "The alarm 'api-1' is on."})

    assert held(before, "The alarm 'api-2' is on.").because == "The alarm 'api-2' is on."


def test_the_same_hold_with_other_numbers_is_no_version() -> None:
    holding = held(in_stage(0, "holding"), "It has 12 units.")

    assert held(holding, "It has 1,034 units.") is holding
    assert held(holding, "The alarm is on.").because == "The alarm is on."


def test_a_pause_stops_the_clock_and_resuming_begins_the_wait_anew() -> None:
    rollout = paused(in_stage(**GUARDED), "Lunch.")

    after = resumed(rollout, its_flag(), NOON + 9 * HOUR)

    assert (rollout.next_at, rollout.because) == (None, "Lunch.")
    assert (after.next_at, after.because) == (iso(NOON + 10 * HOUR), "")
    assert after.runs == rollout.runs


def test_units_are_excluded_and_treated_as_others_again() -> None:
    rollout = excluding(parsed(excluded=["ann"]), ["bo", "ann"])

    assert rollout.excluded == ["ann", "bo"]
    assert no_longer_excluding(rollout, ["ann"]).excluded == ["bo"]


@pytest.mark.parametrize(
    "end",
    [
        lambda rollout: completed(rollout, NOON + HOUR),
        lambda rollout: aborted(rollout, NOON + HOUR, "No."),
        lambda rollout: rolled_back(rollout, NOON + HOUR, "No."),
    ],
)
def test_an_end_closes_its_run_and_the_clock(end: Any) -> None:
    after = end(in_stage(**GUARDED))

    assert (after.run, after.next_at, after.ended_at) == (None, None, iso(NOON + HOUR))
    assert after.runs[-1].ended_at == iso(NOON + HOUR)


def test_an_end_leaves_what_ended_before_as_it_was() -> None:
    after = completed(advanced(in_stage(**GUARDED), its_flag(), NOON + 1), NOON + 2)

    assert [run.ended_at for run in after.runs] == [iso(NOON + 1), iso(NOON + 2)]


def test_a_rollback_remembers_the_alarm_that_did_it() -> None:
    after = rolled_back(in_stage(), NOON + HOUR, "The alarm went off.", seen_at(NOON + HOUR))

    assert has_seen(after, seen_at(NOON + HOUR))
    assert not has_seen(after, seen_at(NOON))
    assert not has_seen(after, seen_at(NOON + HOUR, "another"))


def test_what_is_settled_is_taken_back_in_its_flag() -> None:
    with pytest.raises(IllegalTransition, match="restore an earlier version of it"):
        rolled_back(settled(in_stage(2, "completed")), NOON, "No.")


def test_one_that_is_archived_is_not_restarted() -> None:
    ended = in_stage(0, "aborted").model_copy(update={"is_archived": True})

    with pytest.raises(IllegalTransition, match="archived, which is for ever"):
        restarted(ended)


def test_a_restart_forgets_where_it_was_and_keeps_its_runs() -> None:
    ended = rolled_back(in_stage(1, **GUARDED), NOON + HOUR, "No.", seen_at(NOON))

    after = restarted(ended)

    assert (after.stage, after.started_at, after.ended_at, after.because) == (None, None, None, "")
    assert (after.runs, after.seen_alarms) == (ended.runs, ended.seen_alarms)


def test_it_is_put_away() -> None:
    assert archived(in_stage(2, "aborted")).is_archived


@pytest.mark.parametrize(
    ("parts", "alarms", "seconds"),
    [
        ({}, [], 300),
        (GUARDED, [], 900),
        ({"alarms": ["shop-errors"]}, [], 900),
        ({}, ["shop-errors"], 900),
        ({"alarms": ["a"], "on_alarm": {"bake_time": "1m"}}, [], 300),
    ],
)
def test_a_guarded_stage_lasts_until_alarms_could_have_spoken(
    parts: dict[str, Any], alarms: list[str], seconds: int
) -> None:
    rollout = parsed(**parts, stages=[{"percentage": 5, "wait": "5m"}])

    assert wait_of(rollout, its_flag(alarms=alarms), rollout.planned_stages[0]) == seconds


def test_a_flag_without_that_environment_guards_nothing() -> None:
    rollout, elsewhere = parsed(), its_flag().model_copy(update={"environments": {}})

    assert wait_of(rollout, elsewhere, rollout.planned_stages[0]) == HOUR


def test_a_longest_reason_fits() -> None:
    after = aborted(in_stage(), NOON, "x" * 3000)

    assert len(after.because) == 2048
    assert seconds_of(after.ended_at) == NOON
