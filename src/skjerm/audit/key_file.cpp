#include "skjerm/audit/key_file.h"

#include <sodium.h>

#include "skjerm/audit/private_file.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::audit {

namespace {

using base::Code;

constexpr std::size_t kFingerprintDigits = 16;

base::Diagnostic fault(Code code, const std::filesystem::path& name) {
    return base::error(code, {}, {base::Argument::name(name.string())});
}

}  // namespace

std::string fingerprint_of(const Hash& bytes) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return to_hex(hash_of(text)).substr(0, kFingerprintDigits);
}

std::string key_file_text(std::string_view title, const Hash& bytes) {
    return std::string(title) + to_hex(bytes) + " " + fingerprint_of(bytes) + "\n";
}

base::Result<std::optional<Hash>> read_key(const std::filesystem::path& file,
                                           std::string_view title) {
    base::Result<std::optional<std::string>> text = read_private_file(file);
    if (!text) {
        const bool open_to_others = text.diagnostic().code == Code::AuditTooOpen;
        return open_to_others ? text.diagnostic() : fault(Code::AuditKeyUnreadable, file);
    }
    if (!*text) return std::optional<Hash>();
    const std::string_view rest = **text;
    std::optional<Hash> bytes;
    if (rest.starts_with(title)) {
        bytes = hash_from_hex(rest.substr(title.size(), 2 * sizeof(Hash)));
        if (bytes && rest != key_file_text(title, *bytes)) bytes.reset();
    }
    sodium_memzero((*text)->data(), (*text)->size());
    if (!bytes) return fault(Code::AuditKeyDamaged, file);
    return bytes;
}

}  // namespace skjerm::audit
