"""Exposures that could not be written when they happened, as messages of a queue.

    {"environment": "production", "unit": pseudonym, "exposure": {"run", "variant", "at",
     "received", "dimensions", "cohort", "source"}}

`evaluate` sends them, `ingest` writes them. A message says what happened and is never changed: to
deliver it twice is to write the same exposure twice, which changes nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Protocol

from burgee.domain.errors import InvalidEvent
from burgee.domain.tracking import Exposure


class LateExposures(Protocol):
    """Where late exposures wait until they can be written."""

    def send(self, message: str) -> None:
        """Raises StorageUnavailable where the queue does not take it."""
        ...


@dataclass(frozen=True, slots=True)
class LateExposure:
    """An exposure and whose it is; `unit` is a pseudonym of that environment."""

    environment: str
    unit: str
    exposure: Exposure


def encode_late_exposure(late: LateExposure) -> str:
    """The message; ASCII, as a queue refuses some characters."""
    exposure = late.exposure
    return json.dumps(
        {
            "environment": late.environment,
            "unit": late.unit,
            "exposure": {
                "run": exposure.run,
                "variant": exposure.variant,
                "at": exposure.at,
                "received": exposure.received,
                "dimensions": dict(exposure.dimensions),
                "cohort": exposure.cohort,
                "source": exposure.source,
            },
        },
        separators=(",", ":"),
    )


def decode_late_exposure(message: str) -> LateExposure:
    """What a message says, its exposure marked as late. Raises InvalidEvent for any other text."""
    try:
        parsed = json.loads(message)
        fields: dict[str, Any] = parsed["exposure"]
        exposure = Exposure(
            run=_text(fields["run"]),
            variant=_text(fields["variant"]),
            at=int(fields["at"]),
            received=int(fields["received"]),
            dimensions={_text(name): _text(value) for name, value in fields["dimensions"].items()},
            cohort=_text(fields["cohort"]),
            source=_text(fields["source"]),
            late=True,
        )
        return LateExposure(_text(parsed["environment"]), _text(parsed["unit"]), exposure)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise InvalidEvent("This message is no late exposure of ours.") from fault


def _text(found: Any) -> str:
    if not isinstance(found, str):
        raise TypeError("a text is expected")
    return found
