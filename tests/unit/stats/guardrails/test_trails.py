"""What is kept of what had been counted when."""

from __future__ import annotations

from burgee.domain.judgements import Count
from burgee.stats.guardrails.trails import Stretch, last_before, pruned, stretch

WINDOW, BASELINE = 300.0, 86_400.0
MINUTE, DAY = 60.0, 86_400.0


def a_count(at: float, new: int = 0, errors: int = 0) -> Count:
    return Count(at, {"new": new}, {"errors": {"new": errors}})


def after_days(days: float) -> tuple[Count, ...]:
    """What is kept after days of one count each minute."""
    kept: tuple[Count, ...] = ()
    for minute in range(int(days * 1440) + 1):
        kept = pruned((*kept, a_count(minute * MINUTE)), window=WINDOW, baseline=BASELINE)
    return kept


def test_every_count_of_the_last_two_windows_is_kept() -> None:
    kept = after_days(0.1)

    assert [kept[-1].at - each.at for each in kept[-11:]] == [600 - 60 * at for at in range(11)]


def test_a_baseline_can_always_begin_where_it_should() -> None:
    kept = after_days(3)
    end = kept[-1].at - WINDOW

    start = last_before(kept, end - BASELINE)

    assert start is not None
    assert BASELINE <= end - start.at <= BASELINE * 1.03


def test_however_long_a_run_lasts_no_more_is_kept() -> None:
    assert len(after_days(1.2)) <= 125
    assert len(after_days(3)) <= 125


def test_the_beginning_of_a_run_is_kept_for_a_baseline() -> None:
    assert after_days(0.5)[0].at == 0.0


def test_before_the_first_count_there_is_none() -> None:
    assert last_before([a_count(5.0)], 4.0) is None


def test_a_stretch_is_what_came_between() -> None:
    assert stretch(a_count(0, 10, 4), a_count(60, 110, 9), "errors", "new") == Stretch(60, 100, 5)


def test_units_that_were_erased_are_no_less_than_none() -> None:
    assert stretch(a_count(0, 10, 4), a_count(60, 8, 3), "errors", "new") == Stretch(60, 0, 0)


def test_what_was_never_counted_is_nothing() -> None:
    found = stretch(a_count(0), a_count(60, 100, 9), "others", "old")

    assert (found.units, found.events, found.rate) == (0, 0, 0.0)
