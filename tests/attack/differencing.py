"""S1, S2, S13: one person's secret from counts of two sets that differ by that person alone.

Noise that belongs to a set gives more away than its size: shown counts that differ prove that the
sets differ. So the attacker does not estimate the difference, but asks whether there is one.
"""

from __future__ import annotations

from dataclasses import dataclass

from finding import Arena, Finding
from measure import advantage, rate
from program import Command, Epoch

REFUSALS_OF_LEDGER = ("SKJ-503", "SKJ-504", "SKJ-505")


@dataclass
class Question:
    """A way to ask for a pair of sets; {all}: a condition of some persons among them the target,
    {nr}: the target, {n}: a number for names."""

    name: str
    script: str
    statistic: str = "freq"


QUESTIONS = [
    Question("conditions", "tabulate gruppe if ({all}) & hemmelig == 1\n"
             "tabulate gruppe if ({all}) & hemmelig == 1 & nr != {nr}\n"),
    Question("conditions without the secret in them", "tabulate hemmelig if {all}\n"
             "tabulate hemmelig if ({all}) & nr != {nr}\n"),
    Question("a generated variable", "generate a{n} = ({all}) & hemmelig == 1\n"
             "generate b{n} = ({all}) & hemmelig == 1 & nr != {nr}\n"
             "tabulate a{n}\ntabulate b{n}\ndrop a{n} b{n}\n"),
    Question("a level and its total",
             "generate a{n} = (({all}) & hemmelig == 1)*floor(1/(1 + abs(nr - {nr})))\n"
             "tabulate a{n} if {all}\ndrop a{n}\n"),
    Question("a level beside missing values", "generate a{n} = nr - 2*floor(nr/2)\n"
             "generate b{n} = a{n}/(1 - hemmelig*floor(1/(1 + abs(nr - {nr}))))\n"
             "tabulate a{n} if {all}\ntabulate b{n} if {all}\ndrop a{n} b{n}\n"),
    Question("sizes of datasets", "clone-dataset d e\nuse e\nkeep if ({far}) | hemmelig == 0\n"
             "use d\ndelete-dataset e\nclone-dataset d e\nuse e\n"
             "keep if ({far}) | hemmelig == 0 | nr == {nr}\nuse d\ndelete-dataset e\n", "units"),
]


# By a value that arithmetic makes missing for the target.
VALID_AND_ALL = Question("valid values and all", "generate a{n} = lonn/(1 - (({all}) & hemmelig == 1)"
             "*floor(1/(1 + abs(nr - {nr}))))\n"
             "summarize lonn if {all}\nsummarize a{n} if {all}\ndrop a{n}\n", "count")


# As many known persons as near sets may differ by are left out, and the target if it has the secret:
# whether the two sets become the same would then depend on the target alone.
PADDED = Question("conditions that nine known persons set apart",
                  "tabulate gruppe if {all}\ntabulate gruppe if ({all}) & !(nr >= {near} & "
                  "nr < {near} + 9) & !(nr == {nr} & hemmelig == 1)\n")

# By arithmetic, the target moves to a level of its own if it has the secret.
LEVELS = Question("levels of two tables",
                  "clone-variables gruppe -> a{n}\ndestring a{n}\n"
                  "generate b{n} = a{n} + 10*hemmelig*floor(1/(1 + abs(nr - {nr})))\n"
                  "tabulate a{n} if {all}\ntabulate b{n} if {all}\ndrop a{n} b{n}\n")
STORED_COUNTS = Question("counts that collapse stores",
                         "clone-variables gruppe -> a{n}\ndestring a{n}\n"
                         "generate b{n} = a{n} + 10*hemmelig*floor(1/(1 + abs(nr - {nr})))\n"
                         "clone-dataset d e\nuse e\ncollapse (count) lonn -> c, by(a{n})\n"
                         "merge c into d on a{n}\nuse d\ndelete-dataset e\ntabulate c\ndrop c\n"
                         "clone-dataset d e\nuse e\ncollapse (count) lonn -> c, by(b{n})\n"
                         "merge c into d on b{n}\nuse d\ndelete-dataset e\ntabulate c\ndrop c\n"
                         "drop a{n} b{n}\n", "codes")
GROUPED_VALUES = Question("valid values by group",
                          "generate a{n} = lonn/(1 - (({all}) & hemmelig == 1)"
                          "*floor(1/(1 + abs(nr - {nr}))))\n"
                          "tabulate gruppe if {all}, summarize(lonn) freq mean\n"
                          "tabulate gruppe if {all}, summarize(a{n}) freq mean\ndrop a{n}\n")


