"""Taking tracking events: what rests of them, under whom, and how often."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.errors import BurgeeError, StorageUnavailable, TooManyRequests
from burgee.domain.pseudonyms import text_hash
from burgee.domain.tracking import DAY_MS
from burgee.services.ingest import WRITING_SECONDS
from burgee.services.write_units import MOST_FAULTS
from tests.unit.services.experiments import an_experiment
from tests.unit.services.recording import World, codes
from tests.unit.services.usage import PRODUCTION
from tests.unit.wire.sent import STAMP, a_plain_evaluation, a_sent

ACCEPTED, DUPLICATE = "accepted", "duplicate"
SILENT = StorageUnavailable("DynamoDB did not answer.")
BUSY = TooManyRequests("DynamoDB is asked too much.")


@pytest.fixture
def world() -> World:
    return World()


class TestWhatRests:
    def test_an_event_rests_under_the_pseudonym_of_its_unit(self, world: World) -> None:
        outcomes = world.take(a_sent(event_name="buy", data={"value": 2}, attribution={"a": "b"}))

        (event,) = world.units.events_of("ann")
        assert codes(outcomes) == [ACCEPTED]
        assert (event.type, event.name, event.received) == ("conversion", "buy", world.received)
        assert (event.numbers, event.attribution) == ({"value": 20_000}, {"a": "b"})

    def test_nothing_that_could_name_somebody_rests(self, world: World) -> None:
        world.take(a_sent(targetingKey="jane-doe", event_id="jane-doe-1", data={"who": "jane-doe"}))

        assert "jane-doe" not in str(world.units._table.changes)  # type: ignore[union-attr]  # memory's

    def test_texts_rest_as_hashes_that_tell_them_apart(self, world: World) -> None:
        world.take(a_sent(data={"first": "pro", "second": "pro", "third": "free"}))

        (event,) = world.units.events_of("ann")
        assert event.texts["first"] == event.texts["second"] != event.texts["third"]
        assert event.texts["first"] == text_hash(world.units.secret(), PRODUCTION, "pro")

    def test_an_event_rests_under_each_of_its_units(self) -> None:
        world = World([an_experiment(bucket_by="device")])

        world.take(a_sent(event_id="e1", units={"device": "d1"}))

        assert world.units.events_of("ann") == world.units.events_of("d1", "device") != []

    def test_the_senders_clock_is_set_right(self, world: World) -> None:
        now = world.received
        world.take(a_sent(timestamp=now - 100_000 - 60_000), sent_at=now - 100_000)

        assert world.units.events_of("ann")[0].at == now - 60_000

    @pytest.mark.parametrize("sent_at", [None, 1])
    def test_no_event_is_older_than_a_week_or_younger_than_now(
        self, world: World, sent_at: int | None
    ) -> None:
        old, young = world.received - 30 * DAY_MS, world.received + 30 * DAY_MS
        world.take(a_sent(timestamp=old), a_sent(timestamp=young), sent_at=world.received)

        moments = {event.at for event in world.units.events_of("ann")}
        assert moments == {world.received - 7 * DAY_MS, world.received}


class TestRetries:
    def test_the_same_text_is_not_a_second_event(self, world: World) -> None:
        world.take(a_sent(data={"value": 1}))
        world.clock.pass_seconds(5)

        assert codes(world.take(a_sent(data={"value": 1}))) == [DUPLICATE]
        assert len(world.units.events_of("ann")) == 1

    def test_the_same_id_is_not_a_second_event_whatever_it_says(self, world: World) -> None:
        world.take(a_sent(event_id="e1", data={"value": 1}))
        world.clock.pass_seconds(5)

        assert codes(world.take(a_sent(event_id="e1", data={"value": 2}))) == [DUPLICATE]
        assert world.units.events_of("ann")[0].numbers == {"value": 10_000}

    def test_the_same_id_of_another_unit_is_another_event(self, world: World) -> None:
        outcomes = world.take(a_sent(event_id="e1"), a_sent(event_id="e1", targetingKey="bob"))

        assert codes(outcomes) == [ACCEPTED, ACCEPTED]

    def test_the_same_event_twice_in_one_batch_is_one(self, world: World) -> None:
        assert codes(world.take(a_sent(), a_sent())) == [ACCEPTED, DUPLICATE]

    def test_without_id_and_moment_every_event_is_a_new_one(self, world: World) -> None:
        event = {"event_type": "click", "user_id": "ann"}

        assert codes(world.take(event, event)) == [ACCEPTED, ACCEPTED]

    def test_what_was_written_under_one_unit_only_is_made_whole(self) -> None:
        world = World([an_experiment(bucket_by="device")])
        event = a_sent(event_id="e1", units={"device": "d1"})
        world.units.faults = iter([None, SILENT])

        first = codes(world.take(event))
        second = codes(world.take(event))

        assert (first, second) == (["STORAGE_UNAVAILABLE"], [ACCEPTED])
        assert len(world.units.events_of("ann")) == len(world.units.events_of("d1", "device")) == 1


class TestFaults:
    def test_a_bad_event_loses_no_other(self, world: World) -> None:
        outcomes = world.take(a_sent(event_id="e1"), {"event_type": "dance"}, a_sent(event_id="e2"))

        assert codes(outcomes) == [ACCEPTED, "UNKNOWN_EVENT_TYPE", ACCEPTED]

    @pytest.mark.parametrize("fault", [SILENT, BUSY])
    def test_an_event_that_was_not_written_can_be_sent_again(
        self, world: World, fault: BurgeeError
    ) -> None:
        world.units.faults = iter([fault])
        events = [a_sent(targetingKey=unit) for unit in ("ann", "bob")]

        first = codes(world.take(*events))
        world.clock.pass_seconds(1)

        assert (first, codes(world.take(*events))) == (
            [fault.code, ACCEPTED],
            [ACCEPTED, DUPLICATE],
        )

    def test_after_a_fault_nothing_more_of_that_unit_is_written(self, world: World) -> None:
        world.units.faults = iter([None, SILENT])

        outcomes = world.take(*(a_sent(event_id=f"e{number}") for number in range(4)))

        assert codes(outcomes) == [ACCEPTED, *["STORAGE_UNAVAILABLE"] * 3]
        assert len(world.units.written) == 2

    def test_storage_that_is_silent_is_soon_left_alone(self, world: World) -> None:
        world.units.faults = iter([SILENT] * 500)

        outcomes = world.take(*(a_sent(targetingKey=f"unit-{number}") for number in range(100)))

        assert codes(outcomes) == ["STORAGE_UNAVAILABLE"] * 100
        assert len(world.units.written) == MOST_FAULTS

    def test_what_is_left_when_the_time_is_over_is_to_be_sent_again(self, world: World) -> None:
        world.units.before_write = lambda: world.clock.pass_seconds(WRITING_SECONDS / 2)

        outcomes = world.take(*(a_sent(event_id=f"e{number}") for number in range(4)))

        assert codes(outcomes) == [ACCEPTED, ACCEPTED, *["STORAGE_UNAVAILABLE"] * 2]

    def test_without_the_secret_nothing_can_be_taken(self, world: World) -> None:
        world.units.secret = _silent  # type: ignore[method-assign]  # as when storage is away

        with pytest.raises(StorageUnavailable):
            world.take(a_sent())


def _silent() -> bytes:
    raise SILENT


class TestOrder:
    def test_the_events_of_a_unit_are_written_in_the_order_given(self, world: World) -> None:
        units = ["ann", "bob", "ann", "bob", "ann"]

        world.take(*(a_sent(targetingKey=unit, event_id=f"e{at}") for at, unit in enumerate(units)))

        ann, bob = world.units.named("ann"), world.units.named("bob")
        assert world.units.written == [ann, ann, ann, bob, bob]


class TestFlagEvaluations:
    def _counted(self, world: World, *events: dict[str, Any]) -> dict[str, int]:
        world.take(*events)
        world.clock.pass_seconds(60)
        world.take()
        return {key: n for counts in world.usage.written.values() for key, n in counts.items()}

    def test_they_are_counted_and_rest_under_nobody(self, world: World) -> None:
        counted = self._counted(world, a_plain_evaluation(variant="on"), a_plain_evaluation())

        assert counted == {"shown|on|CACHED": 1, "shown||CACHED": 1}
        assert world.units.written == []

    def test_what_we_evaluated_ourselves_was_counted_then(self, world: World) -> None:
        assert self._counted(world, a_plain_evaluation(source="api")) == {}

    def test_made_up_variants_fill_nothing(self, world: World) -> None:
        counted = self._counted(world, a_plain_evaluation(variant="made-up"))

        assert counted == {"shown||CACHED": 1}

    def test_a_flag_that_is_not_there_is_rejected(self, world: World) -> None:
        assert codes(world.take(a_plain_evaluation(flag_key="made-up"))) == ["UNKNOWN_FLAG"]

    def test_who_fell_back_on_a_flag_that_is_not_there_tells_the_truth(self, world: World) -> None:
        assert self._counted(world, a_plain_evaluation(flag_key="made-up", source="fallback")) == {}


class TestNames:
    def test_names_of_outcomes_that_were_taken_are_noted(self, world: World) -> None:
        world.units.faults = iter([None, SILENT])

        world.take(
            a_sent(event_name="buy"),
            a_sent(event_name="lost", timestamp=STAMP, targetingKey="bob"),
            a_plain_evaluation(),
            a_sent(event_name="bad", data=7),
        )

        assert world.usage.event_names(PRODUCTION) == {"buy": "2026-11-25"}
