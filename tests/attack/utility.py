"""U1 to U8: what protection costs those who ask honest questions."""

from __future__ import annotations

import math
import statistics

from averaging import half
from finding import Arena, Finding
from measure import Estimate, rate, root_mean_square

LEVELS = 40
# A sum of four uniform numbers is as good as normal for this purpose.
NORMAL = "tilf1 + tilf2 + tilf3 + tilf4"


def counts(arena: Arena) -> list[Finding]:
    """U1 and U2: shown and true counts of groups of 10 to 100, and of about 1000."""
    errors, far, relative = [], 0, []
    for _ in range(arena.trials(quick=3, full=12)):
        script = arena.world.opening("NR")
        before = len(script.splitlines())
        sizes = []
        for _ in range(60):
            borders = [arena.chance.randrange(arena.world.persons - LEVELS * 100)
                       if arena.world.persons > LEVELS * 100 else 0]
            for _ in range(LEVELS):
                borders.append(borders[-1] + arena.chance.randrange(20, 90))
            borders = [one for one in borders if one <= arena.world.persons]
            sizes.append([b - a for a, b in zip(borders, borders[1:])])
            labels = " ".join(f"{level} 'g'" for level in range(len(borders) + 1))
            script += (f"define-labels names {labels}\n"
                       f"generate g = {' + '.join(f'(nr >= {border})' for border in borders)}\n"
                       f"assign-labels g names\n"
                       f"tabulate g if nr >= {borders[0]} & nr < {borders[-1]}\n"
                       f"drop g\ndrop-labels names\n")
        for size, table in zip(sizes, [one for one in arena.program.epoch().run(script, ledger=False)
                                       .commands[before:] if one.text.startswith("tabulate")]):
            shown = table.numbers()
            errors += [abs(a - b) for a, b in zip(shown, size)]
            relative.append(abs(shown[-1] - sum(size)) / sum(size))
    far = max(errors)
    spread = statistics.stdev(errors) / math.sqrt(len(errors))
    return [Finding("U1", "mean change of a count of ten or more",
                    Estimate(statistics.fmean(errors), statistics.fmean(errors) - 6 * spread,
                             statistics.fmean(errors) + 6 * spread, len(errors)), 2.01),
            Finding("U1", "largest change of a count", Estimate(far, far, far, len(errors)), 5),
            Finding("U2", "relative change of counts above 1000",
                    Estimate(statistics.fmean(relative), statistics.fmean(relative),
                             statistics.fmean(relative), len(relative)), 0.002)]


def means(arena: Arena) -> list[Finding]:
    """U3 and U7: means against exact means of clipped values, medians and quartiles against exact
    ones, of a normal variable."""
    world = arena.world
    values = [sum(one) for one in zip(*(world[f"TILF{at}"] for at in range(1, 5)))]
    findings = []
    quantile_errors: list[float] = []
    for size, limit in ((10, 0.17), (100, 0.027), (1000, 0.0027)):
        script = world.opening("NR", "TILF1", "TILF2", "TILF3", "TILF4")
        script += f"generate z = {NORMAL}\n"
        truths = []
        for _ in range(arena.trials(quick=80, full=2000)):
            first = arena.chance.randrange(world.persons - size)
            truths.append(sorted(values[first:first + size]))
            script += f"summarize z if nr >= {first} & nr < {first + size}\n"
        shown = [one for one in arena.program.epoch().run(script, ledger=False).commands
                 if one.text.startswith("summarize")]
        errors = []
        for truth, summary in zip(truths, shown, strict=True):
            tail = min(max(math.ceil(size / 100), 5), (size - 1) // 2)
            clipped = [min(max(one, truth[tail]), truth[-1 - tail]) for one in truth]
            mean = summary.number("mean")
            if mean is None:
                continue
            errors.append((mean - statistics.fmean(clipped)) / statistics.stdev(truth))
            if size >= 1000:
                for name, share in (("p25", 0.25), ("p50", 0.5), ("p75", 0.75)):
                    exact = truth[round(share * (size - 1))]
                    quantile_errors.append(abs(summary.number(name) - exact) / exact)
        findings.append(Finding("U3", f"a mean of {size} persons against the exact clipped one: error",
                                root_mean_square(errors, arena.doubt), limit,
                                unit="standard deviations"))
    worst = sorted(quantile_errors)[int(0.99 * len(quantile_errors))]
    # Half a percent, and what rounding to three digits adds at most.
    findings.append(Finding("U7", "quartiles of 1000 persons: relative error in 99 of 100 cases",
                            Estimate(worst, worst, worst, len(quantile_errors)), 0.005 + 0.005))
    return findings


def chi_square(arena: Arena) -> list[Finding]:
    """U8: how often the test finds a dependence where there is none, at five per cent."""
    rejected = []
    for _ in range(arena.trials(quick=1, full=10)):
        script = arena.world.opening("GRUPPE", "TILF1", "TILF2", "TILF3", "TILF4")
        for _ in range(200):
            script += f"generate side = {half(arena.chance)}\ntabulate gruppe side, chi2\ndrop side\n"
        tests = [one.results[-1]["body"]["tests"][0]["p"]
                 for one in arena.program.epoch().run(script, ledger=False).commands
                 if one.text.startswith("tabulate")]
        rejected += [p < 0.05 for p in tests if p is not None]  # none where all are on one side
    return [Finding("U8", "chi-square tests of independent data that reject at 5 %",
                    rate(rejected, arena.doubt), 0.08)]
