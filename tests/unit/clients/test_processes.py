"""What becomes of a client when its process ends, or becomes two; and what it loads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from burgee_openfeature.local_client import LocalClient
from tests.e2e.machines import free_port
from tests.unit.clients.conftest import Connect
from tests.unit.clients.ruleset_server import KEY, RulesetServer
from tests.unit.domain.experiments import FLAG, an_experiment, parsed_experiments
from tests.unit.services.builders import a_flag_with

ROOT = Path(__file__).resolve().parents[3]
PATHS = os.pathsep.join(str(ROOT / path) for path in ("layers/core/python", "clients/python"))
VISITOR = {"targetingKey": "visitor-1"}
BEGINNING = f"""
import sys
from burgee_openfeature import LocalClient
client = LocalClient(sys.argv[1], {KEY!r}, report_usage=False)
"""


def run(program: str, *words: str) -> subprocess.CompletedProcess[str]:
    """A Python of its own, to its end."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", program, *words],
        env={"PYTHONPATH": PATHS, "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def experimenting(rulesets: RulesetServer) -> RulesetServer:
    rulesets.publish(a_flag_with(), experiments=parsed_experiments([an_experiment()]))
    return rulesets


@pytest.mark.parametrize(
    "end", ["", "sys.exit(3)", "raise ValueError", "import gc; del client; gc.collect()"]
)
def test_the_end_of_the_interpreter_sends_what_was_recorded(
    experimenting: RulesetServer, end: str
) -> None:
    program = f"""{BEGINNING}
client.value({FLAG!r}, {VISITOR!r}, False)
for number in range(1000):
    client.track("click", {VISITOR!r}, number)
{end}
"""
    run(program, experimenting.url)

    assert len(experimenting.exposures) == 1
    assert len({event.get("event_id") for event in experimenting.events}) == 1001


def test_the_end_waits_a_few_seconds_for_a_server_that_is_away() -> None:
    program = f"{BEGINNING}\nclient.track('click', {VISITOR!r})"
    ended = run(program, f"http://127.0.0.1:{free_port()}")

    assert (ended.returncode, ended.stderr) == (0, "")


def test_the_child_of_a_fork_sends_its_own_and_nothing_of_its_parent(
    experimenting: RulesetServer,
) -> None:
    program = f"""{BEGINNING}
import os
client.value({FLAG!r}, {VISITOR!r}, False)
client.track("parents", {VISITOR!r})
child = os.fork()
if child == 0:
    assert client.value({FLAG!r}, {VISITOR!r}, None) is not None
    client.track("childs", {VISITOR!r})
    assert client.counters["events_recorded"] == 1, client.counters
    assert client.counters["exposures_recorded"] == 0, client.counters
    sys.exit(0)
sys.exit(os.waitpid(child, 0)[1])
"""
    ended = run(program, experimenting.url)
    names = sorted(event["event_name"] for event in experimenting.events if "event_name" in event)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert names == ["childs", "parents"]
    assert len(experimenting.exposures) == 1


@pytest.mark.parametrize("whose", ["client", "LocalClient(sys.argv[1], client_key)"])
def test_a_worker_of_multiprocessing_sends_what_it_recorded(
    experimenting: RulesetServer, whose: str
) -> None:
    program = f"""{BEGINNING}
import multiprocessing
client_key = {KEY!r}
def work():
    ({whose}).track("click", {VISITOR!r})
worker = multiprocessing.get_context("fork").Process(target=work)
worker.start()
worker.join()
sys.exit(worker.exitcode)
"""
    ended = run(program, experimenting.url)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert [event["event_name"] for event in experimenting.events] == ["click"]


def test_the_child_of_a_fork_refreshes_by_itself(
    experimenting: RulesetServer,
) -> None:
    often = "refresh='background', refresh_seconds=0.05, report"
    program = f"""{BEGINNING.replace("report", often)}
import os, threading
client.initialize()
child = os.fork()
if child == 0:
    changed = threading.Event()
    client.on("configuration_changed", lambda _: changed.set())
    client.value({FLAG!r}, {VISITOR!r}, False)
    print("ready", flush=True)
    os._exit(0 if changed.wait(20) else 1)
sys.exit(os.waitpid(child, 0)[1])
"""
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", program, experimenting.url],
        env={"PYTHONPATH": PATHS, "PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    experimenting.publish(a_flag_with(default="on"), number=2)
    process.communicate(timeout=60)

    assert process.returncode == 0


@pytest.mark.parametrize("module", ["client", "local_client", "remote_client"])
def test_a_client_loads_nothing_that_it_does_not_need(module: str) -> None:
    heavy = ["openfeature", "httpx", "pydantic", "asyncio", "http.client", "ssl", "dataclasses"]
    program = f"""
import sys
import burgee_openfeature.{module}
print([name for name in {heavy!r} if name in sys.modules])
"""
    assert run(program).stdout == "[]\n"


def test_the_package_loads_what_is_asked_for() -> None:
    program = """
import sys
import burgee_openfeature
before = "burgee_openfeature.client" in sys.modules
from burgee_openfeature import Client, LocalClient, RemoteClient
print(before, "openfeature" in sys.modules)
"""
    assert run(program).stdout == "False False\n"


def test_a_name_that_the_package_does_not_have_is_said() -> None:
    with pytest.raises(ImportError, match="Clients"):
        from burgee_openfeature import Clients  # noqa: F401


def test_closing_twice_is_as_once(experimenting: RulesetServer, connect: Connect) -> None:
    client: LocalClient = connect(experimenting.url)
    client.track("click", VISITOR)

    assert [client.close(), client.close()] == [True, True]
    assert len(experimenting.events) == 1
