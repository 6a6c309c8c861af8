#include "skjerm/official/arrow_stream.h"

#include <flatbuffers/flatbuffer_builder.h>

#include <algorithm>

#include "skjerm/base/check.h"

namespace skjerm::official {

namespace {

using flatbuffers::FlatBufferBuilder;
using flatbuffers::Offset;
using Table = flatbuffers::Table;

static_assert(FLATBUFFERS_LITTLEENDIAN, "Arrow streams are written as little-endian");

constexpr std::int64_t kBatchRows = 65'536;
constexpr std::size_t kBatchBytes = std::size_t{64} << 20U;
constexpr std::size_t kAlignment = 8;

// Numbers of Message.fbs and Schema.fbs of the format.
constexpr std::int16_t kVersion5 = 4;
constexpr std::uint8_t kSchemaMessage = 1;
constexpr std::uint8_t kBatchMessage = 3;
constexpr std::uint8_t kIntType = 2;
constexpr std::uint8_t kFloatType = 3;
constexpr std::uint8_t kUtf8Type = 5;
constexpr std::int16_t kDoublePrecision = 2;

/// The place of a table's field in its vtable.
constexpr flatbuffers::voffset_t field(int number) {
    return static_cast<flatbuffers::voffset_t>(4 + 2 * number);
}

/// struct FieldNode { length: long; null_count: long; }
struct FieldNode {
    std::int64_t length;
    std::int64_t null_count;
};
/// struct Buffer { offset: long; length: long; }
struct BufferPlace {
    std::int64_t offset;
    std::int64_t length;
};

std::size_t padded(std::size_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

std::uint8_t type_number(ArrowType type) {
    switch (type) {
        case ArrowType::Int16:
        case ArrowType::Int64:
            return kIntType;
        case ArrowType::Double:
            return kFloatType;
        case ArrowType::Text:
            return kUtf8Type;
    }
    base::fail_check("unreachable Arrow type", __FILE__, __LINE__);
}

Offset<Table> type_table(FlatBufferBuilder& builder, ArrowType type) {
    const auto start = builder.StartTable();
    if (type == ArrowType::Double) {
        builder.AddElement<std::int16_t>(field(0), kDoublePrecision, 0);
    } else if (type != ArrowType::Text) {
        builder.AddElement<std::int32_t>(field(0), type == ArrowType::Int16 ? 16 : 64, 0);
        builder.AddElement<std::uint8_t>(field(1), 1, 0);  // signed
    }
    return Offset<Table>(builder.EndTable(start));
}

Offset<Table> field_table(FlatBufferBuilder& builder, const ArrowField& column) {
    const auto name = builder.CreateString(column.name);
    const auto type = type_table(builder, column.type);
    const auto children = builder.CreateVector(std::vector<Offset<Table>>());
    const auto start = builder.StartTable();
    builder.AddOffset(field(0), name);
    builder.AddElement<std::uint8_t>(field(1), 1, 0);  // may be null
    builder.AddElement<std::uint8_t>(field(2), type_number(column.type), 0);
    builder.AddOffset(field(3), type);
    builder.AddOffset(field(5), children);
    return Offset<Table>(builder.EndTable(start));
}

std::string finish_message(FlatBufferBuilder& builder, std::uint8_t kind, Offset<Table> header,
                           std::size_t body_bytes) {
    const auto start = builder.StartTable();
    builder.AddElement<std::int64_t>(field(3), static_cast<std::int64_t>(body_bytes), 0);
    builder.AddOffset(field(2), header);
    builder.AddElement<std::int16_t>(field(0), kVersion5, 0);
    builder.AddElement<std::uint8_t>(field(1), kind, 0);
    builder.Finish(Offset<Table>(builder.EndTable(start)));
    return {reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize()};
}

std::string schema_message(const std::vector<ArrowField>& columns) {
    FlatBufferBuilder builder;
    std::vector<Offset<Table>> fields;
    fields.reserve(columns.size());
    for (const ArrowField& column : columns) fields.push_back(field_table(builder, column));
    const auto list = builder.CreateVector(fields);
    const auto start = builder.StartTable();
    builder.AddOffset(field(1), list);  // field 0, the byte order, is little-endian by default
    return finish_message(builder, kSchemaMessage, Offset<Table>(builder.EndTable(start)), 0);
}

}  // namespace

ArrowColumn::ArrowColumn(ArrowType type) : type_(type) { clear(); }

void ArrowColumn::clear() {
    rows_ = nulls_ = 0;
    validity_.clear();
    data_.clear();
    offsets_.assign(type_ == ArrowType::Text ? sizeof(std::int32_t) : 0, '\0');
}

void ArrowColumn::add_validity(bool is_valid) {
    if (rows_ % 8 == 0) validity_.push_back('\0');
    if (is_valid)
        validity_.back() = static_cast<char>(static_cast<unsigned char>(validity_.back()) |
                                             (1U << static_cast<unsigned>(rows_ % 8)));
    nulls_ += is_valid ? 0 : 1;
    ++rows_;
}

void ArrowColumn::add_null() {
    const std::size_t width = type_ == ArrowType::Text ? 0 : type_ == ArrowType::Int16 ? 2 : 8;
    data_.append(width, '\0');
    if (type_ == ArrowType::Text) offsets_.append(offsets_, offsets_.size() - 4, 4);
    add_validity(false);
}

void ArrowColumn::add_text(std::string_view text) {
    data_ += text;
    const auto end = static_cast<std::int32_t>(data_.size());
    offsets_.append(reinterpret_cast<const char*>(&end), sizeof end);
    add_validity(true);
}

std::vector<std::string_view> ArrowColumn::buffers() const {
    std::vector<std::string_view> list = {nulls_ > 0 ? std::string_view(validity_)
                                                     : std::string_view()};
    if (type_ == ArrowType::Text) list.emplace_back(offsets_);
    list.emplace_back(data_);
    return list;
}

ArrowStreamWriter::ArrowStreamWriter(const std::filesystem::path& file,
                                     const std::vector<ArrowField>& fields)
    : stream_(file, std::ios::binary | std::ios::trunc) {
    for (const ArrowField& each : fields) columns_.emplace_back(each.type);
    write_message(schema_message(fields), {});
}

void ArrowStreamWriter::write_message(std::string_view metadata,
                                      const std::vector<std::string_view>& body) {
    constexpr char kZeros[kAlignment] = {};
    const auto write = [&](std::string_view bytes) {
        stream_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        stream_.write(kZeros, static_cast<std::streamsize>(padded(bytes.size()) - bytes.size()));
    };
    const std::uint32_t prefix[2] = {0xFFFFFFFFU,
                                     static_cast<std::uint32_t>(padded(metadata.size()))};
    stream_.write(reinterpret_cast<const char*>(prefix), sizeof prefix);
    write(metadata);
    for (const std::string_view buffer : body) write(buffer);
}

void ArrowStreamWriter::end_row() {
    const bool is_full = columns_.front().rows() >= kBatchRows ||
                         std::ranges::any_of(columns_, [](const ArrowColumn& column) {
                             return column.bytes() >= kBatchBytes;
                         });
    if (is_full) write_batch();
}

void ArrowStreamWriter::write_batch() {
    std::vector<FieldNode> nodes;
    std::vector<BufferPlace> places;
    std::vector<std::string_view> body;
    std::size_t offset = 0;
    for (const ArrowColumn& column : columns_) {
        nodes.push_back({column.rows(), column.nulls()});
        for (const std::string_view buffer : column.buffers()) {
            places.push_back(
                {static_cast<std::int64_t>(offset), static_cast<std::int64_t>(buffer.size())});
            offset += padded(buffer.size());
            body.push_back(buffer);
        }
    }
    FlatBufferBuilder builder;
    const auto buffer_list = builder.CreateVectorOfStructs(places);
    const auto node_list = builder.CreateVectorOfStructs(nodes);
    const auto start = builder.StartTable();
    builder.AddElement<std::int64_t>(field(0), columns_.front().rows(), 0);
    builder.AddOffset(field(1), node_list);
    builder.AddOffset(field(2), buffer_list);
    const auto batch = Offset<Table>(builder.EndTable(start));
    write_message(finish_message(builder, kBatchMessage, batch, offset), body);
    for (ArrowColumn& column : columns_) column.clear();
}

bool ArrowStreamWriter::finish() {
    if (columns_.front().rows() > 0) write_batch();
    constexpr std::uint32_t kEnd[2] = {0xFFFFFFFFU, 0};
    stream_.write(reinterpret_cast<const char*>(kEnd), sizeof kEnd);
    stream_.close();
    return !stream_.fail();
}

}  // namespace skjerm::official
