#include "datagen/demography.h"

#include <algorithm>

#include "datagen/generate.h"

namespace skjerm::datagen {

namespace {

// Published counts of Statistics Norway, in thousands, rounded; linear between the years given.
constexpr Knot kBirths[] = {{1960, 61.9}, {1964, 65.6}, {1969, 67.7}, {1972, 64.3}, {1975, 56.3},
                            {1977, 50.9}, {1980, 51.0}, {1983, 49.9}, {1985, 51.1}, {1988, 57.5},
                            {1990, 60.9}, {1995, 60.3}, {2000, 59.2}, {2002, 55.4}, {2005, 56.8},
                            {2007, 58.5}, {2009, 61.8}, {2010, 61.4}, {2012, 60.3}, {2015, 59.1},
                            {2017, 56.6}, {2019, 54.5}, {2020, 53.0}, {2021, 56.1}, {2022, 51.5},
                            {2023, 52.0}, {2024, 54.0}, {2025, 54.5}};
constexpr double kLastYearShare = 0.75;  // the frame ends with September 2025

constexpr Knot kResidents[] = {
    {1960, 3567.7}, {1965, 3708.6}, {1970, 3863.2},   {1975, 3997.5},   {1980, 4078.9},
    {1985, 4145.8}, {1990, 4233.1}, {1995, 4348.4},   {2000, 4478.5},   {2005, 4606.4},
    {2007, 4681.1}, {2008, 4737.2}, {2009, 4799.3},   {2010, 4858.2},   {2011, 4920.3},
    {2012, 4985.9}, {2013, 5051.3}, {2014, 5109.1},   {2015, 5166.5},   {2016, 5214.0},
    {2017, 5258.3}, {2018, 5295.6}, {2019, 5328.2},   {2020, 5367.6},   {2021, 5391.4},
    {2022, 5425.3}, {2023, 5489.0}, {2024, 5550.203}, {2025, 5594.340}, {2026, 5622.0}};

// First immigrations from 1990, in thousands: published immigrations less those who return. Before
// 1990 the frame fixes their sum (everyone ever registered); kStaying is the part that resembles
// the published immigration, the rest are short stays.
constexpr double kImmigrantsFrom1990[] = {20, 20, 21, 26, 21, 19, 19.5, 24, 29, 34,  // 1990-1999
                                          28, 26, 31, 27, 28, 32, 37,   52, 57, 55,  // 2000-2009
                                          63, 68, 67, 65, 60, 57, 57,   49, 44, 43,  // 2010-2019
                                          31, 44, 81, 77, 56, 36};                   // 2020-2025
constexpr Knot kStaying[] = {{1960, 9}, {1970, 15}, {1975, 14}, {1980, 13}, {1987, 22}, {1989, 19}};

// Period life expectancy at birth.
constexpr Knot kLifeMen[] = {{1960, 71.3}, {1970, 71.2}, {1980, 72.3}, {1990, 73.4},
                             {2000, 76.0}, {2010, 78.9}, {2020, 81.5}, {2024, 81.6}};
constexpr Knot kLifeWomen[] = {{1960, 75.9}, {1970, 77.4}, {1980, 79.2}, {1990, 79.8},
                               {2000, 81.4}, {2010, 83.2}, {2020, 84.9}, {2024, 84.8}};
constexpr Knot kInfantDeaths[] = {{1960, 0.019},  {1970, 0.0127}, {1980, 0.0081}, {1990, 0.0069},
                                  {2000, 0.0038}, {2010, 0.0027}, {2024, 0.0020}};
// Deaths of the young, mostly accidents: a constant hazard from 15 on.
constexpr Knot kAccidentsMen[] = {{1960, 0.0010}, {1990, 0.0008}, {2024, 0.00035}};
constexpr Knot kAccidentsWomen[] = {{1960, 0.0003}, {1990, 0.00025}, {2024, 0.00015}};

// Gompertz hazard b exp(b (age - mode)): b, and what to add to life expectancy to get the mode.
// The mean of a Gompertz law lies 0.577/b below its mode; the rest makes up for deaths of the young
// and for the education gradient. Calibrated against deaths per year.
struct Gompertz {
    double slope;
    double mode_above_mean;
};
constexpr Gompertz kGompertzMen{0.105, 6.7};
constexpr Gompertz kGompertzWomen{0.118, 5.6};
constexpr Knot kModeCorrection[] = {{1960, 2.4}, {1972, 0.8},  {1985, 0.2},
                                    {2000, 0.0}, {2010, -0.8}, {2025, -0.4}};

// First births: mean and spread of age; second and later ones: level, and age beyond which they
// become rare.
constexpr Knot kFirstBirthAge[] = {{1960, 22.6}, {1975, 22.2}, {1985, 23.2}, {1990, 23.8},
                                   {2000, 26.0}, {2009, 27.2}, {2015, 29.0}, {2025, 31.1}};
constexpr Knot kFirstBirthSpread[] = {{1960, 4.6}, {1990, 5.0}, {2025, 5.4}};
constexpr Knot kThirdBirths[] = {{1960, 0.17},  {1970, 0.13},  {1980, 0.080},
                                 {1990, 0.098}, {2010, 0.086}, {2025, 0.064}};
constexpr Knot kFourthBirths[] = {{1960, 0.13}, {1970, 0.08}, {1980, 0.045}, {2025, 0.045}};

double gaussian(double x) { return fixed_exp(-0.5 * x * x); }

// One until `age` has come near `limit`, then falling to nothing over some six years.
double fading(double age, double limit) { return 1.0 / (1.0 + fixed_exp((age - limit) / 1.6)); }

}  // namespace

Demography::Demography() {
    founders_ = kResidents[0].value * 1000;
    double later = 0;
    for (int year = kFirstSimulatedYear; year <= kLastSimulatedYear; ++year) {
        const double part = year == kLastSimulatedYear ? kLastYearShare : 1.0;
        births_[index(year)] = interpolate(kBirths, year) * 1000 * part;
        later += births_[index(year)];
        if (year >= 1990) {
            immigrants_[index(year)] = kImmigrantsFrom1990[year - 1990] * 1000;
            later += immigrants_[index(year)];
        }
    }
    const double early = (kFullPopulation - founders_ - later) / 30.0;
    for (int year = kFirstSimulatedYear; year < 1990; ++year) {
        immigrants_[index(year)] = early;
        short_stays_[index(year)] = std::max(0.0, 1.0 - interpolate(kStaying, year) * 1000 / early);
    }

    for (int year = kFirstSimulatedYear; year <= kLastSimulatedYear; ++year) {
        const double men_mode = interpolate(kLifeMen, year) + kGompertzMen.mode_above_mean +
                                interpolate(kModeCorrection, year);
        const double women_mode = interpolate(kLifeWomen, year) + kGompertzWomen.mode_above_mean +
                                  interpolate(kModeCorrection, year);
        for (int age = 0; age <= kOldestAge; ++age) {
            const auto at = static_cast<std::size_t>(age);
            // Someone who turns `age` in the year is half a year younger on average.
            const double exact = age - 0.5 + 0.5;
            const double infant = age == 0   ? interpolate(kInfantDeaths, year)
                                  : age <= 4 ? 0.12 * interpolate(kInfantDeaths, year) / age
                                             : 0.0;
            const auto probability = [&](const Gompertz& law, double mode, double accidents) {
                const double hazard =
                    law.slope * fixed_exp(law.slope * (exact - mode)) + (age >= 15 ? accidents : 0);
                return std::min(1.0, 1.0 - fixed_exp(-hazard) + infant);
            };
            deaths_[0][index(year)][at] =
                probability(kGompertzMen, men_mode, interpolate(kAccidentsMen, year));
            deaths_[1][index(year)][at] =
                probability(kGompertzWomen, women_mode, interpolate(kAccidentsWomen, year));
        }
        const double first = interpolate(kFirstBirthAge, year);
        const double spread = interpolate(kFirstBirthSpread, year);
        for (int age = 15; age < 50; ++age) {
            const auto at = static_cast<std::size_t>(age);
            auto& by_parity = births_by_age_[index(year)];
            // The hazard peaks later than the events, which use up those at risk.
            by_parity[0][at] =
                0.225 * gaussian((age - first - 2.4) / (spread + 0.6)) * fading(age, 40.5);
            by_parity[1][at] = 0.29 * fading(age, 39.0);
            by_parity[2][at] = interpolate(kThirdBirths, year) * fading(age, 38.5);
            by_parity[3][at] = interpolate(kFourthBirths, year) * fading(age, 39.5);
        }
    }
}

double Demography::residents(int year) const { return interpolate(kResidents, year) * 1000; }

double Demography::birth_weight(int year, int age, int children, int years_since, bool couple,
                                bool married) const {
    if (age < 16 || age > 48) return 0;
    const auto parity = static_cast<std::size_t>(std::min(children, 3));
    double weight = births_by_age_[index(year)][parity][static_cast<std::size_t>(age)];
    if (children > 0) {
        constexpr double kSpacing[] = {0.0, 0.25, 1.0, 1.35, 1.2, 0.9, 0.65, 0.5, 0.4};
        weight *= kSpacing[std::clamp(years_since, 0, 8)];
    }
    if (children >= 5) weight *= 0.6;
    return weight * (married ? 1.08 : couple ? 0.86 : children == 0 ? 0.10 : 0.06);
}

}  // namespace skjerm::datagen
