#include "skjerm/datastore/catalogue.h"

namespace skjerm::datastore {

namespace {

using base::DayNumber;

std::string segment_name(const Variable& variable, std::optional<DayNumber> day) {
    if (day) return base::format_iso_date(*day);
    switch (variable.temporality) {
        case Temporality::Fixed:
            return "fixed";
        case Temporality::Event:
            return "spells";
        default:
            return "changes";
    }
}

/// "native/NAME/" or "native/NAME/7/".
std::string folder_of(std::string_view tier, const Variable& variable, std::string_view folder) {
    std::string path = std::string(tier) + "/" + variable.name + "/";
    if (!folder.empty()) path += std::string(folder) + "/";
    return path;
}

}  // namespace

std::size_t date_count(const StoredVariable& stored) {
    return stored.change_dates.empty() ? stored.segments.size() : stored.change_dates.size();
}

DayNumber date_at(const StoredVariable& stored, std::size_t place) {
    return stored.change_dates.empty() ? *stored.segments[place].day : stored.change_dates[place];
}

bool has_spells(const StoredVariable& stored) {
    return stored.variable->temporality == Temporality::Event ||
           (stored.data_version && stored.data_version->as_spells);
}

std::string native_file(const Variable& variable, std::optional<DayNumber> day,
                        std::string_view folder) {
    return folder_of("native", variable, folder) + segment_name(variable, day) + ".skc";
}

std::string native_file(const Variable& variable, const StoredSegment& segment,
                        std::string_view folder) {
    std::string own = native_file(variable, segment.day, folder);
    if (segment.holder.empty()) return own;
    return "native/" + segment.holder + own.substr(own.find_last_of('/'));
}

std::string indexed_file(const Variable& variable, std::optional<DayNumber> day,
                         std::string_view folder) {
    return folder_of("indexed", variable, folder) + segment_name(variable, day) + ".parquet";
}

std::string dictionary_file(const Variable& variable, std::string_view folder) {
    return folder_of("native", variable, folder) + "dictionary.skd";
}

std::string indexed_dictionary_file(const Variable& variable, std::string_view folder) {
    return folder_of("indexed", variable, folder) + "dictionary.parquet";
}

bool is_sha256_text(std::string_view text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

bool is_variable_name(std::string_view name) {
    constexpr std::size_t kLongest = 200;
    if (name.empty() || name.size() > kLongest || name[0] < 'A' || name[0] > 'Z') return false;
    return name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
           std::string_view::npos;
}

bool can_store(const Variable& variable, column::Storage storage) {
    const column::Kind kind = column::kind_of(storage);
    if (variable.link) return kind == column::Kind::Unit;
    switch (variable.data_type) {
        case DataType::String:
            return kind == column::Kind::Text;
        case DataType::Double:
            return kind == column::Kind::Float;
        case DataType::Long:
        case DataType::Date:
            return kind == column::Kind::Integer;
    }
    return false;
}

}  // namespace skjerm::datastore
