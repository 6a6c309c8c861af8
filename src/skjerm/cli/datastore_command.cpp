// `skjerm datastore …`: what the catalogue of a datastore says, and whether its files are whole.
// Metadata only: nothing here reads a value, and the number of units is not shown.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "skjerm/base/date.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/near_names.h"
#include "skjerm/cli/datastore_json.h"
#include "skjerm/cli/delivered.h"
#include "skjerm/cli/json_csv.h"
#include "skjerm/cli/program.h"
#include "skjerm/datastore/calendar.h"
#include "skjerm/datastore/store.h"
#include "skjerm/datastore/variable.h"
#include "skjerm/datastore/version.h"
#include "skjerm/publish/official_store.h"
#include "skjerm/render/text_table.h"

namespace skjerm::cli {

namespace {

using Json = nlohmann::ordered_json;
using base::Argument;
using base::Code;
using base::LocalizedText;
using datastore::StorePtr;
using datastore::Variable;

std::string validity_text(std::optional<base::DayNumber> from, std::optional<base::DayNumber> to) {
    const auto text = [](std::optional<base::DayNumber> day) {
        return day ? base::format_iso_date(*day) : std::string();
    };
    return text(from) + " – " + text(to);
}

std::vector<std::string> version_texts(const datastore::Store& store) {
    std::vector<std::string> texts;
    for (const datastore::Version& version : store.versions())
        texts.push_back(datastore::shown_version(version));
    return texts;
}

Json store_json(const datastore::Store& store) {
    Json unit_types = Json::array();
    for (const datastore::UnitTypePtr& type : store.unit_types())
        unit_types.push_back({{"id", type->id}, {"label", both(type->label)}});
    return {{"databank", store.databank()},        {"title", both(store.title())},
            {"synthetic", store.is_synthetic()},   {"versions", version_texts(store)},
            {"unit_types", std::move(unit_types)}, {"variables", store.variables().size()}};
}

/// Lines of text in columns, the first ones as wide as they need.
class Columns {
public:
    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    [[nodiscard]] std::string text() const { return render::align_columns(rows_); }

private:
    std::vector<std::vector<std::string>> rows_;
};

class DatastoreCommand {
public:
    DatastoreCommand(Program& program, std::vector<std::filesystem::path> folders,
                     std::vector<StorePtr> stores)
        : program_(program),
          folders_(std::move(folders)),
          stores_(std::move(stores)),
          json_(program.arguments.value("--format") == "json"),
          csv_(program.arguments.value("--format") == "csv") {}

    ExitCode run() {
        const std::string_view path = program_.arguments.command->path;
        if (path == "datastore list") return list();
        if (path == "datastore info") return info();
        if (path == "datastore variables") return variables();
        if (path == "datastore verify") return verify();
        return variable(program_.arguments.words.front());
    }

private:
    std::string in(LocalizedText text) const { return std::string(text.in(program_.language)); }
    std::string label_text(const datastore::Label& label) const {
        return render::printable(label.in(program_.language));
    }
    ExitCode write(const std::string& text) {
        program_.out.write(text);
        return ExitCode::Success;
    }
    ExitCode write(const Json& json) {
        return write(csv_ ? csv_of_json(json.is_array() ? json : Json::array({json}))
                          : json.dump(2) + "\n");
    }
    [[nodiscard]] bool as_data() const { return json_ || csv_; }

    ExitCode list() {
        Json json = Json::array();
        Columns columns;
        for (const StorePtr& store : stores_) {
            json.push_back({{"databank", store->databank()},
                            {"version", datastore::shown_version(store->versions().back())},
                            {"title", both(store->title())},
                            {"synthetic", store->is_synthetic()}});
            columns.add(
                {store->databank() + ":" + datastore::shown_version(store->versions().back()),
                 label_text(store->title()), synthetic_text(*store)});
        }
        return as_data() ? write(json) : write(columns.text());
    }

    std::string synthetic_text(const datastore::Store& store) const {
        return store.is_synthetic() ? in({"syntetiske data", "synthetic data"}) : std::string();
    }

    ExitCode info() {
        Json json = Json::array();
        std::string text;
        for (const StorePtr& store : stores_) {
            json.push_back(store_json(*store));
            Columns columns;
            columns.add({in({"databank", "databank"}), store->databank()});
            columns.add({in({"navn", "title"}), label_text(store->title())});
            columns.add({in({"data", "data"}), store->is_synthetic()
                                                   ? synthetic_text(*store)
                                                   : in({"ekte data", "real data"})});
            std::string versions;
            for (const std::string& version : version_texts(*store))
                versions += (versions.empty() ? "" : ", ") + version;
            columns.add({in({"utgaver", "versions"}), versions});
            std::string types;
            for (const datastore::UnitTypePtr& type : store->unit_types())
                types += (types.empty() ? "" : ", ") + label_text(type->label);
            columns.add({in({"enhetstyper", "unit types"}), types});
            columns.add(
                {in({"variabler", "variables"}), std::to_string(store->variables().size())});
            std::map<std::string, std::size_t> registers;
            for (const datastore::VariablePtr& variable : store->variables())
                ++registers[variable->register_id];
            std::string names;
            for (const auto& [name, count] : registers)
                names += (names.empty() ? "" : ", ") + name + " (" + std::to_string(count) + ")";
            columns.add({in({"registre", "registers"}), names});
            text += (text.empty() ? "" : "\n") + columns.text();
        }
        return as_data() ? write(json) : write(text);
    }

