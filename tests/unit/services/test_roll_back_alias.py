"""An alias goes back: by an alarm exactly once, by hand, and past crashes and other writers."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.documents import Action, DocumentVersion, Kind
from burgee.domain.errors import (
    DocumentNotFound,
    FunctionsUnavailable,
    IllegalTransition,
    NothingToGoBackTo,
    ReasonRequired,
    StorageUnavailable,
    VersionConflict,
)
from burgee.domain.guarded_functions import GuardedFunction
from burgee.services.roll_back_alias import AliasRollbacks, roll_back_alias, roll_back_by_hand
from burgee.storage.memory import MemoryDocuments
from tests.unit.services.builders import NOON, Racing, a_ledger, by
from tests.unit.services.lambdas import (
    ALARM,
    ALARMS,
    CHECKOUT,
    Account,
    a_change,
    moves,
    outcomes,
)


@pytest.fixture
def account() -> Account:
    account = Account()
    account.register()
    return account


def alarmed(account: Account, **parts: Any) -> DocumentVersion:
    change = a_change(**parts)
    return roll_back_alias(account.aliases, account.ledger, ALARMS, CHECKOUT, change=change)


def by_hand(account: Account, to: str | None = None, reason: str = "It fails") -> DocumentVersion:
    author = by(reason=reason)
    return roll_back_by_hand(account.aliases, account.ledger, author, CHECKOUT, to=to)


def history(account: Account) -> list[Action]:
    page = account.ledger.documents.history(Kind.FUNCTION, CHECKOUT, limit=99)
    return [row.change.action for row in page.items][::-1]


class TestByAnAlarm:
    def test_the_alias_goes_to_the_version_before(self, account: Account) -> None:
        version = alarmed(account)

        assert account.live == {"2"}
        assert moves(version) == [("3", "2", True)]
        assert outcomes(version) == ["rolled_back"]

    def test_the_audit_names_alarm_values_and_time(self, account: Account) -> None:
        version = alarmed(account)

        assert version.change.actor == "alarms"
        assert ALARM in version.change.reason
        assert "7 % failed" in version.change.reason
        assert "s after the alarm changed" in version.body["seen_alarms"][0]["detail"]
        assert history(account) == ["create", "roll_back", "roll_back"]

    def test_the_same_change_acts_once(self, account: Account) -> None:
        first = alarmed(account)
        account.functions.point("3")

        again = alarmed(account)

        assert again.version == first.version
        assert account.live == {"3"}

    def test_a_canary_is_cleared(self, account: Account) -> None:
        account.functions.point("2", v3=0.1)

        version = alarmed(account)

        assert account.functions.standing["live"].weights == {}
        assert moves(version) == [("3", "2", True)]

    def test_a_scenario_for_people_is_recorded_and_nothing_moves(self) -> None:
        account = Account()
        account.register(alarms={ALARM: "schema_mismatch"})

        version = alarmed(account)

        assert account.live == {"3"}
        assert outcomes(version) == ["recorded"]
        assert version.change.action is Action.ALARM

    def test_nothing_to_go_back_to_is_recorded_and_no_failure(self, account: Account) -> None:
        account.functions.point("1")

        version = alarmed(account)

        assert outcomes(version) == ["nothing_to_go_back_to"]

    def test_a_second_alarm_cools_down(self, account: Account) -> None:
        alarmed(account)
        account.functions.point("3")

        version = alarmed(account, at=NOON + 600)

        assert outcomes(version) == ["rolled_back", "cooling_down"]
        assert account.live == {"3"}

    def test_an_alarm_that_it_does_not_name_writes_nothing(self, account: Account) -> None:
        assert alarmed(account, alarm="other").version == 1

    def test_all_functions_that_name_an_alarm_are_found(self, account: Account) -> None:
        account.own["own"] = GuardedFunction(key="own", alarms={ALARM: "high_latency"})

        assert AliasRollbacks(account.aliases, account.ledger).naming(ALARM) == [CHECKOUT, "own"]

    def test_the_port_of_alarms_is_filled(self, account: Account) -> None:
        AliasRollbacks(account.aliases, account.ledger).roll_back(ALARMS, CHECKOUT, a_change())

        assert account.live == {"2"}


class TestOwnFunctions:
    def test_one_of_the_stack_needs_no_registration(self) -> None:
        account = Account(
            own={CHECKOUT: GuardedFunction(key=CHECKOUT, alarms={ALARM: "high_latency"})}
        )

        version = alarmed(account)

        assert account.live == {"2"}
        assert version.version == 3  # made, written down, done

    def test_the_stack_says_what_its_alarms_are(self, account: Account) -> None:
        account.own[CHECKOUT] = GuardedFunction(key=CHECKOUT, alarms={"new": "high_latency"})

        assert alarmed(account).version == 1
        assert alarmed(account, alarm="new").body["alarms"] == {"new": "high_latency"}

    def test_an_unknown_function_is_told_how_to_register(self) -> None:
        with pytest.raises(DocumentNotFound, match="burgee ops register"):
            alarmed(Account())


class TestHealth:
    def test_the_health_check_is_asked_after_the_move(self) -> None:
        account = Account()
        account.register(health_url="https://shop.example/healthz")
        account.health.sickness = "answered 503"

        move = by_hand(account).body["moves"][0]

        assert account.health.asked == ["https://shop.example/healthz"]
        assert (move["done"], move["healthy"], move["detail"]) == (True, False, "answered 503")

    def test_without_a_url_lambda_says_whether_the_version_can_be_called(
        self, account: Account
    ) -> None:
        account.functions.sick["2"] = "Version 2 is Failed."

        assert by_hand(account).body["moves"][0]["detail"] == "Version 2 is Failed."

    def test_a_healthy_version_is_said_to_be(self, account: Account) -> None:
        assert by_hand(account).body["moves"][0]["healthy"] is True


class TestByHand:
    def test_it_goes_to_the_version_that_is_asked_for(self, account: Account) -> None:
        by_hand(account, "1")
        assert account.live == {"1"}

    def test_it_goes_forward_too_and_says_so(self, account: Account) -> None:
        by_hand(account)
        version = by_hand(account, "3")
        assert moves(version) == [("3", "2", True), ("2", "3", True)]
        assert version.change.action is Action.DEPLOY

    def test_a_version_that_is_not_there_is_refused_with_those_that_are(
        self, account: Account
    ) -> None:
        with pytest.raises(DocumentNotFound, match="there are 1, 2, 3"):
            by_hand(account, "9")

    def test_where_it_points_already_nothing_is_written(self, account: Account) -> None:
        assert by_hand(account, "3").version == 1

    def test_a_reason_is_needed(self, account: Account) -> None:
        with pytest.raises(ReasonRequired):
            by_hand(account, reason=" ")

    def test_the_first_version_has_nothing_to_go_back_to(self, account: Account) -> None:
        account.functions.point("1")
        with pytest.raises(NothingToGoBackTo, match="--to"):
            by_hand(account)

    def test_it_may_go_back_further_than_alarms_do(self, account: Account) -> None:
        alarmed(account)
        assert moves(by_hand(account))[-1] == ("2", "1", True)


class TestDuringADeployment:
    @pytest.fixture
    def account(self) -> Account:
        account = Account()
        account.register(application="shop", deployment_group=CHECKOUT)
        account.functions.point("2", v3=0.1)
        return account

    def test_the_deployment_is_stopped_and_the_alias_not_touched(self, account: Account) -> None:
        account.deploying(moves_from="2", moves_to="3")

        version = alarmed(account)

        assert account.deployments.stopped == ["d-1"]
        assert account.functions.moves == []
        assert version.body["moves"][0]["deployment"] == "d-1"
        assert moves(version) == [("3", "2", True)]
        assert "d-1" in version.body["seen_alarms"][0]["detail"]

    def test_one_that_names_no_versions_is_stopped_too(self, account: Account) -> None:
        account.deploying()
        assert moves(by_hand(account)) == [("3", "2", True)]

    def test_of_a_first_deployment_the_version_behind_the_alias_stays(
        self, account: Account
    ) -> None:
        account.functions.point("1")
        account.deploying()
        assert moves(by_hand(account)) == [("3", "1", True)]

    def test_what_was_deployed_and_stopped_is_not_gone_back_to(self, account: Account) -> None:
        account.deploying(moves_from="2", moves_to="3")
        alarmed(account)
        account.deployments.going = None
        account.functions.publish(CHECKOUT, b"repaired", "")
        account.functions.point("4")

        assert moves(by_hand(account))[-1] == ("4", "2", True)

    def test_codedeploys_own_rollback_is_left_alone(self, account: Account) -> None:
        account.deploying(is_rollback=True)

        version = alarmed(account)

        assert outcomes(version) == ["recorded"]
        assert account.deployments.stopped == []
        with pytest.raises(IllegalTransition, match="taking a deployment"):
            by_hand(account)


class TestCrashesAndRaces:
    def test_a_move_that_lambda_did_not_make_is_finished_by_the_next_call(
        self, account: Account
    ) -> None:
        account.functions.broken_moves = 1
        with pytest.raises(FunctionsUnavailable):
            alarmed(account)

        version = alarmed(account)  # EventBridge calls again with the same change

        assert account.live == {"2"}
        assert moves(version) == [("3", "2", True)]
        assert outcomes(version) == ["rolled_back"]

    def test_a_command_that_is_given_again_after_a_fault_goes_back_once(
        self, account: Account
    ) -> None:
        account.functions.broken_moves = 1
        with pytest.raises(FunctionsUnavailable):
            by_hand(account)

        version = by_hand(account)

        assert account.live == {"2"}
        assert moves(version) == [("3", "2", True)]

    def test_a_command_after_a_move_that_was_left_alone_goes_back(self, account: Account) -> None:
        account.functions.broken_moves = 1
        with pytest.raises(FunctionsUnavailable):
            by_hand(account, "1")
        account.functions.publish(CHECKOUT, b"repaired", "")
        account.functions.point("4")

        assert moves(by_hand(account))[-1] == ("4", "2", True)

    def test_a_version_that_is_gone_by_then_does_not_stand_before_every_later_move(
        self, account: Account
    ) -> None:
        account.functions.broken_moves = 1
        with pytest.raises(FunctionsUnavailable):
            alarmed(account)
        del account.functions.versions["2"]

        version = by_hand(account, "1")

        assert account.live == {"1"}
        assert moves(version) == [("3", "2", True), ("3", "1", True)]
        assert "Version 2 was gone by then" in version.body["moves"][0]["detail"]

    def test_a_move_that_was_made_but_not_noted_is_noted_by_the_next_call(self) -> None:
        documents = Mortal()
        account = Account(ledger=a_ledger(documents))
        account.register()
        documents.dies_at = 2  # create, written down, then: done
        with pytest.raises(StorageUnavailable):
            alarmed(account)
        assert account.live == {"2"}

        version = alarmed(account)

        assert moves(version) == [("3", "2", True)]
        assert account.functions.moves == ["2"]

    def test_a_crash_before_anything_is_written_changes_nothing(self) -> None:
        documents = Mortal()
        account = Account(ledger=a_ledger(documents))
        account.register()
        documents.dies_at = 1
        with pytest.raises(StorageUnavailable):
            alarmed(account)
        assert account.live == {"3"}

        assert moves(alarmed(account)) == [("3", "2", True)]

    def test_an_alias_that_somebody_moved_elsewhere_is_left_there(self, account: Account) -> None:
        account.functions.publish(CHECKOUT, b"repaired", "")
        account.functions.before_move = lambda: account.functions.point("4")

        version = alarmed(account)

        assert account.live == {"4"}
        assert "left there" in version.body["moves"][0]["detail"]
        assert version.body["moves"][0]["healthy"] is None

    def test_an_alias_whose_weights_changed_meanwhile_is_moved_all_the_same(
        self, account: Account
    ) -> None:
        account.functions.before_move = lambda: account.functions.point("3", v1=0.5)

        alarmed(account)

        assert account.live == {"2"}

    def test_an_alias_that_is_moved_away_right_after_is_not_called_healthy(
        self, account: Account
    ) -> None:
        functions = account.functions
        moved = functions.move

        def then_somebody_else(function: str, alias: Any, version: str) -> None:
            moved(function, alias, version)
            functions.point("1")

        functions.move = then_somebody_else  # type: ignore[method-assign]

        move = alarmed(account).body["moves"][0]

        assert (move["healthy"], move["detail"]) == (False, "The alias points to version 1.")

    def test_of_two_who_hear_at_the_same_time_one_moves(self) -> None:
        documents = Racing(races=1)
        account = Account(ledger=a_ledger(documents))
        account.register()
        documents.other = lambda: alarmed(account)

        version = alarmed(account)

        assert account.functions.moves == ["2"]
        assert moves(version) == [("3", "2", True)]
        assert outcomes(version) == ["rolled_back"]

    def test_two_alarms_at_the_same_time_move_once(self) -> None:
        documents = Racing(races=1)
        account = Account(ledger=a_ledger(documents))
        account.register(alarms={ALARM: "high_error_rate", "slow": "high_latency"})
        documents.other = lambda: alarmed(account, alarm="slow")

        version = alarmed(account)

        assert account.functions.moves == ["2"]
        assert sorted(outcomes(version)) == ["recorded", "rolled_back"]

    def test_who_loses_every_race_hears_of_it(self, account: Account) -> None:
        class Busy(MemoryDocuments):
            def put(self, version: DocumentVersion) -> None:
                if version.version > 1:
                    raise VersionConflict("Somebody else was first.")
                super().put(version)

        busy = Account(ledger=a_ledger(Busy()))
        busy.register()
        with pytest.raises(VersionConflict):
            alarmed(busy)


class Mortal(MemoryDocuments):
    """Documents whose process ends at the put with that number, once."""

    def __init__(self) -> None:
        super().__init__()
        self.puts = 0
        self.dies_at = -1

    def put(self, version: DocumentVersion) -> None:
        if self.puts == self.dies_at:
            self.dies_at = -1
            raise StorageUnavailable("The process was ended.")
        self.puts += 1
        super().put(version)
