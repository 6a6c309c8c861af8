// OpenSSL's objects with owners. Calls that fail only for want of memory or by misuse are checked
// as invariants.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>

#include <memory>

#include "skjerm/base/check.h"

namespace skjerm::package {

template <auto Free>
struct FreeBy {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};

using BioPtr = std::unique_ptr<BIO, FreeBy<BIO_free_all>>;
using CipherPtr = std::unique_ptr<EVP_CIPHER_CTX, FreeBy<EVP_CIPHER_CTX_free>>;
using DigestPtr = std::unique_ptr<EVP_MD_CTX, FreeBy<EVP_MD_CTX_free>>;
using MacPtr = std::unique_ptr<EVP_MAC_CTX, FreeBy<EVP_MAC_CTX_free>>;
using PkeyContextPtr = std::unique_ptr<EVP_PKEY_CTX, FreeBy<EVP_PKEY_CTX_free>>;

/// A call that gives 1 when it succeeded.
inline void check_openssl(int result) { SKJERM_CHECK(result == 1); }

}  // namespace skjerm::package
