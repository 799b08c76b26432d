from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.errors import ExperimentRunning, IllegalTransition, InvalidDocument
from burgee.domain.experiment_changes import (
    archived,
    created,
    dump,
    edited,
    ended,
    restarted,
    restored,
    signed_off,
    started,
    with_traffic,
)
from burgee.domain.experiment_checks import parse_experiment
from burgee.domain.experiments import Experiment, SignOff, without_own_fields
from burgee.domain.roles import Caller, Role
from burgee.domain.timestamps import iso
from tests.unit.services.builders import NOON
from tests.unit.services.designs import a_design

AT = "2026-11-25T12:00:00.000Z"
YESTERDAY, TOMORROW = iso(NOON - 86_400), iso(NOON + 86_400)
MARK = SignOff(by="eve", role="approver", at=AT)
ANN, BOB = Caller("ann", Role.EDITOR, name="Ann"), Caller("bob", Role.EDITOR)


def draft(**parts: Any) -> Experiment:
    return parse_experiment(a_design(**parts))


def in_status(status: str, **parts: Any) -> dict[str, Any]:
    """A started experiment as it is stored."""
    experiment = started(draft(**parts), salt="s1", at=AT)
    return dump(experiment) | {"status": status}


def test_a_new_experiment_is_a_draft_whatever_its_author_writes() -> None:
    with pytest.raises(InvalidDocument) as refused:
        created(a_design(status="running", runs=[{}]), NOON)

    assert [found["field"] for found in refused.value.errors] == ["status", "runs"]


def test_the_own_fields_of_a_draft_may_be_written_as_they_are() -> None:
    body = dump(draft())

    assert created(body, NOON) == body


def test_no_object_is_left_to_whoever_parses_it() -> None:
    assert created([], NOON) == []
    assert edited(dump(draft()), [], NOON) == []


def test_another_key_is_left_to_whoever_refuses_it() -> None:
    body = a_design("other")

    assert edited(dump(draft()), body, NOON) is body


@pytest.mark.parametrize("field", ["start_at", "end_at"])
def test_nothing_is_planned_for_the_past(field: str) -> None:
    with pytest.raises(InvalidDocument, match="is in the past"):
        created(a_design(**{field: YESTERDAY}), NOON)


def test_a_time_that_has_come_meanwhile_can_stay() -> None:
    before = dump(draft(start_at=YESTERDAY))

    after = edited(before, a_design(start_at=YESTERDAY, name="Gallery"), NOON)

    assert after["name"] == "Gallery"


def test_a_time_that_is_to_come_is_accepted() -> None:
    assert edited(dump(draft()), a_design(start_at=TOMORROW), NOON)["start_at"] == TOMORROW


def test_an_edit_without_a_change_gives_back_what_is_there() -> None:
    before = dump(signed_off(draft(), MARK))

    assert edited(before, a_design(), NOON) is before


def test_an_edit_takes_sign_offs_away() -> None:
    before = dump(signed_off(draft(), MARK))

    assert edited(before, a_design(name="Gallery"), NOON)["sign_offs"] == []


def test_what_transitions_write_cannot_be_edited() -> None:
    with pytest.raises(InvalidDocument, match="signing off alone"):
        edited(dump(draft()), a_design(sign_offs=[MARK.model_dump()]), NOON)


def test_what_is_read_from_a_running_experiment_can_be_written_back() -> None:
    before = in_status("running")

    assert edited(before, dict(before), NOON) is before


def test_what_was_signed_before_names_were_written_holds_no_edit() -> None:
    mark = MARK.model_dump(exclude={"by_name"})
    before = {**in_status("running"), "sign_offs": [mark]}

    assert edited(before, without_own_fields(before), NOON) is before
    assert edited(before, a_design(name="Gallery"), NOON)["name"] == "Gallery"


@pytest.mark.parametrize("status", ["running", "paused"])
def test_words_about_a_running_experiment_can_change(status: str) -> None:
    before = in_status(status)
    words = {"name": "Gallery", "owner": "bob", "tags": ["spring"], "priority": "high"}

    after = edited(before, a_design(**words), NOON)

    assert after == before | words


