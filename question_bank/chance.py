"""What chance alone would do: how sure a share is, and whether counts are even. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, erfc, exp, gamma, sqrt

Z95 = 1.959964  # two-sided 95 % of the normal distribution


def wilson(points: float, n: int, z: float = Z95) -> tuple[float, float]:
    """Return the 95 % interval of a share of ``points`` out of ``n``, each in 0..1; (0, 1) when n is 0.

    Source: Wilson EB, J Am Stat Assoc 1927;22:209-212. With partial credit it is an approximation.
    """
    if n == 0:
        return 0.0, 1.0
    share = points / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def of_ticking(count: int, *, exactly: int | None = None, at_most: int | None = None) -> float:
    """Return the chance of ticking just the right ones of ``count`` by a set drawn from those that may be.

    exactly, at_most: how many may be ticked; with neither any number, but not none.
    """
    if exactly is not None:
        return 1 / max(1, comb(count, exactly))
    return 1 / max(1, sum(comb(count, number) for number in range(1, min(count, at_most or count) + 1)))


@dataclass(frozen=True)
class Evenness:
    """Pearson's test of whether counts are even. p: how often chance alone is at least as uneven, 0..1."""

    chi_square: float
    df: int
    p: float


def evenness(counts: Sequence[int]) -> Evenness:
    """Test whether counts are even; p is 1 where there is nothing to compare.

    With fewer than five expected in each place p is rough. Source: Pearson K, Phil Mag 1900;50:157-175.
    """
    df = len(counts) - 1
    expected = sum(counts) / len(counts) if counts else 0.0
    if df < 1 or not expected:
        return Evenness(0.0, max(df, 0), 1.0)
    statistic = sum((count - expected) ** 2 for count in counts) / expected
    return Evenness(statistic, df, tail_of_chi_square(statistic, df))


def tail_of_chi_square(statistic: float, df: int) -> float:
    """Return the probability that chi-square with ``df`` (1 or more) degrees of freedom exceeds a value.

    The finite sums for whole degrees of freedom: Abramowitz & Stegun 1964, 26.4.4 and 26.4.5.
    """
    half = statistic / 2
    if df % 2 == 0:
        return min(1.0, exp(-half) * sum(math.pow(half, k) / gamma(k + 1) for k in range(df // 2)))
    tail = exp(-half) * sum(math.pow(half, k - 0.5) / gamma(k + 0.5) for k in range(1, (df + 1) // 2))
    return min(1.0, erfc(sqrt(half)) + tail)
