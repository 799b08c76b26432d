"""`burgee dev` and `burgee demo` as somebody meets them for the first time."""

from __future__ import annotations

import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.machines import DevMachine, run_burgee

REFRESH_SECONDS = 5.0
OFREP = "/ofrep/v1/evaluate/flags"
ADMIN_FLAGS = "/api/v1/admin/flags"


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevMachine]:
    with DevMachine(tmp_path_factory.mktemp("home")) as running:
        yield running


def _a_flag(key: str) -> dict[str, Any]:
    settings = {"enabled": True, "default_variant": "on"}
    document = {"key": key, "kind": "boolean", "environments": {"development": settings}}
    return {"document": document, "reason": "A test"}


def _evaluate(client: httpx.Client, flag_key: str, unit: str = "unit-1") -> dict[str, Any]:
    body = {"context": {"targetingKey": unit}}
    answer: dict[str, Any] = client.post(f"{OFREP}/{flag_key}", json=body).json()
    return answer


def _until(holds: Callable[[], bool], seconds: float = REFRESH_SECONDS + 5) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _pasted_commands(machine: DevMachine) -> list[str]:
    lines = machine.output.replace("\\\n", " ").splitlines()
    return [line.strip() for line in lines if line.startswith("  curl")]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not here to run them")
def test_both_printed_commands_work_as_they_stand(machine: DevMachine) -> None:
    ask, switch = _pasted_commands(machine)

    answers = [
        subprocess.run(shlex.split(command), capture_output=True, text=True, check=True).stdout
        for command in (ask, switch)
    ]

    assert re.search(r'"variant": ?"(blue|green|orange)"', answers[0])
    assert re.search(r'"enabled": ?false', answers[1])


def test_a_flag_that_is_written_is_answered_within_the_refresh(
    admin: httpx.Client, application: httpx.Client
) -> None:
    admin.post(ADMIN_FLAGS, json=_a_flag("written-now")).raise_for_status()

    came = _until(lambda: _evaluate(application, "written-now").get("value") is True)

    assert came


def test_the_health_route_needs_no_key(machine: DevMachine) -> None:
    response = httpx.get(f"{machine.url}/healthz", trust_env=False)

    assert response.status_code == 200


def test_a_bulk_evaluation_answers_every_flag_and_knows_its_etag(
    application: httpx.Client,
) -> None:
    body = {"context": {"targetingKey": "unit-1"}}
    first = application.post(OFREP, json=body)

    second = application.post(OFREP, json=body, headers={"If-None-Match": first.headers["ETag"]})

    assert {"new-gallery", "homepage-banner"} <= {flag["key"] for flag in first.json()["flags"]}
    assert (second.status_code, second.content) == (304, b"")


def test_every_environment_has_its_own_answers(machine: DevMachine, admin: httpx.Client) -> None:
    document = {"kind": "client", "environment": "production", "name": "A test"}
    made = admin.post("/api/v1/admin/keys", json={"document": document, "reason": "A test"})
    with machine.client(made.json()["token"]) as production:
        body = {"context": {"targetingKey": "unit-1"}}

        knows = _until(lambda: production.post(OFREP, json=body).status_code == 200)

        answers = {one["key"]: one for one in production.post(OFREP, json=body).json()["flags"]}
    assert knows
    assert "gallery-zoom" in answers


def test_an_admin_route_refuses_a_client_key(application: httpx.Client) -> None:
    response = application.get(ADMIN_FLAGS)

    assert (response.status_code, response.json()) == (403, {"message": "Forbidden"})


def test_many_connections_are_answered_at_once(machine: DevMachine) -> None:
    statuses: list[int] = []

    def ask() -> None:
        with machine.client(machine.server_key) as client:
            statuses.extend(client.get("/healthz").status_code for _ in range(10))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [200] * 80


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux answers on 127.0.0.2 by itself")
def test_it_listens_on_one_address_alone(machine: DevMachine) -> None:
    port = int(machine.url.rpartition(":")[2])

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port), timeout=2)


