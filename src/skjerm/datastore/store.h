// A datastore opened for reading: its versions, its catalogue, and values at a date as columns over
// the dense unit index. Immutable once opened; shared by all sessions.
//
// Directory (docs/format/datastore.md describes it to the byte):
//   <store>/catalogue.json                      databank, flags, unit types, variables, versions
//   <store>/native/<NAME>/<segment>.skc         memory-mapped column files, one per date or period
//   <store>/indexed/<NAME>/<segment>.parquet    the same, as Parquet sorted by unit index
//   (optional)
// A folder with datastore.json instead holds versions whose content differs (published_store.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/memory_budget.h"
#include "skjerm/base/result.h"
#include "skjerm/column/column.h"
#include "skjerm/datastore/variable.h"

namespace skjerm::datastore {

/// MAJOR.MINOR.PATCH of a released version; 0.0.0 is the draft of the next one.
struct Version {
    std::int32_t major = 0;
    std::int32_t minor = 0;
    std::int32_t patch = 0;
    friend auto operator<=>(const Version&, const Version&) = default;
    [[nodiscard]] std::string text() const;
    [[nodiscard]] bool is_draft() const { return *this == Version{}; }
};

/// Which values an import asks for.
struct At {
    std::optional<base::DayNumber> day;  ///< absent for FIXED
};

class Store;
using StorePtr = std::shared_ptr<const Store>;

class Store {
public:
    /// Reads the catalogue. Refuses a missing, unreadable, damaged or newer-format store by name.
    [[nodiscard]] static base::Result<StorePtr> open(const std::filesystem::path& directory);
    virtual ~Store() = default;

    [[nodiscard]] virtual const std::string& databank() const = 0;  ///< "no.ssb.fdb"
    [[nodiscard]] virtual const Label& title() const = 0;
    [[nodiscard]] virtual bool is_synthetic() const = 0;
    /// SHA-256 of the catalogue, which holds the one of every file: two stores of one identity give
    /// the same values.
    [[nodiscard]] virtual const std::string& identity() const = 0;
    /// Ascending; the draft alone where nothing is released and the draft may be read.
    [[nodiscard]] virtual const std::vector<Version>& versions() const = 0;
    /// "45" → newest 45.x.y, "45.1" → newest 45.1.y, "45.1.2" exact, "DRAFT" refused without right.
    /// The diagnostic names the newest version, and has the span `where`.
    [[nodiscard]] virtual base::Result<Version> resolve(std::string_view version,
                                                        base::Span where) const = 0;

    [[nodiscard]] virtual const std::vector<UnitTypePtr>& unit_types() const = 0;
    /// By name; of the newest version where they differ.
    [[nodiscard]] virtual const std::vector<VariablePtr>& variables() const = 0;
    /// Null when the version has no such variable.
    [[nodiscard]] virtual VariablePtr find(std::string_view name, const Version& version) const = 0;

    /// The versions that have a variable, for a script that asks for it in one that has not.
    struct Lifetime {
        Version first;
        Version last;
        bool goes_on = false;                 ///< the newest version has it
        std::vector<std::string> successors;  ///< what replaced it, by its own metadata
    };
    /// Absent when no version has such a variable, or all versions are the same.
    [[nodiscard]] virtual std::optional<Lifetime> lifetime(std::string_view name) const {
        static_cast<void>(name);
        return std::nullopt;
    }

    /// Number of dense indexes given out in `domain`. Secret: never shown.
    [[nodiscard]] virtual std::uint32_t unit_count(column::UnitDomain domain) const = 0;

    /// Checks `day` against temporality, validity and calendar without touching data: a date that
    /// is missing, given to a FIXED variable (a warning, not an error: returned in `warning`),
    /// outside the validity, or not a measurement date (the diagnostic names the nearest ones).
    struct DateCheck {
        At at;
        std::optional<base::Diagnostic> warning;
    };
    [[nodiscard]] virtual base::Result<DateCheck> check_date(const Variable& variable,
                                                             std::optional<base::DayNumber> day,
                                                             base::Span where) const = 0;

    /// Values of all units of the variable's domain, unit_count() rows, missing where a unit has no
    /// record. A view into the mapped file where the encoding allows it (nothing is then drawn from
    /// the budget). `where` is the span for diagnostics (damaged file, budget).
    [[nodiscard]] virtual base::Result<column::ColumnPtr> read_all(
        const Variable& variable, const At& at, const base::MemoryBudgetPtr& budget,
        base::Span where) const = 0;

    /// Values of the given units (ascending or not), one row each.
    [[nodiscard]] virtual base::Result<column::ColumnPtr> read_units(
        const Variable& variable, const At& at, std::span<const std::uint32_t> units,
        const base::MemoryBudgetPtr& budget, base::Span where) const = 0;

    /// Spells of an EVENT variable, one row each, in order of unit and start.
    struct Spells {
        column::ColumnPtr units;  ///< the unit each spell belongs to, in the variable's own domain
        column::ColumnPtr values;
        column::ColumnPtr starts;  ///< day numbers, not clipped to the interval
        column::ColumnPtr stops;   ///< missing while the spell is open
    };
    /// The spells that overlap [first, last], both days included and first ≤ last. Refused when the
    /// interval lies outside the validity.
    [[nodiscard]] virtual base::Result<Spells> read_spells(const Variable& variable,
                                                           base::DayNumber first,
                                                           base::DayNumber last,
                                                           const base::MemoryBudgetPtr& budget,
                                                           base::Span where) const = 0;

    /// Reads every file and compares checksums; the first damage found.
    [[nodiscard]] virtual base::Status verify() const = 0;
};

}  // namespace skjerm::datastore
