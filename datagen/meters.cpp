// Electricity meters of persons: one of each family's home, held by its reference person, and those
// of cabins. A meter is a unit for as long as the same person has it; consumption follows dwelling,
// household, electric car and the season.
#include <algorithm>
#include <array>
#include <string>

#include "datagen/units.h"

namespace skjerm::datagen {

using base::DayNumber;
using column::Code16;
using column::Code8;

namespace {

constexpr int kFirstMonth = period_of_month(2020, 1);
constexpr int kLastMonth = period_of_month(2025, 11);
constexpr std::array<double, 12> kSeason = {1.52, 1.38, 1.30, 1.02, 0.78, 0.60,
                                            0.55, 0.60, 0.72, 0.98, 1.22, 1.43};
constexpr std::array<double, 12> kCabinSeason = {1.55, 1.60, 1.45, 1.30, 0.70, 0.50,
                                                 0.60, 0.55, 0.60, 0.95, 0.95, 1.25};
constexpr std::array<double, 12> kSun = {.010, .030, .075, .115, .140, .150,
                                         .145, .125, .095, .065, .035, .015};
/// How cold a year was, for the whole country.
constexpr std::array<double, 6> kYearLevel = {0.96, 1.06, 0.97, 1.0, 1.02, 0.97};

double area_factor(Building building, double area) {
    constexpr double kUsual[] = {165, 135, 113, 68, 48, 70};
    const double usual = kUsual[static_cast<std::size_t>(building)];
    return fixed_pow(std::max(area, 15.0) / usual, 0.55);
}

/// kWh in a year of a home of usual size with two persons.
double usual_consumption(Building building, double people) {
    constexpr double kYearly[] = {17900, 15600, 13900, 8500, 6200, 9000};
    const double farm = building == Building::Detached && people < 4000 ? 0.97 : 1.0;
    return kYearly[static_cast<std::size_t>(building)] * farm;
}

struct MeterCodes {
    explicit MeterCodes(const Catalogue& catalogue) {
        const auto code = [&](std::string_view list, std::string_view text) {
            return Code8{static_cast<std::uint8_t>(catalogue.code(list, text))};
        };
        home = code("METER_USE", "HUSHOLDNING");
        cabin = code("METER_USE", "HYTTE");
        for (std::size_t area = 1; area < 6; ++area)
            areas[area] = code("PRICE_AREA", "NO" + std::to_string(area));
    }
    Code8 home{}, cabin{};
    std::array<Code8, 6> areas{};
};

/// Price area by county, in the order of Places.
constexpr std::array<std::uint8_t, Places::kCounties> kPriceAreas = {1, 2, 3, 4, 1, 1, 1, 1,
                                                                     2, 2, 2, 5, 3, 4, 4};

class MeterProjection {
public:
    MeterProjection(const Lives& lives, UnitColumns& columns)
        : lives_(lives), columns_(columns), model_(lives.world.model), codes_(model_.catalogue) {}

    void project() {
        for (std::size_t at = 0; at < lives_.world.people.size(); ++at) {
            const auto index = static_cast<LocalIndex>(at);
            find_present(index);
            if (present_last_ < kFirstMonth) continue;
            read_homes(index);
            read_cabin(index);
        }
    }

private:
    /// The last month in which the person lives here on the last day, and from when without a
    /// break.
    void find_present(LocalIndex index) {
        present_.fill(kAbroad);
        present_last_ = 0;
        for (const Stay& stay : lives_.stays_of(index)) {
            if (stay.to < base::days_from_civil({2020, 1, 1})) continue;
            const base::CivilDate from =
                base::civil_from_days(std::max(stay.from, sixteenth(kFirstMonth) - 15));
            const int last = stay.to > month_end(kLastMonth)
                                 ? kLastMonth
                                 : period_of_month(base::civil_from_days(stay.to + 1).year,
                                                   base::civil_from_days(stay.to + 1).month) -
                                       1;
            for (int month = period_of_month(from.year, from.month); month <= last; ++month) {
                present_[static_cast<std::size_t>(month - kFirstMonth)] = stay.place;
                present_last_ = std::max(present_last_, month);
            }
        }
    }
    bool is_at(int month, PlaceIndex place) const {
        return month <= kLastMonth &&
               present_[static_cast<std::size_t>(month - kFirstMonth)] == place;
    }

    void read_homes(LocalIndex index) {
        int open_until = 0;  // month after the last one of the meter at hand
        Dwelling known;
        Draws facts = lives_.world.draws(Stream::Meter, index);
        for (int year = Homes::kFirstYear; year <= Homes::kLastYear; ++year) {
            const Homes::Home& home = lives_.homes.of(index, year);
            if (home.persons == 0) continue;
            const Dwelling& dwelling = home.dwelling;
            const int january = period_of_month(year, 1);
            if (!is_at(january, dwelling.place)) continue;
            const bool same = open_until == january && dwelling.place == known.place &&
                              dwelling.area == known.area && dwelling.built == known.built &&
                              dwelling.type == known.type;
            int last = january;
            while (last < january + 11 && is_at(last + 1, dwelling.place)) ++last;
            if (!same) {
                columns_.begin_unit(Domain::Meter);
                taste_ = fixed_exp(0.26 * facts.normal());
                prosumer_ = facts.uniform();
                peak_ = 6.0 + 3.0 * facts.uniform();
            }
            describe(index, dwelling.place, january, last, codes_.home);
            read_home(index, year, home, january, last);
            known = dwelling;
            open_until = last + 1;
        }
    }

