#include "skjerm/package/data_reader.h"

#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::package {

base::Result<std::unique_ptr<DataReader>> DataReader::open(const std::filesystem::path& csv,
                                                           CellType identifier, CellType measure) {
    SKJERM_TRY_ASSIGN(std::unique_ptr<ByteSource> source, open_file(csv));
    return std::make_unique<DataReader>(std::move(source), identifier, measure);
}

DataReader::DataReader(std::unique_ptr<ByteSource> source, CellType identifier, CellType measure)
    : source_(std::move(source)), measure_(measure), rows_(*source_, identifier, measure) {}

base::Result<bool> DataReader::next(RowBatch& batch) {
    batch.first_row = next_row_;
    batch.identifiers.clear();
    batch.texts.clear();
    batch.integers.clear();
    batch.numbers.clear();
    batch.starts.clear();
    batch.stops.clear();
    characters_.clear();
    identifier_ends_.clear();
    text_ends_.clear();

    Row row;
    while (!at_end_ && batch.starts.size() < kBatchRows) {
        const RowReader::Step step = rows_.next(row);
        if (step == RowReader::Step::Unreadable) return rows_.failure();
        if (step == RowReader::Step::Invalid) return rows_.finding().message;
        at_end_ = step == RowReader::Step::End;
        if (at_end_) break;
        if (!row.has_identifier) return base::error(base::Code::DataIdentifierEmpty, {});
        if (!row.has_value) return base::error(base::Code::DataValueEmpty, {});

        characters_ += row.identifier;
        identifier_ends_.push_back(characters_.size());
        if (measure_ == CellType::String) {
            characters_ += row.text;
            text_ends_.push_back(characters_.size());
        } else if (measure_ == CellType::Double) {
            batch.numbers.push_back(row.number);
        } else {
            batch.integers.push_back(row.integer);
        }
        batch.starts.push_back(row.start);
        batch.stops.push_back(row.stop);
    }

    const std::string_view characters = characters_;
    std::size_t at = 0;
    for (std::size_t index = 0; index < identifier_ends_.size(); ++index) {
        batch.identifiers.push_back(characters.substr(at, identifier_ends_[index] - at));
        at = identifier_ends_[index];
        if (text_ends_.empty()) continue;
        batch.texts.push_back(characters.substr(at, text_ends_[index] - at));
        at = text_ends_[index];
    }
    next_row_ += batch.size();
    return batch.size() > 0;
}

}  // namespace skjerm::package
