// What `skjerm audit` says, in both languages, and the same as JSON.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "skjerm/audit/sealing.h"
#include "skjerm/audit/verify.h"
#include "skjerm/base/language.h"

namespace skjerm::cli {

class AuditText {
public:
    explicit AuditText(base::Language language) : language_(language) {}

    [[nodiscard]] std::string verdict(const audit::Verdict& verdict) const;
    /// One line about a command.
    [[nodiscard]] std::string line(const audit::Json& command, const std::string& account) const;
    /// All about a record; `script` and `counts` where there are any.
    [[nodiscard]] std::string record(const audit::Json& record,
                                     const std::optional<std::string>& script,
                                     const std::optional<audit::SealedSets>& counts) const;
    [[nodiscard]] std::string key_made(const std::filesystem::path& folder,
                                       const std::string& fingerprint) const;
    [[nodiscard]] std::string key_in_force(const std::string& fingerprint) const;
    [[nodiscard]] std::string clock_accepted() const;
    [[nodiscard]] std::string replayed(std::uint64_t record) const;

private:
    [[nodiscard]] std::string in(base::LocalizedText text) const {
        return std::string(text.in(language_));
    }
    [[nodiscard]] std::string counts_table(const audit::SealedSets& counts) const;

    base::Language language_;
};

[[nodiscard]] audit::Json verdict_json(const audit::Verdict& verdict);
[[nodiscard]] audit::Json record_json(const audit::Json& record,
                                      const std::optional<std::string>& script,
                                      const std::optional<audit::SealedSets>& counts);

}  // namespace skjerm::cli
