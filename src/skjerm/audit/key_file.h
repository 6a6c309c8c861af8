// Keys in files: one line each, a title that says of what kind, the key in hexadecimal, and a part
// of its hash, by which a damaged file is known.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "skjerm/audit/chain.h"
#include "skjerm/base/result.h"

namespace skjerm::audit {

/// 16 hexadecimal digits of the hash of a key.
[[nodiscard]] std::string fingerprint_of(const Hash& bytes);

[[nodiscard]] std::string key_file_text(std::string_view title, const Hash& bytes);

/// nullopt: no such file. AuditTooOpen, AuditKeyUnreadable and AuditKeyDamaged say what is wrong.
[[nodiscard]] base::Result<std::optional<Hash>> read_key(const std::filesystem::path& file,
                                                         std::string_view title);

}  // namespace skjerm::audit
