// Strict reading of a JSON document: each access says what it expects, and the first thing that is
// otherwise is kept with its place. After that, accesses give empty values, so that a reader needs
// no check after every field; it asks once at the end.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "skjerm/base/language.h"

namespace skjerm::datastore {

namespace fault {
inline constexpr base::LocalizedText kJson{"teksten er ikke JSON", "the text is not JSON"};
inline constexpr base::LocalizedText kAbsent{"feltet mangler", "the field is missing"};
inline constexpr base::LocalizedText kUnknown{"feltet er ukjent", "the field is unknown"};
inline constexpr base::LocalizedText kObject{"her ventes et objekt", "an object is expected"};
inline constexpr base::LocalizedText kArray{"her ventes en liste", "a list is expected"};
inline constexpr base::LocalizedText kText{"her ventes en tekst", "a text is expected"};
inline constexpr base::LocalizedText kBoolean{"her ventes true eller false",
                                              "true or false is expected"};
inline constexpr base::LocalizedText kRange{"her ventes et heltall i et annet område",
                                            "an integer of another range is expected"};
inline constexpr base::LocalizedText kDay{"dette er ikke en gyldig dato her",
                                          "this is not a valid date here"};
inline constexpr base::LocalizedText kWord{"ordet er ukjent her", "the word is unknown here"};
inline constexpr base::LocalizedText kName{"navnet er ikke tillatt", "the name is not permitted"};
inline constexpr base::LocalizedText kFileName{"filen skal ha et annet navn",
                                               "the file should have another name"};
inline constexpr base::LocalizedText kDigest{"her ventes en SHA-256", "a SHA-256 is expected"};
inline constexpr base::LocalizedText kReference{"det vises til noe som ikke finnes",
                                                "it refers to something that does not exist"};
inline constexpr base::LocalizedText kStorage{"lagringsformen passer ikke til datatypen",
                                              "the storage does not fit the data type"};
inline constexpr base::LocalizedText kDictionary{"bare tekstvariabler har en ordliste",
                                                 "text variables alone have a dictionary"};
inline constexpr base::LocalizedText kOrder{"listen er tom, har gjentakelser eller feil rekkefølge",
                                            "the list is empty, repeats or is out of order"};
}  // namespace fault

/// The first thing found wrong.
struct JsonFault {
    bool found = false;
    std::string place;  ///< "catalogue.variables[3].storage"
    base::LocalizedText reason{"", ""};
};

class JsonReader {
public:
    JsonReader(const nlohmann::json& json, std::string place, JsonFault& fault)
        : json_(json), place_(std::move(place)), fault_(fault) {}

    [[nodiscard]] bool failed() const { return fault_.found; }
    void fail(base::LocalizedText reason) const {
        if (!fault_.found) fault_ = {true, place_, reason};
    }

    [[nodiscard]] bool is_null() const { return json_.is_null(); }
    [[nodiscard]] std::string text() const {
        if (json_.is_string()) return json_.get<std::string>();
        fail(fault::kText);
        return {};
    }
    [[nodiscard]] bool boolean() const {
        if (json_.is_boolean()) return json_.get<bool>();
        fail(fault::kBoolean);
        return false;
    }
    [[nodiscard]] std::uint64_t unsigned_number(
        std::uint64_t highest = std::numeric_limits<std::uint64_t>::max()) const {
        if (json_.is_number_unsigned() && json_.get<std::uint64_t>() <= highest)
            return json_.get<std::uint64_t>();
        fail(fault::kRange);
        return 0;
    }

    /// Whether there is such a field; for the few that may be left out.
    [[nodiscard]] bool has(const char* key) const { return json_.contains(key); }

    /// A field that must be there.
    [[nodiscard]] JsonReader at(const char* key) const {
        static const nlohmann::json kNothing;
        const std::string place = place_ + "." + key;
        const auto found = json_.find(key);
        if (found != json_.end()) return {*found, place, fault_};
        JsonReader absent(kNothing, place, fault_);
        absent.fail(json_.is_object() ? fault::kAbsent : fault::kObject);
        return absent;
    }

    /// Refuses fields outside `keys`.
    void allow_only(std::initializer_list<std::string_view> keys) const {
        allow_only(std::span(keys.begin(), keys.size()));
    }
    void allow_only(std::span<const std::string_view> keys) const {
        if (!json_.is_object()) return fail(fault::kObject);
        for (const auto& member : json_.items())
            if (std::find(keys.begin(), keys.end(), member.key()) == keys.end())
                JsonReader(member.value(), place_ + "." + member.key(), fault_)
                    .fail(fault::kUnknown);
    }

    template <class F>
    void for_each(F read) const {
        if (!json_.is_array()) return fail(fault::kArray);
        for (std::size_t index = 0; index < json_.size(); ++index)
            read(JsonReader(json_[index], place_ + "[" + std::to_string(index) + "]", fault_));
    }

    template <class F>
    void for_each_member(F read) const {
        if (!json_.is_object()) return fail(fault::kObject);
        for (const auto& member : json_.items())
            read(member.key(), JsonReader(member.value(), place_ + "." + member.key(), fault_));
    }

private:
    const nlohmann::json& json_;
    std::string place_;
    JsonFault& fault_;
};

}  // namespace skjerm::datastore
