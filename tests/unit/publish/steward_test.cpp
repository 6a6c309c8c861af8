// A datastore through its life: deliveries of every temporality, versions that differ, and what a
// steward is refused.
#include "skjerm/publish/steward.h"

#include <gtest/gtest.h>

#include "deliveries.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::publish::testing {
namespace {

using base::Code;
using datastore::Operation;
using datastore::Store;
using datastore::StorePtr;

/// The identifier of the made-up person with that number, and so that index.
std::string person(int number) {
    const std::string digits = std::to_string(number);
    return "99" + std::string(9 - digits.size(), '0') + digits;
}

class StewardTest : public ::testing::Test {
protected:
    void SetUp() override { init_store(root_); }

    void deliver(const std::string& name, const Json& json, const std::vector<Row>& rows) {
        write_delivery(input_, name, json, rows);
        import(root_, input_, name);
    }

    StorePtr open() {
        auto store = Store::open(root_);
        EXPECT_TRUE(store.ok()) << message(store.diagnostic());
        return store.ok() ? *store : nullptr;
    }

    std::unique_ptr<Steward> steward() {
        auto opened = Steward::open(root_);
        EXPECT_TRUE(opened.ok()) << message(opened.diagnostic());
        return std::move(opened).value();
    }

    /// What an import is refused for.
    Code refusal(const std::string& name, bool metadata_only = false) {
        const auto outcome = steward()->import({input_, name, metadata_only, {}}, 1);
        return outcome.ok() ? Code::InternalFault : outcome.diagnostic().code;
    }

