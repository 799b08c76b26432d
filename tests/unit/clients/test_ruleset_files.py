"""The last good ruleset on disk."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from burgee.domain.ruleset import Ruleset
from burgee_openfeature.ruleset_files import CHUNK, MANIFEST, UNUSED_SECONDS, RulesetFiles
from burgee_openfeature.ruleset_source import Fetched
from tests.unit.clients.ruleset_server import AT, KEY
from tests.unit.domain.rulesets import ENVIRONMENT, a_publication, parsed_flags
from tests.unit.services.builders import a_flag_with


def fetched(default: str = "on", number: int = 1) -> Fetched:
    published = a_publication(parsed_flags([a_flag_with(default=default)]))
    manifest = published.numbered(number, AT)
    return Fetched(manifest, Ruleset.load(manifest, published.chunks))


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    files = RulesetFiles(tmp_path / "new" / "folder", ENVIRONMENT, KEY)
    files.save(fetched(number=7))
    loaded = files.load()

    assert loaded is not None
    ruleset, saved_at = loaded
    assert ruleset.number == 7
    assert abs(saved_at - time.time()) < 60


def test_without_files_there_is_nothing(tmp_path: Path) -> None:
    assert RulesetFiles(tmp_path, ENVIRONMENT, KEY).load() is None


@pytest.mark.parametrize(
    ("environment", "key"),
    [("staging", KEY), (ENVIRONMENT, "burgee.server.production.other.secret"), (ENVIRONMENT, "k")],
)
def test_each_environment_and_key_has_its_own(tmp_path: Path, environment: str, key: str) -> None:
    RulesetFiles(tmp_path, ENVIRONMENT, KEY).save(fetched())

    assert RulesetFiles(tmp_path, environment, key).load() is None


def test_nothing_of_the_keys_secret_is_in_a_name(tmp_path: Path) -> None:
    for secret in ("one", "two"):
        key = KEY.rpartition(".")[0] + "." + secret
        RulesetFiles(tmp_path, ENVIRONMENT, key).save(fetched())

    assert len(list(tmp_path.iterdir())) == 1


def test_nobody_else_may_read_them(tmp_path: Path) -> None:
    RulesetFiles(tmp_path / "mine", ENVIRONMENT, KEY).save(fetched())
    (folder,) = (tmp_path / "mine").iterdir()

    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "entries", [{"environment": "staging"}, {"partitions": ["../../../etc/passwd"]}]
)
def test_a_manifest_that_leads_elsewhere_is_skipped(
    tmp_path: Path, entries: dict[str, object]
) -> None:
    files = RulesetFiles(tmp_path, ENVIRONMENT, KEY)
    files.save(fetched())
    (manifest,) = tmp_path.rglob(MANIFEST)
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), **entries}))

    assert files.load() is None


def test_a_chunk_that_was_damaged_is_written_anew(tmp_path: Path) -> None:
    files = RulesetFiles(tmp_path, ENVIRONMENT, KEY)
    files.save(fetched())
    for chunk in tmp_path.rglob(f"*{CHUNK}"):
        chunk.write_bytes(b"damaged")
    files.save(fetched(number=2))
    loaded = files.load()

    assert loaded is not None
    assert loaded[0].number == 2


def test_what_was_not_needed_for_an_hour_is_removed(tmp_path: Path) -> None:
    files = RulesetFiles(tmp_path, ENVIRONMENT, KEY)
    files.save(fetched("on"))
    before = set(tmp_path.rglob(f"*{CHUNK}"))
    files.save(fetched("off", number=2))
    kept = set(tmp_path.rglob(f"*{CHUNK}"))
    for chunk in before:
        long_ago = time.time() - UNUSED_SECONDS - 1
        os.utime(chunk, (long_ago, long_ago))
    files.save(fetched("off", number=3))
    left = set(tmp_path.rglob(f"*{CHUNK}"))

    assert before < kept
    assert before - left
    assert files.load() is not None


def test_half_a_file_is_never_in_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = RulesetFiles(tmp_path, ENVIRONMENT, KEY)
    files.save(fetched("on"))

    def full(_self: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        files.save(fetched("off", number=2))
    loaded = files.load()

    assert loaded is not None
    assert loaded[0].number == 1
    assert [path for path in tmp_path.rglob(".*") if path.is_file()] == []


def test_a_folder_that_all_may_write_into_is_not_believed(tmp_path: Path) -> None:
    files = RulesetFiles(tmp_path, ENVIRONMENT, KEY)
    files.save(fetched())
    (folder,) = tmp_path.iterdir()
    folder.chmod(0o707)

    assert files.load() is None
    with pytest.raises(PermissionError, match="open to others"):
        files.save(fetched(number=2))


def test_a_folder_of_another_user_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = RulesetFiles(tmp_path, ENVIRONMENT, KEY)
    files.save(fetched())
    monkeypatch.setattr(os, "getuid", lambda: tmp_path.stat().st_uid + 1)

    assert files.load() is None
