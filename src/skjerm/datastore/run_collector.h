// Units of domains that are counted while they are written: runs of any length, joined in the order
// in which they come and cut into blocks of 65 536 units.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "skjerm/datastore/store_writer.h"

namespace skjerm::datastore {

class RunCollector {
public:
    /// `variables` and `unit_counts` outlive the collector.
    RunCollector(const std::vector<VariableToWrite>& variables,
                 const std::vector<std::uint32_t>& unit_counts)
        : variables_(variables), unit_counts_(unit_counts) {}

    /// A block of `units` units, its `domain` set.
    struct Block {
        StoreBlock values;
        std::uint32_t units = 0;
    };

    /// Takes the runs that come with one block: at most one for a domain, each domain counted
    /// later.
    void add(std::vector<UnitRun> runs);
    /// The whole blocks there are by now, each domain's in order.
    [[nodiscard]] std::vector<Block> take_whole_blocks();
    /// All that is left; the last block of a domain may be a short one.
    [[nodiscard]] std::vector<Block> take_rest();
    /// Units of `domain` so far.
    [[nodiscard]] std::uint32_t units(column::UnitDomain domain) const;

private:
    /// A variable's values for the first units of the block that is being filled.
    struct Values {
        std::vector<std::byte> bytes;
        std::uint32_t units = 0;  ///< those after are missing
    };
    struct Domain {
        std::uint32_t units = 0;     ///< in all runs so far
        std::uint32_t buffered = 0;  ///< of them in the block that is being filled
        std::size_t next = 0;        ///< index of that block
        std::map<std::pair<std::size_t, std::size_t>, Values> values;
        std::map<std::size_t, SpellBlock> spells;  ///< without the last offset
    };

    void add_units(column::UnitDomain id, Domain& domain, const UnitRun& run);
    static void pad(Values& values, column::Storage storage, std::uint32_t units);
    void add_values(Domain& domain, const SegmentBlock& from, std::uint32_t begin,
                    std::uint32_t count);
    void add_spells(Domain& domain, std::size_t variable, const SpellBlock& from,
                    std::uint32_t begin, std::uint32_t count);
    void cut(column::UnitDomain id, Domain& domain);

    const std::vector<VariableToWrite>& variables_;
    const std::vector<std::uint32_t>& unit_counts_;
    std::map<column::UnitDomain, Domain> domains_;
    std::vector<Block> whole_;
};

}  // namespace skjerm::datastore
