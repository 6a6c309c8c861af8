// A pseudonym service as the official chain has it: a program of its own, run by the owner of the
// data, that is asked over HTTP which pseudonym each identifier has.
//
//   POST <url>?unit_id_type=FNR&job_id=<job>     X-API-KEY: <key>
//   ["01017012345", …]                           →  {"01017012345": 226190184321017, …}
//
// The datastore keeps neither identifiers nor the way from them to pseudonyms.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "skjerm/publish/pseudonym_backend.h"

namespace skjerm::publish {

struct PseudonymServiceOptions {
    std::string url;                 ///< https; http to this machine itself alone
    std::filesystem::path key_file;  ///< its first line is the key; for its owner alone
    std::string job;                 ///< tells the service which import asks
    long timeout_seconds = 300;      ///< for one answer
};

class PseudonymService final : public PseudonymBackend {
public:
    /// Reads the key; asks nothing yet.
    [[nodiscard]] static base::Result<std::unique_ptr<PseudonymService>> open(
        const PseudonymServiceOptions& options);
    ~PseudonymService() override;

    /// Asks for each identifier once per call. PseudonymServiceSilent when there is no answer after
    /// three attempts, or a refusal; PseudonymServiceWrong when the answer is not a pseudonym for
    /// every identifier, each of its own.
    [[nodiscard]] base::Result<std::vector<std::uint64_t>> map(
        std::string_view domain, std::span<const std::string_view> identifiers) override;
    /// The service keeps what it has given.
    [[nodiscard]] base::Status commit() override { return base::ok(); }

private:
    struct Connection;
    PseudonymService(PseudonymServiceOptions options, std::unique_ptr<Connection> connection);

    PseudonymServiceOptions options_;
    std::unique_ptr<Connection> connection_;
};

}  // namespace skjerm::publish
