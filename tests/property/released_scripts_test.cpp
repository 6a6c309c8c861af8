// Invariants of disclosure control seen through whole scripts, as an attacker would look: the same
// set gives the same number by whatever route, small sets leave no trace, true counts never leave,
// and nothing depends on threads.
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "skjerm/base/parallel.h"
#include "skjerm/disclosure/gate.h"
#include "support/collect.h"
#include "support/golden.h"
#include "support/small_norway.h"

namespace skjerm::testing {
namespace {

const std::string kPeople =
    "require no.ssb.test:2 as db\n"
    "create-dataset folk\n"
    "import db/T_KJONN as kjonn\n"
    "import db/T_KOMMUNE 2020-01-01 as kommune\n"
    "import db/T_LONN 2020-12-31 as lonn\n"
    "import db/T_POENG as poeng\n"
    "import db/T_FAARMND as faarmnd\n"
    "import db/T_SJELDEN as sjelden\n";

disclosure::Gate gate_with_secret(std::uint8_t first_byte) {
    std::array<std::uint8_t, 32> bytes{};
    bytes[0] = first_byte;
    bytes[31] = 7;
    return {disclosure::Policy::standard(), disclosure::Secret(bytes)};
}

/// The counts of the first measure, row-major.
std::vector<double> counts(const released::Table& table) {
    std::vector<double> values;
    for (const released::Number& number : table.measures.at(0).cells)
        values.push_back(number.value);
    return values;
}

/// Released total of a one-way table that `body` ends with.
double total_of(const std::string& body) {
    const Collected run = collect(kPeople + body);
    EXPECT_FALSE(run.tables().empty());
    return counts(run.tables().back()).back();
}

TEST(SameSet, has_the_same_count_by_every_route) {
    const double expected = total_of("tabulate kjonn if lonn > 300000\n");
    const std::vector<std::string> routes = {
        "tabulate kommune if lonn > 300000, missing\n",
        "tabulate kjonn if !(lonn <= 300000) & !sysmiss(lonn)\n",
        "tabulate kjonn if 300000 < lonn & lonn < 10 ^ 9\n",
        "keep if lonn > 300000\ntabulate kjonn\n",
        "drop if lonn <= 300000 | sysmiss(lonn)\ntabulate kjonn\n",
        "generate rik = lonn > 300000\ntabulate kjonn if rik\n",
        "rename lonn x\ntabulate kjonn if x > 300000, nolabels flatten\n",
        "clone-dataset folk annet\nuse annet\ntabulate kjonn if lonn > 300000\n"};
    for (const std::string& route : routes) EXPECT_EQ(total_of(route), expected) << route;
    const Collected kept = collect(kPeople + "keep if lonn > 300000\n");
    EXPECT_EQ(kept.dataset_sizes().back(), expected);
    const Collected summary = collect(kPeople + "summarize lonn if lonn > 300000\n");
    bool found = false;
    const released::Table table = summary.tables().back();
    for (const released::Measure& measure : table.measures)
        if (measure.statistic == released::Statistic::Count) {
            EXPECT_EQ(measure.cells.at(0).value, expected);
            found = true;
        }
    EXPECT_TRUE(found);
}

TEST(SameSet, has_the_same_count_in_either_orientation) {
    const auto across = collect(kPeople + "tabulate kjonn kommune\n").tables().back();
    const auto down = collect(kPeople + "tabulate kommune kjonn\n").tables().back();
    const std::size_t rows = across.row_index.size();
    const std::size_t columns = across.column_index.size();
    ASSERT_EQ(down.row_index.size(), columns);
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < columns; ++column)
            EXPECT_EQ(counts(across)[row * columns + column], counts(down)[column * rows + row]);
}

/// True number of persons with T_POENG = 0 (u mod 600 = 0) whose wage of 2020 is below `wage`.
int true_matches(int wage) {
    int matches = 0;
    for (std::uint32_t unit = 0; unit < kPersons; unit += 600)
        if (static_cast<int>(101'000 + 500 * (37 * unit % 1000)) < wage) ++matches;
    return matches;
}

TEST(SmallSets, leave_no_trace_between_none_and_a_few) {
    const auto script = [](int wage) {
        const std::string condition = "poeng == 0 & lonn < " + std::to_string(wage);
        return kPeople + "generate valgt = " + condition + "\nreplace kjonn = '1' if " + condition +
               "\ndrop if " + condition + "\nsummarize faarmnd if " + condition +
               "\nsummarize lonn\ntabulate kjonn\n";
    };
    const auto seen = [&](int wage) {
        std::string text = transcript(script(wage), PolicyKind::Standard, base::Language::English);
        const std::string literal = std::to_string(wage);
        for (std::size_t at = text.find(literal); at != std::string::npos; at = text.find(literal))
            text.replace(at, literal.size(), "WAGE");
        return text;
    };
    constexpr int kNobody = 100'500;
    ASSERT_EQ(true_matches(kNobody), 0);
    const std::string none = seen(kNobody);
    int compared = 0;
    for (int wage = kNobody; wage < 620'500; wage += 20'000) {
        const int matches = true_matches(wage);
        // With at most 4 units the released count is below 10 whatever the noise.
        if (matches == 0 || matches > 4) continue;
        EXPECT_EQ(seen(wage), none) << matches << " units matched";
        ++compared;
    }
    EXPECT_GE(compared, 2);
}

TEST(Counts, never_show_one_to_four_and_stay_within_five) {
    // Cells of `kommune` by points: 15 units or fewer each; the true counts follow from the store.
    const std::string script = kPeople + "generate gruppe = int(poeng)\ntabulate gruppe kommune\n";
    for (std::uint8_t secret = 0; secret < 20; ++secret) {
        const disclosure::Gate gate = gate_with_secret(secret);
        const Collected run = collect(script, gate);
        ASSERT_FALSE(run.tables().empty());
        for (const double count : counts(run.tables().back())) {
            EXPECT_TRUE(count == 0 || count >= 5) << count;
            EXPECT_EQ(count, static_cast<double>(static_cast<std::int64_t>(count)));
        }
        const std::vector<double> totals =
            counts(collect(kPeople + "tabulate kjonn\n", gate).tables().back());
        EXPECT_NEAR(totals.at(0), 3000, 5);
        EXPECT_NEAR(totals.at(1), 3000, 5);
        EXPECT_NEAR(totals.at(2), 6000, 5);
    }
}

TEST(MeanTimesCount, is_the_sum_shown) {
    const Collected run =
        collect(kPeople + "tabulate kommune kjonn, summarize(lonn) mean sum freq\n");
    const released::Table table = run.tables().back();
    ASSERT_EQ(table.measures.size(), 3U);
    for (std::size_t cell = 0; cell < table.measures[0].cells.size(); ++cell) {
        const released::Number& mean = table.measures[0].cells[cell];
        const released::Number& sum = table.measures[1].cells[cell];
        const released::Number& count = table.measures[2].cells[cell];
        if (mean.state != released::CellState::Shown) continue;
        EXPECT_NEAR(sum.value / (mean.value * count.value), 1, 1e-5);
    }
}

/// Text between non-digits, so that 4 500 and 4500 are found alike.
bool shows_number(std::string text, int number) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool between_digits = at > 0 && at + 1 < text.size() && text[at] == ' ' &&
                                    std::isdigit(static_cast<unsigned char>(text[at - 1])) != 0 &&
                                    std::isdigit(static_cast<unsigned char>(text[at + 1])) != 0;
        if (!between_digits) plain.push_back(text[at]);
    }
    const std::string wanted = std::to_string(number);
    for (std::size_t at = plain.find(wanted); at != std::string::npos;
         at = plain.find(wanted, at + 1)) {
        const bool starts = at == 0 || std::isdigit(static_cast<unsigned char>(plain[at - 1])) == 0;
        const std::size_t end = at + wanted.size();
        const bool ends =
            end == plain.size() || std::isdigit(static_cast<unsigned char>(plain[end])) == 0;
        if (starts && ends) return true;
    }
    return false;
}

TEST(Canary, true_counts_do_not_leave_under_every_secret) {
    // A true count may be shown by chance (its noise is 0 once in seven): over twelve secrets that
    // happens with probability 0.15^12 < 2e-10 unless it leaks.
    const std::string script = kPeople +
                               "tabulate kjonn\ntabulate kommune, missing\n"
                               "summarize lonn\nkeep if kjonn == '1'\nsummarize lonn\n"
                               "drop if sysmiss(lonn)\ntabulate sjelden\nvariables db/T_LONN\n"
                               "tabulate faarmnd kommune if lonn > 590000\n";
    const std::vector<int> true_counts = {6000, 3000, 5400, 4500, 1350, 600, 5997};
    std::vector<bool> always(true_counts.size(), true);
    for (std::uint8_t secret = 40; secret < 52; ++secret) {
        const std::string text =
            transcript(script, gate_with_secret(secret), base::Language::English);
        for (std::size_t index = 0; index < true_counts.size(); ++index)
            always[index] = always[index] && shows_number(text, true_counts[index]);
    }
    for (std::size_t index = 0; index < true_counts.size(); ++index)
        EXPECT_FALSE(always[index]) << true_counts[index];
}

TEST(Threads, do_not_change_a_byte) {
    const std::string script = kPeople +
                               "generate kvartil = quantile(lonn, 4)\n"
                               "tabulate kvartil kommune, summarize(lonn) mean std p50 gini\n"
                               "summarize\nkeep if lonn > 200000\ntabulate kommune kjonn, chi2\n";
    base::set_thread_limit(1);
    const std::string expected = transcript(script, PolicyKind::Standard, base::Language::English);
    for (const int threads : {2, 3, 8}) {
        base::set_thread_limit(threads);
        EXPECT_EQ(transcript(script, PolicyKind::Standard, base::Language::English), expected)
            << threads << " threads";
    }
    base::set_thread_limit(0);
}

}  // namespace
}  // namespace skjerm::testing
