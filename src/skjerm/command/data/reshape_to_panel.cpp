// reshape-to-panel: from one variable for each time to one row for each time.
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/operands.h"
#include "skjerm/command/population.h"
#include "skjerm/dataset/panel_rows.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Code;
using column::CodeValue;
using column::ColumnPtr;
using dataset::Variable;

/// The points of time that the names of variables end in, and the variables of each prefix.
struct Suffixes {
    std::vector<std::string> texts;  ///< ascending: as numbers when all are, else as text
    std::vector<CodeValue> times;    ///< the value of date@panel for each
    /// [prefix][suffix]: the variable, or null.
    std::vector<std::vector<const Variable*>> variables;
    std::vector<const Variable*> fixed;  ///< variables of no prefix
};

/// The suffix of `name` after `prefix`: digits and underscores, not empty.
std::optional<std::string> suffix_of(const std::string& name, const std::string& prefix) {
    if (!name.starts_with(prefix) || name.size() == prefix.size()) return std::nullopt;
    std::string suffix = name.substr(prefix.size());
    if (suffix.find_first_not_of("0123456789_") != std::string::npos) return std::nullopt;
    return suffix;
}

/// The longest prefix that `name` has with a suffix.
std::optional<std::pair<std::size_t, std::string>> prefix_of(
    const std::string& name, const std::vector<std::string>& prefixes) {
    std::optional<std::pair<std::size_t, std::string>> found;
    for (std::size_t i = 0; i < prefixes.size(); ++i) {
        if (found && prefixes[i].size() <= prefixes[found->first].size()) continue;
        if (auto suffix = suffix_of(name, prefixes[i])) found.emplace(i, std::move(*suffix));
    }
    return found;
}