    ExitCode variables() {
        Json json = Json::array();
        Columns columns;
        for (const StorePtr& store : stores_) {
            for (const datastore::VariablePtr& variable : store->variables()) {
                json.push_back(variable_json(*variable));
                columns.add({variable->name, label_text(variable->unit_type->label),
                             in(temporality_text(variable->temporality)),
                             label_text(variable->label)});
            }
        }
        return as_data() ? write(json) : write(columns.text());
    }

    ExitCode variable(const std::string& name) {
        std::vector<std::string_view> names;
        for (std::size_t at = 0; at < stores_.size(); ++at) {
            for (const datastore::VariablePtr& variable : stores_[at]->variables()) {
                names.push_back(variable->name);
                if (variable->name != name) continue;
                const auto delivered =
                    delivered_metadata(folders_[at], stores_[at]->versions().back(), name);
                if (!delivered) return program_.fail(delivered.diagnostic());
                return show(*variable, *delivered);
            }
        }
        return program_.fail(
            base::error(Code::NoVariableInStores, {},
                        {Argument::name(name), Argument::names(base::near_names(name, names))}));
    }

    /// `delivered` is null in a datastore that keeps nothing of deliveries.
    ExitCode show(const Variable& variable, const Json& delivered) {
        // A table of a variable with codes is the table of its codes.
        if (csv_ && variable.code_list) return write(codes_json(*variable.code_list));
        if (as_data()) {
            Json json = variable_json(variable);
            if (variable.code_list) json["codes"] = codes_json(*variable.code_list);
            if (json_ && !delivered.is_null()) json["delivered"] = delivered;
            return write(json);
        }
        const auto text_at = [&](const char* pointer) {
            const Json::json_pointer place(pointer);
            return delivered.contains(place)
                       ? render::printable(delivered_text(delivered.at(place), program_.language))
                       : std::string();
        };
        Columns columns;
        const auto add = [&](LocalizedText name, const std::string& text) {
            if (!text.empty()) columns.add({in(name), text});
        };
        add({"navn", "name"}, variable.name);
        add({"betydning", "label"}, label_text(variable.label));
        add({"beskrivelse", "description"}, text_at("/measureVariables/0/description"));
        add({"register", "register"}, variable.register_id);
        add({"enhetstype", "unit type"}, label_text(variable.unit_type->label));
        add({"populasjon", "population"}, text_at("/populationDescription"));
        add({"tid", "time"}, in(temporality_text(variable.temporality)));
        if (!variable.link) add({"type", "type"}, in(type_text(variable.data_type)));
        add({"målt i", "measured in"}, variable.measure);
        add_days(variable, delivered, columns);
        if (variable.link) add({"peker på", "refers to"}, label_text(variable.link->label));
        add({"avsluttet", "ended"}, text_at("/dataRevision/temporalEnd/description"));
        std::string text = columns.text();
        if (variable.code_list) {
            Columns codes;
            for (const datastore::DatedCode& code : variable.code_list->codes)
                codes.add({code.code, label_text(code.label),
                           code.valid_from || code.valid_to
                               ? validity_text(code.valid_from, code.valid_to)
                               : std::string()});
            text += "\n" + in({"koder", "codes"}) + ":\n" + codes.text();
        }
        return write(text);
    }

    /// The days that there are values for: as the catalogue has them, else as delivered.
    void add_days(const Variable& variable, const Json& delivered, Columns& columns) const {
        const Json revision = delivered.is_object()
                                  ? delivered.value("dataRevision", Json::object())
                                  : Json::object();
        const std::string latest = revision.value("temporalCoverageLatest", "");
        if (variable.valid_from || variable.valid_to) {
            columns.add(
                {in({"gyldig", "valid"}), validity_text(variable.valid_from, variable.valid_to)});
        } else if (variable.temporality == datastore::Temporality::Fixed) {
            if (!latest.empty()) columns.add({in({"trukket ut", "extracted"}), latest});
        } else if (!latest.empty()) {
            columns.add({in({"gyldig", "valid"}),
                         revision.value("temporalCoverageStart", "") + " – " + latest});
        }
        if (variable.temporality != datastore::Temporality::Status) return;
        if (variable.calendar != datastore::Calendar::Listed) {
            columns.add({in({"datoer", "dates"}), in(datastore::describe(variable.calendar))});
            return;
        }
        std::string dates;
        for (const Json& date : revision.value("temporalStatusDates", Json::array()))
            dates += (dates.empty() ? "" : ", ") + date.get<std::string>();
        if (!dates.empty()) columns.add({in({"datoer", "dates"}), dates});
    }

    ExitCode verify() {
        for (const StorePtr& store : stores_) {
            const base::Status whole = store->verify();
            if (!whole) return program_.fail(whole.diagnostic());
            program_.out.write(store->databank() + ": " +
                               in({"alle filer er hele", "all files are whole"}) + "\n");
        }
        return ExitCode::Success;
    }

    Program& program_;
    std::vector<std::filesystem::path> folders_;  ///< of the stores
    std::vector<StorePtr> stores_;
    bool json_;
    bool csv_;
};

}  // namespace

ExitCode datastore_command(Program& program) {
    const auto folders = chosen_datastores(program.arguments);
    if (!folders) return program.fail(folders.diagnostic());
    std::vector<StorePtr> stores;
    for (const std::filesystem::path& folder : *folders) {
        base::Result<StorePtr> store = publish::open_store(folder);
        if (!store) return program.fail(store.diagnostic());
        stores.push_back(std::move(store).value());
    }
    return DatastoreCommand(program, *folders, std::move(stores)).run();
}

}  // namespace skjerm::cli
