from __future__ import annotations

import pytest

from burgee.domain.documents import Kind
from burgee.domain.errors import DocumentNotFound
from burgee.services.create_document import create_flag
from burgee.services.end_experiment import cancel_experiment, complete_experiment
from burgee.services.raise_traffic import raise_traffic
from burgee.services.restart_experiment import restart_experiment
from burgee.services.steer_rollout import (
    abort_rollout,
    restart_rollout,
    roll_back_rollout,
    start_rollout,
)
from burgee.services.timeline import rollout_timeline, timeline
from burgee.services.toggle_flag import toggle_flag
from burgee.services.update_document import update_document
from burgee.services.writing import Ledger
from tests.unit.services.builders import a_flag, by, settings
from tests.unit.services.designs import FLAG, KEY, a_design, a_studio, running, showing, start
from tests.unit.services.steered import HOUR, Harbour, because
from tests.unit.services.steered import KEY as RAMP


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


class TestRollouts:
    def told(self, harbour: Harbour) -> list[str]:
        return [
            f"{entry.key} {entry.change.action}: {entry.detail}"
            for entry in rollout_timeline(harbour.ledger.documents, RAMP)
        ]

    def test_its_steps_are_told_with_what_its_flag_went_through(self) -> None:
        harbour = Harbour().after(60).started().after(60)
        toggle_flag(harbour.ledger, by(), FLAG, environment="production", enabled=False)
        harbour.after(HOUR).look()
        harbour.after(60)
        roll_back_rollout(harbour.ledger, by(), RAMP, because="Orders fail.")

        assert self.told(harbour) == [
            f"{RAMP} create: 'on' of the flag '{FLAG}' in production, in 3 stages.",
            f"{RAMP} start: Stage 1 of 3: 10 % of all units get 'on'.",
            f"{FLAG} toggle: switched off",
            f"{RAMP} advance: Stage 2 of 3: 55 % of all units get 'on'.",
            f"{RAMP} roll_back: Taken back at stage 2 of 3: Orders fail.",
        ]

    def test_what_its_flag_does_before_between_and_after_is_not_told(self) -> None:
        harbour = Harbour()
        for _ in range(2):
            harbour.after(60)
            toggle_flag(harbour.ledger, by(), FLAG, environment="production", enabled=False)
            toggle_flag(harbour.ledger, by(), FLAG, environment="production", enabled=True)
            start_rollout(harbour.after(60).ledger, by(), RAMP)
            harbour.after(60)
            abort_rollout(harbour.ledger, because(), RAMP)
            harbour.after(60)
            restart_rollout(harbour.ledger, because(), RAMP)

        assert [line for line in self.told(harbour) if line.startswith(FLAG)] == []

    def test_there_is_none_of_a_rollout_that_is_not_there(self) -> None:
        with pytest.raises(DocumentNotFound):
            rollout_timeline(Harbour().ledger.documents, "no-such-rollout")
