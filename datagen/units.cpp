#include "datagen/units.h"

namespace skjerm::datagen {

void Homes::record(const World& world, const Families& families, const Dwellings& dwellings) {
    if (world.year < kFirstYear || world.year > kLastYear) return;
    auto& homes = years_[static_cast<std::size_t>(world.year - kFirstYear)];
    homes.resize(world.people.size());
    for (std::size_t at = 0; at < homes.size(); ++at) {
        const auto index = static_cast<LocalIndex>(at);
        if (families.reference[at] == index)
            homes[at] = {dwellings.of(index), families.by_reference[index].persons};
    }
}

PlaceIndex Lives::place_on(LocalIndex index, base::DayNumber day) const {
    for (const Stay& stay : stays_of(index))
        if (stay.from <= day && day <= stay.to) return stay.place;
    return kAbroad;
}

}  // namespace skjerm::datagen
