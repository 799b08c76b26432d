from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from burgee.domain.checklist import Counted
from burgee.domain.documents import DocumentVersion, Kind
from burgee.domain.errors import (
    ChecklistOpen,
    DocumentNotFound,
    ExperimentClash,
    ExperimentRunning,
    Forbidden,
    IllegalTransition,
    InvalidDocument,
    UnknownReference,
    VersionConflict,
)
from burgee.domain.experiments import Experiment
from burgee.domain.roles import Caller, Role
from burgee.services.archive_experiment import archive_experiment
from burgee.services.checklist import checklist
from burgee.services.create_document import create_exclusion_group
from burgee.services.end_experiment import (
    cancel_experiment,
    complete_experiment,
    emergency_stop,
    fail_experiment,
)
from burgee.services.kinds import RULES
from burgee.services.pause_experiment import pause_experiment, resume_experiment
from burgee.services.raise_traffic import raise_traffic
from burgee.services.reading import read
from burgee.services.restart_experiment import restart_experiment
from burgee.services.restore_version import restore_version
from burgee.services.sign_off import last_editor, sign_off
from burgee.services.start_experiment import settle_clashes, start_experiment
from burgee.services.update_document import KEPT_BY_KIND, update_document
from burgee.services.update_experiment import create_experiment
from burgee.services.writing import Author, Ledger
from burgee.storage.aggregates import DynamoAggregates
from burgee.storage.memory import MemoryDocuments
from burgee.storage.memory_table import MemoryTable
from tests.unit.services.builders import NOON, OF_DEVELOPMENT, a_flag, by, settings
from tests.unit.services.designs import (
    FLAG,
    KEY,
    a_design,
    a_studio,
    evidence,
    running,
    showing,
    start,
)

EVE = Caller("eve", Role.APPROVER)
EDITOR = Caller("eddie", Role.EDITOR)


@pytest.fixture
def ledger() -> Ledger:
    return a_studio()


def newest(ledger: Ledger, key: str = KEY) -> Experiment:
    return Experiment.model_validate(read(ledger.documents, Kind.EXPERIMENT, key).body)


def designed(ledger: Ledger, **parts: Any) -> DocumentVersion:
    return create_experiment(ledger, by(), a_design(**parts))


def edit(ledger: Ledger, author: Author | None = None, **parts: Any) -> DocumentVersion:
    return update_document(ledger, author or by(), Kind.EXPERIMENT, KEY, a_design(**parts))


@pytest.mark.parametrize("table", [RULES, KEPT_BY_KIND])
def test_every_kind_of_document_has_its_row(table: Mapping[Kind, Any]) -> None:
    assert set(table) == set(Kind)


def test_a_new_experiment_is_a_draft(ledger: Ledger) -> None:
    version = designed(ledger)

    assert version.summary["status"] == "draft"
    assert version.summary["flags"] == [FLAG]


def test_a_draft_names_only_what_is_there(ledger: Ledger) -> None:
    with pytest.raises(UnknownReference, match="there is no flag 'no-such-flag'"):
        designed(ledger, variants=showing("no-such-flag"))


def test_a_group_gets_a_salt_and_keeps_it(ledger: Ledger) -> None:
    created = create_exclusion_group(ledger, by(), {"key": "shop"})

    changed = update_document(ledger, by(), Kind.EXCLUSION_GROUP, "shop", {"name": "Shop"})

    assert created.body["salt"]
    assert changed.body["salt"] == created.body["salt"]


def test_a_key_of_one_environment_designs_there_alone(ledger: Ledger) -> None:
    create_experiment(ledger, by(OF_DEVELOPMENT), a_design())

    with pytest.raises(Forbidden):
        create_experiment(ledger, by(OF_DEVELOPMENT), a_design("other", environment="production"))


def test_an_experiment_is_not_moved_out_of_an_environment_that_is_closed_to_its_author(
    ledger: Ledger,
) -> None:
    designed(ledger, environment="production")

    with pytest.raises(Forbidden):
        edit(ledger, by(OF_DEVELOPMENT))


def test_a_restored_draft_keeps_its_runs(ledger: Ledger) -> None:
    running(ledger)
    cancel_experiment(ledger, by(), KEY)
    restart_experiment(ledger, by(), KEY)
    edit(ledger, name="Second thoughts")

    version = restore_version(ledger, by(), Kind.EXPERIMENT, KEY, version=1)

    assert version.body["name"] == ""
    assert [run["number"] for run in version.body["runs"]] == [1]


def test_a_start_is_a_run_with_a_salt_of_its_own(ledger: Ledger) -> None:
    first = running(ledger)
    complete_experiment(ledger, by(), KEY)
    restart_experiment(ledger, by(), KEY)

    second = start(ledger)

    assert (first.status, second.status) == ("running", "running")
    assert [run.number for run in second.runs] == [1, 2]
    assert len({run.salt for run in second.runs}) == 2


