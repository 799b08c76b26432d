from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from burgee.domain.documents import Action, Kind
from burgee.domain.errors import (
    AlreadyDecided,
    ChecklistOpen,
    Forbidden,
    IllegalTransition,
    InvalidDocument,
    RolloutRunning,
    StorageUnavailable,
)
from burgee.domain.experiments import Experiment
from burgee.domain.results import Recommendation
from burgee.domain.roles import Caller, DecisionRole, Role
from burgee.services.archive_experiment import archive_experiment
from burgee.services.create_document import create_flag
from burgee.services.decide_experiment import Choice, Decided, decide_experiment
from burgee.services.end_experiment import cancel_experiment, complete_experiment, emergency_stop
from burgee.services.reading import read
from burgee.services.restart_experiment import restart_experiment
from burgee.services.rollouts import create_rollout
from burgee.services.sign_off import sign_off
from burgee.services.sign_off_decision import sign_off_decision
from burgee.services.steer_rollout import start_rollout
from burgee.services.toggle_flag import toggle_flag
from burgee.services.update_document import update_document
from burgee.services.update_experiment import create_experiment
from burgee.services.writing import Author, Ledger
from burgee.storage.aggregates import DynamoAggregates
from burgee.storage.looks import DynamoLooks
from burgee.storage.memory import MemoryDocuments
from burgee.storage.memory_table import MemoryTable
from tests.looks import a_look, a_verdict
from tests.unit.domain.rollouts import a_rollout
from tests.unit.services.builders import a_flag, a_ledger, by, settings
from tests.unit.services.designs import FLAG, KEY, a_design, running, showing, start

ANN, EVE = Caller("ann", Role.APPROVER), Caller("eve", Role.APPROVER)
EDITOR = Caller("eddie", Role.EDITOR)
PROMOTE, KEEP = Choice("treatment"), Choice(None)
ORDERLY = [Action.START, Action.DECIDE, Action.COMPLETE, Action.ARCHIVE]


class Crashing(MemoryDocuments):
    """Documents that refuse the writes of one action, once somebody says which."""

    refused: Action | None = None

    def put(self, version: Any) -> None:
        if version.change.action is self.refused:
            raise StorageUnavailable("DynamoDB did not answer.")
        super().put(version)


class Shop:
    """A ledger with the flag, and what was seen of its experiment."""

    def __init__(self, **section: Any) -> None:
        self.documents = Crashing()
        self.ledger: Ledger = a_ledger(self.documents)
        sections = {name: settings(**section) for name in ("development", "production")}
        create_flag(self.ledger, by(), a_flag(environments=sections))
        table = MemoryTable()
        self.looks, self.aggregates = DynamoLooks(table), DynamoAggregates(table)

    def decide(self, choice: Choice = PROMOTE, author: Author | None = None) -> Decided:
        author = author or by(reason="It sells.")
        return decide_experiment(self.ledger, author, KEY, choice, self.looks, self.aggregates)

    def agree(self, who: Caller, role: DecisionRole, promoted: str | None = "treatment") -> None:
        sign_off_decision(self.ledger, by(who), KEY, role=role, promoted=promoted)

    def see(self, recommendation: Recommendation, **parts: Any) -> None:
        verdict = a_verdict(recommendation=recommendation)
        self.looks.add(a_look(run=f"{KEY}.1", verdict=verdict, **parts))

    @property
    def experiment(self) -> Experiment:
        return Experiment.model_validate(read(self.documents, Kind.EXPERIMENT, KEY).body)

    def section(self, key: str = FLAG, environment: str = "development") -> Any:
        return read(self.documents, Kind.FLAG, key).body["environments"][environment]

    def actions(self, kind: Kind = Kind.EXPERIMENT, key: str = KEY) -> list[Action]:
        rows = self.documents.history(kind, key, limit=50, cursor=None).items
        return [row.change.action for row in reversed(rows)]


@pytest.fixture
def shop() -> Shop:
    """An experiment that runs in development."""
    shop = Shop()
    running(shop.ledger)
    return shop


@pytest.fixture
def production() -> Shop:
    """An experiment that runs in production."""
    shop = Shop()
    create_experiment(shop.ledger, by(), a_design(environment="production"))
    sign_off(shop.ledger, by(EVE), KEY)
    start(shop.ledger)
    return shop


