#include "skjerm/audit/sealing.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include "log_fixture.h"

namespace skjerm::audit {
namespace {

using std::filesystem::perms;

class SealingTest : public LogTest {
protected:
    [[nodiscard]] std::string key_path(const std::string& name) const {
        return (folder() / name).string();
    }
    [[nodiscard]] static SealedSets some_sets(std::size_t count) {
        SealedSets sets;
        for (std::size_t set = 0; set < count; ++set)
            sets.sets.push_back({.role = 6,
                                 .domain = 1,
                                 .released = 5 * set,
                                 .units = 5 * set + 1,
                                 .rows = std::uint64_t{1} << (set % 64),
                                 .key_sum = ~std::uint64_t{set},
                                 .key_min = set});
        sets.beyond = count;
        return sets;
    }
};

TEST_F(SealingTest, OpensWhatItSealedAndNothingElse) {
    const PublicKey open_key = *make_owner_keys(folder());
    const PrivateKey key = *read_private_key(key_path("owner.key"));
    EXPECT_EQ(key.public_key().fingerprint(), open_key.fingerprint());
    EXPECT_EQ((*read_public_key(key_path("owner.pub")))->bytes(), open_key.bytes());
    for (const std::size_t count : {0U, 1U, 7U, 200U}) {
        const SealedSets sets = some_sets(count);
        const std::string sealed = open_key.seal(encode(sets));
        const std::optional<std::string> opened = key.open(sealed);
        ASSERT_TRUE(opened);
        EXPECT_EQ(decode(*opened), sets);
    }
    // Equal counts give other bytes, of a length that a few sets more do not change.
    EXPECT_NE(open_key.seal(encode(some_sets(3))), open_key.seal(encode(some_sets(3))));
    EXPECT_EQ(open_key.seal(encode(some_sets(1))).size(),
              open_key.seal(encode(some_sets(6))).size());

    std::string sealed = open_key.seal("x");
    EXPECT_FALSE(PrivateKey(PrivateKey::Bytes{1}).open(sealed));
    sealed[20] = sealed[20] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(key.open(sealed));
    EXPECT_FALSE(key.open("no Base64 *"));
    EXPECT_FALSE(key.open("AAAA"));
}

TEST_F(SealingTest, DecodesOnlyWhatItEncoded) {
    const std::string bytes = encode(some_sets(3));
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(decode(bytes.substr(0, size))) << size;
    EXPECT_TRUE(decode(bytes + std::string(5, '\0')));
    EXPECT_FALSE(decode(bytes + "x"));
    EXPECT_FALSE(decode(std::string(30, '\x80')));
}

TEST_F(SealingTest, NeverWritesOverAKey) {
    ASSERT_TRUE(make_owner_keys(folder()));
    const std::string before = testing::read_text(key_path("owner.key"));
    EXPECT_EQ(make_owner_keys(folder()).diagnostic().code, Code::AuditKeyExists);
    EXPECT_EQ(testing::read_text(key_path("owner.key")), before);
    std::filesystem::remove(key_path("owner.key"));
    EXPECT_EQ(make_owner_keys(folder()).diagnostic().code, Code::AuditKeyExists);
}

TEST_F(SealingTest, RefusesKeysThatAreDamagedOrOpenToOthers) {
    ASSERT_TRUE(make_owner_keys(folder()));
    for (const char* name : {"owner.key", "owner.pub"}) {
        const std::string file = key_path(name);
        const std::string good = testing::read_text(file);
        const auto fault_of = [&] {
            if (std::string_view(name) == "owner.pub") {
                const auto read = read_public_key(file);
                return read ? Code{} : read.diagnostic().code;
            }
            const auto read = read_private_key(file);
            return read ? Code{} : read.diagnostic().code;
        };
        EXPECT_EQ(fault_of(), Code{});
        for (std::size_t at = 0; at < good.size(); ++at) {
            overwrite(file, at, static_cast<char>(good[at] ^ 1));
            EXPECT_EQ(fault_of(), Code::AuditKeyDamaged) << at;
            overwrite(file, at, good[at]);
        }
        for (const std::size_t size : {std::size_t{0}, std::size_t{20}, good.size() - 1}) {
            std::ofstream(file, std::ios::trunc) << good.substr(0, size);
            EXPECT_EQ(fault_of(), Code::AuditKeyDamaged) << size;
        }
        std::ofstream(file, std::ios::trunc) << good << "more";
        EXPECT_EQ(fault_of(), Code::AuditKeyDamaged);
        std::ofstream(file, std::ios::trunc) << good;
        std::filesystem::permissions(file, perms(0644));
        EXPECT_EQ(fault_of(), Code::AuditTooOpen);
        std::filesystem::remove(file);
        std::filesystem::create_directory(file);
        EXPECT_EQ(fault_of(), Code::AuditKeyUnreadable);
        std::filesystem::remove(file);
    }
    EXPECT_FALSE(*read_public_key(key_path("owner.pub")));
    EXPECT_EQ(read_private_key(key_path("owner.key")).diagnostic().code, Code::AuditKeyUnreadable);
}

TEST_F(SealingTest, GoesOnWithAnotherKey) {
    const std::unique_ptr<Log> log = open();
    ASSERT_TRUE(make_owner_keys(folder()));
    const PublicKey other = *make_owner_keys(temporary_.path() / "owner");
    ASSERT_TRUE(replace_public_key(folder(), other));
    ASSERT_TRUE(announce_owner(*log, other));
    EXPECT_EQ((*read_public_key(key_path("owner.pub")))->fingerprint(), other.fingerprint());
    EXPECT_EQ(breach(), Code{});
    std::ofstream(key_path("owner.pub.new")) << "left over";
    EXPECT_EQ(replace_public_key(folder(), other).diagnostic().code, Code::AuditKeyExists);
    std::filesystem::remove(key_path("owner.pub.new"));
    std::filesystem::remove(key_path("owner.pub"));
    std::filesystem::create_directory(key_path("owner.pub"));
    EXPECT_EQ(replace_public_key(folder(), other).diagnostic().code, Code::AuditNotWritten);
}

}  // namespace
}  // namespace skjerm::audit
