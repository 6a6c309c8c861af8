// Golden scripts: files under tests/scripts/ that hold a script and the transcript it must give.
//
//   # what the file shows (one or more lines)
//   # policy: plain      (standard: with protection, the default)
//   # lang: nb           (en: the default)
//   script …
//   ====
//   transcript …
//
// The transcript is what a user reads: each command behind its prompt, its results as text, its
// diagnostics with code and place.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "skjerm/base/language.h"
#include "skjerm/session/session.h"

namespace skjerm::testing {

enum class PolicyKind : std::uint8_t { Plain, Standard };

/// Runs `script` on the stores behind `gate` and gives its transcript.
[[nodiscard]] std::string transcript(const std::string& script, const disclosure::Gate& gate,
                                     base::Language language, command::StoreDirectory& stores);
/// The same on Small Norway.
[[nodiscard]] std::string transcript(const std::string& script, const disclosure::Gate& gate,
                                     base::Language language);
[[nodiscard]] std::string transcript(const std::string& script, PolicyKind policy,
                                     base::Language language);

struct GoldenFile {
    std::vector<std::string> header;  ///< lines that begin with "# ", without the directives
    PolicyKind policy = PolicyKind::Standard;
    base::Language language = base::Language::English;
    std::string script;
    std::string expected;
};
[[nodiscard]] GoldenFile read_golden(const std::filesystem::path& file);
/// The file with `transcript` as its expectation.
void write_golden(const std::filesystem::path& file, const std::string& transcript);

/// All *.skt files below `folder`, sorted.
[[nodiscard]] std::vector<std::filesystem::path> golden_files(const std::filesystem::path& folder);

/// A gate with a fixed secret: true numbers (Plain) or the program's protection (Standard).
[[nodiscard]] const disclosure::Gate& test_gate(PolicyKind policy);

}  // namespace skjerm::testing
