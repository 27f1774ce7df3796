"""Whether two rates differ: ratio, limits and an exact test."""

from __future__ import annotations

from dataclasses import dataclass

from prevent_geo.measures.poisson import poisson_limits


@dataclass(frozen=True)
class RateComparison:
    """Ratio of two rates with 95 % limits and the exact p-value; `verdict` is higher, lower or no clear difference."""

    ratio: float
    lower: float
    upper: float
    p_value: float

    @property
    def verdict(self) -> str:
        """Higher or lower only where the exact test says so at 5 %, which is where the limits leave out 1."""
        if not self.p_value < 0.05:
            return "no clear difference"
        return "higher" if self.ratio > 1 else "lower"


def compare_rates(count: int, residents: float, other_count: int, other_residents: float) -> RateComparison | None:
    """Compare two rates; None where either has no residents or both have no event.

    Notes
    -----
    Given the total of the two counts, the first is binomial with share residents / (residents + other residents) if the
    rates are equal. The p-value is twice the smaller tail, at most 1: the test whose limits are the Clopper-Pearson
    limits of that share, so that test and limits never contradict each other.
    Przyborowski & Wilenski (1940), Biometrika 31; Breslow & Day (1987), Statistical Methods in Cancer Research 2;
    Fay (2010), The R Journal 2(1).

    Examples
    --------
    >>> result = compare_rates(30, 1000, 10, 1000)
    >>> round(result.ratio, 1), round(result.p_value, 4), result.verdict
    (3.0, 0.0022, 'higher')
    """
    from scipy.stats import binom, binomtest

    if not (residents > 0 and other_residents > 0) or count + other_count == 0:
        return None
    share = residents / (residents + other_residents)
    total = count + other_count
    tails = binom.cdf(count, total, share), binom.sf(count - 1, total, share)
    limits = binomtest(count, total).proportion_ci(confidence_level=0.95, method="exact")
    odds = other_residents / residents
    ratio = count / other_count * odds if other_count else float("inf")
    upper = limits.high / (1 - limits.high) * odds if limits.high < 1 else float("inf")
    return RateComparison(ratio, limits.low / (1 - limits.low) * odds, upper, min(1.0, 2 * float(min(tails))))


def overall_rate(count: int, residents: float, *, per: float = 1_000) -> tuple[float, float, float]:
    """Rate of a whole place with 95 % limits; all NaN without residents."""
    if not residents > 0:
        return float("nan"), float("nan"), float("nan")
    lower, upper = poisson_limits([count])
    return count / residents * per, float(lower[0]) / residents * per, float(upper[0]) / residents * per
