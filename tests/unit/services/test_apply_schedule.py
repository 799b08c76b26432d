from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.documents import Action, DocumentVersion, Kind
from burgee.domain.errors import StorageUnavailable
from burgee.domain.experiments import Experiment
from burgee.domain.flag_checks import parse_flag
from burgee.domain.timestamps import iso
from burgee.services.apply_schedule import Applied, apply_due, apply_one
from burgee.services.archive_document import archive_document
from burgee.services.create_document import create_flag
from burgee.services.reading import read
from burgee.services.rollouts import create_rollout
from burgee.services.steer_rollout import abort_rollout, start_rollout
from burgee.services.update_document import update_document
from burgee.services.update_experiment import create_experiment
from burgee.services.writing import Ledger
from burgee.storage.memory import MemoryDocuments
from tests.unit.domain.rollouts import a_rollout
from tests.unit.services.builders import NOON, a_flag, a_ledger, by, settings
from tests.unit.services.deployments import HandClock
from tests.unit.services.designs import FLAG, KEY, a_design, evidence, running, showing

DAY = 86_400
TOMORROW = iso(NOON + DAY)


class Silent(MemoryDocuments):
    """Documents of which the version of one key cannot be written any more."""

    silent_key = ""

    def put(self, version: DocumentVersion) -> None:
        if version.key == self.silent_key:
            raise StorageUnavailable("DynamoDB did not answer.")
        super().put(version)


class Studio:
    """A ledger whose clock is set by hand, with the flag that designs name."""

    def __init__(self) -> None:
        self.documents = Silent()
        self.clock = HandClock()
        self.ledger = Ledger(self.documents, self.clock, a_ledger().randomness)
        for key in (FLAG, "second"):
            create_flag(self.ledger, by(), a_flag(key))

    def design(self, **parts: Any) -> None:
        create_experiment(self.ledger, by(), a_design(**parts))

    def schedule(self, *changes: dict[str, Any], key: str = "timed") -> None:
        section = settings(schedule=list(changes))
        create_flag(self.ledger, by(), a_flag(key, environments={"production": section}))

    def pass_days(self, days: float) -> None:
        self.clock.pass_seconds(days * DAY)

    def apply(self, **counted: Any) -> list[Applied]:
        return apply_due(self.ledger, evidence(**counted))

    def newest(self, key: str = KEY) -> Experiment:
        return Experiment.model_validate(read(self.documents, Kind.EXPERIMENT, key).body)

    def flag(self, key: str = "timed") -> DocumentVersion:
        return read(self.documents, Kind.FLAG, key)


@pytest.fixture
def studio() -> Studio:
    return Studio()


def test_a_draft_starts_at_its_time(studio: Studio) -> None:
    studio.design(start_at=TOMORROW)
    assert studio.apply() == []
    studio.pass_days(1)

    applied = studio.apply()

    assert applied == [Applied(Kind.EXPERIMENT, KEY, 2, Action.START)]
    assert studio.newest().status == "running"


def test_a_draft_that_cannot_start_fails_and_says_why(studio: Studio) -> None:
    studio.design(start_at=TOMORROW, hypothesis="")
    studio.pass_days(1.5)

    studio.apply()

    failed = studio.newest()
    assert failed.status == "failed"
    assert failed.failure.startswith("It could not start at its start_at.")
    assert "design.hypothesis: not yet: A hypothesis is written. Write what" in failed.failure


def test_a_draft_whose_flag_was_taken_meanwhile_fails(studio: Studio) -> None:
    studio.design(key="later", start_at=TOMORROW)
    running(studio.ledger)
    studio.pass_days(1)

    studio.apply()

    assert studio.newest("later").status == "failed"
    assert f"The experiment '{KEY}' decides the flag" in studio.newest("later").failure
    assert studio.newest().status == "running"


@pytest.mark.parametrize(
    ("parts", "days", "why"),
    [
        ({"end_at": iso(NOON + 8 * DAY)}, 8, "Its end_at came"),
        ({"maximum_days": 9}, 9, "Its maximum of 9 days is over."),
    ],
)
def test_a_run_ends_at_its_time(studio: Studio, parts: dict[str, Any], days: int, why: str) -> None:
    running(studio.ledger, **parts)
    studio.pass_days(days - 0.01)
    assert studio.apply() == []
    studio.pass_days(0.01)

    studio.apply()

    version = read(studio.documents, Kind.EXPERIMENT, KEY)
    assert (version.body["status"], version.change.actor) == ("completed", "schedule")
    assert why in version.change.reason
    assert version.body["runs"][0]["ended_by"] == "schedule"


@pytest.mark.parametrize(("units", "status"), [(7999, "running"), (8000, "completed")])
def test_a_run_ends_with_its_maximum_of_units(studio: Studio, units: int, status: str) -> None:
    running(studio.ledger, maximum_units=8000)

    studio.apply(units={"control": 4000, "treatment": units - 4000})

    assert studio.newest().status == status


