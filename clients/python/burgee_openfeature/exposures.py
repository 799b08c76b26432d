"""Which units met what in this process: each is told to the server once."""

from __future__ import annotations

from burgee.domain.bucketing import unit_text
from burgee.domain.predicates import reader
from burgee_openfeature.events import exposure_of

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeAlias

    from burgee_openfeature.recorder import Recorder

Exposes: TypeAlias = "tuple[Mapping[str, Any], str]"

MOST_REMEMBERED = 200_000


class Exposures:
    """Records each unit once per run and variant: that a unit met two variants has to be known.

    Remembers so many at once, then begins anew; the server keeps the first that it is told.
    """

    def __init__(self, recorder: Recorder, most: int = MOST_REMEMBERED) -> None:
        self._recorder = recorder
        self._most = most
        self._remembered = 0
        self._met: dict[str, dict[str, set[str]]] = {}  # run -> variant -> units

    def note(self, exposes: Exposes, context: Mapping[str, Any]) -> None:
        """Record that the context's unit met a variant of a run in ruleset form."""
        form, variant = exposes
        try:
            if context[form["bucket_by"]] in self._met[form["run"]][variant]:
                return
        except Exception:  # noqa: BLE001, S110 - the first of the run, or an attribute inside of another
            pass
        try:
            unit = unit_text(reader(form["bucket_by"])(context))
            if unit is not None:
                self._record(form, variant, unit, context)
        except Exception:  # noqa: BLE001 - a context is an object of the caller's
            self._recorder.drop()

    def _record(
        self, form: Mapping[str, Any], variant: str, unit: str, context: Mapping[str, Any]
    ) -> None:
        met = self._met.setdefault(form["run"], {}).setdefault(variant, set())
        if unit in met or not self._recorder.expose(exposure_of(form, variant, unit, context)):
            return
        if self._remembered >= self._most:
            self._met, self._remembered = {form["run"]: {variant: met}}, 0
            met.clear()
        met.add(unit)
        self._remembered += 1
