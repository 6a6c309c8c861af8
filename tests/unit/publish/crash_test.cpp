// A steward whose program is killed, or whose disk fails, at any moment: what was released stays as
// it is, and what was in work is there completely or not at all.
#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <random>
#include <thread>

#include "deliveries.h"
#include "faulty_files.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/publish/signature.h"

namespace skjerm::publish::testing {
namespace {

using base::Code;
using datastore::Store;
using skjerm::testing::ChildProcess;

/// One working day: new data for two variables, made ready and released. Everything it does is in
/// `number`, so that the content of each version is known.
base::Status work(const fs::path& root, const fs::path& input, const fs::path& vault, int number,
                  datastore::FileSystem& files) {
    std::vector<Row> fixed;
    std::vector<Row> spells;
    for (int unit = 0; unit < 20 + number; ++unit) {
        const std::string id = "id" + std::to_string(unit);
        fixed.push_back({id, std::to_string(number * 1000 + unit), "", "2025-01-01"});
        spells.push_back({id, std::to_string(number % 2), "2000-01-01", "2024-12-31"});
    }
    write_delivery(input, "FAST", metadata("FIXED"), fixed);
    write_delivery(input, "FORLOP", coded("EVENT", {"0", "1"}), spells);
    SKJERM_TRY_ASSIGN(const auto steward, Steward::open(root, files));
    SKJERM_TRY(steward->use_vault(vault));
    for (const char* name : {"FAST", "FORLOP"}) {
        if (steward->state().find_draft(name) != nullptr)
            SKJERM_TRY(steward->delete_draft(name, number));
        SKJERM_TRY_ASSIGN(const ImportOutcome outcome,
                          steward->import({input, name, false, {}}, number));
        EXPECT_TRUE(outcome.accepted);
        SKJERM_TRY(steward->set_ready(name, true, number));
    }
    SKJERM_TRY(steward->bump("Utgave " + std::to_string(number), steward->manifest(), number));
    return base::ok();
}

/// All values of all versions, up to `most` of them.
std::vector<std::string> contents(const fs::path& root, std::size_t most = ~std::size_t{0}) {
    std::vector<std::string> texts;
    const auto store = Store::open(root);
    if (!store) {
        EXPECT_EQ(store.diagnostic().code, Code::DatastoreWithoutVersion);
        return texts;
    }
    for (const Version& version : (*store)->versions()) {
        if (texts.size() == most) break;
        std::string text = version.text();
        std::size_t known = 0;  // the units there were by then
        for (const std::string& cell : values(**store, "FAST", version)) {
            if (cell == ".") break;
            text += " " + cell;
            ++known;
        }
        auto spells = values(**store, "FORLOP", version, day("2010-01-01"));
        spells.resize(std::min(known, spells.size()));
        for (const std::string& cell : spells) text += " " + cell;
        texts.push_back(std::move(text));
    }
    return texts;
}

class CrashTest : public ::testing::Test {
protected:
    void SetUp() override { init_store(root_, vault_); }

    /// Sound: every file is what was written, and nothing is left over.
    void expect_sound() {
        auto steward = Steward::open(root_);
        ASSERT_TRUE(steward.ok()) << message(steward.diagnostic());
        const auto damaged = (*steward)->verify({});
        ASSERT_TRUE(damaged.ok());
        EXPECT_EQ(*damaged, std::vector<std::string>{});
        EXPECT_TRUE(fs::is_empty(root_ / "no.ssb.test_working"));
        std::size_t known = 0;
        for (const datastore::PublishedVersion& version : (*steward)->state().versions)
            known += imports(version.updates);
        known += imports((*steward)->state().draft);
        for (const char* tier : {"native", "indexed"}) {
            std::size_t found = 0;
            for (const auto& name : fs::directory_iterator(root_ / tier))
                for (const auto& job : fs::directory_iterator(name)) found += job.is_directory();
            EXPECT_EQ(found, known) << tier;
        }
    }

    static std::size_t imports(const std::vector<datastore::Update>& updates) {
        return static_cast<std::size_t>(std::ranges::count_if(
            updates, [](const auto& update) { return update.record.has_value(); }));
    }

