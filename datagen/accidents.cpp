// Road accidents with injury: what is known of each one, and of the persons in it. Everyone has a
// yearly risk of being the driver, cyclist or pedestrian of an accident; passengers come from the
// family, and others in it from the same block.
#include <algorithm>
#include <string>

#include "datagen/units.h"

namespace skjerm::datagen {

using base::DayNumber;
using column::Code16;
using column::Code8;

namespace {

constexpr int kFirstYear = 2010;
constexpr int kLastYear = 2025;
/// Accidents of the full population in a year, over its residents.
constexpr Knot kRisk[] = {{2010, 6900 / 4.9e6},  {2014, 5000 / 5.1e6}, {2018, 4100 / 5.3e6},
                          {2020, 3550 / 5.37e6}, {2023, 4000 / 5.5e6}, {2025, 3900 / 5.6e6}};

enum class Role : std::uint8_t { Driver, Passenger, Pedestrian, Cyclist };

struct AccidentCodes {
    explicit AccidentCodes(const Catalogue& catalogue) : list(catalogue) {}
    Code8 code(std::string_view name, const std::string& text) const {
        return Code8{static_cast<std::uint8_t>(list.code(name, text))};
    }
    const Catalogue& list;
};

double relative_risk(const Person& person, int age) {
    if (age < 6) return 0.1;
    double risk = age < 16 ? 0.45 : age < 18 ? 1.5 : age < 25 ? 1.9 : age < 60 ? 1.0 : 0.8;
    if (!person.is_woman()) risk *= age >= 18 && age < 25 ? 1.75 : 1.35;
    return risk * (person.is_woman() ? 0.72 : 1.0);
}

class AccidentProjection {
public:
    AccidentProjection(const Lives& lives, UnitColumns& columns)
        : lives_(lives), columns_(columns), model_(lives.world.model), codes_(model_.catalogue) {}

    void project() {
        for (std::size_t at = 0; at < lives_.world.people.size(); ++at) {
            const auto index = static_cast<LocalIndex>(at);
            const Person& person = lives_.world.people[at];
            for (int year = std::max(kFirstYear, person.birth_year + 3); year <= kLastYear;
                 ++year) {
                Draws draws = lives_.world.draws(Stream::Accident, index, year);
                const double risk =
                    interpolate(kRisk, year) * relative_risk(person, person.turns(year));
                if (!draws.chance(risk)) continue;
                const int months = year == kLastYear ? 9 : 12;
                const int month = draws.between(1, months);
                const DayNumber day = base::days_from_civil({year, month, draws.between(1, 28)});
                if (lives_.place_on(index, day) != kAbroad) write(index, day, draws);
            }
        }
    }

private:
    int age_on(const Person& person, DayNumber day) const {
        const base::CivilDate birth = base::civil_from_days(person.birth);
        const base::CivilDate date = base::civil_from_days(day);
        return date.year - birth.year -
               (std::pair(date.month, date.day) < std::pair(birth.month, birth.day) ? 1 : 0);
    }

    void write(LocalIndex index, DayNumber day, Draws& draws) {
        const Person& person = lives_.world.people[index];
        const base::CivilDate date = base::civil_from_days(day);
        const int age = age_on(person, day);
        const double who = draws.uniform();
        const Role role = age < 16     ? (who < 0.55 ? Role::Cyclist : Role::Pedestrian)
                          : who < 0.72 ? Role::Driver
                          : who < 0.88 ? Role::Cyclist
                                       : Role::Pedestrian;
        const std::uint32_t accident = columns_.begin_unit(Domain::Accident);
        columns_.set(UnitColumn::AccidentMonth, std::int32_t{date.year * 100 + date.month});
        const PlaceIndex home = lives_.place_on(index, day);
        const PlaceIndex place =
            draws.chance(0.72) ? home
                               : model_.places.draw_in_county(model_.places.county(home), draws);
        columns_.set(UnitColumn::AccidentMunicipality, Code16{model_.places.code(place, day)});
        const double how = draws.uniform();
        const int vehicles = write_course(role, how, draws);
        write_road(date.month, draws);
        write_person(index, accident, role, day);
        int persons = 1;
        // Others: a driver whom a cyclist or pedestrian met, or the driver of the other car.
        const bool other =
            role == Role::Driver ? vehicles > 1 && draws.chance(0.5) : draws.chance(0.25);
        if (other) persons += add_stranger(index, accident, Role::Driver, day, draws);
        const LocalIndex partner = person.partner;
        if (role == Role::Driver && partner != kNobody && draws.chance(0.12) &&
            lives_.place_on(partner, day) != kAbroad) {
            write_person(partner, accident, Role::Passenger, day);
            ++persons;
        }
        columns_.set(UnitColumn::AccidentPersons, static_cast<std::int8_t>(persons));
    }

