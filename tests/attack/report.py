"""Writes docs/privacy-report.md from what a full run found."""

from __future__ import annotations

import datetime
from pathlib import Path

from finding import Finding

TITLES = {
    "S1": "One pair of sets that differ by a person",
    "S2": "Ten such pairs",
    "S2b": "Sets that are never nearly equal",
    "S3": "Small cells",
    "S4": "Averaging over splits",
    "S5": "A value from means",
    "S6": "A value through anything that can be made to hinge on it",
    "S8": "Existence: does anybody meet a condition?",
    "S9": "Extremes",
    "S10": "Linear reconstruction",
    "S11": "Timing",
    "S12": "Sampling",
    "S13": "Collusion",
    "S14": "Survival",
    "L1": "Honest work before the ledger",
    "U1": "Counts", "U2": "Large counts", "U3": "Means", "U7": "Percentiles", "U8": "Tests",
}

INTRODUCTION = """# Privacy report

What attacks on Skjerm achieve, measured. The battery in `tests/attack/` attacks the built program
through scripts, as a hostile researcher would: it knows the rules, the source and everything about
the made-up population but two variables, a wage and a secret of one bit. It may single out anybody by
number, which no real register allows. `make attack` runs it and writes this page; its quick form is
part of `make test`.

- **Advantage** is how much oftener the attacker says “yes” when the truth is yes than when it is no:
  0 is guessing, 1 is certainty.
- An attack **holds** when the limit lies above (for errors of the attacker: below) what was measured,
  or within its interval of 95 %. It is **broken** when the whole interval lies beyond the limit.
- Limits are those of the design: [threat-model.md](threat-model.md) says against whom, the
  [disclosure policy](disclosure-policy.md) says by what means.
"""

RESIDUAL = """## What remains

- **Counts, without the ledger.** Bounded noise can be averaged out by enough questions about sets that
  are not nearly equal (S4, S10). The sticky layer slows this down; only the ledger's limits stop it.
- **A count shown as 5 to 10 may be one person.** In a table with one person in a cell, 0 is shown in 82
  of 100 cases and 5 or 6 in the others. Who knows that the cell holds at most one person learns then
  that it does.
- **Equal counts prove nearly equal sets.** That is the price of “same set, same noise”. Selections that
  differ in a few persons are made the same, and a cell that differs in a few persons from one shown before
  shows that one's numbers (`decisions/0007-what-was-shown-binds.md`). Near the limit of nine persons a
  secret draw decides, so that a pair of sets still tells a little: an advantage of a sixth, when all nine
  are known but one. A cell that has lost the person with its smallest secret key is not recognised: once
  in as many cases as it has persons.
- **Values of panels and spells** are not compared with those shown before, nor is the number of rows of
  sets whose persons have unequally many. Who leaves out one person's rows sees other means.
- **Equal means prove nothing**, for the noise of a mean belongs to how the variable was computed. Who
  adds a large amount for one person sees the mean rise, through the noise, by what clipping leaves of
  it (S1, “two means, the second one higher if so”): 0.2 with one pair of means, 0.65 with fifteen pairs
  of variants (40 games). From forty variants of one set of persons in a day on the ledger tells.
- **Means of ten persons (S5).** Clipping leaves so little of one person in them that the attacker's guess
  hardly depends on the target: its error is the spread of the population, 1.0, as without any
  question, and therefore below the limit of 1.5.
- **Values, by patience.** An attack of the kind S5 or S6 costs one draw of noise of more than a standard
  deviation. Every change of the variable draws anew, so N variants reduce the error by √N, until
  the ledger's limits on similar commands, or on variables computed of the same persons, are reached.
"""


def write(path: Path, findings: list[Finding], version: str, seconds: float,
          share: float) -> None:
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    lines = [INTRODUCTION, f"{version.strip().replace(chr(10), ', ')}. Measured on {today}, in "
             f"{seconds / 60:.0f} minutes; population of 4000 persons made for the purpose."
             + (f" A shortened run with few trials: {share:g} of the usual number.\n"
                if share < 1 else "\n"),
             "## Attacks\n"]
    lines += _section([one for one in findings if not one.attack.startswith(("U", "L"))])
    lines += ["## Honest work before the ledger\n"]
    lines += _section([one for one in findings if one.attack.startswith("L")])
    lines += ["## Usefulness\n"]
    lines += _section([one for one in findings if one.attack.startswith("U")])
    lines += [RESIDUAL]
    path.write_text("\n".join(lines), encoding="utf-8")


def _section(findings: list[Finding]) -> list[str]:
    lines = []
    for attack in TITLES:
        rows = [one for one in findings if one.attack == attack]
        if not rows:
            continue
        lines += [f"### {attack}: {TITLES[attack]}\n",
                  "| what | measured | interval | limit | trials | verdict |",
                  "|---|---|---|---|---|---|"]
        for one in rows:
            sign = "≤" if one.at_most else "≥"
            unit = f" {one.unit}" if one.unit else ""
            verdict = "holds" if one.holds() else "**broken**"
            lines.append(f"| {one.what} | {_number(one.measured.value)}{unit} | "
                         f"{_number(one.measured.low)} to {_number(one.measured.high)} | "
                         f"{sign} {_number(one.limit)} | {one.measured.trials} | {verdict} |")
        lines.append("")
    return lines


def _number(value: float) -> str:
    return f"{value:.0f}" if value == int(value) and abs(value) >= 2 else f"{value:.4g}"
