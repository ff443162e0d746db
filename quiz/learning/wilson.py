"""How sure a share is: Wilson's score interval. Pure."""

from math import sqrt

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
