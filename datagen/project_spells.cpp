// Spells: residence, civil status, education, cut to the days on which someone lives in Norway.
#include <algorithm>

#include "datagen/education.h"
#include "datagen/project.h"

namespace skjerm::datagen {

using base::DayNumber;
using column::Code16;
using column::Code8;

namespace {

// Events of all persons sorted by person and day; of several on one day the last one holds.
template <class Event>
std::vector<Event> sorted(const std::vector<Event>& events) {
    std::vector<Event> result = events;
    std::stable_sort(result.begin(), result.end(), [](const Event& left, const Event& right) {
        return left.person != right.person ? left.person < right.person : left.day < right.day;
    });
    return result;
}

}  // namespace

bool Stays::covers(LocalIndex index, DayNumber day) const {
    for (std::uint32_t at = offsets[index]; at < offsets[index + 1U]; ++at)
        if (stays[at].from <= day && day <= stays[at].to) return true;
    return false;
}

std::vector<Days> Stays::presence(LocalIndex index) const {
    std::vector<Days> present;
    for (std::uint32_t at = offsets[index]; at < offsets[index + 1U]; ++at) {
        const Stay& stay = stays[at];
        if (!present.empty() && present.back().to != kNever && present.back().to + 1 == stay.from)
            present.back().to = stay.to;
        else
            present.push_back({stay.from, stay.to});
    }
    return present;
}

Coverage coverage_of(const Catalogue& catalogue, Column column) {
    const auto& variable = *catalogue.variables()[catalogue.segments(column).variable].variable;
    return {*variable.valid_from, *variable.valid_to};
}

Stays stays_of(const World& world) {
    Stays result;
    const std::vector<PlaceEvent> events = sorted(world.place_events);
    std::size_t at = 0;
    for (std::size_t index = 0; index < world.people.size(); ++index) {
        result.offsets.push_back(static_cast<std::uint32_t>(result.stays.size()));
        const DayNumber death = world.people[index].death;
        for (; at < events.size() && events[at].person == index; ++at) {
            const bool last = at + 1 == events.size() || events[at + 1].person != index;
            const DayNumber until = last ? death : std::min(death, events[at + 1].day - 1);
            if (events[at].place != kAbroad && events[at].day <= until)
                result.stays.push_back({events[at].day, until, events[at].place});
        }
    }
    result.offsets.push_back(static_cast<std::uint32_t>(result.stays.size()));
    return result;
}

void Registrar::project_spells(const World& world) {
    const Coverage residence = coverage_of(model_.catalogue, Column::Residence);
    const Coverage civil = coverage_of(model_.catalogue, Column::CivilStatus);
    const Coverage education = coverage_of(model_.catalogue, Column::Education);
    const Stays stays = stays_of(world);
    const std::vector<CivilEvent> events = sorted(world.civil_events);
    std::size_t next = 0;
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        const auto index = static_cast<LocalIndex>(at);
        columns_.begin_unit<Code16>(Column::Residence);
        columns_.begin_unit<Code8>(Column::CivilStatus);
        columns_.begin_unit<Code8>(Column::Education);
        const std::span<const Stay> own(stays.stays.data() + stays.offsets[at],
                                        stays.offsets[at + 1] - stays.offsets[at]);
        for (const Stay& stay : own) {
            // The same place bears another code after a reform.
            DayNumber from = stay.from;
            for (const DayNumber reform : model_.places.reforms()) {
                if (reform <= from || reform > stay.to) continue;
                const std::uint16_t before = model_.places.code(stay.place, reform - 1);
                if (before == model_.places.code(stay.place, reform)) continue;
                residence.cut(from, reform - 1, [&](DayNumber start, DayNumber stop) {
                    columns_.add_spell(Column::Residence, start, stop, Code16{before});
                });
                from = reform;
            }
            const std::uint16_t code = model_.places.code(stay.place, from);
            residence.cut(from, stay.to, [&](DayNumber start, DayNumber stop) {
                columns_.add_spell(Column::Residence, start, stop, Code16{code});
            });
        }
        const std::vector<Days> present = stays.presence(index);
        const auto clip = [&](const Coverage& coverage, Column column, DayNumber from, DayNumber to,
                              std::uint8_t code) {
            for (const auto& [first, last] : present) {
                const DayNumber begin = std::max(from, first);
                const DayNumber end = std::min(to, last);
                if (begin > end) continue;
                coverage.cut(begin, end, [&](DayNumber start, DayNumber stop) {
                    columns_.add_spell(column, start, stop, Code8{code});
                });
            }
        };
        for (; next < events.size() && events[next].person == at; ++next) {
            const bool last = next + 1 == events.size() || events[next + 1].person != at;
            const DayNumber until = last ? kNever : events[next + 1].day - 1;
            if (events[next].day <= until)
                clip(civil, Column::CivilStatus, events[next].day, until,
                     codes_.civil[static_cast<std::size_t>(events[next].civil)]);
        }
        const auto& steps = world.people[index].school.steps;
        for (std::size_t step = 0; step < steps.size(); ++step) {
            if (steps[step].month == 0) continue;
            const auto first_day = [](MonthNumber month) {
                return base::days_from_civil({year_of_month(month), month % 12 + 1, 1});
            };
            // In force from the month after completion.
            const DayNumber from = first_day(static_cast<MonthNumber>(steps[step].month + 1));
            DayNumber until = kNever;
            for (std::size_t later = step + 1; later < steps.size() && until == kNever; ++later)
                if (steps[later].month != 0)
                    until = first_day(static_cast<MonthNumber>(steps[later].month + 1)) - 1;
            if (from <= until) clip(education, Column::Education, from, until, steps[step].code);
        }
    }
}

}  // namespace skjerm::datagen
