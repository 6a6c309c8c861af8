// Where people live. The unit of place is a chain of municipality codes: what one and the same spot
// was called before and after each reform from 2017 to 2024. A person who does not move keeps its
// place and changes its code, so a code is in force on every day by construction. A municipality
// that was divided has one place for each of its successors, with the shares of the register
// description as weights.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "datagen/catalogue.h"
#include "datagen/rng.h"
#include "skjerm/base/date.h"

namespace skjerm::datagen {

using PlaceIndex = std::uint16_t;
inline constexpr PlaceIndex kAbroad = 0xFFFF;

/// Mobility differs by stage of life: to the large towns, out of them, neither.
enum class MoverKind : std::uint8_t { Young, Family, Other };

class Places {
public:
    static constexpr std::size_t kCounties = 15;  ///< of 2024

    explicit Places(const Catalogue& catalogue);

    [[nodiscard]] std::size_t size() const { return places_.size(); }
    /// Dictionary code of MUNICIPALITY in force at `place` on `day`.
    [[nodiscard]] std::uint16_t code(PlaceIndex place, base::DayNumber day) const;
    /// Days on which codes change, ascending.
    [[nodiscard]] const std::vector<base::DayNumber>& reforms() const { return reforms_; }
    /// Index of the county of 2024.
    [[nodiscard]] std::size_t county(PlaceIndex place) const { return places_[place].county; }
    [[nodiscard]] bool is_oslo(PlaceIndex place) const { return county(place) == 0; }
    /// People who lived there in 2024.
    [[nodiscard]] double population(PlaceIndex place) const { return places_[place].weight; }
    /// The place of a county where most people live.
    [[nodiscard]] PlaceIndex centre(std::size_t county) const;
    /// Level of house prices, 1 = the country's mean.
    [[nodiscard]] double price_level(PlaceIndex place) const;
    /// Deviation of log wages that all who live there share.
    [[nodiscard]] double wage_level(PlaceIndex place) const { return places_[place].wage_level; }

    /// A place drawn by the number of people living there in 1960.
    [[nodiscard]] PlaceIndex draw_1960(Draws& draws) const;
    /// A place within a county, by population.
    [[nodiscard]] PlaceIndex draw_in_county(std::size_t county, Draws& draws) const;
    /// Where a newcomer from abroad settles.
    [[nodiscard]] PlaceIndex draw_for_immigrant(Draws& draws) const;
    /// Where someone moving from `place` goes in `year`.
    [[nodiscard]] PlaceIndex draw_move(PlaceIndex from, int year, MoverKind kind,
                                       Draws& draws) const;
    /// A town with a university or college.
    [[nodiscard]] PlaceIndex draw_study_place(PlaceIndex home, Draws& draws) const;
    /// County by position in the cumulative distribution of 1960, for stratified drawing.
    [[nodiscard]] std::size_t county_at(double share) const;

private:
    struct Place {
        std::vector<std::uint16_t> codes;  // before the first reform, then from each one on
        std::size_t county = 0;
        double weight = 0;  // people in 2024
        double wage_level = 0;
    };
    using CountyRow = std::array<double, kCounties>;  // cumulative probabilities
    using CountyMatrix = std::array<CountyRow, kCounties>;
    static constexpr int kFirstPeriod = 1960;
    static constexpr int kPeriodYears = 5;
    static constexpr std::size_t kPeriods = 14;
    static constexpr std::size_t kMoverKinds = 3;

    void build_chains(const Catalogue& catalogue);
    void weigh_chains(const Catalogue& catalogue);
    void build_flows();

    std::vector<Place> places_;
    std::vector<base::DayNumber> reforms_;
    std::vector<std::vector<PlaceIndex>> in_county_;
    std::vector<std::vector<double>> cumulative_in_county_;
    CountyRow cumulative_1960_{};
    CountyRow cumulative_immigrants_{};
    CountyRow cumulative_studies_{};
    std::array<std::array<CountyMatrix, kMoverKinds>, kPeriods> flows_{};
};

}  // namespace skjerm::datagen
