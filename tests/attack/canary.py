#!/usr/bin/env python3
"""One gate: no true number leaves the program by any other way.

  canary.py PROGRAM

A population with sizes and values that nothing else has: sizes are primes, wages have nine digits.
A script that uses every command that shows something, and many that are refused, runs in every
format, and everything that leaves the program is searched for the true numbers: results, messages,
logs, timing, progress, the command window, names in the folders of state and cache, what is kept of
errors.

Noise leaves a count as it is in 15 of 100 cases, so a true number may well be seen now and then. In
each epoch the noise is another; a number that is seen in all of them has come another way. With
twelve epochs that happens by chance less than once in 10^8 runs of this test. A single person's wage
or identifier may never be seen.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

import world as worlds
from program import Program

EPOCHS = 12
GROUPS = {"1": 1009, "2": 1511, "3": 2011, "4": 487, "5": 3}  # persons by GRUPPE
SEPARATORS = "[,. \u00a0\u2009\u202f'_]?"

SCRIPT = """configure nocache
summarize lonn
summarize lonn if gruppe == '3', gini iqr
summarize lonn if gruppe == '5'
tabulate gruppe
tabulate gruppe hemmelig, rowpct colpct cellpct freq chi2
tabulate gruppe if gruppe == '4'
tabulate gruppe, summarize(lonn) mean std sum p25 p50 p75 gini iqr
tabulate gruppe hemmelig, flatten rowsort top(3)
tabulate sjelden
tabulate sjelden, missing nolabels
tabulate gruppe sjelden hemmelig
tabulate tilf1
tabulate lonn
generate hoy = lonn > 500000000
generate kvartil = quantile(lonn, 4)
tabulate hoy kvartil
recode hoy (0 = 2 'lav') (1 = 3 'høy')
tabulate hoy
replace lonn = . if gruppe == '5'
summarize lonn
clone-dataset d liten
use liten
keep if gruppe == '4'
keep if gruppe == '2'
drop if gruppe == '2'
sample 0.5 17
sample 2000 17
tabulate gruppe
use d
clone-dataset d grupper
use grupper
collapse (count) lonn -> antall (mean) lonn -> snitt (max) lonn -> topp (min) lonn -> bunn, by(gruppe)
summarize antall snitt topp bunn
merge antall snitt topp into d on gruppe
use d
summarize antall snitt topp
aggregate (sum) lonn -> famsum (count) lonn -> famantall, by(familie)
summarize famsum famantall
tabulate famantall
destring gruppe
summarize gruppe
define-labels grupper 1 'en' 2 'to' 3 'tre'
assign-labels gruppe grupper
tabulate gruppe
list-labels grupper
help tabulate
history
"""

# Each stops its script.
STOPPED = ["destring sjelden\n", "summarize finnesikke\n", "tabulate lonn / 0\n",
           "generate k = 1\nclone-dataset d nokler\nuse nokler\nrename lonn inntekt\n"
           "merge inntekt into d on k\n", "tabulate tilf1\n", "keep if gruppe == '5'\n",
           "import db/FINNESIKKE as x\n", "require no.ssb.angrep:7 as igjen\n"]


def population() -> worlds.World:
    """Sizes by group, and wages of nine digits that end in 7."""
    world = worlds.draw(sum(GROUPS.values()), seed=3)
    world.columns["GRUPPE"] = [group for group, size in GROUPS.items() for _ in range(size)]
    world.columns["LONN"] = [100_000_007 + 10 * (wage * 7919 % 80_000_000)
                             for wage in world["LONN"]]
    return world


def true_numbers(world: worlds.World) -> dict[str, int]:
    """What only the data know."""
    numbers = {"persons": world.persons}
    for group, size in GROUPS.items():
        if size >= 10:  # smaller numbers are everywhere
            numbers[f"persons of group {group}"] = size
        members = [at for at in range(world.persons) if world["GRUPPE"][at] == group]
        wages = [world["LONN"][at] for at in members]
        secrets = sum(world["HEMMELIG"][at] for at in members)
        if secrets >= 100:
            numbers[f"secrets of group {group}"] = secrets
            numbers[f"others of group {group}"] = size - secrets
        numbers[f"sum of group {group}"] = sum(wages)
        numbers[f"mean of group {group}"] = round(sum(wages) / len(wages))
        numbers[f"highest of group {group}"] = max(wages)
    numbers["secrets"] = sum(world["HEMMELIG"])
    return numbers


def pattern(number: int) -> re.Pattern:
    """The number as text, with or without marks between thousands, not within a longer one."""
    digits = str(number)
    grouped = SEPARATORS.join(digits[max(0, at):at + 3] for at in
                              range(len(digits) % 3 - 3 if len(digits) % 3 else 0, len(digits), 3)
                              if digits[max(0, at):at + 3])
    return re.compile(rf"(?<![0-9]){grouped}(?![0-9])")


def everything_out(program: Program, world: worlds.World) -> str:
    """All that leaves the program in one epoch."""
    epoch = program.epoch()
    opening = world.opening("LONN", "GRUPPE", "HEMMELIG", "SJELDEN", "TILF1", "FAMILIE")
    secret = ["--secret", str(epoch.folder / "secret.key")]
    file = epoch.folder / "script.skjerm"
    file.write_text(opening + SCRIPT, encoding="utf-8")
    loud = ["--verbose", "--time", "--progress", "json", "--log-format", "json", "--keep-going"]
    starts = [["run", str(file), "--format", kind, "--lang", language, *loud, *secret]
              for kind, language in (("text", "nb"), ("json", "en"), ("ndjson", "nb"), ("md", "en"))]
    starts.append(["run", str(file), "--format", "csv", "--out", str(epoch.folder / "out"), *loud,
                   *secret])
    done = [program.start(words, epoch.folder) for words in starts]
    for one in done:  # refusals, and nothing else, so that the script ran to its end
        assert one.returncode == 4, one.stdout + one.stderr
    done += [program.start(words, epoch.folder) for words in (
        ["run", str(file), "--seed-check", "--keep-going", *secret],
        ["run", str(file), "--memory", "1M", *secret],
        ["run", str(file), "--timeout", "1ms", *secret],
        ["check", str(file)],
        ["datastore", "info"], ["datastore", "variables"], ["datastore", "variable", "LONN"],
        ["datastore", "list"], ["datastore", "versions"])]
    done += [program.start(["run", "-", *loud, *secret], epoch.folder, opening + stopped)
             for stopped in STOPPED]
    done.append(program.start(["repl", *secret], epoch.folder,
                              opening + SCRIPT + "".join(STOPPED) + "history\n:quit\n"))
    parts = [part for one in done for part in (one.stdout, one.stderr, str(one.returncode))]
    for path in sorted(epoch.folder.rglob("*")):
        parts.append(str(path.relative_to(epoch.folder)))
        # The folder of an epoch is what only the owner of the data may read.
        sealed = path.name == "secret.key" or "epoch-" in str(path.relative_to(epoch.folder))
        if path.is_file() and path != file and not sealed:
            parts.append(path.read_bytes().decode("utf-8", errors="replace"))
    # Names that are hashes hold any digits by chance.
    return re.sub(r"(?<![0-9a-f])[0-9a-f]{16,}(?![0-9a-f])", "", "\n".join(parts))


def leaks(outputs: list[str], world: worlds.World) -> list[str]:
    """What was seen that should not have been."""
    found = [name for name, number in true_numbers(world).items()
             if all(pattern(number).search(output) for output in outputs)]
    wages = {str(wage) for wage in world["LONN"]}
    joined = [re.sub(r"(?<=\d)[\u00a0\u2009\u202f](?=\d)", "", output) for output in outputs]
    for output in joined:
        tokens = set(re.findall(r"(?<![0-9])[0-9]{9}(?![0-9])", output))
        found += [f"wage {wage}" for wage in sorted(tokens & wages)]
        found += [f"identifier {one}" for one in
                  sorted(set(re.findall(r"(?<![0-9])99[0-9]{9}(?![0-9])", output)))]
    return found


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="skjerm-canary-") as folder:
        scratch = Path(folder)
        program = Program(Path(sys.argv[1]).resolve(), scratch / "store", scratch)
        world = population()
        worlds.write(world, program, scratch)
        outputs = [everything_out(program, world) for _ in range(EPOCHS)]
    size = sum(len(output) for output in outputs)
    found = leaks(outputs, world)
    print(f"{size} characters searched for {len(true_numbers(world))} numbers, "
          f"{world.persons} wages and as many identifiers: {len(found)} seen")
    print("\n".join(found))
    missed = not_found(world)
    print("\n".join(f"would not have found: {what}" for what in missed))
    return 1 if found or missed else 0


def not_found(world: worlds.World) -> list[str]:
    """A search that finds nothing must be one that would find something: leaks planted in texts,
    the way numbers are written in the different formats."""
    missed = []
    for name, number in true_numbers(world).items():
        marked = f"{number:,}".replace(",", "\u202f")
        for planted in (f"n={number};", f"({marked})", f'{{"n":{number}}}'):
            if name not in leaks([f"alt {planted} etter"] * 2, world):
                missed.append(f"{name} as {planted}")
    wage = world["LONN"][5]
    if f"wage {wage}" not in leaks([f"999;{wage};1", ""], world):
        missed.append("a wage")
    if "identifier 99000000123" not in leaks(["", "person 99000000123"], world):
        missed.append("an identifier")
    return missed


if __name__ == "__main__":
    sys.exit(main())
