// Batches of a validated file.
#include "skjerm/package/data_reader.h"

#include <gtest/gtest.h>

#include "skjerm/base/diagnostic_codes.h"
#include "unit/package/package_files.h"

namespace skjerm::package::tests {
namespace {

TEST(DataReader, GivesAllRowsInFileOrder) {
    const TemporaryFolder folder;
    std::string csv = "\n";
    constexpr std::size_t kRows = 2 * kBatchRows + 3;
    for (std::size_t row = 0; row < kRows; ++row)
        csv += std::to_string(row) + "; v" + std::to_string(row % 7) + " ;2020-01-01;" +
               (row % 2 == 0 ? "" : "2020-12-31") + ";\n";
    write_file(folder.path() / "T.csv", csv);
    auto reader = DataReader::open(folder.path() / "T.csv", CellType::String, CellType::String);
    ASSERT_TRUE(reader.ok());
    RowBatch batch;
    std::size_t row = 0;
    std::vector<std::size_t> sizes;
    for (;;) {
        const auto more = (*reader)->next(batch);
        ASSERT_TRUE(more.ok());
        if (!*more) break;
        EXPECT_EQ(batch.first_row, row);
        sizes.push_back(batch.size());
        ASSERT_EQ(batch.texts.size(), batch.size());
        ASSERT_EQ(batch.starts.size(), batch.size());
        EXPECT_TRUE(batch.integers.empty() && batch.numbers.empty());
        for (std::size_t at = 0; at < batch.size(); ++at, ++row) {
            ASSERT_EQ(batch.identifiers[at], std::to_string(row));
            ASSERT_EQ(batch.texts[at], "v" + std::to_string(row % 7));
            ASSERT_EQ(batch.starts[at], base::days_from_civil({2020, 1, 1}));
            ASSERT_EQ(batch.stops[at],
                      row % 2 == 0 ? kNoDay : base::days_from_civil({2020, 12, 31}));
        }
    }
    EXPECT_EQ(row, kRows);
    EXPECT_EQ(sizes, (std::vector<std::size_t>{kBatchRows, kBatchRows, 3}));
    EXPECT_EQ(batch.size(), 0U);
}

TEST(DataReader, GivesEachTypeInItsVector) {
    const auto batch_of = [](std::string_view csv, CellType identifier, CellType measure) {
        DataReader reader(text_source(csv), identifier, measure);
        RowBatch batch;
        EXPECT_TRUE(reader.next(batch).ok());
        return std::pair(batch.integers, batch.numbers);
    };
    using Integers = std::vector<std::int64_t>;
    EXPECT_EQ(batch_of("1;0x10;;;\n2;-3;;;", CellType::String, CellType::Long).first,
              (Integers{16, -3}));
    EXPECT_EQ(batch_of("1;1970-01-03;;;", CellType::String, CellType::Date).first, (Integers{2}));
    EXPECT_EQ(batch_of("1;0.5;;;", CellType::String, CellType::Double).second,
              (std::vector<double>{0.5}));
    DataReader reader(text_source("007;1;;;\n0xff;1;;;"), CellType::Long, CellType::Long);
    RowBatch batch;
    ASSERT_TRUE(*reader.next(batch));
    EXPECT_EQ(batch.identifiers, (std::vector<std::string_view>{"7", "255"}));
}

TEST(DataReader, RefusesWhatAValidatedFileCannotHold) {
    const auto fault_of = [](std::string_view csv) {
        DataReader reader(text_source(csv), CellType::String, CellType::Long);
        RowBatch batch;
        const auto more = reader.next(batch);
        return more.ok() ? base::Code{} : more.diagnostic().code;
    };
    EXPECT_EQ(fault_of("1;x;;;"), base::Code::DataCellType);
    EXPECT_EQ(fault_of(";1;;;"), base::Code::DataIdentifierEmpty);
    EXPECT_EQ(fault_of("1;;;;"), base::Code::DataValueEmpty);
    EXPECT_EQ(fault_of("1;2"), base::Code::DataColumnCount);
    const auto missing = DataReader::open("/no/such/file.csv", CellType::Long, CellType::Long);
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.diagnostic().code, base::Code::PackageFileUnreadable);
}

}  // namespace
}  // namespace skjerm::package::tests
