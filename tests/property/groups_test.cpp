// collapse, aggregate and merge against DuckDB on random data: groups and keys of every kind, with
// ties, missing values, empty and one-row groups.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "skjerm/column/dictionary.h"
#include "skjerm/datastore/duckdb_session.h"
#include "skjerm/stats/group_statistics.h"
#include "skjerm/stats/join.h"
#include "support/columns.h"

namespace skjerm::stats {
namespace {

using column::ColumnPtr;
using column::UnitIndex;
using testing::make_column;
using testing::TestRows;

constexpr UnitIndex kNoUnit = column::missing<UnitIndex>();

std::size_t cases() { return std::getenv("SKJERM_DEEP") == nullptr ? 300 : 10'000; }

/// A table of DuckDB made of columns of optional numbers.
using Numbers = std::vector<std::optional<double>>;

class Duck {
public:
    Duck() : database_(datastore::DuckDbDatabase::open(1)), connection_(*database_) {}

    void make_table(const std::string& name, const std::vector<std::string>& columns,
                    const std::vector<Numbers>& values) {
        std::string sql = "CREATE OR REPLACE TABLE " + name + " (row BIGINT";
        for (const std::string& column : columns) sql += ", " + column + " DOUBLE";
        ASSERT_FALSE(connection_.run(sql + ")"));
        std::vector<duckdb_type> types(columns.size() + 1, DUCKDB_TYPE_DOUBLE);
        types[0] = DUCKDB_TYPE_BIGINT;
        datastore::DuckDbAppender appender(connection_, name, types);
        for (std::size_t row = 0; row < values.front().size(); ++row) {
            const idx_t at = appender.next_row();
            appender.set(0, at, static_cast<std::int64_t>(row));
            for (idx_t column = 0; column < columns.size(); ++column) {
                const std::optional<double>& value = values[column][row];
                if (value)
                    appender.set(column + 1, at, *value);
                else
                    appender.set_null(column + 1, at);
            }
        }
        ASSERT_FALSE(appender.finish());
    }

    /// Rows of a query whose columns are all DOUBLE.
    std::vector<Numbers> ask(const std::string& sql, std::size_t columns) {
        std::vector<Numbers> rows;
        const auto failed = connection_.query(
            sql, std::vector<duckdb_type>(columns, DUCKDB_TYPE_DOUBLE),
            [&](duckdb_data_chunk chunk, idx_t count) {
                for (idx_t row = 0; row < count; ++row) {
                    Numbers& numbers = rows.emplace_back();
                    for (idx_t column = 0; column < columns; ++column) {
                        duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, column);
                        std::uint64_t* validity = duckdb_vector_get_validity(vector);
                        if (validity != nullptr && !duckdb_validity_row_is_valid(validity, row))
                            numbers.emplace_back();
                        else
                            numbers.emplace_back(
                                static_cast<double*>(duckdb_vector_get_data(vector))[row]);
                    }
                }
                return true;
            });
        EXPECT_FALSE(failed) << sql << ": " << (failed ? failed->text : "");
        return rows;
    }

private:
    std::unique_ptr<datastore::DuckDbDatabase> database_;
    datastore::DuckDbConnection connection_;
};

Numbers numbers_of(const column::Column& column) {
    return column::visit(column, [](auto values) {
        Numbers result;
        for (const auto value : values)
            result.push_back(column::is_missing(value) ? std::nullopt
                                                       : std::optional(static_cast<double>(value)));
        return result;
    });
}

void expect_close(const std::optional<double>& found, const std::optional<double>& expected,
                  double size, const std::string& what) {
    ASSERT_EQ(found.has_value(), expected.has_value()) << what;
    if (!found) return;
    ASSERT_NEAR(*found, *expected, 1e-12 * std::max(size, std::fabs(*expected))) << what;
}

/// Rows with a group and a value each.
struct Grouped {
    std::vector<UnitIndex> groups;
    std::vector<double> values;  ///< eighths, so that DuckDB's sums are exact too
    Numbers group_numbers;
    Numbers value_numbers;

