// destring: numbers from text, read once for each entry of the dictionary.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/parallel.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/data/changed_variable.h"
#include "skjerm/command/data/number_text.h"
#include "skjerm/command/operands.h"
#include "skjerm/command/population.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Code;
using column::Column;
using column::ColumnBuilder;
using column::ColumnPtr;
using column::Storage;

/// What the codes of a dictionary mean as numbers; entry 0 is missing.
using CodeNumbers = std::vector<NumberText>;

CodeNumbers read_dictionary(const column::Dictionary& dictionary, const NumberReading& reading) {
    CodeNumbers numbers{NoText{}};
    numbers.reserve(dictionary.size() + 1);
    for (const std::string& text : dictionary.entries())
        numbers.push_back(read_number(text, reading));
    return numbers;
}

/// Calls f(codes) with the codes of a text column.
template <class F>
void with_codes(const Column& column, const F& f) {
    column::visit(column, [&](auto values) {
        if constexpr (column::kIsCode<typename decltype(values)::value_type>) f(values);
    });
}

/// Evidence of the rows whose text is not a number.
base::Evidence unreadable_rows(const Context& context, const dataset::Dataset& dataset,
                               const Column& column, const CodeNumbers& numbers) {
    std::vector<std::uint32_t> class_of_code;
    for (const NumberText& number : numbers)
        class_of_code.push_back(std::holds_alternative<NotANumber>(number) ? 0U : 1U);
    return rows_evidence(context, dataset, [&](std::size_t begin, std::span<std::uint32_t> out) {
        with_codes(column, [&](auto codes) {
            for (std::size_t i = 0; i < out.size(); ++i)
                out[i] = class_of_code[static_cast<std::size_t>(codes[begin + i])];
        });
    });
}

template <class Out>
base::Result<ColumnPtr> numbers_of_codes(const Column& column, const CodeNumbers& numbers,
                                         const base::MemoryBudgetPtr& budget) {
    std::vector<Out> value_of_code(numbers.size(), column::missing<Out>());
    for (std::size_t code = 0; code < numbers.size(); ++code) {
        if (const auto* whole = std::get_if<std::int64_t>(&numbers[code]))
            value_of_code[code] = static_cast<Out>(*whole);
        else if (const auto* real = std::get_if<double>(&numbers[code]))
            value_of_code[code] = static_cast<Out>(*real);
    }
    SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<Out>::make(column.size(), budget));
    const std::span<Out> out = builder.values();
    with_codes(column, [&](auto codes) {
        base::for_each_block(column.size(), [&](const base::Block& block) {
            for (std::size_t row = block.begin; row < block.end; ++row)
                out[row] = value_of_code[static_cast<std::size_t>(codes[row])];
        });
    });
    return std::move(builder).freeze();
}

/// Whole numbers when all entries of the dictionary are: a property of the codes, not of the rows.
base::Result<ColumnPtr> numeric_column(const Column& column, const CodeNumbers& numbers,
                                       const base::MemoryBudgetPtr& budget) {
    std::int64_t lowest = 0;
    std::int64_t highest = 0;
    for (const NumberText& number : numbers) {
        if (std::holds_alternative<double>(number))
            return numbers_of_codes<double>(column, numbers, budget);
        if (const auto* whole = std::get_if<std::int64_t>(&number)) {
            lowest = std::min(lowest, *whole);
            highest = std::max(highest, *whole);
        }
    }
    switch (column::narrowest_integer(lowest, highest)) {
        case Storage::Int8:
            return numbers_of_codes<std::int8_t>(column, numbers, budget);
        case Storage::Int16:
            return numbers_of_codes<std::int16_t>(column, numbers, budget);
        case Storage::Int32:
            return numbers_of_codes<std::int32_t>(column, numbers, budget);
        default:
            return numbers_of_codes<std::int64_t>(column, numbers, budget);
    }
}

/// The labels of the codes that are whole numbers; null when there are none.
column::CodeListPtr numeric_labels(const column::CodeListPtr& labels,
                                   const NumberReading& reading) {
    if (!labels) return nullptr;
    std::vector<column::CodeEntry> entries;
    for (const column::CodeEntry& entry : labels->entries()) {
        const NumberText number = read_number(std::get<std::string>(entry.code), reading);
        if (const auto* whole = std::get_if<std::int64_t>(&number)) {
            entries.push_back(entry);
            entries.back().code = *whole;
        }
    }
    if (entries.empty()) return nullptr;
    return std::make_shared<const column::CodeList>(labels->origin(), std::move(entries));
}

