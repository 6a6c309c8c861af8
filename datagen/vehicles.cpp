// Vehicles: each one as a unit for as long as one and the same person (or firm) owns it. Everyone
// holds a number of cars that follows age, sex, income and place; a car is kept for some years, new
// or second-hand, and another unit when it is sold.
#include <algorithm>
#include <string>

#include "datagen/economy.h"
#include "datagen/units.h"

namespace skjerm::datagen {

using base::DayNumber;
using column::Code8;

namespace {

constexpr int kFirstYear = 1998;
constexpr int kLastYear = 2024;

// Fuel of newly registered cars, shares: diesel, electric, petrol hybrid, diesel hybrid; the rest
// is petrol.
struct FuelMix {
    int year;
    double diesel, electric, hybrid, diesel_hybrid;
};
constexpr FuelMix kFuels[] = {
    {1990, .04, 0, 0, 0},        {2000, .12, 0, 0, 0},        {2005, .48, 0, .004, 0},
    {2007, .80, 0, .01, 0},      {2011, .80, .015, .03, 0},   {2013, .62, .055, .06, .004},
    {2015, .50, .17, .09, .008}, {2017, .34, .21, .23, .012}, {2018, .25, .31, .22, .012},
    {2019, .20, .42, .20, .012}, {2020, .12, .54, .23, .012}, {2021, .045, .645, .26, .012},
    {2022, .03, .79, .13, .01},  {2023, .03, .82, .10, .01},  {2024, .015, .89, .07, .005}};

constexpr Knot kCarsMen[] = {{17, 0},   {18, .28}, {22, .52}, {30, .70}, {45, .86},
                             {60, .92}, {72, .90}, {80, .72}, {88, .38}, {95, .10}};
constexpr Knot kCarsWomen[] = {{17, 0},   {18, .18}, {22, .34}, {30, .42}, {45, .52},
                               {60, .52}, {72, .42}, {80, .24}, {88, .09}, {95, .02}};

enum class Fuel : std::uint8_t { Petrol, Diesel, Electric, PetrolHybrid, DieselHybrid };
constexpr std::size_t kFuelCount = 5;

/// Kinds of vehicles beside cars: how many there are for each car in a population, and where.
struct Kind {
    std::string_view group;
    std::string_view eu;  ///< EU code; empty: none
    double share;         ///< of persons with a car
    double rural;         ///< how much more in the countryside
    int lightest, heaviest;
    double years;  ///< that one is kept
    bool has_engine;
};
constexpr Kind kKinds[] = {{"101", "M1", 0, 0, 1150, 2300, 6.3, true},  // cars
                           {"315", "N1", .105, 1.2, 1300, 2200, 5.0, true},
                           {"401", "", .105, 3.0, 1500, 7000, 12.0, true},
                           {"620", "L3e", .085, 1.0, 170, 330, 5.0, true},
                           {"601", "L1e", .075, 1.2, 75, 120, 4.0, true},
                           {"630", "", .034, 2.6, 220, 400, 6.0, true},
                           {"316", "M1", .028, 1.2, 2800, 3500, 6.0, true},
                           {"709", "", .56, 1.3, 150, 900, 10.0, false}};
constexpr std::size_t kKindCount = std::size(kKinds);

struct VehicleCodes {
    explicit VehicleCodes(const Catalogue& catalogue) {
        const auto code = [&](std::string_view list, std::string_view text) {
            return Code8{static_cast<std::uint8_t>(catalogue.code(list, text))};
        };
        for (std::size_t kind = 0; kind < kKindCount; ++kind) {
            group[kind] = code("VEHICLE_GROUP", kKinds[kind].group);
            if (!kKinds[kind].eu.empty()) eu[kind] = code("EU_VEHICLE", kKinds[kind].eu);
        }
        lorry = code("VEHICLE_GROUP", "320");
        lorry_eu = code("EU_VEHICLE", "N2");
        const char* const fuels[] = {"01", "02", "05", "07", "08"};
        for (std::size_t at = 0; at < kFuelCount; ++at) fuel[at] = code("FUEL", fuels[at]);
        yes = code("YES_NO_10", "1");
        no = code("YES_NO_10", "0");
        own = code("VEHICLE_USE", "01");
        taxi = code("VEHICLE_USE", "02");
        lease = code("VEHICLE_USE", "03");
        business = code("VEHICLE_USE", "09");
    }
    std::array<Code8, kKindCount> group{}, eu{};
    std::array<Code8, kFuelCount> fuel{};
    Code8 lorry{}, lorry_eu{}, yes{}, no{}, own{}, taxi{}, lease{}, business{};
};

FuelMix mix_of(int year) {
    const FuelMix* right = std::begin(kFuels);
    while (right != std::end(kFuels) && right->year < year) ++right;
    if (right == std::begin(kFuels)) return *right;
    if (right == std::end(kFuels)) return *(right - 1);
    const FuelMix& left = *(right - 1);
    const double part = static_cast<double>(year - left.year) / (right->year - left.year);
    const auto between = [&](double from, double to) { return from + part * (to - from); };
    return {year, between(left.diesel, right->diesel), between(left.electric, right->electric),
            between(left.hybrid, right->hybrid), between(left.diesel_hybrid, right->diesel_hybrid)};
}

class VehicleProjection {
public:
    VehicleProjection(const Lives& lives, UnitColumns& columns)
        : lives_(lives), columns_(columns), model_(lives.world.model), codes_(model_.catalogue) {}

