#include "datagen/input_packages.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "skjerm/base/date.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/column/types.h"
#include "skjerm/datastore/calendar.h"
#include "skjerm/package/byte_source.h"
#include "skjerm/package/cancellation.h"
#include "skjerm/package/cell_type.h"
#include "skjerm/package/unit_types.h"

namespace skjerm::datagen {

namespace {

using Json = nlohmann::ordered_json;
using base::DayNumber;
using datastore::Store;
using datastore::Temporality;
using datastore::Variable;
namespace fs = std::filesystem;

constexpr std::size_t kMemoryBytes = std::size_t{4} << 30;
constexpr std::size_t kPieceBytes = std::size_t{1} << 20;
/// Codes without a first day: before everything that an interval can hold.
constexpr std::string_view kAlways = "1800-01-01";

/// How identifiers of a domain begin, and how many digits follow.
struct IdentifierForm {
    std::string prefix;
    int digits;
};

IdentifierForm form_of(const datastore::UnitType& type) {
    const package::UnitType* official = package::find_unit_type(type.id);
    SKJERM_CHECK(official != nullptr);
    if (official->domain == "FNR") return {"99", 9};
    if (official->domain == "ORGNR") return {"1", 8};
    if (official->type == package::CellType::Long) return {"", 0};
    return {type.id + "_", 10};
}

Json text_json(const datastore::Label& label) {
    Json list = Json::array({{{"languageCode", "no"}, {"value", label.nb}}});
    if (!label.en.empty()) list.push_back({{"languageCode", "en"}, {"value", label.en}});
    return list;
}

std::string_view temporality_text(Temporality temporality) {
    constexpr std::string_view kNames[] = {"FIXED", "STATUS", "ACCUMULATED", "EVENT"};
    return kNames[static_cast<std::size_t>(temporality)];
}

package::CellType cell_type(datastore::DataType type) {
    switch (type) {
        case datastore::DataType::Long:
            return package::CellType::Long;
        case datastore::DataType::Double:
            return package::CellType::Double;
        case datastore::DataType::String:
            return package::CellType::String;
        case datastore::DataType::Date:
            return package::CellType::Date;
    }
    SKJERM_CHECK(false);
    return package::CellType::String;
}

Json domain_json(const Variable& variable) {
    if (variable.code_list == nullptr) {
        Json domain = {{"description", text_json(variable.label)}};
        if (!variable.measure.empty())
            domain["measurementUnitDescription"] = text_json({variable.measure, ""});
        return domain;
    }
    Json codes = Json::array();
    for (const datastore::DatedCode& code : variable.code_list->codes) {
        Json item = {{"code", code.code},
                     {"categoryTitle", text_json(code.label)},
                     {"validFrom", code.valid_from ? base::format_iso_date(*code.valid_from)
                                                   : std::string(kAlways)}};
        if (code.valid_to) item["validUntil"] = base::format_iso_date(*code.valid_to);
        codes.push_back(std::move(item));
    }
    return {{"codeList", std::move(codes)}};
}

std::string metadata_text(const Variable& variable) {
    Json measure = {{"name", text_json(variable.label)},
                    {"description", text_json(variable.label)}};
    if (variable.link != nullptr) {
        measure["unitType"] = variable.link->id;
    } else {
        measure["dataType"] = package::cell_type_name(cell_type(variable.data_type));
        measure["valueDomain"] = domain_json(variable);
    }
    const Json document = {
        {"temporalityType", temporality_text(variable.temporality)},
        {"sensitivityLevel", "PUBLIC"},
        {"populationDescription", text_json({"Syntetisk befolkning", "Synthetic population"})},
        {"subjectFields", Json::array({text_json({variable.register_id, ""})})},
        {"dataRevision", {{"description", text_json({"Syntetiske data", "Synthetic data"})}}},
        {"identifierVariables", Json::array({{{"unitType", variable.unit_type->id}}})},
        {"measureVariables", Json::array({std::move(measure)})}};
    return document.dump(1) + "\n";
}

/// A data file that is written row by row.
class DataFile {
public:
    DataFile(const fs::path& file, const Variable& variable)
        : file_(file), stream_(file, std::ios::binary), variable_(variable) {}

    /// The rows of one column over all units; start and stop are texts.
    void add_units(const column::Column& values, std::string_view start, std::string_view stop) {
        column::visit(values, [&](auto rows) {
            for (std::size_t unit = 0; unit < rows.size(); ++unit)
                add_row(values, static_cast<std::uint32_t>(unit), rows[unit], start, stop);
        });
    }
    void add_spells(const Store::Spells& spells) {
        const auto units = spells.units->values<column::UnitIndex>();
        const auto starts = spells.starts->values<std::int32_t>();
        const auto stops = spells.stops->values<std::int32_t>();
        column::visit(*spells.values, [&](auto rows) {
            for (std::size_t row = 0; row < rows.size(); ++row)
                add_row(*spells.values, static_cast<std::uint32_t>(units[row]), rows[row],
                        day_text(starts[row]), day_text(stops[row]));
        });
    }

    [[nodiscard]] bool is_empty() const { return rows_ == 0; }
    [[nodiscard]] base::Status finish() {
        write_out();
        stream_.close();
        return stream_ ? base::ok() : base::Status(package::unwritable(file_, errno));
    }

private:
    static std::string day_text(std::int32_t day) {
        return column::is_missing(day) ? std::string() : base::format_iso_date(day);
    }

    template <class T>
    void add_row(const column::Column& values, std::uint32_t unit, T value, std::string_view start,
                 std::string_view stop) {
        if (column::is_missing(value)) return;
        text_ += made_up_identifier(*variable_.unit_type, unit);
        text_ += ';';
        add_value(values, value);
        text_ += ';';
        text_ += start;
        text_ += ';';
        text_ += stop;
        text_ += ";\n";
        ++rows_;
        if (text_.size() > kPieceBytes) write_out();
    }

