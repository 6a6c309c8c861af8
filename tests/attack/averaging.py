"""S4: the size of a group from many ways of splitting it."""

from __future__ import annotations

from finding import Arena, Finding
from measure import rate, root_mean_square

GROUPS = 40  # attacked side by side: one table splits all of them
BITS = 20    # of each of the four random numbers that a person has


def half(chance) -> str:
    """A condition that about half of all persons meet, at random: whether two bits differ."""
    (one, first), (other, second) = (
        (chance.randrange(1, 5), chance.randrange(BITS)) for _ in range(2))

    def bit(number: int, place: int) -> str:
        return f"(floor(tilf{number}/{2 ** place}) - 2*floor(tilf{number}/{2 ** (place + 1)}))"

    return f"({bit(one, first)} != {bit(other, second)})"


def averaging(arena: Arena) -> list[Finding]:
    """Groups of 8 to 60 persons, each split in two at random again and again; the sum of the two
    shown counts is averaged. Without the ledger, which would stop the series."""
    splits = arena.trials(quick=300, full=1000)
    right, errors = [], []
    for _ in range(arena.trials(quick=2, full=50)):
        sizes = [arena.chance.randrange(8, 61) for _ in range(GROUPS)]
        first = arena.chance.randrange(arena.world.persons - sum(sizes))
        borders = [first + sum(sizes[:group]) for group in range(GROUPS + 1)]
        labels = " ".join(f"{level} 'g{level}'" for level in range(GROUPS + 2))
        script = (arena.world.opening("NR", "TILF1", "TILF2", "TILF3", "TILF4")
                  + f"define-labels names {labels}\n"
                  + "generate g = " + " + ".join(f"(nr >= {border})" for border in borders)
                  + "\nassign-labels g names\n"
                  + f"define-labels sides 0 'a' 1 'b'\n")
        for _ in range(splits):
            script += (f"generate side = {half(arena.chance)}\nassign-labels side sides\n"
                       f"tabulate g side if nr >= {first} & nr < {borders[-1]}\ndrop side\n")
        run = arena.program.epoch().run(script, ledger=False)
        sums = [0.0] * GROUPS
        shown = 0
        for one in run.commands:
            if not one.text.startswith("tabulate") or not one.succeeded:
                continue
            codes = [category.get("code") for category in
                     one.results[-1]["body"]["rows"][0]["cats"]]
            cells = one.numbers()
            width = len(cells) // len(codes)
            shown += 1
            for row, code in enumerate(codes):
                if code:
                    sums[int(code) - 1] += sum(cells[row * width:row * width + width - 1])
        for size, total in zip(sizes, sums, strict=True):
            estimate = total / shown
            right.append(round(estimate) == size)
            errors.append(estimate - size)
    what = f"the size of a group of 8 to 60 from {splits} splits, without the ledger"
    return [Finding("S4", f"{what}: exact", rate(right, arena.doubt), 0.35),
            Finding("S4", f"{what}: error", root_mean_square(errors, arena.doubt), 1.0,
                    at_most=False, unit="persons")]
