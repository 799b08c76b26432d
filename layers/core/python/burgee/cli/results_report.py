"""The results of a run as one file of HTML that needs nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from burgee.cli.markup import Markup, element, joined, numbered
from burgee.cli.plots import interval_plot, posterior_plot, series_plot
from burgee.cli.report_style import STYLE
from burgee.cli.result_answers import Point, Results
from burgee.cli.result_words import (
    PARTS,
    Part,
    Piece,
    Pieces,
    compared,
    count_text,
    gaps,
    parts_of,
    posterior_of,
    remarks,
    value_of,
    words,
)
from burgee.cli.results_page import METRIC_COLUMNS, facts, more_reasons, recommendation
from burgee.cli.results_page import POSTERIOR_COLUMNS as PAGE_COLUMNS
from burgee.cli.tables import minute, shown
from burgee.domain.actors import who
from burgee.domain.documents import Json

POSTERIOR_COLUMNS = PAGE_COLUMNS[1:]
COLUMNS = (*METRIC_COLUMNS[:-1], "")  # a finding needs no title
CLASS_BY_RECOMMENDATION = {"promote": "good", "roll_back": "bad", None: "warn"}
CLASS_BY_FINDING = {"better": "good", "safe": "good", "worse": "bad", "harmed": "bad"}
HOW_TO_READ = {
    "interval": "The effects that the numbers leave possible. It is the one that the verdict goes "
    "by, and it stays true however often somebody looks.",
    "over the looks": "The line is the effect as each look found it, the area its interval. The "
    "dashed lines are the bounds: where the line is beyond them, the interval leaves out 0.",
    "posterior": "How probable each effect is by the Bayesian analysis, drawn as a normal curve. "
    "The filled part is the probability to beat the control.",
    "effect": "Treatment minus control; relative, as a share of the control's value. Points are "
    "percentage points.",
}
ABOUT_SEGMENTS = (
    "Exploratory: corrected among all breakdowns, and they decide nothing. Take what stands out "
    "here as a question for another experiment."
)


def report(found: Results) -> str:
    """The whole page. Each number carries the API's own, and the API's whole answer is in it."""
    look = found.look
    title = f"Results of {look['run']}, look {look['number']}"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", Markup(STYLE)),
    )
    body = element("body", *_body(found), _attached(found.answer))
    return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"


def _attached(answer: Json) -> Markup:
    text = json.dumps(answer, ensure_ascii=False).replace("<", "\\u003c")
    return element("script", Markup(text), type="application/json", id="answer")


def _body(found: Results) -> Iterator[Markup]:
    look = found.look
    yield element("header", *_header(look))
    yield element("h2", "What it rests on")
    yield _pairs({name: fact for name, fact in facts(look).items() if name != "verdict"})
    yield element("ul", *_checks(look["checks"]))
    for part, title in PARTS.items():
        metrics = [metric for metric in look["metrics"] if metric["part"] == part]
        if metrics:
            yield element("h2", title)
            yield from (_metric(metric, look["plan"], found.points) for metric in metrics)
    if found.breakdowns:
        yield element("h2", "Segments")
        yield element("p", ABOUT_SEGMENTS, class_="about")
        yield from _segments(found.breakdowns)
    yield element("h2", "How to read it")
    yield _pairs(HOW_TO_READ)
    yield element("h2", "The plan")
    yield _pairs({words(name): shown(value) for name, value in look["plan"].items()})
    yield element("footer", element("p", _origin(look)))


def _header(look: Part) -> Iterator[Markup]:
    verdict = look["verdict"]
    class_ = CLASS_BY_RECOMMENDATION.get(verdict["recommendation"], "")
    yield element("p", f"Results of {look['run']}", class_="about")
    yield element("h1", verdict["sentence"])
    yield element("span", recommendation(verdict), class_=f"badge {class_}".strip())
    reasons = more_reasons(look)
    if reasons:
        yield element("ul", *(element("li", reason) for reason in reasons))


def _pairs(entries: Part) -> Markup:
    return element(
        "dl",
        *(
            element("div", element("dt", name), element("dd", shown(value)))
            for name, value in entries.items()
            if value not in (None, "", [], {})
        ),
    )


def _checks(checks: Iterable[Part]) -> Iterator[Markup]:
    for check in sorted(checks, key=lambda one: one["passed"]):
        if check["passed"]:
            mark = element("span", "holds", class_="good")
        else:
            weight = "blocks a verdict" if check["blocks"] else "holds a verdict back"
            mark = element("strong", weight, class_="bad" if check["blocks"] else "warn")
        yield element("li", mark, f": {check['sentence']}")


def _metric(metric: Part, plan: Part, points: Sequence[Point]) -> Markup:
    good = "less is good" if metric["direction"] == "decrease" else "more is good"
    about = element("small", f" {words(metric['type'])}; {good}")
    own = [point for point in points if point.metric == metric["metric"]]
    return element(
        "article",
        element("h3", metric["metric"], about),
        _table(COLUMNS, _rows(metric)),
        *_posteriors(metric),
        *_remarks(metric),
        element("div", *_figures(metric, plan, own), class_="figures"),
    )


def _table(columns: Sequence[str], rows: Iterable[Markup]) -> Markup:
    head = element("thead", element("tr", *(element("th", name) for name in columns)))
    return element("table", head, element("tbody", *rows))


def _cell(column: str, content: str) -> Markup:
    return element("td", content, data_label=column or "finding")


def _rows(metric: Part, segment: str = "") -> Iterator[Markup]:
    comparisons = {one["variant"]: one for one in metric["comparisons"]}
    for variant in sorted(metric["variants"], key=lambda one: one["variant"] in comparisons):
        key, units = variant["variant"], variant["units"]
        counted: Pieces = (Piece(count_text(units), units),)
        found = comparisons.get(key)
        cells = [key, numbered(counted), numbered(value_of(metric, variant))]
        cells += _compared(metric, found) if found else [""] * 6
        row = joined(_cell(column, cell) for column, cell in zip(COLUMNS, cells, strict=True))
        where = {"data_segment": segment} if segment else {}
        lead = _cell("segment", segment) if segment else ""
        yield element("tr", lead, row, data_metric=metric["metric"], data_variant=key, **where)


def _compared(metric: Part, comparison: Part) -> list[Markup]:
    finding = comparison["finding"]
    class_ = CLASS_BY_FINDING.get(finding, "")
    shown_finding = element("strong", words(finding), class_=class_)
    return [*map(numbered, compared(metric, comparison)), shown_finding]


def _posteriors(metric: Part) -> Iterator[Markup]:
    rows = [
        _posterior(metric, one["variant"], one["posterior"])
        for one in metric["comparisons"]
        if one["posterior"]
    ]
    if rows:
        yield element("p", "By the Bayesian analysis:", class_="about")
        yield _table(POSTERIOR_COLUMNS, rows)


def _posterior(metric: Part, variant: str, posterior: Part) -> Markup:
    cells = [variant, *map(numbered, posterior_of(metric, posterior))]
    marks = {"data_posterior": metric["metric"], "data_variant": variant}
    return element("tr", *map(_cell, POSTERIOR_COLUMNS, cells), **marks)


def _remarks(metric: Part) -> Iterator[Markup]:
    yield from _listed([*gaps(parts_of([metric])), *remarks(metric)])


def _listed(texts: Sequence[str]) -> Iterator[Markup]:
    if texts:
        lines = [element("li", text) for text in texts]
        yield element("ul", *lines, class_="about")


def _figures(metric: Part, plan: Part, points: Sequence[Point]) -> Iterator[Markup]:
    name, comparisons = metric["metric"], metric["comparisons"]
    if any(comparison["effect"] is not None for comparison in comparisons):
        plot = interval_plot(_name("interval", name), metric, plan["worthwhile_effect"])
        yield _figure(plot, "Intervals, treatment against control")
    for place, comparison in enumerate(comparisons):
        variant = comparison["variant"]
        own = [point for point in points if point.variant == variant]
        if any(point.comparison["effect"] is not None for point in own):
            plot = series_plot(_name("series", name, variant), metric, own, place)
            yield _figure(plot, f"{variant}: the effect over the looks, and its bounds")
    plot = posterior_plot(_name("posterior", name), metric)
    if plot:
        yield _figure(plot, "Posterior of the effect")


def _name(*words_: str) -> str:
    return "-".join(word.encode().hex() if place else word for place, word in enumerate(words_))


def _figure(plot: str, caption: str) -> Markup:
    return element("figure", Markup(plot), element("figcaption", caption))


def _segments(segments: Sequence[Part]) -> Iterator[Markup]:
    """One table per metric and dimension."""
    keys = dict.fromkeys(
        (metric["metric"], one["dimension"]) for one in segments for metric in one["metrics"]
    )
    for name, dimension in keys:
        found = [
            (one["value"] or "(none)", metric)
            for one in segments
            for metric in one["metrics"]
            if (metric["metric"], one["dimension"]) == (name, dimension)
        ]
        rows = [row for value, metric in found for row in _rows(metric, value)]
        yield element(
            "article",
            element("h3", f"{name} by {dimension}"),
            _table(("segment", *COLUMNS), rows),
            *_listed(list(gaps(parts_of(metric for _, metric in found)))),
        )


def _origin(look: Part) -> str:
    return (
        f"Burgee, look {look['number']} of {minute(look['at'])} (UTC), asked for by "
        f"{who(look, 'asked_by')}. Stored as it is and never computed again."
    )