def test_an_open_checklist_holds_the_start_and_says_what_to_do(ledger: Ledger) -> None:
    designed(ledger, hypothesis="", traffic=0)

    with pytest.raises(ChecklistOpen) as refused:
        start(ledger)

    fields = [found["field"] for found in refused.value.errors]
    assert fields == ["design.hypothesis", "setup.traffic"]
    assert newest(ledger).status == "draft"


def test_an_event_that_can_only_come_later_can_be_accepted(ledger: Ledger) -> None:
    designed(ledger)
    nothing_seen = evidence("visit")

    with pytest.raises(ChecklistOpen, match="events"):
        start_experiment(ledger, by(), KEY, nothing_seen)
    version = start_experiment(ledger, by(), KEY, nothing_seen, accept_unseen_events=True)

    assert version.body["status"] == "running"


def test_a_flag_that_has_gone_meanwhile_holds_the_start(ledger: Ledger) -> None:
    designed(ledger)
    update_document(ledger, by(), Kind.FLAG, FLAG, a_flag(environments={"production": settings()}))

    with pytest.raises(UnknownReference, match="not set up in development"):
        start(ledger)


def test_a_second_start_is_refused(ledger: Ledger) -> None:
    running(ledger)

    with pytest.raises(IllegalTransition, match="The experiment is running"):
        start(ledger)


def test_a_start_of_a_version_that_is_no_longer_the_newest_is_refused(ledger: Ledger) -> None:
    designed(ledger)
    edit(ledger, name="Newer")

    with pytest.raises(VersionConflict):
        start_experiment(ledger, by(expected=1), KEY, evidence())


def test_an_experiment_pauses_and_goes_on_in_the_same_run(ledger: Ledger) -> None:
    running(ledger)

    paused = pause_experiment(ledger, by(), KEY)
    resumed = resume_experiment(ledger, by(), KEY)

    assert (paused.body["status"], resumed.body["status"]) == ("paused", "running")
    assert len(resumed.body["runs"]) == 1


def test_traffic_is_raised_while_it_runs(ledger: Ledger) -> None:
    running(ledger, traffic=10)

    version = raise_traffic(ledger, by(), KEY, percentage=50)

    assert version.body["traffic"] == 50
    with pytest.raises(ExperimentRunning):
        raise_traffic(ledger, by(), KEY, percentage=49)
    with pytest.raises(InvalidDocument, match="traffic"):
        raise_traffic(ledger, by(), KEY, percentage=101)


@pytest.mark.parametrize(
    ("end", "status", "halted"),
    [
        (complete_experiment, "completed", False),
        (cancel_experiment, "cancelled", False),
        (emergency_stop, "cancelled", True),
    ],
)
def test_every_end_closes_the_run(
    ledger: Ledger, end: Callable[..., DocumentVersion], status: str, halted: bool
) -> None:
    running(ledger)

    body = end(ledger, by(reason="Enough."), KEY).body

    assert (body["status"], body["halted"]) == (status, halted)
    assert body["runs"][0]["ended_by"] == "owner-1"
    assert body["runs"][0]["ended_at"] > body["runs"][0]["started_at"]


def test_an_emergency_stop_says_why(ledger: Ledger) -> None:
    running(ledger)

    with pytest.raises(InvalidDocument, match="needs a reason"):
        emergency_stop(ledger, by(reason=" "), KEY)


def test_an_emergency_stop_is_not_held_up_by_what_has_become_of_other_documents(
    ledger: Ledger,
) -> None:
    running(ledger)
    flag = read(ledger.documents, Kind.FLAG, FLAG)
    emptied = {**flag.body, "environments": {}}
    ledger.documents.put(DocumentVersion(Kind.FLAG, FLAG, 2, emptied, flag.change))

    assert emergency_stop(ledger, by(reason="Fire."), KEY).body["halted"]


def test_a_failure_keeps_its_reason(ledger: Ledger) -> None:
    designed(ledger)

    version = fail_experiment(ledger, by(), KEY, failure="It could not start.")

    assert (version.body["status"], version.body["failure"]) == ("failed", "It could not start.")


def test_an_archive_takes_a_stopped_experiment_out_of_the_ruleset(ledger: Ledger) -> None:
    running(ledger)
    emergency_stop(ledger, by(reason="Fire."), KEY)

    version = archive_experiment(ledger, by(), KEY, DynamoAggregates(MemoryTable()))

    assert not Experiment.model_validate(version.body).is_served
    assert version.summary["status"] == "archived"


def test_what_runs_holds_its_design(ledger: Ledger) -> None:
    running(ledger)

    with pytest.raises(ExperimentRunning, match="hypothesis cannot change"):
        edit(ledger, hypothesis="Another.")

    assert edit(ledger, name="Gallery").body["name"] == "Gallery"


def test_an_approver_signs_off_what_another_key_edited(ledger: Ledger) -> None:
    designed(ledger)

    version = sign_off(ledger, by(EVE), KEY)

    [mark] = version.body["sign_offs"]
    assert (mark["by"], mark["role"]) == ("eve", "approver")


