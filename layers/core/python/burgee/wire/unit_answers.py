"""What the admin API answers about one unit: the summary, and the export of everything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from burgee.domain.descaling import descaled
from burgee.domain.timestamps import iso
from burgee.domain.tracking import Exposure, TrackingEvent
from burgee.domain.units import OptOut, Total, UnitName, UnitRecords
from burgee.wire.answer_models import AnswerModel


class ExposureAnswer(AnswerModel):
    """The variant of a run that the unit met. `left`: why the experiment decided for it no more;
    `mixed`: it met a second variant, and is in no sum."""

    run: str
    variant: str
    at: str
    received: str
    dimensions: dict[str, str]
    cohort: str
    source: str
    late: bool
    mixed: bool
    left: str


class OptOutAnswer(AnswerModel):
    """Whether the unit takes part in no experiment, and since when it is so."""

    out: bool
    at: str


class TallyAnswer(AnswerModel):
    """What a unit did on a day; `value` is a decimal text."""

    count: int
    value: str


class ActionAnswer(AnswerModel):
    """When a unit last did something, and how often on which day (UTC)."""

    last: str
    days: dict[str, TallyAnswer]


class UnitTotal(AnswerModel):
    """What the unit adds to the sums of a run. `body` is as it rests: its numbers are whole, in
    ten-thousandths."""

    run: str
    generation: int
    body: dict[str, Any]


class EventAnswer(AnswerModel):
    """A tracking event as it rests. `numbers` are decimal texts; of `texts` only keyed hashes
    rest, which tell whether two are the same."""

    id: str
    type: str
    name: str
    at: str
    received: str
    numbers: dict[str, str]
    texts: dict[str, str]
    attribution: dict[str, str]


class UnitAnswer(AnswerModel):
    """What rests of a unit. `takes_part`: whether experiments may decide for it; `events`: how
    many of its tracking events rest; `profile`: what it did in the last 90 days, by event name."""

    environment: str
    unit: str
    bucket_by: str
    pseudonym: str
    takes_part: bool
    erased: bool
    opt_out: OptOutAnswer | None
    exposures: list[ExposureAnswer]
    profile: dict[str, ActionAnswer]
    totals: list[UnitTotal]
    events: int


class UnitExport(UnitAnswer):
    """Everything that rests of a unit: besides the summary, each of its tracking events, oldest
    first. `cursor`: where more of them are; null on the last page."""

    tracking_events: list[EventAnswer] = Field(default=[])
    cursor: str | None = None


def unit_answer(name: UnitName, records: UnitRecords) -> UnitAnswer:
    """The summary of a unit."""
    head = records.state.head
    return UnitAnswer(
        environment=name.environment,
        unit=name.unit,
        bucket_by=name.bucket_by,
        pseudonym=records.pseudonym,
        takes_part=head.takes_part,
        erased=head.erased,
        opt_out=_opt_out(head.opt_out),
        exposures=[_exposure(exposure) for _, exposure in sorted(head.exposures.items())],
        profile=_profile(head.profile),
        totals=[
            UnitTotal(run=run, generation=generation, body=dict(total.body))
            for (run, generation), total in sorted(records.state.totals.items())
        ],
        events=len(records.events),
    )


def unit_export_page(
    summary: UnitAnswer, records: UnitRecords, cursor: str | None = None
) -> UnitExport:
    """The summary of a unit with some of its events."""
    events = [_event(event) for event in records.events]
    return UnitExport(**dict(summary), tracking_events=events, cursor=cursor)


def _opt_out(opt_out: OptOut | None) -> OptOutAnswer | None:
    return OptOutAnswer(out=opt_out.out, at=_moment(opt_out.out_at)) if opt_out else None


def _exposure(exposure: Exposure) -> ExposureAnswer:
    return ExposureAnswer(
        run=exposure.run,
        variant=exposure.variant,
        at=_moment(exposure.at),
        received=_moment(exposure.received),
        dimensions=dict(exposure.dimensions),
        cohort=exposure.cohort,
        source=exposure.source,
        late=exposure.late,
        mixed=exposure.mixed,
        left=exposure.left,
    )


def _profile(profile: Total | None) -> dict[str, ActionAnswer]:
    actions: Mapping[str, Any] = profile.body if profile else {}
    return {
        name: ActionAnswer(
            last=_moment(action["last"]),
            days={
                day: TallyAnswer(count=tally["count"], value=descaled(tally["value"]))
                for day, tally in sorted(action["days"].items())
            },
        )
        for name, action in sorted(actions.items())
    }


def _event(event: TrackingEvent) -> EventAnswer:
    return EventAnswer(
        id=event.id,
        type=str(event.type),
        name=event.name,
        at=_moment(event.at),
        received=_moment(event.received),
        numbers={name: descaled(number) for name, number in sorted(event.numbers.items())},
        texts=dict(event.texts),
        attribution=dict(event.attribution),
    )


def _moment(milliseconds: int) -> str:
    return iso(milliseconds / 1000)
