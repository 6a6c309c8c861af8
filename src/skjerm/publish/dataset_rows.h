// The rows of one dataset gathered into a spill, from an input package or from official files, with
// all that must be known of them before the first one can be stored: the texts, the range of the
// numbers, the dates, the units.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/datastore/variable.h"
#include "skjerm/package/byte_source.h"
#include "skjerm/package/metadata.h"
#include "skjerm/publish/layout.h"
#include "skjerm/publish/spill.h"
#include "skjerm/publish/unit_domain.h"

namespace skjerm::publish {

/// What the value of a row is.
enum class ValueKind : std::uint8_t { Integer, Number, Text, Unit };

/// The units and, of a link, the units it leads to.
struct RowDomains {
    UnitDomain* units = nullptr;
    UnitDomain* linked = nullptr;  ///< null: no link; may be the same as `units`
};

/// Texts numbered in the order they came.
class TextNumbers {
public:
    [[nodiscard]] std::uint64_t number(std::string_view text);
    [[nodiscard]] const std::deque<std::string>& texts() const { return texts_; }

private:
    std::deque<std::string> texts_;
    std::unordered_map<std::string_view, std::uint64_t> numbers_;
};

struct DatasetRows {
    DatasetRows(datastore::FileSystem& files, const std::filesystem::path& folder)
        : spill(files, folder, "rows") {}

    RecordFile<SpillRow> spill;
    ValueKind kind = ValueKind::Integer;
    TextNumbers texts;        ///< of ValueKind::Text
    std::int64_t lowest = 0;  ///< of ValueKind::Integer; 0 without rows
    std::int64_t highest = 0;
    DateCensus dates;  ///< of STATUS and ACCUMULATED
    std::uint64_t rows = 0;
    std::uint64_t ignored = 0;  ///< rows of official files that hold on no day
};

/// Called now and then with the number of rows done.
using RowProgress = std::function<void(std::uint64_t rows)>;

/// Reads the data of an accepted package. Identifiers are replaced on the way; the domains
/// remember new units, which have no index until they are appended.
[[nodiscard]] base::Status collect_package(std::unique_ptr<package::ByteSource> data,
                                           const package::Metadata& metadata,
                                           const RowDomains& domains, const RowProgress& progress,
                                           DatasetRows& rows);

/// What kind the values of a measure are.
[[nodiscard]] ValueKind value_kind(const package::Metadata& metadata);

}  // namespace skjerm::publish
