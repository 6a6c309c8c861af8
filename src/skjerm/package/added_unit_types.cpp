// The file of an administrator that adds unit types and codes of municipalities.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/package/unit_type_lists.h"

namespace skjerm::package {

namespace {

using Json = nlohmann::json;
using base::Argument;
using base::LocalizedText;

constexpr LocalizedText kUnreadable{"filen kan ikke leses", "the file cannot be read"};
constexpr LocalizedText kNoJson{"teksten er ikke et JSON-objekt", "the text is no JSON object"};
constexpr LocalizedText kUnknownField{"feltet er ukjent", "the field is unknown"};
constexpr LocalizedText kType{"feltet mangler eller er av feil slag",
                              "the field is missing or of the wrong kind"};
constexpr LocalizedText kName{"navnet skal være store bokstaver, sifre og _, med en bokstav først",
                              "the name must be capital letters, digits and _, a letter first"};
constexpr LocalizedText kTaken{"det finnes fra før og er et annet",
                               "it exists already and is another one"};
constexpr LocalizedText kDomain{
    "typer som pseudonymiseres, har et domene, og de andre har ingen",
    "types whose identifiers are replaced have a domain, and the others have none"};
constexpr LocalizedText kDay{"dette er ikke en dato", "this is not a date"};
constexpr LocalizedText kTooMany{"listen er for lang", "the list is too long"};

/// What is wrong, and where.
struct Fault {
    std::string place;
    LocalizedText reason;
};

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 200 && text.front() >= 'A' && text.front() <= 'Z' &&
           text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
               std::string_view::npos;
}

bool same(const UnitType& left, const UnitType& right) {
    return left.label.nb == right.label.nb && left.label.en == right.label.en &&
           left.identifier == right.identifier && left.domain == right.domain &&
           left.type == right.type && left.pseudonymised == right.pseudonymised;
}

bool same(const MunicipalityCode& left, const MunicipalityCode& right) {
    return left.title == right.title && left.valid_from == right.valid_from &&
           left.valid_until == right.valid_until;
}

/// Whether both hold on some day.
bool overlap(const MunicipalityCode& left, const MunicipalityCode& right) {
    const auto ends_before = [](const MunicipalityCode& one, const MunicipalityCode& other) {
        return one.valid_until && other.valid_from && *one.valid_until < *other.valid_from;
    };
    return !ends_before(left, right) && !ends_before(right, left);
}

/// Reads into lists of its own, which take the place of the old ones when all is well.
class Reader {
public:
    Reader() : lists_(unit_type_lists()) {}

    std::optional<Fault> read(const Json& json) {
        allow(json, "", {"unit_types", "municipality_codes"});
        each(json, "unit_types",
             [&](const Json& one, const std::string& place) { add_type(one, place); });
        each(json, "municipality_codes",
             [&](const Json& one, const std::string& place) { add_code(one, place); });
        if (lists_.types.size() + types_.size() > UnitTypeLists::kMostTypes)
            fail("unit_types", kTooMany);
        return fault_;
    }

    void commit() {
        const auto keep = [&](std::string_view& text) { text = lists_.texts.emplace_back(text); };
        for (UnitType& type : types_) {
            for (std::string_view* text :
                 {&type.name, &type.label.nb, &type.label.en, &type.identifier, &type.domain})
                keep(*text);
            lists_.types.push_back(type);
        }
        for (MunicipalityCode& code : codes_) {
            keep(code.code);
            keep(code.title);
            lists_.municipalities.push_back(code);
        }
        std::ranges::stable_sort(lists_.municipalities, {}, &MunicipalityCode::code);
    }

private:
    void fail(std::string place, LocalizedText reason) {
        if (!fault_) fault_ = Fault{std::move(place), reason};
    }

    void allow(const Json& json, const std::string& place,
               std::initializer_list<std::string_view> members) {
        for (const auto& [name, value] : json.items())
            if (std::ranges::find(members, name) == members.end())
                fail(place + name, kUnknownField);
    }

    template <class F>
    void each(const Json& json, const char* name, const F& f) {
        if (!json.contains(name)) return;
        const Json& list = json[name];
        if (!list.is_array()) return fail(name, kType);
        for (std::size_t at = 0; at < list.size(); ++at) {
            const std::string place = std::string(name) + "[" + std::to_string(at) + "].";
            if (!list[at].is_object()) return fail(place, kType);
            f(list[at], place);
        }
    }

