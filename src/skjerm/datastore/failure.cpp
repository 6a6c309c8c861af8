#include "skjerm/datastore/failure.h"

#include <cerrno>
#include <cstring>

#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::datastore {

using base::Argument;
using base::Code;

namespace {

/// "ENOSPC": the same in every language.
std::string_view error_name(int error) {
    const char* name = strerrorname_np(error);
    return name == nullptr ? std::string_view("E?") : std::string_view(name);
}

}  // namespace

base::Diagnostic damaged_file(std::string_view file, base::LocalizedText reason, base::Span where) {
    return base::error(Code::DatastoreFileDamaged, where,
                       {Argument::name(file), Argument::fact(reason)});
}

bool is_file_fault(const base::Diagnostic& diagnostic) {
    switch (diagnostic.code) {
        case Code::DatastoreFileUnreadable:
        case Code::DatastoreFileDamaged:
        case Code::DatastoreFileMissing:
        case Code::DatastoreNewerFormat:
        case Code::DatastoreFileChanged:
            return true;
        default:
            return false;
    }
}

base::Diagnostic newer_format(std::string_view file, std::uint32_t found, std::uint32_t supported,
                              base::Span where) {
    return base::error(Code::DatastoreNewerFormat, where,
                       {Argument::name(file), Argument::fact(std::int64_t{found}),
                        Argument::fact(std::int64_t{supported})});
}

base::Diagnostic unreadable_file(std::string_view file, int error, base::Span where) {
    if (error == ENOENT || error == ENOTDIR)
        return base::error(Code::DatastoreFileMissing, where, {Argument::name(file)});
    return base::error(Code::DatastoreFileUnreadable, where,
                       {Argument::name(file), Argument::fact(error_name(error))});
}

base::Diagnostic unwritable_file(std::string_view file, int error) {
    if (error == ENOSPC || error == EDQUOT)
        return base::error(Code::DiskFull, {}, {Argument::name(file)});
    return base::error(Code::DatastoreWriteFailed, {},
                       {Argument::name(file), Argument::fact(error_name(error))});
}

}  // namespace skjerm::datastore