def test_what_a_running_experiment_holds_is_named() -> None:
    with pytest.raises(ExperimentRunning) as refused:
        edited(in_status("running"), a_design(traffic=50, hypothesis="Other.", name="New"), NOON)

    assert [found["field"] for found in refused.value.errors] == ["hypothesis", "traffic"]
    assert "hypothesis, traffic cannot change before it ends" in refused.value.detail


def test_what_has_ended_is_not_edited() -> None:
    with pytest.raises(IllegalTransition, match="The experiment is completed"):
        edited(in_status("completed"), a_design(name="Gallery"), NOON)


def test_an_earlier_design_comes_back_without_its_state() -> None:
    earlier = dump(draft(name="First"))
    before = in_status("draft", name="Second")

    after = restored(before, earlier, NOON)

    assert (after["name"], after["runs"]) == ("First", before["runs"])


def test_a_restored_equal_design_changes_nothing() -> None:
    before = in_status("running")

    assert restored(before, dump(draft()), NOON) is before


def test_a_running_experiment_is_not_restored() -> None:
    with pytest.raises(IllegalTransition):
        restored(in_status("running"), dump(draft(name="First")), NOON)


def test_a_start_freezes_what_is_measured() -> None:
    experiment = started(draft(plan={"dimensions": ["os"]}, assignment="random"), salt="s", at=AT)

    run = experiment.runs[0]
    assert (run.number, run.salt, run.started_at, run.ended_at) == (1, "s", AT, None)
    assert (run.control, run.weights) == ("control", {"control": 1, "treatment": 1})
    assert (run.dimensions, str(run.assignment), run.environment) == (
        ["os"],
        "random",
        "development",
    )
    assert run.metrics == experiment.metrics


def test_another_start_is_another_run() -> None:
    first = started(draft(), salt="s1", at=AT)

    second = started(restarted(ended(first, at=TOMORROW, by=ANN)), salt="s2", at=TOMORROW)

    assert [(run.number, run.salt, run.ended_at) for run in second.runs] == [
        (1, "s1", TOMORROW),
        (2, "s2", None),
    ]


def test_an_end_closes_the_open_run_alone() -> None:
    first = ended(started(draft(), salt="s1", at=AT), at=AT, by=ANN)

    second = ended(started(first, salt="s2", at=TOMORROW), at=TOMORROW, by=BOB)

    assert [(run.ended_at, run.ended_by, run.ended_by_name) for run in second.runs] == [
        (AT, "ann", "Ann"),
        (TOMORROW, "bob", ""),
    ]


def test_a_failure_is_kept_as_far_as_it_fits() -> None:
    experiment = ended(draft(), at=AT, by=ANN, failure="x" * 3000)

    assert len(parse_experiment(dump(experiment)).failure) == 2048


def test_a_restart_forgets_how_it_ended_and_who_signed() -> None:
    stopped = ended(signed_off(draft(end_at=TOMORROW), MARK), at=AT, by=ANN, halted=True)

    again = restarted(stopped)

    assert (again.halted, again.sign_offs, again.end_at) == (False, [], None)


def test_an_archive_ends_an_emergency_stop() -> None:
    assert archived(ended(draft(), at=AT, by=ANN, halted=True)).halted is False


def test_a_second_sign_off_by_one_key_changes_nothing() -> None:
    once = signed_off(draft(), MARK)

    assert signed_off(once, MARK.model_copy(update={"at": TOMORROW})) is once


@pytest.mark.parametrize("percentage", [50, 50.5, 100])
def test_traffic_can_be_raised(percentage: float) -> None:
    assert with_traffic(draft(traffic=50), percentage).traffic == percentage


def test_traffic_cannot_be_lowered() -> None:
    with pytest.raises(ExperimentRunning, match="is 50 and can only be raised"):
        with_traffic(draft(traffic=50), 49.999)


def test_an_export_holds_the_design_alone() -> None:
    exported = without_own_fields(in_status("running"))

    assert dump(parse_experiment(created(exported, NOON))) == dump(draft())
