// The variables that are generated: which ones, how they lie in memory, and what the catalogue of
// registers (registers.json, embedded in the program) says of them. A variable that is not
// generated is not in the store's catalogue, and the validity written is that of the data made.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/datastore/store_writer.h"

namespace skjerm::datagen {

/// A generated variable; the order is that of the table in catalogue.cpp.
enum class Column : std::uint8_t {
    // FREG, fixed
    Sex,
    BirthMonth,
    DeathDate,
    BirthCountry,
    BirthMunicipality,
    Background,
    ImmigrantCategory,
    ImmigrationReason,
    ImmigrationAge,
    FirstResidence,
    Mother,
    Father,
    MothersMother,
    MothersFather,
    FathersMother,
    FathersFather,
    SiblingGroup,
    BirthOrder,
    // NUDB, fixed
    SocialBackground,
    MotherEducation16,
    FatherEducation16,
    Municipality16,
    CompulsoryDone,
    UpperSecondaryDone,
    GeneralDone,
    VocationalDone,
    CollegeDone,
    CandMagDone,
    BachelorDone,
    MasterDone,
    DoctorateDone,
    FirstTertiary,
    SchoolPoints,
    GradeNorwegianWritten,
    GradeNorwegianOral,
    GradeMathematics,
    GradeEnglish,
    GradeScience,
    GradeGym,
    // FREG, yearly
    Status,
    RegisteredMunicipality,
    ActualMunicipality,
    Spouse,
    Cohabitant,
    CoupleStatus,
    Family,
    FamilyType,
    FamilyRole,
    FamilySize,
    FamilyChildren,
    FamilyChildrenAll,
    FamilyOldest,
    FamilyYoungest,
    HouseholdChildren,
    // spells
    Residence,
    CivilStatus,
    Education,
    // SELV, calendar years
    Wages,
    WagesDouble,
    BusinessIncome,
    BusinessIncome2006,
    WorkIncome,
    WorkIncomeDouble,
    InterestIncome,
    Dividends,
    CapitalIncome,
    TaxableTransfers,
    TaxFreeTransfers,
    Transfers,
    TotalIncome,
    Tax,
    TaxAndNegative,
    IncomeAfterTax,
    OldAgePension,
    DisabilityBenefit,
    UnemploymentBenefit,
    SocialAssistance,
    StudyGrant,
    ChildBenefit,
    HouseholdIncome,
    GrossWealth,
    EstimatedWealth,
    Debt,
    Count
};
inline constexpr std::size_t kColumnCount = static_cast<std::size_t>(Column::Count);

/// Where the segments of a column stand among all segments of a block.
struct Segments {
    std::size_t variable = 0;  ///< index in variables()
    std::size_t first = 0;     ///< index of the first one in a block buffer
    std::size_t count = 0;     ///< 0: the column is not written for the years asked for
    int first_year = 0;        ///< of the first segment; meaningless when FIXED
};

/// A rule of MUNICIPALITY_CHANGES: on `day` people of `from` get the code `to`.
struct MunicipalityChange {
    base::DayNumber day;
    std::string from;
    std::string to;
};
struct MunicipalityCode {
    std::string code;
    std::string name;
    std::string county;
    std::optional<base::DayNumber> valid_from;
    std::optional<base::DayNumber> valid_to;
    double population_2024 = 0;  ///< 0 when the code is not in force in 2024
};

class Catalogue {
public:
    /// Reads the embedded registers.json; years bound the yearly histories.
    [[nodiscard]] static Catalogue load(int first_year, int last_year);

    [[nodiscard]] const std::vector<datastore::VariableToWrite>& variables() const {
        return variables_;
    }
    [[nodiscard]] const std::vector<datastore::UnitTypePtr>& unit_types() const {
        return unit_types_;
    }
    [[nodiscard]] const std::string& databank() const { return databank_; }
    [[nodiscard]] const Segments& segments(Column column) const {
        return segments_[static_cast<std::size_t>(column)];
    }
    [[nodiscard]] std::size_t segment_count() const { return segment_count_; }
    /// Dictionary code (1 and up) of `code` in a code list.
    [[nodiscard]] std::uint32_t code(std::string_view list, std::string_view code) const;
    [[nodiscard]] const std::vector<MunicipalityCode>& municipalities() const {
        return municipalities_;
    }
    [[nodiscard]] const std::vector<MunicipalityChange>& municipality_changes() const {
        return changes_;
    }

private:
    std::string databank_;
    std::vector<datastore::UnitTypePtr> unit_types_;
    std::vector<datastore::VariableToWrite> variables_;
    std::vector<Segments> segments_;
    std::size_t segment_count_ = 0;
    std::map<std::string, std::vector<std::string>, std::less<>> dictionaries_;
    std::vector<MunicipalityCode> municipalities_;
    std::vector<MunicipalityChange> changes_;
};

}  // namespace skjerm::datagen
