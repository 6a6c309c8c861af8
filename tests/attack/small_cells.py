"""S3: the size of a small group from one table."""

from __future__ import annotations

import csv
from pathlib import Path

from finding import Arena, Finding
from measure import rate

SMALL = range(1, 10)
LARGE = 40  # persons in each of the large groups that make the table admissible


def perturbation_table() -> dict[int, dict[int, float]]:
    """P(shown | true) of small counts: it is public."""
    rows: dict[int, dict[int, float]] = {}
    path = Path(__file__).resolve().parents[2] / "policy" / "perturbation-table.csv"
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            count, change = int(row["count"]), int(row["change"])
            rows.setdefault(count, {})[count + change] = int(row["weight"]) / 65536
    return rows


def best_guess(table: dict[int, dict[int, float]]) -> tuple[dict[int, int], float]:
    """The most likely true count of each shown one when 1 to 9 are equally likely, and how often
    that is right."""
    guess: dict[int, int] = {}
    right = 0.0
    for shown in range(0, 15):
        likelihood = {true: table[true].get(shown, 0.0) for true in SMALL}
        guess[shown] = max(likelihood, key=likelihood.__getitem__)
        right += likelihood[guess[shown]] / len(SMALL)
    return guess, right


def small_cells(arena: Arena) -> list[Finding]:
    """Tables with nine small groups of 1 to 9 persons among larger ones; the attacker names the
    most likely size of each."""
    tables = arena.trials(quick=120, full=700)
    guess, limit = best_guess(perturbation_table())
    sizes = [*SMALL, *[LARGE] * len(SMALL)]
    labels = " ".join(f"{level} 'g{level}'" for level in range(len(sizes) + 1))
    script = arena.world.opening("NR") + f"define-labels names {labels}\n"
    layouts = []
    for number in range(tables):
        layout = arena.chance.sample(sizes, len(sizes))
        first = arena.chance.randrange(arena.world.persons - sum(layout))
        borders, last = [], first
        for size in layout:
            borders.append(f"(nr >= {last})")
            last += size
        layouts.append(layout)
        script += (f"generate g{number} = {' + '.join(borders)}\n"
                   f"assign-labels g{number} names\n"
                   f"tabulate g{number} if nr >= {first} & nr < {last}, nolabels\n"
                   f"drop g{number}\n")
    shown = [one for one in arena.program.epoch().run(script, ledger=False).commands
             if one.text.startswith("tabulate")]
    right = []
    for layout, table in zip(layouts, shown, strict=True):
        body = table.results[-1]["body"]
        cells = dict(zip((category.get("code") for category in body["rows"][0]["cats"]),
                         table.numbers(), strict=True))
        for level, size in enumerate(layout, start=1):
            if size in SMALL:
                right.append(guess[int(cells.get(str(level), 0))] == size)
    return [Finding("S3", "the size of a group of 1 to 9 persons from one table",
                    rate(right, arena.doubt), limit + 0.02)]
