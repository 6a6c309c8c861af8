"""S12: many seeds, many samples?"""

from __future__ import annotations

import statistics

from finding import Arena, Finding
from measure import Estimate, root_mean_square

ORDERS = 16  # sample_orders of the policy


def sampling(arena: Arena) -> list[Finding]:
    """Counts of a group in half-samples drawn with many seeds, doubled and averaged."""
    seeds = arena.trials(quick=150, full=1000)
    errors_many, errors_few, distinct = [], [], 0
    for _ in range(arena.trials(quick=4, full=20)):
        size = arena.chance.randrange(100, 400)
        first = arena.chance.randrange(arena.world.persons - size)
        script = arena.world.opening("NR") + f"generate g = nr >= {first} & nr < {first + size}\n"
        for seed in range(1, seeds + 1):
            script += (f"clone-dataset d s\nuse s\nsample 0.5 {seed * 7919}\ntabulate g\n"
                       f"use d\ndelete-dataset s\n")
        tables = [one.numbers() for one in arena.program.epoch().run(script, ledger=False).commands
                  if one.text.startswith("tabulate")]
        distinct = max(distinct, len({tuple(table) for table in tables}))
        shown = [2 * table[1] for table in tables]
        few = list(dict.fromkeys(shown))[:ORDERS]
        errors_many.append(statistics.fmean(shown) - size)
        errors_few.append(statistics.fmean(few) - size)
    few = root_mean_square(errors_few, arena.doubt)
    return [Finding("S12", f"different samples that {seeds} seeds draw",
                    Estimate(distinct, distinct, distinct, seeds), ORDERS),
            Finding("S12", f"the size of a group from {seeds} seeds: error "
                    f"(from one sample of each of the {ORDERS} orders: {few.value:.2f})",
                    root_mean_square(errors_many, arena.doubt), 0.5 * few.value, at_most=False,
                    unit="persons")]
