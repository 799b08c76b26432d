"""A `burgee dev` that holds the flags of a folder, and is ended on the way out."""

from __future__ import annotations

import json
import os
import shlex
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conformance.calls import Calls, object_of
from tests.conformance.expected import Expected, Unusable
from tests.conformance.flag_files import FlagFiles, read_flags
from tests.e2e.machines import PACKAGE, UNLIMITED, DevMachine, run_burgee

# Rulesets are looked for at short intervals, so that no change has to be waited for.
SWIFT = {"REFRESH_SECONDS": "0.1"}
PUBLISH_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Server:
    """Where the flags are answered, and the command that changes one of them, and back."""

    calls: Calls
    change: str


@contextmanager
def serving(folder: Path, expected: Expected, *, is_limited: bool = False) -> Iterator[Server]:
    """A server with these flags. `is_limited`: with the limits of requests that are shipped.

    Raises Unusable if the flags cannot be had, or are others than those that are expected.
    """
    with tempfile.TemporaryDirectory(prefix="burgee-conformance-") as scratch:
        flags = read_flags(folder, Path(scratch))
        expected.check_against(flags.keys)
        home = Path(tempfile.mkdtemp(dir=scratch))
        limits: Mapping[str, str] = {} if is_limited else UNLIMITED
        words = ("--no-examples", "--environment", flags.environment)
        with DevMachine(home, *words, variables={**limits, **SWIFT}) as machine:
            calls = Calls(machine.url, machine.client_key)
            try:
                _apply(machine, flags, home)
                _await(calls, flags)
                yield Server(calls, _change_command(machine, flags, expected))
            finally:
                calls.close()


def _apply(machine: DevMachine, flags: FlagFiles, home: Path) -> None:
    keys = {"BURGEE_URL": machine.url, "BURGEE_ADMIN_KEY": machine.admin_key}
    applied = run_burgee(home, "apply", *map(str, flags.files), variables=keys)
    if applied.returncode != 0:
        raise Unusable(f"the flags were not applied:\n{applied.stdout}{applied.stderr}")


def _await(calls: Calls, flags: FlagFiles) -> None:
    """Return when every flag is answered. Raises Unusable after a while."""
    deadline = time.monotonic() + PUBLISH_SECONDS
    while not flags.keys <= _answered(calls):
        if time.monotonic() > deadline:
            absent = sorted(flags.keys - _answered(calls))
            raise Unusable(f"not answered after {PUBLISH_SECONDS:g} s: {', '.join(absent)}")
        time.sleep(0.05)


def _answered(calls: Calls) -> set[str]:
    return {each["key"] for each in object_of(calls.bulk({})).get("flags", [])}


def _change_command(machine: DevMachine, flags: FlagFiles, expected: Expected) -> str:
    """A shell command; the keys are in its environment, which other people's lists do not show."""
    os.environ.update(
        BURGEE_URL=machine.url,
        BURGEE_ADMIN_KEY=machine.admin_key,
        BURGEE_KEY=machine.client_key,
        BURGEE_ENVIRONMENT=flags.environment,
    )
    context = json.dumps(dict(expected.web_context))
    words = ["-m", "tests.conformance.change", _changed_flag(expected), context]
    paths = os.pathsep.join([str(Path(__file__).parents[2]), str(PACKAGE)])
    return shlex.join(["env", f"PYTHONPATH={paths}", sys.executable, *words])


def _changed_flag(expected: Expected) -> str:
    """A flag that answers with a value in a browser's context: switching it shows there."""
    for wanted in expected.answers:
        if wanted.context == expected.web_context and not wanted.is_code_default:
            return wanted.key
    return expected.answers[0].key