def test_a_taken_port_is_named_and_so_is_the_option(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        ended = run_burgee(tmp_path, "dev", "--port", str(port))

    assert ended.returncode == 2
    assert ended.stderr == f"burgee: port {port} is taken; choose another one with --port\n"
    assert ended.stdout == ""


def test_an_unknown_environment_is_named(tmp_path: Path) -> None:
    ended = run_burgee(tmp_path, "dev", "--port", "0", "--environment", "moon")

    assert ended.returncode == 2
    assert "'moon'" in ended.stderr
    assert "production" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    "number", [pytest.param(signal.SIGINT, marks=pytest.mark.long), signal.SIGTERM]
)
def test_a_signal_ends_it_clean_also_while_requests_run(
    tmp_path: Path, number: signal.Signals
) -> None:
    with DevMachine(tmp_path) as machine:
        asking = threading.Event()

        def ask() -> None:
            with machine.client(machine.admin_key) as client:
                try:
                    while client.get(ADMIN_FLAGS).status_code == 200:
                        asking.set()
                except httpx.HTTPError:
                    return  # it has ended

        caller = threading.Thread(target=ask)
        caller.start()
        asking.wait(10)
        code = machine.end(number)
        caller.join(10)

    assert asking.is_set()
    assert code == 0
    assert machine.complaints == ""
    assert "Burgee has ended." in machine.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
def test_documents_and_keys_survive_a_power_cut(tmp_path: Path) -> None:
    with DevMachine(tmp_path, "--state", "state") as machine:
        admin_key, client_key = machine.admin_key, machine.client_key
        with machine.client(admin_key) as admin:
            admin.post(ADMIN_FLAGS, json=_a_flag("kept")).raise_for_status()
            time.sleep(1)  # at most the last second may be lost
        machine.kill()

    with DevMachine(tmp_path, "--state", "state") as machine:
        with machine.client(admin_key) as admin:
            kept = admin.get(f"{ADMIN_FLAGS}/kept")
        with machine.client(client_key) as application:
            answered = _until(lambda: _evaluate(application, "kept").get("value") is True)
        code = machine.end(signal.SIGTERM)

    assert (machine.admin_key, machine.client_key) == (admin_key, client_key)
    assert (kept.status_code, kept.json()["version"]) == (200, 1)
    assert answered
    assert code == 0
    assert (tmp_path / "state" / "keys.json").stat().st_mode & 0o077 == 0


def test_a_state_folder_belongs_to_one_process(tmp_path: Path) -> None:
    with DevMachine(tmp_path, "--state", "state"):
        second = run_burgee(tmp_path, "dev", "--port", "0", "--state", "state")

    assert second.returncode == 2
    assert "in use by another burgee dev" in second.stderr


def test_a_demo_shows_shares_and_exact_sums_and_ends_by_itself(tmp_path: Path) -> None:
    ended = run_burgee(tmp_path, "demo", "--seconds", "3", "--only", "experiment", timeout=180)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert re.search(r"[\d,]{2,} requests, half within [\d.]+ ms", ended.stdout)
    assert "failed: none" in ended.stdout
    assert re.search(r"checkout-button-color +blue +\d+ +[\d.]+ % +50 %", ended.stdout)
    assert re.search(r"new-gallery switched off: .* seen in answers after [\d,]+ ms", ended.stdout)
    assert re.search(r"of them bought +(\d+) +\1 ", ended.stdout)
    assert "All 10 sums are equal." in ended.stdout
    assert re.findall(r"Results of ([\w-]+),", ended.stdout) == ["try-on-sells", "standing-a-a"]
    assert len(re.findall(r"units +(?:control|treatment) \d+, ", ended.stdout)) == 2


@pytest.mark.long
def test_a_demo_shows_a_rollout_that_its_alarm_takes_back(tmp_path: Path) -> None:
    quick = {"REFRESH_SECONDS": "1"}
    ended = run_burgee(tmp_path, "demo", "--only", "rollout", timeout=180, variables=quick)

    assert (ended.returncode, ended.stderr) == (0, "")
    told = [line[9:] for line in ended.stdout.splitlines() if re.match(r" *[\d.]+ s  ", line)]
    shares = [line for line in told if line.endswith("get the express checkout")]
    assert [line.split(" of ")[0] for line in shares] == ["20 %", "50 %"]
    assert "the express checkout starts to fail for half of its visitors" in told
    assert any(line.startswith("rolled back: The alarm 'burgee-rollout-") for line in told)
    assert (found := re.search(r"answered over HTTP after ([\d.]+) s", told[-1]))
    assert float(found[1]) < 10
