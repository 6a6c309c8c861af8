"""A made-up population whose truth the attacks are judged by.

It is delivered as official packages and taken in by the program's own `datastore` commands. Of
everybody the attacker may know all variables but LONN and HEMMELIG: a population in which everyone
can be singled out, as bad as prior knowledge gets.

  NR        0, 1, 2, …: names the person
  TILF1-4   random numbers below a million, for sets that share nothing else
  LONN      what the attacker wants to know of a person: a wage, lognormal
  HEMMELIG  1 or 0 with equal chances: likewise
  GRUPPE    '1' to '5' of a code list
  SJELDEN   text without a code list: 'x' for most, other texts for a few
  FAMILIE   a key: the person's family of two to five, named FAMILIENR after its first member
"""

from __future__ import annotations

import json
import math
import random
from dataclasses import dataclass, field
from pathlib import Path

from program import Program

DATABANK = "no.ssb.angrep"


@dataclass
class World:
    persons: int
    columns: dict[str, list] = field(default_factory=dict)

    def __getitem__(self, name: str) -> list:
        return self.columns[name]

    def opening(self, *names: str) -> str:
        """The beginning of a script: a dataset of everybody with these variables."""
        imports = "".join(f"import db/{name} as {name.lower()}\n" for name in names)
        return f"require {DATABANK}:1 as db\ncreate-dataset d\n{imports}"


def draw(persons: int, seed: int) -> World:
    chance = random.Random(seed)
    world = World(persons)
    columns = world.columns
    columns["NR"] = list(range(persons))
    for one in range(1, 5):
        columns[f"TILF{one}"] = [chance.randrange(1_000_000) for _ in range(persons)]
    columns["LONN"] = [round(math.exp(chance.gauss(13, 0.45))) for _ in range(persons)]
    columns["HEMMELIG"] = [chance.randrange(2) for _ in range(persons)]
    columns["GRUPPE"] = [str(chance.randrange(1, 6)) for _ in range(persons)]
    columns["SJELDEN"] = ["x"] * persons
    for place, who in enumerate(chance.sample(range(persons), 24)):
        columns["SJELDEN"][who] = f"y{place // 4}"
    families: list[int] = []
    while len(families) < persons:
        families += [len(families)] * chance.randrange(2, 6)
    columns["FAMILIENR"] = families[:persons]
    return world


def write(world: World, program: Program, folder: Path) -> None:
    """Delivers the population and releases version 1.0.0 of a datastore at `program.datastore`."""
    deliveries = folder / "deliveries"
    numbers = ["NR", "TILF1", "TILF2", "TILF3", "TILF4", "LONN", "HEMMELIG"]
    for name in numbers:
        _deliver(deliveries, name, world[name], {"dataType": "LONG",
                                                "valueDomain": {"description": _text("Tall")}})
    _deliver(deliveries, "SJELDEN", world["SJELDEN"],
             {"dataType": "STRING", "valueDomain": {"description": _text("Tekst")}})
    codes = [{"code": str(code), "categoryTitle": _text(f"Gruppe {code}"),
              "validFrom": "1900-01-01"} for code in range(1, 7)]
    _deliver(deliveries, "GRUPPE", world["GRUPPE"],
             {"dataType": "STRING", "valueDomain": {"codeList": codes}})
    _deliver(deliveries, "FAMILIE", [_person(first) for first in world["FAMILIENR"]],
             {"unitType": "FAMILIE"})
    _say(program, folder, "datastore", "init", str(program.datastore), "--rdn", DATABANK,
         "--label", "Angrep", "--synthetic")
    _say(program, folder, "datastore", "import", str(deliveries))
    _say(program, folder, "datastore", "draft", "release", *numbers, "SJELDEN", "GRUPPE",
         "FAMILIE")
    _say(program, folder, "datastore", "bump", "-m", "Angrep")


def _say(program: Program, folder: Path, *words: str) -> None:
    done = program.start(list(words), folder)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}\n{done.stdout}{done.stderr}")


def _person(number: int) -> str:
    return f"99{number:09d}"


def _text(value: str) -> list[dict]:
    return [{"languageCode": "no", "value": value}]


def _deliver(deliveries: Path, name: str, values: list, measure: dict) -> None:
    metadata = {
        "temporalityType": "FIXED",
        "sensitivityLevel": "PUBLIC",
        "populationDescription": _text("Alle"),
        "subjectFields": [_text("Angrep")],
        "dataRevision": {"description": _text("Utgave")},
        "identifierVariables": [{"unitType": "PERSON"}],
        "measureVariables": [{"name": _text(name), "description": _text(name), **measure}],
    }
    folder = deliveries / name
    folder.mkdir(parents=True)
    (folder / f"{name}.json").write_text(json.dumps(metadata), encoding="utf-8")
    rows = [f"{_person(person)};{value};;2025-01-01;\n" for person, value in enumerate(values)]
    (folder / f"{name}.csv").write_text("".join(rows), encoding="utf-8")
