// Rules about metadata that are well-formed: code lists (K1-K3), and what the official datastore
// would not take although its validator does (W1, W2). Lines are filled in by the caller.
#pragma once

#include <string_view>

#include "skjerm/package/metadata.h"

namespace skjerm::package {

void check_code_lists(const Metadata& metadata, std::string_view file, Findings& findings);
void warn_of_texts(const Metadata& metadata, std::string_view file, Findings& findings);

}  // namespace skjerm::package
