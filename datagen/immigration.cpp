// Immigration: single persons, couples and families, those who join somebody here, and children who
// come to Norwegian parents.
#include <algorithm>

#include "datagen/education.h"
#include "datagen/steps.h"

namespace skjerm::datagen {

namespace {

using base::DayNumber;

struct Arrival {
    CountryIndex country;
    DayNumber day;
    PlaceIndex place;
    bool short_stay;
};

// The shares of singles, couples and parents among those who come first, and why they come.
Reason draw_reason(OriginGroup group, Draws& draws) {
    const double at = draws.uniform();
    switch (group) {
        case OriginGroup::Refugee:
            return at < 0.56 ? Reason::Refuge : Reason::Family;
        case OriginGroup::Family:
            return at < 0.72   ? Reason::Family
                   : at < 0.84 ? Reason::Work
                   : at < 0.98 ? Reason::Education
                               : Reason::Other;
        case OriginGroup::EastEurope:
            return at < 0.80    ? Reason::Work
                   : at < 0.93  ? Reason::Family
                   : at < 0.985 ? Reason::Education
                                : Reason::Other;
        case OriginGroup::Other:
            return at < 0.38   ? Reason::Work
                   : at < 0.64 ? Reason::Family
                   : at < 0.98 ? Reason::Education
                               : Reason::Other;
        default:
            break;
    }
    return at < 0.62   ? Reason::Work
           : at < 0.80 ? Reason::Family
           : at < 0.97 ? Reason::Education
                       : Reason::Other;
}

LocalIndex add_immigrant(World& world, const Arrival& arrival, Sex sex, double age_years,
                         Reason reason) {
    const LocalIndex index = world.add_person();
    Person& person = world.people[index];
    Draws draws = world.draws(Stream::ImmigrantPerson, index);
    person.birth = arrival.day - static_cast<DayNumber>(age_years * 365.25) - draws.between(0, 364);
    person.birth_year = static_cast<std::int16_t>(base::civil_from_days(person.birth).year);
    person.first_day = arrival.day;
    person.arrival_year = static_cast<std::int16_t>(world.year);
    person.sex = sex;
    person.country = arrival.country;
    person.category = Category::Immigrant;
    person.reason = reason;
    person.short_stay = arrival.short_stay;
    person.ability = static_cast<float>(draws.normal());
    person.health = static_cast<float>(draws.normal());
    person.same_sex = draws.chance(0.012);
    world.place_at(index, arrival.place, arrival.day);
    if (draws.chance(0.16) && age_years >= 18) person.civil = Civil::Unknown;
    person.civil_day = arrival.day;
    world.civil_events.push_back({arrival.day, index, person.civil});
    draw_foreign_schooling(world, index);
    return index;
}

void marry_on_arrival(World& world, LocalIndex newcomer, LocalIndex other, DayNumber day) {
    world.join(newcomer, other, day);
    world.marry(newcomer, other, day);
}

// A child of the given parents (either may be nobody); false when no age fits.
bool add_child(World& world, const Arrival& arrival, LocalIndex mother, LocalIndex father,
               Reason reason, double link_known, Draws& draws) {
    const LocalIndex parent = mother != kNobody ? mother : father;
    const double parent_age =
        static_cast<double>(arrival.day - world.people[parent].birth) / 365.25;
    const double oldest = std::min(17.0, parent_age - 19.0);
    const double youngest = std::max(0.0, parent_age - (mother != kNobody ? 45.0 : 60.0));
    if (oldest <= youngest + 0.5) return false;
    const double age = youngest + (oldest - youngest) * draws.uniform();
    const Sex sex = draws.chance(0.52) ? Sex::Man : Sex::Woman;
    const LocalIndex child =
        add_immigrant(world, arrival, sex, age > 0.5 ? age - 0.5 : 0.0, reason);
    // The birth may be up to a year earlier than asked for: still within the bounds above.
    Person& person = world.people[child];
    LocalIndex other = father;
    if (other != kNobody && mother != kNobody &&
        (person.birth - world.people[father].birth < 17 * 366 ||
         person.birth - world.people[father].birth > 70 * 365))
        other = kNobody;
    for (LocalIndex sibling = world.people[parent].first_child; sibling != kNobody;
         sibling = world.people[parent].is_woman() ? world.people[sibling].next_of_mother
                                                   : world.people[sibling].next_of_father) {
        const DayNumber apart = person.birth - world.people[sibling].birth;
        if (apart > -300 && apart < 300) {
            // As twins: nobody has two children within ten months.
            person.birth = world.people[sibling].birth;
            person.birth_year = world.people[sibling].birth_year;
            break;
        }
    }
    if (person.birth > arrival.day) person.birth = arrival.day;
    world.set_parents(child, mother, other);
    person.home = parent;
    person.mother_known = mother != kNobody && draws.chance(link_known);
    person.father_known = other != kNobody && draws.chance(link_known);
    if (mother != kNobody) ++world.people[mother].children;
    if (other != kNobody) ++world.people[other].children;
    return true;
}

double link_known_share(const World& world, CountryIndex country, Reason reason) {
    if (world.model.origins.is_bosnia(country)) return 0.93;
    return reason == Reason::Refuge ? 0.55 : 0.40;
}

// Somebody single whom a newcomer may join in marriage: from the same country, or Norwegian-born
// for women of the countries from which many marry to Norway.
LocalIndex find_spouse(const World& world, Sex sex, CountryIndex country, bool natives_too,
                       double age, Draws& draws) {
    for (int attempt = 0; attempt < 240 && !world.residents.empty(); ++attempt) {
        const LocalIndex candidate =
            world.residents[draws.below(static_cast<std::uint32_t>(world.residents.size()))];
        const Person& person = world.people[candidate];
        if (!person.is_alive() || !person.is_resident() || person.sex == sex) continue;
        if (person.partner != kNobody || person.spouse != kNobody || person.short_stay) continue;
        if (person.same_sex || person.civil_day >= world.year_start()) continue;
        const bool native = natives_too && person.category == Category::Native && attempt > 90;
        if (person.country != country && !native) continue;
        if (person.arrival_year == world.year || person.busy >= world.year_end() - 1) continue;
        const double other_age = person.turns(world.year);
        const double older = sex == Sex::Woman ? other_age - age : age - other_age;
        if (other_age < 20 || older < -6 || older > (native ? 22 : 12)) continue;
        return candidate;
    }
    return kNobody;
}

// Adds one unit of arrivals with at most `room` persons.
void add_unit(World& world, std::uint32_t room, Draws& draws) {
    const CountryIndex country = world.model.origins.draw(world.year, draws);
    const Country& origin = world.model.origins.country(country);
    Arrival arrival{country, world.draw_day(draws), world.model.places.draw_for_immigrant(draws),
                    draws.chance(world.model.demography.short_stay_share(world.year))};
    if (world.year == kLastSimulatedYear)
        arrival.day =
            draws.between(world.year_start() + 1, base::days_from_civil({world.year, 9, 30}));
    Reason reason = draw_reason(origin.group, draws);
    const bool ukraine = world.model.origins.is_ukraine(country) && world.year >= 2022;
    if (ukraine) reason = Reason::Refuge;
    if (arrival.short_stay && reason == Reason::Family) reason = Reason::Work;
    const Sex sex = draws.chance(reason == Reason::Family ? 0.88 * origin.men : origin.men)
                        ? Sex::Man
                        : Sex::Woman;
    double age = reason == Reason::Education ? 23.0 + 3.5 * draws.normal()
                 : reason == Reason::Refuge  ? 31.0 + (ukraine ? 14.0 : 10.0) * draws.normal()
                                             : 30.0 + 7.5 * draws.normal();
    age = std::clamp(age, 18.5, 75.0);

    if (reason == Reason::Family) {
        const bool to_natives = origin.group == OriginGroup::Family ||
                                origin.group == OriginGroup::West ||
                                origin.group == OriginGroup::Other;
        const LocalIndex spouse = find_spouse(world, sex, country, to_natives, age, draws);
        if (spouse != kNobody) {
            arrival.place = world.people[spouse].place;
            arrival.day = std::max(arrival.day, world.people[spouse].busy + 1);
            const LocalIndex newcomer = add_immigrant(world, arrival, sex, age, reason);
            world.people[spouse].home = kNobody;
            world.people[spouse].busy = std::max(world.people[spouse].busy, arrival.day);
            marry_on_arrival(world, newcomer, spouse, arrival.day);
            return;
        }
    }
    const bool couple_wanted =
        !arrival.short_stay && reason != Reason::Education &&
        draws.chance(reason == Reason::Refuge ? (ukraine ? 0.30 : 0.34) : 0.20);
    const bool single_parent = !couple_wanted && !arrival.short_stay && sex == Sex::Woman &&
                               draws.chance(reason == Reason::Refuge ? 0.45 : 0.10);
    const LocalIndex first = add_immigrant(world, arrival, sex, age, reason);
    --room;
    LocalIndex second = kNobody;
    const Reason follower = reason == Reason::Refuge ? Reason::Refuge : Reason::Family;
    if (couple_wanted && room > 0) {
        const Sex other_sex = sex == Sex::Man ? Sex::Woman : Sex::Man;
        const double gap = 2.5 + 3.0 * draws.normal();
        const double other_age = std::clamp(sex == Sex::Man ? age - gap : age + gap, 18.5, 80.0);
        second = add_immigrant(world, arrival, other_sex, other_age, follower);
        world.people[first].civil = world.people[second].civil = Civil::Never;
        marry_on_arrival(world, first, second, arrival.day);
        --room;
    }
    if (second == kNobody && !single_parent) return;
    const LocalIndex mother = sex == Sex::Woman ? first : second;
    const LocalIndex father = sex == Sex::Woman ? second : first;
    const double known = link_known_share(world, country, reason);
    const double wanted = reason == Reason::Refuge ? 2.4 : 1.5;
    auto children = static_cast<int>(wanted * 2.0 * draws.uniform() * draws.uniform() * 1.6 +
                                     (single_parent ? 1.0 : 0.2));
    for (; children > 0 && room > 0; --children) {
        if (!add_child(world, arrival, mother, father, follower, known, draws)) break;
        --room;
    }
}

// A foreign-born child who comes to a couple of whom the mother, or both, are Norwegian-born.
bool add_norwegian_child(World& world, bool one_norwegian, Draws& draws) {
    for (int attempt = 0; attempt < 60; ++attempt) {
        const LocalIndex woman =
            world.residents[draws.below(static_cast<std::uint32_t>(world.residents.size()))];
        const Person& mother = world.people[woman];
        if (!mother.is_woman() || !mother.is_alive() || !mother.is_resident()) continue;
        if (mother.partner == kNobody || world.people[mother.partner].is_woman()) continue;
        if (!world.people[mother.partner].is_alive()) continue;
        const Person& father = world.people[mother.partner];
        const int age = mother.turns(world.year);
        if (age < 27 || age > 44 || father.turns(world.year) < 27) continue;
        const int foreign = (mother.is_foreign_born() ? 1 : 0) + (father.is_foreign_born() ? 1 : 0);
        if (foreign != (one_norwegian ? 1 : 0)) continue;
        Arrival arrival{world.model.origins.draw_adoption(draws), 0, mother.place, false};
        arrival.day = world.draw_day(draws, std::max(mother.busy, father.busy));
        const DayNumber frame_end = base::days_from_civil({kLastSimulatedYear, 9, 30});
        if (arrival.day == kNever || arrival.day > frame_end) continue;
        const LocalIndex partner = mother.partner;
        const LocalIndex child =
            add_immigrant(world, arrival, draws.chance(0.5) ? Sex::Man : Sex::Woman,
                          0.3 + 3.0 * draws.uniform(), Reason::Family);
        Person& person = world.people[child];
        person.category =
            one_norwegian ? Category::ForeignOneNorwegian : Category::ForeignOfNorwegians;
        world.set_parents(child, woman, partner);
        person.home = woman;
        person.mother_known = person.father_known = true;
        world.people[woman].busy = std::max(world.people[woman].busy, arrival.day);
        ++world.people[woman].children;
        ++world.people[partner].children;
        return true;
    }
    return false;
}

}  // namespace

void add_immigrants(World& world, std::uint32_t count) {
    const std::size_t end = world.people.size() + count;
    Draws draws = world.block_draws(Stream::Immigration);
    // Adoptions and children born abroad: some 900 and 1 000 a year in the full population.
    const double both = world.year < 1965 ? 0.0 : world.year < 2010 ? 950.0 : 480.0;
    const double one = world.year < 1965 ? 0.0 : 2100.0;
    if (!world.residents.empty()) {
        auto special = static_cast<std::uint32_t>(both * world.scale + draws.uniform());
        for (; special > 0 && world.people.size() < end; --special)
            add_norwegian_child(world, false, draws);
        special = static_cast<std::uint32_t>(one * world.scale + draws.uniform());
        for (; special > 0 && world.people.size() < end; --special)
            add_norwegian_child(world, true, draws);
    }
    while (world.people.size() < end)
        add_unit(world, static_cast<std::uint32_t>(end - world.people.size()), draws);
}

}  // namespace skjerm::datagen
