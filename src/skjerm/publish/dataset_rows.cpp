#include "skjerm/publish/dataset_rows.h"

#include <algorithm>
#include <bit>

#include "skjerm/base/check.h"
#include "skjerm/package/data_reader.h"

namespace skjerm::publish {

namespace {

bool has_dates(package::Temporality temporality) {
    return temporality == package::Temporality::Status ||
           temporality == package::Temporality::Accumulated;
}

/// The values of a batch as the spill has them.
base::Result<std::vector<std::uint64_t>> values_of(const package::RowBatch& batch,
                                                   const RowDomains& domains, DatasetRows& rows) {
    std::vector<std::uint64_t> values;
    values.reserve(batch.size());
    switch (rows.kind) {
        case ValueKind::Unit: {
            if (batch.integers.empty()) return domains.linked->keys(batch.texts);
            std::vector<std::string> texts;
            texts.reserve(batch.integers.size());
            for (const std::int64_t number : batch.integers)
                texts.push_back(std::to_string(number));
            const std::vector<std::string_view> views(texts.begin(), texts.end());
            return domains.linked->keys(views);
        }
        case ValueKind::Text:
            for (const std::string_view text : batch.texts)
                values.push_back(rows.texts.number(text));
            break;
        case ValueKind::Number:
            for (const double number : batch.numbers)
                values.push_back(std::bit_cast<std::uint64_t>(number));
            break;
        case ValueKind::Integer:
            for (const std::int64_t number : batch.integers) {
                if (rows.rows == 0 && values.empty()) rows.lowest = rows.highest = number;
                rows.lowest = std::min(rows.lowest, number);
                rows.highest = std::max(rows.highest, number);
                values.push_back(static_cast<std::uint64_t>(number));
            }
            break;
    }
    return values;
}

}  // namespace

std::uint64_t TextNumbers::number(std::string_view text) {
    const auto found = numbers_.find(text);
    if (found != numbers_.end()) return found->second;
    texts_.emplace_back(text);
    numbers_.emplace(texts_.back(), texts_.size() - 1);
    return texts_.size() - 1;
}

ValueKind value_kind(const package::Metadata& metadata) {
    const package::MeasureVariable& measure = metadata.measure;
    if (measure.unit_type != nullptr && measure.unit_type->pseudonymised) return ValueKind::Unit;
    switch (measure.data_type) {
        case package::CellType::String:
            return ValueKind::Text;
        case package::CellType::Double:
            return ValueKind::Number;
        case package::CellType::Long:
        case package::CellType::Date:
            return ValueKind::Integer;
    }
    base::fail_check("unreachable type of cell", __FILE__, __LINE__);
}

base::Status collect_package(std::unique_ptr<package::ByteSource> data,
                             const package::Metadata& metadata, const RowDomains& domains,
                             const RowProgress& progress, DatasetRows& rows) {
    rows.kind = value_kind(metadata);
    package::DataReader reader(std::move(data), metadata.identifier_type(),
                               metadata.measure.data_type);
    package::RowBatch batch;
    while (true) {
        SKJERM_TRY_ASSIGN(const bool has_more, reader.next(batch));
        if (!has_more) break;
        SKJERM_TRY_ASSIGN(const auto units, domains.units->keys(batch.identifiers));
        SKJERM_TRY_ASSIGN(const auto values, values_of(batch, domains, rows));
        for (std::size_t row = 0; row < batch.size(); ++row) {
            const base::DayNumber start = batch.starts[row];
            const base::DayNumber stop = batch.stops[row];
            if (has_dates(metadata.temporality)) rows.dates.add(start, stop);
            SKJERM_TRY(rows.spill.append({units[row], values[row], start, stop}));
        }
        rows.rows += batch.size();
        if (progress) progress(rows.rows);
    }
    return rows.spill.finish();
}

}  // namespace skjerm::publish
