// From a bound tree to a program: chooses types and kernels by the bounds of the values, does all
// text work on dictionaries, and evaluates beforehand what needs all rows at once.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/expr/bound.h"
#include "skjerm/expr/evaluate.h"
#include "skjerm/expr/interval.h"
#include "skjerm/expr/kernel.h"
#include "skjerm/expr/program.h"
#include "skjerm/expr/steps.h"

namespace skjerm::expr {

/// Nodes whose integer results left int64 in some row: their values are doubles in all rows.
using FloatNodes = std::set<const BoundNode*>;

/// Numbers in a register, or one number for all rows.
struct Operand {
    Register values = 0;
    Type type = Type::I64;
    Interval bounds;  ///< of integers
    bool is_truth = false;
    column::ColumnPtr column;       ///< when the values are those of a column
    std::optional<Value> constant;  ///< then no register is set

    [[nodiscard]] bool is_integer() const {
        return constant ? !std::holds_alternative<double>(*constant) : type != Type::F64;
    }
};

/// Text as codes: entry mapping[code] of the dictionary, or entry `code` itself without a mapping.
struct CodedText {
    Register codes = 0;
    Type type = Type::C32;
    std::size_t code_count = 0;  ///< codes are below this
    std::vector<std::uint32_t> mapping;
    column::DictionaryPtr dictionary;
    column::ColumnPtr column;  ///< the text column itself, where there is no mapping
    std::optional<std::string> constant;

    [[nodiscard]] std::uint32_t entry(std::size_t code) const {
        return mapping.empty() ? static_cast<std::uint32_t>(code) : mapping[code];
    }
    /// The text of entry `number` of the dictionary; 0 is missing.
    [[nodiscard]] Value dictionary_text(std::uint64_t number) const {
        if (number == 0) return std::monostate{};
        return std::string(dictionary->text(static_cast<std::uint32_t>(number)));
    }
    [[nodiscard]] Value text(std::size_t code) const { return dictionary_text(entry(code)); }
};

class Compiler {
public:
    Compiler(const Evaluation& evaluation, const FloatNodes& float_nodes)
        : evaluation_(evaluation), float_nodes_(float_nodes) {}

    [[nodiscard]] base::Result<Operand> number(const BoundNode& node);
    [[nodiscard]] base::Result<CodedText> text(const BoundNode& node);
    /// A register of truth.
    [[nodiscard]] base::Result<Register> truth(const BoundNode& node);

    /// A register of the operand's values in `type`.
    [[nodiscard]] Register values_as(const Operand& operand, Type type);
    /// A register of entries of the text's dictionary, in the narrowest code type.
    [[nodiscard]] Register entries(const CodedText& text, Type type);

    [[nodiscard]] Program& program() { return program_; }
    /// After a run: the nodes that must become floats.
    [[nodiscard]] FloatNodes overflowed() const;

private:
    // compiler.cpp
    [[nodiscard]] base::Result<Operand> compile(const BoundNode& node);
    [[nodiscard]] base::Result<Operand> variable(const VariableNode& node);
    [[nodiscard]] base::Result<Operand> unary(const UnaryNode& unary, const BoundNode& node);
    [[nodiscard]] base::Result<Operand> binary(const BinaryNode& binary, const BoundNode& node);
    [[nodiscard]] base::Result<Operand> logic(const BinaryNode& binary);
    [[nodiscard]] base::Result<Operand> missing_test(const BoundNode& operand);
    [[nodiscard]] base::Result<Operand> membership(const MembershipNode& node);
    [[nodiscard]] base::Result<Operand> quantile(const QuantileNode& node);
    [[nodiscard]] Operand arithmetic(script::BinaryOperator op, Operand left, Operand right,
                                     const BoundNode& node);
    [[nodiscard]] Operand integer_power_of(const Operand& left, const Operand& right,
                                           const BoundNode& node);
    [[nodiscard]] Operand in_set(const Operand& operand, std::span<const Value> values);
    void refine(Operand& operand);

    // compile_comparison.cpp
    [[nodiscard]] base::Result<Operand> comparison(const BinaryNode& binary);
    [[nodiscard]] Operand compare(script::BinaryOperator op, const Operand& left,
                                  const Operand& right);
    [[nodiscard]] Operand compare_with(script::BinaryOperator op, const Operand& left,
                                       const Value& right);
    [[nodiscard]] Operand compare_integers_with(script::BinaryOperator op, const Operand& left,
                                                std::int64_t right);
    [[nodiscard]] base::Result<Operand> compare_texts(const BinaryNode& binary);
    [[nodiscard]] Operand same_entries(script::BinaryOperator op, const CodedText& left,
                                       const CodedText& right);
    [[nodiscard]] Operand test_of_texts(const CodedText& text, std::span<const std::uint8_t> truth);

    // compile_call.cpp
    [[nodiscard]] base::Result<Operand> call(const CallNode& call, const BoundNode& node);
    [[nodiscard]] base::Result<Operand> numeric_call(const CallNode& call, const BoundNode& node);
    [[nodiscard]] base::Result<std::optional<Operand>> truncated_quotient(const CallNode& call);
    struct Tabulated;  ///< results of a scalar function by code
    [[nodiscard]] base::Result<Tabulated> tabulate(const CallNode& call);
    [[nodiscard]] base::Result<Tabulated> tabulate_texts(const CallNode& call,
                                                         std::size_t position);
    [[nodiscard]] base::Result<Tabulated> tabulate_combinations(const CallNode& call);
    [[nodiscard]] Operand looked_up(const Tabulated& table);
    [[nodiscard]] base::Result<CodedText> text_call(const CallNode& call);

    // ---- steps
    Register step(StepRun run, Type out, std::vector<Register> in, Step details = {});
    [[nodiscard]] Operand truth_of(StepRun run, std::vector<Register> in, Step details = {});
    [[nodiscard]] static Operand constant(Value value);
    [[nodiscard]] std::size_t flag_of(const BoundNode& node);

    const Evaluation& evaluation_;
    const FloatNodes& float_nodes_;
    Program program_;
    std::unordered_map<const BoundNode*, Operand> compiled_;
    std::unordered_map<const column::Column*, Interval> ranges_;
    std::vector<std::pair<std::size_t, const BoundNode*>> flags_;
    FloatNodes overflowed_inside_;  ///< found by programs that ran while compiling
};

/// The values of a node that is no text, as a column in narrow storage.
[[nodiscard]] base::Result<column::ColumnPtr> evaluate_number(const BoundNode& node,
                                                              const Evaluation& evaluation);

}  // namespace skjerm::expr
