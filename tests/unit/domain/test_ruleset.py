from __future__ import annotations

import json
from typing import Any

import pytest

from burgee.domain.errors import RulesetUnavailable
from burgee.domain.ruleset import (
    PARTITION_BYTES,
    Ruleset,
    content_hash,
    pack_keys,
    pack_lines,
    parse_manifest,
    partition_of,
)

AT = "2026-11-25T12:00:00.000Z"
TOKEN = "0" * 64


def a_manifest(partitions: list[bytes], keys: bytes | None = None) -> dict[str, Any]:
    manifest: dict[str, Any] = {
        "format": 1,
        "environment": "production",
        "number": 7,
        "at": AT,
        "partitions": [content_hash(part) for part in partitions],
        "members": [],
        "edge": [],
    }
    return manifest if keys is None else {**manifest, "keys": content_hash(keys)}


def loaded(forms: dict[str, Any], keys: bytes | None = None) -> Ruleset:
    partitions = pack_lines(forms)
    chunks = {content_hash(part): part for part in [*partitions, *([keys] if keys else [])]}
    return Ruleset.load(json.dumps(a_manifest(partitions, keys)).encode(), chunks)


def many(count: int) -> dict[str, Any]:
    return {f"flag/f{number}": {"description": "x" * 200} for number in range(count)}


def test_flags_and_segments_are_found_by_their_keys() -> None:
    ruleset = loaded({"flag/b": {"n": 10.0}, "flag/a": {"n": 10}, "segment/s": {"included": []}})

    assert ruleset.flag_keys == ("a", "b")
    assert repr(ruleset.flag("b")) == "{'n': 10.0}"
    assert repr(ruleset.flag("a")) == "{'n': 10}"
    assert ruleset.segment("s") == {"included": []}
    assert (ruleset.flag("s"), ruleset.segment("a")) == (None, None)


@pytest.mark.parametrize("key", ["nobody", "", "b\n", "b\t{}", "\ud800", "../b", "é"])
def test_a_text_that_is_no_key_has_no_flag(key: str) -> None:
    ruleset = loaded({"flag/b": {}})

    assert ruleset.has_no_flag(key)
    assert ruleset.flag(key) is None


def test_a_large_ruleset_is_spread_over_partitions_that_hold_every_flag_once() -> None:
    forms = many(2000)

    partitions = pack_lines(forms)
    ruleset = loaded(forms)

    assert len(partitions) == 8
    assert ruleset.flag_keys == tuple(sorted(name[5:] for name in forms))
    assert ruleset.flag("f1999") == forms["flag/f1999"]


def test_a_ruleset_is_split_only_beyond_the_size_of_a_partition() -> None:
    line = len('flag/f\t""')
    exact = {"flag/f": "x" * (PARTITION_BYTES - line)}

    assert len(pack_lines(exact)) == 1
    assert len(pack_lines({"flag/f": exact["flag/f"] + "x"})) == 2


def test_one_change_rewrites_one_partition() -> None:
    forms = many(2000)

    before, after = pack_lines(forms), pack_lines({**forms, "flag/f5": {"description": "y" * 200}})

    changed = [place for place, part in enumerate(before) if part != after[place]]
    assert changed == [partition_of("flag/f5", 8)]


def test_an_empty_ruleset_has_one_partition() -> None:
    assert loaded({}).flag_keys == ()


def test_a_key_is_known_by_the_hash_of_its_token() -> None:
    ruleset = loaded({}, pack_keys([(TOKEN, "k1", "client")]))

    assert ruleset.api_key(TOKEN) == {"id": "k1", "kind": "client"}
    assert ruleset.api_key("1" * 64) is None


def test_a_ruleset_that_was_given_to_a_caller_knows_no_keys() -> None:
    assert loaded({}).api_key(TOKEN) is None


@pytest.mark.parametrize("keep", ["partition", "keys"])
def test_a_chunk_that_is_missing_is_named(keep: str) -> None:
    (partition,), keys = pack_lines({"flag/a": {}}), pack_keys([])
    manifest = json.dumps(a_manifest([partition], keys)).encode()
    kept, lost = (partition, keys) if keep == "partition" else (keys, partition)

    with pytest.raises(RulesetUnavailable, match=content_hash(lost)[:12]):
        Ruleset.load(manifest, {content_hash(kept): kept})


def test_a_chunk_that_was_verified_before_is_not_hashed_again() -> None:
    (partition,) = pack_lines({"flag/a": {}})
    manifest, name = a_manifest([partition]), content_hash(partition)
    altered = pack_lines({"flag/b": {}})[0]

    ruleset = Ruleset.verified(manifest, {name: altered}, frozenset({name}))

    assert ruleset.flag_keys == ("b",)


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b"null",
        b'{"format":1}',
        b'{"format":1,"partitions":["a"]}',
        b'{"format":1,"partitions":["a"],"members":5}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_manifest_cannot_be_read(manifest: bytes) -> None:
    with pytest.raises(RulesetUnavailable, match="cannot be read"):
        parse_manifest(manifest)


@pytest.mark.parametrize(
    "change",
    [{"environment": 5}, {"number": "7"}, {"at": None}, {"partitions": [5]}, {"edge": [None]}],
)
def test_a_manifest_with_parts_of_wrong_types_is_refused(change: dict[str, Any]) -> None:
    manifest = {**a_manifest([b"a"]), **change}

    with pytest.raises(RulesetUnavailable, match="parts of wrong types"):
        parse_manifest(json.dumps(manifest).encode())


@pytest.mark.parametrize("change", [{"format": 2}, {"partitions": []}])
def test_a_manifest_of_another_format_is_refused(change: dict[str, Any]) -> None:
    manifest = {**a_manifest([b"a"]), **change}

    with pytest.raises(RulesetUnavailable, match="the ruleset has format"):
        parse_manifest(json.dumps(manifest).encode())
