"""The report of `burgee results --html`: one file, with the numbers of the API."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from burgee.cli.result_answers import Results
from burgee.cli.results_report import report
from burgee.domain.results import Finding, Look, MetricResult, Part
from burgee.stats.judging.judge import analyse_run
from burgee.stats.judging.questions import AnalysisPlan
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
from tests.unit.stats.judging.runs import conversions, question

RESULTS = "/api/v1/admin/experiments/badges/results"
ESTIMATES = ("effect", "low", "high", "relative_effect", "relative_low", "relative_high")
NOTHING = (*ESTIMATES, "se", "bound", "p_value", "adjusted_p_value")


class Page(HTMLParser):
    """A page's texts, attributes, identifiers, and per row the numbers that it shows."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: dict[str, str] = {}
        self.rows: list[tuple[dict[str, str], list[float]]] = []
        self._within = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.attributes += [(tag, name, value) for name, value in known.items()]
        self._within = tag
        if tag == "tr":
            self.rows.append((known, []))
        if tag == "data":
            self.rows[-1][1].append(float(known["value"]))

    def handle_data(self, data: str) -> None:
        self.texts[self._within] = self.texts.get(self._within, "") + data

    def numbers_of(self, **marks: str) -> list[float]:
        wanted = {f"data-{name}": value for name, value in marks.items()}
        (found,) = (numbers for known, numbers in self.rows if known == wanted)
        return found

    def values(self, name: str) -> list[str]:
        return [value for _, attribute, value in self.attributes if attribute == name]


def report_of(look: Look, *before: Look) -> str:
    """The report of a look with those before it."""
    return report(
        Results(
            json.loads(json.dumps(results_answer(look))),
            json.loads(json.dumps(series_answer(*before, look))),
            json.loads(json.dumps(segments_answer(*look.segments))),
        )
    )


def undefined_comparison(reason: str) -> Any:
    undefined = dict.fromkeys(("effect", "relative_effect", "p_value"), reason)
    return a_comparison(finding=Finding.UNDEFINED, **dict.fromkeys(NOTHING), undefined=undefined)


def judged(metric: MetricResult, **overrides: Any) -> Look:
    return a_look(metrics=(metric,), **overrides)


def test_each_number_of_a_comparison_is_the_one_of_the_api() -> None:
    metric = a_metric()
    numbers = Page(report_of(judged(metric))).numbers_of(metric="bought", variant="treatment")
    variant, comparison = asdict(metric.variants[1]), asdict(metric.comparisons[0])
    assert numbers == [
        *(variant[name] for name in ("units", "value", "low", "high")),
        *(comparison[name] for name in (*ESTIMATES, "p_value", "adjusted_p_value")),
    ]


@pytest.mark.parametrize("method", ["frequentist", "bayesian"])
def test_what_was_judged_is_reported_with_the_numbers_of_the_api(method: str) -> None:
    sums = conversions((8_000, 800), (8_000, 960), (8_000, 0))
    plan = AnalysisPlan(planned_units=10_000, method=method)
    look = analyse_run(question(sums, plan=plan))
    page = Page(report_of(look))
    for answered in results_answer(look)["metrics"][0]["comparisons"]:
        shown = page.numbers_of(metric="conversion", variant=answered["variant"])[4:]
        names = (*ESTIMATES, "p_value", "adjusted_p_value")
        assert shown == [answered[name] for name in names if answered[name] is not None]


def test_each_number_of_a_posterior_is_the_one_of_the_api() -> None:
    posterior = a_posterior()
    look = judged(a_metric(comparisons=(a_comparison(posterior=posterior),)))
    assert Page(report_of(look)).numbers_of(posterior="bought", variant="treatment") == [
        posterior.to_beat_control,
        posterior.to_be_best,
        posterior.loss_of_promoting,
        posterior.loss_of_keeping,
    ]


def test_each_number_of_a_segment_is_the_one_of_the_api() -> None:
    segment = a_segment("mobile")
    page = Page(report_of(a_look(segments=(segment, a_segment("")))))
    numbers = page.numbers_of(metric="bought", variant="control", segment="mobile")
    control = segment.metrics[0].variants[0]
    assert numbers == [control.units, control.value, control.low, control.high]


def test_the_whole_answer_is_in_the_page() -> None:
    look = a_look(verdict=a_verdict(sentence="</script><b>"), segments=(a_segment(),))
    found = Page(report_of(look)).texts["script"]
    answer = json.loads(json.dumps(results_answer(look)))
    assert {name: json.loads(found)[name] for name in answer} == answer


def test_nothing_is_loaded_from_elsewhere() -> None:
    page = Page(report_of(a_look()))
    links = [*page.values("href"), *page.values("src"), *page.values("xlink:href")]
    assert [link for link in links if not link.startswith("#")] == []


