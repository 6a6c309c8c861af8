#include "skjerm/command/data/recode_rules.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "skjerm/base/parallel.h"

namespace skjerm::command {

namespace {

using column::Column;
using column::ColumnBuilder;
using column::ColumnPtr;
using column::Kind;
using column::Storage;
using script::RecodeRule;

/// Rows classified at a time: their classes stay in the first-level cache.
constexpr std::size_t kChunk = 1024;
/// Up to so many bounds it is quicker to compare each value with all of them.
constexpr std::size_t kFewBounds = 24;

bool is_missing_literal(const script::Expression& expression) {
    return std::holds_alternative<script::MissingLiteral>(expression.node);
}

bool matches_missing(const RecodeRule& rule) {
    if (rule.match != RecodeRule::Match::Elements)
        return rule.match != RecodeRule::Match::NonMissing;
    return std::any_of(rule.elements.begin(), rule.elements.end(), [](const auto& element) {
        const auto* value = std::get_if<script::Expression>(&element.value);
        return value != nullptr && is_missing_literal(*value);
    });
}

bool matches_all_values(const RecodeRule& rule) {
    return rule.match == RecodeRule::Match::NonMissing || rule.match == RecodeRule::Match::Anything;
}

/// The class of missing.
std::uint32_t missing_class(std::span<const RecodeRule> rules) {
    const auto first = std::find_if(rules.begin(), rules.end(), matches_missing);
    if (first == rules.end() || is_missing_literal(first->result))
        return static_cast<std::uint32_t>(rules.size());
    return static_cast<std::uint32_t>(first - rules.begin());
}

// ---- numbers

/// All valid values from low to high.
template <class T>
struct Range {
    T low;
    T high;
    [[nodiscard]] bool contains(T value) const { return low <= value && value <= high; }
};

/// The ends of the valid values of integer columns and of float columns.
template <class T>
constexpr T kLowest = std::numeric_limits<T>::min() + 1;
template <>
constexpr double kLowest<double> = -std::numeric_limits<double>::infinity();
template <class T>
constexpr T kHighest = std::numeric_limits<T>::max();
template <>
constexpr double kHighest<double> = std::numeric_limits<double>::infinity();
/// 2^63, exactly.
constexpr double kIntegerEnd = 9223372036854775808.0;

template <class T>
std::optional<Range<T>> range_of(const script::RecodeInterval& interval) {
    Range<T> range{kLowest<T>, kHighest<T>};
    if constexpr (std::is_same_v<T, double>) {
        if (interval.low) range.low = *interval.low;
        if (interval.high) range.high = *interval.high;
    } else {
        if (interval.low) {
            const double low = std::ceil(*interval.low);
            if (low >= kIntegerEnd) return std::nullopt;
            if (low > -kIntegerEnd) range.low = static_cast<T>(low);
        }
        if (interval.high) {
            const double high = std::floor(*interval.high);
            if (high <= -kIntegerEnd) return std::nullopt;
            if (high < kIntegerEnd) range.high = static_cast<T>(high);
        }
        if (range.low > range.high) return std::nullopt;
    }
    return range;
}

/// The value of a number literal that a column of T can hold; nullopt for others.
template <class T>
std::optional<T> value_in(const script::Expression& literal) {
    if (const auto* integer = std::get_if<script::IntegerLiteral>(&literal.node)) {
        if constexpr (std::is_same_v<T, double>) {
            const auto real = static_cast<double>(integer->value);
            if (real < kIntegerEnd && static_cast<std::int64_t>(real) == integer->value)
                return real;
            return std::nullopt;
        } else {
            if (column::is_missing(integer->value)) return std::nullopt;
            return integer->value;
        }
    }
    const auto* number = std::get_if<script::FloatLiteral>(&literal.node);
    if (number == nullptr || !std::isfinite(number->value)) return std::nullopt;
    if constexpr (std::is_same_v<T, double>) {
        return number->value;
    } else {
        const bool is_whole = std::trunc(number->value) == number->value;
        if (!is_whole || std::abs(number->value) >= kIntegerEnd) return std::nullopt;
        return static_cast<T>(number->value);
    }
}

template <class T>
std::vector<Range<T>> ranges_of(const RecodeRule& rule) {
    if (matches_all_values(rule)) return {{kLowest<T>, kHighest<T>}};
    std::vector<Range<T>> ranges;
    for (const script::RecodeElement& element : rule.elements) {
        if (const auto* interval = std::get_if<script::RecodeInterval>(&element.value)) {
            if (const auto range = range_of<T>(*interval)) ranges.push_back(*range);
        } else if (const auto value = value_in<T>(std::get<script::Expression>(element.value))) {
            ranges.push_back({*value, *value});
        }
    }
    return ranges;
}

/// The smallest value above `value`; nullopt above the highest.
template <class T>
std::optional<T> next_value(T value) {
    if (value >= kHighest<T>) return std::nullopt;
    if constexpr (std::is_same_v<T, double>)
        return std::nextafter(value, kHighest<double>);
    else
        return value + 1;
}

/// T is std::int64_t or double.
template <class T>
ValueClasses<T> value_classes(std::span<const RecodeRule> rules) {
    const auto none = static_cast<std::uint32_t>(rules.size());
    std::vector<std::vector<Range<T>>> ranges;
    ValueClasses<T> result;
    const auto add_bounds = [&](const Range<T>& range) {
        if (range.low > kLowest<T>) result.bounds.push_back(range.low);
        if (const auto next = next_value(range.high)) result.bounds.push_back(*next);
    };
    for (const RecodeRule& rule : rules) {
        for (const Range<T>& range : ranges.emplace_back(ranges_of<T>(rule))) add_bounds(range);
        // A value that is the rule's result already stands alone between two bounds.
        if (const auto value = value_in<T>(rule.result)) add_bounds({*value, *value});
    }
    std::sort(result.bounds.begin(), result.bounds.end());
    result.bounds.erase(std::unique(result.bounds.begin(), result.bounds.end()),
                        result.bounds.end());
    const auto class_of = [&](T value) {
        for (std::size_t rule = 0; rule < rules.size(); ++rule) {
            const bool matched =
                std::any_of(ranges[rule].begin(), ranges[rule].end(),
                            [&](const Range<T>& range) { return range.contains(value); });
            if (matched)
                return value_in<T>(rules[rule].result) == value ? none
                                                                : static_cast<std::uint32_t>(rule);
        }
        return none;
    };
    result.classes.push_back(class_of(kLowest<T>));
    for (const T bound : result.bounds) result.classes.push_back(class_of(bound));
    result.missing = missing_class(rules);
    return result;
}

/// The same classes for 32-bit values: bounds outside their range are passed by all or none.
ValueClasses<std::int32_t> narrowed(const ValueClasses<std::int64_t>& wide) {
    ValueClasses<std::int32_t> result;
    result.missing = wide.missing;
    result.classes.push_back(wide.classes.front());
    for (std::size_t i = 0; i < wide.bounds.size(); ++i) {
        if (wide.bounds[i] <= kLowest<std::int32_t>) {
            result.classes.front() = wide.classes[i + 1];
        } else if (wide.bounds[i] <= kHighest<std::int32_t>) {
            result.bounds.push_back(static_cast<std::int32_t>(wide.bounds[i]));
            result.classes.push_back(wide.classes[i + 1]);
        }
    }
    return result;
}

template <class T>
std::uint32_t class_of(const ValueClasses<T>& classes, T value) {
    if (column::is_missing(value)) return classes.missing;
    const auto above = std::upper_bound(classes.bounds.begin(), classes.bounds.end(), value);
    return classes.classes[static_cast<std::size_t>(above - classes.bounds.begin())];
}

template <class T>
void fill_classes(const ValueClasses<T>& classes, std::span<const T> values,
                  std::span<std::uint32_t> out) {
    if (classes.bounds.size() > kFewBounds) {
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = class_of(classes, values[i]);
        return;
    }
    std::fill(out.begin(), out.end(), 0U);
    for (const T bound : classes.bounds)
        for (std::size_t i = 0; i < out.size(); ++i) out[i] += values[i] >= bound ? 1U : 0U;
    // Missing gets a number of its own, so that no row needs a branch that nothing foretells.
    std::array<std::uint32_t, kFewBounds + 2> class_of_number;
    std::copy(classes.classes.begin(), classes.classes.end(), class_of_number.begin());
    const auto missing = static_cast<std::uint32_t>(classes.classes.size());
    class_of_number[missing] = classes.missing;
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = column::is_missing(values[i]) ? missing : out[i];
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = class_of_number[out[i]];
}

/// One class for each value of a narrow integer type, by its unsigned counterpart.
template <class T>
std::vector<std::uint32_t> integer_table(std::span<const RecodeRule> rules) {
    const ValueClasses<std::int64_t> classes = value_classes<std::int64_t>(rules);
    using Key = std::make_unsigned_t<T>;
    std::vector<std::uint32_t> table(std::size_t{1} << (8 * sizeof(T)));
    for (int value = std::numeric_limits<T>::min(); value <= std::numeric_limits<T>::max(); ++value)
        table[static_cast<Key>(value)] = column::is_missing(static_cast<T>(value))
                                             ? classes.missing
                                             : class_of<std::int64_t>(classes, value);
    return table;
}

// ---- text

std::vector<std::uint32_t> code_table(std::span<const RecodeRule> rules,
                                      const column::Dictionary& dictionary) {
    const auto none = static_cast<std::uint32_t>(rules.size());
    std::uint32_t catch_all = none;
    std::unordered_map<std::string_view, std::uint32_t> first_rule;
    for (std::uint32_t rule = 0; rule < none; ++rule) {
        if (matches_all_values(rules[rule])) {
            catch_all = rule;
            break;
        }
        for (const script::RecodeElement& element : rules[rule].elements) {
            const auto* value = std::get_if<script::Expression>(&element.value);
            SKJERM_CHECK(value != nullptr);
            if (const auto* text = std::get_if<script::StringLiteral>(&value->node))
                first_rule.try_emplace(text->value, rule);
        }
    }
    std::vector<std::uint32_t> table(dictionary.size() + 1, none);
    table[0] = missing_class(rules);
    for (std::uint32_t code = 1; code < table.size(); ++code) {
        const std::string_view text = dictionary.text(code);
        const auto found = first_rule.find(text);
        const std::uint32_t rule = found == first_rule.end() ? catch_all : found->second;
        if (rule == none) continue;
        const auto* result = std::get_if<script::StringLiteral>(&rules[rule].result.node);
        if (result == nullptr || result->value != text) table[code] = rule;
    }
    return table;
}

template <class T>
std::size_t table_key(T value) {
    if constexpr (column::kIsCode<T>)
        return static_cast<std::size_t>(value);
    else
        return static_cast<std::make_unsigned_t<T>>(value);
}

// ---- new columns

/// Calls work(begin, classes) for chunks of all rows.
template <class Work>
void for_classes(const RecodeClasses& classes, std::size_t rows, std::span<const std::int8_t> mask,
                 const Work& work) {
    base::for_each_block(rows, [&](const base::Block& block) {
        std::uint32_t buffer[kChunk];
        for (std::size_t begin = block.begin; begin < block.end; begin += kChunk) {
            const std::span chunk(buffer, std::min(kChunk, block.end - begin));
            classes.fill(begin, mask, chunk);
            work(begin, chunk);
        }
    });
}

template <class Out, class In>
base::Result<ColumnPtr> recoded_numbers(const Column& column, std::span<const RecodeRule> rules,
                                        const RecodeClasses& classes,
                                        const RuleOfClass& rule_of_class,
                                        std::span<const std::int8_t> mask,
                                        const base::MemoryBudgetPtr& budget) {
    using Number = std::conditional_t<std::is_same_v<Out, double>, double, std::int64_t>;
    std::vector<Out> result_of_class(rule_of_class.size(), column::missing<Out>());
    std::vector<std::uint8_t> changes(rule_of_class.size(), 0);
    for (std::size_t i = 0; i < rule_of_class.size(); ++i) {
        if (rule_of_class[i] == classes.none()) continue;
        changes[i] = 1;
        if (const auto value = value_in<Number>(rules[rule_of_class[i]].result))
            result_of_class[i] = static_cast<Out>(*value);
    }
    SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<Out>::make(column.size(), budget));
    const std::span<Out> out = builder.values();
    const std::span<const In> in = column.values<In>();
    for_classes(classes, column.size(), mask, [&](std::size_t begin, auto chunk) {
        for (std::size_t i = 0; i < chunk.size(); ++i) {
            const In value = in[begin + i];
            const Out kept =
                column::is_missing(value) ? column::missing<Out>() : static_cast<Out>(value);
            // Read in any case, so that the choice needs no branch.
            const Out result = result_of_class[chunk[i]];
            out[begin + i] = changes[chunk[i]] != 0 ? result : kept;
        }
    });
    return column::narrow(std::move(builder).freeze(), budget);
}

/// The narrowest storage for the numbers of a column and all results.
Storage number_storage(const Column& column, std::span<const RecodeRule> rules) {
    if (becomes_float(column.kind(), rules)) return Storage::Float64;
    std::int64_t lowest = 0;
    std::int64_t highest = 0;
    for (const RecodeRule& rule : rules) {
        if (const auto value = value_in<std::int64_t>(rule.result)) {
            lowest = std::min(lowest, *value);
            highest = std::max(highest, *value);
        }
    }
    return std::max(column.storage(), column::narrowest_integer(lowest, highest));
}

template <class Out>
base::Result<ColumnPtr> recoded_text(const Column& column, const column::DictionaryPtr& dictionary,
                                     std::span<const std::uint32_t> kept_code,
                                     std::span<const std::uint32_t> code_of_class,
                                     const RecodeClasses& classes, const RuleOfClass& rule_of_class,
                                     std::span<const std::int8_t> mask,
                                     const base::MemoryBudgetPtr& budget) {
    SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<Out>::make(column.size(), budget));
    const std::span<Out> out = builder.values();
    column::visit(column, [&](auto in) {
        using In = typename decltype(in)::value_type;
        if constexpr (column::kIsCode<In>) {
            for_classes(classes, column.size(), mask, [&](std::size_t begin, auto chunk) {
                for (std::size_t i = 0; i < chunk.size(); ++i) {
                    const bool stays = rule_of_class[chunk[i]] == classes.none();
                    out[begin + i] =
                        static_cast<Out>(stays ? kept_code[static_cast<std::size_t>(in[begin + i])]
                                               : code_of_class[chunk[i]]);
                }
            });
        }
    });
    return std::move(builder).freeze(dictionary);
}

