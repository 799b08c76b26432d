"""The environment of a function, typed. Standard library alone: `evaluate` starts with it."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from burgee.storage.schema import TABLES, Table

# Functions that one-time schedules call -> the variable that names their alias.
SCHEDULE_TARGETS = {
    "apply_schedule": "SCHEDULE_TARGET_ARN",
    "advance_rollouts": "SCHEDULE_ROLLOUT_TARGET_ARN",
}


LOOPBACK = "http://127.0.0.1:"
LONGEST_PAUSE_SECONDS = 8 * 3600  # a fifth more is still less than SQS hides a message


@dataclass(frozen=True, slots=True)
class ScheduleSettings:
    """Where one-time schedules are kept, the functions that they call and as whom; without a group,
    nowhere."""

    group: str = ""
    target_arns: Mapping[str, str] = field(default_factory=dict)
    role_arn: str = ""
    dead_letter_arn: str = ""

    def target_arn(self, function: str) -> str:
        """What a schedule for a function calls. Raises SettingMissing if that was never named."""
        arn = self.target_arns.get(function)
        if arn is None:
            raise SettingMissing(f"{SCHEDULE_TARGETS[function]} is not set: it names {function}")
        return arn


@dataclass(frozen=True, slots=True)
class NoticeSettings:
    """Where notices go: a bus by its name, a topic by its ARN, a queue by its URL; without one,
    nowhere. `loopback`: webhooks may be of this very machine. `pauses`: seconds after each attempt
    of a webhook that failed; after as many and one more it is given up."""

    bus: str = ""
    topic: str = ""
    queue: str = ""
    loopback: bool = False
    pauses: tuple[float, ...] = (5, 30, 120, 600, 3600)


@dataclass(frozen=True, slots=True)
class SignInSettings:
    """Whose tokens prove who somebody is: those of `issuer`, made for `client_id`."""

    issuer: str
    client_id: str

    @property
    def keys_url(self) -> str:
        """Where the issuer publishes the keys that it signs with."""
        return f"{self.issuer}/.well-known/jwks.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a function was deployed with.

    `requests_per_second` and `burst` limit each API key in each sandbox; `refresh_seconds` is how
    long a ruleset may go unchecked; `late_exposures_queue` is the URL of a queue. Powertools reads
    its own variables for name and level, too.
    """

    table_names: Mapping[str, str] = field(default_factory=dict)
    service_name: str = "burgee"
    deployment: str = "burgee"
    requests_per_second: float = 50.0
    burst: int = 100
    refresh_seconds: float = 5.0
    log_level: str = "INFO"
    late_exposures_queue: str = ""
    schedules: ScheduleSettings = ScheduleSettings()
    notices: NoticeSettings = NoticeSettings()
    sign_in: SignInSettings | None = None

    def table_name(self, table: Table) -> str:
        """The real name of a table. Raises SettingMissing if the function was given none."""
        name = self.table_names.get(table.name)
        if name is None:
            raise SettingMissing(
                f"{table.environment_variable} is not set: it names the {table.name} table"
            )
        return name


class SettingMissing(RuntimeError):
    """The environment lacks a variable that this function cannot do without."""


class SettingInvalid(RuntimeError):
    """A variable whose value cannot be read, or makes no sense."""


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in `environment`, each with its default where it is not set.

    >>> read_settings({"CONFIG_TABLE": "dev-config", "RATE_LIMIT_BURST": "5"}).burst
    5
    """
    defaults = Settings()
    return Settings(
        table_names={
            table.name: environment[table.environment_variable]
            for table in TABLES
            if environment.get(table.environment_variable)
        },
        service_name=environment.get("POWERTOOLS_SERVICE_NAME") or defaults.service_name,
        deployment=environment.get("BURGEE_DEPLOYMENT") or defaults.deployment,
        requests_per_second=_positive(
            environment, "RATE_LIMIT_PER_SECOND", defaults.requests_per_second
        ),
        burst=int(_positive(environment, "RATE_LIMIT_BURST", defaults.burst, least=1)),
        refresh_seconds=_positive(environment, "REFRESH_SECONDS", defaults.refresh_seconds),
        log_level=(environment.get("POWERTOOLS_LOG_LEVEL") or defaults.log_level).upper(),
        late_exposures_queue=environment.get("LATE_EXPOSURES_QUEUE", ""),
        schedules=ScheduleSettings(
            group=environment.get("SCHEDULE_GROUP", ""),
            target_arns={
                function: environment[variable]
                for function, variable in SCHEDULE_TARGETS.items()
                if environment.get(variable)
            },
            role_arn=environment.get("SCHEDULE_ROLE_ARN", ""),
            dead_letter_arn=environment.get("SCHEDULE_DEAD_LETTER_ARN", ""),
        ),
        notices=_notices(environment),
        sign_in=_sign_in(environment),
    )


def _sign_in(environment: Mapping[str, str]) -> SignInSettings | None:
    issuer = environment.get("SIGN_IN_ISSUER", "").rstrip("/")
    client_id = environment.get("SIGN_IN_CLIENT_ID", "")
    if not issuer and not client_id:
        return None
    # A laptop's own stand-in speaks plain HTTP.
    is_loopback = environment.get("SIGN_IN_LOOPBACK") == "true"
    is_safe = issuer.startswith("https://") or (is_loopback and issuer.startswith(LOOPBACK))
    if not is_safe or not client_id:
        raise SettingInvalid("SIGN_IN_ISSUER is an https address, and SIGN_IN_CLIENT_ID its client")
    return SignInSettings(issuer, client_id)


def _notices(environment: Mapping[str, str]) -> NoticeSettings:
    return NoticeSettings(
        bus=environment.get("NOTICES_BUS", ""),
        topic=environment.get("NOTICES_TOPIC", ""),
        queue=environment.get("WEBHOOKS_QUEUE", ""),
        loopback=environment.get("WEBHOOKS_LOOPBACK") == "true",
        pauses=_pauses(environment.get("WEBHOOK_PAUSES")),
    )


def _pauses(text: str | None) -> tuple[float, ...]:
    if not text:
        return NoticeSettings().pauses
    try:
        pauses = tuple(map(float, text.split(",")))
    except ValueError:
        pauses = (math.nan,)
    if not all(0 <= pause <= LONGEST_PAUSE_SECONDS for pause in pauses):
        raise SettingInvalid(f"WEBHOOK_PAUSES is {text!r}; write seconds, as 5,30,120")
    return pauses


def _positive(
    environment: Mapping[str, str], variable: str, default: float, *, least: float = 0.001
) -> float:
    text = environment.get(variable)
    if not text:
        return default
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not least <= number < math.inf:
        raise SettingInvalid(f"{variable} is {text!r}; it must be a number of {least} or more")
    return number
