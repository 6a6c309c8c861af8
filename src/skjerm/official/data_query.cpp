#include "skjerm/official/data_query.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "skjerm/official/directory.h"

namespace skjerm::official {

namespace {

class BodyReader {
public:
    explicit BodyReader(const Json& body) : body_(body) {}

    void fault(std::string text) { faults_.push_back(std::move(text)); }
    [[nodiscard]] BodyFaults take_faults() { return std::move(faults_); }
    [[nodiscard]] bool is_clean() const { return faults_.empty(); }

    [[nodiscard]] const Json* find(const char* member) const {
        const auto at = body_.find(member);
        return at == body_.end() || at->is_null() ? nullptr : &*at;
    }
    [[nodiscard]] std::string text(const char* member) {
        const Json* value = find(member);
        if (value == nullptr || !value->is_string()) {
            fault(std::string(member) + ": a text is required");
            return {};
        }
        return value->get<std::string>();
    }
    [[nodiscard]] bool flag(const char* member, bool otherwise) {
        const Json* value = find(member);
        if (value == nullptr) return otherwise;
        if (value->is_boolean()) return value->get<bool>();
        fault(std::string(member) + ": true or false is expected");
        return otherwise;
    }
    [[nodiscard]] std::int64_t day(const char* member) {
        const Json* value = find(member);
        if (value == nullptr || !is_integer(*value)) {
            fault(std::string(member) + ": a day number is required");
            return 0;
        }
        return value->get<std::int64_t>();
    }
    /// A list of integers alone or of texts alone; absent and empty are the same.
    [[nodiscard]] std::variant<std::vector<std::int64_t>, std::vector<std::string>> list(
        const char* member) {
        const Json* value = find(member);
        if (value == nullptr) return {};
        const auto all = [&](auto predicate) {
            return value->is_array() && std::all_of(value->begin(), value->end(), predicate);
        };
        if (all([](const Json& one) { return is_integer(one); }))
            return value->get<std::vector<std::int64_t>>();
        if (all([](const Json& one) { return one.is_string(); }))
            return value->get<std::vector<std::string>>();
        fault(std::string(member) + ": a list of integers alone or of texts alone is expected");
        return {};
    }

private:
    static bool is_integer(const Json& value) {
        if (value.is_number_unsigned())
            return value.get<std::uint64_t>() <=
                   static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        return value.is_number_integer();
    }

    const Json& body_;
    BodyFaults faults_;
};

bool is_value_pattern(const std::string& text) {
    const std::size_t star = text.find('*');
    return star == std::string::npos || (star + 1 == text.size() && star > 0);
}

}  // namespace

std::variant<DataQuery, BodyFaults> read_query(DataKind kind, std::string_view body) {
    const Json json = Json::parse(body, nullptr, false);
    if (!json.is_object()) return BodyFaults{"the body must be a JSON object"};
    BodyReader reader(json);
    DataQuery query;
    query.kind = kind;
    query.name = reader.text("dataStructureName");
    if (reader.is_clean() && !is_structure_name(query.name))
        reader.fault("dataStructureName: only letters, digits and underscores are allowed");
    const std::string version = reader.text("version");
    if (const auto number = VersionNumber::parse(version))
        query.version = *number;
    else
        reader.fault("version: four numbers are expected, like 45.0.0.0");
    query.population = reader.list("population");
    query.values = reader.list("values");
    if (const auto* texts = std::get_if<std::vector<std::string>>(&query.values))
        if (!std::all_of(texts->begin(), texts->end(), is_value_pattern))
            reader.fault("values: * may stand once, at the end, after at least one character");
    query.include_attributes = reader.flag("includeAttributes", false);
    if (kind == DataKind::Status) {
        query.first = reader.day("date");
        query.last = query.first;
    }
    if (kind == DataKind::Event) {
        query.first = reader.day("startDate");
        query.last = reader.day("stopDate");
        if (reader.is_clean() && query.first > query.last)
            reader.fault("startDate: must not be after stopDate");
    }
    if (!reader.is_clean()) return reader.take_faults();
    return query;
}

}  // namespace skjerm::official
