"""What has to be known of a context's units before a flag is evaluated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from burgee.domain.behaviour import BEHAVIOURAL
from burgee.domain.known_units import Needs
from burgee.domain.lookups import (
    experiments_in,
    operators_in,
    prerequisites_in,
    rollout_run_in,
    rules_in,
    segments_in,
)
from burgee.domain.names import TARGETING_KEY
from burgee.domain.reach import within_reach
from burgee.domain.ruleset import Ruleset

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any, TypeAlias

Form: TypeAlias = "Mapping[str, Any]"


def needs_of(flag_key: str, ruleset: Ruleset) -> Needs | None:
    """What the flag, its prerequisites, their experiments and runs of rollouts ask for; None:
    nothing. Raises KeyError for an unknown flag."""
    flags = within_reach([flag_key], ruleset.flag, prerequisites_in)
    if flag_key not in flags:
        raise KeyError(flag_key)
    deciding = [key for form in flags.values() for key in experiments_in(form)]
    experiments = [form for key in deciding if (form := ruleset.experiment(key)) is not None]
    excluded = (ruleset.experiment(key) for form in experiments for key in form["not_in"])
    experiments += [form for form in excluded if form is not None]
    conditions = _conditions_in([*flags.values(), *experiments])
    runs = [run for form in flags.values() if (run := rollout_run_in(form)) is not None]
    return make_needs(
        (form["bucket_by"] for form in (*experiments, *runs)),
        _ask_for_behaviour(conditions, ruleset),
    )


def needs_of_all(manifest: Form) -> Needs | None:
    """What all flags of a ruleset ask for together."""
    return make_needs(manifest.get("unit_types", ()), bool(manifest.get("profile")))


def make_needs(unit_types: Iterable[str], profile: bool) -> Needs | None:
    """Needs, sorted and each once; None for none. What units did rests under the targeting key."""
    needed = {*unit_types, *([TARGETING_KEY] if profile else ())}
    return Needs(tuple(sorted(needed)), profile) if needed else None


def _ask_for_behaviour(conditions: list[list[Any]], ruleset: Ruleset) -> bool:
    segments = within_reach(
        segments_in(conditions),
        ruleset.segment,
        lambda form: list(segments_in(form.get("conditions", ()))),
    )
    whole = conditions + _conditions_in(segments.values())
    return any(operator in BEHAVIOURAL for operator in operators_in(whole))


def _conditions_in(forms: Iterable[Form]) -> list[list[Any]]:
    return [
        condition
        for form in forms
        for part in rules_in(form)
        for condition in part.get("conditions", ())
    ]
