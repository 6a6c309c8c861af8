// A generated population in memory, and its columns as plain vectors, for the tests.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "datagen/blocks.h"
#include "datagen/catalogue.h"
#include "datagen/generate.h"
#include "skjerm/base/parallel.h"
#include "skjerm/column/types.h"
#include "skjerm/datastore/value_codec.h"

namespace skjerm::datagen::testing {

/// A spell with its value as a number (codes made of digits) or dictionary code.
struct Spell {
    base::DayNumber start;
    base::DayNumber stop;
    std::uint32_t code;
};

class Population {
public:
    static constexpr std::int64_t kMissing = INT64_MIN;

    Population(std::uint32_t persons, std::uint64_t seed, int first_year = 2000,
               int last_year = 2025)
        : model_(seed, first_year, last_year, persons),
          persons_(persons),
          blocks_(base::block_count(persons)) {
        base::parallel_for(blocks_.size(), [&](std::size_t index) {
            blocks_[index] = make_block(model_, index, persons_);
        });
    }

    [[nodiscard]] std::uint32_t size() const { return persons_; }
    [[nodiscard]] const Catalogue& catalogue() const { return model_.catalogue; }
    [[nodiscard]] const std::vector<datastore::StoreBlock>& blocks() const { return blocks_; }
    [[nodiscard]] const datastore::VariableToWrite& variable(Column column) const {
        return catalogue().variables()[catalogue().segments(column).variable];
    }

    /// Numbers as they are, doubles in hundredths; units as indexes; codes as dictionary codes;
    /// kMissing where missing.
    [[nodiscard]] std::vector<std::int64_t> values(Column column, int year = 0) const {
        std::vector<std::int64_t> result;
        result.reserve(persons_);
        for (const auto& [rows, bytes] : segment(column, year)) {
            if (bytes.empty()) {
                result.insert(result.end(), rows, kMissing);  // no record in the whole block
                continue;
            }
            switch (variable(column).storage) {
                case column::Storage::Int8:
                    append<std::int8_t>(bytes, result);
                    break;
                case column::Storage::Int16:
                    append<std::int16_t>(bytes, result);
                    break;
                case column::Storage::Int32:
                    append<std::int32_t>(bytes, result);
                    break;
                case column::Storage::Code8:
                    append<column::Code8>(bytes, result);
                    break;
                case column::Storage::Code16:
                    append<column::Code16>(bytes, result);
                    break;
                case column::Storage::Unit32:
                    append<column::UnitIndex>(bytes, result);
                    break;
                default:
                    append<double>(bytes, result);
                    break;
            }
        }
        return result;
    }

    /// Codes that are numbers, as numbers; -1 for others; kMissing where missing.
    [[nodiscard]] std::vector<std::int64_t> numbers(Column column, int year = 0) const {
        std::vector<std::int64_t> result = values(column, year);
        const auto& dictionary = variable(column).dictionary;
        for (std::int64_t& value : result)
            if (value != kMissing) value = number(dictionary[static_cast<std::size_t>(value - 1)]);
        return result;
    }
    /// First characters of the codes; 0 where missing.
    [[nodiscard]] std::vector<char> initials(Column column, int year = 0) const {
        const auto& dictionary = variable(column).dictionary;
        std::vector<char> result;
        for (const std::int64_t value : values(column, year))
            result.push_back(
                value == kMissing ? '\0' : dictionary[static_cast<std::size_t>(value - 1)][0]);
        return result;
    }

    [[nodiscard]] std::vector<std::vector<Spell>> spells(Column column) const {
        std::vector<std::vector<Spell>> result;
        const std::size_t variable_index = catalogue().segments(column).variable;
        const std::size_t width = column::width_of(variable(column).storage);
        for (const auto& block : blocks_)
            for (const auto& [index, spells] : block.spells) {
                if (index != variable_index) continue;
                for (std::size_t unit = 0; unit + 1 < spells.offsets.size(); ++unit) {
                    result.emplace_back();
                    for (std::uint32_t at = spells.offsets[unit]; at < spells.offsets[unit + 1];
                         ++at) {
                        std::uint32_t code = 0;
                        std::memcpy(&code, spells.values.data() + at * width, width);
                        result.back().push_back({spells.starts[at], spells.stops[at], code});
                    }
                }
            }
        return result;
    }
    [[nodiscard]] const std::string& text(Column column, std::int64_t code) const {
        return variable(column).dictionary[static_cast<std::size_t>(code - 1)];
    }

private:
    static std::int64_t number(const std::string& text) {
        char* end = nullptr;
        const long value = std::strtol(text.c_str(), &end, 10);
        return *end == '\0' ? value : -1;
    }
    template <class T>
    static void append(std::span<const std::byte> bytes, std::vector<std::int64_t>& result) {
        for (std::size_t at = 0; at + sizeof(T) <= bytes.size(); at += sizeof(T)) {
            T value;
            std::memcpy(&value, bytes.data() + at, sizeof(T));
            if (column::is_missing(value))
                result.push_back(kMissing);
            else if constexpr (std::is_same_v<T, double>)
                result.push_back(
                    static_cast<std::int64_t>(value * 100.0 + (value < 0 ? -0.5 : 0.5)));
            else
                result.push_back(static_cast<std::int64_t>(value));
        }
    }
    struct BlockSegment {
        std::size_t rows;
        std::vector<std::byte> bytes;
    };
    /// The values at the `date`-th date of a variable that is stored as changes.
    static std::vector<std::byte> values_at(const datastore::SpellBlock& changes,
                                            column::Storage storage, std::size_t date) {
        const std::size_t units = changes.offsets.size() - 1;
        const std::size_t width = column::width_of(storage);
        const auto place = static_cast<base::DayNumber>(date);
        std::vector<std::byte> bytes(units * width);
        datastore::fill_missing(storage, units, bytes.data());
        for (std::size_t unit = 0; unit < units; ++unit)
            for (std::size_t at = changes.offsets[unit]; at < changes.offsets[unit + 1]; ++at)
                if (changes.starts[at] <= place && place <= changes.stops[at])
                    std::memcpy(bytes.data() + unit * width, changes.values.data() + at * width,
                                width);
        return bytes;
    }
    [[nodiscard]] std::vector<BlockSegment> segment(Column column, int year) const {
        const Segments& place = catalogue().segments(column);
        const std::size_t segment =
            place.first_year == 0 ? 0 : static_cast<std::size_t>(year - place.first_year);
        std::vector<BlockSegment> result;
        const datastore::VariableToWrite& written = variable(column);
        for (const auto& block : blocks_) {
            const std::size_t rows = base::block_at(block.index, persons_).size();
            for (const auto& values : block.segments)
                if (values.variable == place.variable && values.segment == segment)
                    result.push_back({rows, values.values});
            for (const auto& [index, changes] : block.spells)
                if (index == place.variable && written.as_changes)
                    result.push_back({rows, values_at(changes, written.storage, segment)});
        }
        return result;
    }

    Model model_;
    std::uint32_t persons_;
    std::vector<datastore::StoreBlock> blocks_;
};

/// The population of 50 000 that most tests look at; made once.
[[nodiscard]] const Population& tiny_population();

}  // namespace skjerm::datagen::testing
