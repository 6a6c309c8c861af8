// Families on one day: who lives with whom, and what the family register says of it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "datagen/world.h"

namespace skjerm::datagen {

/// A family, stored at the index of its reference person (the older one of a couple).
struct Family {
    std::uint8_t persons = 0;
    std::uint8_t children_under_18 = 0;
    std::uint8_t children = 0;  ///< of any age
    std::uint8_t oldest = 0;    ///< ages in completed years
    std::uint8_t youngest = 0;
    std::uint8_t youngest_child = 255;
    bool couple = false;
    bool married = false;
};

struct Families {
    std::vector<LocalIndex> reference;  ///< by person; kNobody for those not resident
    std::vector<Family> by_reference;
};

/// Families of all residents on 1 January of `year`, from the state of the world on that day.
[[nodiscard]] Families families_of(const World& world, int year);

/// Age in completed years on 1 January of `year`.
[[nodiscard]] inline int age_on_new_year(const Person& person, int year) {
    return year - 1 - person.birth_year;
}
[[nodiscard]] inline bool lives_with_parent(const World& world, const Person& person) {
    return person.home != kNobody && world.people[person.home].is_resident() &&
           world.people[person.home].is_alive();
}
/// Codes of FAMILY_TYPE that occur: single by age; married and cohabiting couples, mothers and
/// fathers, by age of the youngest child; couples without children by age.
inline constexpr std::array<std::string_view, 24> kFamilyTypes = {
    "1.1.1", "1.1.2", "1.1.3", "1.1.4",  // single: below 30, 45, 67, and above
    "3.1.1", "3.1.2", "3.1.3", "3.1.4",  // married
    "3.1.5", "3.1.6", "3.1.7", "3.1.8",  // cohabiting
    "2.1.1", "2.2.1", "3.2.1",           // married, youngest child 0-5, 6-17, grown up
    "2.1.2", "2.2.2", "3.2.2",           // cohabiting
    "2.3.1", "2.4.1", "3.3.1",           // mother
    "2.3.2", "2.4.2", "3.3.2"};          // father
/// Index into kFamilyTypes.
[[nodiscard]] std::size_t family_type(const Family& family, const Person& reference);
/// Whether two have a child together who lives with them.
[[nodiscard]] bool have_common_child(const World& world, LocalIndex one, LocalIndex other);

}  // namespace skjerm::datagen
