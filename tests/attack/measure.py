"""How sure a measured rate or error is.

The intervals of rates are exact Chernoff bounds: whatever the true rate, the interval misses it with
at most the stated probability. Those of root mean squares use the normal approximation.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass

# The quick form of the battery runs with every `make test`: a bound that is kept may fail it once in
# a hundred million runs. The full form is read by people: 95 % intervals.
QUICK_DOUBT = 1e-8
FULL_DOUBT = 0.05


@dataclass
class Estimate:
    value: float
    low: float
    high: float
    trials: int


def rate(outcomes: list[bool], doubt: float) -> Estimate:
    """Share of successes."""
    trials = len(outcomes)
    share = sum(outcomes) / trials
    reach = math.log(2 / doubt) / trials

    def divergence(at: float) -> float:
        total = 0.0
        for observed, expected in ((share, at), (1 - share, 1 - at)):
            if observed > 0:
                total += observed * math.log(observed / expected) if expected > 0 else math.inf
        return total

    def border(inside: float, outside: float) -> float:
        for _ in range(60):
            middle = (inside + outside) / 2
            if divergence(middle) <= reach:
                inside = middle
            else:
                outside = middle
        return outside

    return Estimate(share, border(share, 0.0), border(share, 1.0), trials)


def advantage(games: list[tuple[bool, bool]], doubt: float) -> Estimate:
    """How much oftener the attacker says yes when the truth is yes than when it is no; a game is
    (truth, guess). With even chances this is 2 P(right) - 1."""
    yes = rate([guess for truth, guess in games if truth], doubt)
    no = rate([guess for truth, guess in games if not truth], doubt)
    return Estimate(yes.value - no.value, yes.low - no.high, yes.high - no.low, len(games))


def root_mean_square(errors: list[float], doubt: float) -> Estimate:
    squares = [error * error for error in errors]
    mean = statistics.fmean(squares)
    spread = statistics.stdev(squares) / math.sqrt(len(squares)) * _normal_score(doubt)
    return Estimate(math.sqrt(mean), math.sqrt(max(mean - spread, 0)), math.sqrt(mean + spread),
                    len(errors))


def area_under_curve(first: list[float], second: list[float], doubt: float) -> Estimate:
    """How well a number tells two kinds of runs apart: 0.5 not at all, 1 always. Ties count half;
    the direction is the better one. The interval holds for no difference at all (Mann-Whitney)."""
    order = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    rank_sum = 0.0
    at = 0
    while at < len(order):
        end = at
        while end < len(order) and order[end][0] == order[at][0]:
            end += 1
        middle = (at + 1 + end) / 2
        rank_sum += middle * sum(kind for _, kind in order[at:end])
        at = end
    m, n = len(first), len(second)
    area = (rank_sum - n * (n + 1) / 2) / (m * n)
    area = max(area, 1 - area)
    reach = _normal_score(doubt) * math.sqrt((m + n + 1) / (12 * m * n))
    return Estimate(area, area - reach, area + reach, m + n)


def _normal_score(doubt: float) -> float:
    return statistics.NormalDist().inv_cdf(1 - doubt / 2)
