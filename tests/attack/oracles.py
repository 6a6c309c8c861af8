"""S8: whether anybody at all meets a condition, read from everything but the counts of a table.

Each channel is a piece of script that acts on the persons who meet a condition: {met}, or {some}, a
number that is 1 for them and 0 for all others. It runs for nobody
and for one to four persons (or for nine and ten, at a threshold). What the program shows is compared:
which rows and columns there are and how they are called, what is hidden, notes, refusals, order. Left
out are the numbers, whose noise S1 and S3 are about, and the text of the script. The attacker learns
from half of the games how it looks when nobody is there, and guesses the others by that.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from finding import Arena, Finding
from measure import advantage
from one_value import only


@dataclass
class Channel:
    name: str
    setup: str   # after the imports
    probe: str   # {met}: the condition
    limit: float = 0.02
    few: tuple[int, ...] = (0,)
    many: tuple[int, ...] = (1, 2, 3, 4)


GROUPED = """clone-dataset d e
use e
generate v = lonn if {met}
collapse (mean) v -> w (count) v -> antall (max) v -> hoyest, by(gruppe2)
merge w antall hoyest into d on gruppe2
use d
summarize w antall hoyest
tabulate antall
drop w antall hoyest
delete-dataset e"""

CHANNELS = [
    Channel("a table of the selected", "", "tabulate gruppe if {met}"),
    Channel("a table of all others", "", "tabulate gruppe if !({met})"),
    Channel("a table by two variables", "", "tabulate gruppe sjelden if {met}, chi2 rowpct"),
    Channel("sorted and cut", "", "tabulate gruppe if {met}, rowsort top(2)"),
    Channel("statistics of the selected", "", "summarize lonn if {met}, gini iqr"),
    Channel("statistics by group", "", "tabulate gruppe if {met}, summarize(lonn) mean p50 gini"),
    Channel("keep", "", "clone-dataset d e\nuse e\nkeep if {met}\nuse d\ndelete-dataset e"),
    Channel("drop", "", "clone-dataset d e\nuse e\ndrop if {met}\nsummarize lonn\nuse d\n"
            "delete-dataset e"),
    Channel("replace", "", "clone-variables lonn -> x\nreplace x = 5000000 if {met}\nsummarize x\n"
            "tabulate gruppe, summarize(x)\ndrop x"),
    Channel("generate with a condition", "", "generate x = lonn if {met}\nsummarize x\n"
            "tabulate gruppe if !sysmiss(x)\ndrop x"),
    Channel("a rule of recode", "", "generate x = 2 + 3*{some}\nrecode x (5 = 9)\n"
            "summarize x\ntabulate gruppe, summarize(x)\ndrop x"),
    Channel("an outlying value", "", "generate x = lonn + 1000000000*{some}\nsummarize x\n"
            "tabulate gruppe, summarize(x) mean std p50 gini\ndrop x"),
    Channel("one value too many to be few", "", "generate x = gruppe2 + 100*{some}*nr\n"
            "summarize x\ntabulate gruppe, summarize(x) mean std\ndrop x"),
    Channel("text that is no number", "",
            "generate x = rowconcat(string(nr), substr('x', 1, {some}))\ndestring x\ndrop x"),
    Channel("the groups of collapse", "", GROUPED),
    Channel("nine or ten selected", "", "summarize lonn if {met}", limit=0.20, few=(9,),
            many=(10,)),
    Channel("nine or ten for quantile()", "", "generate x = lonn if {met} | (nr >= {far})\n"
            "generate q = quantile(x, 4)\nsummarize q\ndrop x q", limit=0.20, few=(9,), many=(10,)),
    Channel("nine or ten behind a name", "", "generate x = 1 + 6*{some}\ntabulate x\ndrop x",
            limit=0.20, few=(9,), many=(10,)),
]


def oracles(arena: Arena) -> list[Finding]:
    return [_try(arena, channel) for channel in CHANNELS]


def _try(arena: Arena, channel: Channel) -> Finding:
    games = arena.trials(quick=80, full=5000)
    truths: list[bool] = []
    seen: list[str] = []
    opening = (arena.world.opening("NR", "LONN", "GRUPPE", "SJELDEN")
               + "generate gruppe2 = nr - 10*floor(nr/10)\n" + channel.setup)
    before = len(opening.strip().splitlines())
    for begin in range(0, games, 30):
        script, lengths = opening, []
        for _ in range(min(30, games - begin)):
            truth = arena.chance.random() < 0.5
            size = arena.chance.choice(channel.many if truth else channel.few)
            first = arena.chance.randrange(arena.world.persons - 100)
            probe = channel.probe.format(
                met=f"(nr >= {first} & nr < {first + size})", far=arena.world.persons - 31,
                some="(" + " + ".join(["0*nr", *map(only, range(first, first + size))]) + ")")
            script += probe + "\n"
            truths.append(truth)
            lengths.append(len(probe.splitlines()))
        commands = arena.program.epoch().run(script).commands[before:]
        assert len(commands) == sum(lengths), "a probe did not run to its end"
        at = 0
        for length in lengths:
            seen.append("\n".join(one.look() for one in commands[at:at + length]))
            at += length
    half = games // 2
    absent, present = Counter(), Counter()
    for truth, look in zip(truths[:half], seen[:half]):
        (present if truth else absent)[look] += 1
    guesses = [(truth, present[look] > absent[look])
               for truth, look in zip(truths[half:], seen[half:])]
    sizes = "nobody or one to four persons: " if channel.few == (0,) else ""
    return Finding("S8", sizes + channel.name,
                   advantage(guesses, arena.doubt), channel.limit)
