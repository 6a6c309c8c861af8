// The variables that are generated: which ones, how they lie in memory, and what the catalogue of
// registers (registers.json, embedded in the program) says of them. A variable that is not
// generated is not in the store's catalogue, and the validity written is that of the data made.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/datastore/store_writer.h"

namespace skjerm::datagen {

/// A generated variable; the order is that of the table in columns.cpp.
enum class Column : std::uint16_t {
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
    // FREG, more
    HasBirthNumber,
    District,
    UrbanSettlement,
    Urban,
    Household,
    HouseholdType,
    HouseholdSize,
    HouseholdMinors,
    HouseholdAdults,
    HouseholdOldest,
    HouseholdYoungest,
    Siblings,
    ParentsCode,
    SiblingsCode,
    // NUDB, more
    UpperSecondaryDoneByRight,
    GeneralDoneByRight,
    VocationalDoneByRight,
    FirstMaster,
    UpperSecondaryStart,
    UpperSecondaryStartByRight,
    FirstTertiaryAge,
    SemestersUpperSecondary,
    SemestersUpperSecondaryByRight,
    SemestersGeneralByRight,
    SemestersVocationalByRight,
    SemestersBachelor,
    SemestersMaster,
    SemestersDoctorate,
    GradeNorwegianSecond,
    GradeEnglishOral,
    GradeSocialScience,
    TestReading5,
    TestReading8,
    TestReading9,
    TestNumeracy5,
    TestNumeracy8,
    TestNumeracy9,
    TestEnglish5,
    TestEnglish8,
    UpperGradeNorwegian,
    UpperGradeNorwegianBridge,
    UpperGradeMathematics2P,
    UpperGradeMathematicsR2,
    UpperSecondaryPoints,
    // SELV, more
    PensionableIncome,
    CapitalGains,
    CapitalLosses,
    InterestPaid,
    Transfers2006,
    NationalInsurancePensions,
    AfpPension,
    OccupationalPension,
    WorkAssessmentAllowance,
    SicknessBenefit,
    ParentalBenefit,
    CashForCare,
    HousingAllowance,
    BasicAndAttendance,
    HouseholdIncomeEu,
    IncomeHousehold,
    StudentHousehold,
    EstimatedRealCapital,
    RealCapital,
    FinancialCapital,
    Deposits,
    Securities,
    Funds,
    PrimaryDwelling,
    SecondaryDwelling,
    WealthTax,
    TaxGrossIncome,
    TaxOrdinaryIncome,
    TaxAssessed,
    TaxPersonalWages,
    TaxPersonalPensions,
    TaxMinimumDeduction,
    TaxBracket,
    TaxGrossWealth,
    TaxNetWealth,
    TaxDeposits,
    TaxDebt,
    TaxPrimaryDwelling,
    TaxInterestPaid,
    TaxDividends,
    TaxOnWealth,
    // BOF
    DwellingHouseholdType,
    DwellingLink,
    DwellingUnitType,
    BuildingType,
    BuildingTypeCoarse,
    BuildingYear,
    DwellingArea,
    Rooms,
    Bathrooms,
    Floors,
    Tenure,
    Crowded,
    // FDT
    SeekerSpell,
    DisabilityDegree,
    DisabilityReceipt,
    DisabilityReceipt1992,
    DisabilityDegree1992,
    WorkAssessmentReceipt,
    OldAgeReceipt,
    OldAgePart,
    OldAgeReceipt1992,
    AfpPublicReceipt,
    AfpPrivateReceipt,
    SocialAssistanceReceipt,
    SocialAssistanceAmount,
    SocialAssistanceMonths,
    QualificationReceipt,
    IntroductionReceipt,
    LoneParentReceipt,
    ChildBenefitReceipt,
    ChildBenefitChildren,
    ChildBenefitAmount,
    ChildBenefitType,
    BasicBenefitReceipt,
    AttendanceBenefitReceipt,
    SurvivorReceipt,
    RehabilitationReceipt,
    // SEEK
    SeekerMeasure,
    SeekerCoarse,
    // NEET
    Neet,
    LabourStatus8,
    OutsideWork,
    Count
};
inline constexpr std::size_t kColumnCount = static_cast<std::size_t>(Column::Count);

/// Codes of BEFOLKNING_TETTNR that occur.
inline constexpr int kFirstSettlement = 1;
inline constexpr int kLastSettlement = 980;

/// Where the segments of a column stand among all segments of a block.
struct Segments {
    bool exists = false;       ///< false: nothing of it lies in the years asked for
    std::size_t variable = 0;  ///< index in variables()
    std::size_t first = 0;     ///< index of the first one in a block buffer
    std::size_t count = 0;     ///< 0: the column is not written for the years asked for
    int first_year = 0;        ///< of the first segment; 0 when FIXED
    int first_month = 0;       ///< of the first segment; 0 when there is one a year
};

/// Registers to write, by their ids in registers.json; empty: all of them.
using RegisterIds = std::set<std::string, std::less<>>;

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
    /// Reads the embedded registers.json; years bound the histories of yearly and monthly
    /// variables. Only the variables of `registers` are written; what they say is the same whether
    /// others are written or not.
    [[nodiscard]] static Catalogue load(int first_year, int last_year,
                                        const RegisterIds& registers = {});
    /// Registers that have generated variables, ascending.
    [[nodiscard]] static std::vector<std::string> register_ids();

    [[nodiscard]] const std::vector<datastore::VariableToWrite>& variables() const {
        return variables_;
    }
    [[nodiscard]] const std::string& databank() const { return databank_; }
    [[nodiscard]] const Segments& segments(Column column) const {
        return segments_[static_cast<std::size_t>(column)];
    }
    [[nodiscard]] std::size_t segment_count() const { return segment_count_; }
    /// Whether the column is part of what is asked for, register and years.
    [[nodiscard]] bool is_written(Column column) const {
        const Segments& place = segments(column);
        return place.exists && written_[place.variable].has_value();
    }
    /// Position of variables()[index] among those written.
    [[nodiscard]] std::optional<std::size_t> written_position(std::size_t index) const {
        return written_[index];
    }
    /// The variables that are written, in the order of written_position.
    [[nodiscard]] std::vector<datastore::VariableToWrite> written_variables() const;
    /// Dictionary code (1 and up) of `code` in a code list.
    [[nodiscard]] std::uint32_t code(std::string_view list, std::string_view code) const;
    /// The codes of a code list, ascending: entry c - 1 has the dictionary code c.
    [[nodiscard]] const std::vector<std::string>& codes(std::string_view list) const;
    [[nodiscard]] const std::vector<MunicipalityCode>& municipalities() const {
        return municipalities_;
    }
    [[nodiscard]] const std::vector<MunicipalityChange>& municipality_changes() const {
        return changes_;
    }

private:
    std::string databank_;
    std::vector<datastore::VariableToWrite> variables_;
    std::vector<std::optional<std::size_t>> written_;
    std::vector<Segments> segments_;
    std::size_t segment_count_ = 0;
    std::map<std::string, std::vector<std::string>, std::less<>> dictionaries_;
    std::vector<MunicipalityCode> municipalities_;
    std::vector<MunicipalityChange> changes_;
};

}  // namespace skjerm::datagen
