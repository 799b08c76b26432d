"""The short form of `make conformance`: plain HTTP alone. And that it can fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.__main__ import HERE, check_raw
from tests.conformance.checks import single
from tests.conformance.expected import Expected, Unusable, read_expected
from tests.conformance.flag_files import read_flags
from tests.conformance.machine import Server, serving
from tests.conformance.report import Level, Report

FLAGS = HERE / "flags"
EXPECTED = HERE / "expected.json"
PAGE = "http://shop.example"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving(FLAGS, read_expected(EXPECTED)) as running:
        yield running


@pytest.fixture
def expect(tmp_path: Path) -> Callable[..., Expected]:
    """The expected answers, of which the first is changed."""

    def changed(**parts: Any) -> Expected:
        body = json.loads(EXPECTED.read_text())
        body["flags"][0].update(parts)
        file = tmp_path / "expected.json"
        file.write_text(json.dumps(body))
        return read_expected(file)

    return changed


def _failures(report: Report) -> list[str]:
    return [result.name for result in report.results if result.status is not Level.PASS]


def test_plain_http_is_answered_as_the_contract_says(server: Server) -> None:
    report = Report()

    check_raw(server.calls, read_expected(EXPECTED), report, origin=PAGE, both_headers=True)

    assert _failures(report) == []
    assert report.count(Level.PASS) > 500


@pytest.mark.parametrize(
    "wrong",
    [{"value": False}, {"type": "integer"}, {"variant": "off"}, {"reason": "SPLIT"}],
    ids=["value", "type", "variant", "reason"],
)
def test_another_answer_than_the_expected_one_is_a_failure(
    server: Server, expect: Callable[..., Expected], wrong: dict[str, Any]
) -> None:
    report = Report(quiet=True)

    single.check(server.calls, expect(**wrong), report)

    assert any(name.startswith("boolean-flag {} ") for name in _failures(report))


def test_flags_that_are_not_there_are_named(expect: Callable[..., Expected]) -> None:
    flags = read_flags(FLAGS, FLAGS)

    with pytest.raises(Unusable, match=r"other flags: their-flag not found among .*boolean-flag"):
        expect(key="their-flag").check_against(flags.keys)


@pytest.mark.parametrize(
    ("content", "system"),
    [
        ({"flags": {"a": {"state": "ENABLED", "defaultVariant": "on"}}}, "flagd"),
        ({"a": {"variations": {"on": True}, "defaultRule": {}}}, "GO Feature Flag"),
        ({"features": [{"name": "a", "strategies": []}]}, "Unleash"),
    ],
)
def test_flags_in_a_foreign_form_are_refused_by_name(
    tmp_path: Path, content: Any, system: str
) -> None:
    (tmp_path / "flags.json").write_text(json.dumps(content))

    with pytest.raises(Unusable, match=f"in the form of {system}"):
        read_flags(tmp_path, tmp_path)


@pytest.mark.parametrize("shape", ["document", "list", "file"])
def test_documents_are_read_from_json_as_well(tmp_path: Path, shape: str) -> None:
    flag = {"key": "a", "kind": "boolean", "environments": {"staging": {"default_variant": "on"}}}
    shapes = {"document": flag, "list": [flag], "file": {"flags": [flag]}}
    folder, scratch = tmp_path / "flags", tmp_path / "scratch"
    folder.mkdir()
    scratch.mkdir()
    (folder / "one.json").write_text(json.dumps(shapes[shape]))

    flags = read_flags(folder, scratch)

    assert (flags.keys, flags.environment) == ({"a"}, "staging")


def test_what_apply_would_refuse_is_said_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "flags.yaml").write_text("flags:\n  - key: a\n    kind: colour\n")

    with pytest.raises(Unusable, match=r"flags\.yaml:3 flag a: kind"):
        read_flags(tmp_path, tmp_path)


@pytest.mark.parametrize("text", ["{", "[]", '{"flags": []}', '{"flags": [{"key": "a"}]}'])
def test_a_file_that_is_no_expectation_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "expected.json"
    file.write_text(text)

    with pytest.raises(Unusable, match=r"expected\.json"):
        read_expected(file)
