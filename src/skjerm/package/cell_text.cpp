#include "skjerm/package/cell_text.h"

#include <locale.h>
#include <stdlib.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <string>

#include "skjerm/base/utf8.h"

namespace skjerm::package {

namespace {

constexpr std::string_view kNulls[] = {"",     "#N/A", "#N/A N/A", "#NA",     "-1.#IND", "-1.#QNAN",
                                       "-NaN", "-nan", "1.#IND",   "1.#QNAN", "N/A",     "NA",
                                       "NULL", "NaN",  "n/a",      "nan",     "null"};
constexpr std::size_t kLongestNull = 8;

std::string_view trim_space(std::string_view cell) {
    constexpr std::string_view kSpace = " \t";
    const std::size_t first = cell.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    return cell.substr(first, cell.find_last_not_of(kSpace) - first + 1);
}

/// The whole of `text` as a number; hexadecimal numbers may use all 64 bits.
template <class T>
bool read_all(std::string_view text, T& value, int base) {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, base);
    return error == std::errc{} && stop == end;
}

bool is_digit(char character) { return character >= '0' && character <= '9'; }

/// Decimal digits alone, which the caller has checked.
std::int32_t digits(std::string_view text) {
    std::int32_t number = 0;
    for (const char digit : text) number = number * 10 + (digit - '0');
    return number;
}

/// A number too small or too large for from_chars, which leaves the value alone.
double out_of_range(std::string_view text) {
    static const locale_t kPlain = ::newlocale(LC_ALL_MASK, "C", nullptr);
    return ::strtod_l(std::string(text).c_str(), nullptr, kPlain);
}

}  // namespace

bool is_null_spelling(std::string_view cell) {
    if (cell.empty()) return true;
    if (cell.size() > kLongestNull || is_digit(cell.back())) return false;
    return std::find(std::begin(kNulls), std::end(kNulls), cell) != std::end(kNulls);
}

std::string_view trim_blanks(std::string_view cell) {
    while (!cell.empty() && cell.front() == ' ') cell.remove_prefix(1);
    while (!cell.empty() && cell.back() == ' ') cell.remove_suffix(1);
    return cell;
}

CellState read_long(std::string_view cell, std::int64_t& value) {
    if (is_null_spelling(cell)) return CellState::Null;
    const std::string_view text = trim_space(cell);
    if (text.starts_with("0x") || text.starts_with("0X")) {
        constexpr std::size_t kMostHexDigits = 16;
        const std::string_view hex = text.substr(2);
        std::uint64_t bits = 0;
        if (hex.size() > kMostHexDigits || !read_all(hex, bits, 16)) return CellState::Invalid;
        value = static_cast<std::int64_t>(bits);
        return CellState::Value;
    }
    return read_all(text, value, 10) ? CellState::Value : CellState::Invalid;
}

CellState read_double(std::string_view cell, double& value) {
    if (is_null_spelling(cell)) return CellState::Null;
    const std::string_view text = trim_space(cell);
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (stop != end || error == std::errc::invalid_argument) return CellState::Invalid;
    if (error == std::errc::result_out_of_range) value = out_of_range(text);
    return std::isfinite(value) ? CellState::Value : CellState::NotFinite;
}

CellState read_date(std::string_view cell, base::DayNumber& value) {
    if (is_null_spelling(cell)) return CellState::Null;
    const std::string_view text = trim_space(cell);
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return CellState::Invalid;
    for (const std::size_t place : {0U, 1U, 2U, 3U, 5U, 6U, 8U, 9U})
        if (!is_digit(text[place])) return CellState::Invalid;
    const base::CivilDate date{digits(text.substr(0, 4)), digits(text.substr(5, 2)),
                               digits(text.substr(8, 2))};
    if (!base::is_valid(date)) return CellState::Invalid;
    value = base::days_from_civil(date);
    return CellState::Value;
}

bool is_utf8(std::string_view cell) {
    constexpr std::uint64_t kHighBits = 0x8080808080808080;
    std::size_t at = 0;
    for (; at + sizeof(std::uint64_t) <= cell.size(); at += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, cell.data() + at, sizeof word);
        if ((word & kHighBits) != 0) return !base::first_invalid_utf8(cell);
    }
    for (; at < cell.size(); ++at)
        if (static_cast<signed char>(cell[at]) < 0) return !base::first_invalid_utf8(cell);
    return true;
}

}  // namespace skjerm::package
