#include "unit/datagen/targets.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "skjerm/base/date.h"

namespace skjerm::datagen::testing {

namespace {

constexpr std::int64_t kMissing = Population::kMissing;

struct Table {
    const Population& population;
    std::vector<Target> targets;
    double scale;  // full population / this one

    // A share in per cent: at 500 000 persons within 1.5 points unless stated otherwise.
    void share(const std::string& what, double wanted, double part, double whole,
               double tolerance = 1.5, double tiny = 3.0) {
        targets.push_back({what + ", %", wanted, 100.0 * part / whole, tolerance, tiny});
    }
    // A level: within 6 per cent.
    void level(const std::string& what, double wanted, double found, double relative = 0.06,
               double tiny = 0.15) {
        targets.push_back(
            {what, wanted, found, std::abs(relative * wanted), std::abs(tiny * wanted)});
    }
    // A count of the full population: within 10 per cent.
    void count(const std::string& what, double wanted, double found, double relative = 0.10,
               double tiny = 0.35) {
        level(what, wanted, found * scale, relative, tiny);
    }
};

double quantile(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[static_cast<std::size_t>(at)];
}
double mean(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) /
           static_cast<double>(std::max<std::size_t>(values.size(), 1));
}

// Age in completed years on 1 January.
int age_at(std::int64_t birth_month, int year) {
    return year - 1 - static_cast<int>(birth_month / 100);
}

std::uint32_t in_force(const std::vector<Spell>& spells, base::DayNumber day) {
    for (const Spell& spell : spells)
        if (spell.start <= day && day <= spell.stop) return spell.code;
    return 0;
}

void demography(Table& table) {
    const Population& people = table.population;
    const auto birth = people.values(Column::BirthMonth);
    const auto death = people.values(Column::DeathDate);
    const auto sex = people.numbers(Column::Sex);
    const auto status = people.numbers(Column::Status, 2024);
    const double all = people.size();
    for (const auto& [code, wanted] : std::map<int, double>{{1, 54.33}, {5, 27.4}, {3, 18.3}})
        table.share("registerstatus " + std::to_string(code) + " 2024", wanted,
                    static_cast<double>(std::count(status.begin(), status.end(), code)), all);
    for (const auto& [year, wanted] : std::map<int, double>{{2000, 4.478e6},
                                                            {2010, 4.858e6},
                                                            {2015, 5.166e6},
                                                            {2020, 5.368e6},
                                                            {2023, 5.489e6},
                                                            {2025, 5.594e6}}) {
        const auto codes = people.numbers(Column::Status, year);
        table.count("residents " + std::to_string(year), wanted,
                    static_cast<double>(std::count(codes.begin(), codes.end(), 1)), 0.02, 0.03);
    }
    constexpr int kAgeStarts[] = {0, 6, 16, 20, 30, 40, 50, 60, 70, 80, 90, 200};
    constexpr double kAgeShares[] = {5.9, 11.5, 4.7, 12.6, 13.9, 13.0, 13.4, 11.2, 9.1, 3.8, 0.9};
    std::array<double, 11> ages{};
    double residents = 0;
    double men = 0;
    for (std::size_t i = 0; i < birth.size(); ++i) {
        if (status[i] != 1) continue;
        ++residents;
        men += sex[i] == 1 ? 1 : 0;
        for (std::size_t group = 0; group < 11; ++group)
            if (age_at(birth[i], 2024) >= kAgeStarts[group] &&
                age_at(birth[i], 2024) < kAgeStarts[group + 1])
                ++ages[group];
    }
    table.share("men 2024", 50.4, men, residents);
    for (std::size_t group = 0; group < 11; ++group)
        table.share("age " + std::to_string(kAgeStarts[group]) + "- 2024", kAgeShares[group],
                    ages[group], residents);
    for (const auto& [year, wanted] : std::map<int, double>{{2010, 41500}, {2024, 44242}})
        table.count(
            "deaths " + std::to_string(year), wanted,
            static_cast<double>(std::count_if(death.begin(), death.end(), [&, y = year](auto day) {
                return day != kMissing && day / 10000 == y;
            })));
    for (const auto& [year, wanted] :
         std::map<int, double>{{2009, 61800}, {2020, 53000}, {2024, 54013}}) {
        const auto country = people.numbers(Column::BirthCountry);
        double births = 0;
        for (std::size_t i = 0; i < birth.size(); ++i)
            if (country[i] == 0 && birth[i] / 100 == year) ++births;
        table.count("births " + std::to_string(year), wanted, births, 0.03, 0.1);
    }
    // Fertility.
    const auto mother = people.values(Column::Mother);
    const auto order = people.values(Column::BirthOrder);
    const auto country = people.numbers(Column::BirthCountry);
    for (const auto& [year, wanted] :
         std::map<int, double>{{1990, 25.5}, {2000, 27.3}, {2009, 28.0}, {2023, 30.3}}) {
        std::vector<double> first;
        for (std::size_t i = 0; i < birth.size(); ++i)
            if (order[i] == 1 && country[i] == 0 &&
                std::abs(static_cast<double>(birth[i] / 100 - year)) <= 1)
                first.push_back(
                    static_cast<double>(birth[i] / 100) -
                    static_cast<double>(birth[static_cast<std::size_t>(mother[i])] / 100));
        table.level("mother's age at first birth " + std::to_string(year), wanted, mean(first),
                    0.03, 0.04);
    }
    std::vector<int> children(birth.size(), 0);
    for (const std::int64_t parent : mother)
        if (parent != kMissing) ++children[static_cast<std::size_t>(parent)];
    std::array<double, 5> parity{};
    double women = 0;
    for (std::size_t i = 0; i < birth.size(); ++i) {
        const auto year = birth[i] / 100;
        if (sex[i] != 2 || status[i] != 1 || country[i] != 0 || year < 1972 || year > 1978)
            continue;
        ++women;
        ++parity[static_cast<std::size_t>(std::min(children[i], 4))];
    }
    constexpr double kParity[] = {13, 16, 41, 22, 8};
    for (std::size_t count = 0; count < 5; ++count)
        table.share("women of 1975 with " + std::to_string(count) + " children", kParity[count],
                    parity[count], women, 3.5, 6.0);
    // Grandparents of those born after 1995 and resident.
    const auto grandmother = people.values(Column::MothersMother);
    double young = 0;
    double known = 0;
    for (std::size_t i = 0; i < birth.size(); ++i) {
        if (status[i] != 1 || birth[i] / 100 < 1996) continue;
        ++young;
        known += grandmother[i] != kMissing ? 1 : 0;
    }
    table.share("mother's mother known, born after 1995", 75, known, young, 8, 10);
}

void couples(Table& table) {
    const Population& people = table.population;
    const auto birth = people.values(Column::BirthMonth);
    const auto sex = people.numbers(Column::Sex);
    const auto status = people.numbers(Column::Status, 2024);
    const auto spells = people.spells(Column::CivilStatus);
    const base::DayNumber last = base::days_from_civil({2023, 12, 31});
    std::map<std::string, double> by_code;
    double residents = 0;
    std::map<int, double> marriages, divorces, separations;
    std::vector<double> first_men, first_women;
    for (std::size_t i = 0; i < birth.size(); ++i) {
        if (status[i] == 1) {
            ++residents;
            const std::uint32_t code = in_force(spells[i], last);
            if (code != 0) ++by_code[people.text(Column::CivilStatus, code)];
        }
        for (std::size_t at = 0; at < spells[i].size(); ++at) {
            const Spell& spell = spells[i][at];
            const std::string& code = people.text(Column::CivilStatus, spell.code);
            const int year = base::civil_from_days(spell.start).year;
            if (at == 0 || spells[i][at - 1].stop + 1 != spell.start) continue;
            if (code == "2") marriages[year] += 0.5;
            if (code == "4") divorces[year] += 0.5;
            if (code == "5") separations[year] += 0.5;
            if (code == "2" && year >= 2021 &&
                people.text(Column::CivilStatus, spells[i][at - 1].code) == "1")
                (sex[i] == 1 ? first_men : first_women)
                    .push_back(year - static_cast<double>(birth[i] / 100));
        }
    }
    for (const auto& [code, wanted] : std::map<std::string, double>{
             {"1", 53.1}, {"2", 32.0}, {"3", 3.8}, {"4", 8.3}, {"5", 0.9}})
        table.share("civil status " + code + " 2024", wanted, by_code[code], residents);
    table.count("marriages 2010", 23000, (marriages[2009] + marriages[2010] + marriages[2011]) / 3);
    table.count("marriages 2022-23", 20000, (marriages[2022] + marriages[2023]) / 2);
    table.count("divorces 2010", 10000, (divorces[2009] + divorces[2010] + divorces[2011]) / 3);
    table.count("divorces 2022-23", 8900, (divorces[2022] + divorces[2023]) / 2);
    table.level("age at first marriage, men", 37, mean(first_men), 0.06, 0.08);
    table.level("age at first marriage, women", 35, mean(first_women), 0.06, 0.08);

    const auto couple = people.initials(Column::CoupleStatus, 2024);
    double married = 0, cohabiting = 0, same = 0;
    for (const char code : couple) {
        married += code == '1' || code == '2' ? 1 : 0;
        cohabiting += code == '3' || code == '5' || code == '6' || code == '7' ? 1 : 0;
        same += code == '2' ? 1 : 0;
    }
    table.share("cohabitants among couples 2024", 26, cohabiting, married + cohabiting, 2.5, 4);
    const auto family = people.values(Column::Family, 2024);
    const auto size = people.values(Column::FamilySize, 2024);
    const auto minors = people.values(Column::FamilyChildren, 2024);
    const auto role = people.numbers(Column::FamilyRole, 2024);
    const auto type = people.values(Column::FamilyType, 2024);
    double families = 0, single = 0, couples_with = 0, couples_without = 0, lone = 0;
    double children = 0, with_couple = 0;
    for (std::size_t i = 0; i < family.size(); ++i) {
        if (family[i] == kMissing) continue;
        const std::string& code = people.text(Column::FamilyType, type[i]);
        if (role[i] == 1) {
            ++families;
            single += size[i] == 1 ? 1 : 0;
            couples_without += code.starts_with("3.1") ? 1 : 0;
            couples_with += code.starts_with("2.1") || code.starts_with("2.2") ? 1 : 0;
            lone += code.starts_with("2.3") || code.starts_with("2.4") ? 1 : 0;
        }
        if (age_at(birth[i], 2024) < 18) {
            ++children;
            with_couple += couple[i] == '8' ? 1 : 0;
        }
    }
    table.share("one-person families (households: 41)", 47, single, families, 4, 5);
    table.share("couples without children", 22, couples_without, families, 3, 4);
    table.share("couples with children 0-17", 20, couples_with, families, 2.5, 4);
    table.share("lone parents of children 0-17", 5, lone, families, 2, 3);
    table.share("children 0-17 in a family with a couple", 78, with_couple, children, 4, 6);
}

void places(Table& table) {
    const Population& people = table.population;
    const auto birth = people.values(Column::BirthMonth);
    const auto now = people.numbers(Column::RegisteredMunicipality, 2024);
    const auto actual = people.numbers(Column::ActualMunicipality, 2024);
    std::map<std::int64_t, double> wanted, found;
    double sum = 0;
    for (const MunicipalityCode& entry : people.catalogue().municipalities())
        if (entry.population_2024 > 0) {
            wanted[std::stol(entry.county)] += entry.population_2024;
            sum += entry.population_2024;
        }
    double residents = 0, elsewhere = 0;
    for (std::size_t i = 0; i < now.size(); ++i) {
        if (now[i] == kMissing) continue;
        ++residents;
        ++found[now[i] / 100];
        elsewhere += now[i] != actual[i] ? 1 : 0;
    }
    for (const auto& [county, population] : wanted)
        table.share("residents of county " + std::to_string(county) + " 2024",
                    100 * population / sum, found[county], residents, 1.5, 4.0);
    table.share("registered elsewhere than living", 2.0, elsewhere, residents, 0.7, 1.0);
    const auto before = people.numbers(Column::RegisteredMunicipality, 2021);
    const auto after = people.numbers(Column::RegisteredMunicipality, 2022);
    std::array<double, 4> moved{}, stayed{};
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (before[i] == kMissing || after[i] == kMissing) continue;
        const int age = age_at(birth[i], 2022);
        const bool move = before[i] != after[i];
        const auto add = [&](std::size_t group) { (move ? moved : stayed)[group] += 1; };
        add(0);
        if (age <= 5) add(1);
        if (age >= 20 && age <= 29) add(2);
        if (age >= 60) add(3);
    }
    constexpr const char* kGroups[] = {"all", "0-5", "20-29", "60 and over"};
    constexpr double kRates[] = {4.3, 6.0, 12.0, 1.3};
    for (std::size_t group = 0; group < 4; ++group)
        table.share(std::string("moved between municipalities in a year, ") + kGroups[group],
                    kRates[group], moved[group], moved[group] + stayed[group], 1.5, 2.5);
}

