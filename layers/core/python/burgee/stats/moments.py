"""Counts, means and sums of squared deviations: what every comparison of means starts from.

Sums go in exactly as they were counted; no digit is lost here. Where floating sums have lost
digits before they came, that is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import fsum, isfinite, prod, sqrt
from operator import index

from burgee.domain.errors import ImpossibleInput
from burgee.stats.values import Undefined, check_counts, refuse_unless

Sum = int | float | Fraction | Decimal

FLAGGED_LOSS = 1e-10  # relative error of a variance above which it is flagged
GREATEST_LOSS = 1e-6  # and above which there is none
_ROUNDING = 2.0**-52  # of a floating sum, relative
_SUMMING = 1e-9  # what adding up 10^9 floating numbers may cost, relative
_EXACT_BELOW = 2.0**53  # whole floating numbers below this are exact
_LOST = "the sums cancel: too few digits are left of the squares"


@dataclass(frozen=True, slots=True)
class Moments:
    """`n` units, their mean and `m2`, the sum of squared deviations from it.

    `m2_error`: how far off `m2` may be because sums came rounded. No units: the mean counts for
    nothing, and `known_mean` is undefined.

    >>> Moments(5, 3.0, 10.0).variance
    2.5
    >>> str(Moments(1, 3.0, 0.0).variance)
    'undefined, because there are fewer than 2 units'
    """

    n: int
    mean: float
    m2: float
    m2_error: float = 0.0

    def __post_init__(self) -> None:
        if not (self.n >= 0 and self.m2 >= 0 and isfinite(self.mean + self.m2)):
            refuse_unless(self.n >= 0, "n counts units: it is not negative")
            refuse_unless(False, "moments are finite, and squared deviations not negative")

    @property
    def known_mean(self) -> float | Undefined:
        """The mean, if there is any unit."""
        return self.mean if self.n else Undefined("there are no units")

    @property
    def variance(self) -> float | Undefined:
        """The variance of one unit, by n - 1; undefined if rounding ate more than 1e-6 of it."""
        if self.n < 2:
            return Undefined("there are fewer than 2 units")
        if self.m2_error > GREATEST_LOSS * self.m2 > 0:
            return Undefined(_LOST)
        return self.m2 / (self.n - 1)

    @property
    def unreliable(self) -> str:
        """Why the variance may be off by more than 1e-10 of itself; empty: it is not."""
        return _LOST if self.m2_error > FLAGGED_LOSS * self.m2 else ""


@dataclass(frozen=True, slots=True)
class PairMoments:
    """Moments of two numbers of each unit: `y`, the metric or a ratio's numerator, and `x`, the
    covariate or the denominator. `c_yx`: the sum of products of their deviations."""

    n: int
    mean_y: float
    mean_x: float
    m2_y: float
    m2_x: float
    c_yx: float
    m2_y_error: float = 0.0
    m2_x_error: float = 0.0

    @property
    def y(self) -> Moments:
        return Moments(self.n, self.mean_y, self.m2_y, self.m2_y_error)

    @property
    def x(self) -> Moments:
        return Moments(self.n, self.mean_x, self.m2_x, self.m2_x_error)

    def minus(self, factor: float) -> Moments:
        """The moments of y - factor * x. What is left of m2 by rounding alone is 0."""
        scaled = factor * factor * self.m2_x
        m2 = self.m2_y - 2 * factor * self.c_yx + scaled
        whole = self.m2_y + scaled
        return Moments(
            self.n,
            self.mean_y - factor * self.mean_x,
            m2 if m2 > 16 * _ROUNDING * whole else 0.0,
            self.m2_y_error + factor * factor * self.m2_x_error,
        )


def moments_from_sums(n: int, total: Sum, squares: Sum) -> Moments:
    """Moments of `n` units from the sum of their numbers and the sum of the squares.

    Exact for int, Fraction and Decimal, and for floats that are whole and below 2^53: they may be
    as far from 0 as they like. Other floats are taken as rounded in the last digit: see `m2_error`.
    A residue below 0 is 0 if rounding explains it; else ImpossibleInput, as for sums that
    are not finite, and for counts below 0 or with a fraction.

    >>> moments_from_sums(3, 3 * 10**12 + 3, 3 * 10**24 + 6 * 10**12 + 5).variance
    1.0
    >>> moments_from_sums(3, 300000003.0, 3.0000000600000004e+16).unreliable
    'the sums cancel: too few digits are left of the squares'
    """
    check_counts(n)
    count = int(n)
    if count == 0:
        refuse_unless(total == 0 == squares, "without units all sums are 0")
        return Moments(0, 0.0, 0.0)
    summed, squared = _ratio(total), _ratio(squares)
    m2 = _co_deviations(count, summed, summed, squared)
    error = slack = 0.0
    if isinstance(total, float) or isinstance(squares, float):
        slack = _SUMMING * _quotient(*squared)
        error = _ROUNDING * _quotient(*squared) if _is_rounded(total, squares) else 0.0
    if m2 < 0 or count == 1:
        refuse_unless(m2 >= -slack, "the sum of squares is too small for the sum")
        refuse_unless(m2 <= slack, "of one unit, the sum of squares is the sum squared")
        m2, error = 0.0, max(error, -m2)
    return Moments(count, _quotient(summed[0], summed[1] * count), m2, error)


def pair_moments_from_sums(n: int, y: Sum, x: Sum, yy: Sum, xx: Sum, yx: Sum) -> PairMoments:
    """Moments of `n` units from the sums of y, x, y*y, x*x and y*x. Exact, flagged and
    refused as `moments_from_sums` says; products that no such units have are refused too.

    >>> pairs = pair_moments_from_sums(3, 6, 9, 14, 29, 20)
    >>> pairs.m2_y, pairs.m2_x, pairs.c_yx
    (2.0, 2.0, 2.0)
    """
    of_y, of_x = moments_from_sums(n, y, yy), moments_from_sums(n, x, xx)
    if of_y.n == 0:
        refuse_unless(yx == 0, "without units all sums are 0")
        return PairMoments(0, 0.0, 0.0, 0.0, 0.0, 0.0)
    c_yx = _co_deviations(of_y.n, _ratio(y), _ratio(x), _ratio(yx))
    _refuse_impossible(c_yx, of_y, of_x, 0.0 if _all_exact(y, x, yx) else abs(float(yx)))
    return PairMoments(
        of_y.n, of_y.mean, of_x.mean, of_y.m2, of_x.m2, c_yx, of_y.m2_error, of_x.m2_error
    )


def merged(*samples: Moments) -> Moments:
    """The moments of all units together. Any order and any sharding agrees to 1e-9.

    Merge at once what may be 10^7 standard deviations from 0: a mean on the way is rounded. Chan,
    Golub, LeVeque (1983), Algorithms for computing the sample variance.

    >>> merged(Moments(2, 1.5, 0.5), Moments(0, 0.0, 0.0), Moments(1, 3.0, 0.0))
    Moments(n=3, mean=2.0, m2=2.0, m2_error=0.0)
    """
    counts = [each.n for each in samples]
    n, mean, far = _placed(counts, [each.mean for each in samples])
    m2 = _joined([each.m2 for each in samples], counts, far, far)
    return Moments(n, mean, m2, sum(each.m2_error for each in samples))


def merged_pairs(*samples: PairMoments) -> PairMoments:
    """The moments of all units together, as `merged`."""
    counts = [each.n for each in samples]
    n, mean_y, far_y = _placed(counts, [each.mean_y for each in samples])
    _, mean_x, far_x = _placed(counts, [each.mean_x for each in samples])
    return PairMoments(
        n,
        mean_y,
        mean_x,
        _joined([each.m2_y for each in samples], counts, far_y, far_y),
        _joined([each.m2_x for each in samples], counts, far_x, far_x),
        _joined([each.c_yx for each in samples], counts, far_y, far_x),
        sum(each.m2_y_error for each in samples),
        sum(each.m2_x_error for each in samples),
    )


def _joined(
    within: list[float], counts: list[int], first: list[float], second: list[float]
) -> float:
    """Products of deviations within the samples and between them."""
    return fsum(within) + fsum(map(prod, zip(counts, first, second, strict=True)))


def _placed(counts: list[int], means: list[float]) -> tuple[int, float, list[float]]:
    """How many units there are, the mean of all, and how far from it each mean is: seen from one of
    the means, so that a common distance from 0 costs no digits."""
    n = sum(counts)
    if n == 0:
        return 0, 0.0, [0.0] * len(counts)
    base = max(zip(counts, means, strict=True))[1]
    from_base = [mean - base for mean in means]
    shift = fsum(map(prod, zip(counts, from_base, strict=True))) / n
    return n, base + shift, [each - shift for each in from_base]


def _refuse_impossible(c_yx: float, y: Moments, x: Moments, size: float) -> None:
    """By the inequality of Cauchy and Schwarz; `size` of the sum that may have been rounded."""
    limit = sqrt(y.m2 + y.m2_error) * sqrt(x.m2 + x.m2_error)
    is_possible = abs(c_yx) <= limit + _SUMMING * (limit + size)
    refuse_unless(is_possible, "the sum of products is too large for the sums of squares")


def _ratio(number: Sum) -> tuple[int, int]:
    """A number as a fraction, exactly."""
    try:
        return number.as_integer_ratio()
    except (OverflowError, ValueError):
        raise ImpossibleInput(f"sums are finite, not {number}") from None
    except AttributeError:  # numpy's whole numbers
        return index(number), 1  # type: ignore[arg-type]


def _co_deviations(
    n: int, y: tuple[int, int], x: tuple[int, int], products: tuple[int, int]
) -> float:
    """The sum of products less n times the product of the means, exact before one rounding."""
    bottom = y[1] * x[1]
    top = products[0] * n * bottom - y[0] * x[0] * products[1]
    return _quotient(top, products[1] * n * bottom)


def _quotient(top: int, bottom: int) -> float:
    try:
        return top / bottom
    except OverflowError:
        raise ImpossibleInput("a sum is beyond 1e308") from None


def _all_exact(*sums: Sum) -> bool:
    return not any(isinstance(each, float) for each in sums)


def _is_rounded(*sums: Sum) -> bool:
    """Whether a sum is a float whose last digit may have been cut."""
    for each in sums:
        if isinstance(each, float) and not (abs(each) < _EXACT_BELOW and each.is_integer()):
            return True
    return False
