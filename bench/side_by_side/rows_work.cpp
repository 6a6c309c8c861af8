// The commands that work row by row or turn the rows around, run as the session runs them: parsed,
// bound, snapped by the gate, committed. DuckDB makes a table of the same content; the count and
// sum that show both agree are part of its time (a few milliseconds).
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "side_by_side/work.h"
#include "skjerm/command/population.h"
#include "skjerm/command/registry.h"
#include "skjerm/disclosure/gate.h"
#include "skjerm/script/parser.h"
#include "skjerm/stats/moments.h"

namespace skjerm::bench {
namespace {

const disclosure::Gate& gate() {
    static const disclosure::Gate gate(disclosure::Policy::standard(),
                                       disclosure::Secret(std::array<std::uint8_t, 32>{1, 2, 3}));
    return gate;
}

dataset::Variable variable(std::string name, const column::ColumnPtr& column) {
    dataset::Variable result;
    result.name = std::move(name);
    result.column = column;
    return result;
}

/// One command on one dataset.
class CommandRun {
public:
    CommandRun(dataset::DatasetPtr dataset, const std::string& text)
        : parsed_(script::parse(text, command::grammar())) {
        environment_.gate = &gate();
        environment_.budget = std::make_shared<base::MemoryBudget>(std::size_t{8} << 30);
        workspace_.add(dataset);
        workspace_.activate(dataset->name());
        if (parsed_.has_errors()) fail(text);
    }

    /// The dataset afterwards.
    [[nodiscard]] dataset::DatasetPtr operator()() const {
        const auto& command = std::get<script::Command>(parsed_.script.statements.front().node);
        command::Context context{environment_, workspace_, {}};
        const auto outcome = command::find_command(command.name.text)->run(context, command);
        if (!outcome.ok()) fail(command.name.text);
        return context.workspace.active();
    }

private:
    [[noreturn]] static void fail(const std::string& text) {
        std::fprintf(stderr, "%s: refused\n", text.c_str());
        std::exit(1);
    }

    command::Environment environment_;
    dataset::Workspace workspace_;
    script::Parsed parsed_;
};

/// `sql` makes the table `made`; its variable `x` has the same count and sum as the dataset's.
Work command_work(const Population& population, const dataset::DatasetPtr& dataset,
                  std::string name, const std::string& text, const std::string& sql) {
    auto run = std::make_shared<CommandRun>(dataset, text);
    return {.id = "R",
            .name = std::move(name),
            .sql = "CREATE OR REPLACE TEMP TABLE made AS " + sql +
                   "; SELECT count(x), sum(x)::DOUBLE FROM made",
            .goal = 1,  // of our own: no slower
            .bytes = population.wage->bytes(),
            .run = [run] { (void)(*run)(); },
            .agrees =
                [run](const std::vector<std::vector<double>>& answer) {
                    const dataset::DatasetPtr made = (*run)();
                    AllRows rows(made->rows());
                    const stats::Moments moments =
                        stats::moments(rows.rows(), *made->find("x")->column);
                    const double count = static_cast<double>(moments.count);
                    const double sum = count * *moments.mean;
                    return answer.at(0).at(0) == count &&
                           std::abs(answer[0][1] - sum) <= 1e-9 * std::abs(sum);
                }};
}

}  // namespace

std::vector<Work> rows_work(const Population& population) {
    const auto type = std::make_shared<const datastore::UnitType>(
        datastore::UnitType{"PERSON", {"Person", "Person"}, "PERSONID_1", 0});
    const auto units = column::RowUnits::all(static_cast<std::uint32_t>(kPersons), 0);
    const dataset::DatasetPtr persons =
        dataset::Dataset::of_units("persons", type, units,
                                   stats::population_evidence(population.rows.rows()))
            ->with(variable("x", population.wage))
            ->with(variable("sex", population.sex))
            ->with(variable("municipality", population.municipality));
    const dataset::DatasetPtr years = persons->keeping(std::vector<std::string>{"sex"})
                                          ->with(variable("x1", population.wage))
                                          ->with(variable("x2", population.value));
    const std::string person = " FROM person";
    return {command_work(population, persons->dropping(std::vector<std::string>{"municipality"}),
                         "replace x = x * 2 + 1000", "replace x = x * 2 + 1000",
                         "SELECT wage * 2 + 1000 AS x" + person),
            command_work(population, persons, "replace x = 0 if sysmiss(x) & municipality > 1000",
                         "replace x = 0 if sysmiss(x) & municipality > 1000",
                         "SELECT CASE WHEN wage IS NULL AND municipality > 1000 THEN 0 ELSE wage "
                         "END AS x" +
                             person),
            command_work(population, persons, "recode x into four groups",
                         "recode x (missing = 0) (min/300000 = 1) (300001/600000 = 2) (* = 3)",
                         "SELECT CASE WHEN wage IS NULL THEN 0 WHEN wage <= 300000 THEN 1 WHEN "
                         "wage <= 600000 THEN 2 ELSE 3 END::TINYINT AS x" +
                             person),
            command_work(population, persons, "keep if x > 400000, three variables",
                         "keep if x > 400000",
                         "SELECT wage AS x, sex, municipality" + person + " WHERE wage > 400000"),
            command_work(population, years, "reshape-to-panel x, two years", "reshape-to-panel x",
                         "SELECT wage AS x, sex, 1 AS year FROM person UNION ALL SELECT value AS "
                         "x, sex, 2 AS year FROM person JOIN other ON person.rowid = other.rowid")};
}

}  // namespace skjerm::bench
