"""A flag as a page of a terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from burgee.cli.api import Stored
from burgee.cli.tables import pairs, shown, table
from burgee.domain.actors import who
from burgee.domain.documents import Json

if TYPE_CHECKING:
    from rich.console import RenderableType


def flag_page(stored: Stored, environment: str | None) -> list[RenderableType]:
    """What a flag is and what it shows in `environment`, or in all of them."""
    from rich.text import Text

    flag, envelope = stored.body, stored.envelope
    head = ("name", "description", "kind", "purpose", "lifecycle", "owner", "team", "tags")
    facts = {name: flag.get(name) for name in head}
    changed_by = f"version {stored.version}, {envelope.get('updated_at')}"
    facts["changed"] = f"{changed_by} by {who(envelope, 'updated_by')}"
    variants = ((name, one.get("name"), one["value"]) for name, one in flag["variants"].items())
    parts: list[RenderableType] = [
        Text(stored.key, style="bold"),
        pairs(facts),
        table(("variant", "name", "value"), variants),
    ]
    for name, settings in flag["environments"].items():
        if environment in (None, name):
            state = "enabled" if settings["enabled"] else "not enabled"
            parts += [Text(f"{name}: {state}", style="bold"), pairs(_settings(settings))]
    return parts


def is_open(rollout: Mapping[str, Json]) -> bool:
    """Whether a rollout, by its row, stands in the place of its flag's own share."""
    status = rollout["status"]
    is_live = status in {"ramping", "holding", "paused"}
    return is_live or (status == "completed" and not rollout["is_settled"])


def ramp_of(row: Mapping[str, Json]) -> str:
    """An open rollout of a flag: `In production its rollout ramp is holding at 25 % on`."""
    rollout = row["summary"]
    share = f"{shown(rollout['percentage'])} % {rollout['variant']}"
    where, status = rollout["environment"], rollout["status"]
    return f"In {where} its rollout {row['key']} is {status} at {share}"


def _settings(settings: Mapping[str, Json]) -> dict[str, Json]:
    rollout = settings.get("rollout")
    return {
        "prerequisites": settings.get("prerequisites"),
        "targets": settings.get("targets"),
        **{f"rule {rule.get('id')}": _rule(rule) for rule in settings.get("rules", [])},
        "rollout": rollout and f"{shown(rollout['percentage'])} % {rollout['variant']}",
        "otherwise": settings["default_variant"],
        "when off": settings.get("off_variant"),
        "alarms": settings.get("alarms"),
        **{f"at {entry['at']}": planned_change(entry) for entry in settings.get("schedule", [])},
    }


def planned_change(entry: Mapping[str, Json]) -> str:
    """A change to come: `enabled true, rollout 20 % on`."""
    share = entry.get("rollout")
    parts = {
        "enabled": entry.get("enabled"),
        "otherwise": entry.get("default_variant"),
        "rollout": share and f"{shown(share['percentage'])} % {share['variant']}",
    }
    return ", ".join(f"{name} {shown(value)}" for name, value in parts.items() if value is not None)


def _rule(rule: Mapping[str, Json]) -> str:
    share = f"{shown(rule['percentage'])} % " if rule.get("percentage") is not None else ""
    split = [f"{name} {weight}" for name, weight in (rule.get("split") or {}).items()]
    gives = rule.get("variant") or f"split {', '.join(split)}"
    conditions = rule.get("conditions")
    return f"{share}{gives}" + (f" if {sentence_of(conditions)}" if conditions else "")


def sentence_of(conditions: list[Mapping[str, Json]], joined: str = " and ") -> str:
    """Conditions as a sentence: `plan equals "pro" and not (in_segment "staff")`."""
    return joined.join(_condition(condition) for condition in conditions)


def _condition(condition: Mapping[str, Json]) -> str:
    if "and" in condition:
        return f"({sentence_of(condition['and'])})"
    if "or" in condition:
        return f"({sentence_of(condition['or'], ' or ')})"
    if "not" in condition:
        return f"not ({_condition(condition['not'])})"
    value = condition.get("value")
    parts = [
        condition.get("attribute"),
        condition["operator"],
        None if value is None else json.dumps(value, ensure_ascii=False),
    ]
    return " ".join(part for part in parts if part)
