"""Figures as SVG that belongs into a page: no size of its own, and the page's colours and fonts.

The only module that imports matplotlib.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from burgee.cli.failures import UsageProblem

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

POINTS_PER_INCH = 72
WIDTH = 400  # points: as wide as the narrowest page, so that texts there keep their size
LONGEST_LABEL = 20
TREATMENT_INKS = 8

# matplotlib draws in these, the page's style sheet says what they are by day and by night.
INKS = {
    "ink": "#010101",
    "muted": "#010102",
    "grid": "#010103",
    "good": "#010104",
    "bad": "#010105",
    "neutral": "#010106",
    **{f"treatment-{number}": f"#0102{number:02x}" for number in range(TREATMENT_INKS)},
}
SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "burgee",
    "text.parse_math": False,  # a key may hold a dollar sign
    "text.color": INKS["ink"],
    "font.size": 11,
    "axes.facecolor": "none",
    "axes.edgecolor": INKS["muted"],
    "axes.labelcolor": INKS["muted"],
    "axes.labelsize": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.formatter.useoffset": False,
    "grid.color": INKS["grid"],
    "grid.linewidth": 0.8,
    "xtick.color": INKS["muted"],
    "ytick.color": INKS["muted"],
    "xtick.labelcolor": INKS["muted"],
    "ytick.labelcolor": INKS["ink"],
    "ytick.left": False,
    "legend.frameon": False,
    "legend.fontsize": 11,
}

_METADATA = re.compile(r"<metadata>.*?</metadata>|<!--.*?-->", re.DOTALL)
_STYLE = re.compile(r"<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
_OPENING = re.compile(r"<svg [^>]*>")
_FONT = re.compile(r"; font-family: [^;\"]*")
_ID = re.compile(r' id="([^"]*)"')
_REFERENCE = re.compile(r'(url\(#|href="#)')


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure of one pair of axes; `title` is what it says to whoever cannot see it."""

    figure: Figure
    axes: Axes
    name: str
    title: str
    height: float

    @property
    def svg(self) -> str:
        """The `svg` element, with no id that another drawing of the page could have."""
        written = io.BytesIO()
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        self.figure.savefig(written, format="svg", metadata=nothing)
        return self._at_home(written.getvalue().decode())

    def _at_home(self, text: str) -> str:
        text = text[text.index("<svg ") :]
        for pattern in (_METADATA, _STYLE, _FONT):
            text = pattern.sub("", text)
        referred = set(re.findall(r'(?:url\(#|href="#)([^")]*)', text))
        text = _ID.sub(lambda found: self._id(found, referred), text)
        text = _REFERENCE.sub(rf"\g<1>{self.name}-", text)
        for name, colour in INKS.items():
            text = text.replace(colour, f"var(--{name})")
        box = f'viewBox="0 0 {WIDTH} {self.height:g}" role="img" aria-label="{escape(self.title)}"'
        return _OPENING.sub(lambda _: f"<svg {box}>", text, count=1)

    def _id(self, found: re.Match[str], referred: set[str]) -> str:
        return f' id="{self.name}-{found[1]}"' if found[1] in referred else ""


def check_plotting() -> None:
    """Raises UsageProblem, which says what to install, where matplotlib is missing."""
    if find_spec("matplotlib") is None:
        raise UsageProblem(
            "the report's plots need matplotlib: pip install 'burgee[report]'",
            code="MATPLOTLIB_MISSING",
        )


@contextmanager
def drawing(name: str, title: str, height: float) -> Iterator[Drawing]:
    """A drawing to be drawn on, and asked for its SVG, inside of the block; `height` in points.
    `name` is its own in the page."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context():
        mpl.rcdefaults()  # whatever settings this machine's user has for other plots
        mpl.rcParams.update(SETTINGS)
        size = WIDTH / POINTS_PER_INCH, height / POINTS_PER_INCH
        figure = Figure(figsize=size, layout="constrained", facecolor="none")
        yield Drawing(figure, figure.add_subplot(), name, title, height)


def treatment_ink(place: int) -> str:
    """The colour of the treatment at this place among all, as matplotlib is to draw it."""
    return INKS[f"treatment-{place % TREATMENT_INKS}"]


def label(key: str) -> str:
    """A key that is short enough to stand beside an axis."""
    return (
        key if len(key) <= LONGEST_LABEL else f"{key[: LONGEST_LABEL - 1]}\N{HORIZONTAL ELLIPSIS}"
    )


def short_count(count: float) -> str:
    """A number of units for an axis.

    >>> short_count(950), short_count(12_500), short_count(3_000_000)
    ('950', '12.5k', '3M')
    """
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(count) >= size:
            return f"{count / size:.3g}{letter}"
    return f"{count:.3g}"
