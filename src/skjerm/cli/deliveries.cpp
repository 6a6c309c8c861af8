#include "skjerm/cli/deliveries.h"

#include <algorithm>
#include <chrono>
#include <system_error>

#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::cli {

namespace fs = std::filesystem;

base::Result<std::vector<Delivery>> deliveries_in(const fs::path& where,
                                                  const std::vector<std::string>& names) {
    std::vector<Delivery> found;
    for (const std::string& name : names) found.push_back({where, name});
    if (!found.empty()) return found;

    std::error_code ignored;
    const fs::path whole = fs::absolute(where).lexically_normal();
    const fs::path folder = whole.has_filename() ? whole : whole.parent_path();
    const std::string name = folder.filename().string();
    if (fs::exists(folder / (name + ".json"), ignored))
        return std::vector<Delivery>{{folder.parent_path(), name}};
    for (fs::directory_iterator at(folder, ignored), end; !ignored && at != end;
         at.increment(ignored)) {
        const std::string each = at->path().filename().string();
        if (at->is_directory(ignored) && !each.starts_with('.')) found.push_back({folder, each});
    }
    if (found.empty())
        return base::error(base::Code::PackageNothingFound, {},
                           {base::Argument::name(where.string())});
    std::ranges::sort(found, {}, &Delivery::name);
    return found;
}

base::Result<package::UnpackOptions> unpack_options(const Arguments& arguments) {
    package::UnpackOptions options;
    if (const auto limit = arguments.value("--data-limit")) {
        SKJERM_TRY_ASSIGN(options.most_plain_bytes, size_value("--data-limit", *limit));
    }
    return options;
}

base::Result<package::RsaKey> private_key(const Arguments& arguments) {
    SKJERM_TRY_ASSIGN(const std::string file, needed_value(arguments, "--key"));
    return package::RsaKey::read_private(file);
}

std::int64_t seconds_since_1970() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

base::DayNumber today() {
    constexpr std::int64_t kSecondsADay = 86'400;
    return static_cast<base::DayNumber>(seconds_since_1970() / kSecondsADay);
}

}  // namespace skjerm::cli
