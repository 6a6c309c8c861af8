// Where immigrants come from, when and why: the countries of birth with their arrivals by period.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "datagen/catalogue.h"
#include "datagen/rng.h"

namespace skjerm::datagen {

/// Countries whose people come for like reasons and stay alike.
enum class OriginGroup : std::uint8_t { Norway, Nordic, West, EastEurope, Refugee, Family, Other };

struct Country {
    std::uint16_t code = 0;  ///< dictionary code of COUNTRY
    OriginGroup group = OriginGroup::Norway;
    double men = 0.5;  ///< among adults who come first
};

/// Index into the list of countries; 0 is Norway.
using CountryIndex = std::uint8_t;

class Origins {
public:
    explicit Origins(const Catalogue& catalogue);

    [[nodiscard]] const Country& country(CountryIndex index) const { return countries_[index]; }
    [[nodiscard]] std::size_t size() const { return countries_.size(); }
    /// Country of an immigrant of `year`.
    [[nodiscard]] CountryIndex draw(int year, Draws& draws) const;
    /// Country of a child that comes to Norwegian parents.
    [[nodiscard]] CountryIndex draw_adoption(Draws& draws) const;
    /// Index of a code; it must be in the list.
    [[nodiscard]] CountryIndex find(std::string_view code) const;
    [[nodiscard]] bool is_bosnia(CountryIndex index) const { return index == bosnia_; }
    [[nodiscard]] bool is_ukraine(CountryIndex index) const { return index == ukraine_; }

private:
    std::vector<Country> countries_;
    std::vector<std::string_view> codes_;
    std::vector<std::vector<double>> cumulative_;  // by year from 1960
    std::vector<CountryIndex> adoption_countries_;
    CountryIndex bosnia_ = 0;
    CountryIndex ukraine_ = 0;
};

}  // namespace skjerm::datagen
