from __future__ import annotations

import pytest

from burgee.domain.documents import Action, Kind
from burgee.domain.errors import (
    DocumentNotFound,
    ReasonRequired,
    StorageUnavailable,
    UnknownEnvironment,
)
from burgee.domain.experiments import Experiment, Status
from burgee.domain.roles import Caller, Role
from burgee.domain.rollouts import RolloutStatus
from burgee.services.reading import read
from burgee.services.schedule_flag import schedule_change
from burgee.services.sign_off import sign_off
from burgee.services.start_experiment import start_experiment
from burgee.services.stop_everything import lift_stop, stop_everything
from burgee.services.stop_flag import stop_flag
from burgee.services.update_document import update_document
from burgee.services.update_experiment import create_experiment
from burgee.services.writing import Edit, amend
from burgee.storage.memory import MemoryDocuments
from tests.unit.services.builders import by
from tests.unit.services.designs import KEY as EXPERIMENT
from tests.unit.services.designs import a_design, evidence
from tests.unit.services.steered import FLAG, KEY, WHY, Harbour, because

PRODUCTION = "production"
APPROVER = Caller("approver-1", Role.APPROVER)


def with_an_experiment(documents: MemoryDocuments | None = None) -> Harbour:
    """A rollout and an experiment over one flag, both under way."""
    harbour = Harbour(documents).started()
    create_experiment(harbour.ledger, by(), a_design(environment=PRODUCTION))
    sign_off(harbour.ledger, by(APPROVER), EXPERIMENT)
    start_experiment(harbour.ledger, by(), EXPERIMENT, evidence(), accept_unseen_events=True)
    return harbour


def experiment_of(harbour: Harbour) -> Experiment:
    found = read(harbour.ledger.documents, Kind.EXPERIMENT, EXPERIMENT)
    return Experiment.model_validate(found.body)


def test_everything_is_stopped_and_audited_one_by_one() -> None:
    harbour = with_an_experiment()

    stopped = stop_everything(harbour.ledger, because(), PRODUCTION)

    assert stopped.environment.body["halt"]["reason"] == WHY
    assert [(each.kind, each.change.action) for each in stopped.ended] == [
        (Kind.ROLLOUT, Action.EMERGENCY_STOP),
        (Kind.EXPERIMENT, Action.EMERGENCY_STOP),
    ]
    assert {each.change.reason for each in stopped.ended} == {WHY}
    assert experiment_of(harbour).halted


def test_stopping_again_changes_nothing() -> None:
    harbour = with_an_experiment()
    first = stop_everything(harbour.ledger, because(), PRODUCTION)

    again = stop_everything(harbour.ledger, because(), PRODUCTION)

    assert (again.environment, again.ended) == (first.environment, ())


def test_other_environments_go_on() -> None:
    harbour = with_an_experiment()

    stop_everything(harbour.ledger, because(), "staging")

    assert harbour.rollout().status is RolloutStatus.RAMPING
    assert experiment_of(harbour).status is Status.RUNNING


def test_the_stop_stands_also_where_one_thing_cannot_be_ended() -> None:
    documents = Stuck()
    harbour = with_an_experiment(documents)
    documents.stuck = KEY

    with pytest.raises(StorageUnavailable):
        stop_everything(harbour.ledger, because(), PRODUCTION)

    assert read(documents, Kind.ENVIRONMENT, PRODUCTION).body["halt"]
    assert experiment_of(harbour).halted


class Stuck(MemoryDocuments):
    """Documents one of which cannot be written."""

    stuck = ""

    def put(self, version: object) -> None:
        if getattr(version, "key", None) == self.stuck:
            raise StorageUnavailable("DynamoDB did not answer.")
        super().put(version)  # type: ignore[arg-type]  # what it was given


