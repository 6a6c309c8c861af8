// Rows compared by sorting, against rows compared each with each.
#include "skjerm/package/row_conflicts.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <map>
#include <set>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/package/cell_type.h"
#include "unit/package/package_files.h"

namespace skjerm::package::tests {
namespace {

struct TestRow {
    std::string identifier;
    std::int32_t start;
    std::int32_t stop;
};

using Rule = RowConflicts::Rule;

std::vector<RowConflict> conflicts_of(const std::vector<TestRow>& rows, Rule rule,
                                      std::size_t memory, std::size_t most) {
    RowConflicts conflicts(rule, memory, std::filesystem::temp_directory_path());
    for (std::size_t row = 0; row < rows.size(); ++row)
        SKJERM_CHECK(
            conflicts.add(rows[row].identifier, rows[row].start, rows[row].stop, row + 1).ok());
    auto found = conflicts.finish(most);
    SKJERM_CHECK(found.ok());
    return std::move(*found);
}

/// The identifiers of rows that cannot stand together.
std::set<std::string> brute_force(const std::vector<TestRow>& rows, Rule rule) {
    std::set<std::string> identifiers;
    const auto overlap = [](const TestRow& a, const TestRow& b) {
        const auto ends_before = [](const TestRow& first, const TestRow& second) {
            return first.stop != kNoDay && first.stop < second.start;
        };
        return !ends_before(a, b) && !ends_before(b, a);
    };
    for (std::size_t a = 0; a < rows.size(); ++a)
        for (std::size_t b = a + 1; b < rows.size(); ++b)
            if (rows[a].identifier == rows[b].identifier &&
                (rule == Rule::OneRow ||
                 (rule == Rule::OneRowADate && rows[a].start == rows[b].start) ||
                 (rule == Rule::DisjointSpans && overlap(rows[a], rows[b]))))
                identifiers.insert(rows[a].identifier);
    return identifiers;
}

std::vector<TestRow> random_rows(bool long_identifiers) {
    const auto size = *rc::gen::inRange<std::size_t>(0, 120);
    std::vector<TestRow> rows;
    for (std::size_t row = 0; row < size; ++row) {
        const int start = *rc::gen::inRange(-40, 40);
        const int length = *rc::gen::inRange(-1, 12);
        const int number = *rc::gen::inRange(0, 40);
        const std::string prefix = long_identifiers ? std::string(200, 'p') : std::string();
        rows.push_back(
            {prefix + std::to_string(number), start, length < 0 ? kNoDay : start + length});
    }
    return rows;
}

RC_GTEST_PROP(RowConflicts, FindTheIdentifiersThatBruteForceFinds, ()) {
    const std::vector<TestRow> rows = random_rows(*rc::gen::arbitrary<bool>());
    // Little memory: everything goes to the file, partitions are read in slices.
    const std::size_t memory = *rc::gen::element<std::size_t>(1, 2000, 1 << 20);
    for (const Rule rule : {Rule::OneRow, Rule::OneRowADate, Rule::DisjointSpans}) {
        std::set<std::string> found;
        for (const RowConflict& conflict : conflicts_of(rows, rule, memory, 1000)) {
            found.insert(conflict.identifier);
            const TestRow& first = rows.at(conflict.first_line - 1);
            const TestRow& second = rows.at(conflict.second_line - 1);
            RC_ASSERT(first.identifier == conflict.identifier);
            RC_ASSERT(second.identifier == conflict.identifier);
            RC_ASSERT(first.start == conflict.first_start && first.stop == conflict.first_stop);
            RC_ASSERT(second.start == conflict.second_start && second.stop == conflict.second_stop);
            RC_ASSERT(brute_force({first, second}, rule).size() == 1U);
        }
        RC_ASSERT(found == brute_force(rows, rule));
    }
}

RC_GTEST_PROP(RowConflicts, DoNotDependOnMemory, ()) {
    const std::vector<TestRow> rows = random_rows(false);
    const auto most = *rc::gen::inRange<std::size_t>(1, 30);
    const auto lines = [&](std::size_t memory) {
        std::vector<std::pair<std::uint64_t, std::uint64_t>> pairs;
        for (const RowConflict& conflict : conflicts_of(rows, Rule::DisjointSpans, memory, most))
            pairs.emplace_back(conflict.first_line, conflict.second_line);
        return pairs;
    };
    const auto all = lines(std::size_t{1} << 24);
    RC_ASSERT(lines(1) == all);
    RC_ASSERT(lines(5000) == all);
    RC_ASSERT(all.size() <= most);
}

TEST(RowConflicts, OneIdentifierLargerThanMemoryIsFound) {
    std::vector<TestRow> rows;
    for (int row = 0; row < 20'000; ++row) rows.push_back({"1", row % 100, row % 100 + 1});
    EXPECT_FALSE(conflicts_of(rows, Rule::DisjointSpans, 20'000, 50).empty());
}

TEST(RowConflicts, ManyRowsOfOneUnitThatFitTogetherNeedMemory) {
    RowConflicts conflicts(Rule::DisjointSpans, 20'000, std::filesystem::temp_directory_path());
    for (int row = 0; row < 20'000; ++row)
        ASSERT_TRUE(conflicts.add("1", row, row, static_cast<std::uint64_t>(row)).ok());
    const auto found = conflicts.finish(50);
    ASSERT_FALSE(found.ok());
    EXPECT_EQ(found.diagnostic().code, base::Code::PackageMemoryShort);
}

TEST(RowConflicts, FolderThatCannotBeWritten) {
    RowConflicts conflicts(Rule::OneRow, 1, "/no/such/folder");
    const base::Status status = conflicts.add("1", 0, 0, 1);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.diagnostic().code, base::Code::PackageFileUnwritable);
}

}  // namespace
}  // namespace skjerm::package::tests
