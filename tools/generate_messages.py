#!/usr/bin/env python3
"""Turns text/diagnostics/*.toml into the C++ message catalogue.

Writes diagnostic_codes.h (enum class Code) and diagnostic_messages.inc (one initialiser of
base::MessageEntry per line, sorted by number). Stops with every fault it finds: a number or name
used twice, a language left out, or placeholders that differ between the languages.
"""

import argparse
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

FIELDS = {"code", "nb", "en", "hint_nb", "hint_en"}
NAME = re.compile(r"[A-Z][A-Za-z0-9]*")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


@dataclass
class Message:
    name: str
    code: int
    nb: str
    en: str
    hint_nb: str
    hint_en: str


def placeholders(text: str) -> tuple[set[str], list[str]]:
    """The placeholders of a text, and what is wrong with its braces."""
    without_literal_braces = text.replace("{{", "").replace("}}", "")
    found = PLACEHOLDER.findall(without_literal_braces)
    faults = [f"placeholder {{{inner}}} is not a number" for inner in found if not inner.isdigit()]
    if re.search(r"[{}]", PLACEHOLDER.sub("", without_literal_braces)):
        faults.append("unbalanced brace")
    return set(found), faults


def check_pair(where: str, what: str, nb: str, en: str) -> list[str]:
    nb_places, nb_faults = placeholders(nb)
    en_places, en_faults = placeholders(en)
    faults = [f"{where}: {what} nb: {fault}" for fault in nb_faults]
    faults += [f"{where}: {what} en: {fault}" for fault in en_faults]
    if nb_places != en_places:
        only_one = ", ".join("{%s}" % place for place in sorted(nb_places ^ en_places))
        faults.append(f"{where}: {what}: {only_one} occurs in one language only")
    return faults


def read_entry(where: str, name: str, entry: object) -> tuple[Message | None, list[str]]:
    if not isinstance(entry, dict):
        return None, [f"{where}: not a table"]
    faults = [f"{where}: unknown field `{field}`" for field in sorted(entry.keys() - FIELDS)]
    if not NAME.fullmatch(name):
        faults.append(f"{where}: the name is not CamelCase")
    code = entry.get("code")
    if not isinstance(code, int) or isinstance(code, bool) or not 1000 <= code <= 9999:
        faults.append(f"{where}: `code` must be a number from 1000 to 9999")
    for language in ("nb", "en"):
        if not isinstance(entry.get(language), str) or not entry[language].strip():
            faults.append(f"{where}: the text `{language}` is missing")
    if ("hint_nb" in entry) != ("hint_en" in entry):
        faults.append(f"{where}: a hint needs both `hint_nb` and `hint_en`")
    for hint in ("hint_nb", "hint_en"):
        if hint in entry and (not isinstance(entry[hint], str) or not entry[hint].strip()):
            faults.append(f"{where}: `{hint}` is not a text")
    if faults:
        return None, faults

    message = Message(name, code, entry["nb"], entry["en"],
                      entry.get("hint_nb", ""), entry.get("hint_en", ""))
    faults += check_pair(where, "text", message.nb, message.en)
    faults += check_pair(where, "hint", message.hint_nb, message.hint_en)
    return message, faults


def read_catalogue(files: list[Path]) -> tuple[list[Message], list[str]]:
    messages: list[Message] = []
    faults: list[str] = []
    by_code: dict[int, str] = {}
    by_name: dict[str, str] = {}
    for file in sorted(files):
        try:
            document = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            faults.append(f"{file}: {error}")
            continue
        for name, entry in document.items():
            where = f"{file} [{name}]"
            message, entry_faults = read_entry(where, name, entry)
            faults += entry_faults
            if message is None:
                continue
            if message.code in by_code:
                faults.append(f"{where}: {message.code} is taken by {by_code[message.code]}")
            if name in by_name:
                faults.append(f"{where}: the name is taken by {by_name[name]}")
            by_code[message.code] = where
            by_name[name] = where
            messages.append(message)
    return sorted(messages, key=lambda message: message.code), faults


def literal(text: str) -> str:
    return '"' + "".join(ESCAPES.get(character, character) for character in text) + '"'


def codes_header(messages: list[Message]) -> str:
    enumerators = "".join(f"    {message.name} = {message.code},\n" for message in messages)
    return ("// Generated from text/diagnostics/*.toml.\n"
            "#pragma once\n\n#include <cstdint>\n\n"
            "namespace skjerm::base {\n\n"
            "/// The number of a message: shown as SKJ-nnnn, stable for ever, never reused.\n"
            f"enum class Code : std::uint16_t {{\n{enumerators}}};\n\n"
            "}  // namespace skjerm::base\n")


def messages_table(messages: list[Message]) -> str:
    lines = ["// Generated from text/diagnostics/*.toml; initialisers of MessageEntry.\n"]
    for message in messages:
        lines.append(f"{{Code::{message.name}, {literal(message.name)},\n"
                     f" {{{literal(message.nb)},\n  {literal(message.en)}}},\n"
                     f" {{{literal(message.hint_nb)},\n  {literal(message.hint_en)}}}}},\n")
    return "".join(lines)


def write_if_changed(path: Path, content: str) -> None:
    """Keeps the time stamp of an unchanged file, so that a new wording recompiles one source."""
    if not path.exists() or path.read_text(encoding="utf-8") != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="folder of the generated files")
    parser.add_argument("files", type=Path, nargs="*")
    arguments = parser.parse_args()

    messages, faults = read_catalogue(arguments.files)
    if faults:
        print("\n".join(faults), file=sys.stderr)
        return 1
    write_if_changed(arguments.out / "diagnostic_codes.h", codes_header(messages))
    write_if_changed(arguments.out / "diagnostic_messages.inc", messages_table(messages))
    return 0


if __name__ == "__main__":
    sys.exit(main())
