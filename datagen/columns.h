// Which variable of registers.json each generated column is, and how it lies in memory.
#pragma once

#include <span>
#include <string_view>

#include "datagen/catalogue.h"
#include "skjerm/column/types.h"

namespace skjerm::datagen {

struct ColumnSpec {
    Column column;
    std::string_view name;
    column::Storage storage;
};

/// By column.
[[nodiscard]] std::span<const ColumnSpec, kColumnCount> column_specs();

}  // namespace skjerm::datagen
