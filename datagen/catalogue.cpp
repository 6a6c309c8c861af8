#include "datagen/catalogue.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/date.h"
#include "skjerm/embedded/registers.h"

namespace skjerm::datagen {

namespace {

using base::DayNumber;
using column::Storage;
using datastore::Calendar;
using datastore::DataType;
using datastore::Temporality;
using datastore::ValueFormat;
using nlohmann::json;

struct ColumnSpec {
    Column column;
    std::string_view name;
    Storage storage;
};

// One row per enumerator of Column, in its order. Codes are as wide as their list wants (checked).
constexpr ColumnSpec kColumns[] = {
    {Column::Sex, "BEFOLKNING_KJOENN", Storage::Code8},
    {Column::BirthMonth, "BEFOLKNING_FOEDSELS_AAR_MND", Storage::Int32},
    {Column::DeathDate, "BEFOLKNING_DOEDS_DATO", Storage::Int32},
    {Column::BirthCountry, "BEFOLKNING_FODELAND", Storage::Code8},
    {Column::BirthMunicipality, "BEFOLKNING_FOEDEKOMMNR", Storage::Code16},
    {Column::Background, "BEFOLKNING_LANDBAK3GEN", Storage::Code8},
    {Column::ImmigrantCategory, "BEFOLKNING_INVKAT", Storage::Code8},
    {Column::ImmigrationReason, "BEFOLKNING_INNGRUNN1", Storage::Code8},
    {Column::ImmigrationAge, "BEFOLKNING_INNALDER", Storage::Int8},
    {Column::FirstResidence, "BEFOLKNING_FORSTDATO", Storage::Int32},
    {Column::Mother, "BEFOLKNING_MOR_FNR", Storage::Unit32},
    {Column::Father, "BEFOLKNING_FAR_FNR", Storage::Unit32},
    {Column::MothersMother, "BEFOLKNING_MORMOR_FNR", Storage::Unit32},
    {Column::MothersFather, "BEFOLKNING_MORFAR_FNR", Storage::Unit32},
    {Column::FathersMother, "BEFOLKNING_FARMOR_FNR", Storage::Unit32},
    {Column::FathersFather, "BEFOLKNING_FARFAR_FNR", Storage::Unit32},
    {Column::SiblingGroup, "BEFOLKNING_SOESKEN_FNR", Storage::Unit32},
    {Column::BirthOrder, "BEFOLKNING_PARITET", Storage::Int8},
    {Column::SocialBackground, "NUDB_SOSBAK", Storage::Code8},
    {Column::MotherEducation16, "NUDB_NUS2000_MOR_16", Storage::Code8},
    {Column::FatherEducation16, "NUDB_NUS2000_FAR_16", Storage::Code8},
    {Column::Municipality16, "NUDB_KOMM_16", Storage::Code16},
    {Column::CompulsoryDone, "NUDB_AAR_FORSTE_FULLF_GS", Storage::Int16},
    {Column::UpperSecondaryDone, "NUDB_AAR_FORSTE_FULLF_VS", Storage::Int32},
    {Column::GeneralDone, "NUDB_AAR_FORSTE_FULLF_VSA", Storage::Int32},
    {Column::VocationalDone, "NUDB_AAR_FORSTE_FULLF_VSY", Storage::Int32},
    {Column::CollegeDone, "NUDB_AAR_FORSTE_FULLF_HOY", Storage::Int32},
    {Column::CandMagDone, "NUDB_AAR_FORSTE_FULLF_CMG", Storage::Int32},
    {Column::BachelorDone, "NUDB_AAR_FORSTE_FULLF_BACH", Storage::Int32},
    {Column::MasterDone, "NUDB_AAR_FORSTE_FULLF_HOV", Storage::Int32},
    {Column::DoctorateDone, "NUDB_AAR_FORSTE_FULLF_DOK", Storage::Int32},
    {Column::FirstTertiary, "NUDB_AAR_FORSTE_REG_UH", Storage::Int32},
    {Column::SchoolPoints, "NUDB_KURS_GRPOENG", Storage::Float64},
    {Column::GradeNorwegianWritten, "NUDB_GS_STP_NOH", Storage::Code8},
    {Column::GradeNorwegianOral, "NUDB_GS_STP_NOM", Storage::Code8},
    {Column::GradeMathematics, "NUDB_GS_STP_MAT", Storage::Code8},
    {Column::GradeEnglish, "NUDB_GS_STP_ENS", Storage::Code8},
    {Column::GradeScience, "NUDB_GS_STP_NAT", Storage::Code8},
    {Column::GradeGym, "NUDB_GS_STP_KRO", Storage::Code8},
    {Column::Status, "BEFOLKNING_STATUSKODE", Storage::Code8},
    {Column::RegisteredMunicipality, "BEFOLKNING_KOMMNR_FORMELL", Storage::Code16},
    {Column::ActualMunicipality, "BEFOLKNING_KOMMNR_FAKTISK", Storage::Code16},
    {Column::Spouse, "BEFOLKNING_EKT_FNR", Storage::Unit32},
    {Column::Cohabitant, "BEFOLKNING_SAMB_FNR", Storage::Unit32},
    {Column::CoupleStatus, "BEFOLKNING_PARSTATUS", Storage::Code8},
    {Column::Family, "BEFOLKNING_REGSTAT_FAMNR", Storage::Unit32},
    {Column::FamilyType, "BEFOLKNING_REGSTAT_FAMTYP", Storage::Code8},
    {Column::FamilyRole, "BEFOLKNING_REGSTAT_PERSONKODE", Storage::Code8},
    {Column::FamilySize, "BEFOLKNING_ANTPERS_I_REGSTAT_FAMNR", Storage::Int8},
    {Column::FamilyChildren, "BEFOLKNING_BARN_I_REGSTAT_FAMNR", Storage::Int8},
    {Column::FamilyChildrenAll, "BEFOLKNING_BARN3_I_FAM", Storage::Int8},
    {Column::FamilyOldest, "BEFOLKNING_ELDST_I_REGSTAT_FAMNR", Storage::Int8},
    {Column::FamilyYoungest, "BEFOLKNING_YNGST_I_REGSTAT_FAMNR", Storage::Int8},
    {Column::HouseholdChildren, "BEFOLKNING_BARN_I_HUSH", Storage::Int8},
    {Column::Residence, "BOSATTEFDT_BOSTED", Storage::Code16},
    {Column::CivilStatus, "SIVSTANDFDT_SIVSTAND", Storage::Code8},
    {Column::Education, "NUDB_BU", Storage::Code8},
    {Column::Wages, "INNTEKT_WLONN", Storage::Int32},
    {Column::WagesDouble, "INNTEKT_LONN", Storage::Float64},
    {Column::BusinessIncome, "INNTEKT_WNARINNT", Storage::Int32},
    {Column::BusinessIncome2006, "INNTEKT_NARINNT", Storage::Int32},
    {Column::WorkIncome, "INNTEKT_WYRKINNT", Storage::Int32},
    {Column::WorkIncomeDouble, "INNTEKT_YRKINNT", Storage::Float64},
    {Column::InterestIncome, "INNTEKT_RENTINNT", Storage::Int32},
    {Column::Dividends, "INNTEKT_AKSJEUTBYTTE", Storage::Float64},
    {Column::CapitalIncome, "INNTEKT_WKAPINNT", Storage::Int32},
    {Column::TaxableTransfers, "INNTEKT_WSKPLOVF", Storage::Int32},
    {Column::TaxFreeTransfers, "INNTEKT_WSKFROVF", Storage::Float64},
    {Column::Transfers, "INNTEKT_WOVERFOR", Storage::Int32},
    {Column::TotalIncome, "INNTEKT_WSAMINNT", Storage::Int32},
    {Column::Tax, "INNTEKT_UTSKATT", Storage::Int32},
    {Column::TaxAndNegative, "INNTEKT_WSKATOVF", Storage::Int32},
    {Column::IncomeAfterTax, "INNTEKT_WIES", Storage::Int32},
    {Column::OldAgePension, "INNTEKT_ALDERSP_FOLKETR", Storage::Int32},
    {Column::DisabilityBenefit, "INNTEKT_KODE218", Storage::Int32},
    {Column::UnemploymentBenefit, "INNTEKT_ARBLED", Storage::Int32},
    {Column::SocialAssistance, "INNTEKT_SOSIAL", Storage::Int32},
    {Column::StudyGrant, "INNTEKT_STUDIESTIPEND", Storage::Float64},
    {Column::ChildBenefit, "INNTEKT_BARNETRYGD", Storage::Int32},
    {Column::HouseholdIncome, "INNTEKT_HUSH_IES", Storage::Float64},
    {Column::GrossWealth, "INNTEKT_BRUTTOFORM", Storage::Int32},
    {Column::EstimatedWealth, "INNTEKT_BER_BRFORM", Storage::Int32},
    {Column::Debt, "INNTEKT_GJELD", Storage::Int32},
};
static_assert(std::size(kColumns) == kColumnCount);

// Unit types whose identifiers are those of persons share the domain of PERSON.
constexpr std::string_view kPersonDomain[] = {"PERSON", "FAMILIE", "HUSHOLDNING", "SOESKEN"};

template <class Value>
Value chosen(std::string_view text,
             std::initializer_list<std::pair<std::string_view, Value>> from) {
    for (const auto& [name, value] : from)
        if (name == text) return value;
    SKJERM_CHECK(!"a word of registers.json that this generator does not know");
    return from.begin()->second;
}

std::string text_at(const json& object, const char* key) {
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? std::string() : found->get<std::string>();
}

datastore::Label label_of(const json& object, const char* nb, const char* en) {
    return {text_at(object, nb), text_at(object, en)};
}

std::optional<DayNumber> day_at(const json& object, const char* key) {
    const std::string text = text_at(object, key);
    return text.empty() ? std::nullopt : base::parse_iso_date(text);
}

// "0.1234 kr" is kept out of the catalogue: only the unit of measure goes in.
ValueFormat format_of(const json& variable) {
    const std::string format = text_at(variable, "format");
    if (format == "YYYY") return ValueFormat::Year;
    if (format == "YYYYMM") return ValueFormat::YearMonth;
    if (format == "YYYYMMDD") return ValueFormat::YearMonthDay;
    return ValueFormat::Number;
}

std::shared_ptr<const datastore::DatedCodeList> code_list_of(const std::string& id,
                                                             const json& list) {
    auto result = std::make_shared<datastore::DatedCodeList>();
    result->id = id;
    result->label = label_of(list, "nb", "en");
    for (const json& code : list.at("codes"))
        result->codes.push_back({code.at("code").get<std::string>(), label_of(code, "nb", "en"),
                                 day_at(code, "from"), day_at(code, "to")});
    return result;
}

std::vector<std::string> sorted_codes(const json& list) {
    std::vector<std::string> codes;
    for (const json& code : list.at("codes")) codes.push_back(code.at("code").get<std::string>());
    std::sort(codes.begin(), codes.end());
    return codes;
}

int year_of(DayNumber day) { return base::civil_from_days(day).year; }
DayNumber january_first(int year) { return base::days_from_civil({year, 1, 1}); }

// Cuts the validity of a yearly variable to the years generated, and lists its segments.
std::vector<DayNumber> bound_years(datastore::Variable& variable, int first_year, int last_year) {
    std::vector<DayNumber> days;
    const int from = std::max(first_year, year_of(*variable.valid_from));
    const int to = std::min(last_year, year_of(*variable.valid_to));
    for (int year = from; year <= to; ++year) days.push_back(january_first(year));
    if (days.empty()) return days;
    variable.valid_from = days.front();
    variable.valid_to = variable.temporality == Temporality::Status
                            ? days.back()
                            : base::days_from_civil({to, 12, 31});
    return days;
}

}  // namespace

std::uint32_t Catalogue::code(std::string_view list, std::string_view code) const {
    const auto dictionary = dictionaries_.find(list);
    SKJERM_CHECK(dictionary != dictionaries_.end());
    const auto& codes = dictionary->second;
    const auto found = std::lower_bound(codes.begin(), codes.end(), code);
    SKJERM_CHECK(found != codes.end() && *found == code);
    return static_cast<std::uint32_t>(found - codes.begin()) + 1;
}

Catalogue Catalogue::load(int first_year, int last_year) {
    const json registers = json::parse(embedded::registers());
    Catalogue result;
    result.databank_ = registers.at("databank").get<std::string>();

    std::map<std::string, datastore::UnitTypePtr, std::less<>> unit_types;
    column::UnitDomain next_domain = 1;
    for (const json& entry : registers.at("unit_types")) {
        datastore::UnitType type;
        type.id = entry.at("id").get<std::string>();
        type.label = label_of(entry, "nb", "en");
        type.key_name = entry.at("key").get<std::string>();
        const bool of_persons = std::find(std::begin(kPersonDomain), std::end(kPersonDomain),
                                          type.id) != std::end(kPersonDomain);
        if (!of_persons) type.domain = next_domain++;
        const std::string id = type.id;
        unit_types[id] = std::make_shared<const datastore::UnitType>(std::move(type));
    }
    for (const std::string_view id : kPersonDomain)
        result.unit_types_.push_back(unit_types.at(std::string(id)));

    const json& lists = registers.at("codelists");
    std::map<std::string, std::shared_ptr<const datastore::DatedCodeList>> code_lists;
    std::map<std::string, const json*> by_name;
    for (const json& entry : registers.at("variables"))
        by_name[entry.at("name").get<std::string>()] = &entry;

    result.segments_.resize(kColumnCount);
    for (const ColumnSpec& spec : kColumns) {
        SKJERM_CHECK(static_cast<std::size_t>(spec.column) ==
                     static_cast<std::size_t>(&spec - kColumns));
        const json& entry = *by_name.at(std::string(spec.name));
        datastore::Variable variable;
        variable.name = spec.name;
        variable.register_id = entry.at("register").get<std::string>();
        variable.label = label_of(entry, "label_nb", "label_en");
        variable.unit_type = unit_types.at(entry.at("unit_type").get<std::string>());
        variable.temporality = chosen<Temporality>(entry.at("temporality").get<std::string>(),
                                                   {{"FIXED", Temporality::Fixed},
                                                    {"STATUS", Temporality::Status},
                                                    {"ACCUMULATED", Temporality::Accumulated},
                                                    {"EVENT", Temporality::Event}});
        variable.data_type = chosen<DataType>(entry.at("data_type").get<std::string>(),
                                              {{"LONG", DataType::Long},
                                               {"DOUBLE", DataType::Double},
                                               {"STRING", DataType::String},
                                               {"DATE", DataType::Date}});
        variable.calendar = chosen<Calendar>(entry.at("calendar").get<std::string>(),
                                             {{"none", Calendar::None},
                                              {"yearly 01-01", Calendar::YearlyJanuary1},
                                              {"calendar year", Calendar::CalendarYear},
                                              {"spell", Calendar::Spell}});
        variable.valid_from = day_at(entry, "valid_from");
        variable.valid_to = day_at(entry, "valid_to");
        variable.format = format_of(entry);
        variable.measure = text_at(entry, "unit");
        if (const std::string id = text_at(entry, "id_of"); !id.empty())
            variable.link = unit_types.at(id);

        datastore::VariableToWrite written{nullptr, spec.storage, {}, {}};
        if (const std::string id = text_at(entry, "codelist"); !id.empty()) {
            auto& list = code_lists[id];
            if (!list) {
                list = code_list_of(id, lists.at(id));
                result.dictionaries_[id] = sorted_codes(lists.at(id));
            }
            variable.code_list = list;
            written.dictionary = result.dictionaries_[id];
            SKJERM_CHECK(column::narrowest_code(written.dictionary.size()) == spec.storage);
        }
        Segments& segments = result.segments_[static_cast<std::size_t>(spec.column)];
        segments.first = result.segment_count_;
        if (variable.temporality == Temporality::Fixed) {
            segments.count = 1;
        } else if (variable.temporality != Temporality::Event) {
            written.segment_days = bound_years(variable, first_year, last_year);
            segments.count = written.segment_days.size();
            if (segments.count == 0) continue;
            segments.first_year = year_of(written.segment_days.front());
        }
        segments.variable = result.variables_.size();
        result.segment_count_ += segments.count;
        written.variable = std::make_shared<const datastore::Variable>(std::move(variable));
        result.variables_.push_back(std::move(written));
    }

    for (const json& code : lists.at("MUNICIPALITY").at("codes")) {
        if (code.value("special", false)) continue;
        result.municipalities_.push_back({code.at("code").get<std::string>(), text_at(code, "nb"),
                                          text_at(code, "county"), day_at(code, "from"),
                                          day_at(code, "to"), code.value("pop2024", 0.0)});
    }
    for (const json& row : lists.at("MUNICIPALITY_CHANGES").at("rows"))
        result.changes_.push_back({*day_at(row, "date"), row.at("from").get<std::string>(),
                                   row.at("to").get<std::string>()});
    return result;
}

}  // namespace skjerm::datagen
