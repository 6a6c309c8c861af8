#include "skjerm/package/unit_types.h"

#include <iterator>

#include "skjerm/base/check.h"
#include "skjerm/embedded/municipalities.h"
#include "skjerm/package/unit_type_lists.h"

namespace skjerm::package {

namespace {

constexpr CellType kString = CellType::String;
constexpr CellType kLong = CellType::Long;

constexpr UnitType kUnitTypes[] = {
    {"PERSON", {"Person", "Person"}, "PERSONID_1", "FNR", kString, true},
    {"FAMILIE", {"Familie", "Family"}, "FAMILIE_ID", "FNR", kString, true},
    {"HUSHOLDNING", {"Husholdning", "Household"}, "HUSHOLDNING_ID", "FNR", kString, true},
    {"SOESKEN", {"Søsken", "Siblings"}, "SOESKEN_ID", "FNR", kString, true},
    {"FORETAK", {"Foretak", "Enterprise"}, "FORETAK_ID", "ORGNR", kString, true},
    {"VIRKSOMHET", {"Virksomhet", "Establishment"}, "VIRKSOMHET_ID", "ORGNR", kString, true},
    {"BEDRIFT", {"Bedrift", "Establishment"}, "BEDRIFT_ID", "ORGNR", kString, true},
    {"JOBB", {"Jobb", "Job"}, "JOBBID_1", "JOBBID_1", kString, true},
    {"KURS", {"Kurs", "Course"}, "KURSID_1", "KURSID", kString, true},
    {"KJORETOY", {"Kjøretøy", "Vehicle"}, "KJORETOY_ID", "KJORETOY_ID", kString, true},
    {"MALEPUNKT", {"Målepunkt", "Measuring point"}, "MALEPUNKT_ID", "MALEPUNKT_ID", kString, true},
    {"SOSTIL", {"Sosialhjelp", "Financial assistance"}, "SOSTIL_ID", "SOSTIL_ID", kString, true},
    {"TRAFIKKULYKKE",
     {"Trafikkulykke", "Road accident"},
     "TRAFIKKULYKKE_ID",
     "TRAFIKKULYKKE_ID",
     kString,
     true},
    {"TRAFIKKULYKKE_PERSON",
     {"Person i trafikkulykke", "Person in a road accident"},
     "PERSON_TRAFIKKULYKKE_ID",
     "TRAFIKKULYKKE_PERSON_ID",
     kString,
     true},
    {"FENGSLINGER_TILGANG",
     {"Fengsling, tilgang", "Entry to imprisonment"},
     "FENGSLINGER_TILGANG_ID",
     "FENGSLINGER_TILGANG_ID",
     kString,
     true},
    {"KRG_KREFTTILFELLE",
     {"Krefttilfelle", "Cancer case"},
     "KRG_TILFELLEID",
     "KRG_TILFELLEID",
     kString,
     true},
    {"NPR_EPISODE", {"Episode", "Episode"}, "NPR_EPISODEID", "NPR_EPISODE_ID", kString, true},
    {"NPR_SYKEHUSOPPHOLD",
     {"Sykehusopphold", "Hospital stay"},
     "NPR_SYKEHUSOPPHOLDID",
     "NPR_SYKEHUSOPPHOLD_ID",
     kString,
     true},
    {"NPR_PROSEDYRE",
     {"Prosedyre", "Procedure"},
     "NPR_PROSEDYREID",
     "NPR_PROSEDYRE_ID",
     kString,
     true},
    {"HKDIR_STUDIESOKNAD",
     {"Studiesøknad", "Admission application"},
     "HKDIR_STUDIESOKNADID",
     "HKDIR_STUDIESOKNAD_ID",
     kString,
     true},
    {"HKDIR_HYU_OPPMELDING",
     {"Oppmelding, høyere yrkesfaglig utdanning", "Admission, higher vocational education"},
     "HKDIR_HYU_OPPMELDING_ID",
     "HKDIR_HYU_OPPMELDING_ID",
     kLong,
     true},
    {"BRUKSENHET",
     {"Bruksenhet", "Utility unit"},
     "BRUKSENHETID_1",
     "BRUKSENHETSNUMMER",
     kString,
     true},
    {"BK_HELSESTASJONSKONSULTASJON",
     {"Helsestasjonskonsultasjon", "Health centre visit"},
     "BK_HELSESTASJONSKONSULTASJONS_ID",
     "",
     kLong,
     false},
    {"KOMMUNE", {"Kommune", "Municipality"}, "KOMMUNEID", "", kString, false},
};

/// Takes what stands before the next `separator` off the front of `text`.
std::string_view take(std::string_view& text, char separator) {
    const std::size_t end = text.find(separator);
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return part;
}

std::optional<base::DayNumber> day_or_none(std::string_view text) {
    if (text.empty()) return std::nullopt;
    const auto day = base::parse_iso_date(text);
    SKJERM_CHECK(day);
    return day;
}

void read_municipalities(std::vector<MunicipalityCode>& codes) {
    std::string_view rest = embedded::municipalities();
    while (!rest.empty()) {
        std::string_view line = take(rest, '\n');
        const std::string_view code = take(line, ';');
        const std::string_view title = take(line, ';');
        const std::string_view from = take(line, ';');
        codes.push_back({code, title, day_or_none(from), day_or_none(line)});
    }
}

}  // namespace

UnitTypeLists::UnitTypeLists() {
    // Metadata point at their unit types: these never move.
    types.reserve(kMostTypes);
    types.assign(std::begin(kUnitTypes), std::end(kUnitTypes));
    read_municipalities(municipalities);
}

UnitTypeLists& unit_type_lists() {
    static UnitTypeLists lists;
    return lists;
}

std::span<const UnitType> unit_types() { return unit_type_lists().types; }

const UnitType* find_unit_type(std::string_view name) {
    for (const UnitType& type : unit_types())
        if (type.name == name) return &type;
    return nullptr;
}

std::span<const MunicipalityCode> municipality_codes() { return unit_type_lists().municipalities; }

}  // namespace skjerm::package
