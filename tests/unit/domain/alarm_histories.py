"""Histories of a flag, minute by minute, and what alarms left in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from burgee.domain.alarms import Outcome
from burgee.domain.documents import Action, Change, DocumentVersion, Kind
from burgee.domain.flag_checks import parse_flag
from burgee.domain.last_good import Span, good_spans, spans
from burgee.domain.timestamps import iso

NOON = 1_795_608_000.0  # 2026-11-25T12:00:00Z
PRODUCTION, STAGING = "production", "staging"
BAKE = 15 * 60


def at(minute: float) -> float:
    return NOON + 60 * minute


def section(default: str = "off", **parts: Any) -> dict[str, Any]:
    return {"enabled": True, "default_variant": default, **parts}


def a_flag(
    production: dict[str, Any] | None, *seen: dict[str, Any], **parts: Any
) -> dict[str, Any]:
    """A stored flag with this section in production, and one in staging."""
    sections = {STAGING: section(), **({PRODUCTION: production} if production else {})}
    written = {
        "key": "new-gallery",
        "kind": "string",
        "salt": "salt",
        "variants": {key: {"value": key} for key in ("off", "on", "third")},
        "environments": sections,
        "seen_alarms": list(seen),
        **parts,
    }
    return parse_flag(written).model_dump(mode="json", by_alias=True)


def seen(
    minute: float,
    outcome: Outcome = Outcome.ROLLED_BACK,
    environment: str = PRODUCTION,
    alarm: str = "errors",
) -> dict[str, Any]:
    """An alarm that went on at a minute, as it is remembered."""
    return {
        "alarm": alarm,
        "state": "ALARM",
        "at": iso(at(minute)),
        "received_at": iso(at(minute) + 5),
        "outcome": outcome,
        "environment": environment,
    }


def versions(
    *history: tuple[float, dict[str, Any]] | tuple[float, dict[str, Any], Action],
) -> list[DocumentVersion]:
    """Versions from (minute, body) or (minute, body, action), oldest first; newest first back."""
    made = []
    for number, (minute, body, *rest) in enumerate(history, start=1):
        action = rest[0] if rest else Action.UPDATE
        change = Change("ann", iso(at(minute)), action)
        made.append(DocumentVersion(Kind.FLAG, "new-gallery", number, body, change))
    return made[::-1]


def spans_of(history: Iterable[DocumentVersion], now: float = 1000) -> list[Span]:
    return list(spans(history, PRODUCTION, at(now)))


def good(history: Iterable[DocumentVersion], bake_seconds: float = BAKE) -> list[int]:
    """The newest version of each span to go back to."""
    current, *earlier = spans_of(history)
    found = good_spans(current, earlier, bake_seconds=bake_seconds)
    return [span.version.version for span in found]
