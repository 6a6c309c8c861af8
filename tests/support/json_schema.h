// Checks a JSON document against the part of JSON Schema that docs/format/ uses: type, const, enum,
// properties, required, additionalProperties (false), items, oneOf, pattern, minimum, $ref within
// the schema. Another keyword is a fault, so that no rule is silently skipped.
#pragma once

#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace skjerm::testing {

class JsonSchema {
public:
    explicit JsonSchema(nlohmann::json schema) : schema_(std::move(schema)) {}

    /// What is wrong with `document`, each with its place; empty when it is valid.
    [[nodiscard]] std::vector<std::string> faults(const nlohmann::json& document) const {
        std::vector<std::string> faults;
        check(schema_, document, "", faults);
        return faults;
    }

private:
    using Json = nlohmann::json;
    using Faults = std::vector<std::string>;

    void check(const Json& rule, const Json& value, const std::string& at, Faults& faults) const {
        for (const auto& [keyword, operand] : rule.items()) {
            if (keyword == "$ref")
                check(resolve(operand), value, at, faults);
            else if (keyword == "type")
                check_type(operand, value, at, faults);
            else if (keyword == "const" && operand != value)
                fault(faults, at, "not the constant");
            else if (keyword == "enum")
                check_enum(operand, value, at, faults);
            else if (keyword == "pattern")
                check_pattern(operand, value, at, faults);
            else if (keyword == "minimum" && value.is_number() && value < operand)
                fault(faults, at, "below the minimum");
            else if (keyword == "required")
                check_required(operand, value, at, faults);
            else if (keyword == "properties")
                check_properties(rule, value, at, faults);
            else if (keyword == "items")
                check_items(operand, value, at, faults);
            else if (keyword == "oneOf")
                check_one_of(operand, value, at, faults);
            else if (!known().contains(keyword))
                fault(faults, at, "unknown keyword " + keyword);
        }
    }

    static const std::set<std::string>& known() {
        static const std::set<std::string> keywords{
            "$schema", "$defs", "title", "description", "additionalProperties", "const", "minimum"};
        return keywords;
    }
    static void fault(Faults& faults, const std::string& at, const std::string& what) {
        faults.push_back((at.empty() ? "/" : at) + ": " + what);
    }

    const Json& resolve(const std::string& reference) const {
        return schema_.at(Json::json_pointer(reference.substr(1)));
    }

    static bool is_type(const std::string& type, const Json& value) {
        if (type == "integer") return value.is_number_integer();
        if (type == "number") return value.is_number();
        return type == value.type_name();
    }
    static void check_type(const Json& types, const Json& value, const std::string& at,
                           Faults& faults) {
        bool fits = false;
        for (const Json& type : types.is_array() ? types : Json::array({types}))
            fits = fits || is_type(type, value);
        if (!fits) fault(faults, at, "is a " + std::string(value.type_name()));
    }
    static void check_enum(const Json& values, const Json& value, const std::string& at,
                           Faults& faults) {
        for (const Json& allowed : values)
            if (allowed == value) return;
        fault(faults, at, "not among the values allowed: " + value.dump());
    }
    static void check_pattern(const std::string& pattern, const Json& value, const std::string& at,
                              Faults& faults) {
        if (value.is_string() && !std::regex_search(value.get<std::string>(), std::regex(pattern)))
            fault(faults, at, "does not match " + pattern);
    }
    static void check_required(const Json& names, const Json& value, const std::string& at,
                               Faults& faults) {
        for (const std::string name : names)
            if (value.is_object() && !value.contains(name)) fault(faults, at, "lacks " + name);
    }
    void check_properties(const Json& rule, const Json& value, const std::string& at,
                          Faults& faults) const {
        if (!value.is_object()) return;
        const Json& properties = rule.at("properties");
        for (const auto& [name, member] : value.items()) {
            if (properties.contains(name))
                check(properties.at(name), member, at + "/" + name, faults);
            else if (rule.value("additionalProperties", true) == false)
                fault(faults, at, "has an unknown member " + name);
        }
    }
    void check_items(const Json& rule, const Json& value, const std::string& at,
                     Faults& faults) const {
        if (!value.is_array()) return;
        for (std::size_t index = 0; index < value.size(); ++index)
            check(rule, value[index], at + "/" + std::to_string(index), faults);
    }
    void check_one_of(const Json& rules, const Json& value, const std::string& at,
                      Faults& faults) const {
        std::size_t fitting = 0;
        for (const Json& rule : rules) {
            Faults of_rule;
            check(rule, value, at, of_rule);
            if (of_rule.empty()) ++fitting;
        }
        if (fitting != 1) fault(faults, at, "fits " + std::to_string(fitting) + " shapes, not one");
    }

    nlohmann::json schema_;
};

}  // namespace skjerm::testing
