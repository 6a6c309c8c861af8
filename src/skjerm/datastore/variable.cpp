#include "skjerm/datastore/variable.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace skjerm::datastore {

namespace {

using base::DayNumber;

constexpr DayNumber kBeforeAll = std::numeric_limits<DayNumber>::min();
constexpr DayNumber kAfterAll = std::numeric_limits<DayNumber>::max();

DayNumber first_day(const DatedCode& code) { return code.valid_from.value_or(kBeforeAll); }
DayNumber last_day(const DatedCode& code) { return code.valid_to.value_or(kAfterAll); }

bool in_force(const DatedCode& code, DayNumber day) {
    return first_day(code) <= day && day <= last_day(code);
}

/// `day` itself when any code is in force on it, else the last day before on which one was, else
/// the first after.
DayNumber nearest_day_in_force(const DatedCodeList& list, DayNumber day) {
    DayNumber before = kBeforeAll;
    DayNumber after = kAfterAll;
    for (const DatedCode& code : list.codes) {
        if (in_force(code, day)) return day;
        if (last_day(code) < day) before = std::max(before, last_day(code));
        if (first_day(code) > day) after = std::min(after, first_day(code));
    }
    return before != kBeforeAll ? before : after;
}

/// Those of `day`, or of the nearest day that has any; all without a day.
std::vector<const DatedCode*> codes_in_force(const DatedCodeList& list,
                                             std::optional<DayNumber> day) {
    std::vector<const DatedCode*> chosen;
    const DayNumber wanted = day ? nearest_day_in_force(list, *day) : DayNumber{0};
    for (const DatedCode& code : list.codes)
        if (!day || in_force(code, wanted)) chosen.push_back(&code);
    return chosen;
}

/// The code as values of the variable are stored; nullopt when it is not a number and must be.
std::optional<column::CodeValue> code_value(const std::string& code, DataType type) {
    if (type == DataType::String) return column::CodeValue(code);
    std::int64_t number = 0;
    const char* const end = code.data() + code.size();
    const auto [stop, error] = std::from_chars(code.data(), end, number);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return column::CodeValue(number);
}

void order_by_start(std::vector<const DatedCode*>& codes) {
    std::stable_sort(codes.begin(), codes.end(), [](const DatedCode* a, const DatedCode* b) {
        return first_day(*a) < first_day(*b);
    });
}

/// The list of `chosen`: of equal codes the one that came into force last has the label.
column::CodeListPtr list_of(std::vector<const DatedCode*> chosen, DataType type) {
    order_by_start(chosen);
    std::vector<column::CodeEntry> entries;
    entries.reserve(chosen.size());
    for (const DatedCode* code : chosen)
        if (auto value = code_value(code->code, type))
            entries.push_back({std::move(*value), code->label.nb, code->label.en, false});
    return std::make_shared<const column::CodeList>(column::CodeList::Origin::Register,
                                                    std::move(entries));
}

}  // namespace

column::CodeListPtr code_list_at(const Variable& variable, std::optional<DayNumber> day) {
    if (variable.code_list == nullptr) return nullptr;
    return list_of(codes_in_force(*variable.code_list, day), variable.data_type);
}

std::vector<const DatedCode*> dated_codes_at(const Variable& variable,
                                             std::optional<DayNumber> day) {
    if (variable.code_list == nullptr) return {};
    std::vector<const DatedCode*> codes = codes_in_force(*variable.code_list, day);
    order_by_start(codes);
    return codes;
}

column::CodeListPtr code_list_between(const Variable& variable, DayNumber first, DayNumber last) {
    if (variable.code_list == nullptr) return nullptr;
    std::vector<const DatedCode*> chosen;
    for (const DatedCode& code : variable.code_list->codes)
        if (first_day(code) <= last && first <= last_day(code)) chosen.push_back(&code);
    if (chosen.empty()) return code_list_at(variable, first);
    return list_of(std::move(chosen), variable.data_type);
}

}  // namespace skjerm::datastore
