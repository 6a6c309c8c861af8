"""Runs the built program as an attacker does: with scripts, and nothing but what it shows.

Every epoch has a secret of its own (a fresh folder), so its noise is an independent draw.
"""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Command:
    """What one command showed."""

    text: str
    succeeded: bool = False
    results: list[dict] = field(default_factory=list)
    diagnostics: list[dict] = field(default_factory=list)

    def codes(self) -> list[str]:
        return [diagnostic["code"] for diagnostic in self.diagnostics]

    def look(self) -> str:
        """All that was shown but the numbers themselves and the text of the script: which rows and
        columns there are, what is hidden, notes, refusals, order."""
        return json.dumps([self.succeeded, _without_numbers(self.results),
                           _without_numbers(self.diagnostics)], sort_keys=True)

    def cells(self, statistic: str, position: int = 0) -> dict:
        found = [one for one in self.results[-1]["body"]["cells"] if one["stat"] == statistic]
        return found[position]

    def numbers(self, statistic: str = "freq", position: int = 0) -> list[float | None]:
        """The cells of a measure in their order; None where no number is shown."""
        cells = self.cells(statistic, position)
        states = cells["st"] or "o" * len(cells["v"])
        return [value if state == "o" else None for value, state in zip(cells["v"], states)]

    def number(self, statistic: str = "freq", position: int = 0) -> float | None:
        """The last cell: the total of a table, or the only one of a summary of one variable."""
        return self.numbers(statistic, position)[-1]


@dataclass
class Run:
    commands: list[Command]
    exit_code: int
    out: str
    error: str

    def last(self, count: int) -> list[Command]:
        return self.commands[-count:]


def _without_numbers(value):
    if isinstance(value, dict):
        return {key: _without_numbers(one) for key, one in value.items()
                if key not in ("v", "n", "index", "range", "related", "command", "title",
                               "decimals")}
    if isinstance(value, list):
        return [_without_numbers(one) for one in value]
    return value


class Program:
    """The program, a datastore, and where its secrets may stand."""

    def __init__(self, binary: Path, datastore: Path, scratch: Path,
                 without_ledger: Path | None = None):
        self.binary = binary
        self.without_ledger = without_ledger
        self.datastore = datastore
        self.scratch = scratch
        self._epochs = 0

    def epoch(self) -> "Epoch":
        self._epochs += 1
        folder = self.scratch / f"epoch-{self._epochs}"
        folder.mkdir()
        return Epoch(self, folder)

    def start(self, words: list[str], folder: Path, text: str | None = None,
              binary: Path | None = None) -> subprocess.CompletedProcess:
        return subprocess.run([str(binary or self.binary), *words], input=text, text=True,
                              timeout=600, capture_output=True, env=self.environment(folder),
                              check=False)

    def environment(self, folder: Path) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "en_US.UTF-8",
                "HOME": str(folder), "XDG_STATE_HOME": str(folder / "state"),
                "XDG_CACHE_HOME": str(folder / "cache"),
                "SKJERM_DATASTORE": str(self.datastore)}


class Epoch:
    """One draw of all noise."""

    def __init__(self, program: Program, folder: Path):
        self.program = program
        self.folder = folder

    def run(self, script: str, *flags: str, ledger: bool = True) -> Run:
        """The script with --keep-going: refused commands are shown, and the next ones run.
        Without the ledger it is run by a program of the tests."""
        words = ["run", "-", "--format", "ndjson", "--stable", "--keep-going",
                 "--threads", "1", "--secret", str(self.folder / "secret.key"), *flags]
        if not ledger:
            words = [str(self.program.datastore), str(self.folder / "secret.key")]
        done = self.program.start(words, self.folder, script,
                                  None if ledger else self.program.without_ledger)
        return Run(_commands(done.stdout), done.returncode, done.stdout, done.stderr)


def _commands(out: str) -> list[Command]:
    commands: list[Command] = []
    for line in out.splitlines():
        event = json.loads(line)
        kind = event["event"]
        if kind == "command.state" and event["state"] == "running":
            commands.append(Command(event["text"]))
        elif kind == "command.state":
            commands[-1].succeeded = event["state"] == "succeeded"
        elif kind == "command.result":
            commands[-1].results.append(event["result"])
        elif kind == "command.diagnostic":
            commands[-1].diagnostics.append(event["diagnostic"])
    return commands
