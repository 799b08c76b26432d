"""Notices as they travel: an entry of the bus, an e-mail."""

from __future__ import annotations

import json
from typing import Any

from burgee.domain.notices import Notice, body_of, short_title

SOURCE = "burgee"


def bus_entry(notice: Notice, bus: str) -> dict[str, Any]:
    """The entry of PutEvents; a rule chooses by `detail-type`, or by any part of the detail."""
    return {
        "EventBusName": bus,
        "Source": SOURCE,
        "DetailType": notice.type,
        "Detail": json.dumps(body_of(notice)),
        "Resources": [],
    }


def email_of(notice: Notice) -> tuple[str, str]:
    """Subject and text of an e-mail."""
    who = notice.actor_name or notice.actor
    lines = [f"{notice.title}.", f"By {who} at {notice.at}, version {notice.version}."]
    if notice.why:
        lines.insert(1, f"Why: {notice.why}")
    if notice.alarm:
        lines.append(f"Alarm: {notice.alarm['alarm']} ({notice.alarm['state']}).")
    return short_title(notice), "\n".join(lines)
