"""One row per function, plain data: read by `infra` to deploy and by `local` to run.

A function's code is `functions/<name>/`, its entry `functions.<name>.handler.handler`; its HTTP
routes are the rows of `burgee.wire.routes.ROUTES` that name it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from burgee.wire.routes import ROUTES, Route


class Grant(StrEnum):
    """What a function may do with a table."""

    READ = "read"
    READ_WRITE = "read_write"


class Layer(StrEnum):
    """A folder of `layers/`."""

    CORE = "core"
    RUNTIME = "runtime"


@dataclass(frozen=True, slots=True)
class Stream:
    """Fed by a table's stream: batches, at least once, in the order of each key.

    `partition_prefixes`: only records whose partition key starts with one of these.
    """

    table: str
    partition_prefixes: tuple[str, ...]
    batch_size: int = 100
    batching_window_seconds: int = 0
    retry_attempts: int = 10


@dataclass(frozen=True, slots=True)
class Function:
    """How one function is deployed. `snap_start` only where a cold start is felt by callers."""

    name: str
    purpose: str
    memory_mb: int
    timeout_seconds: int
    tables: dict[str, Grant]
    stream: Stream | None = None
    snap_start: bool = False
    layers: tuple[Layer, ...] = field(default=(Layer.CORE, Layer.RUNTIME))

    @property
    def entry(self) -> str:
        return f"functions.{self.name}.handler.handler"

    @property
    def routes(self) -> tuple[Route, ...]:
        return tuple(route for route in ROUTES if route.function == self.name)


FUNCTIONS = (
    Function(
        name="evaluate",
        purpose="Answers flag evaluations from the published ruleset",
        memory_mb=1024,
        timeout_seconds=10,
        tables={"config": Grant.READ},
        snap_start=True,
    ),
    Function(
        name="authorize",
        purpose="Decides whether an admin key may call an admin route",
        memory_mb=512,
        timeout_seconds=5,
        tables={"config": Grant.READ},
    ),
    Function(
        name="admin",
        purpose="Creates, changes and lists documents",
        memory_mb=1024,
        timeout_seconds=29,
        tables={"config": Grant.READ_WRITE},
    ),
    Function(
        name="publish",
        purpose="Compiles changed documents into the next ruleset",
        memory_mb=1769,
        timeout_seconds=120,
        tables={"config": Grant.READ_WRITE},
        stream=Stream("config", ("flag#", "segment#", "environment#", "key#")),
    ),
)

AUTHORIZER = "authorize"
