"""`burgee samplesize`: how many units an experiment needs, asked before it starts."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from burgee.cli.failures import UsageProblem
from burgee.cli.result_words import (
    PERCENT,
    Part,
    Scale,
    count_text,
    effect_scale,
    undefined,
    value_scale,
    words,
)
from burgee.cli.session import Session
from burgee.cli.tables import pairs, table
from burgee.domain.documents import Json

if TYPE_CHECKING:
    from rich.console import RenderableType

NEEDED = "baseline"

# Field of the question -> what is typed, and what --help says. What is not given is the server's
# to fill in.
OPTIONS: Mapping[str, tuple[type, str]] = {
    "baseline": (float, "The control's rate, mean or ratio."),
    "relative_effect": (float, "How many units does it take? Of the baseline: 0.05 is 5 %."),
    "absolute_effect": (float, "Or the effect as a difference."),
    "units": (int, "Or: which effect would so many units of all variants show?"),
    "kind": (str, "rate, mean or ratio; rate if nothing is said."),
    "deviation": (float, "Of the values of units: means and ratios need it."),
    "alpha": (float, "0.05 if nothing is said."),
    "power": (float, "0.8 if nothing is said."),
    "sides": (int, "2 or 1; 2 if nothing is said."),
    "weights": (str, "One per variant, the control first: 50,25,25. 1,1 if nothing is said."),
    "goals": (int, "How many metrics are decided on; 1 if nothing is said."),
    "correction": (str, "hochberg, bonferroni, ..., none; holm if nothing is said."),
    "sequential": (str, "pocock, ..., none; obrien_fleming if nothing is said."),
    "looks": (int, "How often one looks; 28 times if nothing is said."),
    "correlation": (float, "Of the values with those before the exposure."),
    "units_per_day": (float, "Of all variants; with it the answer says how long it takes."),
    "formula": (str, "pooled, unpooled or arcsine; pooled if nothing is said."),
}


def samplesize(session: Session, /, **given: Any) -> None:
    """How many units an effect takes, or which effect so many would show; and for how long."""
    asked = {name: value for name, value in given.items() if value is not None}
    if "weights" in asked:
        asked["weights"] = _weights(asked["weights"])
    answer = session.api.admin("POST", "/samplesize", body=asked)
    is_rate = asked.get("kind", "rate") == "rate"
    session.show(answer, *_page(answer, "conversion_rate" if is_rate else "sum"))


def _signature() -> inspect.Signature:
    """That of `samplesize` as Typer is to see it: one option per field."""
    session = inspect.Parameter("session", inspect.Parameter.POSITIONAL_ONLY, annotation=Session)
    options = (_option(name, kind, text) for name, (kind, text) in OPTIONS.items())
    return inspect.Signature([session, *options])


def _option(name: str, kind: type, text: str) -> inspect.Parameter:
    is_needed = name == NEEDED
    option = typer.Option(f"--{name.replace('_', '-')}", help=text, show_default=False)
    typed: Any = kind if is_needed else kind | None
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if is_needed else None,
        annotation=Annotated[typed, option],
    )


samplesize.__signature__ = _signature()  # type: ignore[attr-defined]  # for Typer


def _weights(text: str) -> list[Json]:
    """`50,25,25` as numbers. Raises UsageProblem."""
    try:
        return [float(weight) for weight in text.split(",")]
    except ValueError as error:
        raise UsageProblem(f"{text!r} are no weights; write 1,1 or 50,25,25") from error


def _page(answer: Mapping[str, Json], metric_type: str) -> Iterator[RenderableType]:
    yield answer["sentence"]
    yield ""
    yield pairs(dict(_facts(answer, {"type": metric_type})))
    if answer["factors"]:
        factors = ((one["name"], f"{one['value']:.4g}", one["why"]) for one in answer["factors"])
        yield ""
        yield table(("factor", "units times", "why"), factors)


def _facts(answer: Mapping[str, Json], metric: Part) -> Iterator[tuple[str, str]]:
    """Effects and values read as those of a metric of this `type`."""
    yield "units per variant", _or_why(answer, "units", _shares(answer["units"] or ()))
    for name in ("total", "days", "weeks"):
        yield name, _or_why(answer, name, count_text(answer[name] or 0))
    scales = {
        "relative_effect": PERCENT,
        "effect": effect_scale(metric),
        "treatment": value_scale(metric),
        "alpha_per_comparison": Scale(),
    }
    for name, scale in scales.items():
        text = f"{(answer[name] or 0) * scale.factor:.6g}{scale.unit}"
        yield words(name), _or_why(answer, name, text)


def _shares(units: Sequence[int]) -> str:
    control, *treatments = map(count_text, units) if units else ("",)
    return f"control {control}, treatment {', '.join(treatments)}"


def _or_why(answer: Mapping[str, Json], name: str, text: str) -> str:
    return undefined(answer, (name,)) if answer[name] is None else text
