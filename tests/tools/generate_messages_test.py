"""The generator of the message catalogue: what it writes, and every fault it must find."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

GENERATOR = Path(__file__).resolve().parents[2] / "tools/generate_messages.py"
GOOD = """
[UnknownVariable]
code = 2003
nb = "finner ikke variabelen {0} i datasettet {1}"
en = "cannot find the variable {0} in the dataset {1}"
hint_nb = "Mente du {2}?"
hint_en = "Did you mean {2}?"

[BadByte]
code = 1001
nb = 'ugyldig tegn "\\'
en = 'invalid character "\\'
"""
FAULTS = {
    "number used twice": (GOOD + '[Other]\ncode = 2003\nnb = "a"\nen = "a"\n', "2003 is taken by"),
    "language missing": ('[A]\ncode = 2001\nnb = "a"\n', "the text `en` is missing"),
    "empty text": ('[A]\ncode = 2001\nnb = " "\nen = "a"\n', "the text `nb` is missing"),
    "placeholders differ": ('[A]\ncode = 2001\nnb = "{0}"\nen = "{1}"\n',
                            "{0}, {1} occurs in one language only"),
    "placeholders of hints differ": (
        '[A]\ncode = 2001\nnb = "a"\nen = "a"\nhint_nb = "{0}"\nhint_en = "b"\n',
        "hint: {0} occurs in one language only"),
    "named placeholder": ('[A]\ncode = 2001\nnb = "{x}"\nen = "{x}"\n', "is not a number"),
    "unbalanced brace": ('[A]\ncode = 2001\nnb = "{0"\nen = "{0"\n', "unbalanced brace"),
    "half a hint": ('[A]\ncode = 2001\nnb = "a"\nen = "a"\nhint_nb = "b"\n', "needs both"),
    "name in lower case": ('[a]\ncode = 2001\nnb = "a"\nen = "a"\n', "not CamelCase"),
    "number out of range": ('[A]\ncode = 99\nnb = "a"\nen = "a"\n', "1000 to 9999"),
    "unknown field": ('[A]\ncode = 2001\nnb = "a"\nen = "a"\nde = "a"\n', "unknown field `de`"),
    "not TOML": ("[A\n", "Expected"),
}


class GenerateMessages(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def generate(self, *catalogues: str) -> subprocess.CompletedProcess:
        files = []
        for number, catalogue in enumerate(catalogues):
            files.append(self.folder / f"{number}.toml")
            files[-1].write_text(catalogue, encoding="utf-8")
        return subprocess.run([sys.executable, GENERATOR, "--out", self.folder, *files],
                              capture_output=True, text=True)

    def test_writes_codes_and_texts_in_order_of_number(self):
        run = self.generate(GOOD)
        self.assertEqual(run.returncode, 0, run.stderr)
        header = (self.folder / "diagnostic_codes.h").read_text(encoding="utf-8")
        self.assertIn("    BadByte = 1001,\n    UnknownVariable = 2003,\n", header)
        table = (self.folder / "diagnostic_messages.inc").read_text(encoding="utf-8")
        self.assertLess(table.index("Code::BadByte"), table.index("Code::UnknownVariable"))
        self.assertIn(r'{"ugyldig tegn \"\\",', table)
        self.assertIn('{"Mente du {2}?",\n  "Did you mean {2}?"}},', table)

    def test_leaves_unchanged_files_alone(self):
        self.generate(GOOD)
        header = self.folder / "diagnostic_codes.h"
        before = header.stat().st_mtime_ns
        self.generate(GOOD.replace("finner ikke", "ser ikke"))
        self.assertEqual(header.stat().st_mtime_ns, before)

    def test_accepts_an_empty_catalogue(self):
        self.assertEqual(self.generate().returncode, 0)

    def test_finds_a_name_used_in_two_files(self):
        run = self.generate(GOOD, '[BadByte]\ncode = 1002\nnb = "a"\nen = "a"\n')
        self.assertEqual(run.returncode, 1)
        self.assertIn("the name is taken by", run.stderr)

    def test_finds_faults(self):
        for name, (catalogue, expected) in FAULTS.items():
            with self.subTest(name):
                run = self.generate(catalogue)
                self.assertEqual(run.returncode, 1)
                self.assertIn(expected, run.stderr)


if __name__ == "__main__":
    unittest.main()
