// Jobs: what holds without exception, and how many there are of what kind.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "unit/datagen/unit_store.h"

namespace skjerm::datagen::testing {
namespace {

using base::DayNumber;

std::vector<DayNumber> sixteenths() {
    std::vector<DayNumber> days;
    for (int month = 12 * 2015 + 1; month <= 12 * 2025 + 8; month += 3)
        days.push_back(day(month / 12, month % 12 + 1, 16));
    return days;
}

DayNumber month_last(DayNumber in_month) {
    const base::CivilDate date = base::civil_from_days(in_month);
    return day(date.year, date.month, base::days_in_month(date.year, date.month));
}

TEST(Jobs, HaveOneMainJobForEveryPersonAndMonth) {
    const UnitStore& store = unit_store();
    const auto persons = store.numbers("ARBEIDSFORHOLD_PERSON");
    for (const DayNumber at : sixteenths()) {
        const auto mains = store.texts("ARBLONN_ARB_HOVEDARBEID", at);
        const auto sexes = store.texts("ARBLONN_PERS_KJOENN", at);
        std::map<double, int> by_person;
        std::set<double> holders;
        for (std::size_t job = 0; job < mains.size(); ++job) {
            if (mains[job].empty()) continue;
            ASSERT_TRUE(is_known(persons[job]));
            holders.insert(persons[job]);
            by_person[persons[job]] += mains[job] == "1" ? 1 : 0;
        }
        for (const auto& [person, count] : by_person) ASSERT_EQ(count, 1) << person;
        // The persons of a-ordningen are those with a job, and no others.
        for (std::size_t person = 0; person < sexes.size(); ++person)
            ASSERT_EQ(!sexes[person].empty(), holders.contains(static_cast<double>(person)));
    }
}

TEST(Jobs, AgreeAboutHours) {
    const UnitStore& store = unit_store();
    const auto persons = store.numbers("ARBEIDSFORHOLD_PERSON");
    for (const DayNumber at : sixteenths()) {
        if (at < day(2015, 2, 16)) continue;
        const auto percent = store.numbers("ARBLONN_ARB_STILLINGSPST", at);
        const auto hours = store.numbers("ARBLONN_ARB_ARBEIDSTID", at);
        const auto full = store.numbers("ARBLONN_ARB_TIMEANT_FULLTID", at);
        const auto part = store.texts("ARBLONN_ARB_H3LDELTID", at);
        const auto starts = store.numbers("ARBLONN_ARB_START", at);
        const auto sums = store.numbers("ARBLONN_PERS_SUM_ARBEIDSTID", at);
        const auto percents = store.numbers("ARBLONN_PERS_SUM_STILLINGSPST", at);
        std::map<double, double> by_person;
        for (std::size_t job = 0; job < percent.size(); ++job) {
            ASSERT_EQ(is_known(percent[job]), is_known(starts[job]));
            if (!is_known(percent[job])) continue;
            ASSERT_GT(percent[job], 0);
            ASSERT_LE(percent[job], 100);
            ASSERT_NEAR(hours[job], full[job] * percent[job] / 100.0, 0.0051);
            ASSERT_EQ(part[job] == "1", percent[job] >= 100.0);
            ASSERT_LE(starts[job], at);
            by_person[persons[job]] += hours[job];
        }
        for (const auto& [person, sum] : by_person) {
            ASSERT_NEAR(sums[static_cast<std::size_t>(person)], sum, 0.02);
            ASSERT_LE(percents[static_cast<std::size_t>(person)], 250.0);
        }
    }
}

TEST(Jobs, PayTheWagesOfTheYearExactly) {
    const UnitStore& store = unit_store();
    const auto persons = store.numbers("ARBEIDSFORHOLD_PERSON");
    for (int year = 2015; year <= 2023; year += 2) {
        std::vector<double> paid(store.store().unit_count(0), 0.0);
        std::vector<double> fixed(paid.size(), 0.0);
        for (int month = 1; month <= 12; ++month) {
            const auto cash = store.numbers("ARBLONN_LONN_KONTANT_IMP", day(year, month, 1));
            for (std::size_t job = 0; job < cash.size(); ++job)
                if (is_known(cash[job])) paid[static_cast<std::size_t>(persons[job])] += cash[job];
        }
        const auto wages = store.numbers("INNTEKT_WLONN", day(year, 12, 31));
        for (std::size_t person = 0; person < paid.size(); ++person)
            ASSERT_NEAR(paid[person], is_known(wages[person]) ? wages[person] : 0.0, 0.005)
                << person << " in " << year;
    }
}

TEST(Jobs, AddUpTheirPay) {
    const UnitStore& store = unit_store();
    const char* const parts[] = {"ARBLONN_LONN_FAST",  "ARBLONN_LONN_TIME",
                                 "ARBLONN_LONN_BONUS", "ARBLONN_LONN_OVERTID",
                                 "ARBLONN_LONN_FERIE", "ARBLONN_LONN_FAST_TILLEGG"};
    const DayNumber at = day(2022, 6, 15);
    std::vector<double> sum;
    for (const char* part : parts) {
        const auto values = store.numbers(part, at);
        sum.resize(values.size(), 0.0);
        for (std::size_t job = 0; job < values.size(); ++job)
            if (is_known(values[job])) sum[job] += values[job];
    }
    const auto cash = store.numbers("ARBLONN_LONN_KONTANT_IMP", at);
    const auto rota = store.texts("ARBLONN_ARB_TID_ORDNING", day(2022, 6, 16));
    // Irregular supplements are in the cash pay of those who work shifts, and stand alone nowhere.
    for (std::size_t job = 0; job < cash.size(); ++job)
        if (is_known(cash[job]) && rota[job] == "ikke_skift") {
            ASSERT_NEAR(cash[job], sum[job], 0.01);
        }
}

TEST(Jobs, BelongToPersonsWhoLiveHereAndAreOldEnough) {
    const UnitStore& store = unit_store();
    const auto persons = store.numbers("ARBEIDSFORHOLD_PERSON");
    const auto births = store.numbers("BEFOLKNING_FOEDSELS_AAR_MND");
    for (const DayNumber at : sixteenths()) {
        const auto homes = store.texts("BOSATTEFDT_BOSTED", std::min(at, day(2023, 12, 31)));
        const auto occupations = store.texts("ARBLONN_ARB_YRKE_STYRK08", at);
        const auto mains = store.texts("ARBLONN_ARB_HOVEDARBEID", at);
        const int year = base::civil_from_days(at).year;
        for (std::size_t job = 0; job < mains.size(); ++job) {
            if (mains[job].empty()) continue;
            const auto person = static_cast<std::size_t>(persons[job]);
            const int age = year - static_cast<int>(births[person] / 100);
            ASSERT_GE(age, 13);
            ASSERT_TRUE(at > day(2023, 12, 31) || !homes[person].empty()) << person;
            ASSERT_TRUE(age >= 20 || occupations[job][0] != '2') << occupations[job];
        }
    }
}

TEST(Jobs, HaveMunicipalitiesOfTheirDay) {
    const UnitStore& store = unit_store();
    for (const DayNumber at :
         {day(2015, 1, 31), day(2017, 12, 31), day(2018, 1, 31), day(2019, 12, 31),
          day(2020, 1, 31), day(2023, 12, 31), day(2024, 1, 31), day(2025, 9, 30)}) {
        const auto list = datastore::code_list_at(*store.variable("ARBLONN_ARB_ARBKOMM"), at);
        std::set<std::string> known;
        for (const auto& entry : list->entries()) known.insert(std::get<std::string>(entry.code));
        for (const char* name : {"ARBLONN_ARB_ARBKOMM", "ARBLONN_PERS_KOMMNR"})
            for (const std::string& code : store.texts(name, at))
                ASSERT_TRUE(code.empty() || known.contains(code)) << code;
    }
}

TEST(Jobs, AreAsManyAndOfTheKindsThatAreKnown) {
    const UnitStore& store = unit_store();
    const DayNumber november = day(2023, 11, 16);
    const auto persons = store.numbers("ARBEIDSFORHOLD_PERSON");
    const auto percent = store.numbers("ARBLONN_ARB_STILLINGSPST", november);
    const auto mains = store.texts("ARBLONN_ARB_HOVEDARBEID", november);
    const auto sexes = store.texts("ARBLONN_PERS_KJOENN", november);
    const auto ages = store.numbers("ARBLONN_PERS_ALDER", november);
    const auto status = store.texts("BEFOLKNING_STATUSKODE", day(2024, 1, 1));
    const auto births = store.numbers("BEFOLKNING_FOEDSELS_AAR_MND");
    const double scale = kFullPopulation / 50'000.0;
    EXPECT_NEAR(count(percent) * scale / 1e6, 3.05, 0.30);  // jobs, million
    EXPECT_NEAR(count(ages) * scale / 1e6, 2.79, 0.28);     // persons
    std::map<double, int> jobs_of;
    for (std::size_t job = 0; job < mains.size(); ++job)
        if (!mains[job].empty()) ++jobs_of[persons[job]];
    double several = 0;
    for (const auto& [person, jobs] : jobs_of) several += jobs > 1 ? 1 : 0;
    EXPECT_NEAR(100.0 * several / static_cast<double>(jobs_of.size()), 9.3, 2.5);

    double residents = 0;
    double employed = 0;
    double young = 0;
    double young_employed = 0;
    double prime = 0;
    double prime_employed = 0;
    for (std::size_t person = 0; person < status.size(); ++person) {
        const int age = 2023 - static_cast<int>(births[person] / 100);
        if (status[person] != "1" || age < 15 || age > 74) continue;
        const double works = is_known(ages[person]) ? 1 : 0;
        residents += 1;
        employed += works;
        if (age < 20) {
            young += 1;
            young_employed += works;
        } else if (age >= 25 && age < 55) {
            prime += 1;
            prime_employed += works;
        }
    }
    // Self-employed are another 4 to 5 per cent.
    EXPECT_NEAR(100.0 * employed / residents, 65, 5);
    EXPECT_NEAR(100.0 * young_employed / young, 38, 9);
    EXPECT_NEAR(100.0 * prime_employed / prime, 79, 7);

    std::vector<double> men;
    std::vector<double> women;
    for (std::size_t job = 0; job < percent.size(); ++job) {
        if (!is_known(percent[job])) continue;
        (sexes[static_cast<std::size_t>(persons[job])] == "1" ? men : women)
            .push_back(percent[job]);
    }
    const auto is_full = [](double value) { return value >= 100.0; };
    EXPECT_NEAR(per_cent(percent, is_full), 63, 5);
    EXPECT_NEAR(per_cent(men, is_full), 75, 6);
    EXPECT_NEAR(per_cent(women, is_full), 51, 6);

    const auto starts = store.numbers("ARBLONN_ARB_START", november);
    EXPECT_NEAR(per_cent(starts, [&](double start) { return start > november - 365; }), 22, 6);
    std::vector<double> tenure = starts;
    for (double& value : tenure) value = (november - value) / 365.25;
    EXPECT_NEAR(quantile(tenure, 0.5), 4.2, 1.6);
    EXPECT_NEAR(per_cent(store.texts("ARBLONN_ARB_ANSETTELSESFORM", november), "2"), 8.5, 2);
    const auto rota = store.texts("ARBLONN_ARB_TID_ORDNING", november);
    EXPECT_NEAR(per_cent(rota, "ikke_skift"), 74, 5);
    EXPECT_NEAR(per_cent(rota, "dogn355"), 14, 4);
    EXPECT_NEAR(per_cent(rota, "skift365"), 5, 2);
}

TEST(Jobs, HaveTheOccupationsAndPayThatAreKnown) {
    const UnitStore& store = unit_store();
    const DayNumber november = day(2023, 11, 16);
    const auto occupations = store.texts("ARBLONN_ARB_YRKE_STYRK08", november);
    const std::pair<const char*, double> majors[] = {{"1", 8}, {"2", 28}, {"3", 16},
                                                     {"4", 6}, {"5", 21}, {"6", 1.5},
                                                     {"7", 9}, {"8", 6},  {"9", 4.5}};
    for (const auto& [major, share] : majors)
        EXPECT_NEAR(per_cent(occupations, major), share, 3.6) << major;
    const auto pay = store.numbers("ARBLONN_LONN_EKV_IALT", november);
    EXPECT_NEAR(quantile(pay, 0.5), 50660, 3000);
    EXPECT_NEAR(mean(pay), 56360, 3400);
    EXPECT_NEAR(quantile(pay, 0.1), 36700, 6000);
    EXPECT_NEAR(quantile(pay, 0.9), 81500, 7000);
    const auto sector = store.texts("ARBLONN_FRTK_SEKTOR_2014", november);
    EXPECT_NEAR(per_cent(sector, "6"), 31, 5);

    const auto workplaces = store.texts("ARBLONN_ARB_ARBKOMM", month_last(november));
    const auto homes = store.texts("ARBLONN_PERS_KOMMNR", month_last(november));
    const auto persons = store.numbers("ARBEIDSFORHOLD_PERSON");
    double commuters = 0;
    double all = 0;
    for (std::size_t job = 0; job < workplaces.size(); ++job) {
        const std::string& home = homes[static_cast<std::size_t>(persons[job])];
        if (workplaces[job].empty() || home.empty()) continue;
        ++all;
        commuters += workplaces[job] != home ? 1 : 0;
    }
    EXPECT_NEAR(100.0 * commuters / all, 34, 6);

    const auto agreed = store.numbers("SYKEFRAVAR_AVTALTE_DAGSVERK1", day(2022, 5, 1));
    const auto sick = store.numbers("SYKEFRAVAR_SYKEFRAVAR_DAGSVERK1", day(2022, 5, 1));
    EXPECT_NEAR(100.0 * mean(sick) * count(sick) / (mean(agreed) * count(agreed)), 6.6, 1.5);
}

TEST(Employment, OnTheSixteenthOfNovemberIsThatOfTheMainJob) {
    const UnitStore& store = unit_store();
    const auto persons = store.numbers("ARBEIDSFORHOLD_PERSON");
    for (const int year : {2015, 2019, 2022, 2024}) {
        const DayNumber november = day(year, 11, 16);
        const auto mains = store.texts("ARBLONN_ARB_HOVEDARBEID", november);
        const auto occupations = store.texts("ARBLONN_ARB_YRKE_STYRK08", november);
        const auto hours = store.numbers("ARBLONN_ARB_ARBEIDSTID", november);
        const auto status = store.texts("REGSYS_ARB_ARBMARK_STATUS", november);
        const auto main_occupations = store.texts("REGSYS_ARB_YRKE_STYRK08", november);
        const auto main_hours = store.numbers("REGSYS_ARB_ARBEIDSTID", november);
        const auto births = store.numbers("BEFOLKNING_FOEDSELS_AAR_MND");
        std::vector<bool> has_job(status.size());
        for (std::size_t job = 0; job < mains.size(); ++job) {
            if (mains[job] != "1") continue;
            const auto person = static_cast<std::size_t>(persons[job]);
            has_job[person] = true;
            if (status[person] != "1") continue;  // lives on the own business, or too old
            ASSERT_EQ(occupations[job], main_occupations[person]);
            ASSERT_NEAR(hours[job], main_hours[person], 0.011);
        }
        for (std::size_t person = 0; person < status.size(); ++person) {
            ASSERT_TRUE(status[person].empty() || status[person] == "1" || status[person] == "2");
            ASSERT_TRUE(status[person] != "1" || has_job[person]);
            const int age = year - static_cast<int>(births[person] / 100);
            ASSERT_TRUE(!status[person].empty() || !has_job[person] || age <= 15 || age >= 74);
        }
        EXPECT_NEAR(per_cent(status, "2"), 6.5, 2.5) << year;
    }
}

TEST(Employment, IsAsHighAsIsKnown) {
    const UnitStore& store = unit_store();
    const auto births = store.numbers("BEFOLKNING_FOEDSELS_AAR_MND");
    const auto sexes = store.texts("BEFOLKNING_KJOENN");
    const auto rate = [&](int year, const char* variable, int from, int to, const char* sex) {
        const auto status = store.texts(variable, day(year, 11, 16));
        const auto residents = store.texts("BEFOLKNING_STATUSKODE", day(year + 1, 1, 1));
        double all = 0;
        double employed = 0;
        for (std::size_t person = 0; person < residents.size(); ++person) {
            const int age = year - static_cast<int>(births[person] / 100);
            if (residents[person] != "1" || age < from || age > to) continue;
            if (!sexes[person].starts_with(sex)) continue;
            ++all;
            employed += status[person].empty() ? 0 : 1;
        }
        return 100.0 * employed / all;
    };
    EXPECT_NEAR(rate(2023, "REGSYS_ARB_ARBMARK_STATUS", 15, 74, ""), 69, 5);
    EXPECT_NEAR(rate(2023, "REGSYS_ARB_ARBMARK_STATUS", 15, 74, "1"), 72, 5);
    EXPECT_NEAR(rate(2023, "REGSYS_ARB_ARBMARK_STATUS", 15, 74, "2"), 66, 5);
    EXPECT_NEAR(rate(2023, "REGSYS_ARB_ARBMARK_STATUS", 20, 24, ""), 68, 9);
    EXPECT_NEAR(rate(2023, "REGSYS_ARB_ARBMARK_STATUS", 25, 54, ""), 82, 6);
    EXPECT_NEAR(rate(2023, "REGSYS_ARB_ARBMARK_STATUS", 55, 61, ""), 77, 7);
    EXPECT_NEAR(rate(2023, "REGSYS_ARB_ARBMARK_STATUS", 62, 66, ""), 53, 9);
    EXPECT_NEAR(rate(2023, "REGSYS_ARB_ARBMARK_STATUS", 67, 74, ""), 17, 7);
    EXPECT_NEAR(rate(2008, "REGSYS_YRKSTAT", 15, 74, ""), 70, 6);
}

}  // namespace
}  // namespace skjerm::datagen::testing
