#include "skjerm/datastore/block_parts.h"

#include <limits>
#include <numeric>

#include "skjerm/base/check.h"
#include "skjerm/datastore/bits.h"

namespace skjerm::datastore {

void PartWriter::append(PackedParts part, std::span<const std::byte> plain,
                        std::span<const std::byte> packed) {
    bytes_.resize(round_up(bytes_.size(), 8));
    const std::span<const std::byte> shorter = packed.empty() ? plain : packed;
    bytes_.insert(bytes_.end(), shorter.begin(), shorter.end());
    if (!packed.empty()) packed_ = static_cast<PackedParts>(packed_ | part);
}

void PartWriter::add_plain(std::span<const std::byte> bytes) { append(0, bytes, {}); }

void PartWriter::add_positions(std::span<const std::uint16_t> positions) {
    std::vector<std::uint16_t> distances(positions.size());
    std::adjacent_difference(positions.begin(), positions.end(), distances.begin(),
                             [](std::uint16_t position, std::uint16_t before) {
                                 return static_cast<std::uint16_t>(position - before);
                             });
    append(kPackedPositions, std::as_bytes(positions),
           packed(std::span<const std::uint16_t>(distances), NumberOrder::Unsigned));
}

void PartWriter::add_values(const std::byte* values, std::size_t count, std::size_t width,
                            NumberOrder order) {
    with_word_of(width, [&](auto zero) {
        using Word = decltype(zero);
        add(kPackedValues, std::span(reinterpret_cast<const Word*>(values), count), order);
    });
}

EncodedBlock PartWriter::finish(Encoding encoding, std::size_t records) {
    SKJERM_CHECK(bytes_.size() <= std::numeric_limits<std::uint32_t>::max());
    return {encoding, static_cast<std::uint32_t>(records), std::move(bytes_), packed_};
}

NumberOrder order_of(column::Storage storage) {
    return column::kind_of(storage) == column::Kind::Integer ? NumberOrder::Signed
                                                             : NumberOrder::Unsigned;
}

bool parts_are_sound(const BlockView& block, column::Storage storage) {
    if (block.packed == 0)
        return block.bytes.size() ==
               encoded_length(block.encoding, storage, block.units, block.records);
    std::size_t at = 0;
    bool fits = true;
    const auto step = [&](std::size_t bytes) {
        fits = fits && bytes <= block.bytes.size() - at;
        if (fits) at += bytes;
    };
    const auto pass = [&](PackedParts part, std::size_t width) {
        if (!fits || width == 0) return;
        step(round_up(at, 8) - at);
        if ((block.packed & part) == 0) return step(block.records * width);
        const std::size_t packed =
            fits ? sound_packed_bytes(block.bytes.subspan(at), block.records, width) : 0;
        fits = fits && packed != 0;
        step(packed);
    };
    const BlockShape shape = shape_of(block.encoding, storage);
    if (shape.has_presence) step(round_up(block.units, 64) / 8);
    pass(kPackedPositions, shape.position_width);
    pass(kPackedFirsts, shape.place_width);
    pass(kPackedLasts, shape.place_width);
    pass(kPackedValues, shape.value_width);
    return fits && at == block.bytes.size();
}

}  // namespace skjerm::datastore
