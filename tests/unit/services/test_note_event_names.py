"""Names of events that come in."""

from __future__ import annotations

from burgee.domain.errors import StorageUnavailable
from burgee.services.note_event_names import MOST_AT_ONCE, MOST_NAMES, EventNames
from burgee.services.silence import SILENCE_SECONDS
from tests.unit.services.deployments import HandClock
from tests.unit.services.usage import PRODUCTION, MemoryUsage


class NotedUsage(MemoryUsage):
    """Counts the names that it is told, and can be silent."""

    def __init__(self) -> None:
        super().__init__()
        self.told = 0

    def see_event_name(self, environment: str, name: str, day: str) -> None:
        self.told += 1
        if self.fails:
            raise StorageUnavailable("DynamoDB did not answer.")
        super().see_event_name(environment, name, day)


class Noted:
    def __init__(self) -> None:
        self.usage = NotedUsage()
        self.clock = HandClock()
        self.names = EventNames(self.usage, self.clock)

    def note(self, *names: str, environment: str = PRODUCTION) -> None:
        self.names.note(environment, names)


def test_a_name_is_written_once_a_day() -> None:
    noted = Noted()

    for _ in range(3):
        noted.note("buy", "buy", "click")

    assert noted.usage.told == 2
    assert noted.usage.event_names(PRODUCTION) == {"buy": "2026-11-25", "click": "2026-11-25"}


def test_the_next_day_it_is_written_again() -> None:
    noted = Noted()
    noted.note("buy")
    noted.clock.pass_seconds(86_400)

    noted.note("buy")

    assert noted.usage.event_names(PRODUCTION) == {"buy": "2026-11-26"}


def test_each_environment_has_names_of_its_own() -> None:
    noted = Noted()

    noted.note("buy")
    noted.note("buy", environment="staging")

    assert set(noted.usage.names) == {PRODUCTION, "staging"}


def test_silent_storage_is_left_alone_and_told_later() -> None:
    noted = Noted()
    noted.usage.fails = True
    noted.note("buy", "click")
    asked = noted.usage.told
    noted.usage.fails = False
    noted.clock.pass_seconds(SILENCE_SECONDS)

    noted.note("buy", "click")

    assert asked == 1
    assert set(noted.usage.event_names(PRODUCTION)) == {"buy", "click"}


def test_made_up_names_fill_neither_a_request_nor_the_table() -> None:
    noted = Noted()
    names = [f"name-{number}" for number in range(2 * MOST_NAMES)]

    noted.note(*names)
    of_one_request = noted.usage.told
    for _ in range(2 * MOST_NAMES // MOST_AT_ONCE):
        noted.note(*names)

    assert (of_one_request, noted.usage.told) == (MOST_AT_ONCE, MOST_NAMES)