    void project() {
        for (std::size_t at = 0; at < lives_.world.people.size(); ++at) {
            const auto index = static_cast<LocalIndex>(at);
            find_years(index);
            if (first_ > last_) continue;
            Draws lasting = lives_.world.draws(Stream::Vehicle, index);
            for (std::size_t slot = 0; slot < 3; ++slot) keep_cars(index, slot, lasting.uniform());
            for (std::size_t kind = 1; kind < kKindCount; ++kind)
                keep_others(index, kind, lasting.uniform());
            // Vehicles of firms: for their number alone they hang on to persons, who do not own
            // them.
            if (lasting.chance(0.105)) keep_of_firms(index, lasting);
        }
    }

private:
    /// Years on whose last day the person is 16 or more and lives here: first_ to last_, with
    /// here_ for each.
    void find_years(LocalIndex index) {
        const Person& person = lives_.world.people[index];
        first_ = std::max(kFirstYear, person.birth_year + 17);
        last_ = kLastYear;
        here_.fill(kAbroad);
        int first_here = kLastYear + 1;
        int last_here = 0;
        for (const Stay& stay : lives_.stays_of(index)) {
            const int from = base::civil_from_days(stay.from).year;
            const int to =
                stay.to == kNever ? kLastYear : base::civil_from_days(stay.to + 1).year - 1;
            for (int year = std::max(from, first_); year <= std::min(to, last_); ++year) {
                here_[static_cast<std::size_t>(year - kFirstYear)] = stay.place;
                first_here = std::min(first_here, year);
                last_here = std::max(last_here, year);
            }
        }
        first_ = first_here;
        last_ = last_here;
    }
    PlaceIndex place(int year) const { return here_[static_cast<std::size_t>(year - kFirstYear)]; }

    /// Income in units of the usual wage: about 0 to 2.
    double income(LocalIndex index, int year) const {
        const int known = std::clamp(year, kFirstWorkYear, 2023);
        const WorkYear& work = lives_.work.at(index, known);
        return std::min(2.5, (work.wages + work.business) / (480000.0 * wage_index(known)));
    }

    double wanted_cars(LocalIndex index, int year) const {
        const Person& person = lives_.world.people[index];
        const int age = person.turns(year);
        const double by_age = interpolate(
            person.is_woman() ? std::span<const Knot>(kCarsWomen) : std::span<const Knot>(kCarsMen),
            age);
        const double people = model_.places.population(place(year));
        const double where = model_.places.is_oslo(place(year)) ? 0.62
                             : people > 60000                   ? 0.92
                             : people > 15000                   ? 1.10
                                                                : 1.28;
        const double money = 0.72 + 0.40 * std::min(1.6, income(index, year));
        const double growth = 0.86 + 0.14 * std::min(1.0, (year - 1998) / 16.0);
        return by_age * where * (age < 67 ? money : 1.0) * growth * 0.82;
    }

    /// A slot for a car is filled while the wanted number exceeds its threshold.
    void keep_cars(LocalIndex index, std::size_t slot, double threshold) {
        constexpr double kBase[] = {0.0, 0.72, 1.25};
        constexpr double kSpan[] = {1.0, 1.3, 1.9};
        const double needs = kBase[slot] + kSpan[slot] * threshold;
        run_slot(index, 0, slot, [&](int year) { return wanted_cars(index, year) > needs; });
    }

