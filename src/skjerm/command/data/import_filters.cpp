#include "skjerm/command/data/import_filters.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/parallel.h"
#include "skjerm/command/data/recode_rules.h"
#include "skjerm/command/operands.h"
#include "skjerm/script/format.h"
#include "skjerm/stats/selection.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Code;
using column::ColumnPtr;
using script::RecodeRule;

/// Classes of records: brought, left out, and rows without a record.
constexpr std::uint32_t kBrought = 0;
constexpr std::uint32_t kLeftOut = 1;
constexpr std::uint32_t kNoRecord = 2;

RecodeRule to_missing(RecodeRule::Match match) {
    RecodeRule rule;
    rule.match = match;
    rule.result.node = script::MissingLiteral{};
    return rule;
}

/// One code of values(): of the kind of the variable, with a warning when no label knows it.
base::Result<script::RecodeElement> listed_code(
    Context& context, const std::variant<script::Term, script::Expression>& argument,
    const datastore::Variable& variable, const column::CodeListPtr& labels) {
    const bool wants_text = variable.data_type == datastore::DataType::String;
    const std::string shown = argument_text(argument);
    // A bare word is a text without its quotation marks.
    const auto* term = std::get_if<script::Term>(&argument);
    const script::Expression code =
        term != nullptr ? script::Expression{script::StringLiteral{shown}, term->span}
                        : std::get<script::Expression>(argument);
    const bool is_text = std::holds_alternative<script::StringLiteral>(code.node);
    if (is_text != wants_text)
        return base::error(Code::ValuesKindDiffers, code.span,
                           {Argument::name(variable.name), Argument::fact(kind_text(wants_text)),
                            Argument::script_text(shown), Argument::fact(kind_text(is_text))});
    const bool is_known =
        !labels || (is_text ? labels->find(shown) != nullptr
                            : whole_number(code) && labels->find(*whole_number(code)) != nullptr);
    if (!is_known)
        context.note(base::warning(Code::LiteralNotInCodeList, code.span,
                                   {Argument::script_text(shown), Argument::name(variable.name),
                                    Argument::names(column::codes_meant_by(*labels, shown))}));
    return script::RecodeElement{code, code.span};
}

/// 1 for the units of a dataset.
std::vector<std::int8_t> members_of(const dataset::Dataset& dataset) {
    const column::RowUnits& units = *dataset.units();
    std::uint32_t count = 0;
    for (std::size_t row = 0; row < units.size(); ++row)
        count = std::max(count, units.unit(row) + 1);
    std::vector<std::int8_t> members(count, 0);
    for (std::size_t row = 0; row < units.size(); ++row) members[units.unit(row)] = 1;
    return members;
}

/// Classes of the records of members and of others.
void fill_membership(const column::Column& values, const column::RowUnits& units,
                     std::span<const std::int8_t> members, std::size_t begin,
                     std::span<std::uint32_t> out) {
    column::visit(values, [&](auto all) {
        for (std::size_t i = 0; i < out.size(); ++i) {
            const std::uint32_t unit = units.unit(begin + i);
            const bool is_member = unit < members.size() && members[unit] == 1;
            out[i] = is_member ? kBrought : kLeftOut;
            if (column::is_missing(all[begin + i])) out[i] = kNoRecord;
        }
    });
}

