// The official HTTP interfaces to metadata and data, as a function from request to response. Paths
// may begin with /datastores/{name}; without that the default datastore is meant.
//
// The data endpoints give out pseudonymised microdata. They answer 401 unless the caller was let
// in, and are not meant for any network that users can reach.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "skjerm/official/directory.h"
#include "skjerm/official/message.h"
#include "skjerm/official/steward_interfaces.h"

namespace skjerm::official {

struct Settings {
    std::map<std::string, std::filesystem::path> datastores;  ///< folder by name ("no.ssb.fdb")
    std::string default_datastore;                            ///< empty: prefix required
    /// Whether the bearer of a token may read data. Absent: nobody may.
    std::function<bool(std::string_view token)> may_read_data;
    std::filesystem::path working_folder;  ///< for the files of answers
    std::size_t largest_body = std::size_t{256} << 20;
    /// The interfaces of data stewards. Absent: they are not there.
    std::optional<StewardSettings> stewards = std::nullopt;
};

class Interfaces {
public:
    explicit Interfaces(Settings settings) : settings_(std::move(settings)) {}

    [[nodiscard]] Response answer(const Request& request) const;

private:
    [[nodiscard]] Response route(const Request& request) const;
    [[nodiscard]] Response answer_data(const Directory& directory, std::string_view kind,
                                       const Request& request) const;

    Settings settings_;
};

}  // namespace skjerm::official
