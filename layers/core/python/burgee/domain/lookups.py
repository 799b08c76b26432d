"""How much one evaluation can set off, so that nothing that can be written makes one hang.

Prerequisites and segments may ask for others, and several may ask for the same: without a limit,
a ladder of 30 segments that ask for the next one twice would take a billion lookups.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than the whole evaluator
if TYPE_CHECKING:
    from typing import Any

MOST_LOOKUPS = 10_000


class TooManyLookups(Exception):
    """A flag or segment whose prerequisites or conditions lead to too many others."""


def lookups(key: str, leads_to: Callable[[str], Iterable[str]], known: dict[str, int]) -> int:
    """How many lookups `key` takes: one, and for every mention of another all that that one takes.

    `known` keeps what was counted. Raises TooManyLookups, and RecursionError for a circle.

    >>> lookups("a", {"a": "bb", "b": "cc", "c": ""}.__getitem__, {})
    7
    """
    if key not in known:
        taken = 1
        for other in leads_to(key):
            taken += lookups(other, leads_to, known)
            if taken > MOST_LOOKUPS:
                raise TooManyLookups(key)
        known[key] = taken
    return known[key]


def prerequisites_in(form: Mapping[str, Any] | None) -> list[str]:
    """The flags that a flag's ruleset form asks for."""
    return [key for key, _ in form.get("prerequisites", ())] if form else []


def experiments_in(form: Mapping[str, Any] | None) -> list[str]:
    """The experiments that decide a flag."""
    return list(form.get("experiments", ())) if form else []


def rules_in(form: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Every part of a form that may have conditions: itself, its rules, those of its rollout."""
    return (form, *form.get("rules", ()), *form.get("rollout", {}).get("rules", ()))


def rollout_run_in(form: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The run of a flag's rollout, in ruleset form; None where nothing is compared."""
    run: Mapping[str, Any] | None = form.get("rollout", {}).get("run")
    return run


def operators_in(conditions: Iterable[list[Any]]) -> Iterator[str]:
    """The operators that conditions in ruleset form end in."""
    for condition in conditions:
        operator = condition[0]
        if operator in {"and", "or"}:
            yield from operators_in(condition[1])
        elif operator == "not":
            yield from operators_in([condition[1]])
        else:
            yield operator


def segments_in(conditions: Iterable[list[Any]]) -> Iterator[str]:
    """The segments that conditions in ruleset form ask for, each as often as they do."""
    for condition in conditions:
        operator = condition[0]
        if operator in {"and", "or"}:
            yield from segments_in(condition[1])
        elif operator == "not":
            yield from segments_in([condition[1]])
        elif operator == "in_segment":
            yield condition[2]
