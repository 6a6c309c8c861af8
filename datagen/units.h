// Registers of units that belong to persons, made from the lives of a lineage block: jobs, courses,
// vehicles, electricity meters, accidents. Each function goes through the persons in order and
// begins their units, so that units are numbered as their persons are.
#pragma once

#include <array>
#include <vector>

#include "datagen/dwellings.h"
#include "datagen/families.h"
#include "datagen/labour.h"
#include "datagen/project.h"
#include "datagen/unit_columns.h"

namespace skjerm::datagen {

/// The homes of families on 1 January, for the years in which meters are read.
class Homes {
public:
    static constexpr int kFirstYear = 2020;
    static constexpr int kLastYear = kLastSimulatedYear;

    struct Home {
        Dwelling dwelling;
        std::uint8_t persons = 0;  ///< 0: the person was no reference person of a family
    };

    /// Takes down the families of `world.year`, settled in their dwellings.
    void record(const World& world, const Families& families, const Dwellings& dwellings);
    /// The home that the person was the reference person of.
    [[nodiscard]] const Home& of(LocalIndex person, int year) const {
        static constexpr Home kNone{};
        const auto& homes = years_[static_cast<std::size_t>(year - kFirstYear)];
        return person < homes.size() ? homes[person] : kNone;
    }

private:
    std::array<std::vector<Home>, kLastYear - kFirstYear + 1> years_;
};

/// Everything that is known of a lineage block when its units are made.
struct Lives {
    const World& world;
    const Stays& stays;
    const WorkHistory& work;
    const Careers& careers;
    const Homes& homes;

    [[nodiscard]] column::UnitIndex unit(LocalIndex index) const {
        return static_cast<column::UnitIndex>(world.first_unit + index);
    }
    [[nodiscard]] std::span<const Stay> stays_of(LocalIndex index) const {
        return {stays.stays.data() + stays.offsets[index],
                stays.stays.data() + stays.offsets[index + std::size_t{1}]};
    }
    /// Where the person lives on `day`; kAbroad when not in Norway, or not alive.
    [[nodiscard]] PlaceIndex place_on(LocalIndex index, base::DayNumber day) const;
};

/// Register-based employment: the main job or own business of residents aged 15-74 on 16 November
/// (project_employment.cpp).
class EmploymentProjection {
public:
    EmploymentProjection(const Lives& lives, UnitColumns& columns);
    /// Writes the person who is the latest unit of its domain.
    void project(LocalIndex index);

private:
    void write(LocalIndex index, const Job& job, int year, base::DayNumber day);

    const Lives& lives_;
    UnitColumns& columns_;
    column::Code8 employee_, self_employed_, reported_, of_business_, sole_, personal_;
};

/// Jobs, and what a-ordningen says of those who have one (project_jobs.cpp).
void project_jobs(const Lives& lives, UnitColumns& columns);
/// Courses of the education that was simulated, and those beside it (courses.cpp).
void project_courses(const Lives& lives, UnitColumns& columns);
/// Vehicles and their owners on 31 December (vehicles.cpp).
void project_vehicles(const Lives& lives, UnitColumns& columns);
/// Electricity meters of homes and cabins (meters.cpp).
void project_meters(const Lives& lives, UnitColumns& columns);
/// Road accidents with injury (accidents.cpp).
void project_accidents(const Lives& lives, UnitColumns& columns);

/// Calls `visit(code, first, last)` with the codes of MUNICIPALITY that `place` has on the dates
/// `day_of(period)`, for the periods from `first` to `last`.
template <class DayOf, class Visit>
void for_each_code(const Places& places, PlaceIndex place, int first, int last, DayOf day_of,
                   Visit visit) {
    int begin = first;
    std::uint16_t code = places.code(place, day_of(first));
    for (int period = first + 1; period <= last; ++period) {
        // Codes change on 1 January alone.
        const std::uint16_t next = places.code(place, day_of(period));
        if (next == code) continue;
        visit(code, begin, period - 1);
        begin = period;
        code = next;
    }
    visit(code, begin, last);
}

/// Days that stand for a month number (period_of_month).
[[nodiscard]] inline base::DayNumber sixteenth(int month) {
    return base::days_from_civil({month / 12, month % 12 + 1, 16});
}
[[nodiscard]] inline base::DayNumber month_end(int month) {
    return base::days_from_civil(
        {month / 12, month % 12 + 1, base::days_in_month(month / 12, month % 12 + 1)});
}

}  // namespace skjerm::datagen
