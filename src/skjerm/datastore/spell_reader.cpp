#include "skjerm/datastore/spell_reader.h"

#include <numeric>
#include <vector>

#include "skjerm/datastore/first_failure.h"

namespace skjerm::datastore {

base::Result<Store::Spells> read_segment_spells(const Segment& segment, const SpellRequest& request,
                                                const ColumnShape& shape,
                                                const base::MemoryBudgetPtr& budget,
                                                base::Span where) {
    SKJERM_TRY(segment.check_unchanged(where));
    // begins[b] is the first row of block b.
    std::vector<std::size_t> begins(std::size_t{segment.blocks()} + 1);
    SKJERM_TRY(parallel_tasks(segment.blocks(), [&](std::size_t index) -> base::Status {
        SKJERM_TRY_ASSIGN(const BlockView block,
                          segment.block(static_cast<std::uint32_t>(index), where));
        begins[index + 1] = count_spells(block, request.first, request.last);
        return base::ok();
    }));
    std::partial_sum(begins.begin(), begins.end(), begins.begin());

    const std::size_t width = column::width_of(segment.storage());
    auto spells = build_spells(
        segment.storage(), begins.back(), request.unit_domain, shape, budget,
        [&](const SpellRows& all) {
            return parallel_tasks(segment.blocks(), [&](std::size_t index) -> base::Status {
                SKJERM_TRY_ASSIGN(const BlockView block,
                                  segment.block(static_cast<std::uint32_t>(index), where));
                const std::size_t begin = begins[index];
                const std::size_t count = begins[index + 1] - begin;
                select_spells(block, segment.storage(), request.first, request.last,
                              static_cast<std::uint32_t>(index * base::kBlockRows),
                              column::missing<std::int32_t>(),
                              {all.units.subspan(begin, count), all.starts.subspan(begin, count),
                               all.stops.subspan(begin, count),
                               all.values.subspan(begin * width, count * width)});
                return base::ok();
            });
        });
    segment.release_pages();
    return spells;
}

}  // namespace skjerm::datastore
