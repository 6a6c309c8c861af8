// Spreads packed values over the units whose presence bit is set: the inner loop of every import of
// a partly filled variable.
#pragma once

#include <cstddef>
#include <cstdint>

namespace skjerm::datastore {

/// out[i] = bit i of `presence` ? the next value of `packed` : missing, for i in [0, units).
/// `presence` holds (units + 63) / 64 words; `packed` exactly as many values as there are set bits,
/// none of which is read past its end. Defined for words of 1, 2, 4 and 8 bytes.
template <class Word>
void expand(const std::uint64_t* presence, const Word* packed, std::size_t records,
            std::size_t units, Word missing, Word* out);

/// The same, value by value: the oracle of the fast one, and the path of other CPUs.
template <class Word>
void expand_portable(const std::uint64_t* presence, const Word* packed, std::size_t units,
                     Word missing, Word* out);

}  // namespace skjerm::datastore