/// The strings that rows can have afterwards: those that no rule takes from all rows, and results.
column::DictionaryPtr recoded_dictionary(const column::Dictionary& before,
                                         std::span<const RecodeRule> rules,
                                         const RecodeClasses& classes,
                                         const RuleOfClass& rule_of_class, bool all_rows) {
    std::vector<std::string> entries;
    for (std::uint32_t code = 1; code <= before.size(); ++code)
        if (!all_rows || rule_of_class[classes.of_code(code)] == classes.none())
            entries.emplace_back(before.text(code));
    for (const std::uint32_t rule : rule_of_class) {
        if (rule == classes.none()) continue;
        if (const auto* text = std::get_if<script::StringLiteral>(&rules[rule].result.node))
            entries.push_back(text->value);
    }
    std::sort(entries.begin(), entries.end());
    entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
    return std::make_shared<const column::Dictionary>(std::move(entries));
}

}  // namespace

RecodeClasses::RecodeClasses(std::span<const RecodeRule> rules, const Column& column)
    : column_(&column), none_(static_cast<std::uint32_t>(rules.size())) {
    switch (column.storage()) {
        case Storage::Int8:
            classes_ = integer_table<std::int8_t>(rules);
            break;
        case Storage::Int16:
            classes_ = integer_table<std::int16_t>(rules);
            break;
        case Storage::Int32:
            classes_ = narrowed(value_classes<std::int64_t>(rules));
            break;
        case Storage::Int64:
            classes_ = value_classes<std::int64_t>(rules);
            break;
        case Storage::Float64:
            classes_ = value_classes<double>(rules);
            break;
        default:
            SKJERM_CHECK(column.kind() == Kind::Text);
            classes_ = code_table(rules, *column.dictionary());
    }
}

