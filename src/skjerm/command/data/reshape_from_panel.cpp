// reshape-from-panel: from one row for each time to one variable for each time.
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/parallel.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/expression_carriers.h"
#include "skjerm/command/operands.h"
#include "skjerm/command/population.h"
#include "skjerm/dataset/panel_rows.h"
#include "skjerm/expr/binding_values.h"
#include "skjerm/stats/selection.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Code;
using column::CodeValue;
using column::ColumnPtr;
using dataset::Variable;

/// A dataset of more variables is of no use to anybody.
constexpr std::size_t kLargestWide = 10'000;

/// What is put behind a name for a point of time; the sign of a day before 1970 is an m.
std::string suffix_of(const CodeValue& time) {
    if (const auto* text = std::get_if<std::string>(&time)) return *text;
    const std::int64_t number = std::get<std::int64_t>(time);
    const std::string digits = std::to_string(number);
    return number < 0 ? "m" + digits.substr(1) : digits;
}

/// The number in `times` of the time of every row; times.size() for other values.
std::vector<std::uint32_t> times_of_rows(const column::Column& dates,
                                         std::span<const CodeValue> times) {
    std::vector<std::uint32_t> result(dates.size());
    const auto none = static_cast<std::uint32_t>(times.size());
    column::visit(dates, [&](auto values) {
        using T = typename decltype(values)::value_type;
        const auto fill = [&](const auto& index_of) {
            base::for_each_block(dates.size(), [&](const base::Block& block) {
                for (std::size_t row = block.begin; row < block.end; ++row)
                    result[row] = index_of(values[row]);
            });
        };
        if constexpr (column::kIsCode<T>) {
            std::vector<std::uint32_t> index{none};
            for (const std::string& text : dates.dictionary()->entries()) {
                const auto at = std::find(times.begin(), times.end(), CodeValue(text));
                index.push_back(static_cast<std::uint32_t>(at - times.begin()));
            }
            fill([&](T code) { return index[static_cast<std::size_t>(code)]; });
        } else if constexpr (std::is_integral_v<T>) {
            std::vector<std::int64_t> numbers;
            for (const CodeValue& time : times) numbers.push_back(std::get<std::int64_t>(time));
            fill([&](T value) {
                const auto at = std::lower_bound(numbers.begin(), numbers.end(),
                                                 static_cast<std::int64_t>(value));
                return at == numbers.end() || *at != value
                           ? none
                           : static_cast<std::uint32_t>(at - numbers.begin());
            });
        }
    });
    return result;
}

/// The times that become variables: those that have units, judged on released counts, so that the
/// names tell nothing of a few. A panel without any keeps all.
std::vector<std::size_t> shown_times(const Context& context, const dataset::Dataset& panel,
                                     std::span<const std::uint32_t> time_of_row) {
    const base::UnitKeys keys = context.gate().unit_keys(panel.units()->domain());
    const std::vector<stats::SelectionEvidence> units = stats::class_evidence(
        {.count = panel.rows(), .selected = {}, .units = panel.units().get(), .keys = &keys},
        panel.times().size(), [&](std::size_t begin, std::span<std::uint32_t> out) {
            std::copy_n(time_of_row.begin() + static_cast<std::ptrdiff_t>(begin), out.size(),
                        out.begin());
        });
    std::vector<std::size_t> all;
    std::vector<std::size_t> shown;
    for (std::size_t time = 0; time < units.size(); ++time) {
        all.push_back(time);
        if (context.gate().count_noise().release(units[time].selected) > 0) shown.push_back(time);
    }
    return shown.empty() ? all : shown;
}

/// The columns of one time, each gathered once.
class ColumnsAtTime {
public:
    ColumnsAtTime(std::span<const std::uint32_t> rows, base::MemoryBudgetPtr budget)
        : rows_(rows), budget_(std::move(budget)) {}

    base::Result<ColumnPtr> of(const ColumnPtr& column) {
        ColumnPtr& gathered = gathered_[column.get()];
        if (gathered == nullptr) {
            SKJERM_TRY_ASSIGN(gathered, column::gather(*column, rows_, budget_));
        }
        return gathered;
    }

private:
    std::span<const std::uint32_t> rows_;
    base::MemoryBudgetPtr budget_;
    std::map<const column::Column*, ColumnPtr> gathered_;
};

