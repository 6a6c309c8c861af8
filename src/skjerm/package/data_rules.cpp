#include "skjerm/package/data_rules.h"

#include <algorithm>
#include <charconv>

#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::package {

namespace {

using base::Code;

constexpr std::int32_t kFirstStoredDay = -32768;
constexpr std::int32_t kLongestLifeDays = 125 * 366;
constexpr base::DayNumber kFixedCoverageStart = base::days_from_civil({1900, 1, 1});

Finding make_finding(std::string_view rule, base::Diagnostic message) {
    Finding finding;
    finding.rule = rule;
    finding.message = std::move(message);
    return finding;
}

std::size_t start_index(std::int32_t day) {
    return static_cast<std::size_t>(day - kFirstStoredDay);
}

}  // namespace

DataRules::DataRules(const Metadata& metadata, const ValidateOptions& options)
    : metadata_(metadata), options_(options), codes_(metadata.measure) {}

void DataRules::add(const Row& row) {
    ++rows_;
    any_start_ = any_start_ || row.start != kNoDay;
    any_stop_ = any_stop_ || row.stop != kNoDay;
    if (!row.has_identifier) found(Rule::Identifier, "D1", Code::DataIdentifierEmpty, row);
    if (!row.has_value)
        found(Rule::Value, metadata_.measure.data_type == CellType::String ? "D2" : "D3",
              Code::DataValueEmpty, row);
    else if (!codes_.empty())
        check_code(row);
    check_dates(row);
    gather(row);
}

/// Keeps the finding when no earlier rule is broken; those of later rules are forgotten.
void DataRules::found(Rule rule, std::string_view name, Code code, const Row& row) {
    if (rule > broken_) return;
    if (rule < broken_) findings_.clear();
    broken_ = rule;
    if (findings_.size() == kMostDataFindings) return;
    Finding finding = make_finding(name, base::error(code, {}));
    finding.line = row.line;
    if (row.has_identifier) finding.identifier = std::string(row.identifier);
    if (rule == Rule::Code) finding.value = value_text(row);
    if (rule == Rule::Identifier) finding.column = 0;
    if (rule == Rule::Value || rule == Rule::Code) finding.column = 1;
    findings_.push_back(std::move(finding));
}

std::string DataRules::value_text(const Row& row) const {
    return metadata_.measure.data_type == CellType::String ? std::string(row.text)
                                                           : std::to_string(row.integer);
}

void DataRules::check_code(const Row& row) {
    CodeTable::Entry* entry = metadata_.measure.data_type == CellType::String
                                  ? codes_.find(row.text)
                                  : codes_.find(row.integer);
    if (entry == nullptr) return found(Rule::Code, "D4", Code::DataCodeUnknown, row);
    if (entry->sentinel) ++sentinels_;
    // A FIXED value has no day of its own: the code of a birthplace may be long gone.
    if (row.start != kNoDay && !entry->valid_on(row.start)) ++entry->rows_outside;
}

void DataRules::check_dates(const Row& row) {
    const bool start = row.start != kNoDay;
    const bool stop = row.stop != kNoDay;
    switch (metadata_.temporality) {
        case Temporality::Fixed:
            if (start || !stop) found(Rule::Dates, "D5", Code::DataFixedDates, row);
            break;
        case Temporality::Status:
            if (!start || !stop)
                found(Rule::Dates, "D7", Code::DataDatesMissing, row);
            else if (row.start != row.stop)
                found(Rule::Interval, "D8", Code::DataStatusInterval, row);
            break;
        case Temporality::Accumulated:
            if (!start || !stop || row.start >= row.stop)
                found(Rule::Dates, "D10", Code::DataPeriodInvalid, row);
            break;
        case Temporality::Event:
            if (!start || (stop && row.start > row.stop))
                found(Rule::Dates, "D11", Code::DataSpellInvalid, row);
            break;
    }
}

void DataRules::gather(const Row& row) {
    for (const std::int32_t day : {row.start, row.stop}) {
        if (day == kNoDay) continue;
        first_day_ = any_day_ ? std::min(first_day_, day) : day;
        last_day_ = any_day_ ? std::max(last_day_, day) : day;
        any_day_ = true;
    }
    last_stop_ = std::max(last_stop_, row.stop);
    if (row.start != kNoDay) start_days_.set(start_index(row.start));

    const auto& today = options_.today;
    if (today && (row.start > *today || row.stop > *today)) ++after_today_;
    if (row.start != kNoDay && row.stop != kNoDay && row.stop - row.start > kLongestLifeDays)
        ++longer_than_life_;
    const std::size_t length = row.identifier.size();
    shortest_identifier_ = rows_ == 1 ? length : std::min(shortest_identifier_, length);
    longest_identifier_ = std::max(longest_identifier_, length);
}

Findings DataRules::errors() const {
    Findings findings;
    if (metadata_.temporality != Temporality::Fixed && !any_start_)
        findings.push_back(make_finding("T1", base::error(Code::DataNoStart, {})));
    if (!any_stop_) findings.push_back(make_finding("T2", base::error(Code::DataNoStop, {})));
    return findings.empty() ? findings_ : findings;
}

Findings DataRules::warnings() const {
    Findings findings;
    const auto warn = [&](std::string_view rule, Code code, std::uint64_t rows) {
        findings.push_back(make_finding(rule, base::warning(code, {})));
        findings.back().rows = rows;
    };
    for (const CodeTable::Entry& entry : codes_.entries()) {
        if (entry.rows_outside == 0) continue;
        warn("W3", Code::DataCodeOutsideValidity, entry.rows_outside);
        findings.back().value = entry.text;
    }
    if (after_today_ > 0) warn("W4", Code::DataAfterToday, after_today_);
    if (longer_than_life_ > 0 && metadata_.identifier->domain == "FNR")
        warn("W5", Code::DataLongerThanLife, longer_than_life_);
    if (sentinels_ * 5 > rows_) warn("W6", Code::DataManySentinels, sentinels_);
    if (options_.previous_rows) {
        const std::uint64_t previous = *options_.previous_rows;
        const std::uint64_t change = rows_ > previous ? rows_ - previous : previous - rows_;
        if (change * 10 > previous * 3) warn("W7", Code::DataRowCountChanged, rows_);
    }
    if (shortest_identifier_ != longest_identifier_ &&
        metadata_.identifier->type == CellType::String) {
        findings.push_back(make_finding("W8", base::warning(Code::DataIdentifierLengths, {})));
    }
    return findings;
}

Coverage DataRules::coverage() const {
    Coverage coverage;
    if (metadata_.temporality == Temporality::Fixed) {
        coverage.start = kFixedCoverageStart;
        if (last_stop_ != kNoDay) coverage.latest = last_stop_;
        return coverage;
    }
    if (any_day_) {
        coverage.start = first_day_;
        coverage.latest = last_day_;
    }
    if (metadata_.temporality == Temporality::Status)
        for (std::size_t index = 0; index < start_days_.size(); ++index)
            if (start_days_.test(index))
                coverage.status_dates.push_back(static_cast<std::int32_t>(index) + kFirstStoredDay);
    return coverage;
}

}  // namespace skjerm::package
