// Connections over the years of a life: marriage and wages, a bound on wages, the time until
// unemployment and death, parents' education, grandparents.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "datagen/check_list.h"
#include "datagen/check_statistics.h"

namespace skjerm::datagen {

namespace {

using base::DayNumber;

/// Wages of the same persons 2010-2014 and whether they were married at the end of each year: the
/// coefficient of marriage within persons, freed from sex, age and year.
class MarriagePanel {
public:
    explicit MarriagePanel(StoreReader& reader)
        : sex_(reader.codes("BEFOLKNING_KJOENN")),
          birth_(reader.values("BEFOLKNING_FOEDSELS_AAR_MND")) {
        for (std::size_t year = 0; year < kYears; ++year)
            wages_[year] = reader.values("INNTEKT_WLONN", kFirstYear + static_cast<int>(year));
        for (auto& married : married_) married.assign(sex_.size(), false);
        const SpellRows spells = reader.spells("SIVSTANDFDT_SIVSTAND");
        for (const SpellRow& spell : spells.rows) {
            if (spells.text(spell) != "2") continue;
            for (std::size_t year = 0; year < kYears; ++year) {
                const DayNumber day =
                    base::days_from_civil({kFirstYear + static_cast<int>(year), 12, 31});
                if (spell.start <= day && day <= spell.stop) married_[year][spell.unit] = true;
            }
        }
    }

    double effect(std::int64_t of_sex) const {
        // Means of each year and age, of those who are in the panel all the time.
        std::map<std::pair<std::size_t, std::int64_t>, std::array<double, 3>> groups;
        for (std::size_t i = 0; i < sex_.size(); ++i)
            if (is_in(i, of_sex))
                for (std::size_t year = 0; year < kYears; ++year) {
                    auto& [n, wage, married] = groups[{year, birth_[i] / 100}];
                    n += 1;
                    wage += log_wage(wages_[year][i]);
                    married += married_[year][i] ? 1 : 0;
                }
        double products = 0, squares = 0;
        for (std::size_t i = 0; i < sex_.size(); ++i) {
            if (!is_in(i, of_sex)) continue;
            std::array<double, kYears> wage{}, married{};
            double wage_mean = 0, married_mean = 0;
            for (std::size_t year = 0; year < kYears; ++year) {
                const auto& [n, wages, marriages] = groups.at({year, birth_[i] / 100});
                wage[year] = log_wage(wages_[year][i]) - wages / n;
                married[year] = (married_[year][i] ? 1 : 0) - marriages / n;
                wage_mean += wage[year] / static_cast<double>(kYears);
                married_mean += married[year] / static_cast<double>(kYears);
            }
            for (std::size_t year = 0; year < kYears; ++year) {
                products += (wage[year] - wage_mean) * (married[year] - married_mean);
                squares += (married[year] - married_mean) * (married[year] - married_mean);
            }
        }
        return products / squares;
    }

private:
    static constexpr int kFirstYear = 2010;
    static constexpr std::size_t kYears = 5;

    bool is_in(std::size_t person, std::int64_t of_sex) const {
        const std::int64_t age = kFirstYear - birth_[person] / 100;
        return sex_[person] == of_sex && age >= 26 && age <= 45 &&
               std::ranges::all_of(wages_, [&](const Values& wages) {
                   return wages[person] != kNoValue && wages[person] >= 200'000;
               });
    }

