// Room for an import: asked before anything is written.
#include "skjerm/publish/import_space.h"

#include <gtest/gtest.h>

#include "deliveries.h"
#include "faulty_files.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::publish::testing {
namespace {

using base::Code;

/// Disks of known room: one for everything, or one more for the working files.
class SmallDisks final : public FaultyFiles {
public:
    SmallDisks(std::uint64_t bytes, std::uint64_t working_bytes, bool are_two)
        : FaultyFiles(Fault::Fail, ~std::size_t{0}),
          bytes_(bytes),
          working_bytes_(working_bytes),
          are_two_(are_two) {}

    int free_space(const fs::path& folder, datastore::FreeSpace& space) override {
        const bool is_working = folder.string().find("_working") != std::string::npos;
        space = {is_working ? working_bytes_ : bytes_, is_working && are_two_ ? 2U : 1U};
        return 0;
    }

private:
    std::uint64_t bytes_;
    std::uint64_t working_bytes_;
    bool are_two_;
};

class ImportSpace : public ::testing::Test {
protected:
    void SetUp() override {
        init_store(root_);
        std::vector<Row> rows;
        for (int unit = 10; unit < 60; ++unit)
            rows.push_back({"990000000" + std::to_string(unit), "1", "", "2025-01-01"});
        write_delivery(input_, "FAST", metadata("FIXED"), rows);
        bytes_ = fs::file_size(input_ / "FAST" / "FAST.csv");
    }
    /// The text of the refusal; empty when the import was made.
    std::string import_with(SmallDisks& disks) {
        auto steward = Steward::open(root_, disks);
        const auto outcome = (*steward)->import({input_, "FAST", false, {}}, 1);
        if (outcome.ok()) {
            EXPECT_TRUE((*steward)->delete_draft("FAST", 2).ok());
            return {};
        }
        EXPECT_EQ(outcome.diagnostic().code, Code::SpaceShort);
        EXPECT_TRUE((*steward)->state().draft.empty());
        return message(outcome.diagnostic());
    }

    TemporaryFolder folder_;
    fs::path root_ = folder_.path() / "store";
    fs::path input_ = folder_.path() / "input";
    std::uint64_t bytes_ = 0;
};

TEST_F(ImportSpace, IsTheSumOfWorkAndDataOnOneDisk) {
    SmallDisks enough(bytes_ * 4, bytes_ * 4, false);
    EXPECT_EQ(import_with(enough), "");
    SmallDisks short_of(bytes_ * 4 - 1, bytes_ * 4 - 1, false);
    EXPECT_NE(import_with(short_of).find("nothing has been changed"), std::string::npos);
}

TEST_F(ImportSpace, IsAskedOfEachOfTwoDisks) {
    SmallDisks enough(bytes_, bytes_ * 3, true);
    EXPECT_EQ(import_with(enough), "");
    SmallDisks no_work(bytes_ * 9, bytes_ * 3 - 1, true);
    EXPECT_NE(import_with(no_work), "");
    SmallDisks no_data(bytes_ - 1, bytes_ * 9, true);
    EXPECT_NE(import_with(no_data), "");
}

TEST_F(ImportSpace, IsToldInGigabytes) {
    SmallDisks disks(12'399'999'999, 12'399'999'999, false);
    const base::Status asked = check_space(disks, root_, root_, "FAST", 3'100'000'001);
    ASSERT_FALSE(asked.ok());
    EXPECT_EQ(message(asked.diagnostic()),
              "12.3 GB are free where `FAST` is to go, and the import may need 12.5 GB; nothing "
              "has been changed");
    EXPECT_NE(base::message_text(asked.diagnostic(), base::Language::Bokmaal).find("12,5 GB"),
              std::string::npos);
    SmallDisks tiny(2'500'000, 2'500'000, false);
    EXPECT_NE(message(check_space(tiny, root_, root_, "FAST", 1'000'000).diagnostic())
                  .find("2 MB are free"),
              std::string::npos);
}

}  // namespace
}  // namespace skjerm::publish::testing
