// The vault: which pseudonym each identifier has. It belongs to the owner of the data and lies in a
// folder of its own, apart from the datastore; it holds no identifiers, only keyed hashes of them,
// and has no way back from a pseudonym.
//
//   key           32 random bytes, made with the vault
//   <domain>.log  for each identifier its HMAC-SHA-256, cut to 16 bytes, and 6 bytes of pseudonym
//   vault.json    how much of each log counts, with its CRC-32C; replaced by commit()
//
// The folder has mode 0700 and its files 0600; a vault that others can read is refused. Losing it
// makes later versions impossible to link to the earlier ones.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "skjerm/datastore/file_system.h"
#include "skjerm/publish/pseudonym_backend.h"

namespace skjerm::publish {

class Vault final : public PseudonymBackend {
public:
    /// Opens the vault in `folder`, or makes one when there is none and `may_create`.
    [[nodiscard]] static base::Result<std::unique_ptr<Vault>> open(
        const std::filesystem::path& folder, bool may_create,
        datastore::FileSystem& files = datastore::posix_file_system());
    ~Vault() override;

    /// Tells this vault from others, and nothing about its key.
    [[nodiscard]] std::string fingerprint() const;

    /// New identifiers get random pseudonyms that no other of the domain has.
    [[nodiscard]] base::Result<std::vector<std::uint64_t>> map(
        std::string_view domain, std::span<const std::string_view> identifiers) override;
    [[nodiscard]] base::Status commit() override;

private:
    class Domain;

    Vault(std::filesystem::path folder, datastore::FileSystem& files);
    [[nodiscard]] base::Status create();
    [[nodiscard]] base::Status load();
    [[nodiscard]] base::Result<Domain*> domain(std::string_view name);

    std::filesystem::path folder_;
    datastore::FileSystem& files_;
    std::array<std::uint8_t, 32> key_{};
    std::map<std::string, std::unique_ptr<Domain>, std::less<>> domains_;
};

}  // namespace skjerm::publish
