// recode against a plain reading of its rules, row by row: random rules over random columns of
// every storage, with conditions and with rules that the gate took away.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <cstring>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "skjerm/command/data/recode_rules.h"
#include "support/cells.h"
#include "support/columns.h"

namespace skjerm::testing {
namespace {

using column::ColumnPtr;
using script::RecodeRule;

Cell cell_of(const script::Expression& literal) {
    if (const auto* integer = std::get_if<script::IntegerLiteral>(&literal.node))
        return {static_cast<long double>(integer->value), std::nullopt};
    if (const auto* real = std::get_if<script::FloatLiteral>(&literal.node))
        return {static_cast<long double>(real->value), std::nullopt};
    if (const auto* text = std::get_if<script::StringLiteral>(&literal.node))
        return {std::nullopt, text->value};
    return {};
}

bool matches(const RecodeRule& rule, const Cell& cell) {
    const bool is_missing = cell == Cell{};
    switch (rule.match) {
        case RecodeRule::Match::Missing:
            return is_missing;
        case RecodeRule::Match::NonMissing:
            return !is_missing;
        case RecodeRule::Match::Anything:
            return true;
        case RecodeRule::Match::Elements:
            break;
    }
    for (const script::RecodeElement& element : rule.elements) {
        if (const auto* interval = std::get_if<script::RecodeInterval>(&element.value)) {
            if (cell.number && (!interval->low || *cell.number >= *interval->low) &&
                (!interval->high || *cell.number <= *interval->high))
                return true;
        } else if (cell_of(std::get<script::Expression>(element.value)) == cell) {
            return true;
        }
    }
    return false;
}

class RandomRecode {
public:
    explicit RandomRecode(std::uint64_t seed) : generator_(seed) {}

    std::size_t below(std::size_t n) { return generator_() % n; }

