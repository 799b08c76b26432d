from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.builders import a_flag, a_section, a_segment, long_unit_keys, write_files
from tests.unit.cli.conftest import Run
from tests.unit.cli.server import Server


def test_new_documents_are_created(run: Run, tmp_path: Path) -> None:
    files = write_files(tmp_path, flags=[a_flag()], segments=[a_segment()])
    ran = run("apply", files, "--json")
    assert ran.json["summary"] == {"created": 2}
    assert run("flags", "show", "new-checkout", "--json").json["version"] == 1


def test_applying_twice_writes_once(run: Run, server: Server, tmp_path: Path) -> None:
    files = write_files(tmp_path, flags=[a_flag()], segments=[a_segment()])
    run("apply", files)
    before = len(server.writes())
    ran = run("apply", files, "--json")
    assert ran.json["summary"] == {"unchanged": 2}
    assert len(server.writes()) == before


def test_a_difference_is_shown_and_updated(run: Run, tmp_path: Path) -> None:
    run("apply", write_files(tmp_path, flags=[a_flag()]))
    changed = a_flag(environments={"production": a_section(enabled=False)})
    ran = run("apply", write_files(tmp_path, flags=[changed]), "--json")
    (document,) = ran.json["documents"]
    assert document["result"] == "updated"
    assert document["changes"] == [
        {"field": "environments.production.enabled", "before": True, "after": False}
    ]


def test_a_number_written_in_another_form_is_a_difference(run: Run, tmp_path: Path) -> None:
    def number(value: object) -> dict[str, object]:
        section = a_section(default_variant="one")
        return a_flag(
            kind="number", variants={"one": {"value": value}}, environments={"production": section}
        )

    run("apply", write_files(tmp_path, flags=[number(10)]))
    ran = run("apply", write_files(tmp_path, flags=[number(10.0)]), "--json")
    assert '"before": 10,' in ran.out
    assert '"after": 10.0' in ran.out


def test_a_dry_run_writes_nothing(run: Run, server: Server, tmp_path: Path) -> None:
    ran = run("apply", write_files(tmp_path, flags=[a_flag()]), "--dry-run", "--json")
    assert ran.json["summary"] == {"would create": 1}
    assert server.writes() == []


def test_the_salt_and_members_that_a_file_leaves_out_stay(run: Run, tmp_path: Path) -> None:
    files = write_files(tmp_path, flags=[a_flag(salt="pinned")], segments=[a_segment()])
    run("apply", files)
    named = {"key": "staff", "name": "Staff"}
    write_files(tmp_path, flags=[a_flag(name="New")], segments=[named])
    run("apply", files)
    assert run("flags", "show", "new-checkout", "--json").json["document"]["salt"] == "pinned"
    assert run("segments", "members", "staff", "--json").json["included"] == ["ann", "bob"]


def test_members_in_another_order_are_no_difference(run: Run, tmp_path: Path) -> None:
    run("apply", write_files(tmp_path, segments=[a_segment()]))
    turned = a_segment(included=["bob", "ann"])
    ran = run("apply", write_files(tmp_path, segments=[turned]), "--json")
    assert ran.json["summary"] == {"unchanged": 1}


def test_what_is_named_is_created_before_what_names_it(
    run: Run, server: Server, tmp_path: Path
) -> None:
    asks = {"operator": "in_segment", "value": "staff"}
    first = a_section(prerequisites={"second": ["on"]})
    second = a_section(rules=[{"conditions": [asks], "variant": "on"}])
    flags = [
        a_flag("first", environments={"production": first}),
        a_flag("second", environments={"production": second}),
    ]
    run("apply", write_files(tmp_path, flags=flags, segments=[a_segment()]))
    keys = [json.loads(request.body)["document"]["key"] for request in server.writes()]
    assert keys == ["staff", "second", "first"]