void origins(Table& table) {
    const Population& people = table.population;
    const auto status = people.numbers(Column::Status, 2024);
    const auto category = people.initials(Column::ImmigrantCategory);
    const auto country = people.numbers(Column::BirthCountry);
    const auto reason = people.initials(Column::ImmigrationReason);
    const auto reason_codes = people.values(Column::ImmigrationReason);
    const auto place = people.numbers(Column::RegisteredMunicipality, 2024);
    double residents = 0, oslo = 0, oslo_immigrants = 0;
    std::map<char, double> categories;
    std::map<std::int64_t, double> countries;
    std::map<std::string, double> reasons;
    double with_reason = 0;
    for (std::size_t i = 0; i < status.size(); ++i) {
        if (reason[i] != '\0') {
            ++reasons[people.text(Column::ImmigrationReason, reason_codes[i])];
            ++with_reason;
        }
        if (status[i] != 1) continue;
        ++residents;
        ++categories[category[i]];
        ++countries[country[i]];
        if (place[i] / 100 == 3) {
            ++oslo;
            oslo_immigrants += category[i] == 'B' ? 1 : 0;
        }
    }
    for (const auto& [code, wanted] : std::map<char, double>{
             {'A', 71.5}, {'B', 16.8}, {'C', 4.0}, {'E', 0.9}, {'F', 6.1}, {'G', 0.7}})
        table.share(std::string("immigrant category ") + code + " 2024", wanted, categories[code],
                    residents);
    table.share("immigrants in Oslo 2024", 27, oslo_immigrants, oslo, 3, 6);
    for (const auto& [code, wanted] : std::map<std::string, double>{
             {"FAM", 36}, {"ARB", 33}, {"FLU", 20}, {"UTD", 10}, {"ANN", 1}})
        table.share("first reason " + code, wanted, reasons[code], with_reason, 4, 6);
    for (const auto& [code, wanted] : std::map<std::int64_t, double>{
             {131, 107}, {148, 66}, {136, 42}, {106, 47}, {564, 39}, {346, 28}, {144, 28},
             {428, 27},  {241, 24}, {452, 24}, {534, 22}, {568, 23}, {456, 20}, {404, 20},
             {155, 13},  {101, 22}, {139, 18}, {444, 17}, {140, 19}, {133, 19}})
        table.count("born in country " + std::to_string(code) + " 2024", wanted * 1000,
                    countries[code], 0.30, 0.9);
}

