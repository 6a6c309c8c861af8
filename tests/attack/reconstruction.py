"""S2b and S10: secrets from many counts of sets that are never nearly equal."""

from __future__ import annotations

from finding import Arena, Finding
from measure import Estimate, advantage, rate
from averaging import half

KNOWN = 200


def decompositions(arena: Arena) -> list[Finding]:
    """S2b: a group is split in two at random, now with the target and now without; the two kinds
    of sums differ by the target's secret. A hundred released sets: fifty splits."""
    games = []
    number = arena.trials(quick=30, full=2000)
    for _ in range(number):
        target = arena.chance.randrange(100, arena.world.persons - 200)
        first = target - arena.chance.randrange(90)
        group = f"nr >= {first} & nr < {first + 180} & hemmelig == 1"
        script = arena.world.opening("NR", "HEMMELIG", "GRUPPE", "TILF1", "TILF2", "TILF3", "TILF4")
        before = len(script.splitlines())
        for place in range(50):
            side = half(arena.chance)
            chosen = f"({group})" if place % 2 == 0 else f"({group} & nr != {target})"
            script += (f"tabulate gruppe if {chosen} & {side}\n"
                       f"tabulate gruppe if {chosen} & !({side})\n")
        shown = [one.number() if one.succeeded and one.results else None
                 for one in arena.program.epoch().run(script).commands[before:]]
        sums = {0: [], 1: []}
        for place in range(50):
            pair = shown[2 * place:2 * place + 2]
            if len(pair) == 2 and None not in pair:
                sums[place % 2].append(sum(pair))
        if not sums[0] or not sums[1]:
            games.append((arena.world["HEMMELIG"][target] == 1, arena.chance.random() < 0.5))
            continue
        response = sum(sums[0]) / len(sums[0]) - sum(sums[1]) / len(sums[1])
        games.append((arena.world["HEMMELIG"][target] == 1, response > 0.5))
    return [Finding("S2b", "has a person the secret? A hundred sets that are never nearly equal",
                    advantage(games, arena.doubt), 0.50)]


def linear_reconstruction(arena: Arena) -> list[Finding]:
    """S10: how many of 200 known persons have the secret, in random halves of them; the secrets by
    ridge regression. With the ledger on: until it acts, 150 questions at most. Without it: the
    curve, for information."""
    rounds = arena.trials(quick=1, full=10)
    findings = []
    for queries, ledger in ([(150, True)] if not arena.full else
                            [(150, True), (100, False), (250, False), (1000, False)]):
        right: list[bool] = []
        for _ in range(rounds):
            right += _reconstruct(arena, queries, ledger)
        on = "" if ledger else ", without the ledger"
        findings.append(Finding("S10", f"secrets of {KNOWN} persons by {queries} questions{on}",
                                rate(right, arena.doubt), 0.82 if ledger else 1.0))
    return findings


def _reconstruct(arena: Arena, queries: int, ledger: bool) -> list[bool]:
    world = arena.world
    first = arena.chance.randrange(world.persons - KNOWN)
    script = world.opening("NR", "HEMMELIG", "TILF1", "TILF2", "TILF3", "TILF4")
    before = len(script.splitlines())
    rows = []
    for _ in range(queries):
        one, other = arena.chance.randrange(1, 5), arena.chance.randrange(20)
        second, place = arena.chance.randrange(1, 5), arena.chance.randrange(20)

        def bit(variable: int, at: int) -> str:
            return (f"(floor(tilf{variable}/{2 ** at}) - "
                    f"2*floor(tilf{variable}/{2 ** (at + 1)}))")

        script += (f"tabulate hemmelig if nr >= {first} & nr < {first + KNOWN} & "
                   f"{bit(one, other)} != {bit(second, place)}\n")
        rows.append([((world[f"TILF{one}"][person] >> other)
                      ^ (world[f"TILF{second}"][person] >> place)) & 1
                     for person in range(first, first + KNOWN)])
    shown = arena.program.epoch().run(script, ledger=ledger).commands[before:]
    design, counts = [], []
    for row, table in zip(rows, shown):
        if not table.succeeded or not table.results:
            continue
        codes = [one.get("code") for one in table.results[-1]["body"]["rows"][0]["cats"]]
        cells = dict(zip(codes, table.numbers()))
        if "1" in cells and sum(row) > 0:
            design.append([value - 0.5 for value in row])
            counts.append(cells["1"] - sum(row) / 2)
    secret = [value == 1 for value in world["HEMMELIG"][first:first + KNOWN]]
    if not design:
        return [value == (arena.chance.random() < 0.5) for value in secret]
    # counts = sum of row·(secret - 1/2); rows are centred, so the constant takes no part.
    estimate = ridge(design, counts, strength=24.0)
    return [(guess > 0) == value for guess, value in zip(estimate, secret)]


def ridge(design: list[list[float]], observed: list[float], strength: float) -> list[float]:
    """Minimises |observed - design·x|² + strength·|x|², by the dual: as many equations as there are
    observations, solved by Cholesky's method."""
    mean = sum(observed) / len(observed)
    observed = [value - mean for value in observed]
    size = len(design)
    factor: list[list[float]] = []
    for i in range(size):
        row = []
        for j in range(i + 1):
            value = sum(a * b for a, b in zip(design[i], design[j])) + (strength if i == j else 0)
            value -= sum(a * b for a, b in zip(row, factor[j])) if j < i else sum(a * a for a in row)
            row.append(value / factor[j][j] if j < i else value ** 0.5)
        factor.append(row)
    solution = list(observed)
    for i in range(size):
        solution[i] = (solution[i] - sum(factor[i][j] * solution[j] for j in range(i))) / factor[i][i]
    for i in reversed(range(size)):
        solution[i] = (solution[i] - sum(factor[j][i] * solution[j]
                                         for j in range(i + 1, size))) / factor[i][i]
    return [sum(design[row][unit] * solution[row] for row in range(size))
            for unit in range(len(design[0]))]
