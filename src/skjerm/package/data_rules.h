// The rules about rows that follow from one row alone (D1-D5, D7, D8, D10, D11), and what is
// gathered on the way: coverage, and the warnings.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>

#include "skjerm/package/code_table.h"
#include "skjerm/package/metadata.h"
#include "skjerm/package/row_reader.h"
#include "skjerm/package/validate.h"

namespace skjerm::package {

class DataRules {
public:
    /// `metadata` outlives this.
    DataRules(const Metadata& metadata, const ValidateOptions& options);

    void add(const Row& row);

    /// The findings of T1, T2, or of the first D rule that a row breaks; none when all is well.
    [[nodiscard]] Findings errors() const;
    /// Whether no row has broken a rule so far, so that rows need to be compared with each other.
    [[nodiscard]] bool rows_are_sound() const { return broken_ == Rule::None; }
    [[nodiscard]] Findings warnings() const;
    [[nodiscard]] Coverage coverage() const;
    [[nodiscard]] std::uint64_t rows() const { return rows_; }

private:
    /// In the order in which they are checked.
    enum class Rule : std::uint8_t { Identifier, Value, Code, Dates, Interval, None };

    void found(Rule rule, std::string_view name, base::Code code, const Row& row);
    void check_code(const Row& row);
    void check_dates(const Row& row);
    void gather(const Row& row);
    [[nodiscard]] std::string value_text(const Row& row) const;

    const Metadata& metadata_;
    const ValidateOptions& options_;
    CodeTable codes_;
    Rule broken_ = Rule::None;
    Findings findings_;  // of the rule `broken_`
    std::uint64_t rows_ = 0;
    bool any_start_ = false;
    bool any_stop_ = false;
    std::int32_t first_day_ = 0;  // over START and STOP, when any
    std::int32_t last_day_ = 0;
    bool any_day_ = false;
    std::int32_t last_stop_ = kNoDay;
    std::bitset<65536> start_days_;
    std::uint64_t after_today_ = 0;
    std::uint64_t longer_than_life_ = 0;
    std::uint64_t sentinels_ = 0;
    std::size_t shortest_identifier_ = 0;
    std::size_t longest_identifier_ = 0;
};

}  // namespace skjerm::package
