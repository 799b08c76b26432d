"""Usage in memory, and answers to count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from burgee.domain.answers import Answer
from burgee.domain.errors import StorageUnavailable

PRODUCTION = "production"


class MemoryUsage:
    """What each sandbox wrote of each hour; `fails` makes it silent."""

    def __init__(self) -> None:
        self.written: dict[tuple[str, str, str], dict[str, int]] = {}
        self.rolled_up: dict[tuple[str, str], dict[str, int]] = {}
        self.names: dict[str, dict[str, str]] = {}
        self.writes = 0
        self.fails = False

    def put_usage(
        self, environment: str, hour: str, sandbox: str, counts: Mapping[str, int]
    ) -> None:
        if self.fails:
            raise StorageUnavailable("DynamoDB did not answer.")
        self.writes += 1
        self.written[environment, hour, sandbox] = dict(counts)

    def hours(self, environment: str, hours: Iterable[str]) -> Iterator[tuple[str, dict[str, int]]]:
        for hour in hours:
            sums: dict[str, int] = {}
            for (of_environment, of_hour, _), counts in self.written.items():
                if (of_environment, of_hour) == (environment, hour):
                    for key, times in counts.items():
                        sums[key] = sums.get(key, 0) + times
            if sums:
                yield hour, sums

    def put_day(self, environment: str, day: str, counts: Mapping[str, int]) -> None:
        self.rolled_up[environment, day] = dict(counts)

    def days(self, environment: str, since: str) -> Iterator[tuple[str, dict[str, int]]]:
        for (of_environment, day), counts in sorted(self.rolled_up.items()):
            if of_environment == environment and day >= since:
                yield day, counts

    def see_event_name(self, environment: str, name: str, day: str) -> None:
        self.names.setdefault(environment, {})[name] = day

    def event_names(self, environment: str) -> dict[str, str]:
        return self.names.get(environment, {})

    def total(self, key: str) -> int:
        """Of all hours, sandboxes and environments."""
        return sum(counts.get(key, 0) for counts in self.written.values())


def an_answer(flag_key: str = "shown", variant: str = "on", reason: str = "SPLIT") -> Answer:
    return Answer(flag_key, True, variant, reason)