    void describe(LocalIndex index, PlaceIndex place, int first, int last, Code8 use) {
        const auto add = [&](UnitColumn column, int from, int to, auto value) {
            columns_.add(column, 2 * from, 2 * to + 1, value);
        };
        add(UnitColumn::MeterPerson, first, last, lives_.unit(index));
        add(UnitColumn::MeterUse, first, last, use);
        add(UnitColumn::MeterPriceArea, first, last,
            codes_.areas[kPriceAreas[model_.places.county(place)]]);
        for_each_code(model_.places, place, first, last, month_end,
                      [&](std::uint16_t code, int from, int to) {
                          add(UnitColumn::MeterMunicipality, from, to, Code16{code});
                      });
    }

    void read_home(LocalIndex index, int year, const Homes::Home& home, int first, int last) {
        const Dwelling& dwelling = home.dwelling;
        const Building building = building_of(dwelling.type);
        const double people = model_.places.population(dwelling.place);
        const double persons = 1.0 + 0.11 * (std::min<int>(home.persons, 7) - 2);
        const double age = dwelling.built < 1960 ? 1.06 : dwelling.built > 2008 ? 0.86 : 1.0;
        const double north = model_.places.county(dwelling.place) >= 13 ? 1.14 : 1.0;
        const double yearly = usual_consumption(building, people) *
                              area_factor(building, dwelling.area) * persons * age * north * taste_;
        const double car = drives_electric(index, year) ? 2400.0 / 12.0 : 0.0;
        // Solar panels came with the high prices, on houses of their own.
        constexpr double kProsumers[] = {0.004, 0.007, 0.014, 0.026, 0.034, 0.040};
        const bool sun =
            building < Building::Block && prosumer_ < kProsumers[year - Homes::kFirstYear];
        for (int month = first; month <= last; ++month) {
            Draws draws = lives_.world.draws(Stream::Meter, index, month);
            const auto in_year = static_cast<std::size_t>(month % 12);
            const double weather =
                kYearLevel[static_cast<std::size_t>(year - 2020)] * (0.90 + 0.20 * draws.uniform());
            write(UnitColumn::MeterConsumption, month,
                  std::max(20.0, yearly / 12.0 * kSeason[in_year] * weather + car));
            if (sun)
                add_production(month,
                               peak_ * 735.0 * kSun[in_year] * (0.8 + 0.4 * draws.uniform()));
        }
    }

    void read_cabin(LocalIndex index) {
        Draws draws = lives_.world.draws(Stream::Meter, index, 1);
        const Person& person = lives_.world.people[index];
        const int age = person.turns(2022);
        const double share = age < 30 ? 0.008 : age < 45 ? 0.06 : age < 75 ? 0.145 : 0.08;
        if (age < 20 || !draws.chance(share * (person.is_woman() ? 0.7 : 1.3))) return;
        const double yearly = 4300.0 * fixed_exp(0.5 * draws.normal());
        const PlaceIndex place = model_.places.draw_in_county(
            draws.chance(0.6) ? 7 : draws.below(Places::kCounties - 1) + 1U, draws);
        int first = kFirstMonth;
        while (first <= kLastMonth && !is_here(first)) ++first;
        int last = first;
        while (is_here(last + 1)) ++last;
        if (first > kLastMonth) return;
        columns_.begin_unit(Domain::Meter);
        describe(index, place, first, last, codes_.cabin);
        for (int month = first; month <= last; ++month) {
            Draws noise = lives_.world.draws(Stream::Meter, index, 0x10000 + month);
            write(UnitColumn::MeterConsumption, month,
                  std::max(5.0, yearly / 12.0 * kCabinSeason[static_cast<std::size_t>(month % 12)] *
                                    (0.5 + noise.uniform())));
        }
    }
    bool is_here(int month) const {
        return month <= kLastMonth &&
               present_[static_cast<std::size_t>(month - kFirstMonth)] != kAbroad;
    }

    /// Electric cars by year, as the vehicles have them on the whole: a propensity of the person's.
    bool drives_electric(LocalIndex index, int year) const {
        Draws draws = lives_.world.draws(Stream::Meter, index, 2);
        constexpr double kShares[] = {0.12, 0.16, 0.21, 0.25, 0.29, 0.33};
        return draws.uniform() < kShares[year - Homes::kFirstYear];
    }

    void write(UnitColumn column, int month, double kwh) {
        columns_.set(column, month, static_cast<double>(round_to_integer(kwh * 100.0)) / 100.0);
    }
    void add_production(int month, double kwh) {
        columns_.add(UnitColumn::MeterProduction, month, month,
                     static_cast<double>(round_to_integer(kwh * 100.0)) / 100.0);
    }

    const Lives& lives_;
    UnitColumns& columns_;
    const Model& model_;
    MeterCodes codes_;
    std::array<PlaceIndex, static_cast<std::size_t>(kLastMonth - kFirstMonth + 1)> present_{};
    int present_last_ = 0;
    double taste_ = 1, prosumer_ = 1, peak_ = 0;
};

}  // namespace

void project_meters(const Lives& lives, UnitColumns& columns) {
    MeterProjection(lives, columns).project();
}

}  // namespace skjerm::datagen
