// Random scripts of data commands on Small Norway, against the same steps in DuckDB's SQL. The SQL
// side knows the data by their formulas (support/small_norway.h) and the commands by the language
// reference, so an error must be made twice in two languages to go unseen.
//
// 300 scripts in the ordinary run, 10 000 when SKJERM_DEEP is set.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include "skjerm/datastore/duckdb_session.h"
#include "skjerm/session/session.h"
#include "support/golden.h"
#include "support/small_norway.h"

namespace skjerm::testing {
namespace {

using Cell = std::variant<std::monostate, double, std::string>;
enum class Kind : std::uint8_t { Number, Text, Key };

/// Persons as the formulas have them; u is the number of the unit. Numbers are doubles, as large as
/// the scripts make them every one is exact.
const std::string kPersons =
    "persons AS MATERIALIZED (SELECT u, CASE WHEN u % 2 = 0 THEN '1' ELSE '2' END AS T_KJONN, "
    "CAST((1930 + (7919 * u) % 90) * 100 + 1 + u % 12 AS DOUBLE) AS T_FAARMND, "
    "CASE WHEN u % 10 = 9 THEN NULL ELSE ['0301', '1103', '4601', '5001'][(u // 7) % 4 + 1] END "
    "AS T_KOMMUNE, "
    "CASE WHEN u % 4 = 3 THEN NULL ELSE CAST(100000 + 500 * ((37 * u) % 1000) + 1000 AS DOUBLE) "
    "END "
    "AS T_LONN, "
    "(u % 600) / 10.0::DOUBLE AS T_POENG, "
    "CASE WHEN u >= 3000 THEN CAST(u - 3000 AS DOUBLE) ELSE NULL END AS T_MOR "
    "FROM (SELECT CAST(range AS BIGINT) AS u FROM range(6000)))";

struct Source {
    const char* name;
    const char* date;
    Kind kind;
};
constexpr Source kSources[] = {{"T_KJONN", "", Kind::Text},
                               {"T_FAARMND", "", Kind::Number},
                               {"T_KOMMUNE", " 2020-01-01", Kind::Text},
                               {"T_LONN", " 2020-12-31", Kind::Number},
                               {"T_POENG", "", Kind::Number},
                               {"T_MOR", "", Kind::Key}};

/// A dataset of the script and the table expression that it is in SQL, with the units in column u.
struct Mirror {
    std::string name;
    std::string table;
    std::map<std::string, Kind> variables;
    bool of_categories = false;
};

/// Makes a script and its mirror together.
class RandomRun {
public:
    explicit RandomRun(std::uint64_t seed) : random_(seed) {
        script_ = "require no.ssb.test:2 as db\n";
        sql_ = "WITH " + kPersons;
        start_dataset();
        for (std::uint64_t steps = 3 + below(8); steps > 0; --steps) step();
    }

    [[nodiscard]] const std::string& script() const { return script_; }
    [[nodiscard]] const std::vector<Mirror>& datasets() const { return datasets_; }
    /// Values of a dataset in order of its units; text as text, everything else as double.
    [[nodiscard]] std::string query(const Mirror& dataset) const {
        std::string columns = "CAST(u AS VARCHAR)";
        for (const auto& [name, kind] : dataset.variables)
            columns += kind == Kind::Text ? ", " + name : ", CAST(" + name + " AS DOUBLE)";
        return sql_ + " SELECT " + columns + " FROM " + dataset.table + " ORDER BY u";
    }

private:
    struct Both {
        std::string script;
        std::string sql;
    };

    std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
    std::string fresh(const char* stem) { return stem + std::to_string(++names_); }
    Mirror& active() { return datasets_[active_]; }

    void line(const std::string& text) { script_ += text + "\n"; }
    /// `select` over the table of the active dataset becomes its table.
    void derive(Mirror& dataset, const std::string& select) {
        const std::string table = fresh("t");
        sql_ += ", " + table + " AS (" + select + ")";
        dataset.table = table;
    }

    std::optional<std::string> pick(Kind kind) {
        std::vector<std::string> names;
        for (const auto& [name, one] : active().variables)
            if (one == kind) names.push_back(name);
        if (names.empty()) return std::nullopt;
        return names[below(names.size())];
    }

