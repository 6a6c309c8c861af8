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

inline script::Parsed parse(std::string_view source) {
    return script::parse(source, test_grammar());
}

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
    EXPECT_TRUE(parsed.diagnostics.empty()) << source << "\n"
                                            << testing::PrintToString(found_in(source));
    return script::format(parsed.script);
}

/// The only command of a source.
inline script::Command command(std::string_view source) {
    script::Parsed parsed = parse(source);
    EXPECT_TRUE(parsed.diagnostics.empty()) << source << "\n"
                                            << testing::PrintToString(found_in(source));
    if (parsed.script.statements.empty()) return {};
    auto* only = std::get_if<script::Command>(&parsed.script.statements.front().node);
    EXPECT_TRUE(only != nullptr) << source;
    return only == nullptr ? script::Command{} : std::move(*only);
}

/// The operands of the only command of a source.
template <class T>
T operands(std::string_view source) {
    script::Command parsed = command(source);
    auto* found = std::get_if<T>(&parsed.operands);
    EXPECT_TRUE(found != nullptr) << source;
    return found == nullptr ? T{} : std::move(*found);
}

/// Every operation in parentheses, so that precedence can be read off: "((a+b)*c)".
std::string dump(const script::Expression& expression);

/// dump() of the value in `generate x = …`.
inline std::string dump_value(std::string_view source) {
    return dump(operands<script::Assignment>("generate q = " + std::string(source)).value);
}

/// The part of `source` that a span covers.
inline std::string_view part(std::string_view source, base::Span span) {
    return source.substr(span.begin, span.size());
}

}  // namespace skjerm::tests
