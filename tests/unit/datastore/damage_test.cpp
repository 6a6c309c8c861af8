// Files that were cut short, had bits flipped, are gone or come from the future: always a
// diagnostic that names the file, or the right values; never a crash or a wrong value.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/datastore/crc32c.h"
#include "skjerm/datastore/segment_format.h"
#include "unit/datastore/small_store.h"

namespace skjerm::datastore::testing {
namespace {

using base::Code;

constexpr std::uint32_t kUnits = 65536 + 900;

SmallStore store_of_each_encoding() {
    return {{plan({.name = "DENSE", .storage = column::Storage::Int8}),
             plan({.name = "BITMAP", .storage = column::Storage::Int16, .fill = 0.4}),
             plan({.name = "SPARSE", .storage = column::Storage::Unit32, .fill = 0.01}),
             plan({.name = "TEXT", .storage = column::Storage::Code8, .fill = 0.5}),
             plan({.name = "SPELLS",
                   .temporality = Temporality::Event,
                   .calendar = Calendar::Spell,
                   .storage = column::Storage::Int8,
                   .fill = 0.1})},
            kUnits,
            0};
}

std::string read_file(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}
void write_file(const std::filesystem::path& path, const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
}

class Damage : public ::testing::Test {
protected:
    Damage() : small_(store_of_each_encoding()) {
        const base::Status status = small_.write(folder_ / "store");
        if (!status.ok()) ADD_FAILURE() << text_of(status.diagnostic());
    }

    [[nodiscard]] std::filesystem::path file(const std::string& name) const {
        return folder_.path() / "store" / name;
    }

    /// Reads every variable of a damaged store: right values, or a diagnostic that names `name`.
    /// Whether there was one.
    bool reads_right_or_refuses(const std::string& name) {
        const auto opened = Store::open(folder_ / "store");
        if (!opened.ok()) {
            EXPECT_GE(static_cast<int>(opened.diagnostic().code), 4001);
            EXPECT_LE(static_cast<int>(opened.diagnostic().code), 4007);
            return true;
        }
        bool refused = false;
        for (std::size_t index = 0; index < small_.plans().size(); ++index) {
            const Variable& variable = *small_.plans()[index].written.variable;
            std::optional<base::DayNumber> at;
            if (variable.temporality == Temporality::Event) at = day(1993, 7, 9);
            const auto column = (*opened)->read_all(variable, {at}, ample_budget(), {});
            if (!column.ok()) {
                refused = true;
                EXPECT_NE(text_of(column.diagnostic()).find(name), std::string::npos)
                    << text_of(column.diagnostic());
                continue;
            }
            std::size_t wrong = 0;
            for (std::uint32_t unit = 0; unit < kUnits; ++unit)
                wrong += bits_at(**column, unit) != small_.expected(index, 0, at, unit);
            EXPECT_EQ(wrong, 0U) << variable.name << " with damaged " << name;
        }
        return refused;
    }

