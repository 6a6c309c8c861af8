#include "skjerm/session/loops.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/registry.h"
#include "skjerm/script/parser.h"

namespace skjerm::session {
namespace {

constexpr std::size_t kLimit = 100;

base::Result<std::vector<Iteration>> iterate(const std::string& header) {
    const script::Parsed parsed =
        script::parse("for " + header + "\nhistory\nend\n", command::grammar());
    EXPECT_FALSE(parsed.has_errors()) << header;
    return iterations_of(std::get<script::ForBlock>(parsed.script.statements.at(0).node), {},
                         kLimit);
}

/// "a=1 b=x" for each iteration.
std::vector<std::string> spelled(const std::string& header) {
    const auto iterations = iterate(header);
    std::vector<std::string> lines;
    for (const Iteration& iteration : *iterations) {
        std::string line;
        for (const auto& [name, value] : iteration)
            line += (line.empty() ? "" : " ") + name + "=" + expr::binding_text(value);
        lines.push_back(line);
    }
    return lines;
}

TEST(Loops, run_over_ranges_and_values) {
    EXPECT_EQ(spelled("i in 1 : 3"), (std::vector<std::string>{"i=1", "i=2", "i=3"}));
    EXPECT_EQ(spelled("i in 5 1 : 2 9"), (std::vector<std::string>{"i=5", "i=1", "i=2", "i=9"}));
    EXPECT_EQ(spelled("i in mor 'far' 2.5"), (std::vector<std::string>{"i=mor", "i=far", "i=2.5"}));
}

TEST(Loops, join_the_lists_of_one_iterator) {
    EXPECT_EQ(spelled("i in 1998, 1999, 2000"),
              (std::vector<std::string>{"i=1998", "i=1999", "i=2000"}));
}

TEST(Loops, run_tuples_in_step) {
    EXPECT_EQ(spelled("m, d in 1 : 2, 31 28"), (std::vector<std::string>{"m=1 d=31", "m=2 d=28"}));
}

TEST(Loops, vary_the_later_level_fastest) {
    EXPECT_EQ(spelled("a in 1 2 ; b in x y"),
              (std::vector<std::string>{"a=1 b=x", "a=1 b=y", "a=2 b=x", "a=2 b=y"}));
}

TEST(Loops, refuse_lists_that_do_not_match) {
    EXPECT_EQ(iterate("a, b in 1 2, 3").diagnostic().code, base::Code::LoopListsDiffer);
    EXPECT_EQ(iterate("a, b in 1 2").diagnostic().code, base::Code::LoopListCount);
}

TEST(Loops, refuse_more_iterations_than_the_limit) {
    EXPECT_EQ(iterate("a in 1 : 10 ; b in 1 : 11").diagnostic().code, base::Code::LoopLimit);
    EXPECT_EQ(iterate("a in 1 : 10 ; b in 1 : 10")->size(), 100U);
}

}  // namespace
}  // namespace skjerm::session