def test_a_promoted_treatment_is_the_default_and_the_experiment_is_archived(shop: Shop) -> None:
    decided = shop.decide()

    assert shop.section()["default_variant"] == "on"
    assert decided.version.body["status"] == "archived"
    assert shop.actions()[1:] == ORDERLY


def test_a_promotion_is_one_version_of_the_flag_that_says_why(shop: Shop) -> None:
    shop.decide()

    version = read(shop.documents, Kind.FLAG, FLAG)
    assert shop.actions(Kind.FLAG, FLAG) == [Action.CREATE, Action.PROMOTE]
    assert version.change.reason == f"{KEY}, run 1: 'treatment' is promoted. It sells."


def test_a_promotion_touches_the_experiments_environment_alone(shop: Shop) -> None:
    shop.decide()

    assert shop.section(environment="production")["default_variant"] == "off"


def test_a_promotion_ends_a_rollout_and_leaves_targets_and_rules() -> None:
    kept = {"targets": {"off": ["u-1"]}, "rules": [{"id": "beta", "variant": "off"}]}
    shop = Shop(rollout={"variant": "on", "percentage": 5}, **kept)
    running(shop.ledger)

    decided = shop.decide()

    section = shop.section()
    assert section["rollout"] is None
    assert section["targets"] == kept["targets"]
    assert [rule["id"] for rule in section["rules"]] == ["beta"]
    assert decided.flags[0].still_deciding == ("the targets of 'off' (1)", "rule 1 ('beta')")


def test_another_experiment_that_decides_the_flag_is_named() -> None:
    shop = Shop()
    running(shop.ledger)
    shop.decide()
    running(shop.ledger, "second")

    decided = shop.decide()

    assert decided.flags[0].still_deciding == ("the experiment 'second'",)


def test_a_flag_that_has_the_winner_already_gets_no_new_version(shop: Shop) -> None:
    decided = shop.decide(KEEP)

    assert shop.actions(Kind.FLAG, FLAG) == [Action.CREATE]
    assert [(flag.key, flag.variant, flag.changed) for flag in decided.flags] == [
        (FLAG, "off", False)
    ]


def test_a_kept_control_is_shown_to_everybody_too() -> None:
    shop = Shop(rollout={"variant": "on", "percentage": 5})
    running(shop.ledger)

    shop.decide(KEEP)

    assert shop.section()["rollout"] is None


def test_the_decision_rests_in_the_run_with_what_was_seen(shop: Shop) -> None:
    shop.see(Recommendation.PROMOTE, number=1)

    shop.decide()

    decision = shop.experiment.runs[0].decision
    assert decision is not None
    assert (decision.promoted, decision.by, decision.reason) == (
        "treatment",
        "owner-1",
        "It sells.",
    )
    assert (decision.look, decision.recommendation, decision.changed) == (1, "promote", [FLAG])


def test_a_run_that_has_ended_can_be_decided(shop: Shop) -> None:
    complete_experiment(shop.ledger, by(), KEY)

    decided = shop.decide()

    assert decided.version.body["status"] == "archived"


@pytest.mark.parametrize("action", [Action.PROMOTE, Action.COMPLETE, Action.ARCHIVE])
def test_the_same_call_finishes_what_a_crash_left(shop: Shop, action: Action) -> None:
    shop.documents.refused = action
    with pytest.raises(StorageUnavailable):
        shop.decide()
    shop.documents.refused = None

    decided = shop.decide(author=by(expected=2))

    assert shop.section()["default_variant"] == "on"
    assert shop.actions()[1:] == ORDERLY
    assert shop.actions(Kind.FLAG, FLAG) == [Action.CREATE, Action.PROMOTE]
    assert decided.flags[0].changed


@pytest.mark.parametrize("action", [Action.PROMOTE, Action.COMPLETE, Action.ARCHIVE])
def test_after_a_crash_another_decision_is_refused(shop: Shop, action: Action) -> None:
    shop.documents.refused = action
    with pytest.raises(StorageUnavailable):
        shop.decide()
    shop.documents.refused = None

    with pytest.raises(AlreadyDecided, match="That stands; change the flag"):
        shop.decide(KEEP)


