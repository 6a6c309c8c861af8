#include "skjerm/publish/atomic_file.h"

#include <algorithm>

#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/mapped_file.h"

namespace skjerm::publish {

base::Status replace_file(datastore::FileSystem& files, const std::filesystem::path& folder,
                          const std::string& name, std::span<const std::byte> bytes,
                          FileAccess access) {
    const std::filesystem::path target = folder / name;
    const std::filesystem::path aside = folder / (name + ".new");
    files.remove_all(aside);  // what a killed writer left may be longer
    int descriptor = -1;
    int error = files.open(aside, descriptor);
    if (error == 0) {
        if (access == FileAccess::OwnerOnly) error = files.restrict_to_owner(aside);
        if (error == 0) error = files.write_at(descriptor, 0, bytes);
        const int close_error = files.close(descriptor);
        if (error == 0) error = close_error;
    }
    if (error == 0) error = files.sync(aside);
    if (error == 0) error = files.rename(aside, target);
    if (error == 0) error = files.sync(target.parent_path());
    if (error == 0) return base::ok();
    files.remove_all(aside);
    return datastore::unwritable_file(name, error);
}

bool holds(const std::filesystem::path& file, std::string_view text) {
    const auto there = datastore::MappedFile::open(file, file.string(), {});
    if (!there.ok()) return false;
    const std::span<const std::byte> bytes = std::as_bytes(std::span(text));
    const std::span<const std::byte> old = (*there)->bytes();
    return std::equal(old.begin(), old.end(), bytes.begin(), bytes.end());
}

base::Status put_file(datastore::FileSystem& files, const std::filesystem::path& folder,
                      const std::string& name, std::string_view text) {
    if (holds(folder / name, text)) return base::ok();
    const std::filesystem::path parent = (folder / name).parent_path();
    if (const int error = files.create_directories(parent); error != 0)
        return datastore::unwritable_file(name, error);
    return replace_file(files, folder, name, std::as_bytes(std::span(text)));
}

}  // namespace skjerm::publish