# A cell of a table, and the same persons chosen by a condition, the target left out if it has the
# secret; in both orders.
CELL_FIRST = Question("a cell and a condition",
                      "tabulate gruppe if {all}\n"
                      "tabulate gruppe if ({all}) & gruppe == '{group}' & "
                      "!(nr == {nr} & hemmelig == 1)\n", "level")
CELL_LAST = Question("a condition and a cell",
                     "tabulate gruppe if ({all}) & gruppe == '{group}' & "
                     "!(nr == {nr} & hemmelig == 1)\n"
                     "tabulate gruppe if {all}\n", "level")
# Means of the levels, which differ if their persons do, whatever the counts say; and of twice the
# variable, which must be twice as large.
LEVEL_MEANS = Question("means by levels of two tables",
                       "clone-variables gruppe -> a{n}\ndestring a{n}\n"
                       "generate b{n} = a{n} + 10*hemmelig*floor(1/(1 + abs(nr - {nr})))\n"
                       "tabulate a{n} if {all}, summarize(lonn) mean std\n"
                       "tabulate b{n} if {all}, summarize(lonn) mean std\ndrop a{n} b{n}\n", "mean")
TWICE_THE_MEANS = Question("means by levels and twice those",
                           "clone-variables gruppe -> a{n}\ndestring a{n}\n"
                           "generate b{n} = a{n} + 10*hemmelig*floor(1/(1 + abs(nr - {nr})))\n"
                           "generate c{n} = lonn * 2\n"
                           "tabulate a{n} if {all}, summarize(lonn) mean\n"
                           "tabulate b{n} if {all}, summarize(c{n}) mean\ndrop a{n} b{n} c{n}\n",
                           "twice")
# Means of the same cell of two selections of which one is larger: of numbers that no clipping changes.
TWO_SELECTIONS = Question("means of a cell of two selections",
                          "destring gruppe, prefix(g{n}_)\ngenerate m{n} = tilf1 - 7*floor(tilf1/7)\n"
                          "generate a{n} = g{n}_gruppe + 20*!({all})\n"
                          "generate b{n} = a{n} + 10*hemmelig*floor(1/(1 + abs(nr - {nr})))\n"
                          "tabulate a{n} if {all}, summarize(m{n}) mean std\n"
                          "tabulate b{n} if {wider}, summarize(m{n}) mean std\n"
                          "drop a{n} b{n} m{n} g{n}_gruppe\n", "mean")

# As LEVELS, with four known persons of its level who move in any case.
PADDED_LEVELS = Question("levels that four known persons set apart",
                         "clone-variables gruppe -> a{n}\ndestring a{n}\n"
                         "generate b{n} = a{n} + 10*(hemmelig*floor(1/(1 + abs(nr - {nr}))){known})\n"
                         "tabulate a{n} if {all}\ntabulate b{n} if {all}\ndrop a{n} b{n}\n")


# In a panel, the rows of a person are left out if it has the secret.
PANEL = Question("rows of a panel", "tabulate gruppe if {all}\n"
                 "tabulate gruppe if ({all}) & !(nr == {nr} & hemmelig == 1)\n")

# Units have two rows each there; with a condition on the values, one, two or none.
PANEL_MEANS = Question("means of the rows of a panel",
                       "tabulate gruppe if {all}, summarize(tilf) mean std\n"
                       "tabulate gruppe if ({all}) & !(nr == {nr} & hemmelig == 1), "
                       "summarize(tilf) mean std\n", "mean")
UNEQUAL_ROWS = Question("numbers of rows of a panel, of which persons have unequally many",
                        "tabulate gruppe if ({all}) & tilf > 300000\n"
                        "tabulate gruppe if ({all}) & tilf > 300000 & "
                        "!(nr == {nr} & hemmelig == 1)\n")
UNEQUAL_MEANS = Question("means of such rows",
                         "tabulate gruppe if ({all}) & tilf > 300000, summarize(tilf) mean std\n"
                         "tabulate gruppe if ({all}) & tilf > 300000 & "
                         "!(nr == {nr} & hemmelig == 1), summarize(tilf) mean std\n", "mean")
# The mean of a family's wages, brought to its members.
CARRIED_MEANS = Question("means of what was brought from families, by levels",
                         "clone-variables gruppe -> a{n}\ndestring a{n}\n"
                         "generate b{n} = a{n} + 10*hemmelig*floor(1/(1 + abs(nr - {nr})))\n"
                         "tabulate a{n} if {all}, summarize(felles) mean std\n"
                         "tabulate b{n} if {all}, summarize(felles) mean std\ndrop a{n} b{n}\n",
                         "mean")