    Values sex_;
    Values birth_;
    std::array<Values, kYears> wages_;
    std::array<std::vector<bool>, kYears> married_;
};

void check_marriage(CheckList& list) {
    const std::initializer_list<std::string_view> names = {"INNTEKT_WLONN", "BEFOLKNING_KJOENN",
                                                           "BEFOLKNING_FOEDSELS_AAR_MND",
                                                           "SIVSTANDFDT_SIVSTAND"};
    std::array<double, 3> effect{};
    if (list.reader.has(names, 2010) && list.reader.has(names, 2014)) {
        const MarriagePanel panel(list.reader);
        effect = {0, panel.effect(1), panel.effect(2)};
    }
    list.figure(CheckKind::Signal, names, 2014, "log lønn: gift, samme mann, 2010–2014",
                "log wage: married, the same man, 2010-2014", 0.04, 0.03,
                [&] { return effect[1]; });
    list.figure(CheckKind::Signal, names, 2014, "log lønn: gift, samme kvinne, 2010–2014",
                "log wage: married, the same woman, 2010-2014", -0.02, 0.03,
                [&] { return effect[2]; });
}

/// Nothing happens at a wage of 600 000: what a discontinuity design finds there, the script made.
void check_bound(CheckList& list) {
    constexpr double kBound = 600'000;
    constexpr double kWidth = 90'000;
    list.figure(CheckKind::Signal, {"INNTEKT_WLONN"}, 2019,
                "sprang i lønn 2019 ved lønn 2018 på 600 000, andel",
                "jump of wages 2019 at wages 2018 of 600 000, share", 0, 0.015, [&] {
                    const Values before = list.reader.values("INNTEKT_WLONN", 2018);
                    const Values after = list.reader.values("INNTEKT_WLONN", 2019);
                    enum { One, Slope, Above, SlopeAbove, Regressors };
                    Regression<Regressors> regression;
                    for (std::size_t i = 0; i < before.size(); ++i) {
                        if (before[i] == kNoValue || after[i] == kNoValue) continue;
                        const double distance = (static_cast<double>(before[i]) - kBound) / kBound;
                        if (std::abs(distance) > kWidth / kBound) continue;
                        const double is_above = distance >= 0 ? 1 : 0;
                        std::array<double, Regressors> x{};
                        x[One] = 1;
                        x[Slope] = distance;
                        x[Above] = is_above;
                        x[SlopeAbove] = is_above * distance;
                        regression.add(x, static_cast<double>(after[i]) / kBound);
                    }
                    return regression.solve()[Above];
                });
    list.figure(CheckKind::Signal, {"INNTEKT_WLONN"}, 2018,
                "tetthet av lønn rett over 600 000 mot rett under, log, uten trend",
                "density of wages just above 600 000 against just below, log, less the trend", 0,
                0.10, [&] {
                    constexpr double kStep = 20'000;
                    std::array<double, 4> counts{};  // two steps below the bound, two above
                    for (const std::int64_t wage : list.reader.values("INNTEKT_WLONN", 2018)) {
                        if (wage == kNoValue) continue;
                        const double step =
                            std::floor((static_cast<double>(wage) - kBound) / kStep) + 2;
                        if (step >= 0 && step < 4) counts[static_cast<std::size_t>(step)] += 1;
                    }
                    const double trend =
                        (std::log(counts[3] / counts[2]) + std::log(counts[1] / counts[0])) / 2;
                    return std::log(counts[2] / counts[1]) - trend;
                });
}

void check_durations(CheckList& list) {
    StoreReader& reader = list.reader;
    list.figure(CheckKind::Signal,
                {"ARBSOEK2001FDT_HOVED", "BEFOLKNING_STATUSKODE", "BEFOLKNING_FOEDSELS_AAR_MND"},
                2010, "tid til første ledighet fra 2010: Weibulls formtall",
                "time until the first unemployment from 2010: shape of Weibull", 0.5, 0.45, [&] {
                    // From the shares that were unemployed within two years and within ten.
                    const DayNumber begin = base::days_from_civil({2010, 1, 1});
                    const std::array<DayNumber, 2> ends = {base::days_from_civil({2011, 12, 31}),
                                                           base::days_from_civil({2019, 12, 31})};
                    const Values status = reader.codes("BEFOLKNING_STATUSKODE", 2010);
                    const Values birth = reader.values("BEFOLKNING_FOEDSELS_AAR_MND");
                    const SpellRows spells = reader.spells("ARBSOEK2001FDT_HOVED");
                    std::array<std::vector<bool>, 2> event;
                    for (auto& each : event) each.assign(status.size(), false);
                    for (const SpellRow& spell : spells.rows)
                        for (std::size_t end = 0; end < ends.size(); ++end)
                            if (begin <= spell.start && spell.start <= ends[end] &&
                                spells.text(spell) == "1")
                                event[end][spell.unit] = true;
                    double all = 0;
                    std::array<double, 2> those{};
                    for (std::size_t i = 0; i < status.size(); ++i) {
                        const std::int64_t age = 2010 - birth[i] / 100;
                        if (status[i] != 1 || age < 20 || age > 55) continue;
                        all += 1;
                        for (std::size_t end = 0; end < ends.size(); ++end)
                            those[end] += event[end][i] ? 1 : 0;
                    }
                    const auto hazard = [&](double events) { return -std::log(1 - events / all); };
                    return std::log(hazard(those[1]) / hazard(those[0])) / std::log(10.0 / 2.0);
                });
    list.figure(CheckKind::Signal,
                {"BEFOLKNING_DOEDS_DATO", "BEFOLKNING_STATUSKODE", "BEFOLKNING_FOEDSELS_AAR_MND"},
                2010, "død 2010–2013: log av risikoen stiger med hvert år av alderen, 50–89 år",
                "death 2010-2013: log of the hazard rises by each year of age, 50-89", 0.098, 0.02,
                [&] {
                    const Values status = reader.codes("BEFOLKNING_STATUSKODE", 2010);
                    const Values birth = reader.values("BEFOLKNING_FOEDSELS_AAR_MND");
                    const Values death = reader.values("BEFOLKNING_DOEDS_DATO");
                    constexpr std::size_t kGroups = 8;  // of five years
                    std::array<double, kGroups> all{}, dead{};
                    for (std::size_t i = 0; i < status.size(); ++i) {
                        const std::int64_t age = 2010 - birth[i] / 100;
                        if (status[i] != 1 || age < 50 || age >= 90) continue;
                        const auto group = static_cast<std::size_t>((age - 50) / 5);
                        all[group] += 1;
                        dead[group] += death[i] != kNoValue && death[i] / 10000 <= 2013 ? 1 : 0;
                    }
                    Regression<2> regression;
                    for (std::size_t group = 0; group < kGroups; ++group)
                        if (dead[group] > 0)
                            regression.add({1, 5.0 * static_cast<double>(group)},
                                           std::log(dead[group] / all[group]));
                    return regression.solve()[1];
                });
}

void check_origins(CheckList& list) {
    StoreReader& reader = list.reader;
    list.figure(
        CheckKind::Signal,
        {"NUDB_BU", "BEFOLKNING_MOR_FNR", "BEFOLKNING_FAR_FNR", "BEFOLKNING_FOEDSELS_AAR_MND"}, 0,
        "utdanningsnivå: korrelasjon med den høyest utdannede av foreldrene",
        "level of education: correlation with the higher educated parent", 0.40, 0.16, [&] {
            const auto levels = levels_on(reader, base::days_from_civil({2020, 10, 1}));
            const Values mother = reader.values("BEFOLKNING_MOR_FNR");
            const Values father = reader.values("BEFOLKNING_FAR_FNR");
            const Values birth = reader.values("BEFOLKNING_FOEDSELS_AAR_MND");
            const auto level = [&](std::size_t person) {
                return levels[person] == '9' ? 0 : levels[person] - '0';
            };
            Sums sums;
            for (std::size_t i = 0; i < birth.size(); ++i) {
                const std::int64_t year = birth[i] / 100;
                if (year < 1975 || year > 1989 || level(i) == 0 || mother[i] == kNoValue ||
                    father[i] == kNoValue)
                    continue;
                const int parents = std::max(level(static_cast<std::size_t>(mother[i])),
                                             level(static_cast<std::size_t>(father[i])));
                if (parents > 0) sums.add(level(i), parents);
            }
            return sums.correlation();
        });
    list.figure(CheckKind::Signal,
                {"BEFOLKNING_MORMOR_FNR", "BEFOLKNING_FARFAR_FNR", "BEFOLKNING_STATUSKODE",
                 "BEFOLKNING_FOEDSELS_AAR_MND"},
                2023, "bosatte født etter 1995 med kjente besteforeldre, %",
                "residents born after 1995 whose grandparents are known, %", 75, 12, [&] {
                    const Values status = reader.codes("BEFOLKNING_STATUSKODE", 2023);
                    const Values birth = reader.values("BEFOLKNING_FOEDSELS_AAR_MND");
                    const Values maternal = reader.values("BEFOLKNING_MORMOR_FNR");
                    const Values paternal = reader.values("BEFOLKNING_FARFAR_FNR");
                    double all = 0, known = 0;
                    for (std::size_t i = 0; i < status.size(); ++i) {
                        if (status[i] != 1 || birth[i] / 100 <= 1995) continue;
                        all += 1;
                        known += maternal[i] != kNoValue || paternal[i] != kNoValue ? 1 : 0;
                    }
                    return 100 * known / all;
                });
}

}  // namespace

void check_careers(CheckList& list) {
    check_marriage(list);
    check_bound(list);
    check_durations(list);
    check_origins(list);
}

}  // namespace skjerm::datagen
