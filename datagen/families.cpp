#include "datagen/families.h"

#include <algorithm>

namespace skjerm::datagen {

Families families_of(const World& world, int year) {
    Families families;
    families.reference.assign(world.people.size(), kNobody);
    families.by_reference.resize(world.people.size());
    const auto join = [&](LocalIndex index, LocalIndex reference, bool child) {
        families.reference[index] = reference;
        Family& family = families.by_reference[reference];
        const int age = std::clamp(age_on_new_year(world.people[index], year), 0, 115);
        const auto years = static_cast<std::uint8_t>(age);
        if (family.persons == 0) family.oldest = family.youngest = years;
        ++family.persons;
        family.oldest = std::max(family.oldest, years);
        family.youngest = std::min(family.youngest, years);
        if (!child) return;
        ++family.children;
        if (age < 18) ++family.children_under_18;
        family.youngest_child = std::min(family.youngest_child, years);
    };
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        const auto index = static_cast<LocalIndex>(at);
        const Person& person = world.people[at];
        if (!person.is_resident() || !person.is_alive() || lives_with_parent(world, person))
            continue;
        LocalIndex reference = index;
        if (person.partner != kNobody) {
            const Person& other = world.people[person.partner];
            const bool other_is_older =
                other.birth != person.birth ? other.birth < person.birth : person.partner < index;
            if (other_is_older) reference = person.partner;
            families.by_reference[reference].couple = true;
            families.by_reference[reference].married = person.lives_married();
        }
        join(index, reference, false);
    }
    // A parent may live with a parent too; that one comes first.
    const auto place = [&](const auto& self, LocalIndex index) -> LocalIndex {
        if (families.reference[index] == kNobody)
            join(index, self(self, world.people[index].home), true);
        return families.reference[index];
    };
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        const Person& person = world.people[at];
        if (person.is_resident() && person.is_alive() && lives_with_parent(world, person))
            place(place, static_cast<LocalIndex>(at));
    }
    return families;
}

std::size_t family_type(const Family& family, const Person& reference) {
    if (family.children == 0) {
        const int oldest = family.oldest;
        const std::size_t age_group = oldest < 30 ? 0 : oldest < 45 ? 1 : oldest < 67 ? 2 : 3;
        return (!family.couple ? 0 : family.married ? 4 : 8) + age_group;
    }
    const std::size_t stage = family.youngest_child <= 5 ? 0 : family.youngest_child <= 17 ? 1 : 2;
    const std::size_t kind =
        family.couple ? (family.married ? 0 : 1) : (reference.is_woman() ? 2 : 3);
    return 12 + 3 * kind + stage;
}

bool have_common_child(const World& world, LocalIndex one, LocalIndex other) {
    bool common = false;
    world.for_each_child(one, [&](LocalIndex child) {
        const Person& person = world.people[child];
        const bool of_both = person.mother == other || person.father == other;
        if (of_both && (person.home == one || person.home == other)) common = true;
    });
    return common;
}

}  // namespace skjerm::datagen
