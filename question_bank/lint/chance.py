"""How likely chance alone is: the few tails that rules about a whole bank need. Exact, without a library."""

from collections.abc import Sequence
from math import comb, erfc, exp, gamma, sqrt


def at_least(successes: int, chances: Sequence[float]) -> float:
    """Probability of as many successes or more, where each try has a chance of its own (Poisson binomial)."""
    spread = [1.0]
    for chance in chances:
        spread = [
            (spread[count] if count < len(spread) else 0) * (1 - chance)
            + (spread[count - 1] * chance if count else 0)
            for count in range(len(spread) + 1)
        ]
    return min(1.0, sum(spread[successes:]))


def as_uneven(one: int, of: int) -> float:
    """Probability that a fair coin falls as unevenly as this or more so (two-sided binomial)."""
    fewer = min(one, of - one)
    return min(1.0, 2 * sum(comb(of, count) for count in range(fewer + 1)) / (1 << of))


def chi_square_tail(value: float, freedom: int) -> float:
    """Probability of a chi-square as large or larger, with so many degrees of freedom."""
    half = value / 2
    if freedom % 2:
        terms = sum(
            sqrt(half) * half ** (step - 1) / gamma(step + 0.5) for step in range(1, (freedom + 1) // 2)
        )
        return erfc(sqrt(half)) + exp(-half) * terms
    total = term = 1.0
    for step in range(1, freedom // 2):
        term *= half / step
        total += term
    return exp(-half) * total


def wilson(right: int, of: int) -> tuple[float, float]:
    """Return the Wilson 95 % interval of a proportion; all of 0 to 1 where there is none."""
    if of == 0:
        return 0.0, 1.0
    z = 1.959963984540054
    share = right / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)
