"""S6, S7, S9: one person's value through anything that can be made to depend on it.

A statistic of a generated variable z(v) is asked for, in which the target alone has v and all others
have values that the attacker chose or knows. The target is singled out by arithmetic, for a truth
such as nr == 17 within an expression is treated as a condition and singles out nobody. Two known v tell how the statistic responds; then v is
the target's own wage. The guess is what would have given that answer. No set of persons is ever
nearly equal to another one: all three questions are about the same persons.
"""

from __future__ import annotations

from dataclasses import dataclass

from finding import Arena, Finding
from measure import advantage, rate
from two_means import chance_hit

LOW, HIGH = 100_000, 1_500_000   # wages that the attacker thinks possible
KNOWN = (400_000, 700_000)
KNOWN_JUMP = 300_000             # what the secret adds to a wage in two means


@dataclass
class Lever:
    """`background`: what all others get, {first} and {size} tell who they are; `place`: where the
    border between low and high stands, tried one after the other."""

    name: str
    statistic: str
    background: str
    probe: str
    places: tuple[int, ...] = (0,)
    size: int = 1000


SUMMARY = "summarize z if {who}\n"
BY_GROUP = "tabulate one if {who}, summarize(z) {statistic}\n"
STORED = ("clone-dataset d e\nuse e\ncollapse ({statistic}) z -> w, by(one)\n"
          "merge w into d on one\nuse d\nsummarize w\ndrop w\ndelete-dataset e\n")
BORDER = "({low} + ({high} - {low})*(nr >= {border}))"

LEVERS = [
    Lever("a mean", "mean", "lonn", SUMMARY),
    Lever("a mean of a table", "mean", "lonn", BY_GROUP),
    Lever("a standard deviation", "std", "lonn", SUMMARY),
    Lever("a mean of 30 persons", "mean", "lonn", SUMMARY, size=30),
    Lever("a median among values chosen on both sides", "p50", BORDER, SUMMARY,
          places=tuple(range(-4, 5))),
    Lever("the same beside absurdly large values", "p50",
          "({low} + ({high} - {low})*(nr >= {border}) + 1e15*(nr >= {border} + 400))", SUMMARY,
          places=tuple(range(-4, 5))),
    Lever("a lower quartile likewise", "p25", BORDER, SUMMARY, places=tuple(range(-258, -241, 2))),
    Lever("the highest percentile of 60 persons", "p99", "0*nr", SUMMARY, size=60),
    Lever("a stored mean", "mean", "lonn", STORED, size=0),
    Lever("a stored maximum", "max", "(nr/1000 + 9000000*({decoys}))", STORED,
          places=(20, 30, 36, 40, 44), size=0),
    Lever("a regression on an isolating dummy (mean by group)", "mean", "lonn",
          "generate dummy = nr >= {first} & nr < {first} + 30\n"
          "replace dummy = dummy + floor(1/(1 + abs(nr - {target})))*(1 - dummy)\n"
          "tabulate dummy if {who}, summarize(z) mean\ndrop dummy\n"),
]


def only(target: int) -> str:
    """1 for the target, 0 for all others."""
    return f"floor(1/(1 + abs(nr - {target})))"


def one_value(arena: Arena) -> list[Finding]:
    return [_pull(arena, lever) for lever in LEVERS]