def test_an_experiment_that_ends_by_itself_meanwhile_is_archived_all_the_same(shop: Shop) -> None:
    shop.documents.refused = Action.COMPLETE
    with pytest.raises(StorageUnavailable):
        shop.decide()
    shop.documents.refused = None
    complete_experiment(shop.ledger, by(), KEY)

    shop.decide()

    assert shop.actions()[1:] == ORDERLY


def test_a_decision_that_was_carried_out_is_answered_again_and_made_no_more(shop: Shop) -> None:
    first = shop.decide()
    toggle_flag(shop.ledger, by(), FLAG, environment="development", enabled=False)
    back = a_flag(environments={"development": settings("off"), "production": settings()})
    update_document(shop.ledger, by(), Kind.FLAG, FLAG, back)

    again = shop.decide()

    assert again.version == first.version
    assert shop.section()["default_variant"] == "off"


def test_another_decision_after_the_first_is_refused(shop: Shop) -> None:
    shop.decide()

    with pytest.raises(AlreadyDecided):
        shop.decide(KEEP)


def test_a_new_run_is_decided_anew(shop: Shop) -> None:
    shop.documents.refused = Action.ARCHIVE
    with pytest.raises(StorageUnavailable):
        shop.decide()
    shop.documents.refused = None
    restart_experiment(shop.ledger, by(), KEY)
    start(shop.ledger)

    shop.decide(KEEP)

    decisions = [run.decision for run in shop.experiment.runs]
    assert [made.promoted for made in decisions if made] == ["treatment", None]
    assert shop.section()["default_variant"] == "off"


def stopped(ledger: Ledger) -> None:
    emergency_stop(ledger, by(reason="Fire."), KEY)


def cancelled(ledger: Ledger) -> None:
    cancel_experiment(ledger, by(), KEY)


def put_away(ledger: Ledger) -> None:
    cancelled(ledger)
    archive_experiment(ledger, by(), KEY, DynamoAggregates(MemoryTable()))


def redrafted(ledger: Ledger) -> None:
    cancelled(ledger)
    restart_experiment(ledger, by(), KEY)


@pytest.mark.parametrize("step", [stopped, cancelled, put_away, redrafted])
def test_what_was_given_up_is_not_decided(shop: Shop, step: Callable[[Ledger], None]) -> None:
    step(shop.ledger)

    with pytest.raises(IllegalTransition, match="decide is for one that is"):
        shop.decide()


def test_an_emergency_stop_in_the_middle_of_a_decision_holds(shop: Shop) -> None:
    shop.documents.refused = Action.PROMOTE
    with pytest.raises(StorageUnavailable):
        shop.decide()
    shop.documents.refused = None
    stopped(shop.ledger)

    with pytest.raises(IllegalTransition):
        shop.decide()

    assert shop.section()["default_variant"] == "off"


@pytest.mark.parametrize("promoted", ["control", "nobody"])
def test_only_a_treatment_is_promoted(shop: Shop, promoted: str) -> None:
    with pytest.raises(InvalidDocument, match="is no treatment; there are treatment"):
        shop.decide(Choice(promoted))


def test_a_flag_that_cannot_show_the_winner_holds_the_decision_before_anything_is_written() -> None:
    shop = Shop()
    shown = {"control": {}, "treatment": {"configuration": {"limit": {"value": 7}}}}
    limit = a_flag(
        "limit", kind="number", purpose="configuration", variants={"low": {"value": 5}},
        environments={"development": settings("low")},
    )  # fmt: skip
    create_flag(shop.ledger, by(), limit)
    running(shop.ledger, variants=shown)

    with pytest.raises(InvalidDocument, match="add such a variant to the flag"):
        shop.decide()

    assert shop.actions()[-1] is Action.START


def test_a_flag_that_the_winner_does_not_name_stays_as_it_is() -> None:
    shop = Shop()
    running(shop.ledger, variants={"control": {}, **showing(treatment="on")})

    decided = shop.decide(KEEP)

    assert shop.actions(Kind.FLAG, FLAG) == [Action.CREATE]
    assert [flag.variant for flag in decided.flags] == ["off"]


def test_a_flag_that_has_gone_since_is_left_out_of_the_answer(shop: Shop) -> None:
    shop.decide()
    update_document(
        shop.ledger, by(), Kind.FLAG, FLAG, a_flag(environments={"production": settings()})
    )

    again = shop.decide()

    assert again.flags == ()


