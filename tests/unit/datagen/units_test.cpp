// Courses, vehicles, electricity meters and accidents: what holds without exception, and how many
// there are of what kind.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "unit/datagen/unit_store.h"

namespace skjerm::datagen::testing {
namespace {

using base::DayNumber;

constexpr double kScale = kFullPopulation / 50'000.0;

/// Persons of units that have none more often than not, as indexes; -1 where missing.
std::vector<std::ptrdiff_t> links(const std::vector<double>& values) {
    std::vector<std::ptrdiff_t> result;
    for (const double value : values)
        result.push_back(is_known(value) ? static_cast<std::ptrdiff_t>(value) : -1);
    return result;
}

TEST(Courses, EndInTheMonthOfEveryCompletion) {
    const UnitStore& store = unit_store();
    const auto persons = store.numbers("NUDB_KURS_FNR");
    const auto outcomes = store.spells("NUDB_KURS_UTFALL", day(1974, 9, 1), day(2024, 8, 1));
    const auto values = outcomes.values->values<column::Code8>();
    const auto units = outcomes.units->values<column::UnitIndex>();
    const auto stops = outcomes.stops->values<std::int32_t>();
    std::set<std::pair<std::size_t, int>> completed;  // person, month
    for (std::size_t at = 0; at < values.size(); ++at) {
        const bool is_done =
            outcomes.values->dictionary()->text(static_cast<std::uint32_t>(values[at])) == "8";
        if (!is_done || column::is_missing(stops[at])) continue;
        const base::CivilDate date = base::civil_from_days(stops[at]);
        completed.emplace(static_cast<std::size_t>(persons[static_cast<std::uint32_t>(units[at])]),
                          date.year * 100 + date.month);
    }
    for (const char* name :
         {"NUDB_AAR_FORSTE_FULLF_VS", "NUDB_AAR_FORSTE_FULLF_HOY", "NUDB_AAR_FORSTE_FULLF_BACH",
          "NUDB_AAR_FORSTE_FULLF_HOV", "NUDB_AAR_FORSTE_FULLF_DOK"}) {
        const auto months = store.numbers(name);
        double known = 0;
        double without = 0;
        for (std::size_t person = 0; person < months.size(); ++person) {
            if (!is_known(months[person]) || months[person] < 197412 || months[person] > 202407)
                continue;
            ++known;
            without += completed.contains({person, static_cast<int>(months[person])}) ? 0 : 1;
        }
        // Few: a course whose first day was spent abroad is not registered.
        EXPECT_LE(without, 0.01 * known) << name;
    }
}

TEST(Courses, BeginAfterFourteenAndBelongToPersons) {
    const UnitStore& store = unit_store();
    const auto persons = store.numbers("NUDB_KURS_FNR");
    const auto serials = store.numbers("NUDB_KURS_LOEPENR");
    const auto births = store.numbers("BEFOLKNING_FOEDSELS_AAR_MND");
    const auto nus = store.spells("NUDB_KURS_NUS", day(1974, 9, 1), day(2024, 9, 1));
    const auto units = nus.units->values<column::UnitIndex>();
    const auto starts = nus.starts->values<std::int32_t>();
    std::set<std::uint32_t> seen;
    for (std::size_t at = 0; at < units.size(); ++at) {
        const auto unit = static_cast<std::uint32_t>(units[at]);
        ASSERT_TRUE(seen.insert(unit).second) << "one spell of each course";
        const auto person = static_cast<std::size_t>(persons[unit]);
        if (starts[at] <= day(1974, 9, 1)) continue;  // cut where the register begins
        ASSERT_GE(base::civil_from_days(starts[at]).year,
                  static_cast<int>(births[person] / 100) + 14);
    }
    for (std::size_t unit = 0; unit < serials.size(); ++unit)
        ASSERT_EQ(serials[unit], static_cast<double>(unit));
    EXPECT_NEAR(static_cast<double>(serials.size()) * kScale / 1e6, 31, 7);
}

TEST(Courses, AreOfTheKindsThatAreKnown) {
    const UnitStore& store = unit_store();
    const DayNumber october = day(2022, 10, 1);
    const auto groups = store.texts("NUDB_KURS_UHGRUPPE", october);
    const auto owners = store.texts("NUDB_KURS_EIERF", october);
    const auto modes = store.texts("NUDB_KURS_ORGANISERING", october);
    double tertiary = 0;
    double private_ones = 0;
    double further = 0;
    double online = 0;
    for (std::size_t course = 0; course < groups.size(); ++course) {
        if (modes[course].empty()) continue;
        ++tertiary;
        private_ones += owners[course] == "3" ? 1 : 0;
        online += modes[course] >= "3" ? 1 : 0;
        const std::set<std::string> kFurther = {"18", "19", "20", "21", "22", "66", "67", "68"};
        further += kFurther.contains(groups[course]) ? 1 : 0;
    }
    EXPECT_NEAR(tertiary * kScale / 1000, 300, 90);  // students, thousand
    EXPECT_NEAR(100 * private_ones / tertiary, 14, 6);
    EXPECT_NEAR(100 * online / tertiary, 11, 5);
    EXPECT_GT(100 * further / tertiary, 3);
}

TEST(Vehicles, HaveOwnersWhoLiveAndAreOldEnough) {
    const UnitStore& store = unit_store();
    const auto births = store.numbers("BEFOLKNING_FOEDSELS_AAR_MND");
    for (int year = 2000; year <= 2024; ++year) {
        const DayNumber at = day(year, 12, 31);
        const auto owners = links(store.numbers("KJORETOY_KJORETOYID_FNR", at));
        const auto groups = store.texts("KJORETOY_KJT_GRUP", at);
        const auto first = store.numbers("KJORETOY_FREG_AR", at);
        const auto homes = store.texts("BOSATTEFDT_BOSTED", std::min(at, day(2023, 12, 31)));
        for (std::size_t vehicle = 0; vehicle < owners.size(); ++vehicle) {
            ASSERT_EQ(groups[vehicle].empty(), !is_known(first[vehicle]));
            if (groups[vehicle].empty()) {
                ASSERT_EQ(owners[vehicle], -1);
                continue;
            }
            ASSERT_LE(first[vehicle], year);
            if (owners[vehicle] < 0) continue;
            const auto owner = static_cast<std::size_t>(owners[vehicle]);
            ASSERT_GE(year - static_cast<int>(births[owner] / 100), 16);
            ASSERT_TRUE(year > 2023 || !homes[owner].empty());
        }
    }
}

TEST(Vehicles, AreAsManyAndOfTheKindsThatAreKnown) {
    const UnitStore& store = unit_store();
    const DayNumber at = day(2023, 12, 31);
    const auto groups = store.texts("KJORETOY_KJT_GRUP", at);
    const auto owners = links(store.numbers("KJORETOY_KJORETOYID_FNR", at));
    const auto later = links(store.numbers("KJORETOY_KJORETOYID_FNR", day(2024, 12, 31)));
    const auto fuels = store.texts("KJORETOY_DRIVSTOFF_OMK", at);
    const auto first = store.numbers("KJORETOY_FREG_AR", at);
    const auto sexes = store.texts("BEFOLKNING_KJOENN");
    double cars = 0;
    double of_firms = 0;
    double owned = 0;
    double changed = 0;
    double age = 0;
    std::map<std::string, double> fuel;
    double of_women = 0;
    for (std::size_t vehicle = 0; vehicle < groups.size(); ++vehicle) {
        if (groups[vehicle] != "101") continue;
        ++cars;
        age += 2023 - first[vehicle];
        fuel[fuels[vehicle]] += 1;
        if (owners[vehicle] < 0) {
            ++of_firms;
            continue;
        }
        ++owned;
        changed += later[vehicle] < 0 ? 1 : 0;
        of_women += sexes[static_cast<std::size_t>(owners[vehicle])] == "2" ? 1 : 0;
    }
    EXPECT_NEAR(cars * kScale / 1e6, 2.92, 0.35);
    EXPECT_NEAR(100 * of_firms / cars, 12, 4);
    EXPECT_NEAR(100 * changed / owned, 17, 5);
    EXPECT_NEAR(age / cars, 10.8, 2.0);
    EXPECT_NEAR(100 * of_women / owned, 36, 6);
    EXPECT_NEAR(100 * fuel["02"] / cars, 37, 6);
    EXPECT_NEAR(100 * fuel["01"] / cars, 27, 6);
    EXPECT_NEAR(100 * fuel["05"] / cars, 24, 6);
    EXPECT_NEAR(100 * fuel["07"] / cars, 11, 5);
}

TEST(Meters, ShowConsumptionForEveryOneInEveryMonth) {
    const UnitStore& store = unit_store();
    for (const auto& [year, month] : {std::pair{2020, 1}, {2022, 7}, {2025, 11}}) {
        const auto kwh = store.numbers("ELHUB_PERS_STROMFORBRUK", day(year, month, 1));
        const auto begin = store.numbers("ELHUB_PERS_MALEPUNKTID_FNR", day(year, month, 1));
        const auto end = store.numbers("ELHUB_PERS_MALEPUNKTID_FNR",
                                       day(year, month, base::days_in_month(year, month)));
        const auto areas = store.texts("ELHUB_PERS_PRISOMRADE", day(year, month, 1));
        const auto places = store.texts("ELHUB_PERS_MALEPUNKT_ADR_KOMMUNE", day(year, month, 1));
        for (std::size_t meter = 0; meter < kwh.size(); ++meter) {
            ASSERT_EQ(is_known(kwh[meter]), is_known(begin[meter]));
            ASSERT_EQ(is_known(begin[meter]), is_known(end[meter]));
            if (!is_known(kwh[meter])) continue;
            ASSERT_EQ(begin[meter], end[meter]);
            ASSERT_TRUE(!places[meter].starts_with("03") || areas[meter] == "NO1");
        }
    }
}

TEST(Meters, AreAsManyAndReadAsMuchAsIsKnown) {
    const UnitStore& store = unit_store();
    std::vector<double> year(store.store().unit_count(4), 0.0);
    for (int month = 1; month <= 12; ++month) {
        const auto kwh = store.numbers("ELHUB_PERS_STROMFORBRUK", day(2023, month, 1));
        for (std::size_t meter = 0; meter < kwh.size(); ++meter)
            year[meter] += is_known(kwh[meter]) ? kwh[meter] : std::nan("");
    }
    const auto uses = store.texts("ELHUB_PERS_TYPE_STROMFORBRUK", day(2023, 6, 1));
    std::vector<double> homes;
    double cabins = 0;
    for (std::size_t meter = 0; meter < uses.size(); ++meter) {
        if (uses[meter] == "HUSHOLDNING") homes.push_back(year[meter]);
        cabins += uses[meter] == "HYTTE" ? 1 : 0;
    }
    EXPECT_NEAR(static_cast<double>(homes.size()) * kScale / 1e6, 2.56, 0.35);
    EXPECT_NEAR(cabins / static_cast<double>(homes.size()), 0.15, 0.05);
    EXPECT_NEAR(mean(homes), 15700, 1300);
    const auto sun = store.numbers("ELHUB_PERS_KRAFTPRODUKSJON", day(2025, 6, 1));
    EXPECT_NEAR(100 * count(sun) / static_cast<double>(homes.size()), 3.0, 1.2);
}

TEST(Accidents, HoldTogether) {
    const UnitStore& store = unit_store();
    const auto months = store.numbers("TRAFULYK_AARMND");
    const auto counts = store.numbers("TRAFULYK_ANTALL_PERS");
    const auto persons = store.numbers("TRAFULYK_PERS_FNR");
    const auto accidents = store.numbers("TRAFULYK_PERS_TRAFULYK");
    const auto ages = store.numbers("TRAFULYK_PERS_ALDER");
    const auto births = store.numbers("BEFOLKNING_FOEDSELS_AAR_MND");
    const auto sexes = store.texts("BEFOLKNING_KJOENN");
    const auto own = store.texts("TRAFULYK_PERS_KJOENN");
    std::map<std::size_t, double> found;
    for (std::size_t at = 0; at < persons.size(); ++at) {
        const auto person = static_cast<std::size_t>(persons[at]);
        const auto accident = static_cast<std::size_t>(accidents[at]);
        ASSERT_LT(accident, months.size());
        found[accident] += 1;
        const double year = std::floor(months[accident] / 100);
        ASSERT_NEAR(ages[at], year - std::floor(births[person] / 100), 1.0);
        ASSERT_EQ(own[at], sexes[person]);
    }
    for (std::size_t accident = 0; accident < counts.size(); ++accident) {
        ASSERT_GE(months[accident], 201001);
        ASSERT_LE(months[accident], 202509);
        ASSERT_EQ(counts[accident], found[accident]);
    }
    double recent = 0;
    for (const double month : months) recent += month > 202200 && month < 202400 ? 0.5 : 0;
    EXPECT_NEAR(recent * kScale, 4000, 1600);
}

}  // namespace
}  // namespace skjerm::datagen::testing
