#include "skjerm/ledger/anchoring.h"

#include <algorithm>

namespace skjerm::ledger {

namespace {

/// Of candidates in any order.
std::optional<Anchored> nearest_of(std::span<const NearSet> candidates, const UnitSet& set,
                                   std::uint64_t set_key, const Attraction& attraction) {
    std::vector<std::uint32_t> buckets;
    for (const NearSet& candidate : candidates)
        for (const Residual& residual : candidate.residuals) buckets.push_back(residual.bucket);
    const std::vector<KeyedRow> rows = rows_in_buckets(set, buckets);
    std::optional<Anchored> nearest;
    for (const NearSet& candidate : candidates) {
        auto changed = units_behind(candidate.residuals, rows, attraction.delta());
        if (!changed || !attraction.draws(set_key, candidate.key_sum, changed->size())) continue;
        const bool nearer =
            !nearest || changed->size() < nearest->changed_rows.size() ||
            (changed->size() == nearest->changed_rows.size() && candidate.number < nearest->number);
        if (nearer) nearest = {candidate.number, *std::move(changed)};
    }
    return nearest;
}

}  // namespace

bool Attraction::draws_within(std::uint64_t delta, std::uint64_t set, std::uint64_t anchor,
                              std::uint64_t units) const {
    const std::uint64_t draw =
        cipher_.encrypt({set, anchor}).low % std::min(kSteps, std::max<std::uint64_t>(delta, 1));
    return draw + units <= delta;
}

base::Result<std::optional<Anchored>> nearest_anchor(const AnchorStore& store, const UnitSet& set,
                                                     const SetRecord& record,
                                                     const Attraction& attraction,
                                                     std::uint64_t as_of) {
    SKJERM_TRY_ASSIGN(const std::vector<NearSet> candidates,
                      store.near(record, attraction.delta(), as_of));
    return nearest_of(candidates, set, record.key_sum, attraction);
}

std::optional<Anchored> nearest_anchor(std::span<const SetRecord> anchors, const UnitSet& set,
                                       const SetRecord& record, const Attraction& attraction) {
    std::vector<NearSet> candidates;
    for (std::size_t i = 0; i < anchors.size(); ++i) {
        if (anchors[i].domain != record.domain) continue;
        if (auto residuals = decode(anchors[i].sketch ^ record.sketch))
            candidates.push_back(
                {static_cast<std::uint32_t>(i), anchors[i].key_sum, *std::move(residuals)});
    }
    return nearest_of(candidates, set, record.key_sum, attraction);
}

}  // namespace skjerm::ledger
