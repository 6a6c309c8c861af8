// Rows as an Arrow IPC stream (Apache Arrow columnar format 1.0, metadata version 5): a schema,
// then batches of records, then the end. Columns can hold nulls; nothing is compressed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace skjerm::official {

enum class ArrowType : std::uint8_t { Int16, Int64, Double, Text };

struct ArrowField {
    std::string name;
    ArrowType type = ArrowType::Int64;
};

/// One column of a batch while it is filled.
class ArrowColumn {
public:
    explicit ArrowColumn(ArrowType type);

    void add_null();
    /// Of the column's type: std::int16_t, std::int64_t, double.
    template <class T>
    void add(T value) {
        const auto* bytes = reinterpret_cast<const char*>(&value);
        data_.append(bytes, sizeof value);
        add_validity(true);
    }
    void add_text(std::string_view text);

    [[nodiscard]] ArrowType type() const { return type_; }
    [[nodiscard]] std::int64_t rows() const { return rows_; }
    [[nodiscard]] std::int64_t nulls() const { return nulls_; }
    [[nodiscard]] std::size_t bytes() const { return data_.size(); }
    /// Its buffers in the order of the format: validity (empty without nulls), for texts the
    /// offsets, the values.
    [[nodiscard]] std::vector<std::string_view> buffers() const;
    void clear();

private:
    void add_validity(bool is_valid);

    ArrowType type_;
    std::int64_t rows_ = 0;
    std::int64_t nulls_ = 0;
    std::string validity_;  // a bit for each row, the lowest first
    std::string offsets_;   // of texts: int32, one more than rows
    std::string data_;
};

class ArrowStreamWriter {
public:
    /// Opens `file` and writes the schema.
    ArrowStreamWriter(const std::filesystem::path& file, const std::vector<ArrowField>& fields);

    [[nodiscard]] std::vector<ArrowColumn>& columns() { return columns_; }
    /// After each row was added to all columns: a batch is written now and then.
    void end_row();
    /// Writes the last batch and the end; false when anything could not be written.
    [[nodiscard]] bool finish();

private:
    void write_batch();
    void write_message(std::string_view metadata, const std::vector<std::string_view>& body);

    std::ofstream stream_;
    std::vector<ArrowColumn> columns_;
};

}  // namespace skjerm::official
