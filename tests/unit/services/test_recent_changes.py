from __future__ import annotations

import pytest

from burgee.domain.documents import Kind
from burgee.services.create_document import create_environment, create_flag, create_segment
from burgee.services.create_key import create_key
from burgee.services.recent_changes import MOST_PAGES, PAGE, recent_changes
from burgee.services.rollouts import create_rollout
from burgee.services.toggle_flag import toggle_flag
from burgee.services.update_document import update_document
from burgee.services.update_experiment import create_experiment
from burgee.services.writing import Ledger
from tests.unit.domain.rollouts import a_rollout
from tests.unit.services.builders import a_flag, a_ledger, a_segment, by
from tests.unit.services.designs import FLAG, a_design


@pytest.fixture
def ledger() -> Ledger:
    ledger = a_ledger()
    create_flag(ledger, by(), a_flag())
    return ledger


def changes(ledger: Ledger, environment: str = "production") -> list[str]:
    return [f"{row.key} {row.version}" for row in recent_changes(ledger.documents, environment)]


def switch(ledger: Ledger, environment: str, *, enabled: bool) -> None:
    toggle_flag(ledger, by(), FLAG, environment=environment, enabled=enabled)


def test_changes_of_a_flag_are_told_where_they_differ(ledger: Ledger) -> None:
    switch(ledger, "development", enabled=False)
    switch(ledger, "production", enabled=False)
    update_document(
        ledger,
        by(),
        Kind.FLAG,
        FLAG,
        {**a_flag(), "salt": "salt1", "name": "What all share"},
    )

    assert changes(ledger) == [f"{FLAG} 4", f"{FLAG} 3", f"{FLAG} 1"]
    assert changes(ledger, "development") == [f"{FLAG} 4", f"{FLAG} 2", f"{FLAG} 1"]


def test_what_is_of_one_environment_is_told_there_alone(ledger: Ledger) -> None:
    create_experiment(ledger, by(), a_design("test"))
    create_rollout(ledger, by(), a_rollout("ramp", flag=FLAG))
    create_environment(ledger, by(), {"key": "qa"})

    assert changes(ledger) == ["ramp 1", f"{FLAG} 1"]
    assert changes(ledger, "development") == ["test 1", f"{FLAG} 1"]
    assert changes(ledger, "qa") == ["qa 1", f"{FLAG} 1"]


def test_a_key_is_told_where_it_reaches(ledger: Ledger) -> None:
    create_key(ledger, by(), {"name": "Shop", "kind": "client", "environment": "development"})
    create_key(ledger, by(), {"name": "Ann", "kind": "admin", "role": "owner"})

    assert len(changes(ledger)) == 2
    assert len(changes(ledger, "development")) == 3


def test_what_all_environments_share_is_told_everywhere(ledger: Ledger) -> None:
    create_segment(ledger, by(), a_segment("staff"))

    assert changes(ledger, "staging") == ["staff 1", f"{FLAG} 1"]


def test_the_newest_are_told_and_no_more_than_twenty(ledger: Ledger) -> None:
    for number in range(30):
        switch(ledger, "production", enabled=bool(number % 2))

    assert changes(ledger) == [f"{FLAG} {version}" for version in range(31, 11, -1)]


def test_only_so_many_changes_of_other_environments_are_looked_through(ledger: Ledger) -> None:
    for number in range(PAGE * MOST_PAGES):
        switch(ledger, "development", enabled=bool(number % 2))

    assert changes(ledger) == []