    static bool is_deep() { return std::getenv("SKJERM_DEEP") != nullptr; }

    TemporaryFolder folder_;
    fs::path root_ = folder_.path() / "store";
    fs::path vault_ = folder_.path() / "vault";
    fs::path input_ = folder_.path() / "input";
};

/// A day's work in a store of its own; as the child of KeepsWhatWasReleased in the store of that
/// test, until it is killed.
TEST_F(CrashTest, WorksADay) {
    const char* const place = std::getenv("SKJERM_STEWARD_CHILD");
    const bool is_child = place != nullptr;
    const fs::path folder = is_child ? fs::path(place) : folder_.path();
    FaultyFiles files(is_child ? FaultyFiles::Fault::Die : FaultyFiles::Fault::Fail,
                      is_child
                          ? static_cast<std::size_t>(std::atoll(std::getenv("SKJERM_STEWARD_CALL")))
                          : ~std::size_t{0});
    const base::Status done =
        work(folder / "store", folder / "input", folder / "vault",
             is_child ? std::atoi(std::getenv("SKJERM_STEWARD_DAY")) : 1, files);
    ASSERT_TRUE(done.ok()) << message(done.diagnostic());
}

TEST_F(CrashTest, KeepsWhatWasReleased) {
    FaultyFiles counting(FaultyFiles::Fault::Fail, ~std::size_t{0});
    ASSERT_TRUE(work(root_, input_, vault_, 0, counting).ok());
    const std::string program = fs::read_symlink("/proc/self/exe").string();
    std::mt19937 random(20);
    std::uniform_int_distribution<std::size_t> call(0, counting.calls() + 20);
    std::uniform_int_distribution<int> moment(0, 400);
    const int cycles = is_deep() ? 1000 : 20;
    std::size_t killed = 0;
    std::vector<std::string> before = contents(root_);
    ASSERT_EQ(before.size(), 1U);
    for (int cycle = 1; cycle <= cycles; ++cycle) {
        // In turn at a call, and at a moment: between calls too, and while DuckDB writes.
        const bool by_time = cycle % 2 == 0;
        const std::string at = by_time ? "-1" : std::to_string(call(random));
        ChildProcess process({program, "--gtest_filter=CrashTest.WorksADay"},
                             {.environment = {"SKJERM_STEWARD_CHILD=" + folder_.path().string(),
                                              "SKJERM_STEWARD_CALL=" + at,
                                              "SKJERM_STEWARD_DAY=" + std::to_string(cycle)}});
        if (by_time) {
            std::this_thread::sleep_for(std::chrono::milliseconds(moment(random)));
            process.send(SIGKILL);
        }
        const auto child = process.wait();
        killed += child.exit_code != 0 ? 1 : 0;
        if (child.exit_code != 0) {
            EXPECT_EQ(child.exit_code, 128 + SIGKILL) << child.out;
        }
        SCOPED_TRACE("day " + std::to_string(cycle) + ", killed at call " + at);
        // A reader that comes before the next steward, and one after.
        const std::vector<std::string> at_once = contents(root_);
        expect_sound();
        const std::vector<std::string> after = contents(root_);
        EXPECT_EQ(after, at_once);
        ASSERT_LE(after.size(), before.size() + 1);
        ASSERT_EQ(contents(root_, before.size()), before);
        // All of the day's work, or nothing of it.
        if (after.size() > before.size()) {
            EXPECT_NE(after.back().find(" " + std::to_string(cycle * 1000) + " "),
                      std::string::npos);
        }
        before = after;
        if (HasFailure()) return;
    }
    EXPECT_GT(killed, static_cast<std::size_t>(cycles) / 3);
}

class FailingCalls : public CrashTest, public ::testing::WithParamInterface<int> {};

TEST_P(FailingCalls, ChangeNothingOrEverything) {
    FaultyFiles counting(FaultyFiles::Fault::Fail, ~std::size_t{0});
    ASSERT_TRUE(work(root_, input_, vault_, 1, counting).ok());
    FaultyFiles second(FaultyFiles::Fault::Fail, ~std::size_t{0});
    ASSERT_TRUE(work(root_, input_, vault_, 2, second).ok());
    const std::size_t step = is_deep() ? 1 : 9;
    int number = 3;
    std::vector<std::string> before = contents(root_);
    for (std::size_t call = 0; call < second.calls(); call += step) {
        SCOPED_TRACE("call " + std::to_string(call));
        FaultyFiles files(FaultyFiles::Fault::Fail, call, GetParam());
        const base::Status status = work(root_, input_, vault_, number, files);
        if (!status) {
            EXPECT_EQ(status.diagnostic().code,
                      GetParam() == ENOSPC ? Code::DiskFull : Code::DatastoreWriteFailed);
        }
        const std::vector<std::string> after = contents(root_);
        expect_sound();
        ASSERT_EQ(contents(root_, before.size()), before);
        EXPECT_TRUE(after.size() > before.size() || !status);
        before = after;
        ++number;
        if (HasFailure()) return;
    }
    // And then the work goes on.
    ASSERT_TRUE(work(root_, input_, vault_, number, datastore::posix_file_system()).ok());
    EXPECT_GT(contents(root_).size(), before.size());
}

/// What a steward does besides importing: each call fails once in turn, and the datastore is then
/// what it was before or what it should become.
TEST_P(FailingCalls, LeaveSmallWorkDoneOrUndone) {
    for (int number = 1; number <= 2; ++number)
        ASSERT_TRUE(work(root_, input_, vault_, number, datastore::posix_file_system()).ok());
    ASSERT_TRUE(make_signing_keys(folder_.path() / "keys").ok());
    const fs::path key = folder_.path() / "keys" / kSigningKeyFile;
    const std::pair<const char*, std::function<base::Status(Steward&)>> steps[] = {
        {"sign",
         [&](Steward& steward) {
             return steward.sign({1, 0, 0}, key);
         }},
        {"remove", [](Steward& steward) { return steward.remove("FAST", "Slutt", 5); }},
        {"roll back", [](Steward& steward) { return steward.delete_draft("FAST", 6); }},
        {"remove again", [](Steward& steward) { return steward.remove("FAST", "Slutt", 7); }},
        {"bump",
         [](Steward& steward) {
             return steward.bump("Uten", {}, 8).ok()
                        ? base::ok()
                        : base::Status(base::error(Code::DraftChanged, {}));
         }},
        {"withdraw", [](Steward& steward) {
             return steward.withdraw({1, 0, 0}, "feil");
         }}};
    const auto state_text = [&] { return datastore::write_state(*datastore::load_state(root_)); };
    const auto signatures = [&] {
        return fs::exists(root_ / "signatures" / "1.0.0")
                   ? std::distance(fs::directory_iterator(root_ / "signatures" / "1.0.0"),
                                   fs::directory_iterator())
                   : 0;
    };
    for (const auto& [name, step] : steps) {
        const std::string before = state_text();
        bool is_done = false;
        for (std::size_t call = 0; !is_done; ++call) {
            SCOPED_TRACE(std::string(name) + ", call " + std::to_string(call));
            ASSERT_LT(call, 1000U);
            FaultyFiles files(FaultyFiles::Fault::Fail, call, GetParam());
            {
                const auto steward = Steward::open(root_, files);
                is_done = steward.ok() && step(**steward).ok();
            }
            expect_sound();
            ASSERT_TRUE(Store::open(root_).ok());
            EXPECT_TRUE(check_signatures(root_, *datastore::load_state(root_), {}).ok());
            const bool has_happened =
                state_text() != before || (name == steps[0].first && signatures() > 0);
            EXPECT_TRUE(has_happened || !is_done);
            if (HasFailure()) return;
            // It may be there although the last sync failed; doing it again is then refused.
            is_done = has_happened;
        }
    }
    EXPECT_EQ(signatures(), 1);
    const auto store = Store::open(root_);
    EXPECT_EQ((*store)->versions(), (std::vector<Version>{{2, 0, 0}, {3, 0, 0}}));
}

INSTANTIATE_TEST_SUITE_P(Errors, FailingCalls, ::testing::Values(ENOSPC, EIO),
                         [](const auto& tested) {
                             return std::string(strerrorname_np(tested.param));
                         });

}  // namespace
}  // namespace skjerm::publish::testing