    void start_dataset() {
        const std::string name = fresh("d");
        line("create-dataset " + name);
        datasets_.push_back({name, "persons", {}, false});
        active_ = datasets_.size() - 1;
        active().table = "(SELECT u FROM persons)";
        import(kSources[0]);
        for (std::uint64_t more = 1 + below(3); more > 0; --more) import(kSources[1 + below(5)]);
    }

    void import(const Source& source) {
        const std::string name = fresh("v");
        line("import db/" + std::string(source.name) + source.date + " as " + name);
        derive(active(), "SELECT d.*, p." + std::string(source.name) + " AS " + name + " FROM " +
                             active().table + " d JOIN persons p ON d.u = p.u");
        active().variables[name] = source.kind;
    }

    Both number(int depth) {
        const auto variable = pick(Kind::Number);
        if (depth == 0 || below(3) == 0) {
            if (variable && below(4) != 0) return {*variable, *variable};
            const std::string literal = std::to_string(below(300));
            return {literal, literal + "::DOUBLE"};
        }
        const Both left = number(depth - 1);
        const Both right = number(depth - 1);
        switch (below(6)) {
            case 0:
                return {"(" + left.script + " + " + right.script + ")",
                        "(" + left.sql + " + " + right.sql + ")"};
            case 1:
                return {"(" + left.script + " - " + right.script + ")",
                        "(" + left.sql + " - " + right.sql + ")"};
            case 2:
                return {"(" + left.script + " / " + right.script + ")",
                        "(CASE WHEN " + right.sql + " = 0 THEN NULL ELSE " + left.sql + " / " +
                            right.sql + " END)"};
            case 3:
                return {"int(" + left.script + " / 100)", "trunc(" + left.sql + " / 100)"};
            case 4:
                return {"rowmax(" + left.script + ", " + right.script + ")",
                        "greatest(" + left.sql + ", " + right.sql + ")"};
            default:
                return {"abs(" + left.script + ")", "abs(" + left.sql + ")"};
        }
    }

    /// A truth value, 0 or 1, never missing.
    Both condition(int depth) {
        if (depth > 0 && below(2) == 0) {
            const Both left = condition(depth - 1);
            const Both right = condition(depth - 1);
            const bool both = below(2) == 0;
            return {"(" + left.script + (both ? " & " : " | ") + right.script + ")",
                    "(" + left.sql + (both ? " AND " : " OR ") + right.sql + ")"};
        }
        const auto text = pick(Kind::Text);
        if (text && below(2) == 0) {
            const char* const codes[] = {"1", "2", "0301", "4601"};
            const std::string code = codes[below(4)];
            if (below(3) == 0) return {"sysmiss(" + *text + ")", "(" + *text + " IS NULL)"};
            if (below(2) == 0)
                return {"(" + *text + " != '" + code + "')",
                        "(" + *text + " IS NULL OR " + *text + " <> '" + code + "')"};
            return {"(" + *text + " == '" + code + "')",
                    "coalesce(" + *text + " = '" + code + "', false)"};
        }
        const Both left = number(1);
        const Both right = number(1);
        const char* const operators[] = {"==", "<", "<=", ">", ">="};
        const std::size_t which = below(5);
        return {"(" + left.script + " " + operators[which] + " " + right.script + ")",
                "coalesce(" + left.sql + " " + (which == 0 ? "=" : operators[which]) + " " +
                    right.sql + ", false)"};
    }

    std::string all_but(const Mirror& dataset, const std::string& name) {
        std::string columns = "u";
        for (const auto& [one, kind] : dataset.variables)
            if (one != name) columns += ", " + one;
        return columns;
    }

    void generate() {
        const std::string name = fresh("v");
        const Both value = below(3) == 0 ? Both{} : number(2);
        if (value.script.empty()) {
            const Both truth = condition(1);
            line("generate " + name + " = " + truth.script);
            derive(active(), "SELECT *, CAST(CAST(" + truth.sql + " AS INTEGER) AS DOUBLE) AS " +
                                 name + " FROM " + active().table);
        } else if (below(2) == 0) {
            const Both where = condition(1);
            line("generate " + name + " = " + value.script + " if " + where.script);
            derive(active(), "SELECT *, CASE WHEN " + where.sql + " THEN " + value.sql +
                                 " END AS " + name + " FROM " + active().table);
        } else {
            line("generate " + name + " = " + value.script);
            derive(active(), "SELECT *, " + value.sql + " AS " + name + " FROM " + active().table);
        }
        active().variables[name] = Kind::Number;
    }