    std::string_view text(const Json& json, const std::string& place, const char* name) {
        if (json.contains(name) && json[name].is_string() &&
            !json[name].get_ref<const std::string&>().empty())
            return json[name].get_ref<const std::string&>();
        fail(place + name, kType);
        return {};
    }

    std::string_view name(const Json& json, const std::string& place, const char* member) {
        const std::string_view found = text(json, place, member);
        if (!is_name(found)) fail(place + member, kName);
        return found;
    }

    std::optional<base::DayNumber> day(const Json& json, const std::string& place,
                                       const char* name) {
        if (!json.contains(name) || json[name].is_null()) return std::nullopt;
        const auto found = base::parse_iso_date(text(json, place, name));
        if (!found) fail(place + name, kDay);
        return found;
    }

    void add_type(const Json& json, const std::string& place) {
        allow(json, place, {"name", "label", "identifier", "domain", "type", "pseudonymised"});
        UnitType type{};
        type.name = name(json, place, "name");
        type.identifier = name(json, place, "identifier");
        if (json.contains("label") && json["label"].is_object()) {
            type.label.nb = text(json["label"], place + "label.", "nb");
            type.label.en = text(json["label"], place + "label.", "en");
        } else {
            fail(place + "label", kType);
        }
        const std::string_view cell = text(json, place, "type");
        if (cell != "STRING" && cell != "LONG") fail(place + "type", kType);
        type.type = cell == "LONG" ? CellType::Long : CellType::String;
        if (!json.contains("pseudonymised") || !json["pseudonymised"].is_boolean())
            return fail(place + "pseudonymised", kType);
        type.pseudonymised = json["pseudonymised"].get<bool>();
        if (type.pseudonymised != json.contains("domain")) return fail(place + "domain", kDomain);
        if (type.pseudonymised) type.domain = name(json, place, "domain");
        const auto is_in_the_way = [&](const UnitType& other) {
            // Where identifiers are not replaced, the name of the type is that of its domain.
            const bool shares_a_plain_domain =
                (other.domain.empty() && other.name == type.domain) ||
                (type.domain.empty() && type.name == other.domain);
            return other.name == type.name || other.identifier == type.identifier ||
                   shares_a_plain_domain;
        };
        for (const UnitType& known : lists_.types) {
            if (!is_in_the_way(known)) continue;
            if (known.name == type.name && same(known, type)) return;
            return fail(place + "name", kTaken);
        }
        if (std::ranges::any_of(types_, is_in_the_way)) return fail(place + "name", kTaken);
        types_.push_back(type);
    }

    void add_code(const Json& json, const std::string& place) {
        allow(json, place, {"code", "title", "valid_from", "valid_until"});
        MunicipalityCode code{text(json, place, "code"), text(json, place, "title"),
                              day(json, place, "valid_from"), day(json, place, "valid_until")};
        const auto clashes = [&](const MunicipalityCode& other) {
            return other.code == code.code && overlap(other, code);
        };
        const auto known = std::ranges::find_if(lists_.municipalities, clashes);
        if (known != lists_.municipalities.end()) {
            if (!same(*known, code)) fail(place + "code", kTaken);
            return;
        }
        if (std::ranges::any_of(codes_, clashes)) return fail(place + "code", kTaken);
        codes_.push_back(code);
    }

    UnitTypeLists& lists_;
    std::vector<UnitType> types_;
    std::vector<MunicipalityCode> codes_;
    std::optional<Fault> fault_;
};

}  // namespace

base::Status add_unit_types(const std::filesystem::path& file) {
    const auto unusable = [&](const Fault& fault) {
        const std::string place = fault.place.empty() ? std::string() : fault.place + ": ";
        const std::string nb = place + std::string(fault.reason.nb);
        const std::string en = place + std::string(fault.reason.en);
        return base::error(base::Code::UnitTypesUnusable, {},
                           {Argument::name(file.string()), Argument::fact(LocalizedText{nb, en})});
    };
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return unusable({"", kUnreadable});
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object()) return unusable({"", kNoJson});
    Reader reader;
    if (const auto fault = reader.read(json)) return unusable(*fault);
    reader.commit();
    return base::ok();
}

}  // namespace skjerm::package
