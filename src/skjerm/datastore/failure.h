// The diagnostics of the datastore's files. They name the file relative to the store and what was
// found wrong with it, never anything that stands in it.
#pragma once

#include <cstdint>
#include <string_view>

#include "skjerm/base/diagnostic.h"
#include "skjerm/base/language.h"

namespace skjerm::datastore {

/// What is wrong with a file, in both languages.
namespace damage {
inline constexpr base::LocalizedText kTruncated{"den er kortere enn den skal være",
                                                "it is shorter than it should be"};
inline constexpr base::LocalizedText kMagic{"den begynner ikke som en fil av sitt slag",
                                            "it does not begin like a file of its kind"};
inline constexpr base::LocalizedText kChecksum{"en kontrollsum stemmer ikke",
                                               "a checksum does not match"};
inline constexpr base::LocalizedText kHeader{"hodet stemmer ikke med katalogen",
                                             "its header does not agree with the catalogue"};
inline constexpr base::LocalizedText kDirectory{"innholdslisten er ugyldig",
                                                "its table of contents is invalid"};
inline constexpr base::LocalizedText kBlock{"en datablokk er ugyldig", "a data block is invalid"};
inline constexpr base::LocalizedText kEntries{"oppslagene er ugyldige", "its entries are invalid"};
}  // namespace damage

[[nodiscard]] base::Diagnostic damaged_file(std::string_view file, base::LocalizedText reason,
                                            base::Span where);
/// Whether a diagnostic says that a file is missing, unreadable, damaged or of another format, so
/// that a second copy of its content may serve instead.
[[nodiscard]] bool is_file_fault(const base::Diagnostic& diagnostic);
[[nodiscard]] base::Diagnostic newer_format(std::string_view file, std::uint32_t found,
                                            std::uint32_t supported, base::Span where);
/// A failed open, stat, read or map: missing, or unreadable with the name of the error number.
[[nodiscard]] base::Diagnostic unreadable_file(std::string_view file, int error, base::Span where);
/// A failed write, sync, rename: a full disk or quota, or another error.
[[nodiscard]] base::Diagnostic unwritable_file(std::string_view file, int error);

}  // namespace skjerm::datastore
