"""The ruleset that is answered from: how fresh, and what happens when storage fails."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from burgee.domain.errors import RulesetUnavailable
from burgee.services.load_ruleset import MOST_ENVIRONMENTS, load
from burgee.services.ports import Pointer
from tests.unit.services.deployments import (
    PRODUCTION,
    Deployment,
    a_deployment,
    a_switch,
    many_switches,
    value_of,
)

REFRESH_SECONDS = 5.0


def test_storage_is_asked_for_a_newer_ruleset_every_five_seconds_at_most() -> None:
    deployment = a_deployment()
    cache = deployment.cache()
    deployment.rulesets.pointers_read.clear()

    for _ in range(11):
        cache.serve(PRODUCTION)
        deployment.clock.pass_seconds(0.5)

    assert deployment.rulesets.pointers_read == [PRODUCTION, PRODUCTION]


def test_a_change_is_answered_once_five_seconds_have_passed() -> None:
    deployment = a_deployment()
    cache = deployment.cache()
    before = value_of(cache)
    deployment.change(a_switch(default="on"))
    deployment.publish()

    deployment.clock.pass_seconds(REFRESH_SECONDS)

    assert (before, value_of(cache)) == (False, True)


def test_one_changed_flag_fetches_one_chunk() -> None:
    deployment = a_deployment(*many_switches(400))
    cache = deployment.cache()
    cache.serve(PRODUCTION)
    partitions = deployment.rulesets.published(1)["partitions"]
    deployment.toggle("flag-0007", enabled=False)
    deployment.publish()
    deployment.rulesets.chunks_read.clear()
    deployment.clock.pass_seconds(REFRESH_SECONDS)

    served = cache.serve(PRODUCTION)

    assert len(partitions) >= 4
    assert len(deployment.rulesets.chunks_read) == 1
    assert served.evaluator.evaluate("flag-0007", {}).reason == "DISABLED"
    assert served.evaluator.evaluate("flag-0008", {}).value is False


def test_an_unchanged_ruleset_keeps_its_compiled_flags() -> None:
    deployment = a_deployment()
    cache = deployment.cache()
    evaluator = cache.serve(PRODUCTION).evaluator

    deployment.clock.pass_seconds(REFRESH_SECONDS)

    assert cache.serve(PRODUCTION).evaluator is evaluator


def test_a_silent_storage_leaves_the_last_good_ruleset_which_says_so() -> None:
    deployment = a_deployment()
    cache = deployment.cache()
    cache.serve(PRODUCTION)
    deployment.rulesets.is_silent = True
    deployment.clock.pass_seconds(REFRESH_SECONDS)

    served = cache.serve(PRODUCTION)

    assert (served.stale, value_of(cache)) == (True, False)
    assert deployment.faults == [f"{PRODUCTION} STORAGE_UNAVAILABLE"]


def test_a_silent_storage_is_asked_again_after_five_seconds_and_not_before() -> None:
    deployment = a_deployment()
    cache = deployment.cache()
    cache.serve(PRODUCTION)
    deployment.rulesets.is_silent = True
    deployment.clock.pass_seconds(REFRESH_SECONDS)
    cache.serve(PRODUCTION)
    deployment.rulesets.is_silent = False
    deployment.clock.pass_seconds(REFRESH_SECONDS - 0.1)
    still = cache.serve(PRODUCTION).stale

    deployment.clock.pass_seconds(0.1)

    assert (still, cache.serve(PRODUCTION).stale) == (True, False)


@pytest.mark.parametrize("content", [None, b"", b"something else"])
def test_a_missing_or_altered_chunk_leaves_the_last_good_ruleset(content: bytes | None) -> None:
    deployment = a_deployment()
    cache = deployment.cache()
    cache.serve(PRODUCTION)
    deployment.change(a_switch(default="on"))
    deployment.publish()
    [changed] = deployment.rulesets.published(2)["partitions"]
    good = deployment.rulesets.chunks([changed])[changed]
    deployment.rulesets.alter(changed, content)
    deployment.clock.pass_seconds(REFRESH_SECONDS)
    damaged = cache.serve(PRODUCTION)
    answered = value_of(cache)
    deployment.rulesets.put_chunk(changed, good)

    deployment.clock.pass_seconds(REFRESH_SECONDS)

    assert (damaged.stale, answered) == (True, False)
    assert deployment.faults == [f"{PRODUCTION} RULESET_UNAVAILABLE"]
    assert (cache.serve(PRODUCTION).stale, value_of(cache)) == (False, True)


def _manifest(deployment: Deployment, **parts: Any) -> bytes:
    return json.dumps(deployment.rulesets.published(2) | parts).encode()


@pytest.mark.parametrize(
    "parts",
    [
        {"format": 2},
        {"partitions": []},
        {"partitions": 7},
        {"partitions": [["nested"]]},
        {"partitions": [None]},
        {"members": None},
        {"keys": {}},
        {"edge": None},
        {"edge": [1]},
        {"number": "2"},
        {"number": 3},
        {"environment": "staging"},
        {"environment": None},
        {"at": None},
    ],
)
def test_a_manifest_with_a_wrong_part_leaves_the_last_good_ruleset(parts: dict[str, Any]) -> None:
    deployment = a_deployment()
    cache = deployment.cache()
    cache.serve(PRODUCTION)
    deployment.change(a_switch(default="on"))
    deployment.publish()
    deployment.rulesets.alter_manifest(2, _manifest(deployment, **parts))

    deployment.clock.pass_seconds(REFRESH_SECONDS)

    assert (cache.serve(PRODUCTION).stale, value_of(cache)) == (True, False)


@pytest.mark.parametrize(
    "rubbish", [b"", b"{", b"null", b"[]", b'"text"', b"{}", b"\xff\xfe", b"[" * 100_000]
)
def test_a_manifest_that_is_rubbish_leaves_the_last_good_ruleset(rubbish: bytes) -> None:
    deployment = a_deployment()
    cache = deployment.cache()
    cache.serve(PRODUCTION)
    deployment.change(a_switch(default="on"))
    deployment.publish()
    deployment.rulesets.alter_manifest(2, rubbish)

    deployment.clock.pass_seconds(REFRESH_SECONDS)

    assert (cache.serve(PRODUCTION).stale, value_of(cache)) == (True, False)


def test_a_manifest_that_is_not_there_yet_leaves_the_last_good_ruleset() -> None:
    deployment = a_deployment()
    cache = deployment.cache()
    cache.serve(PRODUCTION)
    deployment.rulesets.behind = Pointer(PRODUCTION, 2, "later")

    deployment.clock.pass_seconds(REFRESH_SECONDS)

    assert (cache.serve(PRODUCTION).stale, value_of(cache)) == (True, False)


def test_a_pointer_that_is_read_late_never_takes_a_ruleset_back() -> None:
    deployment = a_deployment()
    earlier = deployment.rulesets.pointer(PRODUCTION)
    deployment.change(a_switch(default="on"))
    deployment.publish()
    cache = deployment.cache()
    cache.serve(PRODUCTION)
    deployment.rulesets.behind = earlier

    deployment.clock.pass_seconds(REFRESH_SECONDS)

    assert (cache.serve(PRODUCTION).stale, value_of(cache)) == (False, True)


def test_nothing_is_answered_before_a_first_good_ruleset() -> None:
    deployment = a_deployment()
    deployment.rulesets.is_silent = True
    cache = deployment.cache()

    with pytest.raises(RulesetUnavailable, match="'production'"):
        cache.serve(PRODUCTION)

    assert not cache.is_known_to_be_absent(PRODUCTION)


def test_a_cold_start_without_storage_answers_when_storage_is_back() -> None:
    deployment = a_deployment()
    deployment.rulesets.is_silent = True
    cache = deployment.cache()
    with pytest.raises(RulesetUnavailable):
        cache.serve(PRODUCTION)
    deployment.rulesets.is_silent = False

    deployment.clock.pass_seconds(REFRESH_SECONDS)

    assert value_of(cache) is False


def test_a_restored_sandbox_asks_before_it_answers() -> None:
    deployment = a_deployment()
    cache = deployment.cache()
    cache.serve(PRODUCTION)
    deployment.change(a_switch(default="on"))
    deployment.publish()

    cache.expire()

    assert value_of(cache) is True


def test_a_clock_that_was_set_back_does_not_stop_refreshing() -> None:
    deployment = a_deployment()
    cache = deployment.cache()
    cache.serve(PRODUCTION)
    deployment.change(a_switch(default="on"))
    deployment.publish()

    deployment.clock.pass_seconds(-3600)

    assert value_of(cache) is True


def test_an_environment_without_a_ruleset_is_known_to_be_absent() -> None:
    deployment = a_deployment()
    cache = deployment.cache()

    with pytest.raises(RulesetUnavailable):
        cache.serve("moon")

    assert cache.is_known_to_be_absent("moon")


def test_made_up_environments_cost_one_question_each_and_little_memory() -> None:
    deployment = a_deployment()
    cache = deployment.cache()
    cache.serve(PRODUCTION)
    names = [f"made-up-{number}" for number in range(3 * MOST_ENVIRONMENTS)]
    deployment.rulesets.pointers_read.clear()
    for name in (*names, names[-1], PRODUCTION):
        if name == PRODUCTION:
            cache.serve(name)
            continue
        with pytest.raises(RulesetUnavailable):
            cache.serve(name)
    once_each = list(deployment.rulesets.pointers_read)

    with pytest.raises(RulesetUnavailable):
        cache.serve(names[0])  # forgotten: so it is asked for again

    assert once_each == names
    assert deployment.rulesets.pointers_read[-1] == names[0]


def test_more_real_environments_than_are_held_push_out_the_oldest() -> None:
    deployment = a_deployment()
    names = [f"environment-{number}" for number in range(MOST_ENVIRONMENTS + 1)]
    for name in names:
        _publish_as(deployment, name)
    cache = deployment.cache()

    for name in names:
        cache.serve(name)

    assert cache.environments == tuple(names[1:])


def _publish_as(deployment: Deployment, name: str) -> None:
    manifest = deployment.rulesets.published(1) | {"environment": name}
    deployment.rulesets.publish(Pointer(name, 1, "then"), json.dumps(manifest).encode())


def test_many_threads_ask_storage_once() -> None:
    deployment = a_deployment()
    cache = deployment.cache()
    deployment.rulesets.pointers_read.clear()
    begin = threading.Barrier(8)

    def serve() -> None:
        begin.wait()
        cache.serve(PRODUCTION)

    threads = [threading.Thread(target=serve) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert deployment.rulesets.pointers_read == [PRODUCTION]


def test_a_ruleset_that_was_never_published_cannot_be_loaded() -> None:
    deployment = a_deployment()

    with pytest.raises(RulesetUnavailable, match="ruleset 9 of 'production' is not stored"):
        load(deployment.rulesets, PRODUCTION, 9)
