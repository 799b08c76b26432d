"""One row per function, plain data: read by `infra` to deploy and by `local` to run.

A function's code is `functions/<name>/`, its entry `functions.<name>.handler.handler`; its HTTP
routes are the rows of `burgee.wire.routes.ROUTES` that name it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from burgee.domain.documents import Kind
from burgee.wire.alarm_events import PATTERN
from burgee.wire.routes import ROUTES, Route

FOREVER = 2**31  # attempts: as long as the stream keeps a record


class Grant(StrEnum):
    """What a function may do with a table."""

    READ = "read"
    READ_WRITE = "read_write"  # puts and updates; nothing is deleted
    MAINTAIN = "maintain"  # besides that, deletes and scans


class Power(StrEnum):
    """What else of AWS a function may do; `infra.permissions` says how each is granted."""

    READ_ALARMS = "read_alarms"
    MAKE_ALARMS = "make_alarms"  # those that are made for rollouts
    MOVE_ALIASES = "move_aliases"  # of the stack's own functions and those that are registered
    PUBLISH_NOTICES = "publish_notices"  # to the bus of domain events and the topic for people


class Layer(StrEnum):
    """A folder of `layers/`."""

    CORE = "core"
    RUNTIME = "runtime"
    SCIENCE = "science"
    SIGN_IN = "sign_in"


@dataclass(frozen=True, slots=True)
class Stream:
    """Fed by a table's stream: batches, at least once, in the order of each key.

    `partition_prefixes`: only records whose partition key starts with one of these; none whose
    sort key is one of `passed_over`.
    `tumbling_window_seconds`: above 0, each event also says which shard it comes from.
    """

    table: str
    partition_prefixes: tuple[str, ...]
    batch_size: int = 100
    batching_window_seconds: int = 0
    retry_attempts: int = 10
    tumbling_window_seconds: int = 0
    passed_over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Queue:
    """Messages for one function: at least once, in no order, each tried so often.

    `environment_variable` tells senders its URL.
    """

    name: str
    batch_size: int = 10
    most_receives: int = 8
    visibility_seconds: int = 180

    @property
    def environment_variable(self) -> str:
        return f"{self.name.upper()}_QUEUE"


@dataclass(frozen=True, slots=True)
class Timer:
    """Invoked by EventBridge again and again. `expression`: `rate(5 minutes)` or `cron(...)`;
    `payload` is the event that the function gets."""

    expression: str
    payload: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """Events of EventBridge's default bus that invoke a function, by their pattern."""

    name: str
    pattern: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Function:
    """How one function is deployed. `snap_start` only where a cold start is felt by callers.

    `stream`, `queue`, `timers` and `rules` trigger it; it may send to the queues in `sends` and
    has `powers` beyond its tables. `schedules`: it makes the one-time schedules that fire
    `SCHEDULED`.
    """

    name: str
    purpose: str
    memory_mb: int
    timeout_seconds: int
    tables: dict[str, Grant]
    stream: Stream | None = None
    queue: Queue | None = None
    timers: tuple[Timer, ...] = ()
    rules: tuple[Rule, ...] = ()
    sends: tuple[Queue, ...] = ()
    powers: tuple[Power, ...] = ()
    schedules: bool = False
    snap_start: bool = False
    layers: tuple[Layer, ...] = field(default=(Layer.CORE, Layer.RUNTIME))

    @property
    def entry(self) -> str:
        return f"functions.{self.name}.handler.handler"

    @property
    def is_not_waited_for(self) -> bool:
        """Whether something calls it and waits for no answer: what fails is kept for people."""
        return bool(self.timers or self.rules)

    @property
    def routes(self) -> tuple[Route, ...]:
        return tuple(route for route in ROUTES if route.function == self.name)


LATE_EXPOSURES = Queue("late_exposures")
# One at a time: a receiver that is slow holds nobody else up. Received once more than there are
# pauses between attempts, see `runtime.settings`.
WEBHOOKS = Queue("webhooks", batch_size=1, most_receives=6, visibility_seconds=360)

