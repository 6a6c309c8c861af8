// Signatures of checkpoints (Ed25519). A checkpoint lies where those who can write the log cannot
// change it; the signature says that this log made it, so that nobody can put another one there.
// The key lies in the folder of the log; the log announces it in a record before it is first used.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "skjerm/audit/chain.h"
#include "skjerm/base/result.h"

namespace skjerm::audit {

/// Signs. Wiped on destruction.
class SigningKey {
public:
    /// 32 random bytes from which the pair follows.
    explicit SigningKey(const Hash& seed) : seed_(seed) {}
    SigningKey(const SigningKey&) = default;
    SigningKey& operator=(const SigningKey&) = default;
    ~SigningKey();

    /// The public key, in hexadecimal.
    [[nodiscard]] std::string signer() const;
    /// In hexadecimal.
    [[nodiscard]] std::string sign(std::string_view text) const;

private:
    Hash seed_;
};

/// The key `checkpoint.key` in the folder of a log; made (0600) when absent.
[[nodiscard]] base::Result<SigningKey> signing_key(const std::filesystem::path& folder);

[[nodiscard]] bool is_signature(std::string_view signature, std::string_view text,
                                std::string_view signer);

class Log;
/// Enters in the log who signs its checkpoints.
[[nodiscard]] base::Status announce_signer(Log& log, const SigningKey& key);

}  // namespace skjerm::audit
