"""A server that is down, slow, wrong or half there: the application always gets a value."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from burgee_openfeature.local_client import LocalClient
from tests.e2e.machines import free_port
from tests.unit.clients.clock import Clock
from tests.unit.clients.conftest import Connect
from tests.unit.clients.ofrep_server import Answered
from tests.unit.clients.ruleset_server import MANIFEST, Dripping, RulesetServer
from tests.unit.services.builders import a_flag_with

FLAG = "new-gallery"
VISITOR = {"targetingKey": "visitor-1"}
OFF, ON = a_flag_with(), a_flag_with(default="on")
SOON = 0.3  # s; for servers that never answer

Fault = Callable[[RulesetServer, str], Answered | None]


def changed(server: RulesetServer, path: str, **entries: Any) -> Answered:
    """The server's manifest with other entries; its chunks as they are."""
    if path != MANIFEST:
        return server.part(path)
    return Answered({**json.loads(server.part(path).content), **entries})


def other_chunks(server: RulesetServer, path: str) -> Answered:
    found = server.part(path)
    return found if path == MANIFEST else Answered(found.content + b"more", headers={})


def cut(server: RulesetServer, path: str) -> Answered:
    found = server.part(path)
    return Answered(found.content, headers=found.headers, cut=len(found.content) // 2)


def cut_chunks(server: RulesetServer, path: str) -> Answered:
    return server.part(path) if path == MANIFEST else cut(server, path)


def missing_chunks(server: RulesetServer, path: str) -> Answered:
    return server.part(path) if path == MANIFEST else Answered({}, 404)


HTML = Answered(b"<html><body>Welcome</body></html>", headers={"Content-Type": "text/html"})
FAULTS: dict[str, Fault] = {
    "html": lambda _server, _path: HTML,
    "other json": lambda _server, _path: Answered({"hello": "world"}),
    "a list": lambda _server, _path: Answered([]),
    "no content": lambda _server, _path: Answered(b""),
    "500": lambda _server, _path: Answered({}, 500),
    "404": lambda _server, _path: Answered({}, 404),
    "302": lambda _server, _path: Answered(b"", 302, {"Location": "/elsewhere"}),
    "304 to a first question": lambda _server, _path: Answered(b"", 304),
    "another format": lambda server, path: changed(server, path, format=2),
    "no partitions": lambda server, path: changed(server, path, partitions=[]),
    "partitions that are no names": lambda server, path: changed(server, path, partitions=[1]),
    "a partition outside": lambda server, path: changed(server, path, partitions=["../../x"]),
    "another environment": lambda server, path: changed(server, path, environment="staging"),
    "other chunks": other_chunks,
    "half a manifest": cut,
    "half a chunk": cut_chunks,
    "chunks that are gone": missing_chunks,
}


@pytest.fixture(params=FAULTS.values(), ids=list(FAULTS))
def fault(request: pytest.FixtureRequest) -> Fault:
    found: Fault = request.param
    return found


def test_a_wrong_ruleset_at_the_start_leaves_the_default(
    rulesets: RulesetServer, local: LocalClient, fault: Fault
) -> None:
    rulesets.getting = lambda path: fault(rulesets, path)
    answer = local.evaluate(FLAG, VISITOR)

    assert (answer.reason, answer.error_code) == ("ERROR", "PROVIDER_NOT_READY")
    assert local.value(FLAG, VISITOR, "default") == "default"
    assert local.evaluate_all(VISITOR) == {}
    assert local.counters["refresh_failures"] == 1
    assert local.counters["defaults_served"] == 1


def test_a_wrong_ruleset_later_leaves_the_last_good_one(
    rulesets: RulesetServer, local: LocalClient, clock: Clock, fault: Fault
) -> None:
    local.initialize()
    rulesets.publish(OFF, number=2)
    rulesets.getting = lambda path: (
        Answered({}, 500) if fault is FAULTS["304 to a first question"] else fault(rulesets, path)
    )
    clock.pass_by(30)

    assert local.value(FLAG, VISITOR, False) is True
    assert (local.counters["refreshes"], local.counters["refresh_failures"]) == (1, 1)
    assert local.counters["defaults_served"] == 0


def test_after_a_wrong_ruleset_the_next_good_one_is_taken(
    rulesets: RulesetServer, local: LocalClient, clock: Clock, fault: Fault
) -> None:
    rulesets.getting = lambda path: fault(rulesets, path)
    local.value(FLAG, VISITOR, False)
    rulesets.getting = None
    clock.pass_by(60)

    assert local.value(FLAG, VISITOR, False) is True
    assert local.counters["refreshes"] == 1


def silent(_server: RulesetServer, _path: str) -> None:
    return None


def silent_chunks(server: RulesetServer, path: str) -> Answered | None:
    return server.part(path) if path == MANIFEST else None


def dripping(server: RulesetServer, path: str) -> Answered:
    return Dripping(server.part(path).content)


@pytest.mark.parametrize("slow", [silent, silent_chunks, dripping])
def test_a_slow_server_holds_an_answer_up_no_longer_than_the_timeout(
    rulesets: RulesetServer, connect: Connect, slow: Fault
) -> None:
    client = connect(rulesets.url, timeout=SOON)
    rulesets.getting = lambda path: slow(rulesets, path)
    began = time.monotonic()
    found = client.value(FLAG, VISITOR, "default")

    assert found == "default"
    assert SOON * 0.9 < time.monotonic() - began < SOON + 5
    assert client.counters["refresh_failures"] == 1


def test_what_came_in_time_of_a_slow_ruleset_is_not_fetched_again(
    rulesets: RulesetServer, connect: Connect, clock: Clock
) -> None:
    rulesets.publish(ON, segments=[{"key": "many", "included": [f"u-{n}" for n in range(1001)]}])
    client = connect(rulesets.url, timeout=SOON)
    first: list[str] = []

    def one_chunk(path: str) -> Answered | None:
        if path != MANIFEST:
            first.append(path)
        return rulesets.part(path) if len(first) < 2 else None

    rulesets.getting = one_chunk
    client.value(FLAG, VISITOR, False)
    rulesets.getting = None
    rulesets.gets.clear()
    clock.pass_by(60)

    assert client.value(FLAG, VISITOR, False) is True
    assert first[0] not in rulesets.gets


def test_a_server_that_is_not_there_leaves_the_default(connect: Connect) -> None:
    client = connect(f"http://127.0.0.1:{free_port()}")

    assert client.initialize() is False
    assert client.value(FLAG, VISITOR, "default") == "default"
    assert client.counters["refresh_failures"] == 1


def test_a_server_that_goes_down_leaves_the_last_ruleset(connect: Connect) -> None:
    with RulesetServer(ON) as server:
        client = connect(server.url)
        client.initialize()
    client.expire()  # of this server, what is connected goes on being answered

    assert client.value(FLAG, VISITOR, False) is True
    assert client.counters["refresh_failures"] == 1


def test_who_comes_while_nobody_has_a_ruleset_waits_for_the_one_who_asks(
    rulesets: RulesetServer, connect: Connect
) -> None:
    client = connect(rulesets.url, timeout=10)
    asked, may_answer = threading.Event(), threading.Event()
    values: list[bool] = []

    def wait(path: str) -> Answered:
        asked.set()
        may_answer.wait(10)
        return rulesets.part(path)

    rulesets.getting = wait
    threads = [
        threading.Thread(target=lambda: values.append(client.value(FLAG, VISITOR, False)))
        for _ in range(3)
    ]
    threads[0].start()
    asked.wait(10)
    for thread in threads[1:]:
        thread.start()
    may_answer.set()
    for thread in threads:
        thread.join()

    assert values == [True, True, True]
    assert rulesets.gets.count(MANIFEST) == 1


class TestPauses:
    """A server that failed is left alone for longer and longer."""

    def _asked_at(
        self, rulesets: RulesetServer, client: LocalClient, clock: Clock, seconds: int
    ) -> list[float]:
        """When it is asked, by a call each second."""
        began, times = clock.now, []
        for _ in range(seconds):
            before = len(rulesets.gets)
            client.value(FLAG, VISITOR, False)
            times += [clock.now - began] * (len(rulesets.gets) - before)
            clock.pass_by(1)
        return times

    def test_without_a_ruleset_it_is_asked_again_soon_then_less_often(
        self, rulesets: RulesetServer, local: LocalClient, clock: Clock
    ) -> None:
        rulesets.getting = lambda _path: Answered({}, 500)
        times = self._asked_at(rulesets, local, clock, 600)
        waits = [after - before for before, after in pairwise(times)]

        assert waits[0] <= 2
        assert max(waits) <= 61
        assert min(waits[-5:]) >= 30

    def test_with_a_ruleset_there_is_no_hurry(
        self, rulesets: RulesetServer, local: LocalClient, clock: Clock
    ) -> None:
        local.initialize()
        rulesets.getting = lambda _path: Answered({}, 500)
        rulesets.gets.clear()
        times = self._asked_at(rulesets, local, clock, 300)

        assert times[0] == 30
        assert 4 <= len(times) <= 9

    @pytest.mark.parametrize("status", [401, 403])
    def test_a_key_that_is_not_taken_is_an_error_and_rests_a_minute(
        self, rulesets: RulesetServer, local: LocalClient, clock: Clock, status: int
    ) -> None:
        heard: list[Any] = []
        local.on("error", heard.append)
        rulesets.getting = lambda _path: Answered({}, status)
        times = self._asked_at(rulesets, local, clock, 61)

        assert times == [0, 60]
        assert heard == [{"message": f"the server answered {status}"}]

    def test_why_there_is_no_ruleset_is_in_the_answer_and_in_the_log(
        self, rulesets: RulesetServer, local: LocalClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        refusal = {"detail": "This key belongs to 'test'."}
        rulesets.getting = lambda _path: Answered(refusal, 403)

        answer = local.evaluate(FLAG, VISITOR)

        why = "the server answered 403: This key belongs to 'test'."
        assert answer.error_details == f"no ruleset: {why}"
        assert caplog.messages == [f"Burgee cannot be asked: {why}"]

    def test_a_key_that_is_revoked_is_an_error_while_the_last_ruleset_answers(
        self, rulesets: RulesetServer, local: LocalClient, clock: Clock
    ) -> None:
        heard: list[Any] = []
        local.on("error", heard.append)
        local.initialize()
        rulesets.getting = lambda _path: Answered({}, 401)
        clock.pass_by(30)

        assert local.value(FLAG, VISITOR, False) is True
        assert heard == [{"number": 1, "message": "the server answered 401"}]

    @pytest.mark.parametrize(("said", "waited"), [("45", 45), ("9999", 300), ("Wed", 1)])
    def test_so_many_requests_rest_as_long_as_the_server_says(
        self,
        rulesets: RulesetServer,
        local: LocalClient,
        clock: Clock,
        said: str,
        waited: int,
    ) -> None:
        rulesets.getting = lambda _path: Answered({}, 429, {"Retry-After": said})

        assert self._asked_at(rulesets, local, clock, 301)[1] == waited


class TestStaleness:
    def test_answers_say_so_after_five_minutes_without_a_check(
        self, rulesets: RulesetServer, local: LocalClient, clock: Clock
    ) -> None:
        local.initialize()
        rulesets.getting = lambda _path: Answered({}, 500)
        clock.pass_by(299)
        before = local.evaluate(FLAG, VISITOR)
        clock.pass_by(2)
        after, all_after = local.evaluate(FLAG, VISITOR), local.evaluate_all(VISITOR)

        assert "stale" not in before.metadata
        assert after.metadata["stale"] is all_after[FLAG].metadata["stale"] is True
        assert (after.value, after.variant, after.reason) == (True, "on", "STATIC")
        assert local.counters["stale_served"] == 2

    def test_listeners_hear_of_it_and_of_its_end(
        self, rulesets: RulesetServer, local: LocalClient, clock: Clock
    ) -> None:
        heard: list[str] = []
        for event in ("ready", "stale", "error"):
            local.on(event, lambda _, event=event: heard.append(event))  # type: ignore[misc]
        local.initialize()
        rulesets.getting = lambda _path: Answered({}, 500)
        for _ in range(400):
            clock.pass_by(1)
            local.value(FLAG, VISITOR, False)
        rulesets.getting = None
        clock.pass_by(60)
        local.value(FLAG, VISITOR, False)

        assert heard == ["ready", "stale", "ready"]

    def test_an_error_says_only_what_is_wrong(
        self, rulesets: RulesetServer, local: LocalClient, clock: Clock
    ) -> None:
        local.initialize()
        rulesets.getting = lambda _path: Answered({}, 500)
        clock.pass_by(301)

        assert local.evaluate("no-such-flag", VISITOR).metadata == {}


class TestFiles:
    """With a folder, a process starts without the network."""

    def _kept(self, rulesets: RulesetServer, connect: Connect, folder: Path) -> None:
        connect(rulesets.url, cache_directory=folder).initialize()

    def test_it_starts_with_the_last_ruleset(
        self, rulesets: RulesetServer, connect: Connect, tmp_path: Path
    ) -> None:
        self._kept(rulesets, connect, tmp_path)
        client = connect(f"http://127.0.0.1:{free_port()}", cache_directory=tmp_path)

        assert client.value(FLAG, VISITOR, False) is True
        assert client.counters["refresh_failures"] == 1
        assert client.counters["defaults_served"] == 0

    def test_it_asks_for_a_newer_one_than_that(
        self, rulesets: RulesetServer, connect: Connect, tmp_path: Path
    ) -> None:
        self._kept(rulesets, connect, tmp_path)
        rulesets.publish(OFF, number=2)
        client = connect(rulesets.url, cache_directory=tmp_path)

        assert client.value(FLAG, VISITOR, True) is False

    def test_the_same_one_again_is_no_change(
        self, rulesets: RulesetServer, connect: Connect, tmp_path: Path
    ) -> None:
        self._kept(rulesets, connect, tmp_path)
        client, heard = connect(rulesets.url, cache_directory=tmp_path), []
        client.on("configuration_changed", heard.append)
        client.initialize()

        assert heard == []
        assert [path == MANIFEST for path in rulesets.gets] == [True, False, True]

    def test_files_from_long_ago_are_stale(
        self, rulesets: RulesetServer, connect: Connect, clock: Clock, tmp_path: Path
    ) -> None:
        self._kept(rulesets, connect, tmp_path)
        clock.now = time.time() + 301
        client = connect(f"http://127.0.0.1:{free_port()}", cache_directory=tmp_path)

        assert client.evaluate(FLAG, VISITOR).metadata["stale"] is True

    @pytest.mark.parametrize("broken", ["manifest.json", "*.chunk"])
    @pytest.mark.parametrize("content", [b"", b"{}", b"\xff\x00"])
    def test_broken_files_are_skipped(
        self,
        rulesets: RulesetServer,
        connect: Connect,
        tmp_path: Path,
        broken: str,
        content: bytes,
    ) -> None:
        self._kept(rulesets, connect, tmp_path)
        for path in tmp_path.rglob(broken):
            path.write_bytes(content)
        alone = connect(f"http://127.0.0.1:{free_port()}", cache_directory=tmp_path)
        mended = connect(rulesets.url, cache_directory=tmp_path)

        assert alone.value(FLAG, VISITOR, "default") == "default"
        assert mended.value(FLAG, VISITOR, False) is True

    def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(
        self,
        rulesets: RulesetServer,
        connect: Connect,
        tmp_path: Path,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        occupied = tmp_path / "occupied"
        occupied.write_text("a file")
        client = connect(rulesets.url, cache_directory=occupied)

        assert client.value(FLAG, VISITOR, False) is True
        assert "cannot be kept on disk" in caplog.text
