"""The newest look at a run as a page of a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from burgee.cli.result_answers import Point
from burgee.cli.result_words import (
    DESIGNS,
    PARTS,
    Part,
    compared,
    count_text,
    effect_of,
    final_of,
    gaps,
    p_value_of,
    parts_of,
    plain,
    posterior_of,
    spent_text,
    value_of,
    words,
)
from burgee.cli.tables import minute, pairs, table
from burgee.domain.documents import Json

if TYPE_CHECKING:
    from rich.console import RenderableType

RECOMMENDATION_STYLES = {"promote": "bold green", "roll_back": "bold red", None: "bold yellow"}
METRIC_COLUMNS = (
    "variant",
    "units",
    "value",
    "effect",
    "relative effect",
    "level",
    "p-value",
    "corrected",
    "finding",
)
SERIES_COLUMNS = (
    "metric",
    "variant",
    "look",
    "at (UTC)",
    "units",
    "effect",
    "p-value",
    "finding",
    "verdict",
)
POSTERIOR_COLUMNS = (
    "metric",
    "variant",
    "beats control",
    "is best",
    "loss of promoting",
    "loss of keeping",
    "prior",
)


def results_page(answer: Part) -> list[RenderableType]:
    """The verdict, what stands against it, the facts, and each metric with its intervals."""
    page: list[RenderableType] = [*_verdict(answer), pairs(facts(answer))]
    failing = [check for check in answer["checks"] if not check["passed"]]
    if failing:
        page += ["", table(("does not hold", "", "what was found"), map(_check, failing))]
    for part, title in PARTS.items():
        rows = list(metric_rows(metric for metric in answer["metrics"] if metric["part"] == part))
        if rows:
            page += ["", table((title.lower(), *METRIC_COLUMNS), rows)]
    posteriors = list(posterior_rows(answer["metrics"]))
    if posteriors:
        page += ["", table(POSTERIOR_COLUMNS, posteriors)]
    return [*page, *gaps(parts_of(answer["metrics"])), *notes(answer["metrics"])]


def _verdict(answer: Part) -> Iterator[RenderableType]:
    from rich.text import Text

    verdict = answer["verdict"]
    style = RECOMMENDATION_STYLES.get(verdict["recommendation"], "bold")
    yield Text(verdict["sentence"], style=style)
    for reason in more_reasons(answer):
        yield f"  - {reason}"
    yield ""


def more_reasons(answer: Part) -> list[str]:
    """The verdict's reasons that no check says."""
    said = {check["sentence"] for check in answer["checks"]}
    return [reason for reason in answer["verdict"]["reasons"] if reason not in said]


def recommendation(verdict: Part) -> str:
    """What to do, in words; `no verdict` while checks block one."""
    return words(verdict["recommendation"] or "no verdict")


def facts(answer: Part) -> dict[str, Json]:
    """What the look rests on."""
    fraction = answer["fraction"]
    excluded = {kind: units for kind, units in answer["excluded"].items() if units}
    left = {variant: sum(why.values()) for variant, why in answer["left"].items()}
    return {
        "verdict": recommendation(answer["verdict"]),
        "run": f"{answer['run']}, look {answer['number']} of {minute(answer['at'])} (UTC)",
        "after": f"{answer['days']:.1f} days",
        "units": _counts(answer["units"]),
        "planned units": None if fraction is None else f"{fraction * 100:.3g} % of them are in",
        "excluded": _counts(excluded),
        "left meanwhile": _counts({key: units for key, units in left.items() if units}),
        "judged by": _design(answer),
        "final": "yes: the verdict stands" if answer["is_final"] else "no",
        "final effect": final_of(answer),
        "inexact": "; ".join(answer.get("inexact") or ()),
    }


def _counts(counts: Part) -> str:
    return ", ".join(f"{words(name)} {count_text(count)}" for name, count in counts.items())


def _design(answer: Part) -> str:
    design, alpha = DESIGNS.get(answer["design"], words(answer["design"])), answer["plan"]["alpha"]
    if answer["design"] == "bayesian":
        return design
    correction = words(answer["plan"]["correction"])
    spent = f"{spent_text(answer['spent'])} of alpha {alpha:g} spent"
    return f"{design}; {spent}; correction: {correction}"


def _check(check: Part) -> tuple[Json, ...]:
    weight = "blocks a verdict" if check["blocks"] else "holds it back"
    return words(check["key"]), weight, check["sentence"]


def metric_rows(metrics: Iterable[Part]) -> Iterator[tuple[Json, ...]]:
    """A row per variant, the control first, with its value and the comparison that is about it."""
    for metric in metrics:
        comparisons = {one["variant"]: one for one in metric["comparisons"]}
        ordered = sorted(metric["variants"], key=lambda one: one["variant"] in comparisons)
        title = metric["metric"]
        for variant in ordered:
            key = variant["variant"]
            found = comparisons.get(key)
            value = (key, count_text(variant["units"]), plain(value_of(metric, variant)))
            yield (title, *value, *(_compared(metric, found) if found else ("",) * 6))
            title = ""


def _compared(metric: Part, comparison: Part) -> tuple[str, ...]:
    return (*map(plain, compared(metric, comparison)), words(comparison["finding"]))


def posterior_rows(metrics: Iterable[Part]) -> Iterator[tuple[Json, ...]]:
    """What a Bayesian analysis says of each treatment, where there was one."""
    for metric in metrics:
        for comparison in metric["comparisons"]:
            posterior = comparison["posterior"]
            if posterior:
                texts = map(plain, posterior_of(metric, posterior))
                yield metric["metric"], comparison["variant"], *texts


def notes(metrics: Iterable[Part]) -> Iterator[str]:
    """What is to be known beside the numbers, each remark once."""
    found = (
        f"{metric['metric']}, {one['variant']}: {note}"
        for metric in metrics
        for one in metric["comparisons"]
        for note in one["notes"]
    )
    yield from dict.fromkeys(found)


def segments_page(segments: Sequence[Part]) -> list[RenderableType]:
    """Each value of each dimension as rows of one table; exploratory."""
    rows = [
        (f"{one['dimension']} = {one['value'] or '(none)'}", *row)
        for one in segments
        for row in metric_rows(one["metrics"])
    ]
    if not rows:
        return ["", "There are no segments: the plan names no dimensions."]
    return [
        "",
        "Segments are exploratory: corrected among all of them, and they decide nothing.",
        table(("segment", "metric", *METRIC_COLUMNS), rows),
        *gaps(part for one in segments for part in parts_of(one["metrics"])),
    ]


def series_page(series: Iterable[Point], metrics: Iterable[Part]) -> list[RenderableType]:
    """Each comparison as it stood at each look, oldest first."""
    types = {metric["metric"]: metric for metric in metrics}
    rows = (
        (
            *(point.metric, point.variant, point.number, minute(point.at)),
            count_text(point.information),
            plain(effect_of(types[point.metric], point.comparison)),
            plain(p_value_of(point.comparison, "p_value")),
            words(point.comparison["finding"]),
            words(point.recommendation or "no verdict"),
        )
        for point in series
        if point.metric in types
    )
    return ["", table(SERIES_COLUMNS, rows)]
