// `.sku`: the pseudonyms of one generation in ascending order. docs/format/datastore.md has the
// bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/datastore/mapped_file.h"

namespace skjerm::publish {

/// The whole file. `pseudonyms`: strictly ascending, below 2^48.
[[nodiscard]] std::vector<std::byte> encode_generation(std::span<const std::uint64_t> pseudonyms);

/// Places in an ascending list of pseudonyms, which outlives it: a table by leading bits, then a
/// few comparisons.
class PseudonymPlaces {
public:
    explicit PseudonymPlaces(std::span<const std::uint64_t> pseudonyms);
    /// Absent when it is not in the list.
    [[nodiscard]] std::optional<std::uint32_t> find(std::uint64_t pseudonym) const;
    [[nodiscard]] std::span<const std::uint64_t> pseudonyms() const { return pseudonyms_; }

private:
    std::span<const std::uint64_t> pseudonyms_;
    unsigned shift_ = 48;                // leading bits chosen by it number the buckets
    std::vector<std::uint32_t> starts_;  // first place of each bucket, and the end
};

class GenerationFile {
public:
    /// Checks length, checksums and order. `units` is what the state says.
    [[nodiscard]] static base::Result<std::shared_ptr<const GenerationFile>> open(
        const std::filesystem::path& path, const std::string& name, std::uint32_t units);

    [[nodiscard]] const PseudonymPlaces& places() const { return places_; }

private:
    GenerationFile(std::shared_ptr<const datastore::MappedFile> file,
                   std::span<const std::uint64_t> pseudonyms);

    std::shared_ptr<const datastore::MappedFile> file_;
    PseudonymPlaces places_;
};

}  // namespace skjerm::publish
