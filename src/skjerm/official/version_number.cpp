#include "skjerm/official/version_number.h"

#include "skjerm/datastore/version.h"

namespace skjerm::official {

std::optional<VersionNumber> VersionNumber::parse(std::string_view text) {
    const auto parts = datastore::version_parts(text);
    if (!parts || parts->size() != 4) return std::nullopt;
    return VersionNumber{(*parts)[0], (*parts)[1], (*parts)[2], (*parts)[3]};
}

std::string VersionNumber::metadata_suffix() const {
    return data_suffix() + '_' + std::to_string(patch);
}

std::string VersionNumber::data_suffix() const {
    return std::to_string(major) + '_' + std::to_string(minor);
}

}  // namespace skjerm::official
