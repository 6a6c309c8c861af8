#include "skjerm/official/importables.h"

#include <map>
#include <system_error>

#include "skjerm/datastore/catalogue.h"
#include "skjerm/package/packed.h"

namespace skjerm::official {

namespace fs = std::filesystem;

namespace {

constexpr const char* kEnding = ".tar";

bool move(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::create_directories(to.parent_path(), error);
    fs::rename(from, to, error);
    return !error;
}

}  // namespace

fs::path Importables::waiting(const std::string& name) const { return folder_ / (name + kEnding); }

fs::path Importables::archived(const std::string& name) const {
    return folder_ / "archive" / (name + kEnding);
}

Json Importables::list() const {
    std::map<std::string, Json> found;  // one that waits counts before one that was taken
    for (const bool is_archived : {false, true}) {
        const fs::path folder = is_archived ? folder_ / "archive" : folder_;
        std::error_code error;
        for (fs::directory_iterator at(folder, error), end; !error && at != end;
             at.increment(error)) {
            const std::string name = at->path().stem().string();
            if (at->path().extension() != kEnding || !datastore::is_variable_name(name)) continue;
            const auto package = package::PackedDataset::open(at->path());
            if (!package) continue;
            found.emplace(name, Json{{"datasetName", name},
                                     {"hasMetadata", true},
                                     {"hasData", package->has_data()},
                                     {"isArchived", is_archived}});
        }
    }
    Json list = Json::array();
    for (auto& [name, json] : found) list.push_back(std::move(json));
    return list;
}

bool Importables::remove(const std::string& name) const {
    std::error_code error;
    return fs::remove(waiting(name), error);
}

bool Importables::archive(const std::string& name) const {
    return move(waiting(name), archived(name));
}

bool Importables::give_back(const std::string& name) const {
    return move(archived(name), waiting(name));
}

void Importables::remove_archived(const std::string& name) const {
    std::error_code ignored;
    fs::remove(archived(name), ignored);
}

void Importables::clear_archive() const {
    std::error_code error;
    for (fs::directory_iterator at(folder_ / "archive", error), end; !error && at != end;
         at.increment(error)) {
        std::error_code ignored;
        if (at->path().extension() == kEnding) fs::remove(at->path(), ignored);
    }
}

}  // namespace skjerm::official