base::Result<dataset::Variable> numeric_variable(const Context& context,
                                                 const dataset::Dataset& dataset,
                                                 const dataset::Variable& text,
                                                 const NumberReading& reading, bool force,
                                                 base::Span where) {
    const CodeNumbers numbers = read_dictionary(*text.column->dictionary(), reading);
    // A few units with odd values must not be found out by a refusal: their values become missing.
    if (!force && context.gate().may_fail_because_of(
                      unreadable_rows(context, dataset, *text.column, numbers)))
        return base::error(Code::DestringFails, where, {Argument::name(text.name)});
    dataset::Variable result = text;
    SKJERM_TRY_ASSIGN(result.column,
                      numeric_column(*text.column, numbers, context.environment.budget));
    result.labels = numeric_labels(text.labels, reading);
    result.derivation = base::DerivationMaker("destring")
                            .add(text.derivation)
                            .add(std::string_view(reading.ignored))
                            .add(std::uint64_t{reading.comma_is_decimal})
                            .make();
    return result;
}

base::Result<Outcome> run(Context& context, const script::Command& command) {
    const auto& operands = std::get<script::Names>(command.operands).names;
    SKJERM_TRY_ASSIGN(dataset::DatasetPtr dataset, populated_dataset(context, command.name.span));
    const NumberReading reading{.ignored = option_text(command, "ignore").value_or(""),
                                .comma_is_decimal = has_option(command, "dpcomma")};
    const std::optional<std::string> prefix = option_text(command, "prefix");
    std::vector<std::string> names;
    for (const script::NameExpression& name : operands) {
        SKJERM_TRY_ASSIGN(const dataset::Variable* variable,
                          prefix ? analysable_variable(context, *dataset, name)
                                 : changeable_variable(context, *dataset, name));
        if (variable->is_numeric()) {
            context.note(
                base::warning(Code::DestringNumeric, name.span, {Argument::name(variable->name)}));
            continue;
        }
        SKJERM_TRY_ASSIGN(dataset::Variable changed,
                          numeric_variable(context, *dataset, *variable, reading,
                                           has_option(command, "force"), name.span));
        SKJERM_TRY_ASSIGN(dataset, with_changed(dataset, name, prefix, std::move(changed), names));
    }
    context.workspace.replace(dataset->name(), dataset);
    return changes_notice(context, names, prefix.has_value(), command.span);
}

constexpr script::OptionSpec kOptions[] = {
    kPrefixOption,
    {.name = "ignore",
     .arguments = script::OptionArguments::Text,
     .help = {.nb = "Tegn som fjernes før verdien leses.",
              .en = "Characters removed before a value is read."}},
    {.name = "force",
     .arguments = script::OptionArguments::None,
     .help = {.nb = "Verdier som ikke er tall, blir manglende.",
              .en = "Values that are not numbers become missing."}},
    {.name = "dpcomma",
     .arguments = script::OptionArguments::None,
     .help = {.nb = "Komma er desimaltegn.", .en = "The comma is the decimal point."}},
};

constexpr Example kExamples[] = {
    {.script = "destring kommune sivilstand",
     .says = {.nb = "'0301' blir 301; etikettene følger med",
              .en = "'0301' becomes 301; the labels follow"}},
    {.script = "destring grad, ignore('%') dpcomma prefix(n_)",
     .says = {.nb = "'12,5 %' blir 12.5 i n_grad", .en = "'12,5 %' becomes 12.5 in n_grad"}},
    {.script = "destring yrke, force",
     .says = {.nb = "Koder med bokstaver blir manglende",
              .en = "Codes with letters become missing"}},
};

}  // namespace

const CommandSpec kDestring = {
    .syntax = script::CommandSyntax{.name = "destring",
                                    .form = script::Form::Names,
                                    .min_operands = 1,
                                    .max_operands = 1000,
                                    .options = kOptions},
    .group = Group::Transformation,
    .summary = base::LocalizedText{.nb = "Gjør alfanumeriske variabler numeriske.",
                                   .en = "Turns alphanumeric variables into numeric ones."},
    .details = {.nb = "Leser tall som 301, -7 og 12.5; blanke foran og bak betyr ingenting. Er det "
                      "andre verdier i en variabel, endres ingen, med mindre du skriver force. "
                      "Gjelder de bare noen få enheter, blir de likevel manglende uten melding. "
                      "Koder i kodelisten blir også tall. En variabel som er numerisk fra før, "
                      "blir som den er.",
                .en = "Reads numbers such as 301, -7 and 12.5; blanks around them do not matter. "
                      "When a variable has other values nothing is changed, unless you write "
                      "force. When only a few units have them, they become missing without a "
                      "message. Codes of the code list become numbers too. A variable that is "
                      "numeric already stays as it is."},
    .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::Nothing},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
