"""Tables as plain data: read by `infra` for CloudFormation and by `local` for the laptop."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """A DynamoDB table with string keys, billed per request.

    `stream`: whether changes are streamed with old and new images. `ttl`: attribute that
    holds the second of expiry, or None.
    """

    name: str
    partition_key: str
    sort_key: str
    stream: bool
    ttl: str | None = None

    @property
    def keys(self) -> tuple[str, str]:
        """The names of partition and sort key."""
        return self.partition_key, self.sort_key

    @property
    def environment_variable(self) -> str:
        """The variable that tells a function this table's real name."""
        return f"{self.name.upper()}_TABLE"


CONFIG = Table(name="config", partition_key="pk", sort_key="sk", stream=True)

UNITS = Table(name="units", partition_key="pk", sort_key="sk", stream=True, ttl="expires_at")
AGGREGATES = Table(
    name="aggregates", partition_key="pk", sort_key="sk", stream=False, ttl="expires_at"
)

TABLES = (CONFIG, UNITS, AGGREGATES)