    TemporaryFolder folder_;
    fs::path root_ = folder_.path() / "store";
    fs::path input_ = folder_.path() / "input";
};

using Cells = std::vector<std::string>;

TEST_F(StewardTest, StoresEveryTemporality) {
    deliver("KJONN", coded("FIXED", {"1", "2"}),
            {{person(2), "2", "", "2025-01-01"}, {person(0), "1", "", "2025-01-01"}});
    deliver("BARN", metadata("STATUS"),
            {{person(0), "3", "2020-01-01", "2020-01-01"},
             {person(2), "-1", "2021-01-01", "2021-01-01"},
             {person(0), "4", "2021-01-01", "2021-01-01"}});
    deliver("LONN", metadata("ACCUMULATED", "DOUBLE"),
            {{person(1), "1.5", "2020-01-01", "2020-12-31"},
             {person(1), "2.25", "2021-01-01", "2021-12-31"}});
    deliver("SIVILSTAND", coded("EVENT", {"1", "2", "4"}),
            {{person(1), "2", "2001-05-06", ""},
             {person(1), "1", "1980-01-01", "2001-05-05"},
             {person(2), "4", "1999-09-09", "2010-10-10"}});
    deliver("MOR", linked("FIXED", "PERSON"), {{person(2), person(1), "", "2025-01-01"}});
    deliver("DOD", metadata("FIXED", "DATE"), {{person(0), "1999-12-31", "", "2025-01-01"}});
    EXPECT_EQ(release(root_), (Version{1, 0, 0}));

    const StorePtr store = open();
    ASSERT_NE(store, nullptr);
    const Version version{1, 0, 0};
    EXPECT_EQ(values(*store, "KJONN", version), (Cells{"1", ".", "2"}));
    EXPECT_EQ(values(*store, "BARN", version, day("2020-01-01")), (Cells{"3", ".", "."}));
    EXPECT_EQ(values(*store, "BARN", version, day("2021-01-01")), (Cells{"4", ".", "-1"}));
    EXPECT_EQ(values(*store, "LONN", version, day("2020-06-15")), (Cells{".", "1.5", "."}));
    EXPECT_EQ(values(*store, "LONN", version, day("2021-12-31")), (Cells{".", "2.25", "."}));
    EXPECT_EQ(values(*store, "SIVILSTAND", version, day("2001-05-05")), (Cells{".", "1", "4"}));
    EXPECT_EQ(values(*store, "SIVILSTAND", version, day("2001-05-06")), (Cells{".", "2", "4"}));
    EXPECT_EQ(values(*store, "MOR", version), (Cells{".", ".", "#1"}));
    EXPECT_EQ(values(*store, "DOD", version), (Cells{std::to_string(day("1999-12-31")), ".", "."}));
    EXPECT_EQ(store->find("LONN", version)->calendar, datastore::Calendar::CalendarYear);
    EXPECT_EQ(store->find("BARN", version)->calendar, datastore::Calendar::YearlyJanuary1);
    EXPECT_TRUE(store->verify().ok());
}

TEST_F(StewardTest, StoresDatesThatFollowNoRule) {
    deliver("TELLING", metadata("STATUS"),
            {{person(0), "1", "1970-11-01", "1970-11-01"},
             {person(0), "2", "1980-11-03", "1980-11-03"}});
    deliver("KURS", metadata("ACCUMULATED"),
            {{person(0), "1", "2020-01-10", "2020-02-20"},
             {person(1), "2", "2020-02-01", "2020-03-31"},
             {person(0), "3", "2020-06-01", "2020-06-30"}});
    release(root_);
    const StorePtr store = open();
    const Version version{1, 0, 0};
    EXPECT_EQ(values(*store, "TELLING", version, day("1980-11-03")).front(), "2");
    EXPECT_EQ(values(*store, "KURS", version, day("2020-02-15")), (Cells{"1", "2"}));
    EXPECT_EQ(values(*store, "KURS", version, day("2020-03-01")), (Cells{".", "2"}));
    EXPECT_EQ(values(*store, "KURS", version, day("2020-06-30")), (Cells{"3", "."}));
    const auto between = store->check_date(*store->find("KURS", version), day("2020-04-15"), {});
    ASSERT_FALSE(between.ok());
    EXPECT_EQ(between.diagnostic().code, Code::NoPeriodAtDate);
    const auto not_measured =
        store->check_date(*store->find("TELLING", version), day("1975-01-01"), {});
    ASSERT_FALSE(not_measured.ok());
    EXPECT_EQ(not_measured.diagnostic().code, Code::NotAMeasurementDate);
}

TEST_F(StewardTest, GivesEachVersionItsOwnContent) {
    deliver("ALDER", metadata("FIXED"), {{person(0), "10", "", "2025-01-01"}});
    deliver("GAMMEL", metadata("FIXED"), {{person(0), "1", "", "2025-01-01"}});
    EXPECT_EQ(release(root_, "Første"), (Version{1, 0, 0}));
    const StorePtr before = open();

    // A new variable, with a person more: MINOR.
    deliver("HOYDE", metadata("FIXED"), {{person(3), "180", "", "2025-01-01"}});
    EXPECT_EQ(release(root_), (Version{1, 1, 0}));
    // New data: MAJOR.
    deliver("ALDER", metadata("FIXED"),
            {{person(0), "11", "", "2026-01-01"}, {person(3), "40", "", "2026-01-01"}});
    EXPECT_EQ(release(root_), (Version{2, 0, 0}));
    // New texts: PATCH.
    Json patched = metadata("FIXED");
    patched["measureVariables"][0]["name"] = text("Høyde i centimeter");
    write_delivery(input_, "HOYDE", patched, {});
    EXPECT_EQ(import(root_, input_, "HOYDE", {}, true).operation, Operation::PatchMetadata);
    EXPECT_EQ(release(root_), (Version{2, 0, 1}));
    // One variable less, replaced by another: MAJOR.
    ASSERT_TRUE(steward()->remove("GAMMEL", "Utgått", 1).ok());
    EXPECT_EQ(release(root_), (Version{3, 0, 0}));

    const StorePtr store = open();
    EXPECT_EQ(store->versions().size(), 5U);
    EXPECT_EQ(values(*store, "ALDER", {1, 0, 0}), (Cells{"10", ".", ".", "."}));
    EXPECT_EQ(values(*store, "ALDER", {1, 1, 0}), (Cells{"10", ".", ".", "."}));
    EXPECT_EQ(values(*store, "ALDER", {2, 0, 0}), (Cells{"11", ".", ".", "40"}));
    EXPECT_EQ(values(*store, "HOYDE", {3, 0, 0}), (Cells{".", ".", ".", "180"}));
    EXPECT_EQ(store->find("HOYDE", {1, 0, 0}), nullptr);
    EXPECT_EQ(store->find("GAMMEL", {3, 0, 0}), nullptr);
    EXPECT_EQ(store->find("HOYDE", {2, 0, 0})->label.nb, "Et mål");
    EXPECT_EQ(store->find("HOYDE", {2, 0, 1})->label.nb, "Høyde i centimeter");
    EXPECT_EQ(*store->resolve("2", {}), (Version{2, 0, 1}));
    // Units that came later have no value, also when they are asked for by index.
    const std::vector<std::uint32_t> units{0, 2, 3};
    const auto some = store->read_units(*store->find("ALDER", {1, 0, 0}), {}, units,
                                        std::make_shared<base::MemoryBudget>(1U << 20U), {});
    ASSERT_TRUE(some.ok());
    EXPECT_EQ(cell(**some, 0) + cell(**some, 1) + cell(**some, 2), "10..");

    const auto life = store->lifetime("GAMMEL");
    ASSERT_TRUE(life.has_value());
    EXPECT_EQ(life->first, (Version{1, 0, 0}));
    EXPECT_EQ(life->last, (Version{2, 0, 1}));
    EXPECT_FALSE(life->goes_on);
    EXPECT_FALSE(store->lifetime("NOE").has_value());

    // Whoever opened the store before sees what there was.
    EXPECT_EQ(before->versions().size(), 1U);
    EXPECT_EQ(values(*before, "ALDER", {1, 0, 0}), (Cells{"10"}));
    EXPECT_NE(before->identity(), store->identity());
}

TEST_F(StewardTest, TellsWhatReplacedAVariable) {
    Json ended = metadata("FIXED");
    ended["dataRevision"]["temporalEnd"] = {{"description", text("Erstattet")},
                                            {"successors", Json::array({"NY"})}};
    deliver("GAMMEL", ended, {{person(0), "1", "", "2025-01-01"}});
    release(root_);
    const StorePtr store = open();
    EXPECT_EQ(store->lifetime("GAMMEL")->successors, std::vector<std::string>{"NY"});
}

TEST_F(StewardTest, WithdrawsAVersion) {
    deliver("ALDER", metadata("FIXED"), {{person(0), "10", "", "2025-01-01"}});
    release(root_);
    deliver("HOYDE", metadata("FIXED"), {{person(0), "180", "", "2025-01-01"}});
    release(root_);
    ASSERT_TRUE(steward()->withdraw({1, 1, 0}, "feil i kilden").ok());
    const StorePtr store = open();
    EXPECT_EQ(*store->resolve("1", {}), (Version{1, 0, 0}));
    const auto gone = store->resolve("1.1", {});
    ASSERT_FALSE(gone.ok());
    EXPECT_EQ(gone.diagnostic().code, Code::VersionWithdrawn);
    EXPECT_NE(message(gone.diagnostic()).find("feil i kilden"), std::string::npos);
    EXPECT_EQ(store->find("HOYDE", {1, 1, 0}), nullptr);
    EXPECT_EQ(steward()->withdraw({1, 1, 0}, "igjen").diagnostic().code,
              Code::VersionWithdrawnBefore);
    EXPECT_EQ(steward()->withdraw({7, 0, 0}, "feil").diagnostic().code, Code::VersionNotThere);
    ASSERT_TRUE(steward()->withdraw({1, 0, 0}, "alt er feil").ok());
    EXPECT_EQ(Store::open(root_).diagnostic().code, Code::DatastoreWithoutVersion);
}

TEST_F(StewardTest, LeavesOutWhatIsNotReady) {
    deliver("ALDER", metadata("FIXED"), {{person(0), "10", "", "2025-01-01"}});
    deliver("HOYDE", metadata("FIXED"), {{person(0), "180", "", "2025-01-01"}});
    EXPECT_EQ(steward()->bump("tom", {}, 1).diagnostic().code, Code::NothingPending);
    ASSERT_TRUE(steward()->set_ready("ALDER", true, 1).ok());
    const std::string seen = steward()->manifest();
    ASSERT_TRUE(steward()->set_ready("HOYDE", true, 1).ok());
    EXPECT_EQ(steward()->bump("sett", seen, 1).diagnostic().code, Code::DraftChanged);
    ASSERT_TRUE(steward()->set_ready("HOYDE", false, 1).ok());
    ASSERT_TRUE(steward()->bump("sett", seen, 1).ok());
    EXPECT_EQ(open()->variables().size(), 1U);
    EXPECT_NE(steward()->state().find_draft("HOYDE"), nullptr);
}

TEST_F(StewardTest, RollsBackDraftsAndRemovals) {
    deliver("ALDER", metadata("FIXED"), {{person(0), "10", "", "2025-01-01"}});
    release(root_);
    deliver("ALDER", metadata("FIXED"), {{person(0), "99", "", "2025-01-01"}});
    ASSERT_TRUE(steward()->delete_draft("ALDER", 1).ok());
    ASSERT_TRUE(steward()->remove("ALDER", "bort", 1).ok());
    EXPECT_EQ(steward()->set_ready("ALDER", false, 1).diagnostic().code, Code::RemovalIsReady);
    ASSERT_TRUE(steward()->delete_draft("ALDER", 1).ok());
    EXPECT_TRUE(steward()->state().draft.empty());
    EXPECT_EQ(values(*open(), "ALDER", {1, 0, 0}), (Cells{"10"}));
    // The files of the draft are gone, those of the version are not.
    EXPECT_TRUE(fs::exists(root_ / "native" / "ALDER" / "1"));
    EXPECT_FALSE(fs::exists(root_ / "native" / "ALDER" / "2"));
    EXPECT_FALSE(fs::exists(root_ / "no.ssb.test/data/ALDER/ALDER__DRAFT.parquet"));
}

TEST_F(StewardTest, RefusesWhatMakesNoSense) {
    write_delivery(input_, "ALDER", metadata("FIXED"), {{person(0), "10", "", "2025-01-01"}});
    EXPECT_EQ(refusal("ALDER", true), Code::VariableNotReleased);
    EXPECT_EQ(steward()->remove("ALDER", "bort", 1).diagnostic().code, Code::VariableNotReleased);
    EXPECT_EQ(steward()->delete_draft("ALDER", 1).diagnostic().code, Code::DraftMissing);
    EXPECT_EQ(steward()->set_ready("ALDER", true, 1).diagnostic().code, Code::DraftMissing);
    import(root_, input_, "ALDER");
    // The same again is passed over, something else is not.
    EXPECT_TRUE(import(root_, input_, "ALDER").was_there);
    EXPECT_EQ(steward()->state().next_job, 2U);
    write_delivery(input_, "ALDER", metadata("FIXED"), {{person(0), "11", "", "2025-01-01"}});
    EXPECT_EQ(refusal("ALDER"), Code::DraftExists);
    release(root_);

    Json patched = metadata("FIXED");
    patched["sensitivityLevel"] = "PUBLIC";
    write_delivery(input_, "ALDER", patched, {});
    EXPECT_EQ(refusal("ALDER", true), Code::PatchNotAllowed);

    write_delivery(input_, "EKTE", metadata("FIXED"), {{"01017012345", "1", "", "2025-01-01"}});
    EXPECT_EQ(refusal("EKTE"), Code::IdentifierNotSynthetic);
    Json jobs = metadata("FIXED");
    jobs["identifierVariables"][0]["unitType"] = "JOBB";
    write_delivery(input_, "MANGE", jobs, {{"JOBB_4294967294", "1", "", "2025-01-01"}});
    EXPECT_EQ(refusal("MANGE"), Code::DomainFull);
    EXPECT_TRUE(fs::is_empty(root_ / "no.ssb.test_working"));

    // A package with errors changes nothing, and says why.
    write_delivery(input_, "FEIL", metadata("FIXED"), {{person(0), "ti", "", "2025-01-01"}});
    const auto outcome = steward()->import({input_, "FEIL", false, {}}, 1);
    ASSERT_TRUE(outcome.ok());
    EXPECT_FALSE(outcome->accepted);
    EXPECT_FALSE(outcome->report.findings.empty());
    EXPECT_EQ(steward()->state().find_draft("FEIL"), nullptr);
}

TEST_F(StewardTest, WarnsWhenNewDataMeanSomethingElse) {
    const auto fields = [&](const Json& json) {
        write_delivery(input_, "ALDER", json, {{person(0), "10", "", "2025-01-01"}});
        std::string warned;
        for (const package::Finding& finding : import(root_, input_, "ALDER").report.findings)
            if (finding.rule == "W9") {
                EXPECT_EQ(finding.message.code, Code::MetadataChangesMeaning);
                warned += finding.field + " ";
            }
        return warned;
    };
    EXPECT_EQ(fields(metadata("FIXED")), "");
    release(root_);
    Json texts = metadata("FIXED");
    texts["populationDescription"] = text("Andre");
    EXPECT_EQ(fields(texts), "") << "new data of the same kind";
    ASSERT_TRUE(steward()->delete_draft("ALDER", 1).ok());
    Json other = metadata("FIXED", "DOUBLE");
    other["identifierVariables"][0]["unitType"] = "FAMILIE";
    EXPECT_EQ(fields(other), "identifierVariables[0].unitType measureVariables[0].dataType ");
}

TEST_F(StewardTest, RefusesFilesThatChangeUnderIt) {
    std::vector<Row> rows;
    for (int number = 0; number < 200'000; ++number)
        rows.push_back({person(number), "1", "", "2025-01-01"});
    write_delivery(input_, "STOR", metadata("FIXED"), rows);
    bool is_changed = false;
    const auto append = [&](base::LocalizedText, std::uint64_t, std::uint64_t) {
        if (std::exchange(is_changed, true)) return;
        std::ofstream(input_ / "STOR/STOR.csv", std::ios::app)
            << person(200'000) << ";1;;2025-01-01;\n";
    };
    const auto outcome = steward()->import({input_, "STOR", false, {}}, 1, append);
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.diagnostic().code, Code::PackageChanged);
    EXPECT_FALSE(fs::exists(root_ / "native" / "STOR" / "1"));
    // It can be taken in as it is now.
    import(root_, input_, "STOR");
    release(root_);
    EXPECT_EQ(values(*open(), "STOR", {1, 0, 0}).size(), 200'001U);
}

/// Each import brings one more person; more imports than are looked up one by one.
TEST_F(StewardTest, NeverRenumbersUnits) {
    const fs::path root = folder_.path() / "vaulted";
    const fs::path vault = folder_.path() / "vault";
    init_store(root, vault);
    constexpr int kImports = 13;
    for (int number = 0; number < kImports; ++number) {
        std::vector<Row> rows;
        for (int unit = number; unit >= 0; --unit)
            rows.push_back({person(unit), std::to_string(100 * number + unit), "", "2025-01-01"});
        const std::string name = "V" + std::to_string(number);
        write_delivery(input_, name, metadata("FIXED"), rows);
        import(root, input_, name, vault);
    }
    const Version version = release(root);
    const auto store = Store::open(root);
    ASSERT_TRUE(store.ok());
    for (int number = 0; number < kImports; ++number) {
        Cells expected;
        for (int unit = 0; unit < kImports; ++unit)
            expected.push_back(unit <= number ? std::to_string(100 * number + unit) : ".");
        EXPECT_EQ(values(**store, "V" + std::to_string(number), version), expected) << number;
    }
    EXPECT_EQ((*Steward::open(root))->state().domains[0].generations.size(), kImports + 0U);
    fs::remove_all(root / "native" / "V7");
    EXPECT_FALSE((*Steward::open(root))->verify({.repair = true})->empty());
    EXPECT_TRUE((*Steward::open(root))->verify({})->empty());
}

TEST_F(StewardTest, AdmitsOneStewardAtATime) {
    const auto first = Steward::open(root_);
    ASSERT_TRUE(first.ok());
    const auto second = Steward::open(root_);
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.diagnostic().code, Code::StewardAtWork);
    EXPECT_EQ(Steward::open(folder_.path() / "nothing").diagnostic().code, Code::NotAStewardStore);
}

TEST_F(StewardTest, MakesOnlySoundDatastores) {
    InitOptions options;
    options.root = folder_.path() / "other";
    options.databank = "No Such";
    EXPECT_EQ(Steward::init(options).diagnostic().code, Code::DatabankNameInvalid);
    options.databank = "no.ssb.fdb";
    EXPECT_EQ(Steward::init(options).diagnostic().code, Code::VaultRequired);
    options.vault = options.root / "deep" / "vault";
    EXPECT_EQ(Steward::init(options).diagnostic().code, Code::VaultInDatastore);
    options.vault = folder_.path() / "x" / ".." / "other";
    EXPECT_EQ(Steward::init(options).diagnostic().code, Code::VaultInDatastore);
    EXPECT_FALSE(fs::exists(options.root)) << "nothing is made";
    options.vault.reset();
    options.synthetic = true;
    options.root = root_;
    EXPECT_EQ(Steward::init(options).diagnostic().code, Code::DatastoreTargetExists);
}

TEST_F(StewardTest, RefusesADamagedState) {
    deliver("ALDER", metadata("FIXED"), {{person(0), "10", "", "2025-01-01"}});
    release(root_);
    std::string state = skjerm::testing::read_text((root_ / "datastore.json").string());
    const std::size_t place = state.find("Prøvelager");
    ASSERT_NE(place, std::string::npos);
    state[place] = 'Q';
    std::ofstream(root_ / "datastore.json") << state;
    EXPECT_EQ(Store::open(root_).diagnostic().code, Code::DatastoreFileDamaged);
    EXPECT_EQ(Steward::open(root_).diagnostic().code, Code::DatastoreFileDamaged);
}

}  // namespace
}  // namespace skjerm::publish::testing