void schooling(Table& table) {
    const Population& people = table.population;
    const auto birth = people.values(Column::BirthMonth);
    const auto sex = people.numbers(Column::Sex);
    const auto status = people.numbers(Column::Status, 2023);
    const auto spells = people.spells(Column::Education);
    const base::DayNumber day = base::days_from_civil({2023, 10, 1});
    std::array<double, 11> levels{};
    double adults = 0, women = 0, women_short = 0, men = 0, men_short = 0;
    for (std::size_t i = 0; i < birth.size(); ++i) {
        const int age = age_at(birth[i], 2023);
        if (status[i] != 1 || age < 16) continue;
        ++adults;
        const std::uint32_t code = in_force(spells[i], day);
        const int level = code == 0 ? 10 : people.text(Column::Education, code)[0] - '0';
        ++levels[static_cast<std::size_t>(level)];
        if (age < 30 || age > 39) continue;
        (sex[i] == 1 ? men : women) += 1;
        if (level == 6) (sex[i] == 1 ? men_short : women_short) += 1;
    }
    table.share("compulsory, 16+ 2023", 24, levels[1] + levels[2], adults);
    table.share("upper secondary", 36, levels[3] + levels[4], adults, 2, 3);
    table.share("vocational college", 3, levels[5], adults);
    table.share("short tertiary", 26, levels[6], adults, 2, 3);
    table.share("long tertiary", 11, levels[7] + levels[8], adults);
    table.share("none or unknown", 3, levels[9] + levels[10] + levels[0], adults, 2, 3);
    table.share("women 30-39 with short tertiary", 39, women_short, women, 3, 5);
    table.share("men 30-39 with short tertiary", 26, men_short, men, 3, 5);
    const auto points = people.values(Column::SchoolPoints);
    std::vector<double> marks;
    for (const std::int64_t value : points)
        if (value != kMissing) marks.push_back(static_cast<double>(value) / 100.0);
    const double average = mean(marks);
    double square = 0;
    for (const double value : marks) square += (value - average) * (value - average);
    table.level("school points, mean", 41.9, average, 0.03, 0.04);
    table.level("school points, standard deviation", 8.3,
                std::sqrt(square / static_cast<double>(marks.size())), 0.06, 0.08);
}

