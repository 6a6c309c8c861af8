// Published figures beside those found.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "datagen/check_list.h"

namespace skjerm::datagen {

namespace {

using base::DayNumber;

double quantile(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    const auto place = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + place, values.end());
    return values[static_cast<std::size_t>(place)];
}

double count_of(const Values& values, std::int64_t value) {
    return static_cast<double>(std::count(values.begin(), values.end(), value));
}

double in_force(const SpellRows& spells, DayNumber day) {
    double count = 0;
    for (const SpellRow& spell : spells.rows)
        count += spell.start <= day && day <= spell.stop ? 1 : 0;
    return count;
}

std::vector<double> present(const Values& values) {
    std::vector<double> result;
    for (const std::int64_t value : values)
        if (value != kNoValue) result.push_back(static_cast<double>(value));
    return result;
}

void check_population(CheckList& list) {
    StoreReader& reader = list.reader;
    constexpr std::string_view kStatus = "BEFOLKNING_STATUSKODE";
    struct Residents {
        int year;
        double count;
    };
    for (const auto& [year, wanted] :
         {Residents{2015, 5.166e6}, {2020, 5.368e6}, {2024, 5'550'203}, {2025, 5'594'340}})
        list.figure(CheckKind::Target, {kStatus}, year, "bosatte " + std::to_string(year),
                    "residents " + std::to_string(year), wanted, 0.01 * wanted,
                    [&] { return count_of(reader.codes(kStatus, year), 1) * reader.scale(); });
    list.figure(CheckKind::Target, {kStatus, "BEFOLKNING_KJOENN"}, 2024, "menn, %", "men, %", 50.4,
                1.5, [&] {
                    const Values status = reader.codes(kStatus, 2024);
                    const Values sex = reader.codes("BEFOLKNING_KJOENN");
                    double men = 0, all = 0;
                    for (std::size_t i = 0; i < status.size(); ++i) {
                        if (status[i] != 1) continue;
                        ++all;
                        men += sex[i] == 1 ? 1 : 0;
                    }
                    return 100 * men / all;
                });
    constexpr int kStarts[] = {0, 6, 16, 20, 30, 40, 50, 60, 70, 80, 90, 200};
    constexpr double kShares[] = {5.9, 11.5, 4.7, 12.6, 13.9, 13.0, 13.4, 11.2, 9.1, 3.8, 0.9};
    for (std::size_t group = 0; group < std::size(kShares); ++group) {
        const std::string from = std::to_string(kStarts[group]);
        list.figure(CheckKind::Target, {kStatus, "BEFOLKNING_FOEDSELS_AAR_MND"}, 2024,
                    "alder fra " + from + " år, %", "age from " + from + ", %", kShares[group], 1.5,
                    [&] {
                        const Values status = reader.codes(kStatus, 2024);
                        const Values birth = reader.values("BEFOLKNING_FOEDSELS_AAR_MND");
                        double all = 0, those = 0;
                        for (std::size_t i = 0; i < status.size(); ++i) {
                            if (status[i] != 1) continue;
                            ++all;
                            const std::int64_t age = 2023 - birth[i] / 100;
                            those += age >= kStarts[group] && age < kStarts[group + 1] ? 1 : 0;
                        }
                        return 100 * those / all;
                    });
    }
    list.figure(CheckKind::Target, {"BEFOLKNING_DOEDS_DATO"}, 0, "døde 2024", "deaths 2024", 44242,
                4424, [&] {
                    double deaths = 0;
                    for (const std::int64_t day : reader.values("BEFOLKNING_DOEDS_DATO"))
                        deaths += day != kNoValue && day / 10000 == 2024 ? 1 : 0;
                    return deaths * reader.scale();
                });
    list.figure(CheckKind::Target, {"BEFOLKNING_KOMMNR_FORMELL"}, 2022,
                "flyttet mellom kommuner i et år, %", "moved between municipalities in a year, %",
                4.3, 1.0, [&] {
                    const Values before = reader.values("BEFOLKNING_KOMMNR_FORMELL", 2021);
                    const Values after = reader.values("BEFOLKNING_KOMMNR_FORMELL", 2022);
                    double both = 0, moved = 0;
                    for (std::size_t i = 0; i < before.size(); ++i) {
                        if (before[i] == kNoValue || after[i] == kNoValue) continue;
                        ++both;
                        moved += before[i] != after[i] ? 1 : 0;
                    }
                    return 100 * moved / both;
                });
}

void check_schooling(CheckList& list) {
    StoreReader& reader = list.reader;
    const auto mean_of = [&](std::string_view name, double divisor) {
        double sum = 0, count = 0;
        for (const std::int64_t value : reader.values(name)) {
            if (value == kNoValue) continue;
            sum += static_cast<double>(value) / divisor;
            ++count;
        }
        return sum / count;
    };
    list.figure(CheckKind::Target, {"NUDB_KURS_GRPOENG"}, 0, "grunnskolepoeng, gjennomsnitt",
                "school points, mean", 41.9, 1.2,
                [&] { return mean_of("NUDB_KURS_GRPOENG", 100); });
    list.figure(CheckKind::Target, {"NUDB_NP_SKALAPOENG_NPLES08"}, 0,
                "nasjonal prøve i lesing på 8. trinn, gjennomsnitt",
                "national test of reading in grade 8, mean", 50, 1,
                [&] { return mean_of("NUDB_NP_SKALAPOENG_NPLES08", 100); });
    list.figure(
        CheckKind::Target,
        {"NUDB_AAR_NY_I_VID_UTD_LOV", "NUDB_AAR_FORSTE_FULLF_VS_LOV", "NUDB_SEMESTER_FFF_VS_LOV"},
        0, "fullførte videregående på seks år, kullene 2010–2015, %",
        "completed upper secondary within six years, cohorts 2010-2015, %", 81, 4, [&] {
            const Values begun = reader.values("NUDB_AAR_NY_I_VID_UTD_LOV");
            const Values semesters = reader.values("NUDB_SEMESTER_FFF_VS_LOV");
            double all = 0, done = 0;
            for (std::size_t i = 0; i < begun.size(); ++i) {
                if (begun[i] < 201000 || begun[i] > 201512) continue;
                ++all;
                done += semesters[i] != kNoValue && semesters[i] <= 12 ? 1 : 0;
            }
            return 100 * done / all;
        });
}

void check_incomes(CheckList& list) {
    StoreReader& reader = list.reader;
    const auto receivers = [&](std::string_view name, int year, double wanted, double relative,
                               std::string nb, std::string en) {
        list.figure(CheckKind::Target, {name}, year, std::move(nb), std::move(en), wanted,
                    relative * wanted, [&] {
                        return static_cast<double>(present(reader.values(name, year)).size()) *
                               reader.scale();
                    });
    };
    receivers("INNTEKT_WLONN", 2021, 3.1e6, 0.06, "lønnstakere 2021", "persons with wages 2021");
    receivers("INNTEKT_FORELDREPENGER", 2022, 130'000, 0.2, "mottok foreldrepenger 2022",
              "received parental benefit 2022");
    receivers("INNTEKT_SUM_ARBAVKL", 2022, 140'000, 0.2, "mottok arbeidsavklaringspenger 2022",
              "received work assessment allowance 2022");
    receivers("INNTEKT_SOSIAL", 2022, 150'000, 0.15, "mottok sosialhjelp 2022",
              "received social assistance 2022");
    receivers("INNTEKT_BOSTOTTE", 2022, 75'000, 0.2, "mottok bostøtte 2022",
              "received housing allowance 2022");
    list.figure(CheckKind::Target, {"INNTEKT_WLONN"}, 2021, "medianlønn 2021", "median wage 2021",
                455'000, 27'000,
                [&] { return quantile(present(reader.values("INNTEKT_WLONN", 2021)), 0.5); });
    list.figure(CheckKind::Signal, {"INNTEKT_BRUTTOFORM", "BEFOLKNING_FOEDSELS_AAR_MND"}, 2020,
                "bruttoformue over 1,5 mill. kr i alderen 18–60 år, 2020, %",
                "gross wealth above NOK 1.5 million at 18-60, 2020, %", 25, 10, [&] {
                    const Values wealth = reader.values("INNTEKT_BRUTTOFORM", 2020);
                    const Values birth = reader.values("BEFOLKNING_FOEDSELS_AAR_MND");
                    double all = 0, rich = 0;
                    for (std::size_t i = 0; i < wealth.size(); ++i) {
                        const std::int64_t age = 2020 - birth[i] / 100;
                        if (wealth[i] == kNoValue || age < 18 || age > 60) continue;
                        ++all;
                        rich += wealth[i] > 1'500'000 ? 1 : 0;
                    }
                    return 100 * rich / all;
                });
    list.figure(
        CheckKind::Target, {"INNTEKT_HUSH_IES_EU"}, 2020, "Gini av inntekt per forbruksenhet 2020",
        "Gini of income per consumption unit 2020", 0.26, 0.02, [&] {
            std::vector<double> income = present(reader.values("INNTEKT_HUSH_IES_EU", 2020));
            std::sort(income.begin(), income.end());
            double sum = 0, weighted = 0;
            for (std::size_t i = 0; i < income.size(); ++i) {
                sum += income[i];
                weighted += static_cast<double>(i + 1) * income[i];
            }
            const auto n = static_cast<double>(income.size());
            return 2 * weighted / (n * sum) - (n + 1) / n;
        });
}

void check_work(CheckList& list) {
    StoreReader& reader = list.reader;
    list.figure(CheckKind::Target, {"UFOERP2011FDT_MOTTAK"}, 0, "uføretrygdede mars 2023",
                "disability benefit, March 2023", 366'700, 36'000, [&] {
                    return reader.scale() * in_force(reader.spells("UFOERP2011FDT_MOTTAK"),
                                                     base::days_from_civil({2023, 3, 15}));
                });
    struct Stock {
        int year, month;
        double wanted, tolerance;
    };
    for (const Stock& stock : {Stock{2010, 6, 75'000, 20'000}, Stock{2014, 6, 76'000, 18'000},
                               Stock{2019, 6, 62'000, 15'000}, Stock{2020, 4, 290'000, 75'000},
                               Stock{2023, 6, 52'000, 13'000}})
        list.figure(
            CheckKind::Target, {"ARBSOEK2001FDT_HOVED"}, 0,
            "helt ledige, måned " + std::to_string(stock.month) + " " + std::to_string(stock.year),
            "fully unemployed, month " + std::to_string(stock.month) + " of " +
                std::to_string(stock.year),
            stock.wanted, stock.tolerance, [&] {
                const SpellRows spells = reader.spells("ARBSOEK2001FDT_HOVED");
                const DayNumber day = base::days_from_civil({stock.year, stock.month, 15});
                double count = 0;
                for (const SpellRow& spell : spells.rows)
                    count += spell.start <= day && day <= spell.stop && spells.text(spell) == "1"
                                 ? 1
                                 : 0;
                return count * reader.scale();
            });
    list.figure(CheckKind::Target, {"UFOERP2011FDT_MOTTAK", "ARBAVKLARPFDT_MOTTAK"}, 0,
                "kommer til uføretrygd fra arbeidsavklaringspenger, %",
                "come to disability benefit from work assessment allowance, %", 74, 8, [&] {
                    const SpellRows assessed = reader.spells("ARBAVKLARPFDT_MOTTAK");
                    double all = 0, from = 0;
                    std::size_t row = 0;
                    for (const SpellRow& spell : reader.spells("UFOERP2011FDT_MOTTAK").rows) {
                        if (spell.start < base::days_from_civil({2013, 1, 1})) continue;
                        ++all;
                        while (row < assessed.rows.size() && assessed.rows[row].unit < spell.unit)
                            ++row;
                        bool found = false;
                        for (std::size_t other = row; other < assessed.rows.size() &&
                                                      assessed.rows[other].unit == spell.unit;
                             ++other)
                            found = found || (assessed.rows[other].start < spell.start &&
                                              assessed.rows[other].stop >= spell.start - 200);
                        from += found ? 1 : 0;
                    }
                    return 100 * from / all;
                });
    list.figure(
        CheckKind::Target,
        {"REGSYS_ARB_ARBMARK_STATUS", "BEFOLKNING_STATUSKODE", "BEFOLKNING_FOEDSELS_AAR_MND"}, 2022,
        "sysselsatte av bosatte 15–74 år, november 2022, %",
        "employed among residents 15-74, November 2022, %", 69, 4, [&] {
            const Values work = reader.values("REGSYS_ARB_ARBMARK_STATUS", 2022);
            const Values status = reader.codes("BEFOLKNING_STATUSKODE", 2023);
            const Values birth = reader.values("BEFOLKNING_FOEDSELS_AAR_MND");
            double all = 0, employed = 0;
            for (std::size_t i = 0; i < work.size(); ++i) {
                const std::int64_t age = 2022 - birth[i] / 100;
                if (status[i] != 1 || age < 15 || age > 74) continue;
                ++all;
                employed += work[i] != kNoValue ? 1 : 0;
            }
            return 100 * employed / all;
        });
    for (const auto& [year, wanted] : {std::pair{2019, 9.9}, std::pair{2023, 8.1}})
        list.figure(CheckKind::Target, {"ARBSTATUS_PERS_NEET"}, year,
                    "NEET 15–29 år " + std::to_string(year) + ", %",
                    "NEET 15-29 " + std::to_string(year) + ", %", wanted, 2.5, [&, y = year] {
                        const Values neet = reader.codes("ARBSTATUS_PERS_NEET", y);
                        return 100 * count_of(neet, 1) / (count_of(neet, 1) + count_of(neet, 0));
                    });
}

void check_housing(CheckList& list) {
    StoreReader& reader = list.reader;
    struct Kind {
        std::string_view prefix, nb, en;
        double wanted;
    };
    for (const Kind& kind : {Kind{"11", "eneboliger", "detached houses", 52},
                             Kind{"14", "boligblokker", "blocks of flats", 24}})
        list.figure(CheckKind::Target, {"BOFORHOLD_BYGNINGSTYPE"}, 2022,
                    "bor i " + std::string(kind.nb) + ", %",
                    "live in " + std::string(kind.en) + ", %", kind.wanted, 3, [&] {
                        const TextValues type = reader.texts("BOFORHOLD_BYGNINGSTYPE", 2022);
                        double all = 0, those = 0;
                        for (std::size_t i = 0; i < type.codes.size(); ++i) {
                            if (type.codes[i] == kNoValue) continue;
                            ++all;
                            those += type[i].starts_with(kind.prefix) ? 1 : 0;
                        }
                        return 100 * those / all;
                    });
    list.figure(CheckKind::Target, {"BOFORHOLD_BRUKSAREAL", "BOFORHOLD_BYGGEAAR"}, 2023,
                "byttet bolig i et år, %", "changed dwelling in a year, %", 7.5, 1.5, [&] {
                    const Values area[] = {reader.values("BOFORHOLD_BRUKSAREAL", 2022),
                                           reader.values("BOFORHOLD_BRUKSAREAL", 2023)};
                    const Values built[] = {reader.values("BOFORHOLD_BYGGEAAR", 2022),
                                            reader.values("BOFORHOLD_BYGGEAAR", 2023)};
                    double both = 0, moved = 0;
                    for (std::size_t i = 0; i < area[0].size(); ++i) {
                        if (area[0][i] == kNoValue || area[1][i] == kNoValue) continue;
                        ++both;
                        moved += area[0][i] != area[1][i] || built[0][i] != built[1][i] ? 1 : 0;
                    }
                    return 100 * moved / both;
                });
    list.figure(CheckKind::Target, {"BOFORHOLD_EIE_LEIE", "BEFOLKNING_FOEDSELS_AAR_MND"}, 2022,
                "voksne som bor i egen bolig, %", "adults in a dwelling that they own, %", 77, 4,
                [&] {
                    const Values tenure = reader.codes("BOFORHOLD_EIE_LEIE", 2022);
                    const Values birth = reader.values("BEFOLKNING_FOEDSELS_AAR_MND");
                    double all = 0, owners = 0;
                    for (std::size_t i = 0; i < tenure.size(); ++i) {
                        if (tenure[i] == kNoValue || 2021 - birth[i] / 100 < 18) continue;
                        ++all;
                        owners += tenure[i] < 3 ? 1 : 0;
                    }
                    return 100 * owners / all;
                });
}

}  // namespace

void check_targets(CheckList& list) {
    check_population(list);
    check_schooling(list);
    check_incomes(list);
    check_work(list);
    check_housing(list);
}

}  // namespace skjerm::datagen
