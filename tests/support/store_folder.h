// A datastore in a temporary folder that is removed when the test program ends.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/datastore/store.h"

namespace skjerm::testing {

class StoreFolder {
public:
    /// `write(directory)` makes the store in a directory that does not exist yet.
    template <class Write>
    explicit StoreFolder(Write write) {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "skjerm-norway-XXXXXX").string();
        SKJERM_CHECK(::mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
        write(path_ / "store");
        auto opened = datastore::Store::open(path_ / "store");
        SKJERM_CHECK(opened.ok());
        store_ = std::move(opened).value();
    }
    ~StoreFolder() {
        store_.reset();
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    StoreFolder(const StoreFolder&) = delete;
    StoreFolder& operator=(const StoreFolder&) = delete;

    /// The store when it holds `databank`, else the diagnostic of `require`.
    [[nodiscard]] base::Result<datastore::StorePtr> find(std::string_view databank,
                                                         base::Span where) const {
        if (databank == store_->databank()) return store_;
        return base::error(
            base::Code::UnknownDatabank, where,
            {base::Argument::name(databank), base::Argument::names({store_->databank()})});
    }

private:
    std::filesystem::path path_;
    datastore::StorePtr store_;
};

}  // namespace skjerm::testing
