"""The check of layers: finds includes that go up, sideways or past a library's owner."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RULES = """
module base ->
module column -> base  # a remark
module stats -> column base
module render -> base
module datagen -> base
never render -> stats
library duckdb -> datagen
"""
CASES = {
    "down": ("src/skjerm/stats/mean.h", '#include "skjerm/column/column.h"', None),
    "own module": ("src/skjerm/stats/mean.cpp", '#include "skjerm/stats/mean.h"', None),
    "embedded file": ("src/skjerm/base/text.cpp", '#include "skjerm/embedded/text.h"', None),
    "system header": ("src/skjerm/base/text.cpp", "#include <vector>", None),
    "up": ("src/skjerm/base/a.h", '#include "skjerm/stats/mean.h"', "base must not know stats"),
    "sideways": ("src/skjerm/render/a.h", '  #  include "skjerm/column/column.h"',
                 "render must not know column"),
    "from datagen": ("datagen/a.h", '#include "skjerm/stats/mean.h"',
                     "datagen must not know stats"),
    "to datagen": ("src/skjerm/base/a.h", '#include "datagen/a.h"', "base must not know datagen"),
    "relative": ("src/skjerm/stats/a.h", '#include "mean.h"', "write the path from src/"),
    "library": ("src/skjerm/stats/a.h", "#include <duckdb.h>", "stats must not use <duckdb"),
    "angle brackets": ("src/skjerm/base/a.h", "#include <skjerm/stats/a.h>",
                       "base must not know stats"),
    "unknown module": ("src/skjerm/extra/a.h", "", "does not know the module extra"),
}


class CheckLayers(unittest.TestCase):
    def check(self, rules: str, path: str = "src/skjerm/base/a.h", text: str = ""):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "docs").mkdir()
            (root / "docs/layers.txt").write_text(rules, encoding="utf-8")
            (root / path).parent.mkdir(parents=True)
            (root / path).write_text(text + "\n", encoding="utf-8")
            (root / "src/skjerm").mkdir(parents=True, exist_ok=True)
            return subprocess.run([sys.executable, ROOT / "tools/check_layers", "--root", root],
                                  capture_output=True, text=True)

    def test_includes(self):
        for name, (path, text, expected) in CASES.items():
            with self.subTest(name):
                run = self.check(RULES, path, text)
                self.assertEqual(run.returncode, 1 if expected else 0, run.stdout + run.stderr)
                self.assertIn(expected or "every include goes down", run.stdout)

    def test_refuses_a_circular_rule(self):
        run = self.check("module base -> column\nmodule column -> base\n")
        self.assertIn("not one-way: base, column", run.stdout)

    def test_refuses_an_edge_that_is_both_allowed_and_forbidden(self):
        run = self.check(RULES + "never stats -> column\n")
        self.assertIn("stats -> column is both allowed and forbidden", run.stderr)

    def test_the_three_edges_that_must_never_appear_are_stated(self):
        rules = (ROOT / "docs/layers.txt").read_text(encoding="utf-8").splitlines()
        self.assertIn("never render -> stats column disclosure", rules)
        self.assertIn("never server -> stats column", rules)
        self.assertIn("never stats -> disclosure", rules)


if __name__ == "__main__":
    unittest.main()
