// Which variable of registers.json each generated column is, and how it lies in memory.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "datagen/catalogue.h"
#include "skjerm/column/types.h"

namespace skjerm::datagen {

/// A value for each date, or each value once for as long as it stays: chosen by what takes less
/// room in populations of 500,000.
enum class Kept : std::uint8_t { EachDate, AsChanges };

struct ColumnSpec {
    Column column;
    std::string_view name;
    column::Storage storage;
    Kept kept = Kept::EachDate;
};

/// By column.
[[nodiscard]] std::span<const ColumnSpec, kColumnCount> column_specs();

}  // namespace skjerm::datagen
