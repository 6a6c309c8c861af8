// What is written as deliveries is accepted by the check of deliveries, and holds the same values.
#include "datagen/input_packages.h"

#include <gtest/gtest.h>

#include <set>

#include "datagen/generate.h"
#include "skjerm/column/column.h"
#include "skjerm/package/data_reader.h"
#include "skjerm/package/validate.h"
#include "support/child_process.h"

namespace skjerm::datagen {
namespace {

using datastore::Temporality;

TEST(InputPackages, HoldWhatTheStoreHolds) {
    const skjerm::testing::TemporaryFolder folder;
    Options options;
    options.persons = 20'000;
    options.first_year = 2019;
    options.last_year = 2021;
    options.directory = folder.path() / "store";
    ASSERT_TRUE(generate(options, [](std::size_t, std::size_t) {}).ok());
    const datastore::StorePtr store = *datastore::Store::open(options.directory);
    const std::filesystem::path packages = folder.path() / "packages";
    ASSERT_TRUE(write_input_packages(*store, packages, [](std::size_t, std::size_t) {}).ok());

    std::set<Temporality> seen;
    for (const datastore::VariablePtr& variable : store->variables()) {
        SCOPED_TRACE(variable->name);
        const auto report = package::validate(packages, variable->name);
        ASSERT_TRUE(report.ok());
        for (const package::Finding& finding : report->findings)
            EXPECT_FALSE(finding.is_error())
                << finding.rule << " " << finding.field << " " << finding.value.value_or("");
        if (variable->temporality != Temporality::Fixed || !report->accepted()) {
            seen.insert(variable->temporality);
            continue;
        }
        // Row by row, for those that have one row a unit.
        const auto budget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 30);
        const column::ColumnPtr values = *store->read_all(*variable, {}, budget, {});
        auto reader = package::DataReader::open(
            packages / variable->name / (variable->name + ".csv"),
            report->metadata->identifier_type(), report->metadata->measure.data_type);
        ASSERT_TRUE(reader.ok());
        package::RowBatch batch;
        std::size_t rows = 0;
        while (*(*reader)->next(batch)) {
            for (std::size_t row = 0; row < batch.size(); ++row) {
                const auto unit = dense_index(*variable->unit_type, batch.identifiers[row]);
                ASSERT_TRUE(unit);
                column::visit(*values, [&](auto all) {
                    using T = typename decltype(all)::value_type;
                    const auto value = all[*unit];
                    ASSERT_FALSE(column::is_missing(value));
                    if constexpr (column::kIsCode<T>)
                        ASSERT_EQ(values->dictionary()->text(static_cast<std::uint32_t>(value)),
                                  batch.texts[row]);
                    else if constexpr (std::is_same_v<T, column::UnitIndex>)
                        ASSERT_EQ(dense_index(*variable->link, batch.texts[row]),
                                  static_cast<std::uint32_t>(value));
                    else if (variable->data_type == datastore::DataType::Double)
                        ASSERT_EQ(static_cast<double>(value), batch.numbers[row]);
                    else
                        ASSERT_EQ(static_cast<std::int64_t>(value), batch.integers[row]);
                });
            }
            rows += batch.size();
        }
        std::size_t known = 0;
        column::visit(*values, [&](auto all) {
            for (const auto value : all) known += column::is_missing(value) ? 0U : 1U;
        });
        EXPECT_EQ(rows, known);
        seen.insert(Temporality::Fixed);
    }
    EXPECT_EQ(seen.size(), 4U);
    EXPECT_FALSE(write_input_packages(*store, packages, [](std::size_t, std::size_t) {}).ok());
}

TEST(InputPackages, IdentifiersCannotBeRealAndLeadBack) {
    datastore::UnitType person;
    person.id = "PERSON";
    datastore::UnitType enterprise;
    enterprise.id = "FORETAK";
    datastore::UnitType job;
    job.id = "JOBB";
    EXPECT_EQ(made_up_identifier(person, 0), "99000000000");
    EXPECT_EQ(made_up_identifier(enterprise, 12), "100000012");
    for (const datastore::UnitType& type : {person, enterprise, job}) {
        for (const std::uint32_t index : {0U, 9U, 10'215'452U})
            EXPECT_EQ(dense_index(type, made_up_identifier(type, index)), index);
        EXPECT_FALSE(dense_index(type, "01017012345"));
        EXPECT_FALSE(dense_index(type, ""));
        EXPECT_FALSE(dense_index(type, made_up_identifier(type, 7) + "0"));
    }
}

}  // namespace
}  // namespace skjerm::datagen
