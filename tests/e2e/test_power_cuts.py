"""A machine that is killed while it writes: whatever is there afterwards is there as a whole."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.machines import UNLIMITED, DevMachine

pytestmark = pytest.mark.long

ADMIN = "/api/v1/admin"
BULK = "/api/v1/flags/bulk-evaluate"
CROWD_SIZE = 10_000  # so many members do not fit into one item, however they are packed
SETTLED_SECONDS = 1.0  # what was acknowledged longer ago than this survives
CUTS = 3


def _crowd(generation: int) -> list[str]:
    """The members of one generation; no two generations share one."""
    return [
        hashlib.sha256(f"{generation}/{number}".encode()).hexdigest()
        for number in range(CROWD_SIZE)
    ]


class Writer:
    """Writes over and over until its machine is gone; remembers what was acknowledged, and when."""

    def __init__(self, machine: DevMachine, write: Callable[[httpx.Client, int], None]) -> None:
        self.acknowledged: list[tuple[float, int]] = []
        self._machine = machine
        self._write = write
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        with self._machine.client(self._machine.admin_key) as client:
            for number in range(1, 100_000):
                try:
                    self._write(client, number)
                except httpx.TransportError:
                    return  # the power is cut
                self.acknowledged.append((time.monotonic(), number))

    def join(self) -> None:
        self._thread.join(30)

    def settled(self, cut_at: float) -> list[int]:
        return [number for at, number in self.acknowledged if at < cut_at - SETTLED_SECONDS]


def _sent(response: httpx.Response) -> None:
    assert response.status_code in {200, 201}, response.text


def _write_crowd(client: httpx.Client, number: int) -> None:
    document = {"key": "crowd", "included": _crowd(number)}
    _sent(
        client.put(
            f"{ADMIN}/segments/crowd",
            json={"document": document, "reason": f"generation {number}"},
            headers={"If-Match": "*"},
        )
    )


def _flag_writer(cut: int) -> Callable[[httpx.Client, int], None]:
    def write(client: httpx.Client, number: int) -> None:
        settings = {"enabled": True, "default_variant": "on"}
        document = {
            "key": f"cut-{cut}-flag-{number}",
            "kind": "boolean",
            "environments": {"development": settings},
        }
        _sent(client.post(f"{ADMIN}/flags", json={"document": document, "reason": "A test"}))

    return write


def _prepare(machine: DevMachine) -> None:
    rule = {"conditions": [{"operator": "in_segment", "value": "crowd"}], "variant": "on"}
    section = {"enabled": True, "default_variant": "off", "rules": [rule]}
    flag = {"key": "for-the-crowd", "kind": "boolean", "environments": {"development": section}}
    with machine.client(machine.admin_key) as admin:
        segment = {"document": {"key": "crowd", "included": _crowd(0)}, "reason": "generation 0"}
        _sent(admin.post(f"{ADMIN}/segments", json=segment))
        _sent(admin.post(f"{ADMIN}/flags", json={"document": flag, "reason": "A test"}))


def _cut(folder: Path, cut: int) -> tuple[Writer, float]:
    """Write flags and the crowd for a while, then pull the plug; the flags and the moment."""
    with DevMachine(folder, "--state", "state", "--no-examples", variables=UNLIMITED) as machine:
        if cut == 0:
            _prepare(machine)
        flags = Writer(machine, _flag_writer(cut))
        crowd = Writer(machine, _write_crowd)
        time.sleep(SETTLED_SECONDS + 0.7 + 0.13 * cut)
        cut_at = time.monotonic()
        machine.kill()
        flags.join()
        crowd.join()
    return flags, cut_at


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DevMachine, set[str]]]:
    """A machine after its power cuts, and the flags that must have survived them."""
    folder = tmp_path_factory.mktemp("home")
    survivors: set[str] = set()
    for cut in range(CUTS):
        flags, cut_at = _cut(folder, cut)
        survivors |= {f"cut-{cut}-flag-{number}" for number in flags.settled(cut_at)}
    with DevMachine(folder, "--state", "state", "--no-examples", variables=UNLIMITED) as machine:
        yield machine, survivors


@pytest.fixture
def machine(after: tuple[DevMachine, set[str]]) -> DevMachine:
    return after[0]


def _every(admin: httpx.Client, path: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    query = {"limit": "100"}
    while True:
        page = admin.get(f"{ADMIN}{path}", params=query).json()
        rows.extend(page["items"])
        if not page.get("cursor"):
            return rows
        query["cursor"] = page["cursor"]


def test_what_was_acknowledged_and_settled_is_there(
    after: tuple[DevMachine, set[str]], admin: httpx.Client
) -> None:
    listed = {row["key"] for row in _every(admin, "/flags")}

    assert len(after[1]) >= CUTS
    assert after[1] <= listed


def test_lists_histories_and_the_audit_view_agree(admin: httpx.Client) -> None:
    listed = {row["key"]: row["version"] for row in _every(admin, "/segments")}

    history = [row["version"] for row in _every(admin, "/segments/crowd/history")]
    audited = [row["version"] for row in _every(admin, "/audit") if row["key"] == "crowd"]

    newest = listed["crowd"]
    assert history == list(range(newest, 0, -1))
    assert audited == history


def _generation_of(row: dict[str, Any]) -> int:
    return int(row["change"]["reason"].rpartition(" ")[2])


def test_every_version_of_a_large_document_is_of_one_generation(admin: httpx.Client) -> None:
    history = _every(admin, "/segments/crowd/history")

    members = [
        admin.get(f"{ADMIN}/segments/crowd/versions/{row['version']}?members=true").json()
        for row in history
    ]

    found = [one["document"]["included"] for one in members]
    assert len(found) > CUTS
    assert found == [_crowd(_generation_of(row)) for row in history]


def test_the_ruleset_says_what_the_documents_say(machine: DevMachine, admin: httpx.Client) -> None:
    keys = {row["key"] for row in _every(admin, "/flags")}
    generation = _generation_of(admin.get(f"{ADMIN}/segments/crowd").json())
    members, strangers = _crowd(generation)[:3], _crowd(generation + 1)[:3]

    with machine.client(machine.client_key) as client:
        answers = [
            client.post(BULK, json={"context": {"user_id": unit}}).json()
            for unit in (*members, *strangers)
        ]

    assert [answer["for-the-crowd"] for answer in answers] == [True] * 3 + [False] * 3
    assert set(answers[0]) == keys
    assert all(answers[0][key] is True for key in keys)


def test_writing_goes_on(admin: httpx.Client) -> None:
    before = admin.get(f"{ADMIN}/segments/crowd").json()["version"]

    _write_crowd(admin, 1_000_000)

    assert admin.get(f"{ADMIN}/segments/crowd").json()["version"] == before + 1
