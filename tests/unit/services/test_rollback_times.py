from __future__ import annotations

import pytest

from burgee.domain.alarms import Outcome
from burgee.domain.documents import Kind
from burgee.domain.errors import DocumentNotFound
from burgee.domain.rollback_times import Publication, RollbackTime
from burgee.domain.timestamps import iso
from burgee.services.ports import Pointer
from burgee.services.publish import compile_environment, publish, read_configuration
from burgee.services.rollback_times import rollback_times
from burgee.services.steer_rollout import roll_back_rollout
from burgee.services.update_experiment import create_experiment
from burgee.storage.memory import MemoryRulesets
from tests.unit.services.alarming import ALARM, FLAG, PRODUCTION, Account, a_watched_flag
from tests.unit.services.builders import a_flag, by
from tests.unit.services.designs import KEY, a_design, showing, start

DAY = 24 * 60


class Published(Account):
    """An account whose changes are published a second after they were made."""

    def __init__(self) -> None:
        super().__init__()
        self.rulesets = MemoryRulesets()

    def publish(self, *, after: float = 1.0) -> None:
        self.clock.pass_seconds(after)
        publish(self.documents, self.rulesets, lambda: iso(self.clock.now))

    def times(self, kind: Kind = Kind.FLAG, key: str = FLAG, limit: int = 10) -> list[RollbackTime]:
        return rollback_times(self.documents, self.rulesets, kind, key, limit=limit)


@pytest.fixture
def account() -> Published:
    """A flag that was good for a day, changed, and published each time."""
    account = Published()
    account.create(a_watched_flag())
    account.publish()
    account.pass_minutes(DAY)
    account.change(a_watched_flag(default="on"))
    account.publish()
    account.pass_minutes(5)
    return account


def test_a_rollback_tells_when_it_was_decided_and_when_it_was_published(
    account: Published,
) -> None:
    account.alarm(after=4)
    account.publish(after=1.5)

    [time] = account.times()

    assert (time.version, time.outcome, time.environment) == (3, Outcome.ROLLED_BACK, PRODUCTION)
    assert time.seen is not None
    assert time.seen.alarm == ALARM
    assert time.publication == Publication(3, iso(account.clock.now))
    assert (time.seconds_to_decision, time.seconds_to_publication) == (4.0, 5.5)


def test_a_rollback_that_is_not_published_yet_says_so(account: Published) -> None:
    account.alarm()

    [time] = account.times()

    assert (time.publication, time.seconds_to_publication) == (None, None)


def test_the_first_ruleset_that_shows_it_counts(account: Published) -> None:
    account.alarm(after=0)
    account.publish()
    shown = iso(account.clock.now)
    account.create(a_watched_flag("other", alarms=[]))
    account.publish(after=60)
    account.change(a_watched_flag() | {"metadata": {"a": 1}})
    account.publish(after=60)

    [time] = account.times()

    assert time.publication == Publication(3, shown)


def test_a_ruleset_of_who_had_not_seen_the_rollback_does_not_count(account: Published) -> None:
    account.create(a_watched_flag("other", alarms=[]))
    unaware = read_configuration(account.documents)
    account.alarm(after=0)
    account.clock.pass_seconds(1)
    publication = compile_environment(PRODUCTION, unaware)
    for name, content in publication.chunks.items():
        account.rulesets.put_chunk(name, content)
    at = iso(account.clock.now)
    account.rulesets.publish(Pointer(PRODUCTION, 3, at), publication.numbered(3, at))
    account.publish()

    [time] = account.times()

    assert time.publication == Publication(4, iso(account.clock.now))


def test_where_nothing_was_ever_published_nothing_shows_it() -> None:
    account = Published()
    account.create(a_watched_flag())
    account.pass_minutes(DAY)
    account.change(a_watched_flag(default="on"))
    account.alarm()

    assert account.times()[0].publication is None


def test_what_changed_nothing_was_not_published(account: Published) -> None:
    account.alarm()
    account.pass_minutes(DAY)
    account.alarm()
    account.publish()

    nothing, back = account.times()

    assert (nothing.outcome, nothing.publication) == (Outcome.NOTHING_TO_GO_BACK_TO, None)
    assert back.outcome is Outcome.ROLLED_BACK


def test_only_so_many_are_told_as_are_asked_for(account: Published) -> None:
    account.alarm()
    account.pass_minutes(DAY)
    account.alarm()

    assert len(account.times(limit=1)) == 1


def test_what_people_changed_is_no_rollback(account: Published) -> None:
    assert account.times() == []


def test_a_rollout_tells_what_an_alarm_did(account: Published) -> None:
    account.store_rollout()
    account.publish()
    account.alarm(after=3)
    account.publish()

    [time] = account.times(Kind.ROLLOUT, "ramp")

    assert (time.environment, time.seconds_to_decision, time.seconds_to_publication) == (
        PRODUCTION,
        3.0,
        4.0,
    )


def test_a_rollout_tells_what_something_else_than_an_alarm_did(account: Published) -> None:
    account.store_rollout()
    account.publish()
    roll_back_rollout(account.ledger, by(), "ramp", because="Errors doubled.")
    account.publish()

    [time] = account.times(Kind.ROLLOUT, "ramp")

    assert (time.seen, time.actor, time.reason) == (None, "owner-1", "Errors doubled.")
    assert time.seconds_to_publication == 1.0


def test_an_experiment_tells_when_an_alarm_stopped_it(account: Published) -> None:
    account.create(a_flag("banner"))
    design = a_design(alarms=[ALARM], variants=showing("banner"))
    create_experiment(account.ledger, by(), design)
    start(account.ledger)
    account.publish()
    account.pass_minutes(1)
    account.alarm(after=2)
    account.publish()

    [time] = account.times(Kind.EXPERIMENT, KEY)

    assert (time.outcome, time.seconds_to_publication) == (Outcome.STOPPED, 3.0)


def test_a_ruleset_that_is_not_kept_any_more_is_not_told(account: Published) -> None:
    account.alarm()
    account.publish()
    account.rulesets._manifests.clear()

    assert account.times()[0].publication is None


def test_of_what_is_not_there_nothing_is_told() -> None:
    with pytest.raises(DocumentNotFound):
        Published().times()
