#include "datagen/changes.h"

#include "skjerm/datastore/bits.h"

namespace skjerm::datagen {

namespace {

template <class Word>
datastore::SpellBlock changes_of_words(Word missing, std::size_t units,
                                       std::span<const std::vector<std::byte>> dates) {
    struct Date {
        base::DayNumber place;
        const Word* values;
    };
    std::vector<Date> filled;
    for (std::size_t place = 0; place < dates.size(); ++place)
        if (!dates[place].empty())
            filled.push_back({static_cast<base::DayNumber>(place),
                              reinterpret_cast<const Word*>(dates[place].data())});
    datastore::SpellBlock changes;
    std::vector<Word> values;
    changes.offsets.reserve(units + 1);
    for (std::size_t unit = 0; unit < units; ++unit) {
        changes.offsets.push_back(static_cast<std::uint32_t>(values.size()));
        base::DayNumber last = -2;  // date of the latest value, no neighbour of any at first
        for (const Date& date : filled) {
            const Word value = date.values[unit];
            if (value == missing) continue;
            if (last == date.place - 1 && values.back() == value) {
                changes.stops.back() = date.place;
            } else {
                changes.starts.push_back(date.place);
                changes.stops.push_back(date.place);
                values.push_back(value);
            }
            last = date.place;
        }
    }
    changes.offsets.push_back(static_cast<std::uint32_t>(values.size()));
    const auto bytes = std::as_bytes(std::span(values));
    changes.values.assign(bytes.begin(), bytes.end());
    return changes;
}

}  // namespace

datastore::SpellBlock changes_of(column::Storage storage, std::size_t units,
                                 std::span<const std::vector<std::byte>> dates) {
    return datastore::with_word(storage, [&](auto zero) {
        using Word = decltype(zero);
        return changes_of_words<Word>(static_cast<Word>(datastore::missing_bits(storage)), units,
                                      dates);
    });
}

}  // namespace skjerm::datagen
