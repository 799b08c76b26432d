"""What an alarm's change does to a function's alias."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.alarms import AlarmState, Outcome
from burgee.domain.alias_alarms import Served, Verdict, concerns, verdict_on
from burgee.domain.guarded_functions import GuardedFunction
from burgee.domain.incidents import DECISIONS, Response, Scenario
from tests.unit.domain.guarding import (
    ALARM,
    HOUR,
    NOON,
    a_change,
    a_function,
    a_move,
    an_alias,
    published,
)

NO_DATA = AlarmState.INSUFFICIENT_DATA


def served(**parts: Any) -> Served:
    given = {"alias": an_alias(3), "published": published(1, 2, 3), **parts}
    return Served(**given)


def asked(function: GuardedFunction | None = None, **parts: Any) -> Verdict:
    change = parts.pop("change", a_change())
    return verdict_on(function or a_function(), served(**parts), change, NOON)


class TestConcerns:
    @pytest.mark.parametrize("state", [AlarmState.OK, NO_DATA])
    def test_an_alarm_that_is_over_or_has_no_data_asks_for_nothing(self, state: Any) -> None:
        assert not concerns(a_function(), a_change(state))

    def test_an_alarm_that_is_on_does(self) -> None:
        assert concerns(a_function(), a_change())

    @pytest.mark.parametrize("wanted", ["hold", "roll_back"])
    def test_one_without_data_does_where_the_function_says_so(self, wanted: str) -> None:
        function = a_function(on_alarm={"on_insufficient_data": wanted})
        assert concerns(function, a_change(NO_DATA))

    def test_another_alarm_does_not(self) -> None:
        assert not concerns(a_function(), a_change(alarm="other"))

    def test_an_archived_function_is_left_alone(self) -> None:
        assert not concerns(a_function(is_archived=True), a_change())


class TestDecisions:
    @pytest.mark.parametrize("scenario", list(Scenario))
    def test_only_scenarios_that_move_by_themselves_move_the_alias(
        self, scenario: Scenario
    ) -> None:
        verdict = asked(a_function(alarms={ALARM: scenario}))
        assert (verdict.move_to is not None) is DECISIONS[scenario].moves_by_itself

    def test_the_others_are_recorded_with_what_people_should_do(self) -> None:
        verdict = asked(a_function(alarms={ALARM: Scenario.DATABASE_INCOMPATIBILITY}))
        assert verdict.outcome is Outcome.RECORDED
        assert "manual rollback" in verdict.detail
        assert "restore a backup" in verdict.detail

    def test_the_matrix_answers_every_scenario_and_every_answer_occurs(self) -> None:
        assert set(DECISIONS) == set(Scenario)
        assert {decision.response for decision in DECISIONS.values()} == set(Response)

    @pytest.mark.parametrize(
        ("scenario", "response"),
        [
            (Scenario.DEPLOYMENT_FAILURE, Response.AUTOMATIC_ROLLBACK),
            (Scenario.HIGH_ERROR_RATE, Response.AUTOMATIC_ROLLBACK),
            (Scenario.HIGH_LATENCY, Response.AUTOMATIC_ROLLBACK),
            (Scenario.SCHEMA_MISMATCH, Response.MANUAL_REVIEW),
            (Scenario.DATABASE_INCOMPATIBILITY, Response.MANUAL_ROLLBACK),
            (Scenario.SECURITY_VULNERABILITY, Response.IMMEDIATE_ROLLBACK),
        ],
    )
    def test_the_matrix_says_what_was_agreed(self, scenario: Scenario, response: Response) -> None:
        assert DECISIONS[scenario].response is response


class TestVerdicts:
    def test_an_alarm_moves_the_alias_to_the_version_before(self) -> None:
        detail = "Back from version 3 to 2."
        assert asked() == Verdict(Outcome.ROLLED_BACK, detail, "2")

    def test_an_alarm_without_data_moves_it_where_the_function_says_so(self) -> None:
        function = a_function(on_alarm={"on_insufficient_data": "roll_back"})
        assert asked(function, change=a_change(NO_DATA)).move_to == "2"

    def test_one_without_data_has_nothing_to_hold(self) -> None:
        function = a_function(on_alarm={"on_insufficient_data": "hold"})
        verdict = asked(function, change=a_change(NO_DATA))
        assert (verdict.outcome, verdict.move_to) == (Outcome.RECORDED, None)

    @pytest.mark.parametrize(
        ("at", "outcome"), [(NOON - 81, Outcome.RECORDED), (NOON - 79, Outcome.ROLLED_BACK)]
    )
    def test_an_alarm_from_before_the_version_was_published_is_only_recorded(
        self, at: float, outcome: Outcome
    ) -> None:
        there = published(1, 2, 3, at=NOON - 200)  # version 3 at NOON - 80
        assert asked(published=there, change=a_change(at=at)).outcome is outcome

    def test_an_alarm_before_the_last_move_is_only_recorded(self) -> None:
        function = a_function(a_move(2, 3, NOON - 60))
        assert asked(function, change=a_change(at=NOON - 61)).outcome is Outcome.RECORDED
        assert asked(function, change=a_change(at=NOON - 59)).outcome is Outcome.ROLLED_BACK

    def test_nothing_moves_while_it_cools_down(self) -> None:
        function = a_function(a_move(2, 1, NOON - 1700))
        verdict = asked(function)
        assert (verdict.outcome, verdict.move_to) == (Outcome.COOLING_DOWN, None)
        assert "2026-11-25T12:01:40" in verdict.detail

    def test_what_was_deployed_since_moves_once_it_is_cool(self) -> None:
        assert asked(a_function(a_move(2, 1, NOON - 1801))).outcome is Outcome.ROLLED_BACK

    def test_a_move_forward_needs_no_cooling(self) -> None:
        assert asked(a_function(a_move(2, 3, NOON - 60))).outcome is Outcome.ROLLED_BACK

    def test_the_result_of_a_rollback_is_not_taken_back_further(self) -> None:
        verdict = asked(a_function(a_move(4, 3, NOON - HOUR)))
        assert verdict.outcome is Outcome.NOTHING_TO_GO_BACK_TO
        assert "nothing was deployed since" in verdict.detail

    def test_the_first_version_has_nothing_to_go_back_to(self) -> None:
        verdict = asked(alias=an_alias(1), published=published(1))
        assert verdict.outcome is Outcome.NOTHING_TO_GO_BACK_TO
        assert verdict.move_to is None


class TestDeployments:
    def test_a_deployment_in_progress_is_stopped_even_of_a_second_version(self) -> None:
        verdict = asked(alias=an_alias(1), published=published(1, 2), deploying_since=NOON - 100)
        assert (verdict.outcome, verdict.move_to) == (Outcome.ROLLED_BACK, "1")

    def test_an_alarm_before_the_deployment_is_not_the_deployments(self) -> None:
        verdict = asked(deploying_since=NOON - 10, change=a_change(at=NOON - 11))
        assert verdict.outcome is Outcome.RECORDED

    def test_codedeploys_own_rollback_is_left_alone(self) -> None:
        verdict = asked(deploying_since=NOON - 10, is_taken_back=True)
        assert (verdict.outcome, verdict.move_to) == (Outcome.RECORDED, None)

    def test_a_deployment_is_stopped_also_while_it_cools_down(self) -> None:
        function = a_function(a_move(2, 1, NOON - 60))
        assert asked(function, deploying_since=NOON - 10).outcome is Outcome.ROLLED_BACK