/// Leaves out what the gate lets a filter leave out.
base::Result<ColumnPtr> filtered(const Context& context, ColumnPtr values,
                                 const column::RowUnits& units, const stats::FillClasses& class_of,
                                 base::Span where) {
    const base::UnitKeys keys = context.gate().unit_keys(units.domain());
    const std::vector<stats::SelectionEvidence> sides = stats::class_evidence(
        {.count = values->size(), .selected = {}, .units = &units, .keys = &keys}, kNoRecord,
        class_of);
    SKJERM_TRY_ASSIGN(
        const disclosure::Snap verdict,
        context.gate().snap(sides[kBrought].selected, sides[kLeftOut].selected, where));
    if (verdict == disclosure::Snap::SelectAll) return values;
    const base::MemoryBudgetPtr& budget = context.environment.budget;
    if (verdict == disclosure::Snap::SelectNone)
        return column::missing_column(values->kind(), values->size(), budget);
    std::vector<std::uint32_t> rows(values->size());
    base::for_each_block(rows.size(), [&](const base::Block& block) {
        const std::span classes = std::span(rows).subspan(block.begin, block.size());
        class_of(block.begin, classes);
        for (std::size_t i = 0; i < classes.size(); ++i)
            classes[i] = classes[i] == kBrought ? static_cast<std::uint32_t>(block.begin + i)
                                                : column::kMissingRow;
    });
    return column::gather(*values, rows, budget);
}

}  // namespace

base::Result<ImportFilters> ImportFilters::of(Context& context, const script::Command& command,
                                              const datastore::Variable& variable,
                                              const column::CodeListPtr& labels) {
    ImportFilters filters;
    if (const script::Option* option = find_option(command, "values")) {
        if (variable.link)
            return base::error(Code::KeyVariable, option->span, {Argument::name(variable.name)});
        filters.listed_ = to_missing(RecodeRule::Match::Elements);
        filters.listed_where_ = option->span;
        for (const auto& argument : option->arguments) {
            SKJERM_TRY_ASSIGN(script::RecodeElement element,
                              listed_code(context, argument, variable, labels));
            filters.listed_->elements.push_back(std::move(element));
        }
    }
    if (const script::Option* option = find_option(command, "values_from")) {
        filters.from_where_ = option->span;
        const script::NameExpression name{
            script::NameReference{*option_text(command, "values_from")}, option->span};
        SKJERM_TRY_ASSIGN(filters.from_, existing_dataset(context, name));
        const dataset::Dataset& from = *filters.from_;
        if (!from.has_units())
            return base::error(Code::DatasetWithoutUnits, option->span,
                               {Argument::name(from.name())});
        if (from.unit_type()->id != variable.unit_type->id)
            return base::error(Code::DatasetUnitTypesDiffer, option->span,
                               {Argument::name(from.name()),
                                Argument::fact(base::LocalizedText{from.unit_type()->label.nb,
                                                                   from.unit_type()->label.en}),
                                Argument::name(variable.name),
                                Argument::fact(base::LocalizedText{variable.unit_type->label.nb,
                                                                   variable.unit_type->label.en})});
    }
    if (filters.listed_ || filters.from_)
        context.note(context.gate().condition_note(filters.listed_ ? filters.listed_where_
                                                                   : filters.from_where_));
    return filters;
}

std::string ImportFilters::description() const {
    std::string text;
    if (listed_)
        for (const script::RecodeElement& element : listed_->elements)
            text += " " + script::format(std::get<script::Expression>(element.value));
    if (from_) text += " of " + std::to_string(from_->population().key_sum);
    return text;
}

base::Result<ColumnPtr> ImportFilters::apply(const Context& context, ColumnPtr values,
                                             const column::RowUnits& units) const {
    if (listed_) {
        const std::vector rules{*listed_, to_missing(RecodeRule::Match::NonMissing)};
        const RecodeClasses classes(rules, *values);
        SKJERM_TRY_ASSIGN(values, filtered(
                                      context, values, units,
                                      [&](std::size_t begin, std::span<std::uint32_t> out) {
                                          classes.fill(begin, {}, out);
                                      },
                                      listed_where_));
    }
    if (from_) {
        const std::vector<std::int8_t> members = members_of(*from_);
        SKJERM_TRY_ASSIGN(values, filtered(
                                      context, values, units,
                                      [&](std::size_t begin, std::span<std::uint32_t> out) {
                                          fill_membership(*values, units, members, begin, out);
                                      },
                                      from_where_));
    }
    return values;
}

}  // namespace skjerm::command
