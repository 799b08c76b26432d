"""A context with what storage knows of its units: what evaluation reads of it, what it notes."""

from __future__ import annotations

from collections.abc import Mapping

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any


class Met:
    """A run that the unit is in by an answer: it met this variant of an experiment, or of the
    flag that a rollout ramps.

    `experiment` is the experiment's ruleset form, or the one of the rollout's run; `is_new`:
    storage does not know of it yet.
    """

    __slots__ = ("experiment", "is_new", "variant")

    def __init__(self, experiment: Mapping[str, Any], variant: str, is_new: bool) -> None:
        self.experiment = experiment
        self.variant = variant
        self.is_new = is_new


class KnownUnits:
    """What is known of the units of one context, under all their unit types.

    `exposures`: run -> the variant that storage has; `drawn`: run -> a variant that was drawn a
    moment ago and is not stored yet; `takes_part`: bucket_by -> False for a unit that has opted
    out or was erased. An evaluation adds to `met` (run -> Met), to `wanted` (run -> the form of an
    experiment whose variant has to be drawn first) and to `left` (run -> why an exposed unit was
    not decided for: off, prerequisite, target or ineligible).
    """

    __slots__ = ("drawn", "exposures", "left", "met", "takes_part", "wanted")

    def __init__(
        self,
        exposures: Mapping[str, str],
        takes_part: Mapping[str, bool] | None = None,
        drawn: Mapping[str, str] | None = None,
    ) -> None:
        self.exposures = dict(exposures)
        self.takes_part = takes_part or {}
        self.drawn = dict(drawn or {})
        self.forget_notes()

    def forget_notes(self) -> None:
        """Be as before the first evaluation, to evaluate again with more known."""
        self.met: dict[str, Met] = {}
        self.wanted: dict[str, Mapping[str, Any]] = {}
        self.left: dict[str, str] = {}


class Needs:
    """What an evaluation has to know: of units under these attributes; with what they did
    (`profile`, always of the targeting key) if a behavioural condition asks for it."""

    __slots__ = ("profile", "unit_types")

    def __init__(self, unit_types: tuple[str, ...], profile: bool) -> None:
        self.unit_types = unit_types
        self.profile = profile


class KnownContext(dict[str, "Any"]):
    """A context together with its known units; no JSON that a caller sends can become one."""

    __slots__ = ("units",)

    def __init__(self, context: Mapping[str, Any], units: KnownUnits) -> None:
        super().__init__(context)
        self.units = units


def units_of(context: Mapping[str, Any]) -> KnownUnits | None:
    """What is known of a context's units; None for a context that comes without."""
    return context.units if isinstance(context, KnownContext) else None
