"""S5: the value of one person from means that should differ by that person alone."""

from __future__ import annotations

import statistics

from finding import Arena, Finding
from measure import rate, root_mean_square

SIZES = (10, 30, 100, 1000, 3000)


def spread(arena: Arena) -> float:
    """Standard deviation of the wages, clipped as the program clips them."""
    wages = sorted(arena.world["LONN"])
    tail = len(wages) // 100
    low, high = wages[tail], wages[-1 - tail]
    return statistics.pstdev(min(max(wage, low), high) for wage in wages)


def two_means(arena: Arena) -> list[Finding]:
    """Means of n persons and of the same without one; the attacker knows n exactly."""
    sd = spread(arena)
    wages = arena.world["LONN"]
    findings = []
    for size in SIZES:
        targets, script = [], arena.world.opening("NR", "LONN")
        for _ in range(arena.trials(quick=30, full=2000)):
            first = arena.chance.randrange(arena.world.persons - size)
            target = first + arena.chance.randrange(size + 1)
            targets.append(target)
            everybody = f"nr >= {first} & nr <= {first + size}"
            script += (f"summarize lonn if {everybody}\n"
                       f"summarize lonn if {everybody} & nr != {target}\n")
        means = _means(arena, script)
        errors = []
        for at, target in enumerate(targets):
            pair = means[2 * at], means[2 * at + 1]
            if None in pair:
                continue  # too few units for a mean
            errors.append(((size + 1) * pair[0] - size * pair[1] - wages[target]) / sd)
        findings.append(Finding("S5", f"a wage from two means, n = {size}: error",
                                root_mean_square(errors, arena.doubt), 1.5, at_most=False,
                                unit="standard deviations"))
    return findings


def calibrated_means(arena: Arena) -> list[Finding]:
    """Three means over one population: of the wage, of the wage plus a known amount for the target,
    and of the wage plus the target's own. Noise that is the same for all three would cancel."""
    known = 400_000
    sd = spread(arena)
    wages = arena.world["LONN"]
    findings = []
    for size in (100, 1000, 3000):
        targets, script = [], arena.world.opening("NR", "LONN")
        for _ in range(arena.trials(quick=30, full=2000)):
            first = arena.chance.randrange(arena.world.persons - size)
            target = first + arena.chance.randrange(size)
            targets.append(target)
            condition = f"if nr >= {first} & nr < {first + size}"
            # By arithmetic: a truth within an expression would be treated as a condition.
            only = f"floor(1/(1 + abs(nr - {target})))"
            for values in ("lonn", f"lonn + lonn*{only}", f"lonn + {known}*{only}"):
                script += f"generate z = {values}\nsummarize z {condition}\ndrop z\n"
        means = _means(arena, script)
        guesses = []
        for at in range(len(targets)):
            plain, doubled, shifted = means[3 * at:3 * at + 3]
            # A response of the wrong sign or of no size says nothing: the best guess is the mean.
            response = (shifted - plain) * size / known
            guess = plain if response < 0.2 else known * (doubled - plain) / (shifted - plain)
            guesses.append(min(max(guess, 0.0), 4 * plain))
        errors = [(guess - wages[target]) / sd for guess, target in zip(guesses, targets)]
        near = [abs(guess - wages[target]) <= 0.03 * wages[target]
                for guess, target in zip(guesses, targets)]
        findings.append(Finding("S5", f"a wage from three means over the same {size} persons: "
                                "within 3 % of the truth", rate(near, arena.doubt),
                                chance_hit(wages) + 0.05))
        findings.append(Finding("S5", f"a wage from three means over the same {size} persons: "
                                "error", root_mean_square(errors, arena.doubt), 0.8,
                                at_most=False, unit="standard deviations"))
    return findings


def chance_hit(wages: list[int], reach: float = 0.03) -> float:
    """How often a person drawn from the population earns within 3 % of another."""
    sample = wages[:500]
    near = sum(abs(one - other) <= reach * other for one in sample for other in sample) - len(sample)
    return near / (len(sample) * (len(sample) - 1))


def _means(arena: Arena, script: str) -> list[float | None]:
    return [one.number("mean") for one in arena.program.epoch().run(script, ledger=False).commands
            if one.text.startswith("summarize")]