def test_lifting_brings_nothing_back_that_was_ended() -> None:
    harbour = with_an_experiment()
    stop_everything(harbour.ledger, because(), PRODUCTION)

    lifted = lift_stop(harbour.ledger, because("All is well."), PRODUCTION)

    assert (lifted.body["halt"], lifted.change.action) == (None, Action.LIFT)
    assert harbour.rollout().status is RolloutStatus.ABORTED


def test_a_stop_survives_an_edit_of_the_environment() -> None:
    harbour = Harbour()
    stop_everything(harbour.ledger, because(), PRODUCTION)

    after = update_document(
        harbour.ledger, by(), Kind.ENVIRONMENT, PRODUCTION, {"key": PRODUCTION, "name": "Live"}
    )

    assert after.body["halt"]["reason"] == WHY


def test_a_stopped_flag_is_off_and_nothing_decides_it() -> None:
    harbour = with_an_experiment()

    flag = stop_flag(harbour.ledger, because(), FLAG, PRODUCTION)

    assert (flag.body["environments"][PRODUCTION]["enabled"], flag.change.reason) == (False, WHY)
    assert harbour.rollout().status is RolloutStatus.ABORTED
    assert experiment_of(harbour).halted


def test_nothing_that_was_planned_switches_a_stopped_flag_on_again() -> None:
    harbour = Harbour()
    planned = {"at": "2099-01-01T00:00:00Z", "enabled": True}
    schedule_change(harbour.ledger, because(), FLAG, environment=PRODUCTION, change=planned)

    flag = stop_flag(harbour.ledger, because(), FLAG, PRODUCTION)

    assert flag.body["environments"][PRODUCTION]["schedule"] == []


def test_where_a_flag_is_not_set_up_there_is_nothing_to_switch_off() -> None:
    harbour = Harbour()

    assert stop_flag(harbour.ledger, because(), FLAG, "staging").version == 1


def test_stops_ask_for_a_reason() -> None:
    ledger = Harbour().ledger

    with pytest.raises(ReasonRequired):
        stop_everything(ledger, by(), PRODUCTION)
    with pytest.raises(ReasonRequired):
        lift_stop(ledger, by(), PRODUCTION)
    with pytest.raises(ReasonRequired):
        stop_flag(ledger, by(), FLAG, PRODUCTION)


def test_stops_are_of_what_is_there() -> None:
    ledger = Harbour().ledger

    with pytest.raises(UnknownEnvironment):
        stop_everything(ledger, because(), "moon")
    with pytest.raises(DocumentNotFound):
        stop_flag(ledger, because(), "no-such-flag", PRODUCTION)


def complete() -> Harbour:
    """A rollout to everybody that is complete, and not settled yet."""
    harbour = Harbour(strategy="percentage", percentage=100).started()
    harbour.look()
    return harbour


def test_one_that_is_complete_and_in_charge_does_not_come_back_either() -> None:
    harbour = complete()

    stop_everything(harbour.ledger, because(), PRODUCTION)
    lift_stop(harbour.ledger, because(), PRODUCTION)

    assert harbour.rollout().status is RolloutStatus.ROLLED_BACK
    assert (harbour.look(), harbour.settings()["default_variant"]) == ([], "off")


def test_nothing_is_left_to_a_flag_while_everything_is_stopped() -> None:
    harbour = complete()
    halt = {"at": "2026-11-25T12:00:00Z", "by": "owner-1", "reason": WHY}
    edit = Edit(
        Kind.ENVIRONMENT, PRODUCTION, Action.EMERGENCY_STOP, lambda body: {**body, "halt": halt}
    )
    amend(harbour.ledger, by(), edit)

    assert (harbour.look(), harbour.settings()["default_variant"]) == ([], "off")


def test_a_flag_that_is_stopped_keeps_no_rollout_that_is_complete() -> None:
    harbour = complete()

    stop_flag(harbour.ledger, because(), FLAG, PRODUCTION)

    assert harbour.rollout().status is RolloutStatus.ROLLED_BACK
