// The population of the census of 1960, made at once: ages, couples, who is whose child.
#include <algorithm>

#include "datagen/education.h"
#include "datagen/steps.h"

namespace skjerm::datagen {

namespace {

using base::DayNumber;

// Share of women who are or have been married in 1960, by age.
constexpr Knot kEverMarried[] = {{17, 0.0},  {19, 0.10}, {22, 0.45}, {26, 0.76},
                                 {32, 0.87}, {45, 0.87}, {60, 0.80}, {90, 0.76}};
constexpr Knot kWidowed[] = {{35, 0.01}, {50, 0.06}, {60, 0.14},
                             {70, 0.33}, {80, 0.60}, {90, 0.85}};
constexpr double kLocalShare = 0.72;  // of founders who come from the block's home counties
constexpr std::uint32_t kHomeCounties = 6;
constexpr double kGolden = 0.61803398874989484820;

// Counties that a block draws its founders from: six points of a low-discrepancy sequence over the
// population, so that few blocks together cover the country evenly.
PlaceIndex draw_home(const World& world, Draws& draws) {
    const Places& places = world.model.places;
    if (!draws.chance(kLocalShare)) return places.draw_1960(draws);
    const double point =
        static_cast<double>(world.block * kHomeCounties + draws.below(kHomeCounties)) * kGolden;
    const double share = point - static_cast<double>(static_cast<std::int64_t>(point));
    return places.draw_in_county(places.county_at(share), draws);
}

void add_persons(World& world, std::uint32_t count) {
    for (std::uint32_t number = 0; number < count; ++number) {
        const LocalIndex index = world.add_person();
        Person& person = world.people[index];
        Draws draws = world.draws(Stream::Founder, index);
        // Ages from the cumulative distribution at evenly spread points: no chance in the ages.
        double share = (static_cast<double>(number) + draws.uniform()) / count;
        std::size_t group = 0;
        while (group + 1 < kFounderAges.size() && share >= kFounderAges[group])
            share -= kFounderAges[group++];
        const double within = std::clamp(share / kFounderAges[group], 0.0, 0.999);
        const int age = static_cast<int>(group) * 5 + static_cast<int>(within * 5.0);
        person.birth_year = static_cast<std::int16_t>(kFirstSimulatedYear - 1 - age);
        const DayNumber first = base::days_from_civil({person.birth_year, 1, 1});
        person.birth = first + draws.between(1, 364);
        person.first_day = person.birth;
        person.busy = base::days_from_civil({kFirstSimulatedYear - 1, 12, 31});
        const double women = age < 40 ? 0.492 : age < 60 ? 0.505 : age < 75 ? 0.54 : 0.58;
        person.sex = draws.chance(women) ? Sex::Woman : Sex::Man;
        person.ability = static_cast<float>(draws.normal());
        person.health = static_cast<float>(draws.normal());
        person.same_sex = draws.chance(0.012);
        if (draws.chance(0.012)) {
            // The few foreign-born of 1960: neighbours, refugees of 1956, war brides.
            person.country = world.model.origins.draw(kFirstSimulatedYear, draws);
            person.category = Category::Immigrant;
            person.arrival_year = static_cast<std::int16_t>(
                std::max<int>(person.birth_year, kFirstSimulatedYear - draws.between(1, 12)));
            person.first_day =
                std::max(person.birth, base::days_from_civil({person.arrival_year, 6, 15}));
        }
        person.place = draw_home(world, draws);
        person.birth_place = person.is_foreign_born() ? kAbroad : person.place;
        world.place_events.push_back({person.first_day, index, person.place});
    }
}

// Pairs women with the man nearest to the age wished for.
void pair_up(World& world) {
    std::vector<LocalIndex> men;
    std::vector<LocalIndex> women;
    for (std::size_t at = 0; at < world.people.size(); ++at)
        (world.people[at].is_woman() ? women : men).push_back(static_cast<LocalIndex>(at));
    const auto by_birth = [&](LocalIndex left, LocalIndex right) {
        const Person& a = world.people[left];
        const Person& b = world.people[right];
        return a.birth != b.birth ? a.birth < b.birth : left < right;
    };
    std::sort(men.begin(), men.end(), by_birth);
    for (const LocalIndex woman : women) {
        const int age = kFirstSimulatedYear - 1 - world.people[woman].birth_year;
        Draws draws = world.draws(Stream::Founder, woman, 1);
        if (age < 18 || !draws.chance(interpolate(kEverMarried, age))) continue;
        const double fate = draws.uniform();
        const double widowed = interpolate(kWidowed, age);
        const DayNumber some_day =
            base::days_from_civil({kFirstSimulatedYear - 1 - draws.between(0, 3), 6, 1});
        if (fate < widowed) {
            world.people[woman].civil = Civil::Widowed;
            world.people[woman].civil_day = some_day;
            continue;
        }
        if (fate < widowed + 0.018 && age > 24) {
            world.people[woman].civil = Civil::Divorced;
            world.people[woman].civil_day = some_day;
            continue;
        }
        const DayNumber wish = world.people[woman].birth -
                               static_cast<DayNumber>(365.25 * (3.0 + 4.2 * draws.normal()));
        auto start = std::lower_bound(
            men.begin(), men.end(), wish,
            [&](LocalIndex man, DayNumber day) { return world.people[man].birth < day; });
        // The nearest free man on either side.
        std::ptrdiff_t at = start - men.begin();
        std::ptrdiff_t chosen = -1;
        for (std::ptrdiff_t distance = 0; distance < 60 && chosen < 0; ++distance)
            for (const std::ptrdiff_t position : {at + distance, at - 1 - distance}) {
                if (position < 0 || position >= std::ssize(men)) continue;
                const Person& man = world.people[men[static_cast<std::size_t>(position)]];
                if (man.partner != kNobody || man.birth_year > kFirstSimulatedYear - 19) continue;
                chosen = position;
                break;
            }
        if (chosen < 0) continue;
        const LocalIndex man = men[static_cast<std::size_t>(chosen)];
        const int married_age = std::min(age, draws.between(19, 29));
        const int year =
            std::min(kFirstSimulatedYear - 1, std::max(world.people[woman].birth_year + married_age,
                                                       world.people[man].birth_year + 18));
        const DayNumber day =
            base::days_from_civil({year, draws.between(1, 12), draws.between(1, 28)});
        world.join(woman, man, day);
        world.people[woman].spouse = man;
        world.people[man].spouse = woman;
        for (const LocalIndex one : {woman, man}) {
            world.people[one].civil = Civil::Married;
            world.people[one].civil_day = day;
        }
        world.people[woman].place = world.people[man].place;
    }
    // Widowers and divorced men, from those who stayed single.
    for (const LocalIndex man : men) {
        Person& person = world.people[man];
        if (person.partner != kNobody) continue;
        const int age = kFirstSimulatedYear - 1 - person.birth_year;
        Draws draws = world.draws(Stream::Founder, man, 1);
        if (age > 30 && draws.chance(0.9 * interpolate(kWidowed, age)))
            person.civil = Civil::Widowed;
        else if (age > 28 && draws.chance(0.05))
            person.civil = Civil::Divorced;
    }
}

// Chance that the parents of a founder born then are recorded.
constexpr Knot kLinked[] = {{1929, 0.0}, {1930, 0.35}, {1940, 0.50}, {1950, 0.72}, {1960, 0.92}};

bool gives_birth_then(const World& world, LocalIndex woman, DayNumber birth, bool eager) {
    const Person& mother = world.people[woman];
    const double age = static_cast<double>(birth - mother.birth) / 365.25;
    if (age < 18.0 || age > 44.0) return false;
    if (mother.is_foreign_born() && mother.first_day >= birth) return false;
    if (!eager && mother.children >= 5) return false;
    bool room = true;
    world.for_each_child(woman, [&](LocalIndex sibling) {
        const DayNumber apart = birth - world.people[sibling].birth;
        if (apart > -310 && apart < 310) room = false;
    });
    return room;
}

void give_parents(World& world, LocalIndex index, const std::vector<LocalIndex>& mothers) {
    Person& child = world.people[index];
    const int age = kFirstSimulatedYear - 1 - child.birth_year;
    if (age > 29 || mothers.empty() || child.is_foreign_born()) return;
    Draws draws = world.draws(Stream::Links, index);
    const bool minor = age < 18;
    for (int attempt = 0; attempt < (minor ? 400 : 60); ++attempt) {
        const LocalIndex mother = mothers[draws.below(static_cast<std::uint32_t>(mothers.size()))];
        const double age_then =
            static_cast<double>(child.birth - world.people[mother].birth) / 365.25;
        const double off = (age_then - 28.0) / 6.5;
        if (attempt < 200 && !draws.chance(fixed_exp(-0.5 * std::min(off * off, 1000.0)))) continue;
        if (mother == index || !gives_birth_then(world, mother, child.birth, attempt > 100))
            continue;
        LocalIndex father = world.people[mother].partner;
        // Couples were formed first: nobody may turn out to be married to a parent or sibling.
        if (child.partner != kNobody && (child.partner == mother || child.partner == father ||
                                         world.people[child.partner].mother == mother))
            continue;
        if (father != kNobody && (child.birth - world.people[father].birth < 17 * 366 ||
                                  (world.people[father].is_foreign_born() &&
                                   world.people[father].first_day >= child.birth)))
            father = kNobody;
        world.set_parents(index, mother, father);
        ++world.people[mother].children;
        if (father != kNobody) ++world.people[father].children;
        world.people[mother].last_birth_year =
            std::max(world.people[mother].last_birth_year, child.birth_year);
        const bool known = draws.chance(interpolate(kLinked, child.birth_year));
        child.mother_known = known;
        child.father_known = known && father != kNobody && draws.chance(0.97);
        const bool at_home = child.partner == kNobody && (age < 19 || draws.chance(0.4));
        if (at_home) {
            child.home = mother;
            child.place = world.people[mother].place;
        }
        child.birth_place = world.people[mother].place;
        const Person& mother_ref = world.people[mother];
        const double inherited =
            0.5 * (static_cast<double>(mother_ref.ability) +
                   static_cast<double>(father == kNobody ? mother_ref.ability
                                                         : world.people[father].ability));
        child.ability =
            static_cast<float>(0.45 * inherited + 0.94 * static_cast<double>(child.ability));
        if (mother_ref.is_foreign_born() ||
            (father != kNobody && world.people[father].is_foreign_born()))
            child.category = mother_ref.is_foreign_born() &&
                                     (father == kNobody || world.people[father].is_foreign_born())
                                 ? Category::NativeOfImmigrants
                                 : Category::NativeOneForeign;
        return;
    }
}

}  // namespace

void add_founders(World& world, std::uint32_t count) {
    add_persons(world, count);
    pair_up(world);
    std::vector<LocalIndex> mothers;
    std::vector<LocalIndex> oldest_first;
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        const auto index = static_cast<LocalIndex>(at);
        oldest_first.push_back(index);
        const Person& person = world.people[at];
        if (person.is_woman() && person.civil != Civil::Never) mothers.push_back(index);
    }
    std::stable_sort(oldest_first.begin(), oldest_first.end(), [&](LocalIndex a, LocalIndex b) {
        return world.people[a].birth < world.people[b].birth;
    });
    for (const LocalIndex index : oldest_first) {
        give_parents(world, index, mothers);
        if (world.people[index].turns(kFirstSimulatedYear) > 16) draw_past_schooling(world, index);
    }
    // The places of the first events were those before couples and families moved together.
    for (PlaceEvent& event : world.place_events) event.place = world.people[event.person].place;
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        const Person& person = world.people[at];
        world.civil_events.push_back({person.first_day, static_cast<LocalIndex>(at), Civil::Never});
        if (person.civil != Civil::Never)
            world.civil_events.push_back({std::max(person.civil_day, person.first_day + 1),
                                          static_cast<LocalIndex>(at), person.civil});
    }
}

}  // namespace skjerm::datagen
