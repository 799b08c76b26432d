"""An experiment as a page of a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from burgee.cli.api import Stored
from burgee.cli.flag_page import sentence_of
from burgee.cli.tables import json_text, minute, pairs, shown, table
from burgee.domain.actors import who
from burgee.domain.documents import Json

if TYPE_CHECKING:
    from rich.console import RenderableType

Part = Mapping[str, Json]

ROLES = {"goals": "goal", "secondary": "secondary", "guardrails": "guardrail"}


def experiment_page(stored: Stored) -> list[RenderableType]:
    """Where it stands, who takes part, what each variant shows, what is measured, its runs."""
    from rich.text import Text

    body = stored.body
    page: list[RenderableType] = [
        Text(stored.key, style="bold"),
        pairs(_head(stored)),
        table(("variant", "weight", "shows", "name"), _variants(body)),
        table(("metric", "role", "type", "event", "good is"), _metrics(body["metrics"])),
    ]
    if body["runs"]:
        page.append(table(("run", "started (UTC)", "ended", "by"), _runs(body["runs"])))
    return page


def _head(stored: Stored) -> dict[str, Json]:
    body, envelope = stored.body, stored.envelope
    texts = ("name", "description", "hypothesis", "owner", "team", "tags", "priority")
    group, signed = body["group"], [f"{who(one)} ({one['role']})" for one in body["sign_offs"]]
    return {
        "status": _status(body),
        "why": body["failure"],
        **{name: body[name] for name in texts},
        "environment": body["environment"],
        "who": sentence(body["eligibility"]["include"], joined=" and ") or "everybody",
        "but not": sentence(body["eligibility"]["exclude"], joined=" or "),
        "exclusion group": group
        and f"{group['key']}, from {group['begin']} % to {group['end']} % of its buckets",
        "traffic": f"{shown(body['traffic'])} %",
        "assignment": _assignment(body),
        "counts as met": "when it is fetched" if body["expose_on"] == "fetch" else None,
        "dimensions": body["plan"]["dimensions"],
        "starts": minute(body["start_at"]),
        "ends": _ends(body),
        "signed off": signed,
        "changed": f"version {stored.version}, {minute(envelope.get('updated_at'))} (UTC) by "
        f"{who(envelope, 'updated_by')}",
    }


def _status(body: Part) -> str:
    return f"{body['status']}, everybody sees the control" if body["halted"] else body["status"]


def _assignment(body: Part) -> str:
    strata = f" per {shown(body['strata'])}" if body["strata"] else ""
    return f"{body['assignment']} by {body['bucket_by']}{strata}"


def _ends(body: Part) -> str:
    limits = [minute(body["end_at"])] if body["end_at"] else []
    limits.append(f"after {body['maximum_days']} days")
    if body["maximum_units"]:
        limits.append(f"with {body['maximum_units']} units")
    return " or ".join(limits)


def sentence(part: Part, joined: str) -> str:
    """Who is in or out, as a sentence: `platforms ios or web and plan "pro"`."""
    return joined.join(_clauses(part))


def _clauses(part: Part) -> Iterator[str]:
    for name in ("platforms", "segments", "regions", "device_types", "units", "experiments"):
        if part.get(name):
            yield f"{name.replace('_', ' ')} {' or '.join(part[name])}"
    for attribute, values in part["attributes"].items():
        yield f"{attribute} {' or '.join(map(json_text, values))}"
    if part["conditions"]:
        yield sentence_of(part["conditions"])
    if part.get("bots"):
        yield "bots"


def _variants(body: Part) -> Iterator[tuple[Json, ...]]:
    for key, variant in body["variants"].items():
        shows = [f"{flag} = {shown}" for flag, shown in variant["flags"].items()]
        shows += [
            f"{flag} = {override if isinstance(override, str) else json_text(override['value'])}"
            for flag, override in variant["configuration"].items()
        ]
        title = f"{key} (control)" if key == body["control"] and key != "control" else key
        yield title, variant["weight"], shows or "the ordinary answer", variant["name"]


def _metrics(metrics: Part) -> Iterator[tuple[Json, ...]]:
    for group, role in ROLES.items():
        for metric in metrics[group]:
            good = "more" if metric["direction"] == "increase" else "less"
            yield metric["key"], role, metric["type"], metric["event_name"], good


def _runs(runs: list[Part]) -> Iterator[tuple[Json, ...]]:
    for run in runs:
        ended = minute(run["ended_at"]) or "not yet"
        yield run["number"], minute(run["started_at"]), ended, who(run, "ended_by")