def test_every_identifier_is_there_once_and_every_reference_leads_to_one() -> None:
    looks = [a_look(number) for number in range(1, 6)]
    text = report_of(*reversed(looks))
    ids = Page(text).values("id")
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:url\(#|href="#)([^")]*)', text)) <= set(ids)


def test_plots_have_the_page_s_colours_alone() -> None:
    text = report_of(a_look())
    drawn = "".join(re.findall(r"<svg.*?</svg>", text, re.DOTALL))
    assert "var(--good)" in drawn
    assert re.findall(r"#[0-9a-f]{6}\b", drawn) == []


def test_a_variant_whose_key_begins_with_an_underscore_is_named_beside_its_posterior() -> None:
    comparison = a_comparison(variant="_new", posterior=a_posterior())
    variants = (a_variant(), a_variant("_new"))

    written = report_of(judged(a_metric(variants=variants, comparisons=(comparison,))))

    assert ">_new: 99.3 % to beat the control<" in written


def test_there_is_a_plot_of_intervals_of_the_looks_and_of_the_posterior() -> None:
    look = judged(a_metric(comparisons=(a_comparison(posterior=a_posterior()),)))
    said = Page(report_of(look, a_look(4))).values("aria-label")
    assert said == [
        "bought: treatment +1.52 points (+0.12 to +2.92 points), better",
        "bought, treatment: the effect over 2 looks",
        "bought: treatment: 99.3 % to beat the control",
    ]


def test_an_interval_that_decides_on_the_relative_effect_is_drawn_in_percent() -> None:
    comparison = a_comparison(decided_on="relative_effect")
    look = judged(
        a_metric(comparisons=(comparison,)), plan={**a_look().plan, "worthwhile_effect": 0.05}
    )
    text = report_of(look)
    assert "bought: treatment +15.2 % (+1.1 % to +30.9 %), better" in text
    assert ">worthwhile<" in text


def test_a_guardrail_s_margin_is_drawn() -> None:
    comparison = a_comparison(decided_on="relative_effect", finding=Finding.SAFE)
    guardrail = a_metric(
        part=Part.GUARDRAIL, direction="decrease", margin=0.02, comparisons=(comparison,)
    )
    assert ">margin<" in report_of(judged(guardrail))


@pytest.mark.parametrize("open_side", ["low", "high"])
def test_an_interval_may_be_open_to_one_side(open_side: str) -> None:
    look = judged(a_metric(comparisons=(a_comparison(**{open_side: None}),)))
    bound = "at most" if open_side == "low" else "at least"
    assert f"{bound} <data" in report_of(look)


def test_without_an_effect_nothing_is_drawn_and_the_reason_is_given() -> None:
    look = judged(a_metric(comparisons=(undefined_comparison("nobody came"),)))
    text = report_of(look)
    assert "undefined, because nobody came" in text
    assert "<svg" not in text


def test_of_two_treatments_one_may_be_undefined() -> None:
    other = replace(undefined_comparison("nobody came"), variant="bold")
    variants = (a_variant(), a_variant("treatment"), a_variant("bold", units=0))
    metric = a_metric(comparisons=(a_comparison(), other), variants=variants)
    said = Page(report_of(judged(metric))).values("aria-label")
    assert "bold undefined, because nobody came, undefined" in said[0]


def test_text_of_users_is_never_markup() -> None:
    sentence = "<img src=x onerror=alert(1)> & more"
    look = a_look(
        verdict=a_verdict(sentence=sentence, reasons=(f"{sentence}!",)),
        checks=(a_check(passed=False, sentence=sentence),),
        segments=(a_segment("<b>bold</b>"),),
    )
    page = Page(report_of(look))
    assert {tag for tag, _, _ in page.attributes}.isdisjoint({"img", "b"})
    assert sentence in page.texts["h1"]


def test_a_long_key_with_signs_of_formulas_is_drawn_as_it_is() -> None:
    key = "price$5$~" + "x" * 100
    metric = a_metric(
        comparisons=(a_comparison(variant=key),), variants=(a_variant(), a_variant(key))
    )
    assert ">price$5$~xxxxxxxxxx…<" in report_of(judged(metric))


def test_notes_and_failing_checks_are_in_the_report() -> None:
    look = judged(
        a_metric(comparisons=(a_comparison(notes=("The covariate explains nothing.",)),)),
        checks=(a_check(), a_check(passed=False, blocks=False, sentence="Too early.")),
    )
    items = Page(report_of(look)).texts
    assert "treatment: The covariate explains nothing." in items["li"]
    assert "holds a verdict back" in items["strong"]


def test_the_report_is_written_where_it_was_asked_for(
    run: Run, server: Server, tmp_path: Path
) -> None:
    server.canned[RESULTS] = (200, results_answer())
    server.canned[f"{RESULTS}/series"] = (200, series_answer(a_look(4), a_look()))
    server.canned[f"{RESULTS}/segments"] = (200, segments_answer())
    ran = run("results", "badges", "--html", tmp_path / "report.html")
    assert f"The report is in {tmp_path / 'report.html'}" in ran.out
    assert (tmp_path / "report.html").read_text().startswith("<!doctype html>")


def test_a_report_that_cannot_be_written_is_said(run: Run, server: Server, tmp_path: Path) -> None:
    server.canned[RESULTS] = (200, results_answer())
    server.canned[f"{RESULTS}/series"] = (200, series_answer())
    server.canned[f"{RESULTS}/segments"] = (200, segments_answer())
    ran = run("results", "badges", "--html", tmp_path / "missing" / "report.html")
    assert ran.code == 2
    assert "cannot write" in ran.err


def test_without_matplotlib_the_command_says_how_to_get_it(
    run: Run, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    ran = run("results", "badges", "--html", tmp_path / "report.html")
    assert ran.code == 2
    assert "pip install 'burgee[report]'" in ran.err
    assert server.requests == []
