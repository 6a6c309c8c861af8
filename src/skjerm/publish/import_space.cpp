#include "skjerm/publish/import_space.h"

#include <algorithm>

#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::publish {

namespace {

using base::Argument;

/// "1,5 GB", or whole megabytes below one gigabyte. What is needed is rounded up and what there is
/// down, so that the two never look the same.
Argument size_of(std::uint64_t bytes, bool is_needed) {
    constexpr std::uint64_t kMegabyte = 1'000'000;
    constexpr std::uint64_t kTenth = 100'000'000;  // of a gigabyte
    const auto parts = [&](std::uint64_t unit) {
        return (bytes + (is_needed ? unit - 1 : 0)) / unit;
    };
    if (bytes < 10 * kTenth) return Argument::fact(std::to_string(parts(kMegabyte)) + " MB");
    const std::string whole = std::to_string(parts(kTenth) / 10);
    const std::string tenth = std::to_string(parts(kTenth) % 10);
    const std::string nb = whole + "," + tenth + " GB";
    const std::string en = whole + "." + tenth + " GB";
    return Argument::fact(base::LocalizedText{nb, en});
}

base::Status check(const std::string& name, std::uint64_t needed, std::uint64_t free) {
    if (needed <= free) return base::ok();
    return base::error(base::Code::SpaceShort, {},
                       {Argument::name(name), size_of(needed, true), size_of(free, false)});
}

}  // namespace

SpaceNeed space_needed(std::uint64_t csv_bytes) {
    // The working area of the official services: two and a half times the text, and a fifth more.
    // The three tiers together take at most three quarters of the text, and three tenths more.
    return {.working = csv_bytes * 3, .data = csv_bytes};
}

base::Status check_space(datastore::FileSystem& files, const std::filesystem::path& root,
                         const std::filesystem::path& working, const std::string& name,
                         std::uint64_t csv_bytes) {
    datastore::FreeSpace at_root;
    datastore::FreeSpace at_work;
    if (files.free_space(root, at_root) != 0 || files.free_space(working, at_work) != 0)
        return base::ok();
    const SpaceNeed need = space_needed(csv_bytes);
    if (at_root.device == at_work.device)
        return check(name, need.working + need.data, std::min(at_root.bytes, at_work.bytes));
    SKJERM_TRY(check(name, need.working, at_work.bytes));
    return check(name, need.data, at_root.bytes);
}

}  // namespace skjerm::publish
