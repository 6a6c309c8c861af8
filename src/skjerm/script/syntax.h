// What the parser needs to know about a command: its name, the form of its operands, whether it
// takes `if`, and its options. Pure data; the commands' declarations (command/command_spec.h)
// contain one each, so parser, help and completion cannot disagree.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "skjerm/base/language.h"

namespace skjerm::script {

/// Which operands stand where; see the structs of script/ast.h.
enum class Form : std::uint8_t {
    None,
    Names,
    Assignment,
    Let,
    Require,
    Import,
    ImportEvent,
    ImportPanel,
    CloneVariables,
    Aggregation,
    Merge,
    Recode,
    Sample,
    DefineLabels,
    ListLabels,
    OptionalWord,
    Registers,
    Words,
    Analysis,            ///< terms
    AnalysisBy,          ///< terms by g
    AnalysisStatistic,   ///< (stat) terms
    AnalysisModel,       ///< model name, then terms
    AnalysisInstruments  ///< terms (a = b) terms
};

/// What may stand between the parentheses of an option.
enum class OptionArguments : std::uint8_t {
    None,             ///< no parentheses
    Variables,        ///< one or more names: summarize(a, b), by(x), over(a b)
    Terms,            ///< one or more terms: control(i.x, a#b)
    Integer,          ///< one integer: top(5), bins(20)
    Number,           ///< one number: level(90)
    OptionalInteger,  ///< top, top(), top(5)
    Codes,            ///< no, empty or several numbers, strings and dates: rowsort, rowsort('1')
    Text,             ///< one word or string: prefix(p), ignore('.,')
    Values,           ///< one or more numbers, strings or names: values('a', 'b')
    OptionalTerms,    ///< margins, margins(), margins(a b)
    OptionalText      ///< mfx, mfx(dydx)
};

struct OptionSpec {
    std::string_view name;
    OptionArguments arguments = OptionArguments::None;
    base::LocalizedText help;
};

enum class Clause : std::uint8_t { Forbidden, Allowed };

struct CommandSyntax {
    std::string_view name;
    Form form;
    std::uint8_t min_operands = 0;  ///< names, terms, items or words
    std::uint16_t max_operands = 1000;
    Clause if_clause = Clause::Forbidden;
    /// keep, drop: either operands or `if`, never both and never none.
    bool operands_or_condition = false;
    std::span<const OptionSpec> options = {};
};

/// The commands a parser knows. Order is that of the registry.
class Grammar {
public:
    explicit Grammar(std::span<const CommandSyntax* const> commands) : commands_(commands) {}
    [[nodiscard]] const CommandSyntax* find(std::string_view name) const;
    [[nodiscard]] std::span<const CommandSyntax* const> commands() const { return commands_; }

private:
    std::span<const CommandSyntax* const> commands_;
};

}  // namespace skjerm::script