def test_nobody_signs_off_an_own_edit(ledger: Ledger) -> None:
    designed(ledger)
    edit(ledger, by(EVE), name="Gallery")
    sign_off(ledger, by(), KEY)

    with pytest.raises(Forbidden, match="edited this design last"):
        sign_off(ledger, by(EVE), KEY)


def test_an_editor_does_not_sign_off(ledger: Ledger) -> None:
    designed(ledger)

    with pytest.raises(Forbidden, match="needs the role approver"):
        sign_off(ledger, by(EDITOR), KEY)


def test_the_last_editor_is_found_behind_many_other_changes(ledger: Ledger) -> None:
    create_experiment(ledger, by(EVE), a_design())
    for _ in range(20):
        start(ledger)
        cancel_experiment(ledger, by(), KEY)
        restart_experiment(ledger, by(), KEY)

    assert last_editor(ledger.documents, KEY) == "eve"
    assert last_editor(ledger.documents, "no-such-experiment") == ""


def test_production_starts_with_a_sign_off(ledger: Ledger) -> None:
    designed(ledger, environment="production")

    with pytest.raises(ChecklistOpen, match="sign_off"):
        start(ledger)
    sign_off(ledger, by(EVE), KEY)

    assert start(ledger).status == "running"


def test_an_edit_takes_the_sign_off_of_production_away(ledger: Ledger) -> None:
    designed(ledger, environment="production")
    sign_off(ledger, by(EVE), KEY)
    edit(ledger, environment="production", traffic=50)

    with pytest.raises(ChecklistOpen, match="sign_off"):
        start(ledger)


def test_two_experiments_on_one_flag_do_not_run_together(ledger: Ledger) -> None:
    running(ledger)
    designed(ledger, key="other")

    with pytest.raises(ExperimentClash, match=f"'{KEY}' decides the flag '{FLAG}' too"):
        start(ledger, "other")


def test_a_stopped_experiment_that_shows_its_control_is_in_the_way_too(ledger: Ledger) -> None:
    running(ledger)
    emergency_stop(ledger, by(reason="Fire."), KEY)
    designed(ledger, key="other")

    with pytest.raises(ExperimentClash):
        start(ledger, "other")


def test_two_share_a_flag_in_ranges_of_one_group(ledger: Ledger) -> None:
    create_exclusion_group(ledger, by(), {"key": "shop"})
    running(ledger, group={"key": "shop", "begin": 0, "end": 50})

    other = running(ledger, "other", group={"key": "shop", "begin": 50, "end": 100})

    assert other.status == "running"


class Starting(MemoryDocuments):
    """Documents in which another experiment starts just before the put of a start."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], Any] | None = None

    def put(self, version: DocumentVersion) -> None:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()
        super().put(version)


def test_of_two_that_start_at_once_the_later_fails_itself() -> None:
    documents = Starting()
    ledger = a_studio(documents)
    designed(ledger, key="a")
    designed(ledger, key="b")
    earlier = Ledger(documents, lambda: NOON - 60, ledger.randomness)
    documents.meanwhile = lambda: start(earlier, "a")

    with pytest.raises(ExperimentClash, match="'a' decides"):
        start(ledger, "b")

    assert newest(ledger, "a").status == "running"
    assert newest(ledger, "b").status == "failed"
    assert "clashes with 'a'" in newest(ledger, "b").failure


def test_of_two_that_start_at_once_the_earlier_fails_the_other() -> None:
    documents = Starting()
    ledger = a_studio(documents)
    designed(ledger, key="a")
    designed(ledger, key="b")
    later = Ledger(documents, lambda: NOON + 3600, ledger.randomness)
    documents.meanwhile = lambda: start(later, "b")

    version = start(ledger, "a")

    assert version.status == "running"
    assert newest(ledger, "b").status == "failed"


def test_settling_is_safe_to_repeat(ledger: Ledger) -> None:
    running(ledger)

    settle_clashes(ledger, by(), KEY)

    assert newest(ledger).status == "running"


def test_the_checklist_tells_how_a_run_goes(ledger: Ledger) -> None:
    running(ledger)
    counted = evidence(counted=Counted({"control": 7, "treatment": 5}, mixed=1))

    found = {
        item.key: item.detail
        for item in checklist(ledger.documents, counted, KEY, now=NOON + 86_400)
    }

    assert found["exposures"] == "13 units."
    assert found["minimum_units"] == "5 of 1000 units in the smallest variant."
    assert found["clashes"] == "None."


def test_the_checklist_of_an_environment_that_is_gone_says_so(ledger: Ledger) -> None:
    designed(ledger)
    version = read(ledger.documents, Kind.EXPERIMENT, KEY)
    moved = DocumentVersion(
        version.kind, KEY, 2, {**version.body, "environment": "moon"}, version.change
    )
    ledger.documents.put(moved)

    found = checklist(ledger.documents, evidence(), KEY, now=NOON)

    [references] = [item for item in found if item.key == "references"]
    assert "there is no environment 'moon'" in references.detail


def test_there_is_no_checklist_of_nothing(ledger: Ledger) -> None:
    with pytest.raises(DocumentNotFound):
        checklist(ledger.documents, evidence(), "no-such-experiment", now=NOON)
