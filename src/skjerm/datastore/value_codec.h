// Blocks of values: choosing an encoding, writing it, checking what was read, and turning it into
// one value per unit (block_parts.h: what the bytes of a block fall into). Works on the bits of the
// values: `width` bytes each, missing as a reserved pattern.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "skjerm/column/types.h"
#include "skjerm/datastore/segment_format.h"

namespace skjerm::datastore {

/// What a block may hold: the codes of the dictionary, or the units of the link's domain.
struct ValueLimit {
    std::uint32_t dictionary_entries = 0;  ///< text: codes 0..entries
    std::uint32_t linked_units = 0;        ///< links: indexes 0..units-1, or missing
};

/// A block ready to be appended to a file.
struct EncodedBlock {
    Encoding encoding = Encoding::Empty;
    std::uint32_t records = 0;
    std::vector<std::byte> bytes;
    PackedParts packed = 0;
};

/// A block in a mapped file whose length fits its shape.
struct BlockView {
    Encoding encoding = Encoding::Empty;
    std::uint32_t units = 0;
    std::uint32_t records = 0;
    std::span<const std::byte> bytes;
    PackedParts packed = 0;
};
/// Only as long as the block.
[[nodiscard]] inline BlockView view_of(const EncodedBlock& block, std::uint32_t units) {
    return {block.encoding, units, block.records, block.bytes, block.packed};
}

/// `values`: one of `storage` for each of `units` units, or nothing at all. Dense from three
/// quarters filled, else the shorter of bitmap and packed positions, with the values packed where
/// that saves a fifth. NaNs become the one missing NaN.
[[nodiscard]] EncodedBlock encode_values(column::Storage storage, std::vector<std::byte> values,
                                         std::uint32_t units);
/// Every value in place, whatever the fill.
[[nodiscard]] EncodedBlock encode_dense(std::vector<std::byte> values, std::uint32_t units,
                                        std::uint32_t records);

/// Of a block whose parts are sound: whether the presence bits count `records`, positions ascend
/// inside the block, and every value is within `limit`.
[[nodiscard]] bool is_sound(const BlockView& block, column::Storage storage,
                            const ValueLimit& limit);
/// Whether every one of `count` values of `storage` at `values` is within `limit`.
[[nodiscard]] bool within(const std::byte* values, std::size_t count, column::Storage storage,
                          const ValueLimit& limit);

/// out[unit] = value or missing, for all units of a block that holds values.
void decode_values(const BlockView& block, column::Storage storage, std::byte* out);

/// out[i] = value of unit positions[i] of the block; `positions` ascend (equal ones allowed).
void gather_values(const BlockView& block, column::Storage storage,
                   std::span<const std::uint32_t> positions, std::byte* out);

/// Sets `count` values of `storage` at `out` to missing.
void fill_missing(column::Storage storage, std::size_t count, std::byte* out);

}  // namespace skjerm::datastore