std::optional<std::int64_t> whole(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// The times as numbers, or as text when they are not all different numbers.
std::map<CodeValue, std::string> ordered_times(const std::vector<std::string>& suffixes) {
    std::map<CodeValue, std::string> numbers;
    std::map<CodeValue, std::string> texts;
    bool all_numbers = true;
    for (const std::string& suffix : suffixes) {
        texts.emplace(suffix, suffix);
        const std::optional<std::int64_t> number = whole(suffix);
        all_numbers = all_numbers && number.has_value();
        if (number) numbers.emplace(*number, suffix);
    }
    return all_numbers && numbers.size() == texts.size() ? numbers : texts;
}

Suffixes find_suffixes(const dataset::Dataset& dataset, const std::vector<std::string>& prefixes) {
    Suffixes result;
    std::vector<std::map<std::string, const Variable*>> found(prefixes.size());
    std::vector<std::string> suffixes;
    for (const Variable& variable : dataset.variables()) {
        if (auto match = prefix_of(variable.name, prefixes)) {
            found[match->first][match->second] = &variable;
            suffixes.push_back(match->second);
        } else {
            result.fixed.push_back(&variable);
        }
    }
    for (auto& [time, suffix] : ordered_times(suffixes)) {
        result.times.push_back(time);
        result.texts.push_back(suffix);
    }
    for (const std::map<std::string, const Variable*>& variables : found) {
        std::vector<const Variable*>& row = result.variables.emplace_back();
        for (const std::string& suffix : result.texts) {
            const auto at = variables.find(suffix);
            row.push_back(at == variables.end() ? nullptr : at->second);
        }
    }
    return result;
}

base::LocalizedText kind_of(const Variable& variable) {
    if (variable.is_key()) return {"nøkkel", "a key"};
    return kind_text(!variable.is_numeric());
}

bool are_alike(const Variable& a, const Variable& b) {
    if (a.is_key() || b.is_key())
        return a.is_key() && b.is_key() && a.column->domain() == b.column->domain();
    return a.is_numeric() == b.is_numeric();
}

base::Status check_prefixes(const dataset::Dataset& dataset,
                            const std::vector<script::NameExpression>& prefixes,
                            const Suffixes& suffixes) {
    for (std::size_t i = 0; i < prefixes.size(); ++i) {
        const Variable* first = nullptr;
        for (const Variable* variable : suffixes.variables[i]) {
            if (variable == nullptr) continue;
            if (first == nullptr) first = variable;
            if (!are_alike(*first, *variable))
                return base::error(
                    Code::PrefixKindsDiffer, prefixes[i].span,
                    {Argument::name(first->name), Argument::fact(kind_of(*first)),
                     Argument::name(variable->name), Argument::fact(kind_of(*variable))});
        }
        if (first == nullptr)
            return base::error(
                Code::PrefixWithoutVariables, prefixes[i].span,
                {Argument::name(dataset.name()), Argument::name(name_of(prefixes[i]))});
    }
    return base::ok();
}

base::Status check_names(const dataset::Dataset& dataset,
                         const std::vector<script::NameExpression>& prefixes) {
    for (std::size_t i = 0; i < prefixes.size(); ++i) {
        for (std::size_t other = 0; other < i; ++other)
            if (name_of(prefixes[i]) == name_of(prefixes[other]))
                return base::error(Code::VariableListedTwice, prefixes[i].span,
                                   {Argument::name(name_of(prefixes[i]))});
        SKJERM_TRY(new_variable_name(dataset, prefixes[i]));
    }
    return base::ok();
}

/// Columns that a variable carries along, once each.
class RepeatedColumns {
public:
    RepeatedColumns(std::size_t times, base::MemoryBudgetPtr budget)
        : times_(times), budget_(std::move(budget)) {}

    base::Result<ColumnPtr> of(const ColumnPtr& column) {
        ColumnPtr& repeated = repeated_[column.get()];
        if (repeated == nullptr) {
            SKJERM_TRY_ASSIGN(repeated, dataset::repeat_rows(*column, times_, budget_));
        }
        return repeated;
    }
    /// Adds the carriers of `from` to `to`, each once.
    base::Status carry(const Variable& from, Variable& to) {
        for (const ColumnPtr& carrier : from.carriers) {
            SKJERM_TRY_ASSIGN(ColumnPtr repeated, of(carrier));
            if (std::find(to.carriers.begin(), to.carriers.end(), repeated) == to.carriers.end())
                to.carriers.push_back(std::move(repeated));
        }
        return base::ok();
    }

private:
    std::size_t times_;
    base::MemoryBudgetPtr budget_;
    std::map<const column::Column*, ColumnPtr> repeated_;
};

/// The variables of a prefix as one: the newest decides title and format.
base::Result<Variable> united_variable(const std::string& name,
                                       std::span<const Variable* const> variables,
                                       std::size_t units, RepeatedColumns& repeated,
                                       const base::MemoryBudgetPtr& budget) {
    std::vector<ColumnPtr> columns;
    std::vector<column::CodeListPtr> labels;
    Variable result;
    base::DerivationMaker derivation("panel");
    for (const Variable* variable : variables) {
        derivation.add(variable == nullptr ? base::Derivation{} : variable->derivation);
        columns.push_back(variable == nullptr ? nullptr : variable->column);
        if (variable == nullptr) continue;
        std::vector<ColumnPtr> carriers = std::move(result.carriers);
        result = *variable;
        result.carriers = std::move(carriers);
        SKJERM_TRY(repeated.carry(*variable, result));
        labels.push_back(variable->labels);
    }
    result.name = name;
    result.source.clear();
    result.derivation = derivation.make();
    result.labels = column::unite(labels);
    SKJERM_TRY_ASSIGN(result.column, dataset::interleave(columns, units, budget));
    return result;
}

base::Result<dataset::DatasetPtr> panel_of(const Context& context, const dataset::DatasetPtr& wide,
                                           const std::vector<script::NameExpression>& prefixes,
                                           const Suffixes& suffixes) {
    const base::MemoryBudgetPtr& budget = context.environment.budget;
    const std::size_t times = suffixes.times.size();
    SKJERM_TRY_ASSIGN(dataset::DatasetPtr panel,
                      dataset::panel_without_variables(*wide, suffixes.times, budget));
    RepeatedColumns repeated(times, budget);
    for (std::size_t i = 0; i < prefixes.size(); ++i) {
        SKJERM_TRY_ASSIGN(Variable variable,
                          united_variable(name_of(prefixes[i]), suffixes.variables[i], wide->rows(),
                                          repeated, budget));
        panel = panel->with(std::move(variable));
    }
    for (const Variable* variable : suffixes.fixed) {
        Variable fixed = *variable;
        SKJERM_TRY_ASSIGN(fixed.column, dataset::repeat_rows(*variable->column, times, budget));
        fixed.carriers.clear();
        SKJERM_TRY(repeated.carry(*variable, fixed));
        panel = panel->with(std::move(fixed));
    }
    dataset::Carriers chosen_by;
    for (const ColumnPtr& carrier : wide->chosen_by()) {
        SKJERM_TRY_ASSIGN(chosen_by.emplace_back(), dataset::repeat_rows(*carrier, times, budget));
    }
    panel = panel->choosing(std::move(chosen_by));
    SKJERM_TRY_ASSIGN(Variable date, dataset::time_variable(suffixes.times, wide->rows(),
                                                            expr::Format::Plain, budget));
    return panel->with(std::move(date));
}

base::Result<Outcome> run(Context& context, const script::Command& command) {
    const auto& prefixes = std::get<script::Names>(command.operands).names;
    SKJERM_TRY_ASSIGN(const dataset::DatasetPtr dataset,
                      populated_dataset(context, command.name.span));
    SKJERM_TRY(cross_section_only(*dataset, command.name.text, command.name.span));
    if (dataset->category())
        return base::error(Code::UnitsAreCategories, command.name.span,
                           {Argument::name(command.name.text), Argument::name(dataset->name())});
    SKJERM_TRY(check_names(*dataset, prefixes));
    const Suffixes suffixes = find_suffixes(*dataset, names_of(prefixes));
    SKJERM_TRY(check_prefixes(*dataset, prefixes, suffixes));
    SKJERM_TRY_ASSIGN(dataset::DatasetPtr panel, panel_of(context, dataset, prefixes, suffixes));
    return commit_dataset(context, std::move(panel));
}

constexpr Example kExamples[] = {
    {.script = "reshape-to-panel regstat lonn",
     .says = {.nb = "regstat19 regstat20 lonn19 lonn20 blir regstat og lonn, med to rader for hver "
                    "enhet",
              .en = "regstat19 regstat20 lonn19 lonn20 become regstat and lonn, with two rows for "
                    "each unit"}},
};

}  // namespace

const CommandSpec kReshapeToPanel = {
    .syntax = script::CommandSyntax{.name = "reshape-to-panel",
                                    .form = script::Form::Names,
                                    .min_operands = 1,
                                    .max_operands = 1000},
    .group = Group::Transformation,
    .summary = base::LocalizedText{.nb = "Gjør et tverrsnitt om til paneldata.",
                                   .en = "Turns a cross-section into panel data."},
    .details =
        {.nb = "En variabel hører til en forstavelse når navnet er forstavelsen fulgt av siffer og "
               "understrek, som lonn19 eller lonn2021_01. Hver enhet får en rad for hvert "
               "tidspunkt; tidspunktet står i date@panel. En kombinasjon som ikke finnes, blir "
               "manglende, og variabler uten forstavelse gjentas på hver rad.",
         .en = "A variable belongs to a prefix when its name is the prefix followed by digits and "
               "underscores, such as wage19 or wage2021_01. Each unit gets a row for each point of "
               "time, which stands in date@panel. A combination that is not there becomes missing, "
               "and variables of no prefix are repeated on every row."},
    .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::DatasetSize},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
