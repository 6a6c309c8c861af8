// Recursive descent over the tokens of one command line. Every function reads its part and leaves
// the cursor behind it, or returns the first error of the line. The functions stand by subject in
// parse_command.cpp, parse_expression.cpp, parse_names.cpp, parse_data.cpp, parse_recode.cpp,
// parse_analysis.cpp, parse_options.cpp and parse_loop.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/script/ast.h"
#include "skjerm/script/expected.h"
#include "skjerm/script/lexer.h"
#include "skjerm/script/syntax.h"

namespace skjerm::script {

/// Parentheses, calls, unary operators and powers around each other.
inline constexpr std::uint32_t kMaxNesting = 200;
/// Height of an expression's tree, which a long chain `a + b + …` makes too.
inline constexpr std::uint32_t kMaxHeight = 1000;

class CommandParser {
public:
    /// `line` and `grammar` must outlive the parser and, for `grammar`, the tree.
    CommandParser(const CommandLine& line, const Grammar& grammar)
        : line_(line), grammar_(grammar) {}

    /// A whole line that is one command.
    [[nodiscard]] base::Result<Command> command();
    /// A whole line `for …`; the cursor stands on the word `for`.
    [[nodiscard]] base::Result<std::vector<LoopLevel>> loop_levels();
    /// A whole line with one keyword.
    [[nodiscard]] base::Status keyword_alone();

private:
    /// A subtree with its height.
    struct Tall {
        Expression expression;
        std::uint32_t height = 1;
    };
    /// How loosely an expression may bind, loosest first.
    enum class Level : std::uint8_t { Or = 1, And, Comparison, Concatenation, Sum, Product };
    struct BinaryToken {
        BinaryOperator op;
        Level level;
    };
    /// What the place of an expression allows.
    struct ExpressionMode {
        bool dates = false;            ///< YYYY-MM-DD is a literal
        bool name_calls_only = false;  ///< `name (` is a call for bind, to_symbol and to_str only
    };

    // ---- cursor (parse_command.cpp)
    [[nodiscard]] const Token& peek(std::size_t ahead = 0) const;
    [[nodiscard]] bool at(TokenKind kind) const { return peek().kind == kind; }
    [[nodiscard]] bool at_word(std::string_view word) const;
    /// Before `if`, the comma of the options or the end.
    [[nodiscard]] bool at_end_of_operands() const;
    const Token& take();
    bool accept(TokenKind kind);
    bool accept_word(std::string_view word);
    [[nodiscard]] Span span_from(Span begin) const;
    [[nodiscard]] std::string_view source_text(Span span) const;
    /// source_text(), cut when it is too long for a message.
    [[nodiscard]] std::string clipped(Span span) const;
    [[nodiscard]] base::Argument found() const;
    /// The error for a token that cannot stand at the cursor.
    [[nodiscard]] base::Diagnostic unexpected(base::LocalizedText wanted) const;
    [[nodiscard]] base::Status expect(TokenKind kind, base::LocalizedText wanted);
    [[nodiscard]] base::Status expect_close(Span open, base::LocalizedText wanted);
    [[nodiscard]] base::Result<Word> expect_name(base::LocalizedText wanted);
    [[nodiscard]] base::Argument command_name() const;
    [[nodiscard]] base::Diagnostic too_few(std::size_t least, expected::Counted what) const;
    [[nodiscard]] base::Status check_count(const CommandSyntax& syntax, std::size_t count,
                                           Span last, expected::Counted what) const;

    // ---- commands (parse_command.cpp)
    [[nodiscard]] base::Diagnostic unknown_command() const;
    [[nodiscard]] base::Result<Operands> operands(const CommandSyntax& syntax);
    [[nodiscard]] base::Status condition(const CommandSyntax& syntax, Command& command);
    [[nodiscard]] base::Diagnostic trailing() const;
    /// The error for what stands behind a command that is complete: often a comma or `as` lacks.
    [[nodiscard]] base::Diagnostic behind(const Command& command) const;
    [[nodiscard]] base::Status check_decimal_comma() const;

    // ---- expressions (parse_expression.cpp)
    [[nodiscard]] base::Result<Expression> expression(Level level, ExpressionMode mode);
    [[nodiscard]] base::Result<Tall> binary(Level level);
    [[nodiscard]] base::Result<Tall> unary();
    [[nodiscard]] base::Result<Tall> power();
    [[nodiscard]] base::Result<Tall> primary();
    [[nodiscard]] base::Result<Tall> number_or_date();
    [[nodiscard]] base::Result<Tall> parenthesised();
    [[nodiscard]] base::Result<Tall> call();
    [[nodiscard]] base::Result<Tall> combine(BinaryOperator op, Tall left, Tall right) const;
    [[nodiscard]] base::Status check_nesting() const;
    [[nodiscard]] base::Status check_height(std::uint32_t height, Span where) const;
    [[nodiscard]] base::Status check_operand(const Expression& operand) const;
    [[nodiscard]] base::Diagnostic comparison_with_missing(BinaryOperator op,
                                                           const Expression& missing,
                                                           const Expression& other) const;
    [[nodiscard]] base::Status check_after_expression() const;
    [[nodiscard]] std::optional<base::Diagnostic> number_with_blanks() const;
    [[nodiscard]] static std::optional<BinaryToken> binary_operator(TokenKind kind);
    [[nodiscard]] bool starts_operand() const;
    [[nodiscard]] bool at_call(ExpressionMode mode) const;
    /// Whether YYYY-MM-DD stands at the cursor (five tokens), and its span.
    [[nodiscard]] std::optional<Span> date_at_cursor() const;
    [[nodiscard]] base::Diagnostic date_in_expression(Span where) const;
    [[nodiscard]] base::Result<Expression> date_literal(Span where);
    [[nodiscard]] base::Result<Expression> literal(bool negative, Span begin);
    /// `-2`, `2.5`: the sign belongs to the literal.
    [[nodiscard]] base::Result<Expression> signed_number();
    [[nodiscard]] Expression string_literal();
    [[nodiscard]] Expression binding_reference();
    /// A date position: a date or a binding expression.
    [[nodiscard]] base::Result<Expression> time();

