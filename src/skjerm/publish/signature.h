// Signatures of released versions: a data owner vouches, with a key that the datastore does not
// have, for what a version holds. Whoever has the public key can tell later, on any copy, that it
// is that version and no other. Ed25519 (RFC 8032).
//
//   ROOT/signatures/45.1.2/<fingerprint>.json   one file for each version and key
//
// What is signed is a text that names the version and the SHA-256 of its catalogue and of every
// record, which hold those of all its files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/datastore/file_system.h"
#include "skjerm/datastore/published_state.h"

namespace skjerm::publish {

inline constexpr const char* kSigningKeyFile = "skjerm_signing_key";         ///< private, mode 0600
inline constexpr const char* kSigningPublicFile = "skjerm_signing_key.pub";  ///< for everybody

/// Makes a pair of keys in `folder`, which is made when absent. Never overwrites.
[[nodiscard]] base::Status make_signing_keys(
    const std::filesystem::path& folder,
    datastore::FileSystem& files = datastore::posix_file_system());

/// What a signature of the version says; the same for the same content. The version is released.
[[nodiscard]] std::string signed_statement(const datastore::PublishedState& state,
                                           const datastore::Version& version);

/// Signs with the private key in `key_file`, which must be readable for its owner alone, and writes
/// the signature into ROOT. Signing again with the same key changes nothing.
[[nodiscard]] base::Status write_signature(datastore::FileSystem& files,
                                           const std::filesystem::path& root,
                                           const datastore::PublishedState& state,
                                           const datastore::Version& version,
                                           const std::filesystem::path& key_file);

/// Refuses a version of which a signature no longer holds; one without signatures is as good as
/// before. Reads no data: the statement is made of what the state says.
[[nodiscard]] base::Status check_signatures_of(const std::filesystem::path& root,
                                               const datastore::PublishedState& state,
                                               const datastore::Version& version);

/// Checks every signature of the versions that are not withdrawn. With `trusted`, files of public
/// keys, each of these versions must be signed with one of them.
[[nodiscard]] base::Status check_signatures(const std::filesystem::path& root,
                                            const datastore::PublishedState& state,
                                            const std::vector<std::filesystem::path>& trusted);

}  // namespace skjerm::publish
