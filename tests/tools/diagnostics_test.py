"""Every diagnostic of text/diagnostics/ is given somewhere in the program, and a test provokes it.

A test names a diagnostic as `SKJ-2003`, as `Code::UnknownVariable`, or in a table of cases as
"UnknownVariable 1:4" or "UnknownVariable: text"; the transcript of a golden script may hold its
message instead, for confirmations and notes are shown without a code.
"""

import re
import tomllib
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Diagnostics that nothing gives, with the reason. An entry that the program gives after all, or that
# is gone, has to leave this list.
NOT_GIVEN = {
    "TooFewForStatistic": "waits for statistics with a minimum of their own",
    "InfluentialUnitsExcluded": "waits for models",
}

# Diagnostics that no test can provoke, with the reason. The same holds for their entries.
UNPROVOKED = {
    "RunsDiffer": "two runs of one script differ only when the program is broken",
}

# Diagnostics that a script can provoke and none does yet: write it, and take the entry out.
GAPS = {
    "MergeKeyNotUnique",
    "OptionNotBuilt",
    "TooManyGroups",
    "TooManyTimes",
    "UnitsAreCategories",
    "MixedCodes",
}


def catalogue():
    """All diagnostics: name -> entry."""
    entries = {}
    for file in sorted((ROOT / "text" / "diagnostics").glob("*.toml")):
        entries |= tomllib.loads(file.read_text(encoding="utf-8"))
    return entries


def sources(folder, *endings):
    """The texts of the files below a folder with one of the endings."""
    return "\n".join(
        file.read_text(encoding="utf-8")
        for file in sorted((ROOT / folder).rglob("*"))
        if file.suffix in endings
    )


def transcripts():
    """What the golden scripts give: each line alone, and broken lines of notes joined."""
    lines = []
    for file in sorted((ROOT / "tests" / "scripts").rglob("*.skt")):
        transcript = file.read_text(encoding="utf-8").split("\n====\n", 1)[-1]
        lines += transcript.split("\n") + re.sub(r"\n {2,}", " ", transcript).split("\n")
    return "\n".join(lines)


def as_pattern(message):
    """A message with its arguments as a pattern for a whole line (a note has a bullet)."""
    text = message.replace("{{", "\0").replace("}}", "\1")
    parts = re.split(r"\{\d+\}", text)
    plain = (re.escape(part.replace("\0", "{").replace("\1", "}")) for part in parts)
    return re.compile("^(?:- )?" + ".*".join(plain) + r"\.?$", re.MULTILINE)


class DiagnosticsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.entries = catalogue()
        cls.program = sources("src", ".cpp", ".h") + sources("datagen", ".cpp", ".h")
        cls.tests = sources("tests", ".cpp", ".h", ".skt")
        cls.transcripts = transcripts()

    def test_the_program_gives_every_diagnostic(self):
        given = set(re.findall(r"\bCode::(\w+)", self.program))
        self.assertEqual([], sorted(self.entries.keys() - given - NOT_GIVEN.keys()))
        self.assertEqual([], sorted(NOT_GIVEN.keys() & given), "remove from NOT_GIVEN")
        self.assertEqual([], sorted(NOT_GIVEN.keys() - self.entries.keys()), "no such diagnostic")

    def test_a_test_provokes_every_diagnostic(self):
        named = set(re.findall(r"\bCode::(\w+)", self.tests))
        named |= set(re.findall(r'["; ](\w+)(?: \d+:|: )', self.tests))
        numbers = set(re.findall(r"\bSKJ-(\d{4})", self.tests))
        covered = {
            name
            for name, entry in self.entries.items()
            if name in named
            or str(entry["code"]) in numbers
            or any(as_pattern(entry[language]).search(self.transcripts) for language in ("nb", "en"))
        }
        exempt = UNPROVOKED.keys() | NOT_GIVEN.keys() | GAPS
        self.assertEqual([], sorted(self.entries.keys() - covered - exempt))
        self.assertEqual([], sorted(UNPROVOKED.keys() & covered), "remove from UNPROVOKED")
        self.assertEqual([], sorted(UNPROVOKED.keys() - self.entries.keys()), "no such diagnostic")


if __name__ == "__main__":
    unittest.main()