def test_an_editor_of_another_environment_decides_nothing(shop: Shop) -> None:
    elsewhere = Caller("far", Role.OWNER, frozenset({"staging"}))

    with pytest.raises(Forbidden):
        shop.decide(author=by(elsewhere))

    assert shop.section()["default_variant"] == "off"


def test_production_asks_for_a_verdict_and_for_both_roles(production: Shop) -> None:
    with pytest.raises(ChecklistOpen) as refused:
        production.decide()

    fields = [found["field"] for found in refused.value.errors]
    assert fields == ["decision.verdict", *2 * ["decision.decision_sign_off"]]
    assert production.actions()[-1] is Action.START


def test_production_is_decided_with_a_verdict_and_both_roles(production: Shop) -> None:
    production.see(Recommendation.PROMOTE)
    production.agree(ANN, DecisionRole.PRODUCT)
    production.agree(EVE, DecisionRole.ENGINEERING)

    production.decide()

    assert production.section(environment="production")["default_variant"] == "on"
    assert production.section(environment="development")["default_variant"] == "off"


def test_a_reason_stands_in_for_a_verdict(production: Shop) -> None:
    production.agree(ANN, DecisionRole.PRODUCT, None)
    production.agree(EVE, DecisionRole.ENGINEERING, None)

    decided = production.decide(Choice(None, without_verdict=True))

    assert decided.version.body["runs"][0]["decision"]["look"] is None


def test_a_decision_without_a_verdict_says_why(shop: Shop) -> None:
    with pytest.raises(InvalidDocument, match="needs a reason"):
        shop.decide(Choice("treatment", without_verdict=True), by(reason=" "))


def test_a_yes_to_another_decision_does_not_count(production: Shop) -> None:
    production.see(Recommendation.PROMOTE)
    production.agree(ANN, DecisionRole.PRODUCT)
    production.agree(EVE, DecisionRole.ENGINEERING, None)

    with pytest.raises(ChecklistOpen, match="The checklist is open") as refused:
        production.decide()

    [found] = refused.value.errors
    assert found["detail"] == "nobody has agreed for engineering that 'treatment' is promoted"


def test_one_key_cannot_agree_for_both_roles(production: Shop) -> None:
    production.agree(ANN, DecisionRole.PRODUCT)
    production.agree(ANN, DecisionRole.ENGINEERING)

    marks = production.experiment.runs[0].sign_offs

    assert [(mark.by, mark.role) for mark in marks] == [("ann", DecisionRole.ENGINEERING)]


def test_agreeing_twice_alike_changes_nothing(production: Shop) -> None:
    production.agree(ANN, DecisionRole.PRODUCT)
    production.agree(ANN, DecisionRole.PRODUCT)

    assert production.actions().count(Action.SIGN_OFF_DECISION) == 1


def test_an_editor_agrees_to_no_decision(production: Shop) -> None:
    with pytest.raises(Forbidden, match="needs the role approver"):
        production.agree(EDITOR, DecisionRole.PRODUCT)


def test_nobody_agrees_to_promote_what_is_not_there(production: Shop) -> None:
    with pytest.raises(InvalidDocument, match="is no treatment"):
        production.agree(ANN, DecisionRole.PRODUCT, "nobody")


def test_nobody_agrees_to_another_decision_than_the_one_that_stands(shop: Shop) -> None:
    shop.documents.refused = Action.PROMOTE
    with pytest.raises(StorageUnavailable):
        shop.decide()
    shop.documents.refused = None

    with pytest.raises(AlreadyDecided):
        shop.agree(ANN, DecisionRole.PRODUCT, None)


def test_a_flag_that_a_rollout_holds_is_not_promoted_and_nothing_is_decided() -> None:
    shop = Shop()
    running(shop.ledger)
    ramp = a_rollout("a-ramp", environment="development")
    create_rollout(shop.ledger, by(), ramp)
    start_rollout(shop.ledger, by(), "a-ramp")

    with pytest.raises(RolloutRunning, match="held by the rollout 'a-ramp'"):
        shop.decide()

    assert shop.experiment.runs[-1].decision is None
    assert shop.decide(KEEP).version.body["status"] == "archived"
