// The units of one identifier domain: which dense index each has. Indexes are given out in
// generations, one for each import that brings new units: a generation's units are sorted and come
// after all earlier ones. Nothing is ever renumbered.
//
// A unit's key is its pseudonym; where identifiers are public codes (municipalities), a number that
// this object alone knows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/datastore/file_system.h"
#include "skjerm/datastore/published_state.h"
#include "skjerm/publish/pseudonym_backend.h"

namespace skjerm::publish {

/// The index of a unit that has none.
inline constexpr std::uint32_t kNoUnit = 0xFFFFFFFFU;

class UnitDomain {
public:
    virtual ~UnitDomain() = default;

    /// Reads the generations of `state` from ROOT. `backend` may be null when nothing but
    /// known pseudonyms will be looked up; it outlives the domain.
    [[nodiscard]] static base::Result<std::unique_ptr<UnitDomain>> open(
        const std::filesystem::path& root, const std::string& databank,
        datastore::DomainState state, PseudonymBackend* backend);

    /// Keys of identifiers as they stand in the input; those not seen before are remembered.
    [[nodiscard]] virtual base::Result<std::vector<std::uint64_t>> keys(
        std::span<const std::string_view> identifiers) = 0;
    /// Keys of what official files hold: pseudonyms, or codes as text. Remembered likewise.
    [[nodiscard]] virtual base::Result<std::vector<std::uint64_t>> known_keys(
        std::span<const std::int64_t> pseudonyms) = 0;

    /// Gives the remembered units their indexes, as one generation more, written durably.
    [[nodiscard]] virtual base::Status append(datastore::FileSystem& files) = 0;

    /// Indexes of keys; kNoUnit for those without.
    virtual void indexes(std::span<const std::uint64_t> keys,
                         std::span<std::uint32_t> out) const = 0;

    /// What an official file holds for a key of a domain of public codes.
    [[nodiscard]] virtual std::string_view text(std::uint64_t key) const = 0;

    [[nodiscard]] const datastore::DomainState& state() const { return state_; }

protected:
    UnitDomain(std::filesystem::path root, datastore::DomainState state, PseudonymBackend* backend)
        : root_(std::move(root)), state_(std::move(state)), backend_(backend) {}

    [[nodiscard]] base::Status check_room(std::uint64_t new_units) const;
    /// Writes dictionaries/<id>/<generation> and adds it to the state.
    [[nodiscard]] base::Status add_generation(datastore::FileSystem& files, std::uint32_t units,
                                              std::span<const std::byte> bytes);

    std::filesystem::path root_;
    datastore::DomainState state_;
    PseudonymBackend* backend_;
};

}  // namespace skjerm::publish
