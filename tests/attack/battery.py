#!/usr/bin/env python3
"""Attacks the program and judges what came out.

  battery.py PROGRAM --without-ledger OTHER                      the quick form, as in the tests
  battery.py PROGRAM --without-ledger OTHER --full --report FILE  thousands of trials, and a page
  battery.py PROGRAM --without-ledger OTHER --only NAME          one attack

Exits with 1 when a limit is passed.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

import report
import world as worlds
from averaging import averaging
from broadcast import broadcast, families, turned
from differencing import (accounts, brought_from_families, cells_and_conditions, cells_of_two_tables, known_besides,
                          many_pairs, means_of_two_tables, one_pair, rows_of_panels, valid_and_all)
from extremes import extremes
from finding import Arena, Attack, Finding
from honest import examples, students
from one_value import equal_means, one_value, scales
from oracles import oracles
from program import Program
from reconstruction import decompositions, linear_reconstruction
from sampling import sampling
from small_cells import small_cells
from timing import timing
from two_means import calibrated_means, two_means
from utility import chi_square, counts, means

ATTACKS: list[Attack] = [
    one_pair, valid_and_all, known_besides, cells_and_conditions, cells_of_two_tables,
    means_of_two_tables, rows_of_panels, brought_from_families, broadcast, families, turned, many_pairs, accounts, decompositions, small_cells,
    averaging, two_means, calibrated_means, one_value, scales, equal_means, oracles, extremes,
    timing, linear_reconstruction, sampling, examples, students, counts, means, chi_square,
]
PERSONS = 4000


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("program", type=Path)
    words.add_argument("--full", action="store_true")
    words.add_argument("--share", type=float, default=1.0,
                       help="of the trials of the full form, for a page in less time")
    words.add_argument("--only", metavar="NAME", choices=[one.__name__ for one in ATTACKS])
    words.add_argument("--without-ledger", type=Path, metavar="PROGRAM", required=True,
                       help="the test program without_ledger")
    words.add_argument("--report", type=Path, metavar="FILE")
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="skjerm-attack-") as scratch:
        return attack_all(chosen, Path(scratch))


def attack_all(chosen: argparse.Namespace, scratch: Path) -> int:
    program = Program(chosen.program.resolve(), scratch / "store", scratch,
                      chosen.without_ledger.resolve())
    population = worlds.draw(PERSONS, seed=1)
    worlds.write(population, program, scratch)
    findings: list[Finding] = []
    begun = time.monotonic()
    for attack in ATTACKS:
        if chosen.only and attack.__name__ != chosen.only:
            continue
        started = time.monotonic()
        arena = Arena(program, population, chosen.full, random.Random(7), chosen.share)
        for finding in attack(arena):
            findings.append(finding)
            print(line_of(finding), flush=True)
        print(f"    {attack.__name__}: {time.monotonic() - started:.1f} s", flush=True)
        if chosen.report:  # after each, so that an interrupted run leaves what it found
            version = program.start(["--version"], scratch).stdout
            report.write(chosen.report, findings, version, time.monotonic() - begun, chosen.share)
    return 0 if all(finding.holds() for finding in findings) else 1


def line_of(finding: Finding) -> str:
    measured = finding.measured
    verdict = "holds " if finding.holds() else "BROKEN"
    sign = "<=" if finding.at_most else ">="
    return (f"{verdict} {finding.attack:4} {measured.value:8.3f} "
            f"[{measured.low:.3f}, {measured.high:.3f}] {sign} {finding.limit:.3f}  "
            f"{finding.what} ({measured.trials} trials)")


if __name__ == "__main__":
    sys.exit(main())
