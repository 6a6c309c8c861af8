// Which version a script's `require` means.
#include "skjerm/datastore/version.h"

#include <gtest/gtest.h>

#include "skjerm/base/diagnostic_codes.h"
#include "unit/datastore/small_store.h"

namespace skjerm::datastore::testing {
namespace {

using base::Code;

const std::vector<Version> kVersions = {{1, 0, 0},  {9, 0, 0},  {10, 0, 0},  {45, 0, 0},
                                        {45, 1, 0}, {45, 1, 2}, {45, 10, 1}, {46, 0, 0}};

struct Case {
    const char* text;
    const char* resolved;  ///< null: refused
    Code refused = Code::VersionUnknown;
};

class VersionCase : public ::testing::TestWithParam<Case> {};

TEST_P(VersionCase, ResolvesOrRefuses) {
    const Case& each = GetParam();
    const auto resolved = resolve_version(kVersions, "no.ssb.fdb", each.text, {2, 4});
    ASSERT_EQ(resolved.ok(), each.resolved != nullptr);
    if (resolved.ok()) {
        EXPECT_EQ(resolved->text(), each.resolved);
    } else {
        EXPECT_EQ(resolved.diagnostic().code, each.refused);
        EXPECT_EQ(resolved.diagnostic().where, (base::Span{2, 4}));
    }
}

INSTANTIATE_TEST_SUITE_P(Forms, VersionCase,
                         ::testing::Values(Case{"45", "45.10.1"}, Case{"45.1", "45.1.2"},
                                           Case{"45.1.0", "45.1.0"}, Case{"45.1.2.0", "45.1.2"},
                                           Case{"9", "9.0.0"}, Case{"46", "46.0.0"},
                                           Case{"47", nullptr}, Case{"45.2", nullptr},
                                           Case{"45.1.1", nullptr}, Case{"0", nullptr},
                                           Case{"", nullptr, Code::VersionMissing},
                                           Case{"DRAFT", nullptr, Code::DraftRefused},
                                           Case{"draft", nullptr, Code::VersionMalformed},
                                           Case{"45.", nullptr, Code::VersionMalformed},
                                           Case{".45", nullptr, Code::VersionMalformed},
                                           Case{"-45", nullptr, Code::VersionMalformed},
                                           Case{"45.1.2.3", nullptr, Code::VersionMalformed},
                                           Case{"45.1.2.0.0", nullptr, Code::VersionMalformed},
                                           Case{"4 5", nullptr, Code::VersionMalformed},
                                           Case{"99999999999", nullptr, Code::VersionMalformed}));

TEST(VersionMessage, NamesTheRangeAndTheNewest) {
    const auto resolved = resolve_version(kVersions, "no.ssb.fdb", "50", {});
    ASSERT_FALSE(resolved.ok());
    EXPECT_EQ(text_of(resolved.diagnostic()),
              "`no.ssb.fdb` has no version `50`; the versions go from 1.0.0 to 46.0.0");
    EXPECT_EQ(base::hint_text(resolved.diagnostic(), base::Language::Bokmaal),
              "Bruk den nyeste: `no.ssb.fdb:46`.");
}

}  // namespace
}  // namespace skjerm::datastore::testing
