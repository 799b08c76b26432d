from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.documents import DocumentVersion, Kind
from burgee.domain.errors import DocumentInUse, ExperimentRunning
from burgee.services.archive_document import archive_document
from burgee.services.create_document import (
    create_environment,
    create_exclusion_group,
    create_segment,
)
from burgee.services.end_experiment import complete_experiment, emergency_stop
from burgee.services.reading import read
from burgee.services.restore_version import restore_version
from burgee.services.served_experiments import served_experiments
from burgee.services.toggle_flag import toggle_flag
from burgee.services.update_document import update_document
from burgee.services.update_experiment import create_experiment
from burgee.services.writing import Ledger
from tests.unit.services.builders import a_flag, a_ledger, a_segment, by, settings
from tests.unit.services.designs import FLAG, KEY, a_design, a_studio, running, showing

BLUE = {"on": {"value": True}, "off": {"value": False}, "blue": {"value": True}}


@pytest.fixture
def ledger() -> Ledger:
    return a_studio()


def change_flag(ledger: Ledger, **parts: Any) -> DocumentVersion:
    return update_document(ledger, by(), Kind.FLAG, FLAG, a_flag(**parts))


def change_environment(ledger: Ledger, key: str = "development", **parts: Any) -> DocumentVersion:
    body = {**read(ledger.documents, Kind.ENVIRONMENT, key).body, **parts}
    return update_document(ledger, by(), Kind.ENVIRONMENT, key, body)


def test_a_flag_that_an_experiment_decides_holds_still(ledger: Ledger) -> None:
    running(ledger)

    with pytest.raises(ExperimentRunning) as refused:
        change_flag(ledger, variants=BLUE)

    assert f"decided by the experiment '{KEY}', which is running" in refused.value.detail
    assert refused.value.errors[0]["field"] == "variants"


def test_a_flag_is_held_while_its_experiment_shows_the_control(ledger: Ledger) -> None:
    running(ledger)
    emergency_stop(ledger, by(reason="Fire."), KEY)

    with pytest.raises(ExperimentRunning, match="which is stopped, and shows the control"):
        change_flag(ledger, variants=BLUE)


def test_switch_and_targets_stay_free(ledger: Ledger) -> None:
    running(ledger)

    toggle_flag(ledger, by(), FLAG, environment="development", enabled=False)
    targets = settings(targets={"on": ["ann"]})
    version = change_flag(ledger, environments={"development": targets, "production": settings()})

    assert version.body["environments"]["development"]["targets"] == {"on": ["ann"]}


def test_another_environment_may_go_meanwhile(ledger: Ledger) -> None:
    running(ledger)

    version = change_flag(ledger, environments={"development": settings()})

    assert list(version.body["environments"]) == ["development"]


def test_a_flag_does_not_lose_its_section_meanwhile(ledger: Ledger) -> None:
    running(ledger)

    with pytest.raises(ExperimentRunning, match=r"environments\.development cannot change"):
        change_flag(ledger, environments={"production": settings()})


def test_a_flag_is_not_restored_to_other_variants_meanwhile(ledger: Ledger) -> None:
    change_flag(ledger, variants=BLUE)
    running(ledger, variants=showing(control="off", treatment="blue"))

    with pytest.raises(ExperimentRunning):
        restore_version(ledger, by(), Kind.FLAG, FLAG, version=1)


def test_a_flag_is_free_after_the_end(ledger: Ledger) -> None:
    running(ledger)
    complete_experiment(ledger, by(), KEY)

    assert change_flag(ledger, variants=BLUE).version == 2


def test_a_flag_that_a_draft_names_is_not_archived(ledger: Ledger) -> None:
    create_experiment(ledger, by(), a_design())

    with pytest.raises(DocumentInUse, match=f"is decided by the experiments '{KEY}'"):
        archive_document(ledger, by(), Kind.FLAG, FLAG)


