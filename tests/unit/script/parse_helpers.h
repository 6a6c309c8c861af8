// Parsing in tests: a diagnostic as "SKJ-1030 1:8", so that a table can state what is expected.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/message_catalogue.h"
#include "skjerm/base/source_text.h"
#include "skjerm/script/format.h"
#include "skjerm/script/parser.h"
#include "support/script_grammar.h"

namespace skjerm::tests {

inline script::Parsed parse(std::string_view source) { return script::parse(source, test_grammar()); }

/// The enumerator's name and the place: "UnknownOption 1:13".
inline std::vector<std::string> found_in(std::string_view source) {
    const base::SourceText text("test", std::string(source));
    std::vector<std::string> result;
    for (const base::Diagnostic& diagnostic : parse(source).diagnostics) {
        const base::Position place = text.position(diagnostic.where.begin);
        result.push_back(std::string(base::message_entry(diagnostic.code).name) + " " +
                         std::to_string(place.line) + ":" + std::to_string(place.column));
    }
    return result;
}

/// The tree of a source without diagnostics, as canonical text.
inline std::string canonical(std::string_view source) {
    const script::Parsed parsed = parse(source);
    EXPECT_TRUE(parsed.diagnostics.empty()) << source << "\n" << testing::PrintToString(found_in(source));
    return script::format(parsed.script);
}

}  // namespace skjerm::tests