def test_a_flag_archived_by_its_file_comes_after_those_that_let_go_of_it(
    run: Run, tmp_path: Path
) -> None:
    needy = a_section(prerequisites={"old": ["on"]})
    flags = [a_flag("old"), a_flag("needy", environments={"production": needy})]
    run("apply", write_files(tmp_path, flags=flags))
    flags = [a_flag("old", lifecycle="archived"), a_flag("needy")]
    ran = run("apply", write_files(tmp_path, flags=flags), "--json")
    assert [one["key"] for one in ran.json["documents"]] == ["needy", "old"]
    assert ran.json["summary"] == {"updated": 2}


def test_prerequisites_in_a_circle_are_refused_before_anything_is_sent(
    run: Run, server: Server, tmp_path: Path
) -> None:
    flags = [
        a_flag(key, environments={"production": a_section(prerequisites={other: ["on"]})})
        for key, other in (("one", "two"), ("two", "one"))
    ]
    ran = run("apply", write_files(tmp_path, flags=flags))
    assert ran.code == 2
    assert "circle" in ran.err
    assert server.requests == []


def test_a_reference_to_nothing_is_refused_before_the_first_write(
    run: Run, server: Server, tmp_path: Path
) -> None:
    lost = a_flag("lost", environments={"moon": a_section(prerequisites={"nowhere": ["on"]})})
    ran = run("apply", write_files(tmp_path, flags=[a_flag(), lost]))
    assert ran.code == 2
    assert "there is no environment 'moon'" in ran.err
    assert "there is no flag 'nowhere'" in ran.err
    assert server.writes() == []


def test_a_reference_to_what_the_server_has_is_good(run: Run, tmp_path: Path) -> None:
    run("apply", write_files(tmp_path, flags=[a_flag("first")]))
    needs = a_section(prerequisites={"first": ["on"]})
    second = a_flag("second", environments={"production": needs})
    assert run("apply", write_files(tmp_path, flags=[second])).code == 0


def test_a_change_by_somebody_else_meanwhile_is_not_overwritten(
    run: Run, server: Server, tmp_path: Path
) -> None:
    run("apply", write_files(tmp_path / "first", flags=[a_flag()]))
    theirs = write_files(tmp_path / "theirs", flags=[a_flag(description="Theirs")])
    ours = write_files(tmp_path / "ours", flags=[a_flag(name="Ours")])
    server.before["PUT"] = lambda: run("apply", theirs)
    ran = run("apply", ours)
    assert ran.code == 1
    assert "k1 wrote version 2 meanwhile; nothing was written over it" in ran.err
    document = run("flags", "show", "new-checkout", "--json").json["document"]
    assert (document["name"], document["description"]) == ("", "Theirs")


def test_a_change_back_and_forth_meanwhile_is_no_conflict(
    run: Run, server: Server, tmp_path: Path
) -> None:
    first = write_files(tmp_path / "first", flags=[a_flag()])
    theirs = write_files(tmp_path / "theirs", flags=[a_flag(description="Theirs")])
    ours = write_files(tmp_path / "ours", flags=[a_flag(name="Ours")])
    run("apply", first)
    server.before["PUT"] = lambda: [run("apply", files) for files in (theirs, first)]
    ran = run("apply", ours, "--json")
    assert ran.json["summary"] == {"updated": 1}
    assert ran.json["documents"][0]["version"] == 4


def test_the_same_change_by_somebody_else_meanwhile_is_done(
    run: Run, server: Server, tmp_path: Path
) -> None:
    files = write_files(tmp_path, flags=[a_flag()])
    server.before["POST"] = lambda: run("apply", files)
    ran = run("apply", files, "--json")
    assert ran.code == 0
    assert ran.json["summary"] == {"unchanged": 1}


def test_a_refusal_concerns_one_document(run: Run, server: Server, tmp_path: Path) -> None:
    server.environments = "staging"
    flags = [a_flag("one"), a_flag("two")]
    ran = run("apply", write_files(tmp_path, flags=flags), "--json")
    assert ran.code == 1
    assert ran.json["summary"] == {"refused": 2}
    assert [one["error"]["code"] for one in ran.json["documents"]] == ["FORBIDDEN", "FORBIDDEN"]


