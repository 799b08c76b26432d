"""The limit of one API key."""

from __future__ import annotations

import threading

import pytest

from burgee.domain.errors import TooManyRequests
from burgee.services.limit_requests import RequestLimiter
from tests.unit.services.deployments import HandClock


class Limited:
    """A limiter and its clock; counts how many requests are let in."""

    def __init__(self, per_second: float = 50, burst: int = 100) -> None:
        self.clock = HandClock()
        self.limiter = RequestLimiter(per_second=per_second, burst=burst, now=self.clock)

    def let_in(self, tries: int, key_id: str = "key1") -> int:
        admitted = 0
        for _ in range(tries):
            try:
                self.limiter.take(key_id)
            except TooManyRequests:
                continue
            admitted += 1
        return admitted

    def retry_after(self) -> object:
        with pytest.raises(TooManyRequests) as refusal:
            self.limiter.take("key1")
        return refusal.value.retry_after


def test_a_key_may_begin_with_a_burst_and_no_more() -> None:
    assert Limited().let_in(500) == 100


def test_a_used_up_key_gets_its_rate() -> None:
    limited = Limited()
    limited.let_in(500)

    limited.clock.pass_seconds(1)

    assert limited.let_in(500) == 50


def test_a_rest_fills_no_more_than_the_burst() -> None:
    limited = Limited()
    limited.let_in(500)

    limited.clock.pass_seconds(3600)

    assert limited.let_in(500) == 100


def test_refused_requests_cost_nothing() -> None:
    limited = Limited()
    limited.let_in(10_000)

    limited.clock.pass_seconds(0.5)

    assert limited.let_in(500) == 25


def test_every_key_has_a_limit_of_its_own() -> None:
    limited = Limited()
    limited.let_in(500)

    assert limited.let_in(500, "key2") == 100


@pytest.mark.parametrize(
    ("per_second", "seconds"), [(50, 1), (1000, 1), (1, 1), (0.5, 2), (0.3, 4), (0.001, 1000)]
)
def test_the_time_to_wait_is_said_in_whole_seconds(per_second: float, seconds: int) -> None:
    limited = Limited(per_second, burst=1)
    limited.let_in(1)

    told = limited.retry_after()

    assert (told, type(told)) == (seconds, int)


@pytest.mark.parametrize("per_second", [50, 1, 0.3])
def test_after_the_time_that_was_said_a_request_is_let_in(per_second: float) -> None:
    limited = Limited(per_second, burst=1)
    limited.let_in(1)
    told = limited.retry_after()
    assert isinstance(told, int)

    limited.clock.pass_seconds(told)

    assert limited.let_in(1) == 1


def test_a_clock_that_was_set_back_gives_nothing_and_takes_nothing() -> None:
    limited = Limited()
    limited.let_in(40)

    limited.clock.pass_seconds(-3600)

    assert limited.let_in(500) == 60


def test_what_a_request_is_worth_beyond_itself_is_let_in_and_waited_for() -> None:
    limited = Limited(per_second=1, burst=1)
    assert limited.let_in(1) == 1

    limited.limiter.owe("key1", 9)

    assert limited.retry_after() == 10
    assert limited.let_in(1, "key2") == 1


def test_a_key_that_was_never_seen_owes_from_a_full_burst() -> None:
    limited = Limited()

    limited.limiter.owe("key1", 40)

    assert limited.let_in(500) == 60


def test_threads_share_one_burst() -> None:
    limited = Limited(per_second=0.001)
    admitted: list[int] = []
    threads = [
        threading.Thread(target=lambda: admitted.append(limited.let_in(100))) for _ in range(8)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(admitted) == 100
