"""Every refusal and note of disclosure control (5xxx) has a page in docs/hints/, nb and en."""

import tomllib
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class HintsTest(unittest.TestCase):
    def test_pages_and_codes_belong_together(self):
        codes = set()
        for catalogue in (ROOT / "text" / "diagnostics").glob("*.toml"):
            entries = tomllib.loads(catalogue.read_text(encoding="utf-8"))
            codes |= {entry["code"] for entry in entries.values()}
        wanted = {
            f"SKJ-{code}.{language}.md"
            for code in codes
            if 5000 <= code <= 5999
            for language in ("nb", "en")
        }
        pages = {page.name for page in (ROOT / "docs" / "hints").glob("SKJ-5*.md")}
        self.assertEqual(wanted, pages)

    def test_pages_name_their_code(self):
        for page in (ROOT / "docs" / "hints").glob("SKJ-*.md"):
            first_line = page.read_text(encoding="utf-8").split("\n", 1)[0]
            self.assertTrue(first_line.startswith(f"# {page.name.split('.')[0]}: "), page.name)


if __name__ == "__main__":
    unittest.main()
