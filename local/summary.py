"""What the demo shows: requests, how fast they were, and who saw what."""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from local.shop import Answer, Tally
from local.signals import Stop

FRAMES_PER_SECOND = 4
WIDTH_OF_A_PIPE = 100
RECENT_SWITCHES = 4
NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True)
class Scene:
    """What there is to show: the shop's tally, the configured shares, the switches made."""

    tally: Tally
    configured: Mapping[str, Mapping[str, float]]
    switches: Sequence[object]


def live(scene: Scene, stop: Stop, is_over: Callable[[], bool]) -> None:
    """Show the scene until it is over or the end is wished for; on a terminal, moving."""
    moves = sys.stdout.isatty()
    screen = Live(_picture(scene), auto_refresh=False, transient=True)
    with screen if moves else nullcontext():
        while not stop.wait(1 / FRAMES_PER_SECOND) and not is_over():
            if moves:
                screen.update(_picture(scene), refresh=True)


def summary(scene: Scene) -> str:
    """The scene at the end, as text."""
    return as_text(_picture(scene))


def as_text(shown: RenderableType, *, width_of_a_pipe: int = WIDTH_OF_A_PIPE) -> str:
    """What is shown, as the terminal or a pipe takes it."""
    width = None if sys.stdout.isatty() else width_of_a_pipe
    console = Console(width=width, highlight=False)
    with console.capture() as captured:
        console.print(shown)
    return captured.get()


def _picture(scene: Scene) -> Group:
    recent = [Text(line) for line in _recent(scene.tally)]
    switches = [Text(str(switch)) for switch in scene.switches[-RECENT_SWITCHES:]]
    return Group(Text(_requests(scene.tally)), Text(), _shares(scene), Text(), *recent, *switches)


def _requests(tally: Tally) -> str:
    p50, p95 = tally.percentile(0.5), tally.percentile(0.95)
    timing = f", half within {p50:.1f} ms, 95 % within {p95:.1f} ms" if p50 and p95 else ""
    failures = ", ".join(f"{count} x {what}" for what, count in tally.failures.items())
    return f"{tally.requests:,} requests{timing}; failed: {failures or 'none'}"


def _shares(scene: Scene) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("flag", "variant"):
        table.add_column(heading)
    for heading in ("visitors", "share", "configured", "chance (95 %)"):
        table.add_column(heading, justify="right")
    with scene.tally.lock:
        shown = {flag_key: Counter(counts) for flag_key, counts in scene.tally.shown.items()}
    for flag_key in sorted(shown):
        for row in _rows(flag_key, shown[flag_key], scene.configured.get(flag_key, {})):
            table.add_row(*row)
    return table


def _rows(
    flag_key: str, counts: Counter[str], configured: Mapping[str, float]
) -> Iterator[tuple[str, ...]]:
    whole = counts.total()
    name = flag_key
    for variant in sorted({*counts, *configured}):
        seen = counts[variant]
        share = (f"{seen:,}", f"{100 * seen / whole:.1f} %")
        yield (name, variant, *share, *_expected(configured.get(variant), whole))
        name = ""


def _expected(share: float | None, units: int) -> tuple[str, str]:
    """The configured share, and how far chance takes so many visitors from it."""
    if share is None:
        return "by rule", ""
    width = 100 * NORMAL_95 * math.sqrt(share * (1 - share) / units)
    return f"{100 * share:g} %", f"± {width:.1f}"


def _recent(tally: Tally) -> Iterator[str]:
    with tally.lock:
        recent = list(tally.recent)
    for visitor, answers in recent:
        gallery = "new gallery" if _part(answers, "new-gallery", "value") is True else "old gallery"
        colour = _part(answers, "checkout-button-color", "variant")
        free = _part(answers, "free-shipping-threshold", "value")
        yield f"{visitor}: {gallery}, {colour} button, free shipping from {free} EUR"


def _part(answers: Mapping[str, Answer], flag_key: str, part: str) -> Any:
    return answers.get(flag_key, {}).get(part, "?")
