"""Changes of a flag that are to be made at a time: added one by one, and cancelled."""

from __future__ import annotations

from collections.abc import Callable

from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.domain.errors import DocumentNotFound, InvalidDocument
from burgee.domain.flags import ScheduledChange
from burgee.domain.parsing import detail_of, parse, problem
from burgee.domain.timestamps import seconds_of
from burgee.services.kinds import Body
from burgee.services.reasons import require_reason
from burgee.services.surroundings import require_environments_known
from burgee.services.toggle_flag import no_section
from burgee.services.writing import Author, Edit, Ledger, amend

Entries = list[dict[str, Json]]


def schedule_change(
    ledger: Ledger, author: Author, key: str, *, environment: str, change: Json
) -> DocumentVersion:
    """The flag with one more change to come in an environment. Safe to repeat.

    Raises ReasonRequired, InvalidDocument for a time that has passed or is taken by another
    change, UnknownEnvironment.
    """
    require_reason(author, "Scheduling a change")
    planned = parse(ScheduledChange, change).model_dump(mode="json")
    if _at(planned) <= ledger.now():
        raise _wrong("change.at", "is in the past; write a time that is yet to come")

    def added(entries: Entries) -> Entries:
        same_time = [entry for entry in entries if _at(entry) == _at(planned)]
        if same_time and same_time != [planned]:
            raise _wrong("change.at", "is the time of another change; cancel that one first")
        return entries if same_time else sorted([*entries, planned], key=_at)

    return _reschedule(ledger, author, key, environment, added)


def cancel_change(
    ledger: Ledger, author: Author, key: str, *, environment: str, at: str
) -> DocumentVersion:
    """The flag without the change that was to come at a time. Raises ReasonRequired,
    DocumentNotFound if there is none, UnknownEnvironment."""
    require_reason(author, "Cancelling a change")

    def cancelled(entries: Entries) -> Entries:
        left = [entry for entry in entries if _at(entry) != seconds_of(at)]
        if len(left) == len(entries):
            times = ", ".join(str(entry["at"]) for entry in entries) or "none"
            raise DocumentNotFound(
                f"The flag '{key}' has no change at {at} in {environment}; there are: {times}."
            )
        return left

    return _reschedule(ledger, author, key, environment, cancelled)


def _reschedule(
    ledger: Ledger,
    author: Author,
    key: str,
    environment: str,
    change: Callable[[Entries], Entries],
) -> DocumentVersion:
    require_environments_known(ledger.documents, [environment])

    def rescheduled(before: Body) -> Json:
        section = before["environments"].get(environment)
        if section is None:
            raise no_section(environment)
        sections = {
            **before["environments"],
            environment: {**section, "schedule": change(section["schedule"])},
        }
        return {**before, "environments": sections}

    return amend(ledger, author, Edit(Kind.FLAG, key, Action.UPDATE, rescheduled))


def _at(entry: Json) -> float:
    return seconds_of(entry["at"]) or 0.0


def _wrong(field: str, detail: str) -> InvalidDocument:
    problems = [problem(field, detail)]
    return InvalidDocument(detail_of("flag", problems), errors=problems)
