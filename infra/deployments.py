"""The copies of the stack, as data: what one deployment has that another has not."""

from __future__ import annotations

from dataclasses import dataclass

ANY_ORIGIN = ("*",)
ANY_HTTPS_ORIGIN = ("https://*",)


@dataclass(frozen=True, slots=True)
class RestoredTable:
    """A table that `burgee ops restore` made: `name` in the schema, `table` its real name, `stream`
    the ARN of its stream, where it has one."""

    name: str
    table: str
    stream: str = ""


@dataclass(frozen=True, slots=True)
class ConsolePlace:
    """Where the console is, and where people sign in to it.

    `sign_in_prefix` begins the address of the sign-in, and nobody else in the region may have it;
    without one it is the stack's name and the account's number. `domain` is a name of your own,
    `certificate` the ARN of its certificate in us-east-1; without them CloudFront gives a name.
    """

    sign_in_prefix: str = ""
    domain: str = ""
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class Deployment:
    """One copy of the stack in an account.

    `is_protected`: data and logs outlive the stack, tables and stack refuse deletion.
    `has_alarms`: alarms watch it, and a new version takes a tenth of the calls for five minutes,
    then all of them, unless an alarm takes it back; without, a new version takes all at once.
    `cors_origins`: whose pages may call. Callers show a key and no cookie, so that an origin is
    a courtesy of browsers and no protection. `requests_per_second` and `burst` hold for the
    whole API; each key has limits of its own. `restored`: tables that are used instead of the
    stack's own, which stay as they are: see docs/runbooks/restore.md. `console`: None for a
    deployment that people only reach with keys, by the command and the API.
    """

    name: str
    is_protected: bool
    has_alarms: bool
    log_level: str
    cors_origins: tuple[str, ...]
    requests_per_second: int
    burst: int
    restored: tuple[RestoredTable, ...] = ()
    console: ConsolePlace | None = ConsolePlace()

    @property
    def stack_name(self) -> str:
        return f"burgee-{self.name}"


DEPLOYMENTS = (
    Deployment(
        name="dev",
        is_protected=False,
        has_alarms=False,
        log_level="DEBUG",
        cors_origins=ANY_ORIGIN,
        requests_per_second=100,
        burst=200,
    ),
    Deployment(
        name="staging",
        is_protected=False,
        has_alarms=True,
        log_level="INFO",
        cors_origins=ANY_HTTPS_ORIGIN,
        requests_per_second=500,
        burst=1000,
    ),
    Deployment(
        name="prod",
        is_protected=True,
        has_alarms=True,
        log_level="INFO",
        cors_origins=ANY_HTTPS_ORIGIN,
        requests_per_second=2000,
        burst=4000,
    ),
)
