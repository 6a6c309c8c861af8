// Pseudonyms of made-up populations, computed instead of kept: a keyed permutation of the number
// that stands in the identifier. From the pseudonym the number can be had back, and it is the unit
// index; so a population that is written as input packages and taken in again keeps its indexes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "skjerm/base/keyed_hash.h"
#include "skjerm/publish/pseudonym_backend.h"

namespace skjerm::publish {

/// A permutation of the numbers below 2^48: a Feistel network of eight rounds with AES-128 as the
/// round function (Luby and Rackoff 1988).
class Permutation48 {
public:
    /// Depends on `databank` and `domain` alone: nothing here is a secret.
    Permutation48(std::string_view databank, std::string_view domain);

    [[nodiscard]] std::uint64_t forward(std::uint64_t number) const;
    [[nodiscard]] std::uint64_t back(std::uint64_t number) const;

private:
    [[nodiscard]] std::uint64_t round(std::uint64_t half, int round) const;

    base::Aes128 cipher_;
};

class SyntheticPseudonyms final : public PseudonymBackend {
public:
    explicit SyntheticPseudonyms(std::string databank) : databank_(std::move(databank)) {}

    /// Refuses identifiers that were not made from a number.
    [[nodiscard]] base::Result<std::vector<std::uint64_t>> map(
        std::string_view domain, std::span<const std::string_view> identifiers) override;
    [[nodiscard]] base::Status commit() override { return base::ok(); }

private:
    std::string databank_;
};

/// The number in a made-up identifier of a unit id type: of persons 11 digits that begin with 99,
/// of organisations 9 that begin with 1; of others `<UNIT TYPE>_` and ten digits, or a plain
/// number. Absent for any other text.
[[nodiscard]] std::optional<std::uint64_t> synthetic_number(std::string_view domain,
                                                            std::string_view identifier);

}  // namespace skjerm::publish