void incomes(Table& table) {
    const Population& people = table.population;
    const auto birth = people.values(Column::BirthMonth);
    const auto sex = people.numbers(Column::Sex);
    const auto wages = people.values(Column::Wages, 2021);
    std::vector<double> all, men, women, teenagers;
    double log_sum = 0, log_square = 0;
    for (std::size_t i = 0; i < birth.size(); ++i) {
        if (wages[i] == kMissing) continue;
        const int age = age_at(birth[i], 2022);
        const auto wage = static_cast<double>(wages[i]);
        all.push_back(wage);
        if (age >= 17 && age <= 19) teenagers.push_back(wage);
        if (age >= 25 && age < 60) (sex[i] == 1 ? men : women).push_back(wage);
        log_sum += std::log(wage);
        log_square += std::log(wage) * std::log(wage);
    }
    table.count("persons with wages 2021", 3.1e6, static_cast<double>(all.size()), 0.06, 0.1);
    table.level("median wage 2021", 455000, quantile(all, 0.5), 0.06, 0.1);
    table.level("mean wage 2021", 478000, mean(all), 0.06, 0.1);
    table.level("median wage at 17-19, 2021", 45000, quantile(teenagers, 0.5), 0.15, 0.3);
    table.level("women's wages relative to men's, 25-59", 0.72, mean(women) / mean(men), 0.06, 0.1);
    // Correlation of log wages of consecutive years among those with full wages in both.
    const auto next = people.values(Column::Wages, 2022);
    double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    for (std::size_t i = 0; i < birth.size(); ++i) {
        if (wages[i] == kMissing || next[i] == kMissing) continue;
        const auto a = static_cast<double>(wages[i]);
        const auto b = static_cast<double>(next[i]);
        n += 1;
        x += a;
        y += b;
        xx += a * a;
        yy += b * b;
        xy += a * b;
    }
    table.level("correlation of wages 2021 and 2022", 0.93,
                (n * xy - x * y) / std::sqrt((n * xx - x * x) * (n * yy - y * y)), 0.05, 0.08);

    const auto status = people.numbers(Column::Status, 2023);
    const auto disability = people.values(Column::DisabilityBenefit, 2022);
    double adults = 0, disabled = 0, late = 0, late_disabled = 0;
    double adult_women = 0, disabled_women = 0;
    for (std::size_t i = 0; i < birth.size(); ++i) {
        const int age = age_at(birth[i], 2023);
        if (status[i] != 1 || age < 18 || age > 66) continue;
        const double has = disability[i] != kMissing ? 1 : 0;
        ++adults;
        disabled += has;
        if (sex[i] == 2) {
            ++adult_women;
            disabled_women += has;
        }
        if (age >= 55 && age <= 59) {
            ++late;
            late_disabled += has;
        }
    }
    table.share("disability benefit, 18-67 2022", 10.5, disabled, adults);
    table.share("disability benefit, women", 12.5, disabled_women, adult_women, 1.5, 2);
    table.share("disability benefit, 55-59", 19.8, late_disabled, late, 2.5, 4);

    std::vector<double> gross, estimated, grown_up;
    const auto tax_value = people.values(Column::GrossWealth, 2020);
    const auto market = people.values(Column::EstimatedWealth, 2022);
    const auto status_2020 = people.numbers(Column::Status, 2021);
    for (std::size_t i = 0; i < birth.size(); ++i) {
        if (status_2020[i] == 1 && tax_value[i] != kMissing && age_at(birth[i], 2021) >= 17)
            gross.push_back(static_cast<double>(tax_value[i]));
        if (status[i] == 1 && market[i] != kMissing && age_at(birth[i], 2023) >= 17)
            estimated.push_back(static_cast<double>(market[i]));
    }
    table.level("gross wealth at tax value 2020, median", 350000, quantile(gross, 0.5), 0.10, 0.2);
    table.level("gross wealth at tax value 2020, mean", 1.15e6, mean(gross), 0.15, 0.35);
    table.level("estimated gross wealth 2022, median", 2.0e6, quantile(estimated, 0.5), 0.10, 0.2);
    table.level("estimated gross wealth 2022, mean", 3.2e6, mean(estimated), 0.15, 0.35);
}

}  // namespace

std::vector<Target> compare_with_targets(const Population& population) {
    Table table{population, {}, static_cast<double>(kFullPopulation) / population.size()};
    demography(table);
    couples(table);
    places(table);
    origins(table);
    schooling(table);
    incomes(table);
    return std::move(table.targets);
}

}  // namespace skjerm::datagen::testing
