// Codes and labels as a table of Markdown.
#pragma once

#include <map>
#include <string>

#include "skjerm/base/language.h"
#include "skjerm/column/code_list.h"

namespace skjerm::command {

/// From when to when a code has its label, as text, by code; codes that always have it are absent.
using CodeValidity = std::map<std::string, std::string>;

/// A row for each code, with a column for the validity when any code has one.
[[nodiscard]] std::string code_table(const column::CodeList& list, const CodeValidity& validity,
                                     base::Language language);

}  // namespace skjerm::command