void RecodeClasses::fill(std::size_t begin, std::span<const std::int8_t> mask,
                         std::span<std::uint32_t> out) const {
    column::visit(*column_, [&](auto all) {
        using T = typename decltype(all)::value_type;
        const auto values = all.subspan(begin, out.size());
        if constexpr (std::is_same_v<T, std::int32_t> || std::is_same_v<T, std::int64_t> ||
                      std::is_same_v<T, double>) {
            fill_classes(std::get<ValueClasses<T>>(classes_), values, out);
        } else if constexpr (!std::is_same_v<T, column::UnitIndex>) {
            const std::uint32_t* table = std::get<Table>(classes_).data();
            for (std::size_t i = 0; i < out.size(); ++i) out[i] = table[table_key(values[i])];
        }
    });
    if (mask.empty()) return;
    const std::int8_t* taken = mask.data() + begin;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = taken[i] == 1 ? out[i] : none_;
}

std::uint32_t RecodeClasses::of_code(std::uint32_t code) const {
    return std::get<Table>(classes_)[code];
}

std::optional<std::int64_t> whole_number(const script::Expression& literal) {
    return value_in<std::int64_t>(literal);
}

bool becomes_float(Kind kind, std::span<const RecodeRule> rules) {
    if (kind == Kind::Float) return true;
    return std::any_of(rules.begin(), rules.end(), [](const RecodeRule& rule) {
        return !is_missing_literal(rule.result) && !value_in<std::int64_t>(rule.result);
    });
}

