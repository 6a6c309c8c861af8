// How many are born, die and move in and out of the country: the tables of the population frame.
// Numbers of births and first immigrations per calendar year are given, not drawn, so that a
// population of any size has its exact size and the age structure of the full one.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "datagen/fixed_math.h"

namespace skjerm::datagen {

inline constexpr int kFirstSimulatedYear = 1960;  ///< the founders are the census population
inline constexpr int kLastSimulatedYear = 2025;   ///< to the end of September
inline constexpr int kSimulatedYears = kLastSimulatedYear - kFirstSimulatedYear + 1;
inline constexpr int kOldestAge = 110;

enum class Sex : std::uint8_t { Man = 1, Woman = 2 };

class Demography {
public:
    Demography();

    /// Of a full population: people at 1960, then births and first immigrations of each year; they
    /// add up to the size of the full population.
    [[nodiscard]] double founders() const { return founders_; }
    [[nodiscard]] double births(int year) const { return births_[index(year)]; }
    [[nodiscard]] double immigrants(int year) const { return immigrants_[index(year)]; }
    /// Of the immigrants, those who stay a season or two: the many short registrations before 1990.
    [[nodiscard]] double short_stay_share(int year) const { return short_stays_[index(year)]; }
    /// Residents of the full population on 1 January of `year` (to the year after the last).
    [[nodiscard]] double residents(int year) const;

    /// Probability of dying within `year` for someone who turns `age` in it (0 for the born).
    [[nodiscard]] double death_probability(Sex sex, int age, int year) const {
        return deaths_[static_cast<std::size_t>(sex) - 1][index(year)]
                      [static_cast<std::size_t>(age > kOldestAge ? kOldestAge : age)];
    }
    /// Relative chance of a birth for a woman who turns `age`, has `children` and lives in a
    /// couple, `years_since` her last one. Absolute level only approximate: the number of births is
    /// given.
    [[nodiscard]] double birth_weight(int year, int age, int children, int years_since, bool couple,
                                      bool married) const;

private:
    static std::size_t index(int year) {
        return static_cast<std::size_t>(year - kFirstSimulatedYear);
    }
    template <class T>
    using ByYear = std::array<T, kSimulatedYears>;

    double founders_ = 0;
    ByYear<double> births_{};
    ByYear<double> immigrants_{};
    ByYear<double> short_stays_{};
    std::array<ByYear<std::array<double, kOldestAge + 1>>, 2> deaths_{};
    ByYear<std::array<std::array<double, 60>, 4>> births_by_age_{};  // by parity 0, 1, 2, 3+
};

/// Share of the founders in five-year age groups from 0-4 to 85 and over, summing to 1.
inline constexpr std::array<double, 18> kFounderAges = {
    300. / 3570, 305. / 3570, 315. / 3570, 260. / 3570, 215. / 3570, 205. / 3570,
    225. / 3570, 255. / 3570, 245. / 3570, 245. / 3570, 230. / 3570, 205. / 3570,
    170. / 3570, 140. / 3570, 110. / 3570, 75. / 3570,  45. / 3570,  25. / 3570};

}  // namespace skjerm::datagen