@pytest.mark.parametrize("part", ["include", "exclude"])
def test_a_segment_that_an_experiment_asks_for_is_not_archived(ledger: Ledger, part: str) -> None:
    create_segment(ledger, by(), a_segment("beta"))
    create_experiment(ledger, by(), a_design(eligibility={part: {"segments": ["beta"]}}))

    with pytest.raises(DocumentInUse, match="asked for by the experiments"):
        archive_document(ledger, by(), Kind.SEGMENT, "beta")


@pytest.mark.parametrize("change", [{"salt": "other"}, {"bucket_by": "session"}])
def test_a_group_in_use_keeps_its_buckets(ledger: Ledger, change: dict[str, str]) -> None:
    create_exclusion_group(ledger, by(), {"key": "shop"})
    running(ledger, group={"key": "shop", "begin": 0, "end": 50})

    body = {**read(ledger.documents, Kind.EXCLUSION_GROUP, "shop").body, **change}

    with pytest.raises(ExperimentRunning, match="'shop' is used by the experiment"):
        update_document(ledger, by(), Kind.EXCLUSION_GROUP, "shop", body)


def test_a_group_that_nobody_uses_is_free(ledger: Ledger) -> None:
    create_exclusion_group(ledger, by(), {"key": "shop"})
    running(ledger)

    version = update_document(ledger, by(), Kind.EXCLUSION_GROUP, "shop", {"bucket_by": "session"})

    assert version.body["bucket_by"] == "session"


def test_a_group_is_archived_when_no_draft_names_it(ledger: Ledger) -> None:
    create_exclusion_group(ledger, by(), {"key": "shop"})
    create_exclusion_group(ledger, by(), {"key": "cart"})
    create_experiment(ledger, by(), a_design(group={"key": "shop", "begin": 0, "end": 50}))

    version = archive_document(ledger, by(), Kind.EXCLUSION_GROUP, "cart")

    assert version.body["lifecycle"] == "archived"
    with pytest.raises(DocumentInUse, match=f"is used by the experiments '{KEY}'"):
        archive_document(ledger, by(), Kind.EXCLUSION_GROUP, "shop")


def test_an_environment_that_serves_experiments_is_not_archived(ledger: Ledger) -> None:
    running(ledger)

    with pytest.raises(ExperimentRunning, match=f"serves the experiment '{KEY}'"):
        archive_document(ledger, by(), Kind.ENVIRONMENT, "development")


def test_an_environment_without_experiments_is_archived(ledger: Ledger) -> None:
    running(ledger)

    version = archive_document(ledger, by(), Kind.ENVIRONMENT, "staging")

    assert version.body["lifecycle"] == "archived"


def test_an_environment_gets_a_salt_with_its_first_holdout_and_keeps_it(ledger: Ledger) -> None:
    first = change_environment(ledger, holdout=5)

    second = update_document(
        ledger, by(), Kind.ENVIRONMENT, "development", {"name": "Dev", "holdout": 10}
    )

    assert first.body["holdout_salt"]
    assert second.body["holdout_salt"] == first.body["holdout_salt"]


def test_an_environment_that_holds_nobody_out_needs_no_salt(ledger: Ledger) -> None:
    assert change_environment(ledger, description="For us").body["holdout_salt"] is None


def test_a_new_environment_may_hold_units_out() -> None:
    version = create_environment(a_ledger(), by(), {"key": "europe", "holdout": 2.5})

    assert version.body["holdout_salt"] == "salt1"


@pytest.mark.parametrize("holdout", [20, 1])
def test_a_holdout_may_change_while_experiments_run(ledger: Ledger, holdout: int) -> None:
    change_environment(ledger, holdout=10)
    running(ledger)

    assert change_environment(ledger, holdout=holdout).body["holdout"] == holdout


def test_nobody_else_is_held_out_while_experiments_run(ledger: Ledger) -> None:
    change_environment(ledger, holdout=10)
    running(ledger)

    with pytest.raises(ExperimentRunning, match="holdout_salt cannot change"):
        change_environment(ledger, holdout_salt="other")


def test_only_experiments_of_the_environment_are_served_there(ledger: Ledger) -> None:
    running(ledger)

    assert [found.key for found in served_experiments(ledger.documents, "development")] == [KEY]
    assert served_experiments(ledger.documents, "production") == []
