"""S11: does an answer take longer when the condition selects somebody?"""

from __future__ import annotations

import subprocess
import time

from finding import Arena, Finding
from measure import area_under_curve


def timing(arena: Arena) -> list[Finding]:
    """Commands that select nobody and commands that select one to nine persons take turns at
    random; the attacker stops the time between the lines that the program writes."""
    durations: dict[bool, list[float]] = {False: [], True: []}
    epoch = arena.program.epoch()
    number = arena.trials(quick=1000, full=10000)
    script, truths = arena.world.opening("NR", "LONN", "GRUPPE"), []
    before = len(script.splitlines())
    for _ in range(number):
        truth = arena.chance.random() < 0.5
        first = arena.chance.randrange(1000, arena.world.persons - 1000)
        size = arena.chance.randrange(1, 10) if truth else 0
        truths.append(truth)
        script += f"tabulate gruppe if nr >= {first} & nr < {first + size}\n"
    words = [str(arena.program.binary), "run", "-", "--format", "ndjson", "--keep-going",
             "--threads", "1", "--secret", str(epoch.folder / "secret.key")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
                          stderr=subprocess.DEVNULL,
                          env=arena.program.environment(epoch.folder)) as running:
        running.stdin.write(script.encode())
        running.stdin.close()
        started, command = 0.0, -1
        for line in running.stdout:
            now = time.perf_counter()
            if b'"command.state"' not in line:
                continue
            if b'"running"' in line:
                started, command = now, command + 1
            elif command >= before:
                durations[truths[command - before]].append(now - started)
    return [Finding("S11", "nobody or one to nine persons, by the time an answer takes: AUC",
                    area_under_curve(durations[False], durations[True], arena.doubt), 0.55)]
