"""`burgee samplesize` asks what was typed and shows what is answered."""

from __future__ import annotations

import json
from typing import Any

from burgee.cli.samplesize import OPTIONS
from burgee.services.analyse_sample_size import sample_size
from burgee.wire.sample_size import SampleSizeAsked
from tests.unit.cli.conftest import Run
from tests.unit.cli.server import Server

PATH = "/api/v1/admin/samplesize"


def answer_to(**asked: Any) -> dict[str, Any]:
    """What the server would answer."""
    return sample_size(SampleSizeAsked(**asked).model_dump())


def test_every_field_of_the_question_has_an_option() -> None:
    assert set(OPTIONS) == set(SampleSizeAsked.model_fields)


def test_the_sentence_and_the_units_are_shown(run: Run, server: Server) -> None:
    answer = answer_to(baseline=0.1, relative_effect=0.05, units_per_day=9000)
    server.canned[PATH] = (200, answer)
    ran = run("samplesize", "--baseline", 0.1, "--relative-effect", 0.05, "--units-per-day", 9000)
    lines = ran.out.splitlines()
    assert lines[0] == answer["sentence"]
    assert f"{answer['total']:,}" in ran.out
    assert [line.split() for line in lines if line.startswith("weeks")] == [
        ["weeks", str(answer["weeks"])]
    ]


def test_numbers_are_shown_with_their_units(run: Run, server: Server) -> None:
    answer = answer_to(baseline=0.1, relative_effect=0.05, weights=[2, 1, 1])
    server.canned[PATH] = (200, answer)
    out = " ".join(run("samplesize", "--baseline", 0.1, "--relative-effect", 0.05).out.split())
    control, first, second = (f"{units:,}" for units in answer["units"])
    assert f"control {control}, treatment {first}, {second}" in out
    assert "relative effect 5 % effect 0.5 points treatment 10.5 % alpha" in out


def test_means_are_in_a_unit_of_their_own(run: Run, server: Server) -> None:
    asked = {"kind": "mean", "baseline": 30, "deviation": 50, "absolute_effect": 2.5}
    server.canned[PATH] = (200, answer_to(**asked))
    typed = ("--kind", "mean", "--baseline", 30, "--deviation", 50, "--absolute-effect", 2.5)
    assert "effect 2.5 treatment 32.5 " in " ".join(run("samplesize", *typed).out.split())


def test_only_what_was_typed_is_asked(run: Run, server: Server) -> None:
    server.canned[PATH] = (200, answer_to(baseline=0.1, units=90000))
    run("samplesize", "--baseline", 0.1, "--units", 90000, "--weights", "50,25,25")
    assert json.loads(server.requests[0].body) == {
        "baseline": 0.1,
        "units": 90000,
        "weights": [50, 25, 25],
    }


def test_what_is_undefined_is_shown_with_its_reason(run: Run, server: Server) -> None:
    answer = answer_to(baseline=0.1, relative_effect=0.05)
    server.canned[PATH] = (200, answer)
    out = run("samplesize", "--baseline", 0.1, "--relative-effect", 0.05).out
    assert f"undefined, because {answer['undefined']['days']}" in out


def test_the_answer_is_passed_on_as_json(run: Run, server: Server) -> None:
    answer = answer_to(baseline=0.1, relative_effect=0.05)
    server.canned[PATH] = (200, answer)
    assert run("samplesize", "--baseline", 0.1, "--relative-effect", 0.05, "--json").json == answer


def test_weights_that_are_none_are_refused(run: Run, server: Server) -> None:
    ran = run("samplesize", "--baseline", 0.1, "--units", 9, "--weights", "half")
    assert ran.code == 2
    assert server.requests == []


def test_the_baseline_is_needed(run: Run) -> None:
    assert run("samplesize", "--units", 10).code == 2