    void replace() {
        const auto name = pick(Kind::Number);
        if (!name) return;
        const Both value = number(1);
        const Both where = condition(1);
        line("replace " + *name + " = " + value.script + " if " + where.script);
        derive(active(), "SELECT " + all_but(active(), *name) + ", CASE WHEN " + where.sql +
                             " THEN " + value.sql + " ELSE " + *name + " END AS " + *name +
                             " FROM " + active().table);
    }

    void recode() {
        const auto name = pick(Kind::Number);
        if (!name) return;
        const std::string low = std::to_string(below(1000));
        const std::string high = std::to_string(1000 + below(400'000));
        const std::string copy = fresh("r");
        line("recode " + *name + " (min/" + low + " = 1 'lav') (" + low + "/" + high +
             " = 2) (missing = 9) (* = 3), prefix(" + copy + "_)");
        const std::string made = copy + "_" + *name;
        derive(active(), "SELECT *, CASE WHEN " + *name + " <= " + low + " THEN 1.0 WHEN " + *name +
                             " BETWEEN " + low + " AND " + high + " THEN 2.0 WHEN " + *name +
                             " IS NULL THEN 9.0 ELSE 3.0 END AS " + made + " FROM " +
                             active().table);
        active().variables[made] = Kind::Number;
    }

    void recode_text() {
        const auto name = pick(Kind::Text);
        if (!name) return;
        const Both where = condition(0);
        line("recode " + *name + " ('1' '0301' = 'x') (missing = 'm') (nonmissing = 'y') if " +
             where.script);
        derive(active(),
               "SELECT " + all_but(active(), *name) + ", CASE WHEN NOT " + where.sql + " THEN " +
                   *name + " WHEN " + *name + " IN ('1', '0301') THEN 'x' WHEN " + *name +
                   " IS NULL THEN 'm' ELSE 'y' END AS " + *name + " FROM " + active().table);
    }

    void keep_or_drop() {
        const Both where = condition(1);
        const bool keep = below(2) == 0;
        line((keep ? "keep if " : "drop if ") + where.script);
        derive(active(),
               "SELECT * FROM " + active().table + " WHERE " + (keep ? "" : "NOT ") + where.sql);
    }

    void take_out_a_variable() {
        if (active().variables.size() < 3) return;
        auto at = active().variables.begin();
        std::advance(at, below(active().variables.size()));
        const std::string name = at->first;
        line("drop " + name);
        derive(active(), "SELECT " + all_but(active(), name) + " FROM " + active().table);
        active().variables.erase(name);
    }

    /// A statistic of `x` over a group, missing ignored.
    static Both statistic(std::uint64_t which, const std::string& x) {
        switch (which) {
            case 0:
                return {"count", "CAST(count(" + x + ") AS DOUBLE)"};
            case 1:
                return {"sum", "coalesce(sum(" + x + "), 0)"};
            case 2:
                return {"mean", "avg(" + x + ")"};
            case 3:
                return {"min", "min(" + x + ")"};
            case 4:
                return {"max", "max(" + x + ")"};
            case 5:
                return {"median", "quantile_cont(" + x + ", 0.5)"};
            case 6:
                return {"iqr", "quantile_cont(" + x + ", 0.75) - quantile_cont(" + x + ", 0.25)"};
            case 7:
                return {"sd", "stddev_samp(" + x + ")"};
            default:
                return {"semean", "stddev_samp(" + x + ") / sqrt(count(" + x + "))"};
        }
    }
    static constexpr std::uint64_t kStatistics = 9;

    /// Families of one mother: exact, and merged back along the key.
    void collapse_and_merge() {
        const auto key = pick(Kind::Key);
        const auto value = pick(Kind::Number);
        if (!key || !value || active().of_categories) return;
        Mirror sums{fresh("d"), active().table, {}, false};
        const std::string one = fresh("v");
        const std::string other = fresh("v");
        const Both first = statistic(below(kStatistics), *value);
        const Both second = statistic(below(kStatistics), *value);
        line("clone-dataset " + active().name + " " + sums.name);
        line("use " + sums.name);
        line("collapse (" + first.script + ") " + *value + " -> " + one + " (" + second.script +
             ") " + *value + " -> " + other + ", by(" + *key + ")");
        derive(sums, "SELECT CAST(" + *key + " AS BIGINT) AS u, " + first.sql + " AS " + one +
                         ", " + second.sql + " AS " + other + " FROM " + sums.table + " WHERE " +
                         *key + " IS NOT NULL GROUP BY " + *key);
        sums.variables = {{one, Kind::Number}, {other, Kind::Number}};
        const bool to_members = below(2) == 0;
        line("merge " + one + " into " + active().name + (to_members ? " on " + *key : ""));
        derive(active(), "SELECT d.*, s." + one + " FROM " + active().table + " d LEFT JOIN " +
                             sums.table + " s ON " + (to_members ? "d." + *key : "d.u") + " = s.u");
        active().variables[one] = Kind::Number;
        line("use " + active().name);
        datasets_.push_back(std::move(sums));
    }

    void aggregate() {
        const auto value = pick(Kind::Number);
        const auto by = pick(below(2) == 0 ? Kind::Key : Kind::Text);
        if (!value || !by || active().variables.at(*by) != Kind::Key) return;
        const std::string made = fresh("v");
        const Both what = statistic(below(kStatistics), *value);
        line("aggregate (" + what.script + ") " + *value + " -> " + made + ", by(" + *by + ")");
        derive(active(), "SELECT d.*, g.s AS " + made + " FROM " + active().table +
                             " d LEFT JOIN (SELECT " + *by + " AS k, " + what.sql + " AS s FROM " +
                             active().table + " WHERE " + *by + " IS NOT NULL GROUP BY " + *by +
                             ") g ON d." + *by + " = g.k");
        active().variables[made] = Kind::Number;
    }

    void step() {
        switch (below(12)) {
            case 0:
            case 1:
            case 2:
                return generate();
            case 3:
                return replace();
            case 4:
                return recode();
            case 5:
                return recode_text();
            case 6:
                return keep_or_drop();
            case 7:
                return take_out_a_variable();
            case 8:
            case 9:
                return collapse_and_merge();
            case 10:
                return aggregate();
            default:
                return import(kSources[below(6)]);
        }
    }

    std::mt19937_64 random_;
    std::string script_;
    std::string sql_;
    std::vector<Mirror> datasets_;
    std::size_t active_ = 0;
    int names_ = 0;
};

/// Collects the diagnostics of a run.
class Complaints : public session::EventSink {
public:
    void command_started(const session::CommandEvent&) override {}
    void result_released(const session::CommandEvent&, const released::Result&) override {}
    void diagnosed(const session::CommandEvent* event,
                   const base::Diagnostic& diagnostic) override {
        if (diagnostic.severity == base::Severity::Error)
            text += (event ? event->text : std::string()) + " → " +
                    std::to_string(static_cast<int>(diagnostic.code)) + "\n";
    }
    void command_finished(const session::CommandEvent&, bool) override {}
    std::string text;
};

Cell cell_of(const column::Column& column, std::size_t row) {
    return column::visit(column, [&](auto values) -> Cell {
        using T = std::remove_const_t<typename decltype(values)::element_type>;
        if (column::is_missing(values[row])) return std::monostate{};
        if constexpr (column::kIsCode<T>)
            return std::string(column.dictionary()->text(static_cast<std::uint32_t>(values[row])));
        else
            return static_cast<double>(values[row]);
    });
}

/// Rows of a query: one text, then a cell a column.
std::vector<std::vector<Cell>> rows_of(datastore::DuckDbConnection& connection,
                                       const std::string& sql, const Mirror& dataset) {
    std::vector<duckdb_type> types{DUCKDB_TYPE_VARCHAR};
    for (const auto& [name, kind] : dataset.variables)
        types.push_back(kind == Kind::Text ? DUCKDB_TYPE_VARCHAR : DUCKDB_TYPE_DOUBLE);
    std::vector<std::vector<Cell>> rows;
    const auto status = connection.query(sql, types, [&](duckdb_data_chunk chunk, idx_t count) {
        const std::size_t first = rows.size();
        rows.resize(first + count);
        for (std::size_t column = 0; column < types.size(); ++column) {
            const duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, column);
            std::uint64_t* const validity = duckdb_vector_get_validity(vector);
            void* const data = duckdb_vector_get_data(vector);
            for (idx_t row = 0; row < count; ++row) {
                Cell cell;
                if (validity == nullptr || duckdb_validity_row_is_valid(validity, row)) {
                    if (types[column] == DUCKDB_TYPE_DOUBLE) {
                        cell = static_cast<double*>(data)[row];
                    } else {
                        auto& text = static_cast<duckdb_string_t*>(data)[row];
                        cell =
                            std::string(duckdb_string_t_data(&text), duckdb_string_t_length(text));
                    }
                }
                rows[first + row].push_back(std::move(cell));
            }
        }
        return true;
    });
    if (status) ADD_FAILURE() << status->text << "\n" << sql;
    return rows;
}

/// Equal, numbers within what the order of a floating-point sum may change.
bool agree(const Cell& one, const Cell& other) {
    const auto* left = std::get_if<double>(&one);
    const auto* right = std::get_if<double>(&other);
    if (left == nullptr || right == nullptr) return one == other;
    return std::abs(*left - *right) <= 1e-9 * std::max({1.0, std::abs(*left), std::abs(*right)});
}

std::string shown(const Cell& cell) {
    if (const auto* number = std::get_if<double>(&cell)) return std::to_string(*number);
    if (const auto* text = std::get_if<std::string>(&cell)) return "'" + *text + "'";
    return "missing";
}

/// The first difference between a dataset and its mirror; empty when there is none.
std::string difference(const dataset::Dataset& dataset, const std::vector<std::vector<Cell>>& rows,
                       const Mirror& mirror) {
    if (dataset.rows() != rows.size())
        return dataset.name() + " has " + std::to_string(dataset.rows()) + " rows, not " +
               std::to_string(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (std::to_string(dataset.units()->unit(row)) != std::get<std::string>(rows[row][0]))
            return dataset.name() + " has another unit in row " + std::to_string(row);
        std::size_t column = 0;
        for (const auto& [name, kind] : mirror.variables) {
            const dataset::Variable* variable = dataset.find(name);
            if (variable == nullptr) return dataset.name() + " lacks " + name;
            const Cell found = cell_of(*variable->column, row);
            if (!agree(found, rows[row][++column]))
                return dataset.name() + "." + name + " of unit " +
                       std::get<std::string>(rows[row][0]) + " is " + shown(found) + ", not " +
                       shown(rows[row][column]);
        }
    }
    return {};
}

TEST(ScriptDifferential, AgreesWithSql) {
    const bool deep = std::getenv("SKJERM_DEEP") != nullptr;
    const auto database = datastore::DuckDbDatabase::open(1);
    ASSERT_NE(database, nullptr);
    datastore::DuckDbConnection connection(*database);
    SmallNorway stores;
    command::Environment environment;
    environment.stores = &stores;
    environment.gate = &test_gate(PolicyKind::Plain);
    environment.budget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 30);
    environment.engine_version = "test";
    const std::uint64_t scripts = deep ? 10'000 : 300;
    for (std::uint64_t seed = 1; seed <= scripts; ++seed) {
        const RandomRun run(seed);
        session::Session session(environment);
        Complaints complaints;
        const session::Ending ending = session.run(run.script(), {}, complaints);
        ASSERT_EQ(ending, session::Ending::Completed) << "seed " << seed << "\n"
                                                      << run.script() << complaints.text;
        for (const Mirror& mirror : run.datasets()) {
            const dataset::DatasetPtr dataset = session.workspace().find(mirror.name);
            ASSERT_NE(dataset, nullptr);
            const auto rows = rows_of(connection, run.query(mirror), mirror);
            ASSERT_EQ(difference(*dataset, rows, mirror), "") << "seed " << seed << "\n"
                                                              << run.script() << "\n"
                                                              << run.query(mirror);
        }
    }
}

}  // namespace
}  // namespace skjerm::testing