    template <class T>
    ColumnPtr integers(std::size_t rows) {
        std::vector<T> values(rows);
        for (T& value : values)
            value = below(6) == 0 ? column::missing<T>()
                                  : static_cast<T>(static_cast<std::int64_t>(below(25)) - 9);
        return make_column(values);
    }
    ColumnPtr floats(std::size_t rows) {
        std::vector<double> values(rows);
        for (double& value : values)
            value = below(6) == 0 ? std::nan("") : (static_cast<double>(below(50)) - 18) / 2;
        return make_column(values);
    }
    ColumnPtr texts(std::size_t rows) {
        std::vector<std::string> values(rows);
        for (std::string& value : values) value = below(6) == 0 ? "" : text();
        return text_column(values);
    }
    ColumnPtr any_column(std::size_t rows) {
        switch (below(6)) {
            case 0:
                return integers<std::int8_t>(rows);
            case 1:
                return integers<std::int16_t>(rows);
            case 2:
                return integers<std::int32_t>(rows);
            case 3:
                return integers<std::int64_t>(rows);
            case 4:
                return floats(rows);
            default:
                return texts(rows);
        }
    }
    std::vector<RecodeRule> rules(bool of_text) {
        std::vector<RecodeRule> rules(1 + below(below(4) == 0 ? 30 : 5));
        for (RecodeRule& rule : rules) {
            rule.result.node = below(7) == 0 ? script::Expression{script::MissingLiteral{}, {}}.node
                                             : value(of_text).node;
            constexpr RecodeRule::Match kMatches[] = {RecodeRule::Match::Missing,
                                                      RecodeRule::Match::NonMissing,
                                                      RecodeRule::Match::Anything};
            if (below(8) == 0) {
                rule.match = kMatches[below(3)];
                continue;
            }
            for (std::size_t i = 0; i <= below(3); ++i) rule.elements.push_back(element(of_text));
        }
        return rules;
    }
    std::vector<std::int8_t> mask(std::size_t rows) {
        std::vector<std::int8_t> mask;
        if (below(2) == 0) return mask;
        constexpr std::int8_t kTruths[] = {0, 1, -128};
        for (std::size_t row = 0; row < rows; ++row) mask.push_back(kTruths[below(3)]);
        return mask;
    }

private:
    std::string text() { return std::string(1, static_cast<char>('a' + below(9))); }
    script::Expression value(bool of_text) {
        if (of_text) return {script::StringLiteral{text()}, {}};
        const std::int64_t number = static_cast<std::int64_t>(below(24)) - 9;
        if (below(4) == 0) return {script::FloatLiteral{static_cast<double>(number) / 2}, {}};
        if (below(40) == 0) return {script::IntegerLiteral{number * 100'000'000'000}, {}};
        return {script::IntegerLiteral{number}, {}};
    }
    script::RecodeElement element(bool of_text) {
        if (below(8) == 0) return {script::Expression{script::MissingLiteral{}, {}}, {}};
        if (of_text || below(2) == 0) return {value(of_text), {}};
        script::RecodeInterval interval;
        const double low = (static_cast<double>(below(50)) - 20) / 2;
        if (below(4) != 0) interval.low = low;
        if (below(4) != 0) interval.high = low + static_cast<double>(below(9)) / 2;
        return {interval, {}};
    }

    std::mt19937_64 generator_;
};

RC_GTEST_PROP(Recode, AgreesWithReadingTheRulesRowByRow, (std::uint64_t seed)) {
    RandomRecode random(seed);
    const std::size_t rows = random.below(3000);
    const ColumnPtr before = random.any_column(rows);
    const std::vector<RecodeRule> rules = random.rules(before->kind() == column::Kind::Text);
    const std::vector<std::int8_t> mask = random.mask(rows);
    const command::RecodeClasses classes(rules, *before);
    command::RuleOfClass rule_of_class;
    for (std::uint32_t rule = 0; rule < rules.size(); ++rule)
        rule_of_class.push_back(random.below(5) == 0 ? classes.none() : rule);
    rule_of_class.push_back(classes.none());

    std::vector<std::uint32_t> expected_class;
    std::vector<Cell> expected;
    const std::vector<Cell> cells = cells_of(*before);
    for (std::size_t row = 0; row < rows; ++row) {
        std::uint32_t first = 0;
        while (first < rules.size() && !matches(rules[first], cells[row])) ++first;
        const bool taken = mask.empty() || mask[row] == 1;
        if (!taken || (first < rules.size() && cell_of(rules[first].result) == cells[row]))
            first = classes.none();
        expected_class.push_back(first);
        const std::uint32_t rule = rule_of_class[first];
        expected.push_back(rule == classes.none() ? cells[row] : cell_of(rules[rule].result));
    }

    std::vector<std::uint32_t> given(rows);
    classes.fill(0, mask, given);
    RC_ASSERT(given == expected_class);
    const auto budget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 28);
    const ColumnPtr after =
        command::recoded(*before, rules, classes, rule_of_class, mask, budget).value();
    RC_ASSERT(cells_of(*after) == expected);
    RC_ASSERT(
        (after->kind() == column::Kind::Float) ==
        (before->kind() != column::Kind::Text && command::becomes_float(before->kind(), rules)));
}

TEST(Recode, AnyThreadCountGivesTheSameBits) {
    RandomRecode random(7);
    constexpr std::size_t kRows = 3 * base::kBlockRows + 12'345;
    for (const ColumnPtr& before :
         {random.integers<std::int32_t>(kRows), random.floats(kRows), random.texts(kRows)}) {
        const std::vector<RecodeRule> rules = random.rules(before->kind() == column::Kind::Text);
        const command::RecodeClasses classes(rules, *before);
        command::RuleOfClass all;
        for (std::uint32_t rule = 0; rule <= rules.size(); ++rule) all.push_back(rule);
        const auto run = [&](int threads) {
            const WithThreads with(threads);
            return command::recoded(*before, rules, classes, all, {}, nullptr).value();
        };
        const ColumnPtr one = run(1);
        const ColumnPtr four = run(4);
        ASSERT_EQ(one->storage(), four->storage());
        column::visit(*one, [&](auto values) {
            using T = typename decltype(values)::value_type;
            EXPECT_EQ(std::memcmp(values.data(), four->values<T>().data(), one->bytes()), 0);
        });
    }
}

}  // namespace
}  // namespace skjerm::testing