def test_once_nobody_answers_no_more_is_tried(run: Run, server: Server, tmp_path: Path) -> None:
    server.broken_writes = True
    files = write_files(tmp_path, flags=[a_flag("one"), a_flag("two")])
    ran = run("apply", files, "--json")
    assert ran.code == 3
    assert ran.json["summary"] == {"unanswered": 1, "not tried": 1}


def test_a_large_segment_travels_in_batches(run: Run, server: Server, tmp_path: Path) -> None:
    units = long_unit_keys(4_500)
    files = write_files(tmp_path, segments=[a_segment(included=units)])
    assert run("apply", files, "--json").json["summary"] == {"created": 1}
    assert max(len(request.body) for request in server.requests) < 1_000_000
    members = run("segments", "members", "staff", "--json").json
    assert members["included"] == units


def test_a_large_segment_is_brought_up_to_date_by_what_differs(
    run: Run, server: Server, tmp_path: Path
) -> None:
    units = long_unit_keys(2_500)
    run("apply", write_files(tmp_path, segments=[a_segment(included=units)]))
    changed = a_segment(included=[*units[1:], "zoe"], excluded=["mallory"])
    files = write_files(tmp_path, segments=[changed])
    before = len(server.writes())
    run("apply", files)
    *_, last = [json.loads(request.body) for request in server.writes()[before:]]
    assert last["included"] == {"remove": [units[0]], "add": ["zoe"]}
    assert last["excluded"] == {"add": ["mallory"]}
    assert run("apply", files, "--json").json["summary"] == {"unchanged": 1}


def test_people_see_signs_fields_and_a_summary(run: Run, tmp_path: Path) -> None:
    run("apply", write_files(tmp_path, flags=[a_flag()]))
    flags = [a_flag(name="New"), a_flag("second")]
    ran = run("apply", write_files(tmp_path, flags=flags))
    lines = ran.out.splitlines()
    assert lines[0].startswith("~ flag new-checkout  updated")
    assert lines[1] == '  ~ name  "" -> "New"'
    assert lines[2].startswith("+ flag second  created")
    assert lines[-1] == "1 created, 1 updated"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("flags: [\n", "line 2"),
        ("flags:\n  - key: a\n    key: b\n", "'key' is there twice"),
        ("other: 1\n", "holds none of"),
        ("flags: []\nextra: 1\n", "documents.yaml:2 extra: is unknown"),
        ("flags: {a: 1}\n", "is no list"),
        (
            "flags:\n  - key: a\n    kind: boolean\n    colour: red\n",
            "documents.yaml:4 flag a: colour: is not a field here",
        ),
        (
            "flags: [{key: a, kind: boolean, environments: {\n moon: {\n default_variant: x}}}]",
            "documents.yaml:3 flag a: environments.moon.default_variant: names the variant",
        ),
        ("flags:\n  - nonsense\n", "flag 0"),
    ],
)
def test_a_file_that_cannot_be_is_refused_with_its_place(
    run: Run, server: Server, tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "documents.yaml").write_text(text)
    ran = run("apply", tmp_path)
    assert ran.code == 2
    assert said in ran.err
    assert server.requests == []


def test_a_key_that_is_written_twice_is_refused(run: Run, tmp_path: Path) -> None:
    write_files(tmp_path / "one", flags=[a_flag()])
    write_files(tmp_path / "two", flags=[a_flag()])
    ran = run("apply", tmp_path)
    assert ran.code == 2
    assert "is also in" in ran.err


def test_a_folder_without_files_is_refused(run: Run, tmp_path: Path) -> None:
    ran = run("apply", tmp_path)
    assert ran.code == 2
    assert "there are no .yaml or .yml files" in ran.err
