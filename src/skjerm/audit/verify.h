// Reading a log back: every record in order, and whether the chain holds. Needs no key and no right
// to write, so an auditor can work on a copy.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "skjerm/audit/chain.h"
#include "skjerm/audit/signing.h"
#include "skjerm/base/result.h"

namespace skjerm::audit {

/// One record as it stands in the log.
struct Record {
    std::uint64_t number = 0;  ///< its `seq`
    std::string_view line;     ///< with its line break
    const Json& json;
};
using RecordReader = std::function<base::Status(const Record&)>;

/// The end of a log at some moment, kept where those who can write the log cannot.
struct Checkpoint {
    std::string epoch;
    std::uint64_t records = 0;
    Hash hash{};
    std::string at;         ///< time of the last record
    std::string signer;     ///< public key of who made it; empty: nobody signed it yet
    std::string signature;  ///< of all before

    [[nodiscard]] std::string text() const;
    [[nodiscard]] Checkpoint signed_by(const SigningKey& key) const;
    /// AuditCheckpointDamaged for anything that text() does not make, AuditCheckpointForged where
    /// the signature is not of its signer.
    [[nodiscard]] static base::Result<Checkpoint> read(const std::filesystem::path& file);
};

struct Verdict {
    std::uint64_t first = 0;    ///< number of the first record; 1 for a whole log
    std::uint64_t records = 0;  ///< that are in order
    std::uint64_t runs = 0;
    std::uint64_t commands = 0;
    std::uint64_t cuts = 0;          ///< lines that a killed process left and another one cut off
    std::uint64_t torn_bytes = 0;    ///< of a line that was never finished, at the end
    std::uint64_t scripts_gone = 0;  ///< runs whose script is no longer kept
    Checkpoint end;                  ///< the end of what is in order
    std::set<std::string> signers;   ///< keys that the log announced for checkpoints
    /// What is wrong, and with which record: AuditChanged, AuditGap, AuditReordered, AuditRepeated,
    /// AuditScriptChanged, AuditTruncated, AuditRewritten, AuditCheckpointForged. Nothing after it
    /// was looked at.
    std::optional<base::Diagnostic> broken;
};

/// Verifies a log (a folder), or one file of it or exported from it, and hands each record that is
/// in order to `reader`, whose error ends it. An error of its own: what cannot be read at all.
[[nodiscard]] base::Result<Verdict> verify(const std::filesystem::path& log,
                                           const std::optional<Checkpoint>& checkpoint = {},
                                           const RecordReader& reader = {});

}  // namespace skjerm::audit
