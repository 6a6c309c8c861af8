#include "skjerm/publish/delivery.h"

#include <string_view>
#include <vector>

#include "skjerm/base/check.h"
#include "skjerm/base/keyed_hash.h"
#include "skjerm/datastore/segment_writer.h"

namespace skjerm::publish {

namespace {

namespace fs = std::filesystem;

fs::path csv_file(const ImportRequest& request) {
    return request.input / request.name / (request.name + ".csv");
}

}  // namespace

std::string delivery_digest(const ImportRequest& request) {
    fs::path folder = request.input;
    std::vector<std::string> names;
    if (request.packed) {
        folder = request.packed->dataset->file().parent_path();
        names.push_back(request.packed->dataset->file().filename().string());
    } else {
        names.push_back(request.name + "/" + request.name + ".json");
        if (!request.metadata_only) names.push_back(request.name + "/" + request.name + ".csv");
    }
    std::string text;
    for (const std::string& name : names) {
        const auto file = datastore::describe_file(folder, name);
        if (!file) return {};
        text += file->sha256;
    }
    return base::to_hex(base::sha256(text));
}

std::optional<std::uint64_t> data_bytes(const ImportRequest& request) {
    if (request.packed) return request.packed->dataset->plain_bytes();
    std::error_code unknown;  // a file that is not there is told by whoever reads it
    const std::uintmax_t bytes = fs::file_size(csv_file(request), unknown);
    if (unknown) return std::nullopt;
    return bytes;
}

base::Result<package::Report> check_delivery(const ImportRequest& request,
                                             const package::ValidateOptions& checks) {
    if (request.packed)
        return package::validate(*request.packed->dataset, request.packed->key, checks);
    return package::validate(request.input, request.name, checks);
}

base::Result<std::unique_ptr<package::ByteSource>> delivered_data(const ImportRequest& request) {
    if (!request.packed) return package::open_file(csv_file(request));
    SKJERM_CHECK(request.packed->key != nullptr);
    return request.packed->dataset->data(*request.packed->key);
}

}  // namespace skjerm::publish