    void keep_others(LocalIndex index, std::size_t kind, double threshold) {
        const Kind& what = kKinds[kind];
        const Person& person = lives_.world.people[index];
        run_slot(index, kind, 2 + kind, [&](int year) {
            const double people = model_.places.population(place(year));
            const double where = people > 60000 ? 0.5 : people > 15000 ? 1.0 : what.rural;
            const int age = person.turns(year);
            const double by_age = age < 20 ? (kind == 4 ? 2.2 : 0.1) : age < 75 ? 1.0 : 0.5;
            return what.share * where * by_age * (person.is_woman() ? 0.35 : 1.15) > threshold;
        });
    }

    /// Vehicles one after the other in the years in which `wants` holds.
    template <class Wants>
    void run_slot(LocalIndex index, std::size_t kind, std::size_t slot, const Wants& wants) {
        int until = 0;  // last year of the vehicle at hand
        int number = 0;
        for (int year = first_; year <= last_; ++year) {
            if (year <= until || place(year) == kAbroad || !wants(year)) continue;
            Draws draws = lives_.world.draws(Stream::Vehicle, index,
                                             static_cast<int>((slot + 1) * 4096) + year);
            // Kept for some years: shorter when the first year seen lies within its time.
            const double kept = -kKinds[kind].years * fixed_log(draws.uniform());
            until = year + static_cast<int>(std::min(kept, 25.0));
            int last = year;
            while (last < until && last < last_ && place(last + 1) != kAbroad && wants(last + 1))
                ++last;
            until = last;
            write(index, kind, year, last, ++number == 1 && year == first_, draws);
        }
    }

    void keep_of_firms(LocalIndex index, Draws& lasting) {
        const double start = lasting.uniform();
        const bool is_lorry = lasting.chance(0.16);
        const int first = first_ + static_cast<int>(start * (last_ - first_ + 1));
        Draws draws = lives_.world.draws(Stream::Vehicle, index, 60 * 4096);
        for (int year = first; year <= last_;) {
            const int last =
                std::min(last_, year + static_cast<int>(-3.0 * fixed_log(draws.uniform())));
            begin(year, last);
            write_facts(index, 0, year, last, year - draws.between(0, 2), draws, true, is_lorry);
            year = last + 1;
        }
    }

    void begin(int first, int last) {
        columns_.begin_unit(Domain::Vehicle);
        from_ = first;
        to_ = last;
    }
    template <class T>
    void add(UnitColumn column, T value) {
        columns_.add(column, from_, to_, value);
    }

    void write(LocalIndex index, std::size_t kind, int first, int last, bool seen_first,
               Draws& draws) {
        // A third of those bought are new; others have some years behind them.
        const double fresh = draws.uniform();
        const double money = income(index, first);
        const double old = -9.5 * fixed_log(draws.uniform());
        int age = kind == 0 && fresh < 0.14 + 0.11 * std::min(money, 1.5)
                      ? 0
                      : 1 + static_cast<int>(std::min(old, 22.0));
        if (seen_first) age += draws.between(0, 3);
        begin(first, last);
        add(UnitColumn::VehicleOwner, lives_.unit(index));
        write_facts(index, kind, first, last, first - age, draws, false, false);
    }

    void write_facts(LocalIndex index, std::size_t kind, int first, int last, int built,
                     Draws& draws, bool of_firm, bool is_lorry) {
        const Kind& what = kKinds[kind];
        add(UnitColumn::VehicleGroup, is_lorry ? codes_.lorry : codes_.group[kind]);
        if (is_lorry)
            add(UnitColumn::VehicleEuCode, codes_.lorry_eu);
        else if (!what.eu.empty())
            add(UnitColumn::VehicleEuCode, codes_.eu[kind]);
        add(UnitColumn::VehicleFirstYear, static_cast<std::int16_t>(built));
        const double use = draws.uniform();
        add(UnitColumn::VehicleUse, !of_firm     ? (use < 0.003 ? codes_.taxi : codes_.own)
                                    : use < 0.35 ? codes_.lease
                                                 : codes_.business);
        const double weight_draw = draws.uniform();
        int weight =
            what.lightest + static_cast<int>(weight_draw * (what.heaviest - what.lightest));
        if (is_lorry) weight += 6000;
        if (kind == 0 && !is_lorry) weight = 1150 + static_cast<int>(780.0 * weight_draw);
        Fuel fuel = Fuel::Petrol;
        if (what.has_engine) fuel = fuel_of(index, kind, first, built, is_lorry, draws);
        if (what.has_engine) {
            add(UnitColumn::VehicleFuel, codes_.fuel[static_cast<std::size_t>(fuel)]);
            const bool plug = fuel == Fuel::Electric ||
                              (fuel == Fuel::PetrolHybrid && built >= 2014 && draws.chance(0.72));
            add(UnitColumn::VehicleChargeable, plug ? codes_.yes : codes_.no);
            if (fuel == Fuel::Electric) weight += 250;
            write_emission(kind, built, fuel, plug, draws);
            write_distance(index, kind, first, last, draws);
        }
        add(UnitColumn::VehicleUsedImport, draws.chance(0.12) ? codes_.yes : codes_.no);
        add(UnitColumn::VehicleWeight, std::int32_t{weight});
        add(UnitColumn::VehicleGrossWeight,
            std::int32_t{weight + 400 + static_cast<int>(draws.uniform() * 0.3 * weight)});
    }

