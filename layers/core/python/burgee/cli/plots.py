"""The plots of a report: intervals, the effect over all looks, and posteriors."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, pi, sqrt
from typing import TYPE_CHECKING

from burgee.cli.plotting import INKS, drawing, label, short_count, treatment_ink
from burgee.cli.result_answers import Point
from burgee.cli.result_words import (
    RELATIVE,
    Part,
    Scale,
    chance_text,
    effect_of,
    effect_scale,
    plain,
    relative_of,
    words,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK_BY_FINDING = {
    "better": INKS["good"],
    "safe": INKS["good"],
    "worse": INKS["bad"],
    "harmed": INKS["bad"],
}
AROUND_ROWS = 62  # points above and below the rows: the axis with its label
ROW = 30
CURVE_HEIGHT = 210
DASHES = (0, (4, 3))
CURVE_POINTS = 161
CURVE_DEVIATIONS = 4


def interval_plot(name: str, metric: Part, worthwhile: float) -> str:
    """The interval that decides of each treatment, in its finding's colour, beside no effect and
    the worthwhile effect."""
    comparisons = metric["comparisons"]
    is_relative = all(one["decided_on"] == "relative_effect" for one in comparisons)
    scale = RELATIVE if is_relative else effect_scale(metric)
    said = "; ".join(_said(metric, one, is_relative) for one in comparisons)
    height = AROUND_ROWS + ROW * len(comparisons)
    with drawing(name, f"{metric['metric']}: {said}", height) as drawn:
        axes = drawn.axes
        for place, comparison in enumerate(comparisons):
            _interval(axes, place, _ends(comparison, is_relative), comparison["finding"], scale)
        axes.axvline(0, color=INKS["muted"], linewidth=1.2)
        if is_relative:
            _mark(axes, metric, worthwhile, scale)
        axes.set_yticks(range(len(comparisons)), [label(one["variant"]) for one in comparisons])
        axes.set_ylim(len(comparisons) - 0.4, -0.6)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel(_effect_label(scale, is_relative=is_relative))
        _no_crowd(axes)
        return drawn.svg


def _said(metric: Part, comparison: Part, is_relative: bool) -> str:
    pieces = relative_of(comparison) if is_relative else effect_of(metric, comparison)
    return f"{comparison['variant']} {plain(pieces)}, {words(comparison['finding'])}"


def _ends(comparison: Part, is_relative: bool) -> tuple[float | None, float | None, float | None]:
    prefix = "relative_" if is_relative else ""
    return (
        comparison["relative_effect" if is_relative else "effect"],
        comparison[f"{prefix}low"],
        comparison[f"{prefix}high"],
    )


def _interval(
    axes: Axes,
    place: int,
    ends: tuple[float | None, float | None, float | None],
    finding: str,
    scale: Scale,
) -> None:
    effect, low, high = (None if end is None else end * scale.factor for end in ends)
    ink = INK_BY_FINDING.get(finding, INKS["neutral"])
    if effect is None:
        axes.text(0, place, " undefined", color=INKS["muted"], va="center")
        return
    if low is not None and high is not None:
        axes.plot([low, high], [place, place], color=ink, linewidth=5, alpha=0.45)
    elif low is not None:
        _arrow(axes, place, ink, begin=low, end=1.0)
    elif high is not None:
        _arrow(axes, place, ink, begin=high, end=0.0)
    axes.plot([effect], [place], marker="o", color=ink, markersize=8)


def _arrow(axes: Axes, place: int, ink: str, *, begin: float, end: float) -> None:
    """An interval that is open to one side: it goes on to that end of the axis."""
    axes.annotate(
        "",
        xy=(end, place),
        xytext=(begin, place),
        xycoords=("axes fraction", "data"),
        textcoords="data",
        arrowprops={"arrowstyle": "->", "color": ink, "linewidth": 2},
    )
    axes.update_datalim([(begin, place)])


def _mark(axes: Axes, metric: Part, worthwhile: float, scale: Scale) -> None:
    """The effect that a treatment must exceed or, of a guardrail, the harm that is tolerated."""
    is_guardrail = metric["part"] == "guardrail"
    beyond = -metric["margin"] if is_guardrail else worthwhile
    if not beyond:
        return
    at, ink = beyond * _sign(metric) * scale.factor, INKS["bad" if is_guardrail else "good"]
    axes.axvline(at, color=ink, linewidth=1.2, linestyle=DASHES)
    axes.annotate(
        "margin" if is_guardrail else "worthwhile",
        xy=(at, 1),
        xycoords=("data", "axes fraction"),
        ha="center",
        va="bottom",
        color=ink,
    )


def _sign(metric: Part) -> int:
    return -1 if metric["direction"] == "decrease" else 1


def _effect_label(scale: Scale, *, is_relative: bool = False) -> str:
    unit = f", {scale.unit.strip()}" if scale.unit else ""
    return f"{'relative effect' if is_relative else 'effect'}{unit}"


def _no_crowd(axes: Axes) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(6))


def series_plot(name: str, metric: Part, points: Sequence[Point], place: int) -> str:
    """The effect of one treatment as each look found it, with its interval, between the bounds
    beyond which no effect is ruled out."""
    scale, ink = effect_scale(metric), treatment_ink(place)
    known = [point for point in points if point.comparison["effect"] is not None]
    title = f"{metric['metric']}, {points[-1].variant}: the effect over {len(points)} looks"
    with drawing(name, title, CURVE_HEIGHT) as drawn:
        axes = drawn.axes
        _band(axes, known, scale, ink)
        units = [point.information for point in known]
        effects = [point.comparison["effect"] * scale.factor for point in known]
        axes.plot(units, effects, color=ink, marker="o", markersize=4, linewidth=1.8)
        axes.axhline(0, color=INKS["muted"], linewidth=1.2)
        axes.set_ylim(*_limits(known, scale))
        axes.grid(visible=False, axis="x")
        axes.set_xlabel("units that had come in")
        axes.set_ylabel(_effect_label(scale))
        axes.xaxis.set_major_formatter(lambda count, _: short_count(count))
        _no_crowd(axes)
        return drawn.svg


def _band(axes: Axes, points: Sequence[Point], scale: Scale, ink: str) -> None:
    """The intervals, and as dashed lines the bounds: an interval lies on one side of 0 exactly
    where its effect is beyond them."""
    closed = [point for point in points if _ends_of(point)]
    units = [point.information for point in closed]
    lows = [point.comparison["low"] * scale.factor for point in closed]
    highs = [point.comparison["high"] * scale.factor for point in closed]
    if len(closed) == 1:
        axes.plot(units * 2, [*lows, *highs], color=ink, linewidth=5, alpha=0.3)
    axes.fill_between(units, lows, highs, color=ink, alpha=0.18, linewidth=0)
    bounded = [point for point in closed if point.comparison["bound"]]
    for end in ("low", "high"):
        axes.plot(
            [point.information for point in bounded],
            [scale.factor * _bound(point, end) for point in bounded],
            color=INKS["bad"],
            linestyle=DASHES,
            marker="_" if len(bounded) == 1 else "",
            linewidth=1.2,
        )


def _ends_of(point: Point) -> list[float]:
    """The ends of a closed interval; nothing of another."""
    ends = [point.comparison["low"], point.comparison["high"]]
    return [] if None in ends else ends


def _bound(point: Point, end: str) -> float:
    return float(point.comparison["effect"] - point.comparison[end])


def _limits(points: Sequence[Point], scale: Scale) -> tuple[float, float]:
    """Room for all effects and the newest interval; bounds of early looks lie far beyond it."""
    effects = (1.3 * abs(point.comparison["effect"]) for point in points)
    ends = (1.4 * abs(end) for point in points[-1:] for end in _ends_of(point))
    limit = max([*effects, *ends], default=0) * scale.factor or 1.0
    return -limit, limit


def posterior_plot(name: str, metric: Part) -> str:
    """How probable each effect is by the Bayesian analysis, as normal curves; what is filled is
    the probability to beat the control. Empty where no treatment has a posterior."""
    found = [
        (place, one["variant"], one["posterior"])
        for place, one in enumerate(metric["comparisons"])
        if one["posterior"] and one["posterior"]["deviation"] > 0
    ]
    if not found:
        return ""
    scale = effect_scale(metric)
    said = "; ".join(_said_posterior(variant, posterior) for _, variant, posterior in found)
    with drawing(name, f"{metric['metric']}: {said}", CURVE_HEIGHT + 16 * len(found)) as drawn:
        axes = drawn.axes
        for place, variant, posterior in found:
            _curve(axes, posterior, scale, _sign(metric), treatment_ink(place), variant)
        axes.axvline(0, color=INKS["muted"], linewidth=1.2)
        axes.set_ylim(bottom=0)
        axes.set_yticks([])
        axes.set_xlabel(_effect_label(scale))
        _no_crowd(axes)
        curves = axes.get_lines()[: len(found)]  # named, as a key with `_` in front hides its own
        drawn.figure.legend(handles=curves, loc="outside upper left")
        return drawn.svg


def _said_posterior(variant: str, posterior: Part) -> str:
    return f"{label(variant)}: {chance_text(posterior['to_beat_control'])} to beat the control"


def _curve(axes: Axes, posterior: Part, scale: Scale, sign: int, ink: str, variant: str) -> None:
    mean, deviation = posterior["mean"] * scale.factor, posterior["deviation"] * scale.factor
    reach = CURVE_DEVIATIONS * deviation
    step = 2 * reach / (CURVE_POINTS - 1)
    # 0 is a point of its own where it lies within: there the filled part begins.
    effects = sorted(
        {mean - reach + step * number for number in range(CURVE_POINTS)}
        | ({0.0} if abs(mean) < reach else set())
    )
    density = [_normal((effect - mean) / deviation) / deviation for effect in effects]
    beats = [effect * sign >= 0 for effect in effects]
    axes.fill_between(effects, density, where=beats, color=ink, alpha=0.2, linewidth=0)
    axes.plot(effects, density, color=ink, linewidth=1.8, label=_said_posterior(variant, posterior))


def _normal(z: float) -> float:
    return exp(-z * z / 2) / sqrt(2 * pi)
