from __future__ import annotations

import pytest

from burgee.domain.alarms import AlarmState
from burgee.domain.errors import UnknownEnvironment
from burgee.domain.overviews import Counts, Overview
from burgee.services.create_document import create_flag, create_segment
from burgee.services.end_experiment import cancel_experiment, emergency_stop
from burgee.services.overview import Lookout, overview
from burgee.services.pause_experiment import pause_experiment
from burgee.services.rollouts import create_rollout
from burgee.services.steer_rollout import abort_rollout, start_rollout
from burgee.services.stop_everything import stop_everything
from burgee.services.toggle_flag import toggle_flag
from burgee.services.tracking_ports import Tracking
from burgee.services.update_experiment import create_experiment
from burgee.services.writing import Ledger
from tests.functions.admin_api import MemoryAlarms, a_tracking
from tests.looks import a_look, a_verdict
from tests.unit.domain.rollouts import a_rollout
from tests.unit.services.builders import a_flag, a_segment, by, settings
from tests.unit.services.designs import FLAG, KEY, a_design, a_studio, running, showing

OTHER = "other-flag"


class Deck:
    """A studio that is looked at, with what was observed and how alarms stand."""

    def __init__(self) -> None:
        self.ledger: Ledger = a_studio()
        self.tracking: Tracking = a_tracking()
        self.alarms = MemoryAlarms()

    def look(self, environment: str = "development") -> Overview:
        ledger = self.ledger
        lookout = Lookout(ledger.documents, self.tracking, self.alarms, ledger.now)
        return overview(lookout, environment)

    def ramp(self, key: str, flag: str = FLAG, **parts: str) -> None:
        create_rollout(self.ledger, by(), a_rollout(key, flag=flag, **parts))


@pytest.fixture
def deck() -> Deck:
    return Deck()


def experiments(found: Overview) -> list[str]:
    return [f"{one.experiment.key} {one.experiment.status}" for one in found.experiments]


def rollouts(found: Overview) -> list[str]:
    return [f"{one.key} {one.status}" for one in found.rollouts]


def test_what_decides_there_is_shown_and_nothing_else(deck: Deck) -> None:
    create_flag(deck.ledger, by(), a_flag(OTHER))
    running(deck.ledger)
    create_experiment(deck.ledger, by(), a_design("draft"))
    deck.ramp("pending")
    deck.ramp("elsewhere")
    start_rollout(deck.ledger, by(), "elsewhere")

    here, there = deck.look(), deck.look("production")

    assert (experiments(here), rollouts(here)) == ([f"{KEY} running"], [])
    assert (experiments(there), rollouts(there)) == ([], ["elsewhere ramping"])


def test_what_started_last_comes_first(deck: Deck) -> None:
    create_flag(deck.ledger, by(), a_flag(OTHER))
    running(deck.ledger)
    running(deck.ledger, "second", variants=showing(OTHER))
    pause_experiment(deck.ledger, by(), KEY)

    assert experiments(deck.look()) == ["second running", f"{KEY} paused"]


def test_what_an_emergency_stopped_still_shows_its_control_and_stays(deck: Deck) -> None:
    running(deck.ledger)
    emergency_stop(deck.ledger, by(reason="Orders fail."), KEY)

    found = deck.look()

    assert [one.experiment.halted for one in found.experiments] == [True]
    assert found.counts.experiments_running == 0


def test_what_has_ended_is_gone(deck: Deck) -> None:
    running(deck.ledger)
    cancel_experiment(deck.ledger, by(), KEY)
    deck.ramp("ramp", environment="development")
    start_rollout(deck.ledger, by(), "ramp")
    abort_rollout(deck.ledger, by(reason="Enough."), "ramp")

    found = deck.look()

    assert (found.experiments, found.rollouts) == ([], [])


def test_the_verdict_is_that_of_the_newest_look(deck: Deck) -> None:
    running(deck.ledger)
    for number, sentence in enumerate(["Too early.", "Let it go on."], 1):
        verdict = a_verdict(sentence=sentence)
        deck.tracking.looks.add(a_look(number, run=f"{KEY}.1", verdict=verdict))

    [found] = deck.look().experiments

    assert found.verdict is not None
    assert found.verdict.sentence == "Let it go on."


def test_everything_is_counted(deck: Deck) -> None:
    create_flag(deck.ledger, by(), a_flag(OTHER, environments={"production": settings()}))
    create_segment(deck.ledger, by(), a_segment("staff"))
    running(deck.ledger)

    assert deck.look().counts == Counts(1, 1, 1, 0)


def test_an_environment_says_whether_it_is_stopped(deck: Deck) -> None:
    before = deck.look().is_stopped
    stop_everything(deck.ledger, by(reason="Orders fail."), "development")

    assert (before, deck.look().is_stopped, deck.look("production").is_stopped) == (
        False,
        True,
        False,
    )


def test_alarms_and_changes_are_those_of_the_environment(deck: Deck) -> None:
    running(deck.ledger, alarms=["shop-errors"])
    deck.alarms.states = {"shop-errors": AlarmState.ALARM}

    found = deck.look()

    assert [(alarm.name, alarm.state) for alarm in found.alarms] == [("shop-errors", "ALARM")]
    assert [row.key for row in found.changes] == [KEY, KEY, FLAG]
    assert [row.key for row in deck.look("production").changes] == [FLAG]


def test_the_newest_changes_are_shown_and_no_more_than_twenty(deck: Deck) -> None:
    for number in range(30):
        enabled = bool(number % 2)
        toggle_flag(deck.ledger, by(), FLAG, environment="production", enabled=enabled)

    here, there = deck.look().changes, deck.look("production").changes

    assert [row.version for row in here] == [1]
    assert [row.version for row in there] == list(range(31, 11, -1))


def test_an_environment_that_there_is_not_is_refused(deck: Deck) -> None:
    with pytest.raises(UnknownEnvironment):
        deck.look("prod")
