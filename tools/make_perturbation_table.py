#!/usr/bin/env python3
"""Makes the two data files of the count noise, which are committed and shipped with the program.

    policy/perturbation-table.csv  probabilities of each change of a count, in units of 2^-16
    policy/normal-scores.bin       round(2^20 x normal quantile of (k + 1/2) / 65536), 65 536 int32

For each true count the distribution of the released count is the one of maximum entropy among those
with the given support, the count as mean and the given variance (Giessing 2016): the probability of
a change d is proportional to exp(alpha d + beta d^2), alpha and beta by Newton's method. Support: 0
or more than 4, at most 5 away. A variance of 6 is out of reach for some small counts, hence the list
below.

Run with --check to compare with the committed files instead of writing them.
"""

import argparse
import hashlib
import statistics
import struct
import sys
from decimal import Decimal, getcontext
from pathlib import Path

getcontext().prec = 60

BOUND = 5  # largest change
LARGEST_HIDDEN = 4  # released counts 1..4 never occur
VARIANCES = ["4.5", "7", "7", "6", "6", "2.5", "3.5", "4.5", "5.5", "6"]  # true counts 1..10
SCALE = 1 << 16
SCORES = 1 << 16
SCORE_SCALE = 1 << 20


def support(count: int) -> list[int]:
    return [d for d in range(-BOUND, BOUND + 1) if count + d == 0 or count + d > LARGEST_HIDDEN]


def maximum_entropy(changes: list[int], variance: Decimal) -> list[Decimal]:
    """Probabilities with mean 0 and the given variance."""
    alpha = beta = Decimal(0)
    for _ in range(200):
        exponents = [alpha * d + beta * d * d for d in changes]
        top = max(exponents)
        weights = [(e - top).exp() for e in exponents]
        total = sum(weights)
        p = [w / total for w in weights]
        moment = [sum(q * d**k for q, d in zip(p, changes)) for k in range(5)]
        miss_mean, miss_square = -moment[1], variance - moment[2]
        if max(abs(miss_mean), abs(miss_square)) < Decimal("1e-50"):
            return p
        a = moment[2] - moment[1] ** 2
        b = moment[3] - moment[1] * moment[2]
        c = moment[4] - moment[2] ** 2
        determinant = a * c - b * b
        step_alpha = (c * miss_mean - b * miss_square) / determinant
        step_beta = (a * miss_square - b * miss_mean) / determinant
        # The dual is convex: steps of limited length converge, full steps do so quadratically.
        shorten = max(1, 2 * abs(step_alpha), 2 * abs(step_beta))
        alpha += step_alpha / shorten
        beta += step_beta / shorten
    raise SystemExit(f"no solution for changes {changes} with variance {variance}")


def integer_weights(changes: list[int], p: list[Decimal]) -> list[int]:
    """Weights that sum to 2^16 with a mean of exactly 0, next to the given probabilities."""
    weights = [int((q * SCALE).to_integral_value()) for q in p]
    largest = weights.index(max(weights))
    weights[largest] += SCALE - sum(weights)

    def distance(candidate: list[int]) -> Decimal:
        return sum((w - q * SCALE) ** 2 for w, q in zip(candidate, p))

    # Moving one unit of weight from one change to another moves the mean by their distance: take
    # the move that leaves the smallest mean, and among those the one that stays closest.
    while excess := sum(w * d for w, d in zip(weights, changes)):
        moves = []
        for i, from_change in enumerate(changes):
            for j, to_change in enumerate(changes):
                moved = list(weights)
                moved[i] -= 1
                moved[j] += 1
                moves.append((abs(excess + to_change - from_change), distance(moved), moved))
        weights = min(moves)[2]
    assert sum(weights) == SCALE and min(weights) > 0
    assert sum(w * d for w, d in zip(weights, changes)) == 0
    return weights


def perturbation_table() -> str:
    lines = ["count,change,weight"]
    for count, variance in enumerate(VARIANCES, start=1):
        changes = support(count)
        weights = integer_weights(changes, maximum_entropy(changes, Decimal(variance)))
        lines += [f"{count},{d},{w}" for d, w in zip(changes, weights)]
    return "\n".join(lines) + "\n"


def normal_quantile(probability: Decimal, root_two_pi: Decimal) -> Decimal:
    """One Newton step from the double-precision value, with the series of the integral."""
    z = Decimal(statistics.NormalDist().inv_cdf(float(probability)))
    density = (-z * z / 2).exp() / root_two_pi
    term = total = z
    k = 1
    while abs(term) > Decimal("1e-45"):
        k += 2
        term *= z * z / k
        total += term
    return z - (Decimal("0.5") + density * total - probability) / density


def normal_scores() -> bytes:
    pi = Decimal("3.14159265358979323846264338327950288419716939937510582097494")
    root_two_pi = (2 * pi).sqrt()
    upper = []
    for k in range(SCORES // 2, SCORES):
        probability = (Decimal(k) + Decimal("0.5")) / SCORES
        z = normal_quantile(probability, root_two_pi)
        upper.append(int((z * SCORE_SCALE).to_integral_value()))
    return struct.pack(f"<{SCORES}i", *[-z for z in reversed(upper)], *upper)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    check = parser.parse_args().check

    folder = Path(__file__).resolve().parent.parent / "policy"
    contents = {
        folder / "perturbation-table.csv": perturbation_table().encode(),
        folder / "normal-scores.bin": normal_scores(),
    }
    for path, content in contents.items():
        if check:
            if path.read_bytes() != content:
                print(f"{path.name} differs from what this tool makes", file=sys.stderr)
                return 1
        else:
            path.write_bytes(content)
        print(f"{hashlib.sha256(content).hexdigest()}  policy/{path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
