// Turns diagnostics into sentences. The only place where user-visible error text comes from; the
// table is generated from text/diagnostics/*.toml, nb and en side by side.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "skjerm/base/diagnostic.h"

namespace skjerm::base {

/// Texts of one code, as declared.
struct MessageEntry {
    Code code;
    std::string_view name;  ///< the enumerator, e.g. "UnknownVariable"
    LocalizedText text;     ///< with {0}, {1}… for arguments
    LocalizedText hint;     ///< may be empty
};

/// The entry of a code; every Code has one.
[[nodiscard]] const MessageEntry& message_entry(Code code);
/// All entries in order of code, for tests and documentation.
[[nodiscard]] std::span<const MessageEntry> all_messages();

/// "SKJ-2003".
[[nodiscard]] std::string code_label(Code code);
/// The sentence of `diagnostic`, without place or hint.
[[nodiscard]] std::string message_text(const Diagnostic& diagnostic, Language language);
/// The hint, or empty. A hint whose arguments are all empty (no near name) is left out.
[[nodiscard]] std::string hint_text(const Diagnostic& diagnostic, Language language);

}  // namespace skjerm::base
