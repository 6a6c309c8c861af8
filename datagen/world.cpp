#include "datagen/world.h"

#include <algorithm>

#include "datagen/education.h"
#include "datagen/employers.h"
#include "datagen/generate.h"
#include "datagen/occupations.h"
#include "datagen/unit_columns.h"
#include "skjerm/base/check.h"

namespace skjerm::datagen {

using base::DayNumber;

Model::Model(std::uint64_t seed, int from, int to, std::uint32_t population,
             const RegisterIds& registers)
    : catalogue(Catalogue::load(from, to, registers)),
      units(std::make_unique<const UnitCatalogue>(UnitCatalogue::load(from, to, registers))),
      seeds(seed),
      places(catalogue),
      origins(catalogue),
      nus(std::make_unique<const NusCodes>(catalogue)),
      employers(std::make_unique<const Employers>(catalogue, places, population)),
      occupations(std::make_unique<const Occupations>(catalogue)),
      first_year(from),
      last_year(to),
      persons(population) {}

Model::~Model() = default;

World::World(const Model& the_model, std::uint32_t block_index, std::uint32_t person_count)
    : model(the_model),
      block(block_index),
      first_unit(block_index * kLineageBlock),
      size(person_count),
      scale(static_cast<double>(person_count) / kFullPopulation) {
    people.reserve(size);
}

DayNumber World::draw_day(Draws& draws, DayNumber after) const {
    const DayNumber last = year_end();
    if (after >= last) return kNever;
    const DayNumber first = std::max(year_start(), after) + 1;
    return first > last ? kNever : draws.between(first, last);
}

LocalIndex World::add_person() {
    SKJERM_CHECK(people.size() < size);
    people.emplace_back();
    return static_cast<LocalIndex>(people.size() - 1);
}

void World::set_parents(LocalIndex child, LocalIndex mother, LocalIndex father) {
    people[child].mother = mother;
    people[child].father = father;
    if (mother != kNobody) {
        people[child].next_of_mother = people[mother].first_child;
        people[mother].first_child = child;
    }
    if (father != kNobody) {
        people[child].next_of_father = people[father].first_child;
        people[father].first_child = child;
    }
}

void World::place_at(LocalIndex index, PlaceIndex place, DayNumber day) {
    SKJERM_CHECK(day <= year_end());
    Person& person = people[index];
    if (person.place != kAbroad) person.previous_place = person.place;
    person.place = place;
    person.moved_day = day;
    person.busy = day;
    place_events.push_back({day, index, place});
}

void World::set_civil(LocalIndex index, Civil civil, DayNumber day) {
    people[index].civil = civil;
    people[index].civil_day = day;
    civil_events.push_back({day, index, civil});
}

void World::join(LocalIndex one, LocalIndex other, DayNumber day) {
    people[one].partner = other;
    people[other].partner = one;
    people[one].partner_since = people[other].partner_since = day;
    people[one].home = people[other].home = kNobody;
}

void World::part(LocalIndex one) {
    const LocalIndex other = people[one].partner;
    if (other == kNobody) return;
    people[one].partner = people[other].partner = kNobody;
}

void World::marry(LocalIndex one, LocalIndex other, DayNumber day) {
    const bool same = people[one].sex == people[other].sex;
    const Civil civil =
        same && base::civil_from_days(day).year < 2009 ? Civil::Partner : Civil::Married;
    people[one].spouse = other;
    people[other].spouse = one;
    set_civil(one, civil, day);
    set_civil(other, civil, day);
}

std::vector<LocalIndex> World::family_of(LocalIndex adult) const {
    std::vector<LocalIndex> family{adult};
    const auto add_children = [&](LocalIndex parent) {
        for_each_child(parent, [&](LocalIndex child) {
            if (people[child].home == parent && people[child].is_alive()) family.push_back(child);
        });
    };
    add_children(adult);
    if (const LocalIndex partner = people[adult].partner; partner != kNobody) {
        family.push_back(partner);
        add_children(partner);
    }
    return family;
}

bool World::move_family(const std::vector<LocalIndex>& family, PlaceIndex place, Draws& draws) {
    DayNumber after = kLongAgo;
    for (const LocalIndex member : family) after = std::max(after, people[member].busy);
    const DayNumber day = draw_day(draws, after);
    if (day == kNever) return false;
    for (const LocalIndex member : family)
        if (people[member].place != place) place_at(member, place, day);
    return true;
}

bool World::are_kin(LocalIndex one, LocalIndex other) const {
    const Person& a = people[one];
    const Person& b = people[other];
    const bool siblings = (a.mother != kNobody && a.mother == b.mother) ||
                          (a.father != kNobody && a.father == b.father);
    const auto is_parent = [](const Person& child, LocalIndex candidate) {
        return child.mother == candidate || child.father == candidate;
    };
    const auto is_grandparent = [&](const Person& child, LocalIndex candidate) {
        return (child.mother != kNobody && is_parent(people[child.mother], candidate)) ||
               (child.father != kNobody && is_parent(people[child.father], candidate));
    };
    return siblings || is_parent(a, other) || is_parent(b, one) || is_grandparent(a, other) ||
           is_grandparent(b, one);
}

}  // namespace skjerm::datagen