    // ---- names (parse_names.cpp)
    [[nodiscard]] bool at_name_expression() const;
    [[nodiscard]] base::Result<NameExpression> name_expression(
        base::LocalizedText wanted = expected::kName);
    [[nodiscard]] base::Status check_glued_binding() const;
    [[nodiscard]] base::Result<Word> hyphenated_word(base::LocalizedText wanted);
    [[nodiscard]] bool at_register_reference() const;
    [[nodiscard]] base::Result<RegisterReference> register_reference();
    [[nodiscard]] base::Result<Renaming> renaming();

    // ---- operands (parse_data.cpp)
    [[nodiscard]] base::Result<Names> names(const CommandSyntax& syntax);
    [[nodiscard]] base::Result<Assignment> assignment(const CommandSyntax& syntax);
    [[nodiscard]] base::Status check_no_month() const;
    [[nodiscard]] base::Result<Require> require();
    [[nodiscard]] base::Result<Import> import(const CommandSyntax& syntax);
    [[nodiscard]] base::Diagnostic name_without_as() const;
    [[nodiscard]] base::Result<Import> import_event();
    [[nodiscard]] base::Result<Import> import_panel();
    [[nodiscard]] base::Status import_name(Import& import);
    [[nodiscard]] base::Result<CloneVariables> clone_variables(const CommandSyntax& syntax);
    [[nodiscard]] base::Result<Aggregation> aggregation(const CommandSyntax& syntax);
    [[nodiscard]] base::Result<Merge> merge();
    [[nodiscard]] base::Result<Sample> sample();
    [[nodiscard]] base::Result<ListLabels> list_labels();
    [[nodiscard]] base::Result<OptionalWord> optional_word(const CommandSyntax& syntax);
    [[nodiscard]] base::Result<Registers> registers(const CommandSyntax& syntax);
    [[nodiscard]] base::Result<Words> words(const CommandSyntax& syntax);

    // ---- recode and labels (parse_recode.cpp)
    [[nodiscard]] base::Result<Recode> recode();
    [[nodiscard]] base::Result<RecodeRule> rule();
    [[nodiscard]] base::Status rule_left(RecodeRule& rule);
    [[nodiscard]] base::Status rule_right(RecodeRule& rule);
    [[nodiscard]] base::Result<RecodeElement> rule_element();
    [[nodiscard]] base::Result<std::optional<double>> interval_bound(std::string_view open_end);
    [[nodiscard]] base::Result<Expression> rule_value();
    [[nodiscard]] base::Result<DefineLabels> define_labels();
    [[nodiscard]] base::Result<Expression> label_code();
    [[nodiscard]] base::Status check_label_code(const DefineLabels& labels,
                                                const Expression& code) const;

    // ---- analysis (parse_analysis.cpp)
    [[nodiscard]] base::Result<Analysis> analysis(const CommandSyntax& syntax);
    [[nodiscard]] base::Result<const CommandSyntax*> model(const CommandSyntax& syntax,
                                                           Analysis& result);
    [[nodiscard]] base::Status terms(const CommandSyntax& syntax, bool until_by,
                                     std::vector<Term>& result);
    [[nodiscard]] base::Result<Term> term();
    [[nodiscard]] base::Result<Factor> factor();
    [[nodiscard]] base::Result<Instruments> instruments();
    [[nodiscard]] base::Result<std::vector<NameExpression>> groups();

    // ---- options (parse_options.cpp)
    [[nodiscard]] base::Status options(const CommandSyntax& syntax, std::vector<Option>& result);
    [[nodiscard]] base::Result<Option> option(const CommandSyntax& syntax);
    [[nodiscard]] const OptionSpec* find_option(const CommandSyntax& syntax,
                                                std::string_view name) const;
    [[nodiscard]] std::vector<std::string_view> option_names(const CommandSyntax& syntax) const;
    [[nodiscard]] base::Diagnostic unknown_option(const CommandSyntax& syntax,
                                                  const Token& name) const;
    /// The option at the cursor lacks the comma before it.
    [[nodiscard]] base::Diagnostic comma_missing() const;
    [[nodiscard]] base::Status check_no_option_call(const CommandSyntax& syntax) const;
    [[nodiscard]] base::Status option_arguments(const OptionSpec& spec, Option& result);
    [[nodiscard]] base::Status option_argument(OptionArguments kind, Option& result);
    [[nodiscard]] base::Result<Expression> option_value(base::LocalizedText wanted, bool strings,
                                                        bool dates);

    // ---- loops (parse_loop.cpp)
    [[nodiscard]] base::Result<LoopLevel> loop_level();
    [[nodiscard]] base::Result<LoopList> loop_list();
    [[nodiscard]] base::Result<LoopElement> loop_element();
    [[nodiscard]] base::Result<Expression> loop_bound();

    const CommandLine& line_;
    const Grammar& grammar_;
    std::size_t position_ = 0;
    std::uint32_t nesting_ = 0;
    ExpressionMode mode_;
    const CommandSyntax* model_ = nullptr;  ///< of coefplot: its options are accepted too
};

}  // namespace skjerm::script
