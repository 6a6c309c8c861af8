// registers.json, as it is embedded in the program: what it says of a variable, in the terms of the
// datastore.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/datastore/store_writer.h"

namespace skjerm::datagen {

class RegisterFile {
public:
    RegisterFile();
    ~RegisterFile();
    RegisterFile(const RegisterFile&) = delete;
    RegisterFile& operator=(const RegisterFile&) = delete;

    [[nodiscard]] const nlohmann::json& document() const;
    /// All unit types in their order; those of persons share the domain 0, each other one has the
    /// next number.
    [[nodiscard]] const std::vector<datastore::UnitTypePtr>& unit_types() const {
        return unit_types_;
    }

    /// A variable as it is written to a store: description, storage, dictionary of its code list,
    /// and the dates or periods of its calendar from `first_year` to `last_year`, to which its
    /// validity is cut. The name must be there.
    [[nodiscard]] datastore::VariableToWrite variable(std::string_view name,
                                                      column::Storage storage, int first_year,
                                                      int last_year);

private:
    struct Document;
    [[nodiscard]] datastore::UnitTypePtr unit_type(std::string_view id) const;

    std::unique_ptr<const Document> document_;
    std::vector<datastore::UnitTypePtr> unit_types_;
    std::map<std::string, std::shared_ptr<const datastore::DatedCodeList>, std::less<>> code_lists_;
};

}  // namespace skjerm::datagen
