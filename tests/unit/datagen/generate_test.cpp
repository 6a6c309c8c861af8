// The whole generator with the store writer: same bytes for any number of threads.
#include "datagen/generate.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "datagen/catalogue.h"
#include "skjerm/base/keyed_hash.h"
#include "skjerm/base/parallel.h"
#include "skjerm/datastore/store.h"

namespace skjerm::datagen {
namespace {

constexpr std::uint32_t kPersons = 70'000;  // two store blocks, the second one small

struct TemporaryDirectory {
    explicit TemporaryDirectory(const std::string& name)
        : path(std::filesystem::path(::testing::TempDir()) /
               ("skjerm-datagen-" + std::to_string(::getpid()) + "-" + name)) {
        std::filesystem::remove_all(path);
    }
    ~TemporaryDirectory() { std::filesystem::remove_all(path); }
    std::filesystem::path path;
};

std::map<std::string, std::string> digests(const std::filesystem::path& root) {
    std::map<std::string, std::string> result;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
        if (!entry.is_regular_file()) continue;
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        result[std::filesystem::relative(entry.path(), root).string()] =
            base::to_hex(base::sha256(bytes));
    }
    return result;
}

std::map<std::string, std::string> generated(int threads, std::uint64_t seed) {
    const TemporaryDirectory directory("threads-" + std::to_string(threads));
    base::set_thread_limit(threads);
    Options options{.persons = kPersons,
                    .seed = seed,
                    .directory = directory.path,
                    .first_year = 2019,
                    .last_year = 2021};
    const base::Status status = generate(options, {});
    base::set_thread_limit(0);
    EXPECT_TRUE(status.ok());
    return digests(directory.path);
}

TEST(Generate, WritesTheSameBytesWithAnyNumberOfThreads) {
    const auto one = generated(1, 1);
    ASSERT_GT(one.size(), 100U);
    EXPECT_EQ(generated(2, 1), one);
    EXPECT_EQ(generated(3, 1), one);
}

TEST(Generate, MakesAStoreThatSaysWhatItIs) {
    const TemporaryDirectory directory("store");
    std::size_t last = 0;
    const base::Status status = generate({.persons = 20'000,
                                          .seed = 7,
                                          .directory = directory.path,
                                          .first_year = 2020,
                                          .last_year = 2021},
                                         [&](std::size_t done, std::size_t total) {
                                             EXPECT_EQ(done, last + 1);
                                             EXPECT_LE(done, total);
                                             last = done;
                                         });
    ASSERT_TRUE(status.ok());
    auto opened = datastore::Store::open(directory.path);
    ASSERT_TRUE(opened.ok());
    const datastore::Store& store = **opened;
    EXPECT_EQ(store.databank(), "no.ssb.fdb");
    EXPECT_TRUE(store.is_synthetic());
    EXPECT_NE(store.title().nb.find("Syntetisk"), std::string::npos);
    EXPECT_NE(store.title().en.find("Synthetic"), std::string::npos);
    EXPECT_EQ(store.unit_count(0), 20'000U);
    const datastore::Version newest = store.versions().back();
    EXPECT_EQ(newest.major, 45);
    const auto status_code = store.find("BEFOLKNING_STATUSKODE", newest);
    ASSERT_NE(status_code, nullptr);
    EXPECT_EQ(status_code->valid_from, base::days_from_civil({2020, 1, 1}));
    EXPECT_EQ(status_code->valid_to, base::days_from_civil({2021, 1, 1}));
    // Not generated, or not for these years: not in the catalogue.
    EXPECT_EQ(store.find("REGSYS_VIRK_NACE1_SN07", newest), nullptr);
    ASSERT_NE(store.find("INNTEKT_WLONN", newest), nullptr);
    EXPECT_TRUE(store.verify().ok());
}

TEST(Generate, WritesTheRegistersAskedForAndTheSameValuesInThem) {
    const TemporaryDirectory all("all-registers");
    const TemporaryDirectory some("some-registers");
    Options options{
        .persons = 20'000, .seed = 3, .directory = all.path, .first_year = 2014, .last_year = 2016};
    ASSERT_TRUE(generate(options, {}).ok());
    options.directory = some.path;
    options.registers = {"SELV", "BOF"};
    ASSERT_TRUE(generate(options, {}).ok());
    std::map<std::string, std::string> wanted = digests(all.path);
    std::erase_if(wanted, [](const auto& file) {
        const std::string name = file.first.substr(0, file.first.rfind('/'));
        return !name.starts_with("native/INNTEKT_") && !name.starts_with("native/SKATT_") &&
               !name.starts_with("native/BOFORHOLD_");
    });
    std::map<std::string, std::string> found = digests(some.path);
    std::erase_if(found, [](const auto& file) { return file.first.starts_with("catalogue."); });
    ASSERT_GT(found.size(), 100U);
    EXPECT_EQ(found, wanted);
    auto opened = datastore::Store::open(some.path);
    ASSERT_TRUE(opened.ok());
    EXPECT_EQ((*opened)->find("BEFOLKNING_KJOENN", (*opened)->versions().back()), nullptr);
}

TEST(Generate, KnowsTheRegistersOfUnitsThatAreNotPersons) {
    const std::vector<std::string> known = Catalogue::register_ids();
    for (const char* id : {"KJT", "ELHUB", "TRAF"})
        ASSERT_NE(std::ranges::find(known, id), known.end()) << id;
    const TemporaryDirectory vehicles("vehicles");
    ASSERT_TRUE(generate({.persons = 20'000,
                          .seed = 3,
                          .directory = vehicles.path,
                          .first_year = 2024,
                          .last_year = 2025,
                          .registers = {"KJT"}},
                         {})
                    .ok());
    const auto opened = datastore::Store::open(vehicles.path);
    ASSERT_TRUE(opened.ok());
    ASSERT_FALSE((*opened)->variables().empty());
    for (const datastore::VariablePtr& variable : (*opened)->variables())
        EXPECT_TRUE(variable->name.starts_with("KJORETOY_")) << variable->name;
}

}  // namespace
}  // namespace skjerm::datagen
