"""The contract of RulesetRepository, the same for every backend."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from burgee.domain.errors import RulesetConflict
from burgee.services.ports import RulesetRepository
from tests.storage.builders import pointer

PUBLISHERS = 6


def test_an_environment_begins_without_a_ruleset(rulesets: RulesetRepository) -> None:
    assert rulesets.pointer("production") is None
    assert rulesets.manifest("production", 1) is None


def test_the_pointer_names_what_was_published_last(rulesets: RulesetRepository) -> None:
    for number in range(1, 12):
        rulesets.publish(pointer(number), b"manifest %d" % number)

    standing = rulesets.pointer("production", consistent=True)

    assert standing == pointer(11)


def test_earlier_manifests_are_kept(rulesets: RulesetRepository) -> None:
    for number in (1, 2, 3):
        rulesets.publish(pointer(number), b"manifest %d" % number)

    kept = [rulesets.manifest("production", number) for number in (1, 2, 3, 4)]

    assert kept == [b"manifest 1", b"manifest 2", b"manifest 3", None]


@pytest.mark.parametrize("number", [1, 2, 4, 9])
def test_a_number_that_does_not_follow_is_a_conflict_and_changes_nothing(
    rulesets: RulesetRepository, number: int
) -> None:
    rulesets.publish(pointer(1), b"first")
    rulesets.publish(pointer(2), b"second")
    manifest_before = rulesets.manifest("production", number)

    with pytest.raises(RulesetConflict, match=f"is number 2: {number} cannot follow it"):
        rulesets.publish(pointer(number), b"late")

    assert rulesets.pointer("production", consistent=True) == pointer(2)
    assert rulesets.manifest("production", number) == manifest_before


def test_the_first_ruleset_has_number_one(rulesets: RulesetRepository) -> None:
    with pytest.raises(RulesetConflict):
        rulesets.publish(pointer(2), b"second")

    assert rulesets.pointer("production", consistent=True) is None


def test_of_many_publishers_of_one_number_exactly_one_wins(rulesets: RulesetRepository) -> None:
    rulesets.publish(pointer(1), b"first")
    manifests = [b"of publisher %d" % number for number in range(PUBLISHERS)]

    with ThreadPoolExecutor(PUBLISHERS) as pool:
        winners = [each for each in pool.map(partial(_winner, rulesets), manifests) if each]

    assert winners == [rulesets.manifest("production", 2)]
    assert rulesets.pointer("production", consistent=True) == pointer(2)


def test_publishers_who_start_again_lose_no_ruleset(rulesets: RulesetRepository) -> None:
    manifests = [b"of publisher %d" % number for number in range(PUBLISHERS)]

    with ThreadPoolExecutor(PUBLISHERS) as pool:
        list(pool.map(partial(_publish_until_it_holds, rulesets), manifests))

    published = {rulesets.manifest("production", number) for number in range(1, PUBLISHERS + 1)}
    assert published == set(manifests)
    assert rulesets.pointer("production", consistent=True) == pointer(PUBLISHERS)


def test_environments_do_not_mix(rulesets: RulesetRepository) -> None:
    rulesets.publish(pointer(1), b"for production")
    rulesets.publish(pointer(1, environment="staging"), b"for staging")

    assert rulesets.manifest("production", 1) == b"for production"
    assert rulesets.pointer("staging") == pointer(1, environment="staging")
    assert rulesets.pointer("development") is None


def test_chunks_come_back_by_hash_and_absent_ones_are_left_out(
    rulesets: RulesetRepository,
) -> None:
    rulesets.put_chunk("aa", b"\x00\xff one")
    rulesets.put_chunk("bb", b"")

    chunks = rulesets.chunks(["aa", "bb", "cc", "aa"])

    assert chunks == {"aa": b"\x00\xff one", "bb": b""}


def test_missing_names_the_chunks_to_write(rulesets: RulesetRepository) -> None:
    rulesets.put_chunk("aa", b"one")

    missing = rulesets.missing(["aa", "bb", "cc"])

    assert missing == {"bb", "cc"}


def test_no_chunks_are_none_missing(rulesets: RulesetRepository) -> None:
    assert rulesets.chunks([]) == {}
    assert rulesets.missing([]) == set()


def test_a_chunk_stored_again_stays_the_same(rulesets: RulesetRepository) -> None:
    rulesets.put_chunk("aa", b"one")

    rulesets.put_chunk("aa", b"one")

    assert rulesets.chunks(["aa"]) == {"aa": b"one"}


def test_hundreds_of_chunks_come_in_one_question(rulesets: RulesetRepository) -> None:
    written = {f"{number:064x}": b"chunk %d" % number for number in range(230)}
    for content_hash, content in written.items():
        rulesets.put_chunk(content_hash, content)

    assert rulesets.chunks(written) == written
    assert rulesets.missing([*written, "absent"]) == {"absent"}


def _winner(rulesets: RulesetRepository, manifest: bytes) -> bytes | None:
    try:
        rulesets.publish(pointer(2), manifest)
    except RulesetConflict:
        return None
    return manifest


def _publish_until_it_holds(rulesets: RulesetRepository, manifest: bytes) -> None:
    while True:
        standing = rulesets.pointer("production", consistent=True)
        try:
            rulesets.publish(pointer(standing.number + 1 if standing else 1), manifest)
        except RulesetConflict:
            continue
        return
