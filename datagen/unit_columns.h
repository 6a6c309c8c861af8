// Variables of units other than persons (jobs, courses, vehicles, meters, accidents), and those of
// persons that are stored as changes: which ones there are, and their values while the units of a
// store block are made, one after the other.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "datagen/catalogue.h"
#include "skjerm/base/check.h"
#include "skjerm/datastore/store_writer.h"

namespace skjerm::datagen {

/// Identifier domains, in the order of the unit types of registers.json.
enum class Domain : std::uint8_t {
    Person,
    Job,
    Course,
    Vehicle,
    Meter,
    Establishment,
    Enterprise,
    Municipality,
    Accident,
    AccidentPerson,
    Count
};
inline constexpr std::size_t kDomainCount = static_cast<std::size_t>(Domain::Count);

/// The order is that of the table in unit_columns.cpp.
enum class UnitColumn : std::uint8_t {
    // Persons with a job
    JobPersonSex,
    JobPersonAge,
    JobPersonMunicipality,
    JobPersonCitizenship,
    JobPersonHours,
    JobPersonPercent,
    // Jobs
    JobPerson,
    JobStart,
    JobStop,
    JobHours,
    JobPercent,
    JobFullHours,
    JobFullPart,
    JobMain,
    JobContract,
    JobType,
    JobRota,
    JobOccupation,
    JobEndReason,
    JobLabourStatus,
    JobMunicipality,
    JobSector,
    PayFixed,
    PayFixedReported,
    PayHourly,
    PayHourlyReported,
    PayHourlyHours,
    PayCash,
    PayCashReported,
    PayFullTime,
    PayFullTimeAgreed,
    PayFullTimeBonus,
    PayFullTimeIrregular,
    PayFullTimeWeight,
    PayBonus,
    PayOvertime,
    PayOvertimeHours,
    PaySupplement,
    PayHoliday,
    PayKind,
    PaySeverance,
    AbsenceAgreedDays,
    AbsenceSickDays,
    // Courses
    CourseNus,
    CoursePerson,
    CourseSerial,
    CourseFullPart,
    CourseOutcome,
    CourseCompetence,
    CourseSchoolType,
    CourseGroup,
    CourseOwner,
    CourseTeaching,
    CourseMunicipality,
    CourseCountry,
    // Vehicles
    VehicleOwner,
    VehicleGroup,
    VehicleUse,
    VehicleFuel,
    VehicleChargeable,
    VehicleFirstYear,
    VehicleUsedImport,
    VehicleEmission,
    VehicleConsumption,
    VehicleWeight,
    VehicleGrossWeight,
    VehicleDistance,
    VehicleEuCode,
    // Electricity meters
    MeterPerson,
    MeterMunicipality,
    MeterPriceArea,
    MeterUse,
    MeterConsumption,
    MeterProduction,
    // Accidents
    AccidentMonth,
    AccidentMunicipality,
    AccidentGroup,
    AccidentSpeed,
    AccidentSurface,
    AccidentWeather,
    AccidentRoad,
    AccidentVehicles,
    AccidentPersons,
    AccidentPersonPerson,
    AccidentPersonAccident,
    AccidentPersonAge,
    AccidentPersonSex,
    AccidentPersonRole,
    AccidentPersonUnit,
    // Persons employed on 16 November
    NovemberStatus,
    NovemberOccupation,
    NovemberMunicipality,
    NovemberHours,
    NovemberSource,
    NovemberIndustry,
    NovemberEstablishment,
    NovemberEnterprise,
    NovemberOrganisation,
    NovemberSector,
    EarlierStatus,
    EarlierIndustry,
    EarlierMunicipality,
    EarlierHours,
    Count
};
inline constexpr std::size_t kUnitColumnCount = static_cast<std::size_t>(UnitColumn::Count);

/// A date or period as a number that grows by one from each to the next: a year, quarter or month
/// of a calendar, or one of its two measurement days.
[[nodiscard]] constexpr int period_of_month(int year, int month) { return year * 12 + month - 1; }
[[nodiscard]] constexpr int period_of_quarter(int year, int quarter) {
    return year * 4 + quarter - 1;
}

/// What registers.json says of the unit columns.
class UnitCatalogue {
public:
    /// Reads the embedded registers.json; years bound the histories.
    [[nodiscard]] static UnitCatalogue load(int first_year, int last_year,
                                            const RegisterIds& registers = {});

    [[nodiscard]] const datastore::VariableToWrite& variable(UnitColumn column) const {
        return variables_[static_cast<std::size_t>(column)];
    }
    /// Whether the column is of a register asked for and has any date or period in the years.
    [[nodiscard]] bool is_written(UnitColumn column) const {
        if (!wanted_[static_cast<std::size_t>(column)]) return false;
        const auto temporality = variable(column).variable->temporality;
        return temporality == datastore::Temporality::Fixed ||
               temporality == datastore::Temporality::Event || periods(column) > 0;
    }
    /// The columns that are written, in their order.
    [[nodiscard]] std::vector<datastore::VariableToWrite> written_variables() const;
    /// All unit types, those of persons included, in the order of registers.json.
    [[nodiscard]] const std::vector<datastore::UnitTypePtr>& unit_types() const {
        return unit_types_;
    }
    /// Number of the first date or period of a STATUS or ACCUMULATED column, and how many there
    /// are; none when it is not written for the years asked for.
    [[nodiscard]] int first_period(UnitColumn column) const {
        return first_periods_[static_cast<std::size_t>(column)];
    }
    [[nodiscard]] int periods(UnitColumn column) const {
        return static_cast<int>(variable(column).segment_days.size());
    }

private:
    std::vector<datastore::VariableToWrite> variables_;
    std::vector<bool> wanted_;
    std::vector<int> first_periods_;
    std::vector<datastore::UnitTypePtr> unit_types_;
};

/// The units that belong to the persons of one store block.
class UnitColumns {
public:
    explicit UnitColumns(const UnitCatalogue& catalogue)
        : catalogue_(catalogue),
          values_(kUnitColumnCount),
          months_(kUnitColumnCount),
          spells_(kUnitColumnCount) {}

