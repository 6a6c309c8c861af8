// The columns of one store block of 65 536 units while they are filled. A segment is allocated,
// full of missing values, when it is first written to.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "datagen/catalogue.h"
#include "datagen/changes.h"
#include "skjerm/base/check.h"
#include "skjerm/base/parallel.h"
#include "skjerm/column/types.h"

namespace skjerm::datagen {

class BlockColumns {
public:
    /// `units` in the store block `index`.
    BlockColumns(const Catalogue& catalogue, std::size_t index, std::size_t units)
        : catalogue_(catalogue),
          units_(units),
          segments_(catalogue.segment_count()),
          spells_(kColumnCount) {
        block_.index = index;
    }

    [[nodiscard]] std::size_t units() const { return units_; }

    /// Values of the block's units; null when the column has no segment for `year` and, where it
    /// has one a month, `month`, or is not asked for (for FIXED columns the year does not matter,
    /// and there always are values). T must be the column's storage type.
    template <class T>
    [[nodiscard]] T* values(Column column, int year = 0, int month = 0) {
        const Segments& place = catalogue_.segments(column);
        const auto& variable = catalogue_.variables()[place.variable];
        if (place.count == 0) return nullptr;
        std::size_t segment = 0;
        if (place.first_year != 0) {
            const int steps = place.first_month == 0
                                  ? year - place.first_year
                                  : (year - place.first_year) * 12 + month - place.first_month;
            if (steps < 0 || !catalogue_.is_written(column)) return nullptr;
            segment = static_cast<std::size_t>(steps);
            if (segment >= place.count) return nullptr;
        }
        SKJERM_CHECK(variable.storage == column::storage_of<T>());
        std::vector<std::byte>& bytes = segments_[place.first + segment];
        if (bytes.empty()) {
            bytes.resize(units_ * sizeof(T));
            std::fill_n(reinterpret_cast<T*>(bytes.data()), units_, column::missing<T>());
        }
        return reinterpret_cast<T*>(bytes.data());
    }

    /// Appends the spells of the next unit; units come in order.
    template <class T>
    void begin_unit(Column column) {
        auto& spells = spells_[static_cast<std::size_t>(column)];
        spells.offsets.push_back(static_cast<std::uint32_t>(spells.starts.size()));
    }
    template <class T>
    void add_spell(Column column, base::DayNumber start, base::DayNumber stop, T value) {
        auto& spells = spells_[static_cast<std::size_t>(column)];
        spells.starts.push_back(start);
        spells.stops.push_back(stop);
        const std::size_t at = spells.values.size();
        spells.values.resize(at + sizeof(T));
        std::memcpy(spells.values.data() + at, &value, sizeof(T));
    }

    /// Hands everything over; the columns are empty afterwards.
    [[nodiscard]] datastore::StoreBlock take() {
        for (std::size_t at = 0; at < kColumnCount; ++at) {
            const auto column = static_cast<Column>(at);
            const Segments& place = catalogue_.segments(column);
            if (!catalogue_.is_written(column)) continue;
            const std::size_t variable = *catalogue_.written_position(place.variable);
            const std::span dates(segments_.data() + place.first, place.count);
            if (const auto& written = catalogue_.variables()[place.variable]; written.as_changes) {
                block_.spells.emplace_back(variable, changes_of(written.storage, units_, dates));
                std::ranges::fill(dates, std::vector<std::byte>());
                continue;
            }
            for (std::size_t segment = 0; segment < place.count; ++segment)
                block_.segments.push_back({variable, segment, std::move(dates[segment])});
            datastore::SpellBlock& spells = spells_[at];
            if (spells.offsets.empty()) continue;
            spells.offsets.push_back(static_cast<std::uint32_t>(spells.starts.size()));
            block_.spells.emplace_back(variable, std::move(spells));
        }
        return std::move(block_);
    }

private:
    const Catalogue& catalogue_;
    std::size_t units_;
    std::vector<std::vector<std::byte>> segments_;
    std::vector<datastore::SpellBlock> spells_;
    datastore::StoreBlock block_{};
};

}  // namespace skjerm::datagen