def _pull(arena: Arena, lever: Lever) -> Finding:
    world = arena.world
    wages = world["LONN"]
    targets, script = [], world.opening("NR", "LONN") + "generate one = 1\n"
    for _ in range(arena.trials(quick=8, full=1000)):
        size = lever.size or world.persons
        first = arena.chance.randrange(world.persons - size + 1)
        target = first + arena.chance.randrange(size // 5, 2 * size // 5)
        if "({low}" in lever.background and lever.statistic == "p25":
            target = first + arena.chance.randrange(size // 5)
        targets.append(target)
        who = f"nr >= {first} & nr < {first + size}"
        for place in lever.places:
            others = lever.background.format(
                low=LOW, high=HIGH, border=first + size // 2 + place, first=first,
                decoys=f"nr >= {first} & nr < {first + place}")
            for value in (*KNOWN, "lonn"):
                script += (f"generate z = {others} + ({value} - {others})*{only(target)}\n"
                           + lever.probe.format(who=who, statistic=lever.statistic, first=first,
                                                target=target)
                           + "drop z\n")
    statistic = "mean" if lever.probe is STORED else lever.statistic
    shown = [one.number(statistic) if one.succeeded else None
             for one in arena.program.epoch().run(script, ledger=False).commands
             if one.text.startswith(("summarize", "tabulate"))]
    near = []
    for at, target in enumerate(targets):
        answers = []
        for place in range(len(lever.places)):
            start = 3 * (at * len(lever.places) + place)
            answers.append(shown[start:start + 3])
        near.append(abs(_guess(answers) - wages[target]) <= 0.03 * wages[target])
    return Finding("S6", f"a wage within 3 % through {lever.name}", rate(near, arena.doubt),
                   chance_hit(wages) + 0.02)


def _guess(answers: list[list[float | None]]) -> float:
    """From the place where the statistic responds most; the middle where it does nowhere."""
    best, guess = 0.0, float(sum(KNOWN)) / 2
    for low, high, own in answers:
        if low is None or high is None or own is None:
            continue
        response = (high - low) / (KNOWN[1] - KNOWN[0])
        if abs(response) > best:
            best = abs(response)
            guess = KNOWN[0] + (own - low) / response
    return min(max(guess, float(LOW)), float(HIGH))


def equal_means(arena: Arena) -> list[Finding]:
    """S1 on values: the mean of the wage, and of the wage with something absurd added if the target
    has the secret. Equal means prove that the target has not."""
    games, script, targets = [], arena.world.opening("NR", "LONN", "HEMMELIG"), []
    for _ in range(arena.trials(quick=60, full=2000)):
        target = arena.chance.randrange(arena.world.persons - 1000)
        targets.append(target)
        who = f"nr >= {target} & nr < {target + 1000}"
        script += (f"generate z = lonn + {KNOWN_JUMP}*{only(target)}*hemmelig\nsummarize lonn if {who}\n"
                   f"summarize z if {who}\ndrop z\n")
    shown = [one.number("mean") for one in arena.program.epoch().run(script, ledger=False).commands
             if one.text.startswith("summarize")]
    greater = []
    for at, target in enumerate(targets):
        truth = arena.world["HEMMELIG"][target] == 1
        plain, changed = shown[2 * at], shown[2 * at + 1]
        games.append((truth, plain != changed))
        # Who does not look for equality goes by the middle between what is expected in either case.
        greater.append((truth, changed - plain > KNOWN_JUMP / 2000))
    return [Finding("S1", "has a person the secret? Two means that are equal if not",
                    advantage(games, arena.doubt), 0.20),
            Finding("S1", "has a person the secret? Two means, the second one higher if so",
                    advantage(greater, arena.doubt), 0.50)]


def scales(arena: Arena) -> list[Finding]:
    """S6: quantile() as a pair of scales. Half of the others have 0, the next quarter M, the rest 2 M:
    the median is 0 or M according to the target's wage being below M or not, and a quarter of all
    change class with it. The place that tips is found with known wages; then the target's own is
    weighed at three M around the middle."""
    world = arena.world
    games = []
    for _ in range(arena.trials(quick=4, full=300)):
        target = arena.chance.randrange(world.persons // 4)
        script, weights = world.opening("NR", "LONN"), []
        for shift in range(-7, 8):
            border = world.persons // 2 + shift
            for wage in ("100000", "1500000", "lonn"):
                middle = 450_000
                weights.append((shift, wage))
                others = f"({middle}*(nr >= {border}) + {middle}*(nr >= {border + 1000}))"
                script += (f"generate z = {others} + ({wage} - {others})*{only(target)}\n"
                           f"generate q = quantile(z, 2)\n"
                           f"tabulate q if nr >= {border + 20} & nr < {border + 980}\ndrop z q\n")
        tables = [one for one in arena.program.epoch().run(script, ledger=False).commands
                  if one.text.startswith("tabulate")]
        codes = {}
        for key, table in zip(weights, tables, strict=True):
            cats = table.results[-1]["body"]["rows"][0]["cats"]
            codes[key] = cats[0].get("code")
        tipping = [shift for shift in range(-7, 8)
                   if codes[shift, "100000"] != codes[shift, "1500000"]]
        votes = [codes[shift, "lonn"] == codes[shift, "1500000"] for shift in tipping]
        heavier = sum(votes) * 2 > len(votes) if votes else arena.chance.random() < 0.5
        games.append((world["LONN"][target] > 450_000, heavier))
    return [Finding("S6", "does a person earn more than M? One pair of scales made of quantile()",
                    advantage(games, arena.doubt), 0.35)]
