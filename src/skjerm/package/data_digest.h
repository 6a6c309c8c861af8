// The checksums of a data file, taken in one pass: MD5, which the official layout has against
// accidents, and SHA-256, which ours adds.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "skjerm/base/keyed_hash.h"
#include "skjerm/package/openssl_handles.h"

namespace skjerm::package {

class DataDigest {
public:
    DataDigest() : md5_(EVP_MD_CTX_new()), sha256_(EVP_MD_CTX_new()) {
        SKJERM_CHECK(md5_ != nullptr && sha256_ != nullptr);
        check_openssl(EVP_DigestInit_ex(md5_.get(), EVP_md5(), nullptr));
        check_openssl(EVP_DigestInit_ex(sha256_.get(), EVP_sha256(), nullptr));
    }

    void add(std::span<const char> bytes) {
        check_openssl(EVP_DigestUpdate(md5_.get(), bytes.data(), bytes.size()));
        check_openssl(EVP_DigestUpdate(sha256_.get(), bytes.data(), bytes.size()));
    }

    /// Hexadecimal; each once, at the end.
    [[nodiscard]] std::string md5() { return text_of<16>(md5_); }
    [[nodiscard]] std::string sha256() { return text_of<32>(sha256_); }

private:
    template <std::size_t Bytes>
    static std::string text_of(const DigestPtr& digest) {
        std::array<std::uint8_t, Bytes> sum{};
        check_openssl(EVP_DigestFinal_ex(digest.get(), sum.data(), nullptr));
        return base::to_hex(sum);
    }

    DigestPtr md5_;
    DigestPtr sha256_;
};

}  // namespace skjerm::package
