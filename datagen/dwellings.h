// Where in its municipality a family lives: a dwelling with its building, kept while the family
// stays. It is settled once a year, on 1 January, from who lives with whom and where.
#pragma once

#include <cstdint>
#include <vector>

#include "datagen/families.h"
#include "datagen/world.h"

namespace skjerm::datagen {

inline constexpr int kFirstDwellingYear = 1990;

enum class Building : std::uint8_t { Detached, Semi, Row, Block, Communal, Other };

struct Dwelling {
    PlaceIndex place = kAbroad;
    std::int16_t settled_year = 0;  ///< in which a family was last known to live there
    std::int16_t built = 0;         ///< year
    std::int16_t area = 0;          ///< square metres
    std::int16_t settlement = 0;    ///< code of BEFOLKNING_TETTNR; 0 outside urban settlements
    std::uint8_t district = 0;      ///< number within a town that has districts; 0 elsewhere
    std::uint8_t type = 0;          ///< position in kBuildingTypes
    std::uint8_t rooms = 0, bathrooms = 0, floors = 0;
    bool cooperative = false;  ///< share in a housing cooperative, when owned
    bool is_dwelling = true;   ///< registered as one
    bool is_linked = true;     ///< the register knows which unit of the building it is
};

/// Codes of BUILDING_TYPE that are given out.
inline constexpr std::array<std::string_view, 20> kBuildingTypes = {
    "111", "112", "113", "121", "122", "123", "131", "133", "135", "136",
    "141", "142", "143", "144", "145", "146", "151", "152", "159", "199"};
[[nodiscard]] Building building_of(std::uint8_t type);

class Dwellings {
public:
    explicit Dwellings(std::size_t persons) : of_person_(persons, kNone) {}

    /// 1 January of world.year; call it every year from kFirstDwellingYear on.
    void settle(const World& world, const Families& families);
    /// Of a resident on the latest day settled.
    [[nodiscard]] const Dwelling& of(LocalIndex index) const {
        return dwellings_[of_person_[index]];
    }

private:
    static constexpr std::uint32_t kNone = 0xFFFFFFFF;
    [[nodiscard]] bool can_stay(const World& world, LocalIndex member) const;
    std::uint32_t build(const World& world, LocalIndex reference, const Family& family);

    std::vector<Dwelling> dwellings_;
    std::vector<std::uint32_t> of_person_;
};

}  // namespace skjerm::datagen