def test_what_was_applied_is_due_no_more(studio: Studio) -> None:
    studio.design(start_at=TOMORROW)
    studio.schedule({"at": TOMORROW, "enabled": False})
    studio.pass_days(1)
    studio.apply()

    assert studio.apply() == []


def test_a_flag_changes_at_its_time(studio: Studio) -> None:
    studio.schedule({"at": TOMORROW, "enabled": False})
    assert studio.flag().summary["next_change"] == TOMORROW
    studio.pass_days(1)

    applied = studio.apply()

    version = studio.flag()
    assert applied == [Applied(Kind.FLAG, "timed", 2, Action.SCHEDULE)]
    assert version.body["environments"]["production"]["enabled"] is False
    assert version.body["environments"]["production"]["schedule"] == []
    assert "next_change" not in version.summary


def test_a_flag_that_waits_is_left_alone(studio: Studio) -> None:
    studio.schedule({"at": TOMORROW, "enabled": False})

    assert apply_one(studio.ledger, evidence(), Kind.FLAG, "timed") == []


def test_an_archived_flag_does_not_change(studio: Studio) -> None:
    studio.schedule({"at": TOMORROW, "enabled": False})
    archive_document(studio.ledger, by(), Kind.FLAG, "timed")
    studio.pass_days(1)

    assert studio.apply() == []


def test_a_scheduled_change_is_not_held_up_by_what_has_become_of_others(studio: Studio) -> None:
    studio.schedule({"at": TOMORROW, "enabled": False})
    update_document(studio.ledger, by(), Kind.ENVIRONMENT, "production", {"lifecycle": "archived"})
    studio.pass_days(1)

    assert len(studio.apply()) == 1


def test_one_document_that_fails_does_not_stop_the_others(studio: Studio) -> None:
    studio.schedule({"at": TOMORROW, "enabled": False}, key="a")
    studio.schedule({"at": TOMORROW, "enabled": False}, key="b")
    studio.documents.silent_key = "a"
    studio.pass_days(1)

    with pytest.raises(StorageUnavailable):
        studio.apply()

    assert (studio.flag("a").version, studio.flag("b").version) == (1, 2)


def test_every_page_of_flags_is_looked_at(studio: Studio) -> None:
    for number in range(501):
        create_flag(studio.ledger, by(), a_flag(f"flag-{number:03}"))
    studio.schedule({"at": TOMORROW, "enabled": False}, key="zebra")
    studio.pass_days(1)

    assert [made.key for made in studio.apply()] == ["zebra"]


def test_the_later_of_two_that_clash_is_failed_though_both_writers_stopped(
    studio: Studio,
) -> None:
    running(studio.ledger)
    studio.pass_days(1)
    running(studio.ledger, "other", environment="development", variants=showing("second"))
    clashing = {**studio.newest("other").model_dump(mode="json"), "variants": showing()}
    _overwrite(studio, Kind.EXPERIMENT, "other", clashing)

    studio.apply()

    assert studio.newest().status == "running"
    assert f"It clashes with '{KEY}'" in studio.newest("other").failure


def test_an_experiment_whose_flag_lost_a_variant_fails(studio: Studio) -> None:
    running(studio.ledger)
    flag = studio.flag(FLAG).body
    _overwrite(studio, Kind.FLAG, FLAG, {**flag, "variants": {"off": {"value": False}}})

    studio.apply()

    assert "Its flags changed under it." in studio.newest().failure


def test_an_experiment_that_ended_is_left_alone(studio: Studio) -> None:
    running(studio.ledger, end_at=iso(NOON + 8 * DAY))
    studio.pass_days(9)
    studio.apply()

    assert apply_one(studio.ledger, evidence(), Kind.EXPERIMENT, KEY) == []


def test_a_change_that_crossed_with_a_rollout_waits_for_its_end(studio: Studio) -> None:
    create_rollout(studio.ledger, by(), a_rollout())
    start_rollout(studio.ledger, by(), "bigger-pictures")
    flag = studio.flag(FLAG).body
    timed = settings(schedule=[{"at": iso(NOON + DAY), "default_variant": "on"}])
    sections = {**flag["environments"], "production": timed}
    _overwrite(studio, Kind.FLAG, FLAG, {**flag, "environments": parsed_sections(sections)})
    studio.pass_days(2)
    meanwhile = apply_one(studio.ledger, evidence(), Kind.FLAG, FLAG)

    abort_rollout(studio.ledger, by(reason="It is in the way."), "bigger-pictures")

    assert meanwhile == []
    (applied,) = apply_one(studio.ledger, evidence(), Kind.FLAG, FLAG)
    assert applied.action is Action.SCHEDULE


def parsed_sections(sections: dict[str, Any]) -> dict[str, Any]:
    body = parse_flag(a_flag(environments=sections)).model_dump(mode="json", by_alias=True)
    return dict(body["environments"])


def _overwrite(studio: Studio, kind: Kind, key: str, body: dict[str, Any]) -> None:
    """A version that a race let through unchecked."""
    before = read(studio.documents, kind, key)
    version = DocumentVersion(kind, key, before.version + 1, body, before.change, before.summary)
    studio.documents.put(version)
    studio.documents.derive(version)