FUNCTIONS = (
    Function(
        name="evaluate",
        purpose="Answers flag evaluations from the published ruleset, and records exposures",
        memory_mb=1024,
        timeout_seconds=10,
        tables={
            "config": Grant.READ,
            "units": Grant.READ_WRITE,
            "aggregates": Grant.READ_WRITE,
        },
        sends=(LATE_EXPOSURES,),
        snap_start=True,
    ),
    Function(
        name="ingest",
        purpose="Records tracking events and exposures, also those that are written late",
        memory_mb=1024,
        timeout_seconds=25,
        tables={
            "config": Grant.READ,
            "units": Grant.READ_WRITE,
            "aggregates": Grant.READ_WRITE,
        },
        queue=LATE_EXPOSURES,
    ),
    Function(
        name="aggregate",
        purpose="Folds events and exposures into a unit's totals, and totals into counters",
        memory_mb=1769,
        timeout_seconds=120,
        tables={
            "config": Grant.READ,
            "units": Grant.READ_WRITE,
            "aggregates": Grant.READ_WRITE,
        },
        stream=Stream(
            "units",
            ("unit#",),
            batch_size=500,
            batching_window_seconds=2,
            tumbling_window_seconds=60,
            passed_over=("profile",),  # written with each event, and nothing follows from it
            retry_attempts=FOREVER,
        ),
    ),
    Function(
        name="reconcile",
        purpose="Compares counters with a recount, folds days, and rebuilds runs on request",
        memory_mb=1769,
        timeout_seconds=900,
        tables={
            "config": Grant.READ,
            "units": Grant.MAINTAIN,
            "aggregates": Grant.MAINTAIN,
        },
        timers=(Timer("cron(30 3 * * ? *)", {"job": "daily"}),),
    ),
    Function(
        name="apply_schedule",
        purpose="Makes the changes of flags and experiments whose time has come",
        memory_mb=512,
        timeout_seconds=60,
        tables={"config": Grant.READ_WRITE, "aggregates": Grant.READ},
        timers=(Timer("rate(5 minutes)", {"job": "due"}),),
    ),
    Function(
        name="advance_rollouts",
        purpose="Moves rollouts to their next stage, holds them, and takes them back",
        memory_mb=512,
        timeout_seconds=60,
        tables={"config": Grant.READ_WRITE, "aggregates": Grant.READ},
        timers=(Timer("rate(1 minute)", {"job": "due"}),),
        powers=(Power.READ_ALARMS, Power.MAKE_ALARMS),
    ),
    Function(
        name="roll_back",
        purpose="Takes back what an alarm of the account names: flags, rollouts, versions",
        memory_mb=1769,
        timeout_seconds=180,
        tables={"config": Grant.READ_WRITE},
        timers=(Timer("cron(15 4 * * ? *)", {"job": "retain"}),),
        rules=(Rule("alarm_changes", PATTERN),),
        powers=(Power.MOVE_ALIASES,),
    ),
    Function(
        name="analyse",
        purpose="Looks at the results of experiments, and at the guardrails of rollouts",
        memory_mb=1769,
        timeout_seconds=300,
        tables={"config": Grant.READ, "aggregates": Grant.READ_WRITE},
        timers=(
            Timer("cron(0 5 * * ? *)", {"job": "looks"}),
            Timer("rate(1 minute)", {"job": "guardrails"}),
        ),
        layers=(Layer.CORE, Layer.RUNTIME, Layer.SCIENCE),
    ),
    Function(
        name="authorize",
        purpose="Decides whether an admin key or a person may call an admin route",
        memory_mb=512,
        timeout_seconds=5,
        tables={"config": Grant.READ},
        layers=(Layer.CORE, Layer.RUNTIME, Layer.SIGN_IN),
    ),
    Function(
        name="admin",
        purpose="Creates, changes and lists documents",
        memory_mb=1024,
        timeout_seconds=29,
        tables={
            "config": Grant.READ_WRITE,
            "units": Grant.MAINTAIN,
            "aggregates": Grant.READ_WRITE,  # keeps the sums of what is archived
        },
        powers=(Power.READ_ALARMS,),
    ),
    Function(
        name="publish",
        purpose="Compiles changed documents into the next ruleset, and schedules their changes",
        memory_mb=1769,
        timeout_seconds=120,
        tables={"config": Grant.READ_WRITE},
        stream=Stream("config", tuple(f"{kind}#" for kind in Kind)),
        schedules=True,
    ),
    Function(
        name="notify",
        purpose="Tells the bus, people and webhooks of every change",
        memory_mb=1024,
        timeout_seconds=60,
        tables={"config": Grant.READ},
        stream=Stream("config", tuple(f"{kind}#" for kind in Kind)),
        queue=WEBHOOKS,
        sends=(WEBHOOKS,),
        powers=(Power.PUBLISH_NOTICES,),
    ),
)

AUTHORIZER = "authorize"
# What one-time schedules call -> the variable that tells its alias to who makes them. The first
# one's queue of failures takes the calls that could not be made, of all.
SCHEDULED = {
    "apply_schedule": "SCHEDULE_TARGET_ARN",
    "advance_rollouts": "SCHEDULE_ROLLOUT_TARGET_ARN",
}
