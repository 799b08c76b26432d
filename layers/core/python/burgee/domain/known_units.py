"""A context with what storage knows of its units: what evaluation reads of it, what it notes."""

from __future__ import annotations

from collections.abc import Mapping

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any


class Met:
    """An experiment that decided an answer: the unit met this variant of its newest run.

    `experiment` is its ruleset form; `is_new`: storage does not know of it yet.
    """

    __slots__ = ("experiment", "is_new", "variant")

    def __init__(self, experiment: Mapping[str, Any], variant: str, is_new: bool) -> None:
        self.experiment = experiment
        self.variant = variant
        self.is_new = is_new


class KnownUnits:
    """What is known of the units of one context, under all their unit types.

    `exposures`: run -> variant, stored or drawn a moment ago; `takes_part`: bucket_by -> False for
    a unit that has opted out or was erased. An evaluation adds to `met` (run -> Met), to `wanted`
    (run -> the form of an experiment whose variant has to be drawn first) and to `left`
    (run -> why an exposed unit was not decided for).
    """

    __slots__ = ("exposures", "left", "met", "takes_part", "wanted")

    def __init__(
        self, exposures: Mapping[str, str], takes_part: Mapping[str, bool] | None = None
    ) -> None:
        self.exposures = dict(exposures)
        self.takes_part = takes_part or {}
        self.met: dict[str, Met] = {}
        self.wanted: dict[str, Mapping[str, Any]] = {}
        self.left: dict[str, str] = {}


class KnownContext(dict[str, "Any"]):
    """A context together with its known units; no JSON that a caller sends can become one."""

    __slots__ = ("units",)

    def __init__(self, context: Mapping[str, Any], units: KnownUnits) -> None:
        super().__init__(context)
        self.units = units