    TemporaryFolder folder_;
    SmallStore small_;
};

const std::vector<std::string> kFiles = {"native/DENSE/fixed.skc",
                                         "native/BITMAP/fixed.skc",
                                         "native/SPARSE/fixed.skc",
                                         "native/TEXT/fixed.skc",
                                         "native/TEXT/dictionary.skd",
                                         "native/SPELLS/spells.skc",
                                         "catalogue.json",
                                         "catalogue.sha256"};

TEST_F(Damage, OfATruncatedFileIsFound) {
    for (const std::string& name : kFiles) {
        const std::string whole = read_file(file(name));
        std::vector<std::size_t> lengths = {
            0, 1, 3, 4, 31, 32, 33, whole.size() / 2, whole.size() - 9, whole.size() - 1};
        for (const std::size_t length : {4095U, 4096U, 4097U, 12288U})
            if (length < whole.size()) lengths.push_back(length);
        for (const std::size_t length : lengths) {
            if (length >= whole.size()) continue;
            write_file(file(name), whole.substr(0, length));
            EXPECT_TRUE(reads_right_or_refuses(name)) << name << " cut to " << length;
        }
        write_file(file(name), whole + "x");
        EXPECT_TRUE(reads_right_or_refuses(name)) << name << " made longer";
        write_file(file(name), whole);
        EXPECT_FALSE(reads_right_or_refuses(name)) << name << " restored";
    }
}

TEST_F(Damage, OfASingleBitIsFound) {
    for (const std::string& name : kFiles) {
        const std::string whole = read_file(file(name));
        for (std::uint64_t trial = 0; trial < 24; ++trial) {
            std::string damaged = whole;
            // Beginnings and ends hold headers and directories: half of the trials go there.
            const std::size_t range =
                trial % 2 == 0 ? whole.size() : std::min<std::size_t>(whole.size(), 100);
            const std::size_t from_end = hash(trial, 7) % range;
            const std::size_t at =
                trial % 4 == 3 ? hash(trial, 8) % range : whole.size() - 1 - from_end;
            damaged[at] = static_cast<char>(damaged[at] ^ (1 << trial % 8));
            write_file(file(name), damaged);
            const bool refused = reads_right_or_refuses(name);
            const auto opened = Store::open(folder_ / "store");
            EXPECT_TRUE(refused || !(*opened)->verify().ok()) << name << " bit at " << at;
        }
        write_file(file(name), whole);
    }
}

TEST_F(Damage, HasAKind) {
    const std::string dense = "native/DENSE/fixed.skc";
    const std::string whole = read_file(file(dense));
    const auto read = [&] {
        const auto opened = Store::open(folder_ / "store");
        return (*opened)
            ->read_all(*small_.plans()[0].written.variable, {}, ample_budget(), {})
            .diagnostic()
            .code;
    };
    write_file(file(dense), whole.substr(0, 33));
    EXPECT_EQ(read(), Code::DatastoreFileDamaged);
    std::filesystem::remove(file(dense));
    EXPECT_EQ(read(), Code::DatastoreFileMissing);
    std::filesystem::create_directory(file(dense));
    EXPECT_EQ(read(), Code::DatastoreFileUnreadable);
}

TEST_F(Damage, OfAMissingFileIsFound) {
    for (const std::string& name : kFiles) {
        const std::string whole = read_file(file(name));
        std::filesystem::remove(file(name));
        EXPECT_TRUE(reads_right_or_refuses(name)) << name;
        write_file(file(name), whole);
    }
}

TEST_F(Damage, OfAFolderInPlaceOfAFileIsFound) {
    std::filesystem::remove(file("native/DENSE/fixed.skc"));
    std::filesystem::create_directories(file("native/DENSE/fixed.skc"));
    EXPECT_TRUE(reads_right_or_refuses("native/DENSE/fixed.skc"));
}

TEST_F(Damage, OfAnotherVariablesFileIsFound) {
    std::filesystem::copy_file(file("native/TEXT/fixed.skc"), file("native/DENSE/fixed.skc"),
                               std::filesystem::copy_options::overwrite_existing);
    EXPECT_TRUE(reads_right_or_refuses("native/DENSE/fixed.skc"));
}

TEST_F(Damage, MadeWhileTheStoreIsOpenIsFound) {
    const auto opened = Store::open(folder_ / "store");
    ASSERT_TRUE(opened.ok());
    const Variable& variable = *small_.plans()[0].written.variable;
    ASSERT_TRUE((*opened)->read_all(variable, {}, ample_budget(), {}).ok());
    std::filesystem::resize_file(file("native/DENSE/fixed.skc"), 5000);
    const auto column = (*opened)->read_all(variable, {}, ample_budget(), {1, 2});
    ASSERT_FALSE(column.ok());
    EXPECT_EQ(column.diagnostic().code, Code::DatastoreFileChanged);
    const std::vector<std::uint32_t> units = {1, 2};
    EXPECT_FALSE((*opened)->read_units(variable, {}, units, ample_budget(), {}).ok());
}

TEST_F(Damage, NamesTheFormatOfAFileFromTheFuture) {
    std::string content = read_file(file("native/DENSE/fixed.skc"));
    auto* bytes = reinterpret_cast<std::byte*>(content.data());
    store(bytes + 4, std::uint32_t{7});
    store(bytes + kHeaderBytes - 4, crc32c(std::span<const std::byte>(bytes, kHeaderBytes - 4)));
    write_file(file("native/DENSE/fixed.skc"), content);
    const auto opened = Store::open(folder_ / "store");
    const auto column =
        (*opened)->read_all(*small_.plans()[0].written.variable, {}, ample_budget(), {});
    ASSERT_FALSE(column.ok());
    EXPECT_EQ(column.diagnostic().code, Code::DatastoreNewerFormat);
    EXPECT_EQ(text_of(column.diagnostic()),
              "the file `native/DENSE/fixed.skc` has format version 7, and this program reads up "
              "to version 3");
}

/// Changes one block of a file and makes every checksum right again: only the block's own check is
/// left to find it.
void change_block(const std::filesystem::path& path, std::size_t offset_in_block,
                  std::uint16_t value) {
    std::string content = read_file(path);
    auto* bytes = reinterpret_cast<std::byte*>(content.data());
    const auto directory = load<std::uint64_t>(bytes + 24);
    const auto offset = load<std::uint64_t>(bytes + directory);
    const auto length = load<std::uint32_t>(bytes + directory + 8);
    store(bytes + offset + offset_in_block, value);
    store(bytes + directory + 16, crc32c(std::span<const std::byte>(bytes + offset, length)));
    const std::size_t size = content.size() - directory - 8;
    store(bytes + content.size() - 8, crc32c(std::span<const std::byte>(bytes + directory, size)));
    write_file(path, content);
}

TEST_F(Damage, BehindRightChecksumsIsFound) {
    const std::vector<std::pair<std::string, std::size_t>> changes = {
        {"native/BITMAP/fixed.skc", 0},   // presence bits that no longer count the values
        {"native/SPARSE/fixed.skc", 2},   // a position out of order
        {"native/TEXT/fixed.skc", 8192},  // a code past the dictionary
        {"native/SPELLS/spells.skc", 0},  // a spell's unit out of order
    };
    for (const auto& [name, offset] : changes) {
        const std::string whole = read_file(file(name));
        change_block(file(name), offset, 0xFFFE);
        const auto opened = Store::open(folder_ / "store");
        ASSERT_TRUE(opened.ok());
        EXPECT_TRUE(reads_right_or_refuses(name)) << name;
        write_file(file(name), whole);
    }
}

TEST_F(Damage, OfAPackedPartIsFoundBehindRightChecksums) {
    // Presence bits take 8192 bytes in the first block; then the packed codes begin.
    const std::string name = "native/TEXT/fixed.skc";
    const std::string whole = read_file(file(name));
    const std::size_t begin = kHeaderBytes + 8192;
    ASSERT_GT(load<std::uint32_t>(reinterpret_cast<const std::byte*>(whole.data()) + begin), 0U);
    for (const std::size_t at : {0U, 2U, 8U, 10U, 16U}) {  // length, width, exceptions
        change_block(file(name), 8192 + at, 0xFFFE);
        EXPECT_TRUE(reads_right_or_refuses(name)) << at;
        write_file(file(name), whole);
    }
}

TEST_F(Damage, OfAPackedBlockInAFileOfAnOlderFormatIsFound) {
    const std::string name = "native/TEXT/fixed.skc";
    std::string content = read_file(file(name));
    auto* bytes = reinterpret_cast<std::byte*>(content.data());
    ASSERT_EQ(load<std::uint32_t>(bytes + 4), 3U);
    store(bytes + 4, std::uint32_t{2});
    store(bytes + kHeaderBytes - 4, crc32c(std::span<const std::byte>(bytes, kHeaderBytes - 4)));
    write_file(file(name), content);
    EXPECT_TRUE(reads_right_or_refuses(name));
}

TEST(DamageOfCatalogue, IsNamedByPlace) {
    const TemporaryFolder folder;
    const auto missing = Store::open(folder / "nothing");
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.diagnostic().code, Code::DatastoreNotFound);
}

}  // namespace
}  // namespace skjerm::datastore::testing
