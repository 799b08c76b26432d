"""What conversions of several strata say together of two variants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, fsum, log, sqrt

from burgee.stats.distributions import chi_square_tail, normal_quantile
from burgee.stats.proportions import Proportion
from burgee.stats.values import Interval, Undefined, check_alpha

_NO_UNITS = "no stratum has units of both variants"
_NO_RISK = "no stratum has units of both variants and a conversion in the control"
_NO_ODDS = "no stratum has a conversion in the control and a unit of the treatment without one"


@dataclass(frozen=True, slots=True)
class RateStratum:
    """One stratum of a metric of conversions."""

    control: Proportion
    treatment: Proportion


@dataclass(frozen=True, slots=True)
class MantelHaenszel:
    """What strata say together of treatment over control (`odds_ratio`, `risk_ratio`) and
    treatment - control (`risk_difference`). `chi2` and `p_value`: the test of Cochran, Mantel
    and Haenszel that the variant makes no difference in any stratum."""

    odds_ratio: float | Undefined
    odds_ratio_interval: Interval | Undefined
    risk_ratio: float | Undefined
    risk_difference: float | Undefined
    chi2: float | Undefined
    p_value: float | Undefined


def mantel_haenszel(strata: Iterable[RateStratum], alpha: float = 0.05) -> MantelHaenszel:
    """Odds ratio with the interval of Robins, Breslow and Greenland (1986), risk ratio and risk
    difference over strata, and the test without continuity correction (Mantel, Haenszel 1959).

    A stratum without units in a variant says nothing. What would divide by 0 is undefined.

    >>> first = RateStratum(control=Proportion(80, 1000), treatment=Proportion(40, 400))
    >>> second = RateStratum(control=Proportion(10, 200), treatment=Proportion(45, 800))
    >>> answer = mantel_haenszel([first, second])
    >>> round(answer.odds_ratio, 6), round(answer.risk_ratio, 6), round(answer.p_value, 6)
    (1.23876, 1.217593, 0.225823)
    """
    check_alpha(alpha)
    tables = [_table(each) for each in strata if each.control.n and each.treatment.n]
    chi2 = _chi_square(tables)
    treated = fsum(each.treated for each in tables)
    untreated = fsum(each.untreated for each in tables)
    return MantelHaenszel(
        odds_ratio=_over(
            fsum(each.up for each in tables), fsum(each.down for each in tables), _NO_ODDS
        ),
        odds_ratio_interval=_odds_ratio_interval(tables, alpha),
        risk_ratio=_over(treated, untreated, _NO_RISK),
        risk_difference=_over(treated - untreated, fsum(each.weight for each in tables), _NO_UNITS),
        chi2=chi2,
        p_value=chi2 if isinstance(chi2, Undefined) else chi_square_tail(chi2, 1),
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """A stratum's shares of the sums. `up` and `down`: products of the diagonals over n, of which
    `share_up` and `share_down` are the weights of their variances; `treated` and `untreated`:
    conversions as if variants were equally large; `excess`: treated conversions above what no
    effect makes likely, with their `variance`."""

    up: float
    down: float
    share_up: float
    share_down: float
    treated: float
    untreated: float
    weight: float
    excess: float
    variance: float


def _table(stratum: RateStratum) -> _Table:
    control, treatment = stratum.control, stratum.treatment
    n = control.n + treatment.n
    successes = control.successes + treatment.successes
    weight = treatment.n * control.n / n
    return _Table(
        up=treatment.successes * control.failures / n,
        down=treatment.failures * control.successes / n,
        share_up=(treatment.successes + control.failures) / n,
        share_down=(treatment.failures + control.successes) / n,
        treated=treatment.successes * control.n / n,
        untreated=control.successes * treatment.n / n,
        weight=weight,
        excess=(treatment.successes * control.n - control.successes * treatment.n) / n,
        variance=weight * (successes / n) * ((n - successes) / (n - 1)),
    )


def _chi_square(tables: Sequence[_Table]) -> float | Undefined:
    if not tables:
        return Undefined(_NO_UNITS)
    variance = fsum(each.variance for each in tables)
    if variance == 0:
        return Undefined("in every stratum all units converted, or none")
    return fsum(each.excess for each in tables) ** 2 / variance


def _odds_ratio_interval(tables: Sequence[_Table], alpha: float) -> Interval | Undefined:
    up, down = fsum(each.up for each in tables), fsum(each.down for each in tables)
    if not (up and down):
        return Undefined("no stratum has successes and failures on both sides")
    log_variance = (
        fsum(each.share_up * each.up for each in tables) / (2 * up * up)
        + fsum(each.share_up * each.down + each.share_down * each.up for each in tables)
        / (2 * up * down)
        + fsum(each.share_down * each.down for each in tables) / (2 * down * down)
    )
    middle, half = log(up / down), normal_quantile(alpha / 2) * sqrt(log_variance)
    return Interval(exp(middle - half), exp(middle + half))


def _over(above: float, below: float, because: str) -> float | Undefined:
    return above / below if below else Undefined(because)
