"""Made-up units, assigned as real ones would be."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from typing import Any

from burgee.domain.assignment import blocked_variant, draw_random, split_draw
from burgee.domain.bucketing import make_split
from burgee.domain.experiment_changes import started
from burgee.domain.experiment_forms import NO_HOLDOUT, compile_experiment
from burgee.domain.experiments import Assignment, Experiment
from burgee.domain.timestamps import iso

MOST_SHUFFLED = 200_000
STRATA = 7  # values that the made-up units have of each stratum's attribute


def dry_run(experiment: Experiment, salt: str, units: int) -> dict[str, int]:
    """How many of so many made-up units each variant would get in a run with this salt.

    Gates and eligibility are left aside: it is the split that is tried. The same arguments give
    the same answer, whatever the method. Large blocks, each drawn anew for every unit, are tried
    with fewer units.
    """
    form = _form(experiment, salt)
    counts: Counter[str] = Counter(dict.fromkeys(experiment.variants, 0))
    if form["method"] == Assignment.RANDOM:
        chance = random.Random(salt)  # noqa: S311 - a rehearsal, which has to be repeatable
        counts.update(draw_random(form, chance.randrange) for _ in range(units))
    elif form["method"] == Assignment.BLOCKED:
        tried = max(form["block_size"], min(units, MOST_SHUFFLED // form["block_size"]))
        counts.update(blocked_variant(form, "", position) for position in range(tried))
    else:
        variants = {variant: variant for variant in form["variants"]}
        choose = make_split(form["split"], variants, split_draw(form))
        contexts = (_context(form, number) for number in range(units))
        counts.update(filter(None, map(choose, contexts)))
    return dict(counts)


def _form(experiment: Experiment, salt: str) -> Mapping[str, Any]:
    run = started(experiment, salt=salt, at=iso(0)).runs[-1]
    return compile_experiment(experiment, run, {}, NO_HOLDOUT)


def _context(form: Mapping[str, Any], number: int) -> dict[str, str]:
    strata = dict.fromkeys(form["strata"], f"stratum-{number % STRATA}")
    return strata | {form["bucket_by"]: f"dry-run-{number}"}
