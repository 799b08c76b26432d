"""The analyse function: looks by the clock and on demand, and what it tells of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from io import StringIO
from typing import Any

import pytest

from burgee.domain.errors import DocumentNotFound, StorageUnavailable
from burgee.domain.results import Check, Finding, Look, Part
from burgee.domain.roles import Caller, Role
from burgee.services.analyse_rollouts import Watch
from burgee.services.analyse_run import Analysis
from burgee.stats.judging.questions import RunQuestion
from functions.analyse.handler import JOBS, answer, judge_all, take_due_looks
from functions.analyse.reports import ReportedJudgements, ReportedLooks
from functions.catalog import FUNCTIONS
from tests.functions.admin_api import ADMIN, Answer, http_event, recognised
from tests.judgements import a_judgement, a_reading
from tests.looks import a_comparison, a_look, a_metric_result
from tests.unit.services.looking import SHOP, Laboratory
from tests.unit.services.watchtower import RUN as ROLLOUT_RUN
from tests.unit.services.watchtower import Tower

LOOKS = f"/experiments/{SHOP}/looks"
SAME = {"control": {"flags": {"f": "on"}}, "treatment": {"flags": {"f": "on"}}}
MISMATCH = (Check("sample_ratio", False, True, "The groups are too different.", 1e-9),)
EDITOR = Caller("editor-1", Role.EDITOR, None, "Edda")
VIEWER = Caller("viewer-1", Role.VIEWER, None, "Vic")


@dataclass
class Bench:
    """A laboratory whose looks are reported, as the function's are; `found` changes what is
    found in them."""

    laboratory: Laboratory
    found: dict[str, Any]

    @property
    def analysis(self) -> Analysis:
        own = self.laboratory.analysis
        reported = ReportedLooks(own.looks, own.documents)

        def judge(question: RunQuestion) -> Look:
            return replace(own.judge(question), **self.found)

        return replace(own, looks=reported, judge=judge)

    def post(self, path: str, body: Any, caller: Caller | None = EDITOR) -> Answer:
        who = recognised(caller) if caller else None
        event = http_event("POST", f"{ADMIN}{path}", body=json.dumps(body), authorizer=who)
        got = answer(event, None, lambda: self.analysis)
        return Answer(got["statusCode"], got["headers"], got["body"])


@pytest.fixture
def bench() -> Bench:
    """An experiment that runs, with two units."""
    laboratory = Laboratory()
    laboratory.write()
    laboratory.expose("ann")
    laboratory.expose("bob", variant="treatment")
    return Bench(laboratory, {})


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, list[float]]]:
    """The metrics of each line that was written."""
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [{name: one for name, one in line.items() if isinstance(one, list)} for line in lines]


def claiming(finding: Finding, part: Part = Part.GOAL) -> dict[str, Any]:
    return {"metrics": (a_metric_result(part=part, comparisons=(a_comparison(finding=finding),)),)}


def test_a_look_on_demand_is_answered_and_kept(bench: Bench) -> None:
    got = bench.post(LOOKS, {})

    assert (got.status, got.json["number"], got.json["asked_by"]) == (200, 1, "editor-1")
    assert bench.laboratory.looks.latest(f"{SHOP}.1") is not None


def test_the_last_look_is_answered_again_where_nothing_is_new(bench: Bench) -> None:
    first = bench.post(LOOKS, {"run": 1})

    again = bench.post(LOOKS, {"run": 1})

    assert (again.status, again.json) == (200, first.json)


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        (LOOKS, {"run": 7}, "NOT_FOUND"),
        (LOOKS, {"run": 0}, "MALFORMED_REQUEST"),
        (LOOKS, {"run": "1"}, "MALFORMED_REQUEST"),
        (LOOKS, {"run": True}, "MALFORMED_REQUEST"),
        (LOOKS, {"final": True}, "ILLEGAL_TRANSITION"),
        (LOOKS, {"look": 1}, "MALFORMED_REQUEST"),
        ("/experiments/nothing/looks", {}, "NOT_FOUND"),
        ("/samplesize", {"baseline": 2, "relative_effect": 0.1}, "IMPOSSIBLE_INPUT"),
        ("/samplesize", {"baseline": 0.1}, "IMPOSSIBLE_INPUT"),
        ("/samplesize", {"baseline": 0.1, "units": 10, "sides": 3}, "MALFORMED_REQUEST"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_its_code(
    bench: Bench, path: str, body: dict[str, Any], code: str
) -> None:
    got = bench.post(path, body)

    assert (got.code, got.headers["Content-Type"]) == (code, "application/problem+json")


def test_a_viewer_may_not_take_a_look(bench: Bench) -> None:
    assert bench.post(LOOKS, {}, VIEWER).code == "FORBIDDEN"


def test_nobody_without_a_key_is_answered(bench: Bench) -> None:
    assert bench.post(LOOKS, {}, None).code == "UNAUTHENTICATED"


def test_a_viewer_may_ask_how_many_units_it_takes(bench: Bench) -> None:
    asked = {"baseline": 0.05, "relative_effect": 0.2, "sequential": "none", "units_per_day": 2000}

    got = bench.post("/samplesize", asked, VIEWER)

    assert (got.status, got.json["units"], got.json["days"]) == (200, [8158, 8158], 14)


def test_the_timer_takes_every_look_that_is_due(bench: Bench) -> None:
    bench.laboratory.pass_days(1)

    assert take_due_looks(bench.analysis) == {"looks": [f"{SHOP}.1 1"]}


def test_a_second_timer_on_the_same_day_finds_nothing_due(bench: Bench) -> None:
    bench.laboratory.pass_days(1)
    take_due_looks(bench.analysis)

    assert take_due_looks(bench.analysis) == {"looks": []}


def test_a_fault_of_one_experiment_is_raised_once_the_others_are_done(
    bench: Bench, logged: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.laboratory.write("another")
    bench.laboratory.expose("cat", run="another.1")
    bench.laboratory.faults["another.1"] = StorageUnavailable("DynamoDB does not answer.")
    bench.laboratory.pass_days(1)

    with pytest.raises(StorageUnavailable):
        take_due_looks(bench.analysis)

    assert bench.laboratory.looks.latest(f"{SHOP}.1") is not None
    assert '"experiment":"another"' in logged.getvalue()
    assert {"LookFailures": [1.0]} in told(capsys)


def test_a_fault_on_demand_is_counted_and_not_told(
    bench: Bench, logged: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.found = {"no_such_field": 1}

    got = bench.post(LOOKS, {})

    assert (got.status, got.code) == (500, "INTERNAL")
    assert "no_such_field" not in got.text
    assert told(capsys) == [{"LookFailures": [1.0]}]


def test_each_new_look_is_counted(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    bench.post(LOOKS, {})
    bench.post(LOOKS, {})

    assert told(capsys) == [{"Looks": [1.0], "SampleRatioMismatches": [0.0]}]


def test_a_sample_ratio_mismatch_is_counted(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.found = {"checks": MISMATCH}

    bench.post(LOOKS, {})

    assert told(capsys) == [{"Looks": [1.0], "SampleRatioMismatches": [1.0]}]


@pytest.mark.parametrize(
    ("found", "mismatches", "false_alarms"),
    [
        (claiming(Finding.UNDECIDED), 0.0, 0.0),
        (claiming(Finding.BETTER), 0.0, 1.0),
        (claiming(Finding.WORSE) | {"checks": MISMATCH}, 1.0, 1.0),
        (claiming(Finding.WORSE, Part.SECONDARY), 0.0, 0.0),
    ],
)
def test_whatever_an_a_a_experiment_finds_in_a_goal_is_a_false_alarm(
    bench: Bench,
    capsys: pytest.CaptureFixture[str],
    found: dict[str, Any],
    mismatches: float,
    false_alarms: float,
) -> None:
    bench.laboratory.write(variants=SAME)
    bench.found = found

    bench.post(LOOKS, {})

    assert told(capsys) == [
        {
            "Looks": [1.0],
            "SampleRatioMismatches": [mismatches],
            "StandingSampleRatioMismatch": [mismatches],
            "StandingFalseAlarms": [false_alarms],
        }
    ]


def test_a_look_that_could_not_be_reported_is_not_kept(bench: Bench) -> None:
    with pytest.raises(DocumentNotFound):
        bench.analysis.looks.add(a_look(run="gone.1"))

    assert bench.laboratory.looks.latest("gone.1") is None


def test_a_look_at_a_run_that_names_no_experiment_is_of_none_that_is_a_a(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.analysis.looks.add(a_look(run="nameless"))

    assert told(capsys) == [{"Looks": [1.0], "SampleRatioMismatches": [0.0]}]


def test_reported_looks_are_those_of_the_repository(bench: Bench) -> None:
    bench.post(LOOKS, {})
    reported, own = bench.analysis.looks, bench.laboratory.looks
    run = f"{SHOP}.1"

    assert (reported.looks(run), reported.latest(run), reported.segments(run, 1)) == (
        own.looks(run),
        own.latest(run),
        own.segments(run, 1),
    )


def reporting(tower: Tower) -> Watch:
    return replace(tower.watch, judgements=ReportedJudgements(tower.judgements))


def test_guardrails_are_judged_by_the_clock_and_reported(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tower = Tower()
    tower.write()
    tower.expose("on", "ann")

    assert judge_all(reporting(tower)) == {"judged": [ROLLOUT_RUN]}
    assert told(capsys) == [{"GuardrailValue": [0.0]}, {"JudgementFailures": [0.0]}]


def test_the_value_of_a_guardrail_has_no_dimensions_but_its_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    judgement = a_judgement(readings=(a_reading(), a_reading("none", values={"new": None})))

    ReportedJudgements(Tower().judgements).put(judgement)

    [line] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    [about] = line["_aws"]["CloudWatchMetrics"]
    assert about["Namespace"] == "Burgee"
    [dimensions] = about["Dimensions"]
    assert set(dimensions) == {"deployment", "rollout", "guardrail"}
    assert (line["rollout"], line["guardrail"]) == ("checkout", "errors")
    assert line["GuardrailValue"] == [0.081]


def test_a_rollout_that_cannot_be_judged_is_told_and_counted_after_the_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tower = Tower()
    tower.write()
    tower.write("another")
    tower.faults = [StorageUnavailable("DynamoDB is silent.")]

    with pytest.raises(StorageUnavailable):
        judge_all(reporting(tower))

    assert tower.judgements.latest(ROLLOUT_RUN) is not None
    assert told(capsys)[-1] == {"JudgementFailures": [1.0]}


def test_every_timer_of_the_function_names_a_job() -> None:
    [analyse] = [function for function in FUNCTIONS if function.name == "analyse"]

    assert {timer.payload["job"] for timer in analyse.timers} == JOBS.keys()
