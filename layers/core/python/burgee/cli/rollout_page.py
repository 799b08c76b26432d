"""A rollout as a page of a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from burgee.cli.api import Stored
from burgee.cli.flag_page import sentence_of
from burgee.cli.tables import minute, pairs, table
from burgee.domain.actors import who
from burgee.domain.documents import Json

if TYPE_CHECKING:
    from rich.console import RenderableType

Part = Mapping[str, Json]


def rollout_page(stored: Stored, standing: Part) -> list[RenderableType]:
    """Its stages and which is reached, why it stands there, its guardrails and its alarms."""
    from rich.text import Text

    body = stored.body
    page: list[RenderableType] = [
        Text(stored.key, style="bold"),
        pairs(_head(stored, standing)),
        table(("", "stage", "share", "of", "units", "wait"), _stages(body)),
    ]
    if body["guardrails"]:
        columns = ("guardrail", "signal", "criterion", *_variants(standing), "p of harm", "is")
        page.append(table(columns, _guardrails(body, standing)))
    if standing["alarms"]:
        rows = ((alarm["name"], alarm["state"] or "not known") for alarm in standing["alarms"])
        page.append(table(("alarm", "state"), rows))
    page += [f"breached: {_breach(breach)}" for breach in standing["breaches"]]
    page += [f"before the next stage: {sentence}" for sentence in standing["obstacles"]]
    return page


def _head(stored: Stored, standing: Part) -> dict[str, Json]:
    body, envelope = stored.body, stored.envelope
    counted = ", ".join(f"{units} {key}" for key, units in sorted(standing["units"].items()))
    return {
        "status": body["status"].replace("_", " "),
        "why": body["because"],
        **{name: body[name] for name in ("name", "description", "owner", "team", "tags")},
        "ramps": f"{body['flag']} = {body['variant']} in {body['environment']}",
        "units by": body["bucket_by"],
        "excluded": body["excluded"],
        "starts": minute(body["start_at"]),
        "started": minute(body["started_at"]),
        "next stage": minute(body["next_at"]),
        "ended": minute(body["ended_at"]),
        "run": standing["run"],
        "exposed units": counted,
        "judged": minute(standing["judged_at"]),
        "changed": f"version {stored.version}, {minute(envelope.get('updated_at'))} (UTC) by "
        f"{who(envelope, 'updated_by')}",
    }


def _stages(body: Part) -> Iterator[tuple[Json, ...]]:
    from burgee.domain.rollouts import Rollout

    reached = body["stage"]
    for number, stage in enumerate(Rollout.model_validate(body).planned_stages):
        part = stage.model_dump(mode="json", by_alias=True)
        share = f"{float(part['percentage']):g} %"
        yield (
            _mark(number, reached),
            number + 1,
            share,
            _audience(part),
            part["units"],
            part["wait"],
        )


def _mark(number: int, reached: int | None) -> str:
    if reached is None or number > reached:
        return ""
    return ">" if number == reached else "+"


def _audience(stage: Part) -> str:
    segments = [f"segment {' or '.join(stage['segments'])}"] if stage["segments"] else []
    conditions = [sentence_of(stage["conditions"])] if stage["conditions"] else []
    return " and ".join([*segments, *conditions]) or "everybody"


def _variants(standing: Part) -> list[str]:
    return sorted({key for reading in standing["readings"] for key in reading["values"]})


def _guardrails(body: Part, standing: Part) -> Iterator[tuple[Json, ...]]:
    readings = {reading["guardrail"]: reading for reading in standing["readings"]}
    for guardrail in body["guardrails"]:
        key = guardrail["metric"]["key"]
        found = readings.get(key, {})
        values = (_number(found["values"].get(name)) for name in _variants(standing) if found)
        p_value = _number(found.get("p_value"))
        facts = (guardrail["signal"], guardrail["criterion"], *values, p_value)
        yield (key, *facts, _verdict(found))


def _verdict(reading: Part) -> str:
    words = {True: "met", False: "not met", None: ""}
    said = [words[reading.get("criterion_met")], reading.get("detail", "")]
    return ": ".join(part for part in said if part) or ("" if reading else "not judged yet")


def _number(value: Json) -> str:
    return "" if value is None else f"{value:.4g}"


def _breach(breach: Part) -> str:
    acts = "" if breach["acts"] else " (that trigger is off)"
    return f"{breach['guardrail']}: {breach['detail']}{acts}"
