// The synthetic Norway: a deterministic population whose registers look like the real ones and are
// consistent between persons, families and years. Same version, seed and size: same bytes, for any
// number of threads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "datagen/catalogue.h"
#include "skjerm/base/result.h"

namespace skjerm::datagen {

struct Options {
    std::uint32_t persons = 500'000;  ///< ever registered; at least 20 000. Full size 10 215 453.
    std::uint64_t seed = 1;
    std::filesystem::path directory = {};
    /// Years of yearly and monthly histories; what is written for a year does not depend on them.
    int first_year = 1967;
    int last_year = 2025;
    RegisterIds registers = {};  ///< to write; empty: all of them
    bool write_indexed_parquet = false;
};

inline constexpr std::uint32_t kFullPopulation = 10'215'453;

/// Generates into a new store. `progress(done, total)` in blocks, from one thread at a time.
[[nodiscard]] base::Status generate(const Options& options,
                                    const std::function<void(std::size_t, std::size_t)>& progress);

}  // namespace skjerm::datagen
