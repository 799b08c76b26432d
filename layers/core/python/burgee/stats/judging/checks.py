"""What must hold before anything is concluded from a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from burgee.domain.results import Check
from burgee.domain.sums import RunSums
from burgee.stats.judging.questions import AnalysisPlan, RunQuestion
from burgee.stats.rates import percent
from burgee.stats.sample_ratio import sample_ratio, sequential_sample_ratio
from burgee.stats.values import Undefined

MISMATCH_ALPHA = 0.001  # over all looks together; Fabijan et al. (2019) take it for one
MOST_MIXED = 0.01
IMBALANCE_ALPHA = 0.001
KINDS = ("n", "mixed", "opted_out", "erased")


def exposed_units(sums: RunSums) -> dict[str, int]:
    """Every unit that was ever exposed, by variant, whether it counts or not: what the shares of
    a run are judged by, as leaving units out might be what made them wrong."""
    return {
        variant: sum(int(numbers.get(kind, 0)) for kind in KINDS)
        for variant, numbers in sums.units.variants.items()
    }


def checks_of(question: RunQuestion, imbalances: Mapping[str, float]) -> list[Check]:
    """Every check of a look. `imbalances`: metric -> p-value, valid at every look, of a difference
    between variants before the exposure."""
    sums, plan = question.sums, question.plan
    return [
        _sample_ratio(sums, question.weights),
        _mixed(sums),
        _before(imbalances),
        _exact(sums),
        _minimum_days(plan, question.days),
        _minimum_units(plan, question),
    ]


def failed(checks: Sequence[Check], *, blocking: bool) -> list[Check]:
    """Those that fail: the ones that block a verdict, or those that only hold it back."""
    return [check for check in checks if not check.passed and check.blocks is blocking]


def _sample_ratio(sums: RunSums, weights: Mapping[str, int]) -> Check:
    exposed = exposed_units(sums)
    observed = [exposed.get(variant, 0) for variant in weights]
    planned = list(weights.values())
    now = sample_ratio(observed, planned)
    shown = ", ".join(f"{variant} {n:,}" for variant, n in zip(weights, observed, strict=True))
    if isinstance(now.p_value, Undefined):
        return Check("sample_ratio", True, True, f"Sample ratio {now.p_value}.")
    ever = sequential_sample_ratio(observed, planned)
    passed = ever.p_value >= MISMATCH_ALPHA and not now.unplanned
    expected = ", ".join(
        f"{variant} {n:,.0f}"
        for variant, n in zip(weights, _spread(sum(observed), planned), strict=True)
    )
    what = "The units are split as planned" if passed else "Sample ratio mismatch"
    return Check(
        "sample_ratio",
        passed,
        True,
        f"{what}: {shown}, where {expected} are expected "
        f"(chi-square p {now.p_value:.2g}, valid at every look p {ever.p_value:.2g}).",
        ever.p_value,
    )


def _spread(units: int, weights: Sequence[int]) -> list[float]:
    return [units * weight / sum(weights) for weight in weights]


def _mixed(sums: RunSums) -> Check:
    mixed = sum(int(each.get("mixed", 0)) for each in sums.units.variants.values())
    everyone = sum(exposed_units(sums).values())
    share = mixed / everyone if everyone else 0.0
    return Check(
        "mixed",
        share <= MOST_MIXED,
        True,
        f"{mixed:,} units ({percent(share, 2)}) were seen in two variants and are left out; "
        f"up to {percent(MOST_MIXED, 0)} is accepted.",
    )


def _before(imbalances: Mapping[str, float]) -> Check:
    if not imbalances:
        return Check("before", True, True, "Nothing was recorded before the exposures.")
    metric, p_value = min(imbalances.items(), key=lambda pair: pair[1])
    passed = p_value * len(imbalances) >= IMBALANCE_ALPHA
    found = (
        "The variants were alike before their exposure"
        if passed
        else "The variants differed before their exposure, which no treatment can cause"
    )
    return Check(
        "before", passed, True, f"{found}: smallest p {p_value:.2g}, in {metric}.", p_value
    )


def _exact(sums: RunSums) -> Check:
    if sums.inexact:
        why = "; ".join(sums.inexact)
        sentence = f"The sums may be wrong ({why}): ask for a recount."
        return Check("exact", False, True, sentence)
    if sums.building is not None:
        return Check("exact", True, True, "The sums are exact; a recount is under way.")
    return Check("exact", True, True, "The sums are exact.")


def _minimum_days(plan: AnalysisPlan, days: float) -> Check:
    least = plan.minimum_days
    sentence = f"{days:.1f} of at least {least} {'day' if least == 1 else 'days'}."
    return Check("minimum_days", days >= least, False, sentence)


def _minimum_units(plan: AnalysisPlan, question: RunQuestion) -> Check:
    units = question.sums.units.variants
    smallest = min(
        int(units.get(variant, {}).get("n", 0))
        for variant, weight in question.weights.items()
        if weight
    )
    return Check(
        "minimum_units",
        smallest >= plan.minimum_units,
        False,
        f"{smallest:,} of at least {plan.minimum_units:,} units in the smallest variant.",
    )
