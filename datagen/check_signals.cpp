// Connections that the example analyses should find: wages and what explains them, families,
// unemployment, divorces, refugees, those outside work.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>

#include "datagen/check_list.h"
#include "datagen/check_statistics.h"

namespace skjerm::datagen {

namespace {

using base::DayNumber;

void check_wages(CheckList& list) {
    StoreReader& reader = list.reader;
    constexpr int kYear = 2019;
    const std::initializer_list<std::string_view> names = {
        "INNTEKT_WLONN", "BEFOLKNING_FOEDSELS_AAR_MND", "BEFOLKNING_KJOENN", "BEFOLKNING_INVKAT",
        "NUDB_BU"};
    enum { One, Age, AgeSquared, Woman, Immigrant, Secondary, Short, Long, Other, Regressors };
    Regression<Regressors> regression;
    std::array<double, Regressors> beta{};
    if (reader.has(names, kYear)) {
        const Values wages = reader.values("INNTEKT_WLONN", kYear);
        const Values birth = reader.values("BEFOLKNING_FOEDSELS_AAR_MND");
        const Values sex = reader.codes("BEFOLKNING_KJOENN");
        const TextValues category = reader.texts("BEFOLKNING_INVKAT");
        const auto level = levels_on(reader, base::days_from_civil({kYear, 10, 1}));
        for (std::size_t i = 0; i < wages.size(); ++i) {
            const std::int64_t age = kYear - birth[i] / 100;
            if (wages[i] == kNoValue || age < 25 || age > 59 || wages[i] < 150'000) continue;
            std::array<double, Regressors> x{};
            const double years = static_cast<double>(age - 42) / 10.0;
            x[One] = 1;
            x[Age] = years;
            x[AgeSquared] = years * years;
            x[Woman] = sex[i] == 2 ? 1 : 0;
            x[Immigrant] = category[i] == "B" ? 1 : 0;
            x[Secondary] = level[i] == '3' || level[i] == '4' || level[i] == '5' ? 1 : 0;
            x[Short] = level[i] == '6' ? 1 : 0;
            x[Long] = level[i] == '7' || level[i] == '8' ? 1 : 0;
            x[Other] = level[i] == '0' || level[i] == '9' ? 1 : 0;
            regression.add(x, log_wage(wages[i]));
        }
        beta = regression.solve();
    }
    const auto coefficient = [&](const std::string& nb, const std::string& en, double aim,
                                 double found) {
        list.figure(CheckKind::Signal, names, kYear, "log lønn 2019: " + nb, "log wage 2019: " + en,
                    aim, 0.4 * std::abs(aim), [&] { return found; });
    };
    coefficient("kvinne", "woman", -0.33, beta[Woman]);
    coefficient("innvandrer", "immigrant", -0.15, beta[Immigrant]);
    coefficient("videregående mot grunnskole", "upper secondary against compulsory", 0.13,
                beta[Secondary]);
    coefficient("kort høyere utdanning", "short tertiary", 0.30, beta[Short]);
    coefficient("lang høyere utdanning", "long tertiary", 0.46, beta[Long]);
    list.figure(CheckKind::Signal, names, kYear, "log lønn 2019: alderen der lønnen er høyest",
                "log wage 2019: age at which wages peak", 48, 6,
                [&] { return 42 - 5 * beta[Age] / beta[AgeSquared]; });
    list.figure(CheckKind::Signal, names, kYear, "log lønn 2019: R²", "log wage 2019: R²", 0.375,
                0.075, [&] { return regression.r_squared(); });
    list.figure(CheckKind::Signal, {"INNTEKT_WLONN"}, 2022, "korrelasjon mellom lønn 2021 og 2022",
                "correlation of wages 2021 and 2022", 0.93, 0.04, [&] {
                    const Values before = reader.values("INNTEKT_WLONN", 2021);
                    const Values after = reader.values("INNTEKT_WLONN", 2022);
                    Sums sums;
                    for (std::size_t i = 0; i < before.size(); ++i)
                        if (before[i] != kNoValue && after[i] != kNoValue)
                            sums.add(static_cast<double>(before[i]), static_cast<double>(after[i]));
                    return sums.correlation();
                });
}

// Women's wages grow more than men's from 2020 on.
void check_difference(CheckList& list) {
    StoreReader& reader = list.reader;
    list.figure(
        CheckKind::Signal, {"INNTEKT_WLONN", "BEFOLKNING_KJOENN", "BEFOLKNING_FOEDSELS_AAR_MND"},
        2021, "kvinners lønn mot menns fra 2019 til 2021 i log, samme personer",
        "women's log wage against men's from 2019 to 2021, same persons", 0.015, 0.010, [&] {
            const Values before = reader.values("INNTEKT_WLONN", 2019);
            const Values after = reader.values("INNTEKT_WLONN", 2021);
            const Values sex = reader.codes("BEFOLKNING_KJOENN");
            const Values birth = reader.values("BEFOLKNING_FOEDSELS_AAR_MND");
            std::array<double, 3> sum{}, count{};
            for (std::size_t i = 0; i < before.size(); ++i) {
                const std::int64_t age = 2019 - birth[i] / 100;
                if (age < 30 || age > 58 || before[i] == kNoValue || after[i] == kNoValue ||
                    before[i] < 200'000 || after[i] < 200'000)
                    continue;
                const auto group = static_cast<std::size_t>(sex[i]);
                sum[group] += log_wage(after[i]) - log_wage(before[i]);
                count[group] += 1;
            }
            return sum[2] / count[2] - sum[1] / count[1];
        });
}

void check_families(CheckList& list) {
    StoreReader& reader = list.reader;
    // Log wage of adults at work, less the mean of sex and age.
    const std::initializer_list<std::string_view> names = {
        "INNTEKT_WLONN", "BEFOLKNING_KJOENN", "BEFOLKNING_FOEDSELS_AAR_MND", "BEFOLKNING_MOR_FNR",
        "BEFOLKNING_FAR_FNR"};
    std::vector<double> residual;
    Values sex, mother, father;
    if (reader.has(names, 2010)) {
        const Values wages = reader.values("INNTEKT_WLONN", 2010);
        const Values birth = reader.values("BEFOLKNING_FOEDSELS_AAR_MND");
        sex = reader.codes("BEFOLKNING_KJOENN");
        mother = reader.values("BEFOLKNING_MOR_FNR");
        father = reader.values("BEFOLKNING_FAR_FNR");
        std::map<std::int64_t, std::pair<double, double>> means;
        residual.assign(wages.size(), NAN);
        const auto group = [&](std::size_t i) { return (2010 - birth[i] / 100) * 10 + sex[i]; };
        for (const bool second : {false, true})
            for (std::size_t i = 0; i < wages.size(); ++i) {
                const std::int64_t age = 2010 - birth[i] / 100;
                if (wages[i] == kNoValue || age < 27 || age > 62 || wages[i] < 180'000) continue;
                auto& [sum, count] = means[group(i)];
                if (second) {
                    residual[i] = log_wage(wages[i]) - sum / count;
                } else {
                    sum += log_wage(wages[i]);
                    count += 1;
                }
            }
    }
    const auto with_parent = [&](const Values& parent, std::int64_t of_sex) {
        Sums sums;
        for (std::size_t i = 0; i < residual.size(); ++i) {
            if (parent[i] == kNoValue || sex[i] != of_sex) continue;
            const double theirs = residual[static_cast<std::size_t>(parent[i])];
            if (!std::isnan(residual[i]) && !std::isnan(theirs)) sums.add(residual[i], theirs);
        }
        return sums.correlation();
    };
    list.figure(CheckKind::Signal, names, 2010, "log lønn: korrelasjon far–sønn",
                "log wage: correlation of father and son", 0.20, 0.08,
                [&] { return with_parent(father, 1); });
    list.figure(CheckKind::Signal, names, 2010, "log lønn: korrelasjon mor–datter",
                "log wage: correlation of mother and daughter", 0.14, 0.08,
                [&] { return with_parent(mother, 2); });
    list.figure(
        CheckKind::Signal, names, 2010, "log lønn: korrelasjon mellom søsken",
        "log wage: correlation of siblings", 0.22, 0.09, [&] {
            Sums sums;
            std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> elder;
            for (std::size_t i = 0; i < residual.size(); ++i) {
                if (std::isnan(residual[i]) || mother[i] == kNoValue || father[i] == kNoValue)
                    continue;
                const auto [found, is_new] = elder.try_emplace({mother[i], father[i]}, i);
                if (!is_new) sums.add(residual[found->second], residual[i]);
            }
            return sums.correlation();
        });
    list.figure(
        CheckKind::Signal, {"SIVSTANDFDT_SIVSTAND"}, 0, "skilt i et år av de gifte, 2019, %",
        "divorced in a year among the married, %", 0.9, 0.35, [&] {
            const SpellRows spells = reader.spells("SIVSTANDFDT_SIVSTAND");
            const DayNumber first = base::days_from_civil({2019, 1, 1});
            const DayNumber last = base::days_from_civil({2019, 12, 31});
            double married = 0, divorced = 0;
            for (const SpellRow& spell : spells.rows) {
                married += spells.text(spell) == "2" && spell.start <= first && first <= spell.stop
                               ? 1
                               : 0;
                divorced += spells.text(spell) == "4" && first <= spell.start && spell.start <= last
                                ? 1
                                : 0;
            }
            return 100 * divorced / married;
        });
}

void check_unemployment(CheckList& list) {
    StoreReader& reader = list.reader;
    list.figure(
        CheckKind::Signal,
        {"ARBSOEK2001FDT_HOVED", "BEFOLKNING_STATUSKODE", "BEFOLKNING_FOEDSELS_AAR_MND"}, 2015,
        "helt ledig minst én gang 2010–2019 av dem som var 16–66 år, %",
        "fully unemployed at least once 2010-2019 among those aged 16-66, %", 22, 6, [&] {
            const DayNumber first = base::days_from_civil({2010, 1, 1});
            const DayNumber last = base::days_from_civil({2019, 12, 31});
            const SpellRows spells = reader.spells("ARBSOEK2001FDT_HOVED");
            std::vector<bool> event(reader.persons());
            for (const SpellRow& spell : spells.rows)
                if (first <= spell.start && spell.start <= last && spells.text(spell) == "1")
                    event[spell.unit] = true;
            const Values status = reader.codes("BEFOLKNING_STATUSKODE", 2015);
            const Values birth = reader.values("BEFOLKNING_FOEDSELS_AAR_MND");
            double all = 0, those = 0;
            for (std::size_t i = 0; i < status.size(); ++i) {
                const std::int64_t age = 2010 - birth[i] / 100;
                if (status[i] != 1 || age < 16 || age > 66) continue;
                ++all;
                those += event[i] ? 1 : 0;
            }
            return 100 * those / all;
        });
    list.figure(CheckKind::Signal, {"ARBSTATUS_PERS_NEET"}, 2019, "NEET også året etter, 2018–2019",
                "NEET the year after too, 2018-2019", 0.62, 0.248, [&] {
                    const Values before = reader.codes("ARBSTATUS_PERS_NEET", 2018);
                    const Values after = reader.codes("ARBSTATUS_PERS_NEET", 2019);
                    double both = 0, still = 0;
                    for (std::size_t i = 0; i < before.size(); ++i) {
                        if (before[i] != 1 || after[i] == kNoValue) continue;
                        ++both;
                        still += after[i] == 1 ? 1 : 0;
                    }
                    return still / both;
                });
}

void check_refugees(CheckList& list) {
    StoreReader& reader = list.reader;
    const std::initializer_list<std::string_view> names = {
        "INNTEKT_WLONN", "BEFOLKNING_INNGRUNN1", "BEFOLKNING_FORSTDATO", "BEFOLKNING_KJOENN",
        "BEFOLKNING_FOEDSELS_AAR_MND"};
    for (const int wanted_sex : {1, 2})
        list.figure(
            CheckKind::Signal, names, 2019,
            wanted_sex == 1 ? "flyktninger av 2013–2016 med lønn tre år etter, menn, %"
                            : "flyktninger av 2013–2016 med lønn tre år etter, kvinner, %",
            wanted_sex == 1 ? "refugees of 2013-2016 with wages three years later, men, %"
                            : "refugees of 2013-2016 with wages three years later, women, %",
            wanted_sex == 1 ? 55 : 30, wanted_sex == 1 ? 22 : 13, [&] {
                const TextValues reason = reader.texts("BEFOLKNING_INNGRUNN1");
                const Values arrived = reader.values("BEFOLKNING_FORSTDATO");
                const Values sex = reader.codes("BEFOLKNING_KJOENN");
                const Values birth = reader.values("BEFOLKNING_FOEDSELS_AAR_MND");
                double all = 0, employed = 0;
                for (int year = 2013; year <= 2016; ++year) {
                    const Values wages = reader.values("INNTEKT_WLONN", year + 3);
                    const Values here = reader.values("INNTEKT_WIES", year + 3);
                    for (std::size_t i = 0; i < wages.size(); ++i) {
                        const std::int64_t age = year - birth[i] / 100;
                        if (reason[i] != "FLU" || arrived[i] / 10000 != year ||
                            sex[i] != wanted_sex || age < 18 || age > 55 || here[i] == kNoValue)
                            continue;
                        ++all;
                        employed += wages[i] != kNoValue ? 1 : 0;
                    }
                }
                return all > 0 ? 100 * employed / all : 0.0;
            });
}

void check_places(CheckList& list) {
    StoreReader& reader = list.reader;
    list.figure(CheckKind::Signal,
                {"INNTEKT_WLONN", "BEFOLKNING_KOMMNR_FORMELL", "BEFOLKNING_FOEDSELS_AAR_MND"}, 2019,
                "log lønn: andel av variansen mellom kommuner",
                "log wage: share of the variance between municipalities", 0.045, 0.027, [&] {
                    const Values wages = reader.values("INNTEKT_WLONN", 2019);
                    const Values place = reader.values("BEFOLKNING_KOMMNR_FORMELL", 2019);
                    const Values birth = reader.values("BEFOLKNING_FOEDSELS_AAR_MND");
                    struct Group {
                        double n = 0, sum = 0;
                    };
                    std::map<std::int64_t, Group> groups;
                    double n = 0, sum = 0, square = 0;
                    for (std::size_t i = 0; i < wages.size(); ++i) {
                        const std::int64_t age = 2019 - birth[i] / 100;
                        if (wages[i] == kNoValue || place[i] == kNoValue || age < 25 || age > 59 ||
                            wages[i] < 150'000)
                            continue;
                        const double value = log_wage(wages[i]);
                        Group& group = groups[place[i]];
                        group.n += 1;
                        group.sum += value;
                        n += 1;
                        sum += value;
                        square += value * value;
                    }
                    // Variance components of a one-way layout with unequal groups.
                    double between = 0, squares = 0;
                    for (const auto& [code, group] : groups) {
                        between += group.sum * group.sum / group.n;
                        squares += group.n * group.n;
                    }
                    const auto k = static_cast<double>(groups.size());
                    const double within = (square - between) / (n - k);
                    const double size = (n - squares / n) / (k - 1);
                    const double component = ((between - sum * sum / n) / (k - 1) - within) / size;
                    return std::max(0.0, component / (component + within));
                });
}

}  // namespace

void check_signals(CheckList& list) {
    check_wages(list);
    check_difference(list);
    check_families(list);
    check_unemployment(list);
    check_refugees(list);
    check_places(list);
    check_careers(list);
}

}  // namespace skjerm::datagen
