#include "skjerm/cli/json_csv.h"

#include <algorithm>
#include <map>
#include <vector>

namespace skjerm::cli {

namespace {

using Json = nlohmann::ordered_json;

/// A value as it stands in a cell, before quoting.
std::string cell_of(const Json& value) {
    if (value.is_null()) return {};
    if (value.is_string()) return value.get<std::string>();
    if (value.is_array()) {
        std::string joined;
        for (const Json& each : value) {
            // Of an object the first member names it.
            const Json& shown = each.is_object() && !each.empty() ? each.front() : each;
            joined += (joined.empty() ? "" : "; ") + cell_of(shown);
        }
        return joined;
    }
    return value.dump();
}

std::string quoted(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string result = "\"";
    for (const char letter : text) {
        if (letter == '"') result += '"';
        result += letter;
    }
    return result + "\"";
}

/// The cells of one object by column; new columns are added to `columns`.
std::map<std::string, std::string> cells_of(const Json& object, const std::string& prefix,
                                            std::vector<std::string>& columns) {
    std::map<std::string, std::string> cells;
    for (const auto& [name, value] : object.items()) {
        if (value.is_object()) {
            cells.merge(cells_of(value, prefix + name + ".", columns));
            continue;
        }
        const std::string column = prefix + name;
        if (std::ranges::find(columns, column) == columns.end()) columns.push_back(column);
        cells.emplace(column, cell_of(value));
    }
    return cells;
}

}  // namespace

std::string csv_of_json(const Json& rows) {
    std::vector<std::string> columns;
    std::vector<std::map<std::string, std::string>> lines;
    for (const Json& row : rows) lines.push_back(cells_of(row, "", columns));
    std::string text;
    const auto write = [&](const auto& cell_at) {
        for (std::size_t at = 0; at < columns.size(); ++at)
            text += (at == 0 ? "" : ",") + quoted(cell_at(columns[at]));
        text += "\r\n";
    };
    if (columns.empty()) return text;
    write([](const std::string& column) { return column; });
    for (const auto& line : lines)
        write([&](const std::string& column) {
            const auto found = line.find(column);
            return found == line.end() ? std::string() : found->second;
        });
    return text;
}

}  // namespace skjerm::cli