    /// Begins the next unit of `domain`; gives its number within the block.
    std::uint32_t begin_unit(Domain domain) { return units_[static_cast<std::size_t>(domain)]++; }
    [[nodiscard]] std::uint32_t units(Domain domain) const {
        return units_[static_cast<std::size_t>(domain)];
    }

    // All of these are about the unit begun last in the column's domain. T is the storage's type.

    /// The value of a FIXED column.
    template <class T>
    void set(UnitColumn column, T value) {
        put(values_[at(column)], column, value);
    }
    /// The value of a column with a segment for each period, in one of them.
    template <class T>
    void set(UnitColumn column, int period, T value) {
        const int place = period - catalogue_.first_period(column);
        if (place < 0 || place >= catalogue_.periods(column)) return;
        auto& segments = months_[at(column)];
        segments.resize(static_cast<std::size_t>(catalogue_.periods(column)));
        put(segments[static_cast<std::size_t>(place)], column, value);
    }
    /// The same value in the periods from `first` to `last`, both included, later than those
    /// before; what lies outside the histories is left out.
    template <class T>
    void add(UnitColumn column, int first, int last, T value) {
        const int offset = catalogue_.first_period(column);
        first = std::max(first - offset, 0);
        last = std::min(last - offset, catalogue_.periods(column) - 1);
        if (first > last) return;
        datastore::SpellBlock& spells = spells_of(column);
        const bool follows = spells.starts.size() > spells.offsets.back() &&
                             spells.stops.back() + 1 == first && last_value<T>(spells) == value;
        if (follows)
            spells.stops.back() = last;
        else
            push(spells, column, first, last, value);
    }
    /// A spell of an EVENT column, cut to what the register covers.
    template <class T>
    void add_spell(UnitColumn column, base::DayNumber start, base::DayNumber stop, T value) {
        const datastore::Variable& variable = *catalogue_.variable(column).variable;
        if (start > *variable.valid_to || stop < *variable.valid_from) return;
        push(spells_of(column), column, std::max(start, *variable.valid_from),
             stop > *variable.valid_to ? datastore::SpellBlock::kOpenStop : stop, value);
    }

    /// Hands over what has been added, into a block of persons; columns of the store stand from
    /// `first_variable` on.
    void take(datastore::StoreBlock& block, std::size_t first_variable);

private:
    static std::size_t at(UnitColumn column) { return static_cast<std::size_t>(column); }
    [[nodiscard]] Domain domain_of(UnitColumn column) const {
        return static_cast<Domain>(catalogue_.variable(column).variable->unit_type->domain);
    }
    [[nodiscard]] std::uint32_t units_of(UnitColumn column) const {
        return units(domain_of(column));
    }
    void pad(std::vector<std::byte>& bytes, UnitColumn column, std::uint32_t units) const;

    template <class T>
    void put(std::vector<std::byte>& bytes, UnitColumn column, T value) {
        SKJERM_CHECK(catalogue_.variable(column).storage == column::storage_of<T>());
        const std::uint32_t units = units_of(column);
        pad(bytes, column, units);
        std::memcpy(bytes.data() + (units - 1) * sizeof(T), &value, sizeof(T));
    }
    datastore::SpellBlock& spells_of(UnitColumn column) {
        datastore::SpellBlock& spells = spells_[at(column)];
        if (spells.offsets.size() < units_of(column))
            spells.offsets.resize(units_of(column),
                                  static_cast<std::uint32_t>(spells.starts.size()));
        return spells;
    }
    template <class T>
    static T last_value(const datastore::SpellBlock& spells) {
        T value;
        std::memcpy(&value, spells.values.data() + spells.values.size() - sizeof(T), sizeof(T));
        return value;
    }
    template <class T>
    void push(datastore::SpellBlock& spells, UnitColumn column, base::DayNumber first,
              base::DayNumber last, T value) {
        SKJERM_CHECK(catalogue_.variable(column).storage == column::storage_of<T>());
        spells.starts.push_back(first);
        spells.stops.push_back(last);
        const auto* bytes = reinterpret_cast<const std::byte*>(&value);
        spells.values.insert(spells.values.end(), bytes, bytes + sizeof(T));
    }

    const UnitCatalogue& catalogue_;
    std::array<std::uint32_t, kDomainCount> units_{};
    std::vector<std::vector<std::byte>> values_;               // FIXED
    std::vector<std::vector<std::vector<std::byte>>> months_;  // a segment for each period
    std::vector<datastore::SpellBlock> spells_;                // without the last offset
};

}  // namespace skjerm::datagen
