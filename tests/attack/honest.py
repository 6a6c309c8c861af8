"""L1: how often the ledger stops those who do nothing wrong."""

from __future__ import annotations

from pathlib import Path

from finding import Arena, Finding
from measure import rate
from program import Program, Run

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PERSONS = 20_000


def is_ledger(code: str) -> bool:
    """Refusals and warnings of the ledger: SKJ-5030 to 5059."""
    return "SKJ-5030" <= code <= "SKJ-5059"


def _stopped(run: Run) -> list[bool]:
    """For each command whether the ledger refused it."""
    return [not one.succeeded and any(map(is_ledger, one.codes())) for one in run.commands]


def examples(arena: Arena) -> list[Finding]:
    """All scripts of examples/, by one account within minutes, three times."""
    folder = arena.program.scratch / "norway"
    done = arena.program.start(["synth", "generate", "--persons", str(PERSONS), "--seed", "1",
                                "--out", str(folder)], arena.program.scratch)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    home = arena.program.scratch / "norway-home"
    home.mkdir()
    epoch = Program(arena.program.binary, folder, home).epoch()
    stopped: list[bool] = []
    protected = 0
    for _ in range(arena.trials(quick=1, full=3)):
        for script in sorted(EXAMPLES.glob("*.skjerm")):
            run = epoch.run(script.read_text(encoding="utf-8"))
            stopped += _stopped(run)
            protected += sum(any("SKJ-5001" <= code <= "SKJ-5010" for code in one.codes())
                             for one in run.commands if not one.succeeded)
    return [Finding("L1", f"commands of all examples, one account, stopped by the ledger "
                    f"({protected} refused by other rules, {PERSONS} persons)",
                    rate(stopped, arena.doubt), 0.0)]


SCRIPT = """generate gammel = nr > {cut}
generate inntekt = lonn/{unit}
tabulate gruppe
tabulate gruppe gammel, rowpct
tabulate gruppe gammel if lonn > {low}
tabulate gruppe, summarize(lonn) mean p50
summarize inntekt if gruppe == '{group}'
summarize inntekt if gruppe != '{group}'
for g in 1 : 5
tabulate gammel if gruppe == '$g'
end
recode lonn (min/{low} = 1 'lav') ({high}/max = 3 'høy') (nonmissing = 2 'middels'), prefix(g_)
tabulate g_lonn gruppe, colpct
keep if lonn > {low}
summarize lonn
"""


def students(arena: Arena) -> list[Finding]:
    """A class of 30 who run nearly the same script all day, some with numbers of their own; here all
    by one account, which is worse than 30."""
    epoch = arena.program.epoch()
    stopped: list[bool] = []
    for _ in range(arena.trials(quick=1, full=8)):
        for student in range(30 if arena.full else 10):
            own = student % 3 == 0
            script = arena.world.opening("NR", "LONN", "GRUPPE") + SCRIPT.format(
                cut=2000 + (100 * (student % 7) if own else 0), unit=1000 if student % 2 else 100_000,
                low=300_000 + (10_000 * student if own else 0), high=600_000, group=1 + student % 5)
            stopped += _stopped(epoch.run(script))
    return [Finding("L1", "commands of a class of 30 with nearly the same script, stopped by the ledger",
                    rate(stopped, arena.doubt), 0.0)]
