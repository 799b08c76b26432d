"""How often a flag was evaluated, as people read it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from burgee.domain.timestamps import DAY_SECONDS, iso
from burgee.services.tracking_ports import UsageRepository

DEFAULT_DAYS = 7
MOST_DAYS = 90
DAY_LENGTH = len("2026-11-21")
HOURLY_DAYS = 3  # days that are asked for by the hour where they are not rolled up yet


@dataclass(frozen=True, slots=True)
class FlagUsage:
    """Evaluations of one flag over the last days. The numbers are approximate: a sandbox that is
    given up takes what it counted in its last half minute along.

    `variants`, `reasons` and `ways` (`variant|reason`) say how it was answered; `days` and `hours`
    (UTC) when; hours only of the last days; `day_variants` and `hour_variants` how it was answered
    then. `last_evaluation` is the beginning of the last hour, or of the last day, in which it was
    evaluated; None if it was not.
    """

    flag_key: str
    environment: str
    since: str
    evaluations: int
    variants: Mapping[str, int]
    reasons: Mapping[str, int]
    ways: Mapping[str, int]
    days: Mapping[str, int]
    hours: Mapping[str, int]
    day_variants: Mapping[str, Mapping[str, int]]
    hour_variants: Mapping[str, Mapping[str, int]]
    last_evaluation: str | None
    approximate: bool = True


@dataclass(frozen=True, slots=True)
class FlagTimes:
    """How often one flag was evaluated, and when last, as in FlagUsage."""

    flag_key: str
    evaluations: int
    last_evaluation: str | None


@dataclass(frozen=True, slots=True)
class EnvironmentUsage:
    """Evaluations of every flag of an environment that was evaluated since a day (UTC), by key;
    approximate, as those of one flag are."""

    environment: str
    since: str
    items: tuple[FlagTimes, ...]
    approximate: bool = True


def read_usage(
    usage: UsageRepository, environment: str, flag_key: str, *, now: float, days: int = DEFAULT_DAYS
) -> FlagUsage:
    """The usage of a flag in the last `days` days, today among them. Raises StorageUnavailable."""
    since = first_day(now, days)
    by_day, by_hour, ways = _Moments(), _Moments(), Counter[str]()
    for moment, counts in _counted(usage, environment, since, now):
        found = _ways_of(flag_key, counts)
        if not any(found.values()):
            continue
        ways.update(found)
        by_day[moment[:DAY_LENGTH]].update(_sums(found, 0))
        if len(moment) > DAY_LENGTH:
            by_hour[moment].update(_sums(found, 0))
    return FlagUsage(
        flag_key,
        environment,
        since,
        evaluations=sum(ways.values()),
        variants=_sums(ways, 0),
        reasons=_sums(ways, 1),
        ways=dict(ways),
        days=by_day.times(),
        hours=by_hour.times(),
        day_variants=by_day.variants(),
        hour_variants=by_hour.variants(),
        last_evaluation=_moment(max([*by_hour, *by_day], default="")),
    )


def read_environment_usage(
    usage: UsageRepository, environment: str, *, now: float, days: int = DEFAULT_DAYS
) -> EnvironmentUsage:
    """The usage of all flags of an environment in the last `days` days, read in one go.

    Flags that are not among its items were not evaluated. Raises StorageUnavailable.
    """
    since = first_day(now, days)
    times: Counter[str] = Counter()
    last: dict[str, str] = {}
    for moment, counts in _counted(usage, environment, since, now):
        for way, evaluations in counts.items():
            flag_key = way.partition("|")[0]
            times[flag_key] += evaluations
            last[flag_key] = max(moment, last.get(flag_key, ""))
    items = (FlagTimes(key, times[key], _moment(last[key])) for key in sorted(times))
    return EnvironmentUsage(environment, since, tuple(items))


def first_day(now: float, days: int) -> str:
    """The first of the last `days` days (UTC), today among them; at most 90.

    >>> first_day(1_795_608_000.0, 7)
    '2026-11-19'
    """
    return iso(now - (min(days, MOST_DAYS) - 1) * DAY_SECONDS)[:DAY_LENGTH]


class _Moments(defaultdict[str, "Counter[str]"]):
    """Days or hours, each with its evaluations by variant."""

    def __init__(self) -> None:
        super().__init__(Counter)

    def times(self) -> dict[str, int]:
        return {moment: variants.total() for moment, variants in sorted(self.items())}

    def variants(self) -> dict[str, dict[str, int]]:
        return {moment: dict(variants) for moment, variants in sorted(self.items())}


def _counted(
    usage: UsageRepository, environment: str, since: str, now: float
) -> Iterator[tuple[str, dict[str, int]]]:
    """Days that are rolled up, and the hours of those that are not yet: nothing twice."""
    rolled_up = set()
    for day, counts in usage.days(environment, since):
        rolled_up.add(day)
        yield day, counts
    recent = [iso(now - ago * DAY_SECONDS)[:DAY_LENGTH] for ago in range(HOURLY_DAYS)]
    open_days = [day for day in recent if day >= since and day not in rolled_up]
    this_hour = iso(now)[:13]
    hours = [f"{day}T{hour:02d}" for day in open_days for hour in range(24)]
    yield from usage.hours(environment, [hour for hour in hours if hour <= this_hour])


def _ways_of(flag_key: str, counts: Mapping[str, int]) -> dict[str, int]:
    prefix = f"{flag_key}|"
    start = len(prefix)
    return {key[start:]: times for key, times in counts.items() if key.startswith(prefix)}


def _sums(ways: Mapping[str, int], part: int) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for way, times in ways.items():
        sums[way.split("|")[part]] += times
    return dict(sums)


def _moment(text: str) -> str | None:
    """The beginning of a day or of an hour in RFC 3339; None for an empty text."""
    if not text:
        return None
    return f"{text}:00:00Z" if "T" in text else f"{text}T00:00:00Z"