    /// Kind of accident, speed limit and vehicles; gives the number of these.
    int write_course(Role role, double how, Draws& draws) {
        const char* group = "9";
        int vehicles = 1;
        if (role == Role::Pedestrian) {
            group = "4";
        } else if (how < 0.30 && role == Role::Driver) {
            group = "5";
        } else if (how < 0.48) {
            group = "1";
            vehicles = 2;
        } else if (how < 0.64) {
            group = "2";
            vehicles = 2;
        } else if (how < 0.88) {
            group = "3";
            vehicles = 2;
        }
        if (vehicles == 2 && draws.chance(0.1)) ++vehicles;
        const double where = draws.uniform() + (role == Role::Driver ? 0.25 : -0.15);
        const char* speed = where < 0.08   ? "30"
                            : where < 0.16 ? "40"
                            : where < 0.46 ? "50"
                            : where < 0.62 ? "60"
                            : where < 0.74 ? "70"
                            : where < 1.10 ? "80"
                            : where < 1.15 ? "90"
                            : where < 1.19 ? "100"
                                           : "110";
        columns_.set(UnitColumn::AccidentGroup, codes_.code("ACCIDENT_GROUP", group));
        columns_.set(UnitColumn::AccidentSpeed, codes_.code("ACCIDENT_SPEED", speed));
        columns_.set(UnitColumn::AccidentVehicles, static_cast<std::int8_t>(vehicles));
        return vehicles;
    }

    void write_road(int month, Draws& draws) {
        const bool winter = month <= 3 || month >= 11;
        const double surface = draws.uniform();
        const char* state = winter && surface < 0.33   ? "3"
                            : winter && surface < 0.43 ? "4"
                            : surface > 0.73           ? "2"
                                                       : "1";
        const double sky = draws.uniform();
        const char* weather = state[0] == '1' ? (sky < 0.97 ? "1" : "9")
                              : sky < 0.35    ? "1"
                              : sky < 0.72    ? "2"
                              : sky < 0.93    ? "3"
                              : sky < 0.97    ? "4"
                                              : "9";
        const double road = draws.uniform();
        columns_.set(UnitColumn::AccidentSurface, codes_.code("ROAD_SURFACE", state));
        columns_.set(UnitColumn::AccidentWeather, codes_.code("WEATHER", weather));
        columns_.set(UnitColumn::AccidentRoad, codes_.code("ROAD_STATUS", road < 0.34   ? "1"
                                                                          : road < 0.72 ? "2"
                                                                          : road < 0.96 ? "3"
                                                                                        : "4"));
    }

    int add_stranger(LocalIndex index, std::uint32_t accident, Role role, DayNumber day,
                     Draws& draws) {
        const auto count = static_cast<std::uint32_t>(lives_.world.people.size());
        for (int attempt = 0; attempt < 12; ++attempt) {
            const auto other = static_cast<LocalIndex>(draws.below(count));
            if (other == index || lives_.place_on(other, day) == kAbroad) continue;
            const int age = age_on(lives_.world.people[other], day);
            if (age < 18 || age > 85) continue;
            write_person(other, accident, role, day);
            return 1;
        }
        return 0;
    }

    void write_person(LocalIndex index, std::uint32_t accident, Role role, DayNumber day) {
        const Person& person = lives_.world.people[index];
        columns_.begin_unit(Domain::AccidentPerson);
        columns_.set(UnitColumn::AccidentPersonPerson, lives_.unit(index));
        columns_.set(UnitColumn::AccidentPersonAccident, static_cast<column::UnitIndex>(accident));
        columns_.set(UnitColumn::AccidentPersonAge, static_cast<std::int8_t>(age_on(person, day)));
        columns_.set(UnitColumn::AccidentPersonSex,
                     codes_.code("SEX", person.is_woman() ? "2" : "1"));
        const char* const roles[] = {"1", "2", "3", "4"};
        const char* const units[] = {"1", "1", "3", "2"};
        const auto at = static_cast<std::size_t>(role);
        columns_.set(UnitColumn::AccidentPersonRole, codes_.code("ACCIDENT_PERSON", roles[at]));
        columns_.set(UnitColumn::AccidentPersonUnit, codes_.code("ACCIDENT_UNIT", units[at]));
    }

    const Lives& lives_;
    UnitColumns& columns_;
    const Model& model_;
    AccidentCodes codes_;
};

}  // namespace

void project_accidents(const Lives& lives, UnitColumns& columns) {
    AccidentProjection(lives, columns).project();
}

}  // namespace skjerm::datagen
