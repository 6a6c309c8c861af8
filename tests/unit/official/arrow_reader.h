// Reads Arrow streams of plain columns, by the numbers of the format's schemas: the other end of
// what the interfaces send.
#pragma once

#include <flatbuffers/flatbuffers.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/check.h"

namespace skjerm::official {

/// Rows as "{'unit_id': 11, 'value': 1}", sorted; a stream that is not one ends the test.
class ArrowReader {
public:
    explicit ArrowReader(std::string bytes) : bytes_(std::move(bytes)) {
        while (read_message()) {
        }
        SKJERM_CHECK(at_ == bytes_.size());
        std::sort(rows.begin(), rows.end());
    }

    std::vector<std::string> rows;
    std::size_t batches = 0;

private:
    using Table = flatbuffers::Table;
    using Tables = flatbuffers::Vector<flatbuffers::Offset<Table>>;
    struct Column {
        std::string name;
        std::uint8_t type;
        std::int32_t bits;
    };
    struct Pair {
        std::int64_t first, second;
    };

    static constexpr flatbuffers::voffset_t field(int number) {
        return static_cast<flatbuffers::voffset_t>(4 + 2 * number);
    }
    template <class T>
    T load(std::size_t at) const {
        SKJERM_CHECK(at + sizeof(T) <= bytes_.size());
        T value;
        std::memcpy(&value, bytes_.data() + at, sizeof value);
        return value;
    }

    bool read_message() {
        SKJERM_CHECK(load<std::uint32_t>(at_) == 0xFFFFFFFFU);
        const auto length = load<std::uint32_t>(at_ + 4);
        at_ += 8;
        if (length == 0) return false;
        SKJERM_CHECK(length % 8 == 0 && at_ + length <= bytes_.size());
        const auto* message = flatbuffers::GetRoot<Table>(bytes_.data() + at_);
        SKJERM_CHECK(message->GetField<std::int16_t>(field(0), 0) == 4);
        const auto* header = message->GetPointer<const Table*>(field(2));
        const std::size_t body = at_ + length;
        at_ = body + static_cast<std::size_t>(message->GetField<std::int64_t>(field(3), 0));
        SKJERM_CHECK(at_ <= bytes_.size());
        const auto kind = message->GetField<std::uint8_t>(field(1), 0);
        if (kind == 1)
            read_schema(*header);
        else
            read_batch(*header, body);
        return true;
    }

    void read_schema(const Table& schema) {
        for (const Table* each : *schema.GetPointer<const Tables*>(field(1))) {
            const auto* type = each->GetPointer<const Table*>(field(3));
            SKJERM_CHECK(each->GetPointer<const Tables*>(field(5)) != nullptr);
            columns_.push_back({each->GetPointer<const flatbuffers::String*>(field(0))->str(),
                                each->GetField<std::uint8_t>(field(2), 0),
                                type->GetField<std::int32_t>(field(0), 0)});
        }
    }

    void read_batch(const Table& batch, std::size_t body) {
        ++batches;
        const auto count = batch.GetField<std::int64_t>(field(0), 0);
        const auto* nodes = batch.GetPointer<const flatbuffers::Vector<const Pair*>*>(field(1));
        const auto* buffers = batch.GetPointer<const flatbuffers::Vector<const Pair*>*>(field(2));
        std::vector<std::string> texts(static_cast<std::size_t>(count), "{");
        flatbuffers::uoffset_t next = 0;
        for (std::size_t at = 0; at < columns_.size(); ++at) {
            const Column& column = columns_[at];
            SKJERM_CHECK(nodes->Get(static_cast<flatbuffers::uoffset_t>(at))->first == count);
            const Pair validity = *buffers->Get(next++);
            const Pair offsets = column.type == 5 ? *buffers->Get(next++) : Pair{0, 0};
            const Pair data = *buffers->Get(next++);
            SKJERM_CHECK(validity.first % 8 == 0 && data.first % 8 == 0);
            for (std::size_t row = 0; row < texts.size(); ++row) {
                const auto place = [&](const Pair& buffer, std::size_t width) {
                    SKJERM_CHECK((row + 1) * width <= static_cast<std::size_t>(buffer.second));
                    return body + static_cast<std::size_t>(buffer.first) + row * width;
                };
                std::string text;
                const bool is_valid =
                    validity.second == 0 ||
                    (load<std::uint8_t>(body + static_cast<std::size_t>(validity.first) +
                                        row / 8) >>
                         (row % 8) &
                     1) != 0;
                if (!is_valid) {
                    text = "NULL";
                } else if (column.type == 5) {
                    const auto begin = load<std::int32_t>(place(offsets, 4));
                    const auto end = load<std::int32_t>(place(offsets, 4) + 4);
                    text = bytes_.substr(body + static_cast<std::size_t>(data.first + begin),
                                         static_cast<std::size_t>(end - begin));
                } else if (column.type == 3) {
                    text = std::to_string(load<double>(place(data, 8)));
                    text.erase(text.find_last_not_of('0') + 1);
                } else if (column.bits == 16) {
                    text = std::to_string(load<std::int16_t>(place(data, 2)));
                } else {
                    text = std::to_string(load<std::int64_t>(place(data, 8)));
                }
                texts[row] += (at == 0 ? "'" : ", '") + column.name + "': " + text;
            }
        }
        for (std::string& text : texts) rows.push_back(std::move(text) + "}");
    }

    std::string bytes_;
    std::size_t at_ = 0;
    std::vector<Column> columns_;
};

}  // namespace skjerm::official
