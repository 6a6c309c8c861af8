#include "skjerm/ledger/skeleton.h"

#include <gtest/gtest.h>

namespace skjerm::ledger {
namespace {

std::string origin(std::string_view name) {
    if (name == "lonn" || name == "inntekt") return "db/INNTEKT_WLONN";
    if (name == "kjonn") return "db/BEFOLKNING_KJOENN";
    return {};
}
std::uint64_t hash(std::string_view text) { return skeleton_of(text, origin).hash; }
std::uint64_t constants(std::string_view text) { return skeleton_of(text, origin).constants; }

TEST(Skeleton, IsTheSameWhereOnlyConstantsDiffer) {
    EXPECT_EQ(hash("tabulate kjonn if lonn > 500000"), hash("tabulate kjonn if lonn > 1.5e6"));
    EXPECT_EQ(hash("tabulate kjonn if kommune == '0301'"),
              hash("tabulate kjonn if bosted == '1103'"));
    EXPECT_EQ(hash("import db/INNTEKT_WLONN 2020-12-31 as lonn20"),
              hash("import fdb/INNTEKT_WLONN 2021-12-31 as x"));
    EXPECT_EQ(hash("tabulate dummy1"), hash("tabulate anything_else"));
    EXPECT_EQ(hash("summarize lonn"), hash("summarize inntekt")) << "one variable, two names";
    EXPECT_EQ(skeleton_of("keep if d > date(2020, 1, 1)", origin).text,
              "keep if n > date ( # , # , # ) ");
    EXPECT_EQ(skeleton_of("sample 0.5 7", origin).text, "sample # # ");
    EXPECT_EQ(skeleton_of("generate x = .5 + 'it' ++ \"er", origin).text,
              "generate n = # + # + + # ");
}

TEST(Skeleton, DiffersWhereTheQuestionDiffers) {
    EXPECT_NE(hash("tabulate kjonn if lonn > 5"), hash("tabulate kjonn if lonn < 5"));
    EXPECT_NE(hash("summarize lonn"), hash("summarize kjonn"));
    EXPECT_NE(hash("collapse (mean) lonn by(kjonn)"), hash("collapse (sum) lonn by(kjonn)"));
    EXPECT_NE(hash("import db/INNTEKT_WLONN 2020-12-31 as x"),
              hash("import db/INNTEKT_KAPITAL 2020-12-31 as x"));
    EXPECT_NE(hash("generate x = log(lonn)"), hash("generate x = sqrt(lonn)"));
}

TEST(Skeleton, KeepsTheConstantsApart) {
    EXPECT_NE(constants("tabulate a if b == 1"), constants("tabulate a if b == 2"));
    EXPECT_NE(constants("tabulate a"), constants("tabulate b"));
    EXPECT_EQ(constants("tabulate kjonn"), constants("tabulate kjonn"));
    EXPECT_NE(constants("x 12 3"), constants("x 1 23"));
}

}  // namespace
}  // namespace skjerm::ledger
