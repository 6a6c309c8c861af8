// A datastore whose versions differ in content, opened for reading: ROOT/datastore.json with a
// catalogue for each released version. An open store keeps the versions it found: whatever a
// steward releases later is seen by those who open it later.
#pragma once

#include <filesystem>
#include <functional>

#include "skjerm/base/result.h"
#include "skjerm/datastore/published_state.h"
#include "skjerm/datastore/store.h"

namespace skjerm::datastore {

/// Whether `directory` is such a datastore, by the file datastore.json.
[[nodiscard]] bool is_published_store(const std::filesystem::path& directory);

/// What the draft of a datastore would hold as a version.
using DraftSource = std::function<base::Result<Catalogue>(const PublishedState& state)>;

/// What a released version must fulfil before anything of it is read.
using VersionCheck =
    std::function<base::Status(const PublishedState& state, const Version& version)>;

/// Refuses a datastore without a released version, beside what Store::open refuses. With `draft`
/// the draft can be read as well, as version DRAFT: that of the moment of opening. Whoever gives
/// it has made sure that the reader may see drafts. With `check` a version that fails it is refused
/// when it is first asked for; the newest one is asked for here.
[[nodiscard]] base::Result<StorePtr> open_published_store(const std::filesystem::path& directory,
                                                          DraftSource draft = {},
                                                          VersionCheck check = {});

}  // namespace skjerm::datastore
