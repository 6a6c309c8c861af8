"""S1, S6: what is known of one person, brought to everybody by commands that copy values, and
properties of a whole column that one person turns."""

from __future__ import annotations

from finding import Arena, Finding
from measure import advantage, rate
from program import Command

# Two ways to bring the target's wage to all rows: over a dataset of one category, and by a key of
# one's own making.
OVER_A_CATEGORY = ("generate one = 1\nclone-dataset d e\nclone-dataset d c\nuse c\n"
                   "collapse (count) lonn -> n, by(one)\nuse e\ngenerate y = lonn\ndrop one\n"
                   "generate one = 1/floor(1/(1 + abs(nr - {nr})))\nmerge y into c on one\nuse c\n"
                   "merge y into d on one\nuse d\nsummarize y\n")
BY_A_KEY = ("clone-dataset d e\nuse e\ngenerate y = lonn\nrename nr k\nuse d\n"
            "generate k = 0*nr + {nr}\nuse e\nmerge y into d on k\nuse d\nsummarize y\n")

# A secret of one person that moves its whole family over the border of a population: 997 others are
# known to be chosen.
FAMILY = ("generate h = hemmelig*floor(1/(1 + abs(nr - {nr})))\n"
          "aggregate (sum) h -> fs, by(familie)\n"
          "keep if (nr >= {first} & nr < {last} & !(nr >= {family} & nr < {family} + 5)) | fs > 0\n")

# One person's text, or one number too large, must not change how the values of all are treated; and
# one value of its own must not make two levels three.
TEXT = ("generate x = rowconcat(string(999*({known}) + ({others})), "
        "substr('.5', 1, 2*hemmelig*floor(1/(1 + abs(nr - {nr})))))\ndestring x\nsummarize x\n")
LARGE = ("generate x = 1000*({known}) + ({others}) + (9000000000*hemmelig*(1 - "
         "rowmin(1, abs(nr - {nr}))))*(9000000000*hemmelig)*0\nsummarize x\n")
THIRD = ("generate x = (1 + (nr - 2*floor(nr/2)) + 7*hemmelig*floor(1/(1 + abs(nr - {nr}))))"
         "/(1 - floor(1/(1 + floor(abs(nr - {lacking} - 0.5)/3))))\ntabulate x, missing\n")


def broadcast(arena: Arena) -> list[Finding]:
    """S6: is the mean of what came to all rows the wage of the target, within 3 %?"""
    findings = []
    for name, script in (("over a category", OVER_A_CATEGORY), ("by a key", BY_A_KEY)):
        hits = []
        for _ in range(arena.trials(quick=10, full=200)):
            target = arena.chance.randrange(arena.world.persons)
            commands = _run(arena, script, target, "NR", "LONN")
            seen = commands[-1].number("mean") if commands[-1].text.startswith("summarize") else None
            wage = arena.world["LONN"][target]
            hits.append(seen is not None and abs(seen - wage) <= 0.03 * wage)
        findings.append(Finding("S6", f"a wage brought to everybody {name}: within 3 % of it",
                                rate(hits, arena.doubt), 0.05))
    return findings


def families(arena: Arena) -> list[Finding]:
    """S1: five rows that come and go with the secret of one, at the border of a population."""
    size: dict[int, int] = {}
    for family in arena.world["FAMILIENR"]:
        size[family] = size.get(family, 0) + 1
    members = [one for one in range(arena.world.persons)
               if size[arena.world["FAMILIENR"][one]] == 5]
    games = []
    for _ in range(arena.trials(quick=150, full=1000)):
        target = arena.chance.choice(members)
        family = arena.world["FAMILIENR"][target]
        first = arena.chance.randrange(arena.world.persons - 1010)
        inside = len(set(range(family, family + 5)) & set(range(first, first + 997)))
        commands = _run(arena, FAMILY, target, "NR", "HEMMELIG", "FAMILIE", family=family,
                        first=first, last=first + 997 + inside)
        games.append((arena.world["HEMMELIG"][target] == 1, commands[-1].succeeded))
    return [Finding("S1", "has a person the secret? A population that its family would complete",
                    advantage(games, arena.doubt), 0.20)]


def turned(arena: Arena) -> list[Finding]:
    """S1: a property of a column that one person would turn."""
    findings = []
    for name, script, tells in (("a text with a fraction", TEXT, _is_clipped),
                                ("a number too large", LARGE, _is_clipped),
                                ("a third value", THIRD, _shows_missing)):
        games = []
        number = arena.trials(quick=150, full=1000)
        for begin in range(0, number, 5):
            opening = arena.world.opening("NR", "LONN", "HEMMELIG")
            targets, asked = [], ""
            for _ in range(min(5, number - begin)):
                targets.append(arena.chance.randrange(arena.world.persons))
                asked += _with_neighbours(arena, script, targets[-1]) + "drop x\n"
            commands = arena.program.epoch().run(opening + asked).commands
            shown = [one for one in commands if one.text.startswith(("summarize", "tabulate"))]
            games += [(arena.world["HEMMELIG"][target] == 1, tells(one))
                      for target, one in zip(targets, shown, strict=True)]
        findings.append(Finding("S1", f"has a person the secret? By {name} that turns a column",
                                advantage(games, arena.doubt), 0.20))
    return findings


def _with_neighbours(arena: Arena, script: str, target: int) -> str:
    first = arena.chance.randrange(arena.world.persons - 200)
    # Those who lack a value, six of them, are no neighbours of the target.
    lacking = 2 + (target + 1000) % (arena.world.persons - 6)
    return script.format(nr=target, lacking=lacking, known=f"nr >= {first} & nr < {first} + 32",
                         others=f"nr >= {first} & nr < {first} + 132")


def _is_clipped(summary: Command) -> bool:
    mean = summary.number("mean")
    return mean is not None and mean < 1


def _shows_missing(table: Command) -> bool:
    return table.succeeded and any(one.get("missing")
                                   for one in table.results[-1]["body"]["rows"][0]["cats"])


def _run(arena: Arena, script: str, target: int, *variables: str, **words: object) -> list[Command]:
    opening = arena.world.opening(*variables)
    return arena.program.epoch().run(opening + script.format(nr=target, **words)).commands
