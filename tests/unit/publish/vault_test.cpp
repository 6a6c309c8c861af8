// Pseudonyms: the same for the same identifier, never shared, kept in a folder that is the owner's
// alone.
#include "skjerm/publish/vault.h"

#include <gtest/gtest.h>

#include <set>

#include "deliveries.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::publish::testing {
namespace {

using base::Code;
using Views = std::vector<std::string_view>;

class VaultTest : public ::testing::Test {
protected:
    std::unique_ptr<Vault> open(bool may_create = true) {
        auto vault = Vault::open(path_, may_create);
        EXPECT_TRUE(vault.ok()) << message(vault.diagnostic());
        return vault.ok() ? std::move(vault).value() : nullptr;
    }
    Code refusal() {
        const auto vault = Vault::open(path_, false);
        return vault.ok() ? Code::InternalFault : vault.diagnostic().code;
    }

    TemporaryFolder folder_;
    fs::path path_ = folder_.path() / "vault";
};

std::vector<std::uint64_t> map(Vault& vault, const Views& identifiers,
                               std::string_view domain = "FNR") {
    auto mapped = vault.map(domain, identifiers);
    EXPECT_TRUE(mapped.ok());
    return *mapped;
}

TEST_F(VaultTest, RemembersWhatWasCommitted) {
    const auto vault = open();
    const auto first = map(*vault, {"01017012345", "02028054321", "01017012345"});
    EXPECT_EQ(first[0], first[2]);
    EXPECT_NE(first[0], first[1]);
    for (const std::uint64_t pseudonym : first) EXPECT_LT(pseudonym, kPseudonymLimit);
    ASSERT_TRUE(vault->commit().ok());
    const auto lost = map(*vault, {"not committed"});

    const auto again = open(false);
    EXPECT_EQ(again->fingerprint(), vault->fingerprint());
    EXPECT_EQ(map(*again, {"01017012345", "02028054321"}),
              (std::vector<std::uint64_t>{first[0], first[1]}));
    const auto drawn_anew = map(*again, {"not committed"});
    EXPECT_NE(drawn_anew, lost);  // fails by chance once in 2^48 runs
    ASSERT_TRUE(again->commit().ok());
    EXPECT_EQ(map(*open(false), {"not committed"}), drawn_anew);
}

TEST_F(VaultTest, NeverGivesAPseudonymTwice) {
    const auto vault = open();
    std::vector<std::string> texts;
    for (int number = 0; number < 200'000; ++number) texts.push_back(std::to_string(number));
    const Views views(texts.begin(), texts.end());
    const auto pseudonyms = map(*vault, views);
    EXPECT_EQ(std::set(pseudonyms.begin(), pseudonyms.end()).size(), texts.size());
    ASSERT_TRUE(vault->commit().ok());
    EXPECT_EQ(map(*open(false), views), pseudonyms);
    // Another domain, another pseudonym.
    EXPECT_NE(map(*vault, {"1"}, "ORGNR"), map(*vault, {"1"}));
}

TEST_F(VaultTest, HoldsNoIdentifier) {
    const auto vault = open();
    map(*vault, {"01017012345"});
    ASSERT_TRUE(vault->commit().ok());
    for (const auto& entry : fs::directory_iterator(path_)) {
        const std::string content = skjerm::testing::read_text(entry.path().string());
        EXPECT_EQ(content.find("01017012345"), std::string::npos) << entry.path();
        EXPECT_EQ(fs::status(entry.path()).permissions() & fs::perms::all,
                  fs::perms::owner_read | fs::perms::owner_write)
            << entry.path();
    }
    EXPECT_EQ(fs::status(path_).permissions() & fs::perms::all, fs::perms::owner_all);
}

TEST_F(VaultTest, RefusesLoosePermissions) {
    const auto vault = open();
    map(*vault, {"1"});
    ASSERT_TRUE(vault->commit().ok());
    for (const char* name : {"", "key", "vault.json", "FNR.log"}) {
        const fs::path file = *name == '\0' ? path_ : path_ / name;
        const fs::perms before = fs::status(file).permissions();
        fs::permissions(file, fs::perms::group_read, fs::perm_options::add);
        EXPECT_EQ(refusal(), Code::VaultTooOpen) << name;
        fs::permissions(file, before);
    }
    EXPECT_NE(open(false), nullptr);
    fs::rename(path_ / "key", path_ / "elsewhere");
    fs::create_symlink("elsewhere", path_ / "key");
    EXPECT_EQ(refusal(), Code::VaultTooOpen);
}

TEST_F(VaultTest, RefusesDamage) {
    const auto vault = open();
    map(*vault, {"1", "2", "3"});
    ASSERT_TRUE(vault->commit().ok());
    const std::string log = (path_ / "FNR.log").string();
    const std::string whole = skjerm::testing::read_text(log);
    const auto write = [&](const std::string& bytes) {
        std::ofstream(log, std::ios::binary) << bytes;
    };
    write(whole + "left by a killed program");
    EXPECT_NE(open(false), nullptr);
    write(whole.substr(0, whole.size() - 1));
    EXPECT_EQ(refusal(), Code::VaultDamaged);
    for (std::size_t at = 0; at < whole.size(); at += 7) {
        std::string flipped = whole;
        flipped[at] = static_cast<char>(flipped[at] ^ 4);
        write(flipped);
        EXPECT_EQ(refusal(), Code::VaultDamaged) << at;
    }
    write(whole);
    for (const char* text : {"", "[]", "{}", R"({"skjerm_vault":"1","domains":{}})",
                             R"({"skjerm_vault":1,"domains":{"../x":[]}})",
                             R"({"skjerm_vault":1,"domains":{"FNR":[[1]]}})"}) {
        std::ofstream(path_ / "vault.json") << text;
        EXPECT_EQ(refusal(), Code::VaultDamaged) << text;
    }
}

TEST(SyntheticPseudonymsTest, GiveTheNumberBack) {
    const Permutation48 permutation("no.ssb.test", "FNR");
    std::set<std::uint64_t> seen;
    for (std::uint64_t number = 0; number < 5000; ++number) {
        const std::uint64_t pseudonym = permutation.forward(number * 7919);
        EXPECT_LT(pseudonym, kPseudonymLimit);
        EXPECT_EQ(permutation.back(pseudonym), number * 7919);
        EXPECT_TRUE(seen.insert(pseudonym).second);
    }
    EXPECT_EQ(synthetic_number("FNR", "99000000042"), 42U);
    EXPECT_EQ(synthetic_number("ORGNR", "100000042"), 42U);
    EXPECT_EQ(synthetic_number("JOBBID_1", "JOBB_0000000042"), 42U);
    EXPECT_EQ(synthetic_number("HKDIR_HYU_OPPMELDING_ID", "42"), 42U);
    for (const char* other : {"", "42", "01017012345", "9900000004x", "990000000421", "9900000004"})
        EXPECT_FALSE(synthetic_number("FNR", other).has_value()) << other;
    for (const char* other : {"", "JOBB_42", "_0000000042", "042", "99999999999999999999"})
        EXPECT_FALSE(synthetic_number("JOBBID_1", other).has_value()) << other;
}

}  // namespace
}  // namespace skjerm::publish::testing
