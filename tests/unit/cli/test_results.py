"""`burgee results` reads as the API answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from burgee.domain.results import Finding, Part, Recommendation
from tests.unit.cli.conftest import Run
from tests.unit.cli.look_builders import (
    a_check,
    a_comparison,
    a_look,
    a_metric,
    a_posterior,
    a_segment,
    a_variant,
    a_verdict,
    results_answer,
    segments_answer,
    series_answer,
)
from tests.unit.cli.server import Server

RESULTS = "/api/v1/admin/experiments/badges/results"
LOOKS = "/api/v1/admin/experiments/badges/looks"


@pytest.fixture
def answered(server: Server) -> dict[str, Any]:
    """What the server answers about the newest look; to be changed by tests."""
    answer = results_answer()
    server.canned[RESULTS] = (200, answer)
    return answer


@pytest.mark.usefixtures("answered")
def test_the_verdict_comes_first(run: Run) -> None:
    lines = run("results", "badges").out.splitlines()
    assert lines[0] == "Promote treatment: bought is higher by 1.52 points."


@pytest.mark.usefixtures("answered")
def test_an_effect_is_shown_with_the_interval_that_decides(run: Run) -> None:
    (row,) = (line for line in run("results", "badges").out.splitlines() if "better" in line)
    for text in (
        "11.52 % (10.66 % to 12.43 %)",
        "+1.52 points (+0.12 to +2.92 points)",
        "+15.2 % (+1.1 % to +30.9 %)",
        "0.0142",
        "0.0284",
    ):
        assert text in row


def test_an_effect_that_ended_a_run_is_shown_freed_of_looking(
    run: Run, answered: dict[str, Any]
) -> None:
    answered["final"] = {
        "metric": "bought",
        "variant": "treatment",
        "effect": 0.0131,
        "low": 0.0009,
        "high": 0.0252,
        "p_value": 0.034,
    }
    out = run("results", "badges").out
    assert "bought, treatment: +1.31 points (+0.09 to +2.52 points), p 0.0340" in out


@pytest.mark.usefixtures("answered")
def test_facts_say_what_the_look_rests_on(run: Run) -> None:
    out = run("results", "badges").out
    assert "control 5,012, treatment 4,988" in out
    assert "treatment 12" in out
    assert "0.00305 of alpha 0.05 spent" in out
    assert "50 % of them are in" in out


def test_what_does_not_hold_is_shown_and_what_does_is_not(run: Run, server: Server) -> None:
    failing = a_check(passed=False, sentence="1,000 more units in control than planned.")
    look = a_look(
        checks=(failing, a_check(key="double_exposure", sentence="Few were seen in two variants.")),
        verdict=a_verdict(recommendation=None, sentence="No verdict: the split is wrong."),
    )
    server.canned[RESULTS] = (200, results_answer(look))
    out = run("results", "badges").out
    assert out.startswith("No verdict: the split is wrong.")
    assert "sample ratio" in out
    assert "1,000 more units in control than planned." in out
    assert "Few were seen" not in out


def test_reasons_that_a_check_says_are_said_once(run: Run, server: Server) -> None:
    failing = a_check(passed=False, sentence="The split is wrong.")
    verdict = a_verdict(recommendation=None, reasons=(failing.sentence, "Nobody looked."))
    server.canned[RESULTS] = (200, results_answer(a_look(checks=(failing,), verdict=verdict)))
    out = run("results", "badges").out
    assert out.count("The split is wrong.") == 1
    assert "  - Nobody looked." in out


def test_undefined_is_shown_with_its_reason(run: Run, server: Server) -> None:
    reason = "nobody has bought anything"
    nothing = a_comparison(
        finding=Finding.UNDEFINED,
        **dict.fromkeys(["effect", "low", "high", "p_value", "adjusted_p_value"]),
        **dict.fromkeys(["relative_effect", "relative_low", "relative_high"]),
        undefined=dict.fromkeys(["effect", "relative_effect", "p_value"], reason),
    )
    server.canned[RESULTS] = (
        200,
        results_answer(a_look(metrics=(a_metric(comparisons=[nothing]),))),
    )
    out = run("results", "badges").out
    assert f"undefined, because {reason}" in " ".join(out.split())


def test_goals_secondary_metrics_and_guardrails_are_apart(run: Run, server: Server) -> None:
    metrics = [
        a_metric("errors", part=Part.GUARDRAIL, type="count"),
        a_metric("bought"),
        a_metric("clicks", part=Part.SECONDARY, type="count"),
    ]
    server.canned[RESULTS] = (200, results_answer(a_look(metrics=metrics)))
    out = run("results", "badges").out
    (first, *_) = out.split("goals ")[1:]
    assert first.index("bought ") < first.index("secondary metrics") < first.index("clicks ")
    assert first.index("clicks ") < first.index("guardrails") < first.index("errors ")


def test_a_posterior_is_shown_where_there_is_one(run: Run, server: Server) -> None:
    comparison = a_comparison(posterior=a_posterior())
    look = a_look(metrics=(a_metric(comparisons=(comparison,)),))
    server.canned[RESULTS] = (200, results_answer(look))
    (row,) = (line for line in run("results", "badges").out.splitlines() if "flat" in line)
    texts = ("99.3 %", "99.3 %", "0.001 points", "1.51 points", "flat")
    assert row.split() == ["bought", "treatment", *" ".join(texts).split()]


def test_remarks_are_said_once(run: Run, server: Server) -> None:
    comparison = a_comparison(notes=("the covariate explains nothing",))
    metric = a_metric(comparisons=(comparison,))
    server.canned[RESULTS] = (200, results_answer(a_look(metrics=(metric, metric))))
    out = run("results", "badges").out
    assert out.count("bought, treatment: the covariate explains nothing") == 1


def test_doubts_about_the_sums_are_shown(run: Run, server: Server) -> None:
    server.canned[RESULTS] = (200, results_answer(None, "a record is parked"))
    assert "a record is parked" in run("results", "badges").out


def test_the_answer_of_the_api_is_passed_on_as_json(run: Run, answered: dict[str, Any]) -> None:
    assert run("results", "badges", "--json").json == json.loads(json.dumps(answered))


@pytest.mark.usefixtures("answered")
def test_a_run_is_asked_for_by_its_number(run: Run, server: Server) -> None:
    run("results", "badges", "--run", 2)
    assert [request.query for request in server.requests] == ["run=2"]


@pytest.mark.usefixtures("answered")
def test_a_look_is_taken_before_it_is_read(run: Run, server: Server) -> None:
    server.canned[LOOKS] = (200, results_answer())
    ran = run("results", "badges", "--look", "--run", 1)
    assert [(request.method, request.path) for request in server.requests] == [
        ("POST", LOOKS),
        ("GET", RESULTS),
    ]
    assert "Look 5" in ran.err


@pytest.mark.usefixtures("answered")
def test_the_final_look_is_taken_at_once_if_that_is_asked_for(run: Run, server: Server) -> None:
    server.canned[LOOKS] = (200, results_answer())
    run("results", "badges", "--look", "--final")
    assert json.loads(server.requests[0].body) == {"final": True}


@pytest.mark.usefixtures("answered")
def test_the_final_look_is_one_that_is_taken(run: Run) -> None:
    ran = run("results", "badges", "--final")
    assert ran.code == 2
    assert "--look --final" in ran.err


@pytest.mark.usefixtures("answered")
def test_segments_are_marked_as_exploratory(run: Run, server: Server) -> None:
    server.canned[f"{RESULTS}/segments"] = (
        200,
        segments_answer(a_segment("mobile"), a_segment("")),
    )
    out = run("results", "badges", "--segments").out
    assert "exploratory" in out
    assert "device = mobile" in out
    assert "device = (none)" in out


@pytest.mark.usefixtures("answered")
def test_segments_of_one_dimension_are_asked_for(run: Run, server: Server) -> None:
    server.canned[f"{RESULTS}/segments"] = (200, segments_answer(a_segment()))
    run("results", "badges", "--dimension", "device")
    assert server.requests[-1].query == "dimension=device"


@pytest.mark.usefixtures("answered")
def test_without_dimensions_there_are_no_segments(run: Run, server: Server) -> None:
    server.canned[f"{RESULTS}/segments"] = (200, segments_answer())
    assert "There are no segments" in run("results", "badges", "--segments").out


@pytest.mark.usefixtures("answered")
def test_the_series_has_a_row_per_look(run: Run, server: Server) -> None:
    undecided = a_verdict(recommendation=Recommendation.CONTINUE)
    looks = [a_look(4, verdict=undecided), a_look(5)]
    server.canned[f"{RESULTS}/series"] = (200, series_answer(*looks))
    out = run("results", "badges", "--series").out
    rows = [
        line.split() for line in out.splitlines() if line.startswith("bought") and "2026" in line
    ]
    assert [(row[2], row[-1]) for row in rows] == [("4", "continue"), ("5", "promote")]


def test_a_bayesian_plan_spends_nothing(run: Run, server: Server) -> None:
    server.canned[RESULTS] = (200, results_answer(a_look(design="bayesian")))
    (row,) = (line for line in run("results", "badges").out.splitlines() if "judged by" in line)
    assert row.split() == ["judged", "by", "Bayesian"]


def test_an_interval_that_ends_just_beside_0_does_not_seem_to_hold_it(
    run: Run, server: Server
) -> None:
    comparison = a_comparison(effect=-0.01, low=-0.02, high=-0.00001, finding=Finding.WORSE)
    server.canned[RESULTS] = (
        200,
        results_answer(a_look(metrics=(a_metric(comparisons=(comparison,)),))),
    )
    assert "-1.00 points (-2.00 to -0.001 points)" in run("results", "badges").out


def test_a_metric_without_an_interval_says_why(run: Run, server: Server) -> None:
    alone = a_variant(
        value=3.0, low=None, high=None, undefined={"interval": "one unit has no variance"}
    )
    look = a_look(metrics=(a_metric(variants=(alone,), comparisons=(), type="sum"),))
    server.canned[RESULTS] = (200, results_answer(look))
    out = " ".join(run("results", "badges").out.split())
    assert "3.000 (interval undefined)" in out
    assert "bought: interval undefined, because one unit has no variance" in out


def test_why_there_are_no_intervals_is_said_once(run: Run, server: Server) -> None:
    early = {
        "low": None,
        "high": None,
        "undefined": dict.fromkeys(("interval", "relative_interval"), "it is early"),
    }
    ends = {**early, "relative_low": None, "relative_high": None}
    metrics = tuple(
        a_metric(name, variants=(a_variant(**early),), comparisons=(a_comparison(**ends),))
        for name in ("bought", "came_back")
    )
    server.canned[RESULTS] = (200, results_answer(a_look(metrics=metrics)))
    out = run("results", "badges").out
    assert out.count("it is early") == 1
    assert "bought, came_back: interval undefined, because it is early" in out


def test_a_relative_effect_without_an_interval_says_why(run: Run, server: Server) -> None:
    comparison = a_comparison(
        relative_low=None, relative_high=None, undefined={"relative_interval": "it is unknown"}
    )
    metrics = (a_metric(comparisons=(comparison,)),)
    server.canned[RESULTS] = (200, results_answer(a_look(metrics=metrics)))
    out = run("results", "badges").out
    assert "bought: interval of the relative effect undefined, because it is unknown" in out


def test_what_is_hardly_anything_of_alpha_reads_so(run: Run, server: Server) -> None:
    server.canned[RESULTS] = (200, results_answer(a_look(spent=1.8e-66)))
    assert "< 0.0001 of alpha 0.05 spent" in run("results", "badges").out
