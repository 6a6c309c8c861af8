// The syntax tree of a script. Every node has a span of bytes in the source; equality ignores spans
// and comments, so that parse(format(tree)) == tree can be stated.
//
// The tree knows the *form* of a command (which operands stand where), never its meaning: the forms
// are listed in script/syntax.h and each command declares which one it has.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "skjerm/base/span.h"

namespace skjerm::script {

using base::Span;

// ---- expressions ---------------------------------------------------------------------------

enum class UnaryOperator : std::uint8_t { Negate, Plus, Not };
enum class BinaryOperator : std::uint8_t {
    Power,
    Multiply,
    Divide,
    Add,
    Subtract,
    Concatenate,  // Concatenate is `++`
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or
};

struct Expression;

/// A heap-allocated child with value semantics. Never null.
class Child {
public:
    Child(Expression expression);  // NOLINT(google-explicit-constructor)
    Child(const Child& other);
    Child(Child&&) noexcept;
    Child& operator=(const Child& other);
    Child& operator=(Child&&) noexcept;
    ~Child();
    [[nodiscard]] const Expression& operator*() const { return *expression_; }
    [[nodiscard]] const Expression* operator->() const { return expression_.get(); }
    [[nodiscard]] Expression& operator*() { return *expression_; }
    friend bool operator==(const Child& a, const Child& b);

private:
    std::unique_ptr<Expression> expression_;
};

struct IntegerLiteral {
    std::int64_t value;
    friend bool operator==(const IntegerLiteral&, const IntegerLiteral&) = default;
};
struct FloatLiteral {
    double value;
    friend bool operator==(const FloatLiteral&, const FloatLiteral&) = default;
};
/// Without its quotes, NFC-normalised.
struct StringLiteral {
    std::string value;
    friend bool operator==(const StringLiteral&, const StringLiteral&) = default;
};
/// A date token in a position where the grammar has dates; `text` is its spelling YYYY-MM-DD.
struct DateLiteral {
    std::string text;
    std::int32_t days;
    friend bool operator==(const DateLiteral&, const DateLiteral&) = default;
};
/// The lone dot.
struct MissingLiteral {
    friend bool operator==(const MissingLiteral&, const MissingLiteral&) = default;
};
/// A variable (in data expressions) or a symbol (in binding expressions); at-names such as
/// START@x, STOP@x, date@panel are stored here in canonical spelling.
struct NameReference {
    std::string name;
    friend bool operator==(const NameReference&, const NameReference&) = default;
};
/// `$name`.
struct BindingReference {
    std::string name;
    friend bool operator==(const BindingReference&, const BindingReference&) = default;
};
struct Unary {
    UnaryOperator op;
    Child operand;
    friend bool operator==(const Unary&, const Unary&) = default;
};
struct Binary {
    BinaryOperator op;
    Child left;
    Child right;
    friend bool operator==(const Binary&, const Binary&) = default;
};
struct Call {
    std::string function;
    Span function_span;
    std::vector<Expression> arguments;
    friend bool operator==(const Call& a, const Call& b);
};

struct Expression {
    using Node = std::variant<IntegerLiteral, FloatLiteral, StringLiteral, DateLiteral,
                              MissingLiteral, NameReference, BindingReference, Unary, Binary, Call>;
    Node node;
    Span span;
    friend bool operator==(const Expression& a, const Expression& b) { return a.node == b.node; }
};

/// An expression in a name position (`nx` of the grammar): a NameReference, a BindingReference, a
/// Concatenate of them, a StringLiteral or a call of bind/to_symbol/to_str. After binding
/// substitution (expr/bindings.h) it is a NameReference.
using NameExpression = Expression;

// ---- operands of commands, by form ------------------------------------------------------------

/// A plain word with its place (a statistic, an alias, a help topic, a label word).
struct Word {
    std::string text;
    Span span;
    friend bool operator==(const Word& a, const Word& b) { return a.text == b.text; }
};

/// `db/INNTEKT_WLONN`.
struct RegisterReference {
    Word alias;
    Word variable;
    Span span;
    friend bool operator==(const RegisterReference& a, const RegisterReference& b) {
        return a.alias == b.alias && a.variable == b.variable;
    }
};

/// Form None.
struct NoOperands {
    friend bool operator==(const NoOperands&, const NoOperands&) = default;
};
/// Form Names: a list of names (use d · rename a b · keep x y · destring x y · reshape-to-panel p).
struct Names {
    std::vector<NameExpression> names;
    friend bool operator==(const Names&, const Names&) = default;
};
/// Form Assignment: generate x = e · replace x = e · let x = e.
struct Assignment {
    NameExpression target;
    Expression value;
    friend bool operator==(const Assignment&, const Assignment&) = default;
};
/// Form Require: require no.ssb.fdb:45 as db. `version`: 45, 45.1, 45.1.2(.0), DRAFT, or forgotten.
struct Require {
    Word store;
    Word version;
    Word alias;
    friend bool operator==(const Require&, const Require&) = default;
};
/// Forms Import, ImportEvent, ImportPanel. `times` are binding expressions (date literals
/// included).
struct Import {
    std::vector<RegisterReference> variables;  ///< one, except for import-panel
    std::vector<Expression> times;  ///< import: 0-1 · import-event: 2 (from, to) · import-panel: 1+
    std::optional<NameExpression> as;
    friend bool operator==(const Import&, const Import&) = default;
};
/// Form CloneVariables: a -> b c.
struct Renaming {
    NameExpression source;
    std::optional<NameExpression> target;
    friend bool operator==(const Renaming&, const Renaming&) = default;
};
struct CloneVariables {
    std::vector<Renaming> items;
    friend bool operator==(const CloneVariables&, const CloneVariables&) = default;
};
/// Form Aggregation: (mean) x -> y z (count) w.
struct AggregationItem {
    Word statistic;
    Renaming variable;
    friend bool operator==(const AggregationItem&, const AggregationItem&) = default;
};
struct Aggregation {
    std::vector<AggregationItem> items;
    friend bool operator==(const Aggregation&, const Aggregation&) = default;
};
/// Form Merge: v1 v2 into d on k.
struct Merge {
    std::vector<NameExpression> variables;
    NameExpression target;
    std::optional<NameExpression> key;
    friend bool operator==(const Merge&, const Merge&) = default;
};
/// Form Recode.
struct RecodeInterval {
    std::optional<double> low;   ///< absent: min
    std::optional<double> high;  ///< absent: max
    friend bool operator==(const RecodeInterval&, const RecodeInterval&) = default;
};
/// Signed number, string, binding reference, missing (`.` or the word missing), or an interval.
struct RecodeElement {
    std::variant<Expression, RecodeInterval> value;
    Span span;
    friend bool operator==(const RecodeElement& a, const RecodeElement& b) {
        return a.value == b.value;
    }
};
struct RecodeRule {
    enum class Match : std::uint8_t { Elements, Missing, NonMissing, Anything };
    Match match = Match::Elements;
    std::vector<RecodeElement> elements;
    Expression result;  ///< signed number, string, binding reference or MissingLiteral
    std::optional<std::string> label;
    bool flag_missing = false;
    Span span;
    friend bool operator==(const RecodeRule& a, const RecodeRule& b);
};
struct Recode {
    std::vector<NameExpression> variables;
    std::vector<RecodeRule> rules;
    friend bool operator==(const Recode&, const Recode&) = default;
};
/// Form Sample: two binding expressions.
struct Sample {
    Expression size;
    Expression seed;
    friend bool operator==(const Sample&, const Sample&) = default;
};
/// Form DefineLabels. `code` is a signed IntegerLiteral or a StringLiteral (bare words too).
struct LabelPair {
    Expression code;
    Word label;
    friend bool operator==(const LabelPair&, const LabelPair&) = default;
};
struct DefineLabels {
    NameExpression list;
    std::vector<LabelPair> pairs;
    friend bool operator==(const DefineLabels&, const DefineLabels&) = default;
};
/// Form ListLabels: a code list of the session, or a register variable with a date.
struct ListLabels {
    std::variant<NameExpression, RegisterReference> list;
    std::optional<Expression> time;
    friend bool operator==(const ListLabels&, const ListLabels&) = default;
};
/// Form OptionalWord: help [word] · load 'name' · save [name].
struct OptionalWord {
    std::optional<Word> word;
    friend bool operator==(const OptionalWord&, const OptionalWord&) = default;
};
/// Form Registers: variables [db/V …].
struct Registers {
    std::vector<RegisterReference> variables;
    friend bool operator==(const Registers&, const Registers&) = default;
};
/// Form Words: configure a, b.
struct Words {
    std::vector<Word> words;
    friend bool operator==(const Words&, const Words&) = default;
};
/// Form Analysis: i.x c.y a#b a##b (y = z) by g.
struct Factor {
    enum class Prefix : std::uint8_t { None, Indicator, Continuous };
    Prefix prefix = Prefix::None;
    NameExpression name;
    friend bool operator==(const Factor&, const Factor&) = default;
};
struct Term {
    std::vector<Factor> factors;
    std::vector<bool> full;  ///< between factors i and i+1: `##` (true) or `#` (false)
    Span span;
    friend bool operator==(const Term& a, const Term& b) {
        return a.factors == b.factors && a.full == b.full;
    }
};
struct Instruments {
    std::vector<NameExpression> endogenous;
    std::vector<NameExpression> instruments;
    friend bool operator==(const Instruments&, const Instruments&) = default;
};
struct Analysis {
    std::optional<Word> statistic;  ///< barchart (mean) …
    std::optional<Word> model;      ///< coefplot regress …
    std::vector<Term> terms;
    std::optional<Instruments> instruments;
    std::vector<Term> terms_after;  ///< after the instrument group
    std::vector<NameExpression> by;
    friend bool operator==(const Analysis&, const Analysis&) = default;
};

using Operands = std::variant<NoOperands, Names, Assignment, Require, Import, CloneVariables,
                              Aggregation, Merge, Recode, Sample, DefineLabels, ListLabels,
                              OptionalWord, Registers, Words, Analysis>;

/// One option: `missing`, `by(x)`, `summarize(a, b)`, `prefix('p')`, `level(90)`.
struct Option {
    Word name;
    bool has_parentheses = false;
    /// Terms, signed numbers and strings in the order written. A bare name is a Term of one factor.
    std::vector<std::variant<Term, Expression>> arguments;
    Span span;
    friend bool operator==(const Option& a, const Option& b) {
        return a.name == b.name && a.has_parentheses == b.has_parentheses &&
               a.arguments == b.arguments;
    }
};

struct CommandSyntax;  // script/syntax.h

struct Command {
    Word name;
    const CommandSyntax* syntax = nullptr;  ///< of the grammar the script was parsed with
    Operands operands;
    std::optional<Expression> condition;  ///< after `if`
    std::vector<Option> options;
    Span span;  ///< without the comment
    friend bool operator==(const Command& a, const Command& b) {
        return a.name == b.name && a.operands == b.operands && a.condition == b.condition &&
               a.options == b.options;
    }
};

// ---- statements ---------------------------------------------------------------------------------

struct Statement;

/// One element of a value list of `for`: a range a:b or a value (binding expression).
struct LoopRange {
    Expression first;
    Expression last;
    friend bool operator==(const LoopRange&, const LoopRange&) = default;
};
using LoopElement = std::variant<LoopRange, Expression>;
struct LoopList {
    std::vector<LoopElement> elements;
    Span span;
    friend bool operator==(const LoopList& a, const LoopList& b) {
        return a.elements == b.elements;
    }
};
/// `i, j in L1, L2`.
struct LoopLevel {
    std::vector<Word> iterators;
    std::vector<LoopList> lists;
    Span span;
    friend bool operator==(const LoopLevel& a, const LoopLevel& b) {
        return a.iterators == b.iterators && a.lists == b.lists;
    }
};
struct ForBlock {
    std::vector<LoopLevel> levels;
    std::vector<Statement> body;
    Span header_span;
    /// Comment and blank lines between the last statement and `end`, and the comment behind `end`.
    /// Not part of equality; the comment behind the header is the statement's.
    std::vector<std::string> comments_before_end;
    std::string comment_after_end;
    friend bool operator==(const ForBlock& a, const ForBlock& b);
};
/// The raw Markdown between `textblock` and `endblock`, line ends as LF.
struct TextBlock {
    std::string markdown;
    friend bool operator==(const TextBlock&, const TextBlock&) = default;
};

struct Statement {
    std::variant<Command, ForBlock, TextBlock> node;
    Span span;
    /// Comment and blank lines before the statement, verbatim (`` for a blank line), and the
    /// comment behind it. Kept for the formatter; not part of equality.
    std::vector<std::string> comments_before;
    std::string comment_after;
    friend bool operator==(const Statement& a, const Statement& b) { return a.node == b.node; }
};

struct Script {
    std::vector<Statement> statements;
    std::vector<std::string> comments_at_end;
    friend bool operator==(const Script& a, const Script& b) {
        return a.statements == b.statements;
    }
};

}  // namespace skjerm::script
