// The master secret of an installation and the keys derived from it. Made at first start, in a file
// that only its owner can read; never in a store, a log, a message or a core dump.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>

#include "skjerm/base/keyed_hash.h"
#include "skjerm/base/result.h"

namespace skjerm::disclosure {

/// Keys by purpose (HKDF-SHA-256 of the master secret). Wiped on destruction; not copyable.
class Secret {
public:
    /// Reads 32 bytes from `file`; makes the file (0600, random) when it does not exist. Refuses a
    /// file that is short, unreadable, open to group or others, somebody else's, or a link. Turns
    /// core dumps of this process off.
    [[nodiscard]] static base::Result<Secret> load_or_create(const std::filesystem::path& file);
    /// The same, and makes nothing: an absent file is unreadable.
    [[nodiscard]] static base::Result<Secret> load(const std::filesystem::path& file);
    /// For tests: a secret from bytes.
    explicit Secret(const std::array<std::uint8_t, 32>& master);
    Secret(Secret&&) noexcept;
    Secret& operator=(Secret&&) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret();

    [[nodiscard]] const base::Aes128::Key& record_key() const { return record_; }
    [[nodiscard]] const base::Aes128::Key& cell_key() const { return cell_; }
    [[nodiscard]] const base::Aes128::Key& weight_key() const { return weight_; }
    [[nodiscard]] const base::Aes128::Key& sample_key() const { return sample_; }
    [[nodiscard]] const base::Aes128::Key& fingerprint_key() const { return fingerprint_; }
    /// Names the draw of all noise that these keys make; no secret, and tells nothing about them.
    [[nodiscard]] std::uint64_t epoch() const { return epoch_; }
    /// The epoch as 16 hexadecimal digits.
    [[nodiscard]] std::string epoch_name() const;

private:
    void wipe() noexcept;

    base::Aes128::Key record_{};
    base::Aes128::Key cell_{};
    base::Aes128::Key weight_{};
    base::Aes128::Key sample_{};
    base::Aes128::Key fingerprint_{};
    std::uint64_t epoch_ = 0;
};

}  // namespace skjerm::disclosure