    explicit Grouped(std::mt19937_64& random) {
        const std::size_t rows = random() % 400;
        const std::uint64_t span = 1 + random() % (1ULL << random() % 20);
        const std::uint64_t ties = 1 + random() % 200;
        for (std::size_t row = 0; row < rows; ++row) {
            const bool grouped = random() % 8 != 0;
            const auto group = static_cast<std::uint32_t>(random() % span);
            groups.push_back(grouped ? UnitIndex{group} : kNoUnit);
            group_numbers.push_back(grouped ? std::optional<double>(group) : std::nullopt);
            const bool valid = random() % 6 != 0;
            const double value =
                (static_cast<double>(random() % ties) - static_cast<double>(ties / 3)) / 8;
            values.push_back(valid ? value : std::nan(""));
            value_numbers.push_back(valid ? std::optional(value) : std::nullopt);
        }
    }
};

struct Asked {
    GroupStatistic statistic;
    const char* sql;
};
constexpr Asked kAsked[] = {
    {GroupStatistic::Count, "count(x)::DOUBLE"},
    {GroupStatistic::Sum, "coalesce(sum(x), 0)"},
    {GroupStatistic::Mean, "avg(x)"},
    {GroupStatistic::Minimum, "min(x)"},
    {GroupStatistic::Maximum, "max(x)"},
    {GroupStatistic::Median, "quantile_cont(x, 0.5)"},
    {GroupStatistic::InterquartileRange, "quantile_cont(x, 0.75) - quantile_cont(x, 0.25)"},
    {GroupStatistic::StandardDeviation, "stddev_samp(x)"},
};

TEST(GroupsAgainstDuckDb, Collapse) {
    Duck duck;
    std::mt19937_64 random(20261122);
    for (std::size_t round = 0; round < cases(); ++round) {
        const Grouped data(random);
        duck.make_table("t", {"g", "x"}, {data.group_numbers, data.value_numbers});
        std::string columns = "g";
        for (const Asked& asked : kAsked) columns += std::string(", ") + asked.sql;
        const std::vector<Numbers> expected =
            duck.ask("SELECT " + columns + " FROM t WHERE g IS NOT NULL GROUP BY g ORDER BY g",
                     1 + std::size(kAsked));
        const GroupOrder order = GroupOrder::by_references(*make_column(data.groups));
        ASSERT_EQ(order.groups(), expected.size());
        for (std::size_t i = 0; i < std::size(kAsked); ++i) {
            const Numbers found = numbers_of(
                *group_statistic(order, *make_column(data.values), kAsked[i].statistic, nullptr)
                     .value());
            for (std::size_t group = 0; group < expected.size(); ++group) {
                ASSERT_EQ(order.units()[group], *expected[group][0]);
                expect_close(found[group], expected[group][1 + i], 1, kAsked[i].sql);
            }
        }
    }
}

TEST(GroupsAgainstDuckDb, Aggregate) {
    Duck duck;
    std::mt19937_64 random(7);
    for (std::size_t round = 0; round < cases(); ++round) {
        const Grouped data(random);
        duck.make_table("t", {"g", "x"}, {data.group_numbers, data.value_numbers});
        const std::vector<Numbers> expected = duck.ask(
            "SELECT CASE WHEN g IS NOT NULL THEN avg(x) OVER (PARTITION BY g) END, "
            "CASE WHEN g IS NOT NULL THEN (count(x) OVER (PARTITION BY g))::DOUBLE END "
            "FROM t ORDER BY row",
            2);
        const GroupOrder order = GroupOrder::by_references(*make_column(data.groups));
        const auto group_of_row = order.group_of_row();
        const ColumnPtr values = make_column(data.values);
        for (const auto& [statistic, at] :
             {std::pair{GroupStatistic::Mean, 0}, std::pair{GroupStatistic::Count, 1}}) {
            const ColumnPtr by_group = group_statistic(order, *values, statistic, nullptr).value();
            const Numbers found =
                numbers_of(*column::gather(*by_group, group_of_row, nullptr).value());
            for (std::size_t row = 0; row < expected.size(); ++row)
                expect_close(found[row], expected[row][static_cast<std::size_t>(at)], 1,
                             "aggregate");
        }
    }
}

/// Keys of one side of a join as a column of a random type, and as numbers.
struct Keys {
    enum class Type : std::uint8_t { Units, Integers, Reals, Text };
    ColumnPtr column;
    Numbers numbers;
};

Keys random_keys(std::mt19937_64& random, Keys::Type type, std::uint64_t span, bool unique) {
    Keys keys;
    std::set<std::uint64_t> seen;
    const std::size_t rows = random() % 300;
    for (std::size_t row = 0; row < rows; ++row) {
        const std::uint64_t key = random() % span;
        if (random() % 9 == 0)
            keys.numbers.emplace_back();
        else if (!unique || seen.insert(key).second)
            keys.numbers.emplace_back(static_cast<double>(key));
    }
    std::vector<UnitIndex> units;
    std::vector<std::int32_t> integers;
    std::vector<double> reals;
    std::vector<std::string> texts;
    for (const std::optional<double>& key : keys.numbers) {
        units.push_back(key ? UnitIndex{static_cast<std::uint32_t>(*key)} : kNoUnit);
        integers.push_back(key ? static_cast<std::int32_t>(*key) : column::missing<std::int32_t>());
        reals.push_back(key ? *key : std::nan(""));
        texts.push_back(key ? std::to_string(static_cast<std::int64_t>(*key)) : "");
    }
    switch (type) {
        case Keys::Type::Units:
            keys.column = make_column(units);
            break;
        case Keys::Type::Integers:
            keys.column = make_column(integers);
            break;
        case Keys::Type::Reals:
            keys.column = make_column(reals);
            break;
        case Keys::Type::Text:
            keys.column = testing::text_column(texts);
            break;
    }
    return keys;
}

TEST(GroupsAgainstDuckDb, Merge) {
    using Type = Keys::Type;
    constexpr std::pair<Type, Type> kTypes[] = {
        {Type::Units, Type::Units},    {Type::Integers, Type::Integers},
        {Type::Integers, Type::Reals}, {Type::Reals, Type::Integers},
        {Type::Reals, Type::Reals},    {Type::Text, Type::Text}};
    Duck duck;
    std::mt19937_64 random(99);
    for (std::size_t round = 0; round < cases(); ++round) {
        const auto& [target_type, source_type] = kTypes[round % std::size(kTypes)];
        // Text codes are 16 bits wide in these tests; other keys also span far.
        const std::uint64_t span =
            1 + random() % (1ULL << random() % (target_type == Type::Text ? 10 : 28));
        const Keys target = random_keys(random, target_type, span, false);
        const Keys source = random_keys(random, source_type, span, true);
        duck.make_table("t", {"k"}, {target.numbers});
        duck.make_table("s", {"k"}, {source.numbers});
        const std::vector<Numbers> expected =
            duck.ask("SELECT s.row::DOUBLE FROM t LEFT JOIN s ON t.k = s.k ORDER BY t.row", 1);
        const TestRows source_rows(source.numbers.size());
        const Join join = join_rows({.column = target.column.get()},
                                    {.column = source.column.get()}, source_rows.rows());
        ASSERT_TRUE(join.source_rows.has_value());
        ASSERT_EQ(join.source_rows->size(), expected.size());
        ASSERT_EQ(join.surplus.units, 0U);
        for (std::size_t row = 0; row < expected.size(); ++row) {
            const std::optional<double>& partner = expected[row][0];
            ASSERT_EQ((*join.source_rows)[row],
                      partner ? static_cast<std::uint32_t>(*partner) : column::kMissingRow)
                << round;
        }
    }
}

}  // namespace
}  // namespace skjerm::stats
