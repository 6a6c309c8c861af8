// A dataset that is to be taken in, wherever it lies: a folder with a metadata and a data file, or
// a packed package, whose data are decrypted on the way and stand on no disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "skjerm/base/result.h"
#include "skjerm/package/packed.h"
#include "skjerm/package/validate.h"

namespace skjerm::publish {

/// A package and the private key of the datastore; both outlive the import. The key may be null
/// where the package has no data, or the metadata alone are taken in.
struct PackedDelivery {
    const package::PackedDataset* dataset = nullptr;
    const package::RsaKey* key = nullptr;
};

struct ImportRequest {
    std::filesystem::path input;  ///< the folder that holds <NAME>/<NAME>.json
    std::string name;
    bool metadata_only = false;  ///< PATCH_METADATA
    package::ValidateOptions checks;
    /// In place of a folder; `input` is not looked at then.
    std::optional<PackedDelivery> packed = std::nullopt;
};

/// SHA-256 over the files of a delivery; empty when one cannot be read, which the check will tell.
[[nodiscard]] std::string delivery_digest(const ImportRequest& request);

/// The size of the data as plain text; absent when that is not known.
[[nodiscard]] std::optional<std::uint64_t> data_bytes(const ImportRequest& request);

[[nodiscard]] base::Result<package::Report> check_delivery(const ImportRequest& request,
                                                           const package::ValidateOptions& checks);

/// The data of a delivery that was accepted, from the beginning.
[[nodiscard]] base::Result<std::unique_ptr<package::ByteSource>> delivered_data(
    const ImportRequest& request);

}  // namespace skjerm::publish
