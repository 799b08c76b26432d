"""Exposures and tracking events on their way: batches, retries, limits, the end."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from burgee_openfeature.counters import Counters
from burgee_openfeature.http_connection import Connections
from burgee_openfeature.pauses import Pauses
from burgee_openfeature.queues import MOST_BYTES, MOST_IN_BATCH, EventQueue
from burgee_openfeature.recorder import LONGEST_EVENT, Recorder
from tests.e2e.machines import free_port
from tests.unit.clients.ofrep_server import Answered, Json, OfrepServer

LONG = 20.0


@pytest.fixture
def server() -> Iterator[OfrepServer]:
    with OfrepServer() as running:
        yield running


class Recording:
    """A recorder and its counters."""

    def __init__(self, url: str, **options: Any) -> None:
        self.counters = Counters()
        self.connections = Connections(url, "key")
        self.recorder = Recorder(self.connections, self.counters, **{"sender": "none", **options})

    def track(self, *ids: int) -> None:
        for number in ids:
            self.recorder.track({"event_type": "click", "event_id": number})

    def expose(self, *ids: int) -> None:
        for number in ids:
            self.recorder.expose({"event_type": "exposure", "event_id": number})

    def counted(self, *names: str) -> list[int]:
        shown = self.counters.shown()
        return [shown[name] for name in names]


Record = Callable[..., Recording]


@pytest.fixture
def record(server: OfrepServer) -> Iterator[Record]:
    """Makes recorders that are closed at the end."""
    made: list[Recording] = []

    def make(url: str = server.url, **options: Any) -> Recording:
        made.append(Recording(url, **options))
        return made[-1]

    yield make
    for recording in made:
        recording.recorder.close(0)
        recording.connections.forget()


@pytest.fixture
def recording(record: Record) -> Recording:
    return record()


def ids(server: OfrepServer) -> list[int]:
    return [event["event_id"] for event in server.events]


def answering(server: OfrepServer, *answers: Answered | None) -> list[Json]:
    """Let the server give these answers to batches, then its own; the bodies it was sent."""
    bodies: list[Json] = []
    waiting = list(answers)

    def answer(path: str, body: Json) -> Answered | None:
        bodies.append(body)
        if waiting:
            return waiting.pop(0)
        server.answering = None
        server.asked.pop()
        return server.answer(path, body)

    server.answering = answer
    return bodies


def rejecting(*again: int, never: tuple[int, ...] = ()) -> Answered:
    """An answer that rejects the events at these places."""
    rejected = [{"index": place, "code": "TOO_MANY_REQUESTS", "retry": True} for place in again]
    rejected += [{"index": place, "code": "UNIT_MISSING", "retry": False} for place in never]
    return Answered({"accepted": 0, "duplicates": 0, "rejected": rejected}, 202)


def test_what_was_recorded_is_sent_with_the_time_of_sending(
    server: OfrepServer, recording: Recording
) -> None:
    before = int(time.time() * 1000)
    recording.track(1)

    assert recording.recorder.flush(LONG)
    assert ids(server) == [1]
    assert before <= server.asked[0][1]["sent_at"] <= int(time.time() * 1000)
    assert recording.counted("events_recorded", "sent", "resent") == [1, 1, 0]


def test_exposures_go_before_events(server: OfrepServer, recording: Recording) -> None:
    recording.track(1, 2)
    recording.expose(3)
    recording.recorder.flush(LONG)

    assert ids(server) == [3, 1, 2]


def test_a_batch_has_at_most_500_events(server: OfrepServer, recording: Recording) -> None:
    recording.track(*range(1201))
    recording.recorder.flush(LONG)

    assert [len(body["events"]) for _, body in server.asked] == [500, 500, 201]
    assert ids(server) == list(range(1201))


def test_a_batch_is_smaller_than_the_server_reads(
    server: OfrepServer, recording: Recording
) -> None:
    for _ in range(60):
        recording.recorder.track({"event_type": "click", "event_id": 1, "text": "x" * 50_000})
    recording.recorder.flush(LONG)

    sizes = [len(json.dumps(body)) for _, body in server.asked]
    assert max(sizes) < 1_000_000
    assert len(server.events) == 60


def test_nothing_to_send_asks_nobody(server: OfrepServer, recording: Recording) -> None:
    assert recording.recorder.flush(0)
    assert server.asked == []


@pytest.mark.parametrize(
    "event",
    [{"value": object()}, {"value": float("nan")}, {"text": "x" * LONGEST_EVENT}],
    ids=["no JSON", "no number", "too long"],
)
def test_what_nobody_could_read_is_dropped(recording: Recording, event: dict[str, Any]) -> None:
    recording.recorder.track(event)

    assert recording.counted("events_recorded", "dropped") == [0, 1]


def test_an_event_is_sent_as_it_was_when_it_was_recorded(
    server: OfrepServer, recording: Recording
) -> None:
    event = {"event_type": "click", "event_id": 1}
    recording.recorder.track(event)
    event["event_id"] = 2
    recording.recorder.flush(LONG)

    assert ids(server) == [1]


class TestRetries:
    def test_only_what_is_to_be_sent_again_is(
        self, server: OfrepServer, recording: Recording
    ) -> None:
        bodies = answering(server, rejecting(1, 3, never=(2,)))
        recording.track(0, 1, 2, 3, 4)

        assert recording.recorder.flush(LONG)
        assert [[one["event_id"] for one in body["events"]] for body in bodies] == [
            [0, 1, 2, 3, 4],
            [1, 3],
        ]
        assert recording.counted("sent", "resent", "rejected") == [4, 2, 1]

    @pytest.mark.parametrize(
        "answer",
        [
            Answered({}, 503),
            Answered({}, 401),
            Answered(b"<html>", 200),
            Answered(b"<html>", 202),
            Answered({"accepted": 1}, 202),
            Answered([1], 202),
            Answered({"rejected": [{"index": "x"}]}, 202),
            Answered({"rejected": []}, 202, cut=5),
            Answered(b"", 302, {"Location": "/"}),
        ],
        ids=lambda answer: f"{answer.status} {answer.content.decode()}",
    )
    def test_without_a_whole_answer_all_is_sent_again(
        self, server: OfrepServer, recording: Recording, answer: Answered
    ) -> None:
        bodies = answering(server, answer)
        recording.track(1, 2)

        assert recording.recorder.flush(LONG)
        assert bodies[0]["events"] == bodies[1]["events"]
        assert recording.counted("sent", "resent", "dropped", "rejected") == [2, 2, 0, 0]

    @pytest.mark.parametrize("status", [400, 413, 415, 422])
    def test_what_the_server_cannot_read_is_not_sent_again(
        self, server: OfrepServer, recording: Recording, status: int
    ) -> None:
        bodies = answering(server, Answered({}, status))
        recording.track(1, 2)

        assert recording.recorder.flush(LONG)
        assert len(bodies) == 1
        assert recording.counted("sent", "rejected") == [0, 2]

    def test_places_that_there_are_not_are_not_sent_again(
        self, server: OfrepServer, recording: Recording
    ) -> None:
        bodies = answering(server, rejecting(7, -1))
        recording.track(1)

        assert recording.recorder.flush(LONG)
        assert len(bodies) == 1

    def test_a_flush_ends_in_time_and_the_next_one_goes_on(
        self, server: OfrepServer, recording: Recording
    ) -> None:
        server.answering = lambda _path, _body: Answered({}, 503)
        recording.track(1)
        began = time.monotonic()
        is_sent = recording.recorder.flush(0.4)

        assert not is_sent
        assert time.monotonic() - began < 5
        server.answering = None
        assert recording.recorder.flush(LONG)
        assert ids(server) == [1]

    def test_a_server_that_says_nothing_is_waited_for_no_longer(
        self, server: OfrepServer, recording: Recording
    ) -> None:
        server.answering = lambda _path, _body: None
        recording.track(1)
        began = time.monotonic()

        assert not recording.recorder.flush(0.3)
        assert time.monotonic() - began < 5

    def test_where_the_server_wants_to_be_left_alone_longer_a_flush_ends_at_once(
        self, server: OfrepServer, recording: Recording
    ) -> None:
        server.answering = lambda _path, _body: Answered({}, 429, {"Retry-After": "60"})
        recording.track(1)
        began = time.monotonic()

        assert not recording.recorder.flush(30)
        assert time.monotonic() - began < 10

    def test_a_flush_does_not_wait_for_what_comes_later(
        self, server: OfrepServer, recording: Recording
    ) -> None:
        def answer(path: str, body: Json) -> Answered | None:
            recording.track(len(server.events) + 100)
            server.events += body["events"]
            return rejecting()

        server.answering = answer
        recording.track(1)

        assert recording.recorder.flush(LONG)
        assert ids(server) == [1]


class TestLimits:
    def test_the_newest_events_are_dropped_first(self, server: OfrepServer, record: Record) -> None:
        recording = record(most=3)
        recording.track(1, 2, 3, 4, 5)
        recording.recorder.flush(LONG)

        assert ids(server) == [1, 2, 3]
        assert recording.counted("events_recorded", "dropped", "sent") == [3, 2, 3]

    def test_an_exposure_takes_the_place_of_the_newest_event(
        self, server: OfrepServer, record: Record
    ) -> None:
        recording = record(most=3)
        recording.track(1, 2, 3)
        recording.expose(4, 5)
        recording.recorder.flush(LONG)

        assert ids(server) == [4, 5, 1]
        assert recording.counted("exposures_recorded", "dropped") == [2, 2]

    def test_exposures_are_dropped_only_among_themselves(
        self, server: OfrepServer, record: Record
    ) -> None:
        recording = record(most=2)
        recording.expose(1, 2)
        has_room = recording.recorder.expose({"event_id": 3})
        recording.recorder.flush(LONG)

        assert not has_room
        assert ids(server) == [1, 2]
        assert recording.counted("exposures_recorded", "dropped") == [2, 1]

    def test_memory_is_bounded_while_the_server_is_away(self, record: Record) -> None:
        recording = record(f"http://127.0.0.1:{free_port()}", most=1000)
        recording.track(*range(5000))
        recording.recorder.flush(0.1)
        recording.track(*range(5000))

        assert len(recording.recorder._queue) <= 1000 + MOST_IN_BATCH
        recorded, dropped = recording.counted("events_recorded", "dropped")
        assert recorded + dropped == 10_000

    def test_a_batch_that_failed_is_the_next_one_with_more_behind_it(self) -> None:
        queue = EventQueue(10)
        for text in "abc":
            queue.add(text, is_exposure=False)
        queue.take()
        queue.settle([0, 2])
        queue.add("d", is_exposure=True)

        assert queue.take() == (["a", "c", "d"], 2)

    def test_an_event_that_is_too_long_for_the_rest_of_a_batch_begins_the_next(self) -> None:
        queue = EventQueue(10)
        queue.add("x" * (MOST_BYTES - 10), is_exposure=False)
        queue.add("y" * 20, is_exposure=False)
        first, _ = queue.take()
        queue.settle([])

        assert [len(text) for text in first] == [MOST_BYTES - 10]
        assert queue.take() == (["y" * 20], 0)


class TestThread:
    def test_it_sends_by_itself(self, server: OfrepServer, record: Record) -> None:
        heard = threading.Event()

        def answer(_path: str, _body: Json) -> Answered:
            heard.set()
            return rejecting()

        server.answering = answer
        recording = record(sender="thread")
        recording.track(1)

        assert heard.wait(LONG)
        recording.recorder.close(LONG)

    def test_it_tries_again_by_itself(self, server: OfrepServer, record: Record) -> None:
        heard = threading.Semaphore(0)
        answers = [Answered({}, 503), rejecting()]

        def answer(_path: str, _body: Json) -> Answered:
            heard.release()
            return answers.pop(0)

        server.answering = answer
        recording = record(sender="thread")
        recording.track(1)

        assert heard.acquire(timeout=LONG)
        assert heard.acquire(timeout=LONG)
        recording.recorder.close(LONG)

    def test_recording_never_waits_for_the_network(
        self, server: OfrepServer, record: Record
    ) -> None:
        server.answering = lambda _path, _body: None
        recording = record(sender="thread")
        longest = 0.0
        for number in range(2000):
            began = time.thread_time()
            recording.track(number)
            longest = max(longest, time.thread_time() - began)

        assert longest < 0.1
        recording.recorder.close(0)

    def test_ten_thousand_events_survive_the_end(self, server: OfrepServer, record: Record) -> None:
        recording = record(sender="thread")
        recording.track(*range(10_000))

        assert recording.recorder.close(LONG)
        assert sorted(ids(server)) == list(range(10_000))
        assert recording.counted("sent", "dropped") == [10_000, 0]

    def test_many_threads_lose_nothing(self, server: OfrepServer, record: Record) -> None:
        recording = record(sender="thread")
        threads = [
            threading.Thread(target=recording.track, args=range(first, first + 500))
            for first in range(0, 4000, 500)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert recording.recorder.close(LONG)
        assert sorted(ids(server)) == list(range(4000))


def test_after_the_end_nothing_is_taken(server: OfrepServer, recording: Recording) -> None:
    recording.track(1)
    assert recording.recorder.close(LONG)
    recording.track(2)

    assert recording.recorder.close(LONG)
    assert ids(server) == [1]
    assert recording.counted("dropped") == [1]


def test_a_sender_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="none, thread"):
        Recording("http://127.0.0.1:1", sender="pigeon")


def test_pauses_grow_to_a_minute_and_begin_anew_after_a_success() -> None:
    pauses = Pauses()
    grown = [pauses.next() for _ in range(10)]
    pauses.end()

    assert all(0.5 * 2**n <= min(pause, 30) <= 2**n for n, pause in enumerate(grown[:6]))
    assert all(30 <= pause <= 60 for pause in grown[6:])
    assert pauses.next() <= 1
    assert pauses.next(at_least=100) == 100