base::Result<ColumnPtr> recoded(const Column& column, std::span<const RecodeRule> rules,
                                const RecodeClasses& classes, const RuleOfClass& rule_of_class,
                                std::span<const std::int8_t> mask,
                                const base::MemoryBudgetPtr& budget) {
    SKJERM_CHECK(rule_of_class.size() == rules.size() + 1);
    if (column.kind() != Kind::Text) {
        return column::visit(column, [&](auto in) -> base::Result<ColumnPtr> {
            using In = typename decltype(in)::value_type;
            const auto to = [&]<class Out>(Out) {
                return recoded_numbers<Out, In>(column, rules, classes, rule_of_class, mask,
                                                budget);
            };
            const Storage storage = number_storage(column, rules);
            if constexpr (std::is_same_v<In, double>) {
                return to(double{});
            } else if constexpr (std::is_integral_v<In>) {
                if (storage == Storage::Float64) return to(double{});
                if (storage == column.storage()) return to(In{});
                if constexpr (sizeof(In) < 2)
                    if (storage == Storage::Int16) return to(std::int16_t{});
                if constexpr (sizeof(In) < 4)
                    if (storage == Storage::Int32) return to(std::int32_t{});
                return to(std::int64_t{});
            } else {
                base::fail_check("recode of a key variable", __FILE__, __LINE__);
            }
        });
    }
    const column::DictionaryPtr dictionary =
        recoded_dictionary(*column.dictionary(), rules, classes, rule_of_class, mask.empty());
    std::vector<std::uint32_t> kept_code{0};
    for (const std::string& text : column.dictionary()->entries())
        kept_code.push_back(dictionary->code(text).value_or(0));
    std::vector<std::uint32_t> code_of_class;
    for (const std::uint32_t rule : rule_of_class) {
        const auto* text = rule == classes.none()
                               ? nullptr
                               : std::get_if<script::StringLiteral>(&rules[rule].result.node);
        code_of_class.push_back(text == nullptr ? 0 : *dictionary->code(text->value));
    }
    const auto to = [&]<class Out>(Out) {
        return recoded_text<Out>(column, dictionary, kept_code, code_of_class, classes,
                                 rule_of_class, mask, budget);
    };
    switch (column::narrowest_code(dictionary->size())) {
        case Storage::Code8:
            return to(column::Code8{});
        case Storage::Code16:
            return to(column::Code16{});
        default:
            return to(column::Code32{});
    }
}

}  // namespace skjerm::command