    Fuel fuel_of(LocalIndex index, std::size_t kind, int year, int built, bool is_lorry,
                 Draws& draws) const {
        const double which = draws.uniform();
        if (kind != 0 || is_lorry) {
            const bool heavy = is_lorry || kind == 1 || kind == 2 || kind == 6;
            if (kind == 1 && built >= 2019 && which < 0.12 + 0.05 * (built - 2019))
                return Fuel::Electric;
            return heavy ? Fuel::Diesel : Fuel::Petrol;
        }
        const FuelMix mix = mix_of(built);
        const PlaceIndex home = place(std::clamp(year, first_, last_));
        const std::size_t county = home == kAbroad ? 7 : model_.places.county(home);
        // Electric cars follow income, and tolls and charging in Oslo, Akershus and Bergen.
        const double pull = (county == 0    ? 1.55
                             : county == 5  ? 1.25
                             : county == 11 ? 1.25
                                            : 0.85) *
                            (0.72 + 0.30 * std::min(income(index, year), 2.0));
        const double electric = std::min(0.97, mix.electric * pull);
        if (which < electric) return Fuel::Electric;
        const double rest = (which - electric) / (1.0 - electric) * (1.0 - mix.electric);
        if (rest < mix.diesel) return Fuel::Diesel;
        if (rest < mix.diesel + mix.hybrid) return Fuel::PetrolHybrid;
        if (rest < mix.diesel + mix.hybrid + mix.diesel_hybrid) return Fuel::DieselHybrid;
        return Fuel::Petrol;
    }

    void write_emission(std::size_t kind, int built, Fuel fuel, bool plug, Draws& draws) {
        if (kind > 1) return;
        const double spread = draws.uniform();
        if (fuel == Fuel::Electric) {
            // Not recorded for the few before 2005.
            if (built >= 2005) add(UnitColumn::VehicleEmission, 0.0);
            return;
        }
        const double progress = std::clamp((built - 2000) / 18.0, 0.0, 1.0);
        double grams = 152.0 + 38.0 * spread - 36.0 * progress;
        if (fuel == Fuel::Diesel) grams -= 6.0;
        if (fuel == Fuel::PetrolHybrid || fuel == Fuel::DieselHybrid) grams *= plug ? 0.35 : 0.75;
        add(UnitColumn::VehicleEmission, static_cast<double>(round_to_integer(grams)));
        const double litres = grams / (fuel == Fuel::Diesel ? 265.0 : 236.0);
        add(UnitColumn::VehicleConsumption,
            static_cast<double>(round_to_integer(litres * 100.0)) / 100.0);
    }

    void write_distance(LocalIndex index, std::size_t kind, int first, int last, Draws& draws) {
        if (kind == 2 || kind == 4 || kind == 5) return;
        const double taste = 0.4 + 1.2 * draws.uniform();
        const int age = lives_.world.people[index].turns(first);
        const double by_age = age < 30 ? 1.1 : age < 60 ? 1.15 : age < 75 ? 0.8 : 0.5;
        const double usual = kind == 3 ? 2500.0 : kind == 6 ? 6500.0 : 11500.0;
        const auto kilometres =
            static_cast<std::int32_t>(100 * round_to_integer(usual * taste * by_age / 100.0));
        columns_.add(UnitColumn::VehicleDistance, first, last, kilometres);
    }

    const Lives& lives_;
    UnitColumns& columns_;
    const Model& model_;
    VehicleCodes codes_;
    int first_ = 0, last_ = 0;
    int from_ = 0, to_ = 0;
    std::array<PlaceIndex, kLastYear - kFirstYear + 1> here_{};
};

}  // namespace

void project_vehicles(const Lives& lives, UnitColumns& columns) {
    VehicleProjection(lives, columns).project();
}

}  // namespace skjerm::datagen