base::Result<dataset::DatasetPtr> wide_of(const Context& context, const dataset::Dataset& panel,
                                          base::Span where) {
    const base::MemoryBudgetPtr& budget = context.environment.budget;
    const Variable* date = panel.find(dataset::kPanelDate);
    SKJERM_CHECK(date != nullptr);
    const std::vector<std::uint32_t> time_of_row = times_of_rows(*date->column, panel.times());
    const dataset::PanelIndex index =
        dataset::index_panel(*panel.units(), time_of_row, panel.times().size());
    const std::vector<std::size_t> times = shown_times(context, panel, time_of_row);
    if (times.size() * panel.variables().size() > kLargestWide)
        return base::error(Code::TooManyTimes, where,
                           {Argument::fact(static_cast<std::int64_t>(kLargestWide))});

    SKJERM_TRY_ASSIGN(const column::RowUnitsPtr units,
                      column::RowUnits::of(index.units, panel.units()->domain(), budget));
    dataset::DatasetPtr wide =
        dataset::Dataset::of_units(panel.name(), panel.unit_type(), units, panel.population());
    if (panel.is_sampled()) wide = wide->sampled_from(panel.unsampled_population());
    if (panel.has_given_identifier()) wide = wide->identified_as(std::string(panel.identifier()));
    std::vector<ColumnsAtTime> columns;
    for (const std::size_t time : times) columns.emplace_back(index.rows[time], budget);
    for (const Variable& variable : panel.variables()) {
        if (panel.is_panel_date(variable.name)) continue;
        for (std::size_t i = 0; i < times.size(); ++i) {
            const script::NameExpression name{
                script::NameReference{variable.name + suffix_of(panel.times()[times[i]])}, where};
            if (!expr::is_valid_name(name_of(name)))
                return base::error(Code::InvalidName, where,
                                   {Argument::script_text(name_of(name))});
            SKJERM_TRY(free_variable_name(*wide, name));
            Variable at_time = variable;
            at_time.carriers = value_carriers(panel, variable);
            at_time.name = name_of(name);
            at_time.derivation = base::DerivationMaker("at time")
                                     .add(variable.derivation)
                                     .add(std::string_view(suffix_of(panel.times()[times[i]])))
                                     .make();
            SKJERM_TRY_ASSIGN(at_time.column, columns[i].of(variable.column));
            for (ColumnPtr& carrier : at_time.carriers) {
                SKJERM_TRY_ASSIGN(carrier, columns[i].of(carrier));
            }
            wide = wide->with(std::move(at_time));
        }
    }
    return wide;
}

base::Result<Outcome> run(Context& context, const script::Command& command) {
    SKJERM_TRY_ASSIGN(const dataset::DatasetPtr dataset,
                      populated_dataset(context, command.name.span));
    if (dataset->structure() != dataset::Structure::Panel)
        return base::error(Code::NeedsPanel, command.name.span,
                           {Argument::name(command.name.text), Argument::name(dataset->name())});
    SKJERM_TRY_ASSIGN(dataset::DatasetPtr wide, wide_of(context, *dataset, command.name.span));
    return commit_dataset(context, std::move(wide));
}

constexpr Example kExamples[] = {
    {.script = "reshape-from-panel",
     .says = {.nb = "lonn på tidspunktene 19 og 20 blir lonn19 og lonn20",
              .en = "wage at the times 19 and 20 becomes wage19 and wage20"}},
};

}  // namespace

const CommandSpec kReshapeFromPanel = {
    .syntax = script::CommandSyntax{.name = "reshape-from-panel", .form = script::Form::None},
    .group = Group::Transformation,
    .summary = base::LocalizedText{.nb = "Gjør paneldata om til et tverrsnitt.",
                                   .en = "Turns panel data into a cross-section."},
    .details =
        {.nb = "Hver variabel, også de faste, blir én variabel for hvert tidspunkt: navnet fulgt "
               "av verdien av date@panel. Etter import-panel er det dagnummeret, så lonn 1. januar "
               "2019 heter lonn17897; et dagnummer før 1970 skrives med m i stedet for minus. "
               "Enheter uten rad på et tidspunkt får manglende verdi.",
         .en = "Every variable, fixed ones too, becomes one variable for each point of time: the "
               "name followed by the value of date@panel. After import-panel that is the day "
               "number, so that wage on 1 January 2019 is called wage17897; a day number before "
               "1970 is written with m instead of a minus. Units without a row at a time get "
               "missing values."},
    .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::DatasetSize},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
