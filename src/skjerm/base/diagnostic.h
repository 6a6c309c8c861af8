// One thing to tell the user, as data: a code, a place, typed arguments and a way out. The sentence
// is made by base/message_catalogue.h from text/diagnostics/*.toml, in Norwegian or English.
//
// A message must never carry data (a count, a value, a key): `Argument` can be built from script
// text, a name in scope, a catalogue entry or a number the user wrote, and from nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "skjerm/base/language.h"
#include "skjerm/base/span.h"

namespace skjerm::base {

/// The number of a message. The enumerators stand in the generated skjerm/base/diagnostic_codes.h,
/// which whoever names one includes: a new message need not rebuild everything.
enum class Code : std::uint16_t;

enum class Severity : std::uint8_t { Error, Warning, Note };

/// A value shown in a message. The factories name where it may come from.
class Argument {
public:
    enum class Style : std::uint8_t { Quoted, Plain, List };

    /// Text that stands in the script, shown in backticks.
    static Argument script_text(std::string_view text) {
        return {Style::Quoted, std::string(text)};
    }
    /// A name in scope: variable, dataset, option, command, function, file path the user gave.
    static Argument name(std::string_view text) { return {Style::Quoted, std::string(text)}; }
    /// A public fact from the catalogue or the policy: a date, a version, a type, a limit.
    static Argument fact(std::string_view text) { return {Style::Plain, std::string(text)}; }
    static Argument fact(std::int64_t number) { return {Style::Plain, std::to_string(number)}; }
    /// A text that exists in both languages (a type, a unit type).
    static Argument fact(LocalizedText text) {
        return {Style::Plain, std::string(text.nb), std::string(text.en)};
    }
    /// Names separated by commas, each in backticks; empty is allowed.
    static Argument names(const std::vector<std::string>& names);

    [[nodiscard]] std::string text(Language language) const;
    friend bool operator==(const Argument&, const Argument&) = default;

private:
    Argument(Style style, std::string nb) : style_(style), nb_(std::move(nb)), en_(nb_) {}
    Argument(Style style, std::string nb, std::string en)
        : style_(style), nb_(std::move(nb)), en_(std::move(en)) {}

    Style style_;
    std::string nb_;
    std::string en_;
};

/// A replacement that an editor can apply.
struct Fix {
    Span where;
    std::string replacement;
    friend bool operator==(const Fix&, const Fix&) = default;
};

struct Diagnostic {
    Code code;
    Severity severity = Severity::Error;
    Span where;  ///< the narrowest range of the script that is wrong; empty when outside a script
    std::vector<Argument> arguments;
    std::vector<Span> related;  ///< other places of the script that explain it
    std::optional<Fix> fix;
    /// Iterators of the loops around, outermost first: name and value as the script spells them.
    std::vector<std::pair<std::string, std::string>> loop;

    /// The diagnostic of a text that has moved by `bytes` within its script.
    [[nodiscard]] Diagnostic moved(std::int64_t bytes) const;

    [[nodiscard]] Diagnostic with_fix(Span span, std::string replacement) && {
        fix = Fix{span, std::move(replacement)};
        return std::move(*this);
    }
};

/// An error at `where`.
[[nodiscard]] inline Diagnostic error(Code code, Span where, std::vector<Argument> arguments = {}) {
    return {.code = code,
            .severity = Severity::Error,
            .where = where,
            .arguments = std::move(arguments),
            .related = {},
            .fix = {},
            .loop = {}};
}

/// A warning at `where`; execution goes on.
[[nodiscard]] inline Diagnostic warning(Code code, Span where,
                                        std::vector<Argument> arguments = {}) {
    Diagnostic result = error(code, where, std::move(arguments));
    result.severity = Severity::Warning;
    return result;
}

}  // namespace skjerm::base
