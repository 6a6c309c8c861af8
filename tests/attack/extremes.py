"""S9: the largest and the smallest value of a population."""

from __future__ import annotations

from finding import Arena, Finding
from measure import rate


def extremes(arena: Arena) -> list[Finding]:
    """The nearest of all that the program gives about the upper end: the highest percentile, the
    `max` of a group, mean plus spread; against the highest percentile alone."""
    size = 500
    wages = arena.world["LONN"]
    script = arena.world.opening("NR", "LONN") + "generate one = 1\n"
    groups = []
    for number in range(arena.trials(quick=40, full=2000)):
        first = arena.chance.randrange(arena.world.persons - 1100)
        groups.append(first)
        script += (f"summarize lonn if nr >= {first} & nr < {first + size}\n"
                   f"clone-dataset d e\nuse e\nkeep if nr >= {first} & nr < {first + 1100}\n"
                   f"replace lonn = . if nr >= {first + size}\n"
                   f"collapse (max) lonn -> top, by(one)\nmerge top into d on one\nuse d\n"
                   f"summarize top\ndrop top\ndelete-dataset e\n")
    shown = [one for one in arena.program.epoch().run(script, ledger=False).commands
             if one.text.startswith("summarize")]
    by_percentile, by_any = [], []
    for at, first in enumerate(groups):
        truth = max(wages[first:first + size])
        percentile = shown[2 * at].number("p99")
        top = shown[2 * at + 1].number("mean")
        if percentile is None:
            continue
        by_percentile.append(_is_near(percentile, truth))
        by_any.append(top is not None and _is_near(top, truth))
    alone = rate(by_percentile, arena.doubt)
    return [Finding("S9", "the largest wage of 500 within 5 %, from the maximum of a group",
                    rate(by_any, arena.doubt), max(alone.high, 0.02))]


def _is_near(guess: float, truth: float) -> bool:
    return abs(guess - truth) <= 0.05 * truth