    template <class T>
    void add_value(const column::Column& values, T value) {
        if constexpr (column::kIsCode<T>) {
            add_text(values.dictionary()->text(static_cast<std::uint32_t>(value)));
        } else if constexpr (std::is_same_v<T, column::UnitIndex>) {
            text_ += made_up_identifier(*variable_.link, static_cast<std::uint32_t>(value));
        } else if (variable_.data_type == datastore::DataType::Date) {
            text_ += base::format_iso_date(static_cast<DayNumber>(value));
        } else if (variable_.data_type == datastore::DataType::Double) {
            add_number(static_cast<double>(value));
        } else {
            add_number(static_cast<std::int64_t>(value));
        }
    }
    /// The shortest text that is the same number when it is read.
    template <class T>
    void add_number(T value) {
        char digits[32];
        const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
        text_.append(digits, end);
    }
    void add_text(std::string_view value) {
        if (value.find_first_of(";\"") == std::string_view::npos) {
            text_ += value;
            return;
        }
        text_ += '"';
        for (const char character : value) text_.append(character == '"' ? 2 : 1, character);
        text_ += '"';
    }
    void write_out() {
        stream_ << text_;
        text_.clear();
    }

    fs::path file_;
    std::ofstream stream_;
    const Variable& variable_;
    std::string text_;
    std::uint64_t rows_ = 0;
};

class PackageWriter {
public:
    explicit PackageWriter(const Store& store)
        : store_(store), budget_(std::make_shared<base::MemoryBudget>(kMemoryBytes)) {
        for (const datastore::VariablePtr& variable : store.variables())
            if (variable->valid_to) last_day_ = std::max(last_day_, *variable->valid_to);
    }

    base::Status write(const Variable& variable, const fs::path& directory) {
        const fs::path folder = directory / variable.name;
        std::error_code error;
        fs::create_directories(folder, error);
        if (error) return package::unwritable(folder, error.value());
        const fs::path json = folder / (variable.name + ".json");
        std::ofstream metadata(json, std::ios::binary);
        metadata << metadata_text(variable);
        metadata.close();
        if (!metadata) return package::unwritable(json, errno);

        const fs::path csv = folder / (variable.name + ".csv");
        DataFile file(csv, variable);
        SKJERM_TRY(add_values(variable, file));
        SKJERM_TRY(file.finish());
        if (file.is_empty()) fs::remove(csv, error);
        return base::ok();
    }

private:
    base::Status add_values(const Variable& variable, DataFile& file) {
        if (variable.temporality == Temporality::Fixed) {
            SKJERM_TRY_ASSIGN(const column::ColumnPtr values,
                              store_.read_all(variable, {}, budget_, {}));
            file.add_units(*values, "", base::format_iso_date(last_day_));
            return base::ok();
        }
        SKJERM_CHECK(variable.valid_from && variable.valid_to);
        if (variable.temporality == Temporality::Event) {
            SKJERM_TRY_ASSIGN(const Store::Spells spells,
                              store_.read_spells(variable, *variable.valid_from, *variable.valid_to,
                                                 budget_, {}));
            file.add_spells(spells);
            return base::ok();
        }
        for (DayNumber day = *variable.valid_from; day <= *variable.valid_to; ++day) {
            if (!datastore::has_day(variable.calendar, day)) continue;
            const auto checked = store_.check_date(variable, day, {});
            if (!checked.ok()) continue;  // the store has no values of that day
            package::poll_cancellation();
            SKJERM_TRY_ASSIGN(const column::ColumnPtr values,
                              store_.read_all(variable, checked->at, budget_, {}));
            const DayNumber stop = variable.temporality == Temporality::Accumulated
                                       ? datastore::period_end(variable.calendar, day)
                                       : day;
            file.add_units(*values, base::format_iso_date(day), base::format_iso_date(stop));
        }
        return base::ok();
    }

    const Store& store_;
    base::MemoryBudgetPtr budget_;
    DayNumber last_day_ = 0;
};

}  // namespace

std::string made_up_identifier(const datastore::UnitType& type, std::uint32_t index) {
    const IdentifierForm form = form_of(type);
    const std::string number = std::to_string(index);
    const auto digits = static_cast<std::size_t>(form.digits);
    SKJERM_CHECK(digits == 0 || number.size() <= digits);
    return form.prefix + std::string(digits > number.size() ? digits - number.size() : 0, '0') +
           number;
}

std::optional<std::uint32_t> dense_index(const datastore::UnitType& type,
                                         std::string_view identifier) {
    const IdentifierForm form = form_of(type);
    if (!identifier.starts_with(form.prefix)) return std::nullopt;
    const std::string_view number = identifier.substr(form.prefix.size());
    std::uint32_t index = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), index);
    if (read.ec != std::errc{} || made_up_identifier(type, index) != identifier)
        return std::nullopt;
    return index;
}

base::Status write_input_packages(const Store& store, const fs::path& directory,
                                  const std::function<void(std::size_t, std::size_t)>& progress) {
    SKJERM_CHECK(store.is_synthetic());
    std::error_code ignored;
    if (fs::exists(fs::symlink_status(directory, ignored)))
        return base::error(base::Code::PackageTargetExists, {},
                           {base::Argument::name(directory.string())});
    PackageWriter writer(store);
    std::size_t done = 0;
    for (const datastore::VariablePtr& variable : store.variables()) {
        SKJERM_TRY(writer.write(*variable, directory));
        progress(++done, store.variables().size());
    }
    return base::ok();
}

}  // namespace skjerm::datagen
