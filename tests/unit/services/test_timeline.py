from __future__ import annotations

import pytest

from burgee.domain.documents import Kind
from burgee.domain.errors import DocumentNotFound
from burgee.services.create_document import create_flag
from burgee.services.end_experiment import cancel_experiment, complete_experiment
from burgee.services.raise_traffic import raise_traffic
from burgee.services.restart_experiment import restart_experiment
from burgee.services.timeline import timeline
from burgee.services.toggle_flag import toggle_flag
from burgee.services.update_document import update_document
from burgee.services.writing import Ledger
from tests.unit.services.builders import a_flag, by, settings
from tests.unit.services.designs import FLAG, KEY, a_design, a_studio, running, showing, start


@pytest.fixture
def ledger() -> Ledger:
    return a_studio()


def switch(ledger: Ledger, enabled: bool, environment: str = "development") -> None:
    toggle_flag(ledger, by(), FLAG, environment=environment, enabled=enabled)


def told(ledger: Ledger) -> list[str]:
    return [
        f"{entry.key} {entry.change.action} {entry.detail}".strip()
        for entry in timeline(ledger.documents, KEY)
    ]


def test_a_timeline_tells_what_happened_in_its_order(ledger: Ledger) -> None:
    running(ledger, traffic=10)
    switch(ledger, enabled=False)
    raise_traffic(ledger, by(), KEY, percentage=50)
    targets = settings(targets={"on": ["ann"]})
    flag = a_flag(environments={"development": targets, "production": settings()})
    update_document(ledger, by(), Kind.FLAG, FLAG, flag)
    complete_experiment(ledger, by(), KEY)

    assert told(ledger) == [
        f"{KEY} create",
        f"{KEY} start run 1",
        f"{FLAG} toggle switched off",
        f"{KEY} traffic from 10 % to 50 %",
        f"{FLAG} update switched on; changed targets",
        f"{KEY} complete",
    ]


def test_what_a_flag_does_outside_of_runs_or_elsewhere_is_not_told(ledger: Ledger) -> None:
    switch(ledger, enabled=False)
    switch(ledger, enabled=True)
    running(ledger)
    switch(ledger, enabled=False, environment="production")
    cancel_experiment(ledger, by(), KEY)
    switch(ledger, enabled=False)

    assert told(ledger) == [f"{KEY} create", f"{KEY} start run 1", f"{KEY} cancel"]


def test_each_run_is_told_with_the_flags_that_it_had(ledger: Ledger) -> None:
    create_flag(ledger, by(), a_flag("second"))
    running(ledger)
    cancel_experiment(ledger, by(), KEY)
    restart_experiment(ledger, by(), KEY)
    update_document(ledger, by(), Kind.EXPERIMENT, KEY, a_design(variants=showing("second")))
    start(ledger)
    switch(ledger, enabled=False)
    toggle_flag(ledger, by(), "second", environment="development", enabled=False)

    assert told(ledger)[-3:] == [
        f"{KEY} update changed variants",
        f"{KEY} start run 2",
        "second toggle switched off",
    ]


def test_a_long_history_is_told_whole(ledger: Ledger) -> None:
    running(ledger)
    for number in range(120):
        switch(ledger, enabled=bool(number % 2))

    assert len(told(ledger)) == 122


def test_there_is_no_timeline_of_nothing(ledger: Ledger) -> None:
    with pytest.raises(DocumentNotFound):
        timeline(ledger.documents, "no-such-experiment")