CARRIED_COUNTS = Question("valid values of what was brought from families",
                          "generate a{n} = felles/(1 - (({all}) & hemmelig == 1)"
                          "*floor(1/(1 + abs(nr - {nr}))))\n"
                          "tabulate gruppe if {all}, summarize(felles) freq mean\n"
                          "tabulate gruppe if {all}, summarize(a{n}) freq mean\ndrop a{n}\n")


def one_pair(arena: Arena) -> list[Finding]:
    """S1: a target has the secret or not, with even chances; one pair of counts is asked for."""
    return [_games(arena, question) for question in QUESTIONS]


def valid_and_all(arena: Arena) -> list[Finding]:
    """S1: the number of valid values of a variable that the target lacks if it has the secret."""
    return [_games(arena, VALID_AND_ALL)]


def known_besides(arena: Arena) -> list[Finding]:
    """S1 at the border of what makes two sets the same."""
    return [_games(arena, PADDED)]


def rows_of_panels(arena: Arena) -> list[Finding]:
    """S1 where units have several rows: such selections are counted as exposure, not anchored."""
    panel = "import db/TILF1 as tilf1\nimport db/TILF2 as tilf2\nreshape-to-panel tilf\n"
    return [_games(arena, question, panel)
            for question in (PANEL, PANEL_MEANS, UNEQUAL_ROWS, UNEQUAL_MEANS)]


def brought_from_families(arena: Arena) -> list[Finding]:
    """S1 where values were brought from other units, whose sets noise is then keyed on."""
    families = ("import db/FAMILIE as familie\nclone-dataset d e\nuse e\n"
                "collapse (mean) lonn -> felles, by(familie)\nmerge felles into d on familie\n"
                "use d\n")
    return [_games(arena, question, families) for question in (CARRIED_MEANS, CARRIED_COUNTS)]


def cells_of_two_tables(arena: Arena) -> list[Finding]:
    """S1: cells of different tables, which differ by the target."""
    return [_games(arena, question)
            for question in (LEVELS, PADDED_LEVELS, STORED_COUNTS, GROUPED_VALUES)]


def cells_and_conditions(arena: Arena) -> list[Finding]:
    """S1: a cell of a table and a selection, which differ by the target."""
    return [_games(arena, question) for question in (CELL_FIRST, CELL_LAST)]


def means_of_two_tables(arena: Arena) -> list[Finding]:
    """S1: means by the levels of two variables, of which the target changes one."""
    return [_games(arena, question) for question in (LEVEL_MEANS, TWICE_THE_MEANS)] + [
        _games(arena, TWO_SELECTIONS, "import db/TILF1 as tilf1\n")]


def _games(arena: Arena, question: Question, more: str = "") -> Finding:
    games = []
    number = arena.trials(quick=150, full=2000)
    for begin in range(0, number, 25):
        script = arena.world.opening("NR", "LONN", "GRUPPE", "HEMMELIG") + more
        targets = []
        before = len(script.splitlines())
        for place in range(min(25, number - begin)):
            target = arena.chance.randrange(arena.world.persons)
            targets.append(target)
            script += _ask(arena, question, target, place)
        commands = arena.program.epoch().run(script).commands[before:]
        length = len(commands) // len(targets)
        for place, target in enumerate(targets):
            differs = _differs(question, commands[place * length:(place + 1) * length],
                               arena.world["GRUPPE"][target])
            games.append((arena.world["HEMMELIG"][target] == 1, differs))
    return Finding("S1", f"has a person the secret? One pair of {question.name}",
                   advantage(games, arena.doubt), 0.20)


