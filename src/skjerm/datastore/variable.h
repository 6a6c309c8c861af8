// Register variables as the catalogue describes them: names, types, time, code lists, links. All of
// it is public metadata; nothing here depends on the data.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "skjerm/base/date.h"
#include "skjerm/base/language.h"
#include "skjerm/column/code_list.h"
#include "skjerm/column/column.h"

namespace skjerm::datastore {

/// A text of the catalogue in both languages.
struct Label {
    std::string nb;
    std::string en;
    [[nodiscard]] const std::string& in(base::Language language) const {
        return language == base::Language::English && !en.empty() ? en : nb;
    }
};

enum class Temporality : std::uint8_t { Fixed, Status, Accumulated, Event };
enum class DataType : std::uint8_t { Long, Double, String, Date };

/// The days on which a STATUS variable exists, or the periods of an ACCUMULATED one.
enum class Calendar : std::uint8_t {
    None,
    YearlyJanuary1,
    YearlyJune30,
    YearlyNovember16,
    YearlyDecember31,
    Monthly16,
    MonthlyLast,
    MonthlyFirstAndLast,
    CalendarYear,
    CalendarQuarter,
    CalendarMonth,
    Spell,
    Listed  ///< no rule: the catalogue lists the dates, or the periods with their ends
};

/// How the number of a LONG variable is to be read.
enum class ValueFormat : std::uint8_t { Number, Year, YearMonth, YearMonthDay };

/// Kind of statistical unit. Unit types that share identifiers share a domain.
struct UnitType {
    std::string id;  ///< "PERSON"
    Label label;
    std::string key_name;  ///< the identifier column: "PERSONID_1"
    column::UnitDomain domain = 0;
};
using UnitTypePtr = std::shared_ptr<const UnitType>;

/// A code of a register code list with its validity (open where absent).
struct DatedCode {
    std::string code;
    Label label;
    std::optional<base::DayNumber> valid_from;
    std::optional<base::DayNumber> valid_to;
};
struct DatedCodeList {
    std::string id;  ///< "MUNICIPALITY"
    Label label;
    std::vector<DatedCode> codes;
};

struct Variable {
    std::string name;
    std::string register_id;  ///< "FREG"
    Label label;
    UnitTypePtr unit_type;
    Temporality temporality = Temporality::Fixed;
    DataType data_type = DataType::Long;
    Calendar calendar = Calendar::None;
    std::optional<base::DayNumber> valid_from;
    std::optional<base::DayNumber> valid_to;
    std::shared_ptr<const DatedCodeList> code_list;  ///< null: described domain
    UnitTypePtr link;  ///< non-null: values are units of this type (a key variable)
    ValueFormat format = ValueFormat::Number;
    std::string measure;  ///< "NOK per year", or empty
};
using VariablePtr = std::shared_ptr<const Variable>;

/// Labels in force on `day` (nearest earlier, then later list when none is); all codes, newest
/// label winning, when `day` is absent. Null when the variable has no code list.
[[nodiscard]] column::CodeListPtr code_list_at(const Variable& variable,
                                               std::optional<base::DayNumber> day);

/// The codes that code_list_at() is made of, as the register has them, in the order in which they
/// came into force: of equal codes the last one has the label. Empty without a code list.
[[nodiscard]] std::vector<const DatedCode*> dated_codes_at(const Variable& variable,
                                                           std::optional<base::DayNumber> day);

/// Labels in force at some time from `first` to `last`, the newest winning; those of
/// code_list_at(first) when there are none.
[[nodiscard]] column::CodeListPtr code_list_between(const Variable& variable, base::DayNumber first,
                                                    base::DayNumber last);

}  // namespace skjerm::datastore
