// catalogue.json: everything about a store that is not values. Written last, read first; its own
// SHA-256 stands in catalogue.sha256, and it holds the one of every other file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/column/types.h"
#include "skjerm/datastore/store.h"
#include "skjerm/datastore/variable.h"

namespace skjerm::datastore {

inline constexpr std::uint32_t kCatalogueFormat = 3;
inline constexpr const char* kCatalogueFile = "catalogue.json";
inline constexpr const char* kCatalogueDigestFile = "catalogue.sha256";

/// A file of the store, with its name relative to the store's folder.
struct StoredFile {
    std::string file;
    std::uint64_t bytes = 0;
    std::string sha256;
};

struct StoredSegment {
    std::optional<base::DayNumber> day;  ///< status date or start of the period
    StoredFile native;
    std::optional<StoredFile> indexed;
    /// The variable whose file `native` is, where it holds the values of several (shared_files.h);
    /// empty for one's own.
    std::string holder = {};
};

/// Days from `first` to `last`, both included.
struct Period {
    base::DayNumber first = 0;
    base::DayNumber last = 0;
    friend bool operator==(const Period&, const Period&) = default;
};

/// Where and when the data of a variable were written, in a store that grows from version to
/// version: several versions may share them, and the domains may have more units by now.
struct DataVersion {
    std::string folder;              ///< the files lie in native/NAME/<folder>/
    std::uint32_t units = 0;         ///< of the variable's domain, when the files were written
    std::uint32_t linked_units = 0;  ///< of the link's domain; 0 without
    /// Of a STATUS or ACCUMULATED variable whose dates follow no rule (Calendar::Listed): its
    /// dates, or the days that its periods cover, ascending and apart.
    std::vector<Period> periods = {};
    /// A STATUS or ACCUMULATED variable stored in one segment of spells, for its dates are too many
    /// or its periods overlap.
    bool as_spells = false;
};

struct StoredVariable {
    VariablePtr variable;
    std::optional<DataVersion> data_version = std::nullopt;  ///< only in stores with versions
    column::Storage storage = column::Storage::Int8;
    std::uint32_t dictionary_entries = 0;
    std::uint32_t dictionary_crc = 0;
    std::optional<StoredFile> dictionary;  ///< text variables
    std::optional<StoredFile> indexed_dictionary;
    std::vector<StoredSegment> segments;  ///< ascending by day
    /// Of a STATUS or ACCUMULATED variable stored as changes: its status dates or the starts of its
    /// periods, ascending; it has a single segment then. Empty for all others.
    std::vector<base::DayNumber> change_dates = {};
};

/// Status dates or starts of periods of a STATUS or ACCUMULATED variable, however it is stored.
[[nodiscard]] std::size_t date_count(const StoredVariable& stored);
[[nodiscard]] base::DayNumber date_at(const StoredVariable& stored, std::size_t place);
/// Whether the values lie in one segment of spells.
[[nodiscard]] bool has_spells(const StoredVariable& stored);

struct Catalogue {
    std::string databank;
    Label title;
    bool synthetic = false;
    std::string provenance;
    std::vector<Version> versions;  ///< ascending
    std::vector<UnitTypePtr> unit_types;
    std::vector<std::uint32_t> unit_counts;  ///< per domain
    std::vector<StoredVariable> variables;   ///< ascending by name
    std::string digest = {};                 ///< SHA-256 of the file it was read from
};

/// Names of a variable's files, relative to the store: "native/NAME/2020-01-01.skc".
/// With `folder` the ones of a data version: "native/NAME/7/2020-01-01.skc".
[[nodiscard]] std::string native_file(const Variable& variable, std::optional<base::DayNumber> day,
                                      std::string_view folder = {});
/// The same of a segment that another variable, `holder`, may hold.
[[nodiscard]] std::string native_file(const Variable& variable, const StoredSegment& segment,
                                      std::string_view folder);
[[nodiscard]] std::string indexed_file(const Variable& variable, std::optional<base::DayNumber> day,
                                       std::string_view folder = {});
[[nodiscard]] std::string dictionary_file(const Variable& variable, std::string_view folder = {});
[[nodiscard]] std::string indexed_dictionary_file(const Variable& variable,
                                                  std::string_view folder = {});

/// Whether a variable of this kind can be stored so: codes for text, references for links.
[[nodiscard]] bool can_store(const Variable& variable, column::Storage storage);
/// `^[A-Z][A-Z0-9_]*$`, at most 200 bytes: a name that is safe as a folder's.
[[nodiscard]] bool is_variable_name(std::string_view name);

/// The same bytes for the same catalogue.
[[nodiscard]] std::string write_catalogue(const Catalogue& catalogue);

/// What catalogue.sha256 must hold, as `sha256sum` writes it.
[[nodiscard]] std::string catalogue_digest(std::string_view json);

/// Strict: a missing or unknown field, a value out of range or a reference to nothing is refused,
/// with its place.
[[nodiscard]] base::Result<Catalogue> read_catalogue(std::string_view json);

/// 64 lower-case hexadecimal digits.
[[nodiscard]] bool is_sha256_text(std::string_view text);

/// Reads and checks both files in `directory`.
[[nodiscard]] base::Result<Catalogue> load_catalogue(const std::filesystem::path& directory);

}  // namespace skjerm::datastore
