// What goes out as packages and comes in again gives the very files that were written directly, for
// every temporality, storage and fill; and damaged dictionaries and states are refused.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>

#include "deliveries.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/datastore/published_state.h"
#include "skjerm/publish/generation_file.h"
#include "unit/datastore/small_store.h"

namespace skjerm::publish::testing {
namespace {

using base::Code;
using column::Storage;
using datastore::Calendar;
using datastore::Temporality;
using datastore::testing::Plan;
using datastore::testing::SmallStore;

constexpr std::uint32_t kPersons = 65536 + 4000;

std::string person(std::uint32_t number) {
    const std::string digits = std::to_string(number);
    return "99" + std::string(9 - digits.size(), '0') + digits;
}

/// The first one has a value for every person.
std::vector<Plan> plans() {
    using datastore::testing::day;
    using datastore::testing::plan;
    const std::vector<base::DayNumber> januaries{day(2005, 1, 1), day(2006, 1, 1)};
    std::vector<Plan> list{plan({.name = "FULL", .storage = Storage::Int8})};
    const std::pair<Storage, const char*> storages[] = {
        {Storage::Int16, "INT16"},   {Storage::Int32, "INT32"}, {Storage::Int64, "INT64"},
        {Storage::Float64, "FLOAT"}, {Storage::Code8, "CODE8"}, {Storage::Code16, "CODE16"},
        {Storage::Unit32, "UNIT"}};
    const double fills[] = {1.0, 0.8, 0.4, 0.02};
    std::size_t number = 0;
    for (const auto& [storage, name] : storages) {
        const double fill = fills[number++ % 4];
        list.push_back(
            plan({.name = std::string("FIXED_") + name, .storage = storage, .fill = fill}));
        list.push_back(plan({.name = std::string("STATUS_") + name,
                             .temporality = Temporality::Status,
                             .calendar = Calendar::YearlyJanuary1,
                             .storage = storage,
                             .fill = fill,
                             .days = januaries}));
        list.push_back(plan({.name = std::string("SUM_") + name,
                             .temporality = Temporality::Accumulated,
                             .calendar = Calendar::CalendarYear,
                             .storage = storage,
                             .fill = fill,
                             .days = januaries}));
        list.push_back(plan({.name = std::string("EVENT_") + name,
                             .temporality = Temporality::Event,
                             .calendar = Calendar::Spell,
                             .storage = storage,
                             .fill = 0.5}));
    }
    return list;
}

/// A value as a data file has it.
std::string value_text(const Plan& plan, std::uint64_t bits) {
    switch (column::kind_of(plan.written.storage)) {
        case column::Kind::Text:
            return plan.written.dictionary[bits - 1];
        case column::Kind::Unit:
            return person(static_cast<std::uint32_t>(bits));
        case column::Kind::Float: {
            double number = 0;
            std::memcpy(&number, &bits, sizeof number);
            return Json(number).dump();
        }
        case column::Kind::Integer:
            return std::to_string(bits);
    }
    return {};
}

std::vector<Row> rows_of(const std::vector<Plan>& all, std::size_t variable) {
    const Plan& plan = all[variable];
    const Temporality temporality = plan.written.variable->temporality;
    std::vector<Row> rows;
    for (std::uint32_t unit = 0; unit < kPersons; ++unit) {
        if (temporality == Temporality::Event) {
            for (const auto& spell : datastore::testing::spells_of(plan, variable, unit, kPersons))
                rows.push_back({person(unit), value_text(plan, spell.bits),
                                base::format_iso_date(spell.start),
                                spell.stop == datastore::SpellBlock::kOpenStop
                                    ? ""
                                    : base::format_iso_date(spell.stop)});
            continue;
        }
        const std::size_t segments = std::max<std::size_t>(1, plan.written.segment_days.size());
        for (std::size_t segment = 0; segment < segments; ++segment) {
            const std::uint64_t bits =
                datastore::testing::value_bits(plan, variable, segment, unit, kPersons);
            if (bits == datastore::missing_bits(plan.written.storage)) continue;
            Row row{person(unit), value_text(plan, bits), "", "2025-01-01"};
            if (temporality != Temporality::Fixed) {
                const base::DayNumber day = plan.written.segment_days[segment];
                row.start = base::format_iso_date(day);
                row.stop = temporality == Temporality::Status ? row.start
                                                              : row.start.substr(0, 4) + "-12-31";
            }
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

Json metadata_of(const Plan& plan) {
    constexpr const char* kTemporalities[] = {"FIXED", "STATUS", "ACCUMULATED", "EVENT"};
    const char* const temporality =
        kTemporalities[static_cast<std::size_t>(plan.written.variable->temporality)];
    switch (column::kind_of(plan.written.storage)) {
        case column::Kind::Text:
            return metadata(temporality, "STRING");
        case column::Kind::Float:
            return metadata(temporality, "DOUBLE");
        case column::Kind::Unit:
            return linked(temporality, "PERSON");
        case column::Kind::Integer:
            break;
    }
    return metadata(temporality);
}

TEST(SameFiles, WhetherWrittenDirectlyOrTakenIn) {
    const TemporaryFolder folder;
    const std::vector<Plan> all = plans();
    const SmallStore small(all, kPersons, 0);
    ASSERT_TRUE(small.write(folder.path() / "direct").ok());

    InitOptions options;
    options.root = folder.path() / "store";
    options.databank = "no.ssb.fdb";
    options.title = {"Prøvelager", "Test store"};
    options.synthetic = true;
    ASSERT_TRUE(Steward::init(options).ok());
    std::mt19937 order(7);
    for (std::size_t variable = 0; variable < all.size(); ++variable) {
        const std::string& name = all[variable].written.variable->name;
        std::vector<Row> rows = rows_of(all, variable);
        std::ranges::shuffle(rows, order);
        write_delivery(folder.path() / "input", name, metadata_of(all[variable]), rows);
        import(options.root, folder.path() / "input", name);
        const fs::path native = options.root / "native" / name / std::to_string(variable + 1);
        std::size_t compared = 0;
        for (const auto& file :
             fs::directory_iterator(folder.path() / "direct" / "native" / name)) {
            const fs::path other = native / file.path().filename();
            EXPECT_EQ(skjerm::testing::read_text(file.path().string()),
                      skjerm::testing::read_text(other.string()))
                << other;
            ++compared;
        }
        EXPECT_GT(compared, 0U) << name;
        fs::remove_all(folder.path() / "input" / name);
    }
}

TEST(Dictionaries, RefuseDamage) {
    const TemporaryFolder folder;
    std::vector<std::uint64_t> pseudonyms;
    for (std::uint64_t number = 0; number < 100; ++number) pseudonyms.push_back(number * number);
    const std::vector<std::byte> whole = encode_generation(pseudonyms);
    const fs::path path = folder.path() / "0.sku";
    const auto open = [&](std::vector<std::byte> bytes, std::uint32_t units = 100) {
        std::ofstream(path, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
        const auto opened = GenerationFile::open(path, "0.sku", units);
        return opened.ok();
    };
    ASSERT_TRUE(open(whole));
    EXPECT_FALSE(open(whole, 99));
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::vector<std::byte> flipped = whole;
        flipped[at] ^= std::byte{16};
        EXPECT_FALSE(open(flipped)) << at;
        EXPECT_FALSE(open({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(at)})) << at;
    }
    EXPECT_FALSE(open(encode_generation(std::vector<std::uint64_t>(100, 7))));
    ASSERT_TRUE(open(whole));
    const auto file = *GenerationFile::open(path, "0.sku", 100);
    for (std::uint64_t number = 0; number < 9900; ++number) {
        const auto found = std::ranges::find(pseudonyms, number);
        const auto place = file->places().find(number);
        ASSERT_EQ(place.has_value(), found != pseudonyms.end()) << number;
        if (place) {
            EXPECT_EQ(*place, found - pseudonyms.begin());
        }
    }
}

TEST(States, RefuseEveryChange) {
    const TemporaryFolder folder;
    InitOptions options;
    options.root = folder.path() / "store";
    options.databank = "no.ssb.fdb";
    options.title = {"Prøvelager", "Test store"};
    options.synthetic = true;
    ASSERT_TRUE(Steward::init(options).ok());
    write_delivery(folder.path(), "ALDER", metadata("FIXED"),
                   {{person(0), "10", "", "2025-01-01"}});
    import(options.root, folder.path(), "ALDER");
    release(options.root);
    const std::string whole =
        skjerm::testing::read_text((options.root / "datastore.json").string());
    const auto state = datastore::read_state(whole);
    ASSERT_TRUE(state.ok());
    EXPECT_EQ(datastore::write_state(*state), whole);
    for (std::size_t at = 0; at < whole.size(); ++at) {
        EXPECT_FALSE(datastore::read_state(whole.substr(0, at)).ok() && at + 1 < whole.size())
            << at;
        if (whole[at] == ' ' || whole[at] == '\n') continue;  // between the members
        std::string changed = whole;
        changed[at] = changed[at] == '1' ? '2' : '1';
        EXPECT_FALSE(datastore::read_state(changed).ok()) << at;
    }
}

}  // namespace
}  // namespace skjerm::publish::testing
