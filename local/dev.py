"""`burgee dev`: the machine with keys and flags, until somebody ends it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from burgee.cli.api import Api
from burgee.wire.console import PREFIX
from local.console import is_built, missing
from local.machine import Machine, Options
from local.problems import CannotStart
from local.seed import Keys, seed_documents, seed_keys
from local.server import listen
from local.signals import Stop

EXAMPLE_FLAG = "checkout-button-color"


@dataclass(frozen=True, slots=True)
class DevOptions:
    """What was typed."""

    port: int
    environment: str = "development"
    examples: bool = True
    machine: Options = field(default_factory=Options)


@dataclass(frozen=True, slots=True)
class Running:
    """A machine that answers, and the keys to it."""

    machine: Machine
    keys: Keys
    created: list[str]


@contextmanager
def running(options: DevOptions) -> Iterator[Running]:
    """A machine with its keys and, if wanted, the shop's flags; ended on the way out.

    Raises CannotStart.
    """
    machine = Machine(listen(options.port), options.machine)
    try:
        machine.start()
        yield _seeded(machine, options)
    finally:
        machine.stop()


def run_dev(options: DevOptions) -> None:
    """Serve until Ctrl-C or SIGTERM. Raises CannotStart."""
    stop = Stop()
    stop.listen()
    with running(options) as run:
        print(welcome(run, options), flush=True)
        stop.wait()
    print("\nBurgee has ended.")


def _seeded(machine: Machine, options: DevOptions) -> Running:
    # Only inside a machine's environment can the functions' own wiring be built.
    from burgee.runtime import administration

    with machine.gathering():  # else a ruleset is published after every few documents
        keys = seed_keys(machine.url, administration.ledger(), machine.state)
        if options.environment not in keys.environments:
            known = ", ".join(keys.environments)
            raise CannotStart(f"there is no environment {options.environment!r}; there are {known}")
        created = _examples(machine.url, keys) if options.examples else []
    machine.settle()
    return Running(machine, keys, created)


def _examples(url: str, keys: Keys) -> list[str]:
    api = Api(url, keys.admin)
    try:
        return seed_documents(api)
    finally:
        api.close()


def welcome(run: Running, options: DevOptions) -> str:
    """What somebody who has just started it needs: address, keys, two commands to paste."""
    keys = run.keys.environments[options.environment]
    url = run.machine.url
    return "\n".join(
        [
            f"Burgee answers at {url}  (Ctrl-C ends it; {_fate(run.machine, options)})",
            *_nasty(options),
            "",
            *_console(url),
            "",
            "For the burgee command and for servers, in another terminal:",
            f"  export BURGEE_URL={url} BURGEE_ENVIRONMENT={options.environment}",
            f"  export BURGEE_ADMIN_KEY={run.keys.admin}",
            f"  export BURGEE_KEY={keys.server}",
            "",
            "For pages in a browser (a client key, which anybody may see):",
            f"  export BURGEE_CLIENT_KEY={keys.client}",
            "",
            *_commands(run, options),
        ]
    )


def _fate(machine: Machine, options: DevOptions) -> str:
    if machine.state:
        return f"documents and keys stay in {machine.state}"
    if options.machine.dynamodb:
        return f"documents stay at {options.machine.dynamodb}"
    return "nothing is kept: --state DIR keeps it"


def _console(url: str) -> list[str]:
    if is_built():
        return [f"The console, where you sign in with the admin key below: {url}{PREFIX}"]
    return [missing().strip()]


def _nasty(options: DevOptions) -> list[str]:
    seed = options.machine.nasty
    return [] if seed is None else [f"Its streams are nasty: --nasty --seed {seed} for the same."]


def _commands(run: Running, options: DevOptions) -> list[str]:
    url, environment = run.machine.url, options.environment
    if not options.examples:
        flag_key, write = "first-flag", _create(url, run.keys.admin, environment)
    else:
        flag_key, write = EXAMPLE_FLAG, _toggle(url, run.keys.admin, environment)
    evaluate = _curl(
        f"{url}/ofrep/v1/evaluate/flags/{flag_key}",
        run.keys.environments[environment].client,
        '{"context": {"targetingKey": "visitor-7"}}',
    )
    asks, changes = ("Ask for a flag:", evaluate), write
    steps = (changes, asks) if not options.examples else (asks, changes)
    return [line for title, command in steps for line in (title, command, "")]


def _toggle(url: str, key: str, environment: str) -> tuple[str, str]:
    body = f'{{"environment": "{environment}", "enabled": false, "reason": "Trying it out"}}'
    command = _curl(
        f"{url}/api/v1/admin/flags/{EXAMPLE_FLAG}/toggle", key, body, "-H 'If-Match: *' "
    )
    return "Switch it off, and ask again (an answer is at most 5 seconds old):", command


def _create(url: str, key: str, environment: str) -> tuple[str, str]:
    settings = f'{{"{environment}": {{"enabled": true, "default_variant": "on"}}}}'
    document = f'{{"key": "first-flag", "kind": "boolean", "environments": {settings}}}'
    command = _curl(f"{url}/api/v1/admin/flags", key, f'{{"document": {document}}}')
    return "Make a flag:", command


def _curl(url: str, key: str, body: str, headers: str = "") -> str:
    return (
        f"  curl -s {url} \\\n"
        f"    -H 'Authorization: Bearer {key}' \\\n"
        f"    {headers}-H 'Content-Type: application/json' \\\n"
        f"    -d '{body}'"
    )
