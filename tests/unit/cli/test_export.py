from __future__ import annotations

from pathlib import Path

import pytest

from burgee.cli.yaml_text import Text
from tests.unit.cli.builders import a_flag, a_section, a_segment, write_files
from tests.unit.cli.conftest import Run
from tests.unit.cli.server import Server, serving
from tests.unit.services.alarming import FLAG, Account, a_watched_flag

EXAMPLES = Path(__file__).parents[3] / "examples"


def exported(folder: Path, name: str) -> object:
    return Text((folder / name).read_text(encoding="utf-8")).content


def texts(folder: Path) -> dict[str, str]:
    """The files below a folder by their path."""
    paths = sorted(folder.rglob("*.yaml"))
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in paths}


def test_every_example_comes_back_without_a_difference(run: Run, tmp_path: Path) -> None:
    run("apply", EXAMPLES)
    run("export", tmp_path)
    ran = run("apply", tmp_path, "--json")
    assert set(ran.json["summary"]) == {"unchanged"}


def test_files_leave_out_what_would_be_filled_in(run: Run, tmp_path: Path) -> None:
    flag = a_flag(salt="s1", name="", tags=[])
    run("apply", write_files(tmp_path / "in", flags=[flag], segments=[a_segment()]))
    run("export", tmp_path / "out")
    assert exported(tmp_path / "out", "flags/new-checkout.yaml") == {"flags": [a_flag(salt="s1")]}


def test_which_alarms_a_flag_has_seen_is_neither_written_nor_a_difference(
    run: Run, server: Server, tmp_path: Path
) -> None:
    account = Account(server.documents)
    account.create(a_watched_flag())
    account.alarm()
    run("export", tmp_path, "--no-salts")

    assert account.newest().body["seen_alarms"]
    assert "seen_alarms" not in (tmp_path / "flags" / f"{FLAG}.yaml").read_text(encoding="utf-8")
    assert set(run("apply", tmp_path, "--json").json["summary"]) == {"unchanged"}


def test_no_file_says_which_alarms_a_flag_has_seen(run: Run, tmp_path: Path) -> None:
    ran = run("apply", write_files(tmp_path, flags=[a_flag(seen_alarms=[])]))

    assert ran.code == 2
    assert "seen_alarms: is written by rollbacks alone; leave it out" in ran.err


def test_a_segment_keeps_its_empty_lists(run: Run, tmp_path: Path) -> None:
    run("apply", write_files(tmp_path / "in", segments=[a_segment(included=[])]))
    run("export", tmp_path / "out")
    segment = {"key": "staff", "included": [], "excluded": []}
    assert exported(tmp_path / "out", "segments/staff.yaml") == {"segments": [segment]}


def test_salts_can_be_left_out(run: Run, tmp_path: Path) -> None:
    run("apply", write_files(tmp_path / "in", flags=[a_flag()]))
    run("export", tmp_path / "out", "--no-salts")
    assert exported(tmp_path / "out", "flags/new-checkout.yaml") == {"flags": [a_flag()]}


@pytest.mark.parametrize("value", ["on", "2026-11-21", "10", "~", "a\nb", "[x]", "é ☃"])
def test_texts_that_look_like_something_else_stay_texts(
    run: Run, tmp_path: Path, value: str
) -> None:
    variants = {"on": {"value": value}}
    section = a_section(default_variant="on", targets={"on": [value]})
    flag = a_flag(kind="string", variants=variants, environments={"production": section})
    run("apply", write_files(tmp_path / "in", flags=[flag]))
    run("export", tmp_path / "out")
    assert run("apply", tmp_path / "out", "--json").json["summary"] == {"unchanged": 1}


def test_an_export_makes_another_deployment_alike(run: Run, tmp_path: Path) -> None:
    run("apply", EXAMPLES)
    run("export", tmp_path / "one")
    with serving() as other:
        assert run("apply", tmp_path / "one", BURGEE_URL=other.url).code == 0
        run("export", tmp_path / "two", BURGEE_URL=other.url)
    assert texts(tmp_path / "one")
    assert texts(tmp_path / "two") == texts(tmp_path / "one")


def test_a_folder_that_cannot_be_made_is_a_wrong_use(
    run: Run, server: Server, tmp_path: Path
) -> None:
    run("apply", write_files(tmp_path / "in", flags=[a_flag()]))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "flags").write_text("in the way")
    ran = run("export", tmp_path / "out")
    assert ran.code == 2
    assert "cannot be written" in ran.err