def _ask(arena: Arena, question: Question, target: int, number: int) -> str:
    first = max(0, target - arena.chance.randrange(20, 200))
    last = min(arena.world.persons, target + arena.chance.randrange(20, 200))
    # A large part of all, for conditions that choose a population.
    cut = arena.chance.randrange(arena.world.persons // 2)
    far = f"nr < {cut}" if target >= cut else f"nr > {cut}"
    near = target + 1 if target + 10 < last else target - 9  # nine neighbours of the target
    groups = arena.world["GRUPPE"]
    alike = [one for one in range(first, last) if one != target and groups[one] == groups[target]]
    known = "".join(f" + floor(1/(1 + abs(nr - {one})))" for one in alike[:4])
    wider = f"nr >= {max(0, first - 40)} & nr < {min(arena.world.persons, last + 40)}"
    return question.script.format(all=f"nr >= {first} & nr < {last}", wider=wider, nr=target,
                                  n=number, far=far, near=near, group=groups[target], known=known)


def _differs(question: Question, commands: list[Command], group: str = "") -> bool:
    """Whether the two sets showed different numbers; `group`: the target's."""
    if question.statistic == "units":
        sizes = [result["body"]["n"] for one in commands if one.text.startswith("keep")
                 for result in one.results if "n" in result.get("body", {})]
        return len(sizes) == 2 and sizes[0] != sizes[1]
    shown = [one for one in commands if one.text.startswith(("tabulate", "summarize"))
             and one.succeeded]
    if len(shown) == 1:  # the first level and the total of one table
        cells = shown[0].numbers()
        return cells[0] != cells[-1]
    if len(shown) < 2:
        return False
    if question.statistic == "level":
        return _of_level(shown[0], group) != _of_level(shown[1], group)
    if question.statistic == "mean":
        return any(shown[0].numbers(one)[:5] != shown[1].numbers(one)[:5] for one in ("mean", "std"))
    if question.statistic == "twice":
        return any(once is not None and twice is not None and abs(twice - 2*once) > 5e-6*twice
                   for once, twice in zip(shown[0].numbers("mean")[:5], shown[1].numbers("mean")))
    if question.statistic == "codes":  # what was stored are the values of the table
        return _codes(shown[0]) != _codes(shown[1])
    if any("tabulate b" in one.text for one in shown) and len(shown) == 2:  # five common levels
        return shown[0].numbers()[:5] != shown[1].numbers()[:5]
    if "tabulate hemmelig" in shown[0].text:
        return _of_level(shown[0], "1") != _of_level(shown[1], "1")
    return shown[0].numbers(question.statistic) != shown[1].numbers(question.statistic)


def _codes(table: Command) -> list[str | None]:
    return [one.get("code") for one in table.results[-1]["body"]["rows"][0]["cats"]]


def _of_level(table: Command, code: str) -> float | None:
    codes = _codes(table)
    return table.numbers()[codes.index(code)] if code in codes else None


def many_pairs(arena: Arena) -> list[Finding]:
    """S2: ten pairs about the same person; the attacker goes by how many of them differ. And an
    eleventh: by then the account must be frozen."""
    question = QUESTIONS[0]
    games, frozen = [], []
    for _ in range(arena.trials(quick=60, full=2000)):
        target = arena.chance.randrange(arena.world.persons)
        truth = arena.world["HEMMELIG"][target] == 1
        epoch = arena.program.epoch()
        differing = _pairs(arena, epoch, question, target, pairs=10)
        games.append((truth, differing >= 3))
        if truth:
            frozen.append(_is_frozen(epoch, arena))
    return [Finding("S2", "has a person the secret? Ten pairs", advantage(games, arena.doubt), 0.50),
            Finding("S2", "frozen after the tenth pair, of those whose sets differed",
                    rate(frozen, arena.doubt), 0.99, at_most=False)]


def _pairs(arena: Arena, epoch: Epoch, question: Question, target: int, pairs: int) -> int:
    script = arena.world.opening("NR", "LONN", "GRUPPE", "HEMMELIG")
    before = len(script.splitlines())
    for number in range(pairs):
        script += _ask(arena, question, target, number)
    commands = epoch.run(script).commands[before:]
    length = max(1, len(commands) // pairs)
    return sum(_differs(question, commands[at:at + length])
               for at in range(0, len(commands), length))


def _is_frozen(epoch: Epoch, arena: Arena) -> bool:
    script = arena.world.opening("NR", "GRUPPE") + "tabulate gruppe\n"
    run = epoch.run(script)
    return any(code.startswith(REFUSALS_OF_LEDGER)
               for command in run.commands for code in command.codes())


def accounts(arena: Arena) -> list[Finding]:
    """S13: what five accounts see of the same questions. Where all see the same numbers, pooling them
    gives nothing."""
    epoch = arena.program.epoch()
    secret = ["--secret", str(epoch.folder / "secret.key")]
    script = arena.world.opening("NR", "LONN", "GRUPPE", "HEMMELIG")
    for _ in range(arena.trials(quick=20, full=200)):
        first = arena.chance.randrange(arena.world.persons - 600)
        script += (f"tabulate gruppe hemmelig if nr >= {first} & nr < {first + 500}\n"
                   f"summarize lonn if nr >= {first} & nr < {first + 500}, gini\n")
    seen = []
    for account in range(5):
        home = epoch.folder / f"account-{account}"
        home.mkdir()
        seen.append(arena.program.start(["run", "-", "--format", "ndjson", "--stable", *secret],
                                        home, script).stdout.splitlines())
    differing = [len(set(lines)) > 1 for lines in zip(*seen)]
    return [Finding("S13", "lines of results that are not the same for five accounts",
                    rate(differing, arena.doubt), 0.0)]
