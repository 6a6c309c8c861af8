#include "datagen/unit_columns.h"

#include <algorithm>

#include "datagen/register_file.h"
#include "skjerm/base/date.h"
#include "skjerm/datastore/bits.h"
#include "skjerm/datastore/value_codec.h"

namespace skjerm::datagen {

namespace {

using column::Storage;
using datastore::Calendar;
using datastore::Temporality;

struct ColumnSpec {
    UnitColumn column;
    std::string_view name;
    Storage storage;
};

// One row per enumerator of UnitColumn, in its order. Codes are as wide as their list wants.
constexpr ColumnSpec kColumns[] = {
    {UnitColumn::JobPersonSex, "ARBLONN_PERS_KJOENN", Storage::Code8},
    {UnitColumn::JobPersonAge, "ARBLONN_PERS_ALDER", Storage::Int8},
    {UnitColumn::JobPersonMunicipality, "ARBLONN_PERS_KOMMNR", Storage::Code16},
    {UnitColumn::JobPersonCitizenship, "ARBLONN_PERS_STATSBORGERSKAP", Storage::Code8},
    {UnitColumn::JobPersonHours, "ARBLONN_PERS_SUM_ARBEIDSTID", Storage::Float64},
    {UnitColumn::JobPersonPercent, "ARBLONN_PERS_SUM_STILLINGSPST", Storage::Float64},
    {UnitColumn::JobPerson, "ARBEIDSFORHOLD_PERSON", Storage::Unit32},
    {UnitColumn::JobStart, "ARBLONN_ARB_START", Storage::Int32},
    {UnitColumn::JobStop, "ARBLONN_ARB_SLUTT", Storage::Int32},
    {UnitColumn::JobHours, "ARBLONN_ARB_ARBEIDSTID", Storage::Float64},
    {UnitColumn::JobPercent, "ARBLONN_ARB_STILLINGSPST", Storage::Float64},
    {UnitColumn::JobFullHours, "ARBLONN_ARB_TIMEANT_FULLTID", Storage::Float64},
    {UnitColumn::JobFullPart, "ARBLONN_ARB_H3LDELTID", Storage::Code8},
    {UnitColumn::JobMain, "ARBLONN_ARB_HOVEDARBEID", Storage::Code8},
    {UnitColumn::JobContract, "ARBLONN_ARB_ANSETTELSESFORM", Storage::Code8},
    {UnitColumn::JobType, "ARBLONN_ARB_TYPE", Storage::Code8},
    {UnitColumn::JobRota, "ARBLONN_ARB_TID_ORDNING", Storage::Code8},
    {UnitColumn::JobOccupation, "ARBLONN_ARB_YRKE_STYRK08", Storage::Code16},
    {UnitColumn::JobEndReason, "ARBLONN_ARB_SLUTTAARSAK", Storage::Code8},
    {UnitColumn::JobLabourStatus, "ARBLONN_ARB_ARBMARK_STATUS", Storage::Code8},
    {UnitColumn::JobMunicipality, "ARBLONN_ARB_ARBKOMM", Storage::Code16},
    {UnitColumn::JobSector, "ARBLONN_FRTK_SEKTOR_2014", Storage::Code8},
    {UnitColumn::PayFixed, "ARBLONN_LONN_FAST", Storage::Float64},
    {UnitColumn::PayFixedReported, "ARBLONN_LONN_FAST_INNRAPP", Storage::Float64},
    {UnitColumn::PayHourly, "ARBLONN_LONN_TIME", Storage::Float64},
    {UnitColumn::PayHourlyReported, "ARBLONN_LONN_TIME_INNRAPP", Storage::Float64},
    {UnitColumn::PayHourlyHours, "ARBLONN_LONN_TIME_ANTALL", Storage::Float64},
    {UnitColumn::PayCash, "ARBLONN_LONN_KONTANT_IMP", Storage::Float64},
    {UnitColumn::PayCashReported, "ARBLONN_LONN_KONTANT_INNRAPP", Storage::Float64},
    {UnitColumn::PayFullTime, "ARBLONN_LONN_EKV_IALT", Storage::Float64},
    {UnitColumn::PayFullTimeAgreed, "ARBLONN_LONN_EKV_FMLONN", Storage::Float64},
    {UnitColumn::PayFullTimeBonus, "ARBLONN_LONN_EKV_BONUS", Storage::Float64},
    {UnitColumn::PayFullTimeIrregular, "ARBLONN_LONN_EKV_UREGTIL", Storage::Float64},
    {UnitColumn::PayFullTimeWeight, "ARBLONN_LONN_EKV_VEKT", Storage::Float64},
    {UnitColumn::PayBonus, "ARBLONN_LONN_BONUS", Storage::Float64},
    {UnitColumn::PayOvertime, "ARBLONN_LONN_OVERTID", Storage::Float64},
    {UnitColumn::PayOvertimeHours, "ARBLONN_LONN_OVERTID_TIMER", Storage::Float64},
    {UnitColumn::PaySupplement, "ARBLONN_LONN_FAST_TILLEGG", Storage::Float64},
    {UnitColumn::PayHoliday, "ARBLONN_LONN_FERIE", Storage::Float64},
    {UnitColumn::PayKind, "ARBLONN_LONN_NATURAL", Storage::Float64},
    {UnitColumn::PaySeverance, "ARBLONN_LONN_SLUTTVEDERLAG", Storage::Float64},
    {UnitColumn::AbsenceAgreedDays, "SYKEFRAVAR_AVTALTE_DAGSVERK1", Storage::Float64},
    {UnitColumn::AbsenceSickDays, "SYKEFRAVAR_SYKEFRAVAR_DAGSVERK1", Storage::Float64},
    {UnitColumn::CourseNus, "NUDB_KURS_NUS", Storage::Code8},
    {UnitColumn::CoursePerson, "NUDB_KURS_FNR", Storage::Unit32},
    {UnitColumn::CourseSerial, "NUDB_KURS_LOEPENR", Storage::Unit32},
    {UnitColumn::CourseFullPart, "NUDB_KURS_HELDEL", Storage::Code8},
    {UnitColumn::CourseOutcome, "NUDB_KURS_UTFALL", Storage::Code8},
    {UnitColumn::CourseCompetence, "NUDB_KURS_KOMP", Storage::Code8},
    {UnitColumn::CourseSchoolType, "NUDB_KURS_UTD", Storage::Code8},
    {UnitColumn::CourseGroup, "NUDB_KURS_UHGRUPPE", Storage::Code8},
    {UnitColumn::CourseOwner, "NUDB_KURS_EIERF", Storage::Code8},
    {UnitColumn::CourseTeaching, "NUDB_KURS_ORGANISERING", Storage::Code8},
    {UnitColumn::CourseMunicipality, "NUDB_KURS_SKOLEKOM", Storage::Code16},
    {UnitColumn::CourseCountry, "NUDB_KURS_FULLAND", Storage::Code8},
    {UnitColumn::VehicleOwner, "KJORETOY_KJORETOYID_FNR", Storage::Unit32},
    {UnitColumn::VehicleGroup, "KJORETOY_KJT_GRUP", Storage::Code8},
    {UnitColumn::VehicleUse, "KJORETOY_KJ_ART", Storage::Code8},
    {UnitColumn::VehicleFuel, "KJORETOY_DRIVSTOFF_OMK", Storage::Code8},
    {UnitColumn::VehicleChargeable, "KJORETOY_LADBAR", Storage::Code8},
    {UnitColumn::VehicleFirstYear, "KJORETOY_FREG_AR", Storage::Int16},
    {UnitColumn::VehicleUsedImport, "KJORETOY_BRUKTIMP", Storage::Code8},
    {UnitColumn::VehicleEmission, "KJORETOY_TEKN_CO2_UTSLIPP", Storage::Float64},
    {UnitColumn::VehicleConsumption, "KJORETOY_TEKN_DRIVSTOFF_FORBRUK", Storage::Float64},
    {UnitColumn::VehicleWeight, "KJORETOY_EG_VEKT", Storage::Int32},
    {UnitColumn::VehicleGrossWeight, "KJORETOY_TOT_VEKT", Storage::Int32},
    {UnitColumn::VehicleDistance, "KJORETOY_KJORELENGDE_GJSNITT_AAR", Storage::Int32},
    {UnitColumn::VehicleEuCode, "KJORETOY_TEKN_TKNAVN", Storage::Code8},
    {UnitColumn::MeterPerson, "ELHUB_PERS_MALEPUNKTID_FNR", Storage::Unit32},
    {UnitColumn::MeterMunicipality, "ELHUB_PERS_MALEPUNKT_ADR_KOMMUNE", Storage::Code16},
    {UnitColumn::MeterPriceArea, "ELHUB_PERS_PRISOMRADE", Storage::Code8},
    {UnitColumn::MeterUse, "ELHUB_PERS_TYPE_STROMFORBRUK", Storage::Code8},
    {UnitColumn::MeterConsumption, "ELHUB_PERS_STROMFORBRUK", Storage::Float64},
    {UnitColumn::MeterProduction, "ELHUB_PERS_KRAFTPRODUKSJON", Storage::Float64},
    {UnitColumn::AccidentMonth, "TRAFULYK_AARMND", Storage::Int32},
    {UnitColumn::AccidentMunicipality, "TRAFULYK_KOMMUNE", Storage::Code16},
    {UnitColumn::AccidentGroup, "TRAFULYK_KODEULY", Storage::Code8},
    {UnitColumn::AccidentSpeed, "TRAFULYK_FARTSGRE", Storage::Code8},
    {UnitColumn::AccidentSurface, "TRAFULYK_FOEREFOR", Storage::Code8},
    {UnitColumn::AccidentWeather, "TRAFULYK_VAERFORH", Storage::Code8},
    {UnitColumn::AccidentRoad, "TRAFULYK_VEISTATUS", Storage::Code8},
    {UnitColumn::AccidentVehicles, "TRAFULYK_ANTALL_KJT", Storage::Int8},
    {UnitColumn::AccidentPersons, "TRAFULYK_ANTALL_PERS", Storage::Int8},
    {UnitColumn::AccidentPersonPerson, "TRAFULYK_PERS_FNR", Storage::Unit32},
    {UnitColumn::AccidentPersonAccident, "TRAFULYK_PERS_TRAFULYK", Storage::Unit32},
    {UnitColumn::AccidentPersonAge, "TRAFULYK_PERS_ALDER", Storage::Int8},
    {UnitColumn::AccidentPersonSex, "TRAFULYK_PERS_KJOENN", Storage::Code8},
    {UnitColumn::AccidentPersonRole, "TRAFULYK_PERS_TYPE", Storage::Code8},
    {UnitColumn::AccidentPersonUnit, "TRAFULYK_PERS_TRAFENHT", Storage::Code8},
    {UnitColumn::NovemberStatus, "REGSYS_ARB_ARBMARK_STATUS", Storage::Code8},
    {UnitColumn::NovemberOccupation, "REGSYS_ARB_YRKE_STYRK08", Storage::Code16},
    {UnitColumn::NovemberMunicipality, "REGSYS_ARB_ARBKOMM", Storage::Code16},
    {UnitColumn::NovemberHours, "REGSYS_ARB_ARBEIDSTID", Storage::Float64},
    {UnitColumn::NovemberSource, "REGSYS_ARB_KILDE", Storage::Code8},
    {UnitColumn::NovemberIndustry, "REGSYS_VIRK_NACE1_SN07", Storage::Code8},
    {UnitColumn::NovemberEstablishment, "REGSYS_VIRK_ID_SSB", Storage::Unit32},
    {UnitColumn::NovemberEnterprise, "REGSYS_FRTK_ID_SSB", Storage::Unit32},
    {UnitColumn::NovemberOrganisation, "REGSYS_FRTK_ORG_FORM", Storage::Code8},
    {UnitColumn::NovemberSector, "REGSYS_FRTK_SEKTOR_2014", Storage::Code8},
    {UnitColumn::EarlierStatus, "REGSYS_YRKSTAT", Storage::Code8},
    {UnitColumn::EarlierIndustry, "REGSYS_NARING_SN2007", Storage::Code8},
    {UnitColumn::EarlierMunicipality, "REGSYS_ARBKOMM", Storage::Code16},
    {UnitColumn::EarlierHours, "REGSYS_ARBTIM", Storage::Float64},
};
static_assert(std::size(kColumns) == kUnitColumnCount);

// Jobs are known from the beginning of a-ordningen, and to the month to which the frame reaches.
constexpr int kFirstJobYear = 2015;

int period_number(Calendar calendar, base::DayNumber day) {
    const base::CivilDate date = base::civil_from_days(day);
    switch (calendar) {
        case Calendar::Monthly16:
        case Calendar::MonthlyLast:
        case Calendar::CalendarMonth:
            return period_of_month(date.year, date.month);
        case Calendar::MonthlyFirstAndLast:
            return 2 * period_of_month(date.year, date.month) + (date.day == 1 ? 0 : 1);
        case Calendar::CalendarQuarter:
            return period_of_quarter(date.year, (date.month + 2) / 3);
        default:
            return date.year;
    }
}

}  // namespace

UnitCatalogue UnitCatalogue::load(int first_year, int last_year, const RegisterIds& registers) {
    RegisterFile file;
    UnitCatalogue result;
    result.unit_types_ = file.unit_types();
    SKJERM_CHECK(result.unit_types_.back()->domain + 1U == kDomainCount);
    for (const ColumnSpec& spec : kColumns) {
        SKJERM_CHECK(static_cast<std::size_t>(spec.column) ==
                     static_cast<std::size_t>(&spec - kColumns));
        const bool of_jobs = spec.column <= UnitColumn::AbsenceSickDays;
        datastore::VariableToWrite written =
            file.variable(spec.name, spec.storage,
                          of_jobs ? std::max(first_year, kFirstJobYear) : first_year, last_year);
        // Consumption differs from each month to the next.
        written.as_changes =
            !written.segment_days.empty() && spec.column != UnitColumn::MeterConsumption;
        const Calendar calendar = written.variable->calendar;
        result.first_periods_.push_back(
            written.segment_days.empty() ? 0
                                         : period_number(calendar, written.segment_days.front()));
        result.wanted_.push_back(registers.empty() ||
                                 registers.contains(written.variable->register_id));
        result.variables_.push_back(std::move(written));
    }
    return result;
}

std::vector<datastore::VariableToWrite> UnitCatalogue::written_variables() const {
    std::vector<datastore::VariableToWrite> result;
    for (std::size_t index = 0; index < variables_.size(); ++index)
        if (is_written(static_cast<UnitColumn>(index))) result.push_back(variables_[index]);
    return result;
}

void UnitColumns::pad(std::vector<std::byte>& bytes, UnitColumn column, std::uint32_t units) const {
    const column::Storage storage = catalogue_.variable(column).storage;
    const std::size_t width = column::width_of(storage);
    const std::size_t before = bytes.size() / width;
    if (before >= units) return;
    bytes.resize(units * width);
    datastore::fill_missing(storage, units - before, bytes.data() + before * width);
}

void UnitColumns::take(datastore::StoreBlock& block, std::size_t first_variable) {
    std::vector<datastore::UnitRun> runs(kDomainCount);
    std::size_t variable = first_variable;
    for (std::size_t index = 0; index < kUnitColumnCount; ++index) {
        const auto column = static_cast<UnitColumn>(index);
        if (!catalogue_.is_written(column)) continue;
        const auto domain = static_cast<std::size_t>(domain_of(column));
        datastore::UnitRun& run = runs[domain];
        const std::uint32_t units = units_of(column);
        if (!values_[index].empty()) {
            pad(values_[index], column, units);
            run.segments.push_back({variable, 0, std::move(values_[index])});
        }
        for (std::size_t segment = 0; segment < months_[index].size(); ++segment) {
            if (months_[index][segment].empty()) continue;
            pad(months_[index][segment], column, units);
            run.segments.push_back({variable, segment, std::move(months_[index][segment])});
        }
        if (datastore::SpellBlock& spells = spells_[index]; !spells.offsets.empty()) {
            spells.offsets.resize(std::size_t{units} + 1,
                                  static_cast<std::uint32_t>(spells.starts.size()));
            run.spells.emplace_back(variable, std::move(spells));
        }
        ++variable;
    }
    // Those of persons are in the block itself.
    datastore::UnitRun& persons = runs[static_cast<std::size_t>(Domain::Person)];
    std::move(persons.segments.begin(), persons.segments.end(), std::back_inserter(block.segments));
    std::move(persons.spells.begin(), persons.spells.end(), std::back_inserter(block.spells));
    for (std::size_t domain = 1; domain < kDomainCount; ++domain) {
        if (units_[domain] == 0) continue;
        runs[domain].domain = static_cast<column::UnitDomain>(domain);
        runs[domain].units = units_[domain];
        block.runs.push_back(std::move(runs[domain]));
    }
}

}  // namespace skjerm::datagen
