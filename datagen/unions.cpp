// Couples: who seeks whom, cohabitation, marriage, break-up, separation and divorce.
#include <algorithm>
#include <cmath>
#include <vector>

#include "datagen/steps.h"

namespace skjerm::datagen {

namespace {

using base::DayNumber;

// Yearly chance that someone single begins to live with somebody, by age of women around 2000.
// Earlier generations were younger (kAgeShift) and men are two years older.
constexpr Knot kSeeking[] = {{16, 0.0},   {17, 0.01},  {18, 0.03},  {20, 0.12}, {22, 0.18},
                             {25, 0.24},  {29, 0.26},  {32, 0.23},  {36, 0.16}, {42, 0.095},
                             {50, 0.045}, {60, 0.018}, {70, 0.006}, {80, 0.001}};
constexpr Knot kAgeShift[] = {{1960, 2.0}, {1975, 2.0}, {1990, 0.0}, {2005, 0.0}, {2025, -0.8}};
constexpr Knot kSeekingLevel[] = {{1960, 1.25}, {1975, 1.1}, {1990, 0.88}, {2025, 0.87}};
// Couples that marry when they move together.
constexpr Knot kDirectMarriage[] = {{1960, 0.97}, {1970, 0.90}, {1980, 0.45},
                                    {1990, 0.14}, {2000, 0.08}, {2025, 0.05}};
// Yearly chance that cohabitants marry.
constexpr Knot kMarrying[] = {{1960, 0.40},  {1975, 0.30},  {1985, 0.15}, {1993, 0.105},
                              {2000, 0.098}, {2010, 0.067}, {2023, 0.041}};
constexpr Knot kCohabitantsPart[] = {{1960, 0.03}, {1980, 0.065}, {2000, 0.140}, {2025, 0.195}};
// Separations by years married, and their level over time.
constexpr Knot kSeparation[] = {{0, 0.004},   {2, 0.012},   {4, 0.0205},  {9, 0.0205},
                                {16, 0.0155}, {24, 0.0085}, {32, 0.0035}, {45, 0.0007}};
constexpr Knot kSeparationLevel[] = {{1960, 0.28}, {1968, 0.35}, {1980, 0.80}, {1990, 1.15},
                                     {2004, 1.24}, {2012, 1.16}, {2025, 0.94}};

constexpr double kAgeGap = 2.8;  // years, man older than woman

bool may_marry(const World& world, const Person& person) {
    const bool civil = person.civil != Civil::Married && person.civil != Civil::Partner &&
                       person.civil != Civil::Separated && person.civil != Civil::SeparatedPartner;
    return civil && person.spouse == kNobody && person.turns(world.year) >= 19 &&
           person.civil_day < world.year_start();
}

// Distance between two as a couple; small is good. Never for kin.
double mismatch(const World& world, const Person& one, const Person& other, double wish) {
    const Origins& origins = world.model.origins;
    const bool same_sex = one.sex == other.sex;
    const double older = static_cast<double>(one.birth - other.birth) / 365.25;
    double distance = std::abs(older - (same_sex ? 0.0 : kAgeGap) - wish);
    if (one.place != other.place)
        distance += world.model.places.county(one.place) == world.model.places.county(other.place)
                        ? 1.0
                        : 3.2;
    if (one.country != other.country) {
        const auto strange = [&](const Person& person) {
            switch (origins.country(person.country).group) {
                case OriginGroup::Norway:
                    return person.category == Category::NativeOfImmigrants ? 2.2 : 0.0;
                case OriginGroup::Nordic:
                case OriginGroup::West:
                    return 2.6;
                case OriginGroup::EastEurope:
                    return 6.0;
                case OriginGroup::Refugee:
                    return 7.0;
                case OriginGroup::Family:
                    return person.is_woman() ? 2.4 : 5.5;
                case OriginGroup::Other:
                    return 4.6;
            }
            return 0.0;
        };
        distance += std::max(strange(one), strange(other));
    }
    distance += 1.1 * std::abs(static_cast<double>(one.school.level >= Level::Short) -
                               static_cast<double>(other.school.level >= Level::Short));
    distance += 0.8 * std::abs(static_cast<double>(one.ability) - other.ability);
    return distance;
}

void move_together(World& world, LocalIndex one, LocalIndex other) {
    Draws draws = world.draws(Stream::UnionMatch, one, world.year);
    const bool one_moves = draws.chance(0.55);
    const LocalIndex mover = one_moves ? one : other;
    const LocalIndex stayer = one_moves ? other : one;
    std::vector<LocalIndex> family = world.family_of(mover);
    DayNumber after = world.people[stayer].busy;
    for (const LocalIndex member : family) after = std::max(after, world.people[member].busy);
    const DayNumber day = world.draw_day(draws, after);
    if (day == kNever) return;
    const PlaceIndex place = world.people[stayer].place;
    const bool moved = world.people[mover].place != place;
    if (moved)
        for (const LocalIndex member : family) world.place_at(member, place, day);
    world.people[mover].busy = world.people[stayer].busy = day;
    world.join(one, other, day);
    world.people[one].separate_homes_before = world.people[other].separate_homes_before =
        draws.chance(0.55);

    const OriginGroup group = world.model.origins.country(world.people[one].country).group;
    const bool traditional = group == OriginGroup::Refugee || group == OriginGroup::Family;
    const double direct = traditional ? std::max(0.55, interpolate(kDirectMarriage, world.year))
                                      : interpolate(kDirectMarriage, world.year);
    const bool same_sex = world.people[one].sex == world.people[other].sex;
    if (may_marry(world, world.people[one]) && may_marry(world, world.people[other]) &&
        (!same_sex || world.year >= 1994) && draws.chance(direct))
        world.marry(one, other, day);
}

void match(World& world, const std::vector<LocalIndex>& seekers, std::vector<LocalIndex> offered) {
    for (const LocalIndex seeker : seekers) {
        const Person& one = world.people[seeker];
        if (one.partner != kNobody) continue;
        Draws draws = world.draws(Stream::UnionMatch, seeker, world.year + 4000);
        const double wish = 4.2 * draws.normal();
        std::size_t best = offered.size();
        double best_distance = 13.0;
        for (std::size_t position = 0; position < offered.size(); ++position) {
            const Person& other = world.people[offered[position]];
            if (offered[position] == seeker || other.partner != kNobody) continue;
            const double distance = mismatch(world, one, other, wish);
            if (distance < best_distance && !world.are_kin(seeker, offered[position])) {
                best = position;
                best_distance = distance;
            }
        }
        if (best == offered.size()) continue;
        const LocalIndex chosen = offered[best];
        offered[best] = offered.back();
        offered.pop_back();
        move_together(world, seeker, chosen);
    }
}

void find_partners(World& world) {
    std::vector<LocalIndex> women, men, men_for_men, women_for_women;
    for (const LocalIndex index : world.residents) {
        const Person& person = world.people[index];
        if (person.partner != kNobody || !person.is_alive()) continue;
        const int age = person.turns(world.year);
        if (age < 18 || age > 82) continue;
        const double shifted =
            age + interpolate(kAgeShift, world.year) - (person.is_woman() ? 0 : 2);
        double chance = interpolate(kSeeking, shifted) * interpolate(kSeekingLevel, world.year) *
                        (person.is_woman() ? 1.0 : 1.1);
        if (person.civil == Civil::Widowed) chance *= 0.35;
        if (person.children > 0 && age < 50) chance *= 0.95;
        if (person.civil == Civil::Separated || person.civil == Civil::SeparatedPartner)
            chance *= 0.5;
        chance *= 1.0 + 0.12 * static_cast<double>(person.health);
        Draws draws = world.draws(Stream::UnionSeek, index, world.year);
        if (!draws.chance(chance)) continue;
        if (person.same_sex)
            (person.is_woman() ? women_for_women : men_for_men).push_back(index);
        else
            (person.is_woman() ? women : men).push_back(index);
    }
    match(world, women, men);
    match(world, women_for_women, women_for_women);
    match(world, men_for_men, men_for_men);
}

void marry_cohabitants(World& world) {
    for (const LocalIndex index : world.residents) {
        const Person& person = world.people[index];
        if (person.partner == kNobody || person.partner < index || !person.is_alive()) continue;
        const Person& other = world.people[person.partner];
        if (person.spouse != kNobody || other.spouse != kNobody || !other.is_alive()) continue;
        if (person.partner_since >= world.year_start()) continue;
        if (!may_marry(world, person) || !may_marry(world, other)) continue;
        if (person.sex == other.sex && world.year < 1994) continue;
        const double years =
            static_cast<double>(world.year_start() - person.partner_since) / 365.25;
        const int age = std::max(person.turns(world.year), other.turns(world.year));
        double chance = interpolate(kMarrying, world.year);
        chance *= years < 2 ? 0.35 : years < 9 ? 1.2 : years < 15 ? 1.1 : 0.7;
        chance *= age > 60            ? 0.5
                  : age > 45          ? 0.8
                  : world.year < 1986 ? 1.0
                  : age < 27          ? 0.35
                  : age < 31          ? 0.75
                                      : 1.0;
        chance *= person.children > 0 && other.children > 0 ? 1.45 : 0.85;
        Draws draws = world.draws(Stream::Marriage, index, world.year);
        if (!draws.chance(chance)) continue;
        const DayNumber day = world.draw_day(draws);
        world.marry(index, person.partner, day);
    }
}

// One of the two moves out; children stay with the mother more often.
void break_up(World& world, LocalIndex one, LocalIndex other, DayNumber day, Draws& draws) {
    const LocalIndex woman = world.people[one].is_woman() ? one : other;
    const LocalIndex man = woman == one ? other : one;
    const std::vector<LocalIndex> family = world.family_of(one);
    world.part(one);
    const bool with_mother = draws.chance(0.84);
    for (const LocalIndex member : family) {
        Person& child = world.people[member];
        if (member == one || member == other) continue;
        if (child.mother == woman && child.father == man) child.home = with_mother ? woman : man;
    }
    const LocalIndex leaver = draws.chance(with_mother ? 0.7 : 0.3) ? man : woman;
    if (!draws.chance(0.22)) return;
    const PlaceIndex place = world.model.places.draw_move(world.people[leaver].place, world.year,
                                                          MoverKind::Other, draws);
    const std::vector<LocalIndex> leaving = world.family_of(leaver);
    for (const LocalIndex member : leaving)
        if (world.people[member].busy >= day) return;
    for (const LocalIndex member : leaving)
        if (world.people[member].place != place) world.place_at(member, place, day);
}

}  // namespace

void dissolve_unions(World& world) {
    const double separation_level = interpolate(kSeparationLevel, world.year);
    const double parting = interpolate(kCohabitantsPart, world.year);
    for (const LocalIndex index : world.residents) {
        Person& person = world.people[index];
        if (!person.is_alive()) continue;
        // Divorces that were planned when the couple separated.
        if (person.divorce_day <= world.year_end() && person.spouse != kNobody) {
            Person& other = world.people[person.spouse];
            // Later than planned for those who were abroad when it was due.
            const DayNumber day = std::max(person.divorce_day, world.year_start() + 1);
            const bool partnership = person.civil == Civil::SeparatedPartner;
            const Civil civil = partnership ? Civil::DivorcedPartner : Civil::Divorced;
            const LocalIndex spouse = person.spouse;
            world.set_civil(index, civil, day);
            world.set_civil(spouse, civil, day);
            person.divorce_day = other.divorce_day = kNever;
            person.spouse = other.spouse = kNobody;
            continue;
        }
        if (person.partner == kNobody || person.partner < index) continue;
        Person& other = world.people[person.partner];
        if (!other.is_alive() || person.partner_since >= world.year_start()) continue;
        Draws draws = world.draws(Stream::Dissolution, index, world.year);
        if (person.spouse == person.partner) {
            if (person.civil_day >= world.year_start()) continue;
            const double years =
                static_cast<double>(world.year_start() - person.civil_day) / 365.25;
            double chance = interpolate(kSeparation, years) * separation_level;
            if (person.turns(world.year) < 30) chance *= 1.3;
            if (!draws.chance(chance)) continue;
            const DayNumber day = world.draw_day(draws, std::max(person.busy, other.busy));
            if (day == kNever) continue;
            const Civil civil =
                person.civil == Civil::Partner ? Civil::SeparatedPartner : Civil::Separated;
            const LocalIndex spouse = person.spouse;
            world.set_civil(index, civil, day);
            world.set_civil(spouse, civil, day);
            person.divorce_day = other.divorce_day = day + draws.between(366, 780);
            break_up(world, index, spouse, day, draws);
        } else {
            const double years =
                static_cast<double>(world.year_start() - person.partner_since) / 365.25;
            double chance = parting * (years < 4 ? 1.3 : years < 8 ? 1.0 : 0.55);
            if (person.children > 0 && other.children > 0) chance *= 0.40;
            if (person.turns(world.year) > 45) chance *= 0.55;
            if (!draws.chance(chance)) continue;
            const DayNumber day = world.draw_day(draws, std::max(person.busy, other.busy));
            if (day != kNever) break_up(world, index, person.partner, day, draws);
        }
    }
}

void form_unions(World& world) {
    find_partners(world);
    marry_cohabitants(world);
}

}  // namespace skjerm::datagen
