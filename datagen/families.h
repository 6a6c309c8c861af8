// Families on one day: who lives with whom, and what the family register says of it.
#pragma once

#include <cstdint>
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
/// Code of FAMILY_TYPE: kind and age group, "2.1.1".
[[nodiscard]] const char* family_type(const Family& family, const Person& reference);
/// Whether two have a child together who lives with them.
[[nodiscard]] bool have_common_child(const World& world, LocalIndex one, LocalIndex other);

}  // namespace skjerm::datagen
