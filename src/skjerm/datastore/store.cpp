#include "skjerm/datastore/store.h"

#include <algorithm>
#include <mutex>

#include "skjerm/base/check.h"
#include "skjerm/base/parallel.h"
#include "skjerm/datastore/catalogue.h"
#include "skjerm/datastore/catalogue_store.h"
#include "skjerm/datastore/date_check.h"
#include "skjerm/datastore/dictionary_file.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/first_failure.h"
#include "skjerm/datastore/indexed_parquet.h"
#include "skjerm/datastore/longer_column.h"
#include "skjerm/datastore/published_store.h"
#include "skjerm/datastore/segment.h"
#include "skjerm/datastore/segment_reader.h"
#include "skjerm/datastore/segment_writer.h"
#include "skjerm/datastore/spell_reader.h"
#include "skjerm/datastore/stored_files.h"
#include "skjerm/datastore/version.h"

namespace skjerm::datastore {

namespace {

using column::ColumnPtr;

/// What was opened of a variable so far. Files are mapped when first asked for and stay mapped.
struct OpenVariable {
    std::mutex mutex;
    column::DictionaryPtr dictionary;
    std::vector<std::shared_ptr<const Segment>> segments;
    std::vector<bool> indexed_verified;  ///< Parquet files whose SHA-256 was compared
};

class DirectoryStore final : public Store {
public:
    DirectoryStore(std::filesystem::path directory, Catalogue catalogue,
                   std::vector<std::uint32_t> unit_counts)
        : directory_(std::move(directory)),
          catalogue_(std::move(catalogue)),
          unit_counts_(std::move(unit_counts)),
          opened_(catalogue_.variables.size()) {
        for (const StoredVariable& stored : catalogue_.variables)
            variables_.push_back(stored.variable);
        for (std::size_t index = 0; index < opened_.size(); ++index) {
            const std::size_t segments = catalogue_.variables[index].segments.size();
            opened_[index].segments.resize(segments);
            opened_[index].indexed_verified.resize(segments);
        }
    }

    const std::string& databank() const override { return catalogue_.databank; }
    const Label& title() const override { return catalogue_.title; }
    bool is_synthetic() const override { return catalogue_.synthetic; }
    const std::string& identity() const override { return catalogue_.digest; }
    const std::vector<Version>& versions() const override { return catalogue_.versions; }
    base::Result<Version> resolve(std::string_view version, base::Span where) const override {
        return resolve_version(catalogue_.versions, catalogue_.databank, version, where);
    }

    const std::vector<UnitTypePtr>& unit_types() const override { return catalogue_.unit_types; }
    const std::vector<VariablePtr>& variables() const override { return variables_; }
    VariablePtr find(std::string_view name, const Version& version) const override;

    std::uint32_t unit_count(column::UnitDomain domain) const override {
        SKJERM_CHECK(domain < unit_counts_.size());
        return unit_counts_[domain];
    }

    base::Result<DateCheck> check_date(const Variable& variable, std::optional<base::DayNumber> day,
                                       base::Span where) const override {
        return check_variable_date(catalogue_.variables[index_of(variable)], day, where);
    }

    base::Result<ColumnPtr> read_all(const Variable& variable, const At& at,
                                     const base::MemoryBudgetPtr& budget,
                                     base::Span where) const override;
    base::Result<ColumnPtr> read_units(const Variable& variable, const At& at,
                                       std::span<const std::uint32_t> units,
                                       const base::MemoryBudgetPtr& budget,
                                       base::Span where) const override;
    base::Result<Spells> read_spells(const Variable& variable, base::DayNumber first,
                                     base::DayNumber last, const base::MemoryBudgetPtr& budget,
                                     base::Span where) const override;
    base::Status verify() const override;

private:
    /// Where the values of an import lie.
    struct Source {
        std::size_t variable;
        std::size_t segment;
        std::optional<base::DayNumber> day;  ///< of changes: the date, or the start of the period
    };

    [[nodiscard]] std::size_t index_of(const Variable& variable) const;
    [[nodiscard]] SegmentExpectation expectation(const Source& from) const;
    [[nodiscard]] base::Result<Source> source(const Variable& variable, const At& at,
                                              base::Span where) const;
    [[nodiscard]] base::Result<ColumnShape> shape_of(const Source& from, base::Span where) const;
    [[nodiscard]] base::Result<column::DictionaryPtr> load_dictionary(const StoredVariable& stored,
                                                                      base::Span where) const;
    [[nodiscard]] base::Result<std::shared_ptr<const Segment>> native_segment(
        const Source& from, base::Span where) const;
    [[nodiscard]] base::Result<IndexedFile> indexed_copy(const Source& from) const;
    template <class T, class Native, class Copy>
    [[nodiscard]] base::Result<T> native_or_copy(const Source& from, base::Span where,
                                                 const Native& native, const Copy& copy) const;
    [[nodiscard]] base::Result<ColumnPtr> read_whole(const Source& from,
                                                     const base::MemoryBudgetPtr& budget,
                                                     base::Span where) const;
    [[nodiscard]] const DuckDbDatabase& duckdb() const;

    std::filesystem::path directory_;
    Catalogue catalogue_;
    std::vector<std::uint32_t> unit_counts_;  // may have grown since the catalogue was written
    std::vector<VariablePtr> variables_;
    mutable std::vector<OpenVariable> opened_;
    mutable std::once_flag duckdb_once_;
    mutable std::unique_ptr<DuckDbDatabase> duckdb_;  // for Parquet alone; opened when first needed
};

std::size_t DirectoryStore::index_of(const Variable& variable) const {
    const auto found = std::lower_bound(
        variables_.begin(), variables_.end(), variable.name,
        [](const VariablePtr& each, const std::string& name) { return each->name < name; });
    SKJERM_CHECK(found != variables_.end() && (*found)->name == variable.name);
    return static_cast<std::size_t>(found - variables_.begin());
}

VariablePtr DirectoryStore::find(std::string_view name, const Version& version) const {
    const auto& versions = catalogue_.versions;
    if (!std::binary_search(versions.begin(), versions.end(), version)) return nullptr;
    const auto found = std::lower_bound(
        variables_.begin(), variables_.end(), name,
        [](const VariablePtr& each, std::string_view wanted) { return each->name < wanted; });
    return found != variables_.end() && (*found)->name == name ? *found : nullptr;
}

SegmentExpectation DirectoryStore::expectation(const Source& from) const {
    const StoredVariable& stored = catalogue_.variables[from.variable];
    return expectation_of(stored, stored.segments[from.segment], catalogue_.unit_counts);
}

base::Result<DirectoryStore::Source> DirectoryStore::source(const Variable& variable, const At& at,
                                                            base::Span where) const {
    const std::size_t index = index_of(variable);
    const StoredVariable& stored = catalogue_.variables[index];
    SKJERM_TRY_ASSIGN(const DateCheck checked, check_variable_date(stored, at.day, where));
    const std::size_t place = date_place_at(stored, checked.at.day);
    if (stored.change_dates.empty()) return Source{index, place, checked.at.day};
    return Source{index, 0, stored.change_dates[place]};
}

const DuckDbDatabase& DirectoryStore::duckdb() const {
    std::call_once(duckdb_once_, [this] { duckdb_ = DuckDbDatabase::open(base::thread_limit()); });
    SKJERM_CHECK(duckdb_ != nullptr);
    return *duckdb_;
}

base::Result<column::DictionaryPtr> DirectoryStore::load_dictionary(const StoredVariable& stored,
                                                                    base::Span where) const {
    auto native = read_dictionary(directory_ / stored.dictionary->file, stored.dictionary->file,
                                  stored.dictionary_entries, stored.dictionary_crc, where);
    if (native || !stored.indexed_dictionary || !is_file_fault(native.diagnostic())) return native;
    const StoredFile& file = *stored.indexed_dictionary;
    if (!verify_file(directory_, file).ok()) return native;
    auto indexed = read_indexed_dictionary(duckdb(), {directory_ / file.file, file.file},
                                           stored.dictionary_entries, where);
    return indexed ? std::move(indexed) : std::move(native);
}

base::Result<ColumnShape> DirectoryStore::shape_of(const Source& from, base::Span where) const {
    const StoredVariable& stored = catalogue_.variables[from.variable];
    ColumnShape shape;
    if (stored.variable->link) shape.domain = stored.variable->link->domain;
    if (!stored.dictionary) return shape;
    OpenVariable& open = opened_[from.variable];
    const std::scoped_lock lock(open.mutex);
    if (open.dictionary == nullptr) {
        SKJERM_TRY_ASSIGN(open.dictionary, load_dictionary(stored, where));
    }
    shape.dictionary = open.dictionary;
    return shape;
}

base::Result<std::shared_ptr<const Segment>> DirectoryStore::native_segment(
    const Source& from, base::Span where) const {
    OpenVariable& open = opened_[from.variable];
    const std::scoped_lock lock(open.mutex);
    std::shared_ptr<const Segment>& mapped = open.segments[from.segment];
    if (mapped == nullptr) {
        const std::string& file =
            catalogue_.variables[from.variable].segments[from.segment].native.file;
        SKJERM_TRY_ASSIGN(mapped, Segment::open(directory_ / file, file, expectation(from), where));
    }
    return mapped;
}

/// The Parquet copy of a segment, its SHA-256 compared once per opening of the store.
base::Result<IndexedFile> DirectoryStore::indexed_copy(const Source& from) const {
    const StoredFile& file = *catalogue_.variables[from.variable].segments[from.segment].indexed;
    OpenVariable& open = opened_[from.variable];
    const std::scoped_lock lock(open.mutex);
    if (!open.indexed_verified[from.segment]) {
        SKJERM_TRY(verify_file(directory_, file));
        open.indexed_verified[from.segment] = true;
    }
    return IndexedFile{directory_ / file.file, file.file};
}

/// What `native(segment)` gives, or `copy(file)` when the native file cannot be had. When both fail
/// the native file is the one to tell about.
template <class T, class Native, class Copy>
base::Result<T> DirectoryStore::native_or_copy(const Source& from, base::Span where,
                                               const Native& native, const Copy& copy) const {
    const auto from_native = [&]() -> base::Result<T> {
        SKJERM_TRY_ASSIGN(const auto segment, native_segment(from, where));
        return native(segment);
    };
    const auto from_copy = [&]() -> base::Result<T> {
        SKJERM_TRY_ASSIGN(const IndexedFile file, indexed_copy(from));
        return copy(file);
    };
    base::Result<T> first = from_native();
    const bool has_copy =
        catalogue_.variables[from.variable].segments[from.segment].indexed.has_value();
    if (first || !has_copy || !is_file_fault(first.diagnostic())) return first;
    base::Result<T> second = from_copy();
    return !second && is_file_fault(second.diagnostic()) ? std::move(first) : std::move(second);
}

base::Result<ColumnPtr> DirectoryStore::read_whole(const Source& from,
                                                   const base::MemoryBudgetPtr& budget,
                                                   base::Span where) const {
    SKJERM_TRY_ASSIGN(const ColumnShape shape, shape_of(from, where));
    return native_or_copy<ColumnPtr>(
        from, where,
        [&](const auto& segment) { return read_segment(segment, from.day, shape, budget, where); },
        [&](const IndexedFile& file) {
            return read_indexed(duckdb(), file, expectation(from), from.day, shape, budget, where);
        });
}

base::Result<ColumnPtr> DirectoryStore::read_all(const Variable& variable, const At& at,
                                                 const base::MemoryBudgetPtr& budget,
                                                 base::Span where) const {
    SKJERM_TRY_ASSIGN(const Source from, source(variable, at, where));
    SKJERM_TRY_ASSIGN(ColumnPtr stored, read_whole(from, budget, where));
    return longer_column(std::move(stored), unit_count(variable.unit_type->domain), budget);
}

base::Result<ColumnPtr> DirectoryStore::read_units(const Variable& variable, const At& at,
                                                   std::span<const std::uint32_t> units,
                                                   const base::MemoryBudgetPtr& budget,
                                                   base::Span where) const {
    SKJERM_TRY_ASSIGN(const Source from, source(variable, at, where));
    const std::uint32_t stored_units = expectation(from).units;
    if (!std::is_sorted(units.begin(), units.end())) {
        SKJERM_TRY_ASSIGN(const ColumnPtr all, read_all(variable, at, budget, where));
        return column::gather(*all, units, budget);
    }
    const std::size_t asked = units.size();
    units = units.first(static_cast<std::size_t>(
        std::lower_bound(units.begin(), units.end(), stored_units) - units.begin()));
    SKJERM_TRY_ASSIGN(const ColumnShape shape, shape_of(from, where));
    auto found = native_or_copy<ColumnPtr>(
        from, where,
        [&](const auto& segment) {
            return read_segment_units(segment, from.day, units, shape, budget, where);
        },
        [&](const IndexedFile& file) -> base::Result<ColumnPtr> {
            SKJERM_TRY_ASSIGN(const ColumnPtr all, read_indexed(duckdb(), file, expectation(from),
                                                                from.day, shape, budget, where));
            return column::gather(*all, units, budget);
        });
    if (!found) return found;
    return longer_column(std::move(found).value(), asked, budget);
}

base::Result<Store::Spells> DirectoryStore::read_spells(const Variable& variable,
                                                        base::DayNumber first, base::DayNumber last,
                                                        const base::MemoryBudgetPtr& budget,
                                                        base::Span where) const {
    SKJERM_CHECK(variable.temporality == Temporality::Event && first <= last);
    const std::size_t index = index_of(variable);
    const Coverage coverage = coverage_of(catalogue_.variables[index]);
    // An interval that reaches into the validity is as good as one inside it.
    const base::DayNumber nearest =
        coverage.first && first < *coverage.first ? std::min(last, *coverage.first) : first;
    SKJERM_TRY_ASSIGN(const Source from, source(variable, {nearest}, where));
    SKJERM_TRY_ASSIGN(const ColumnShape shape, shape_of(from, where));
    const SpellRequest request{first, last, variable.unit_type->domain};
    return native_or_copy<Spells>(
        from, where,
        [&](const auto& segment) {
            return read_segment_spells(*segment, request, shape, budget, where);
        },
        [&](const IndexedFile& file) {
            return read_indexed_spells(duckdb(), file, expectation(from), request, shape, budget,
                                       where);
        });
}

base::Status DirectoryStore::verify() const {
    const std::vector<StoredFile> files = files_of(catalogue_);
    return parallel_tasks(files.size(),
                          [&](std::size_t file) { return verify_file(directory_, files[file]); });
}

}  // namespace

StorePtr store_of(const std::filesystem::path& directory, Catalogue catalogue,
                  std::vector<std::uint32_t> unit_counts) {
    SKJERM_CHECK(unit_counts.size() >= catalogue.unit_counts.size());
    return std::make_shared<const DirectoryStore>(std::filesystem::absolute(directory),
                                                  std::move(catalogue), std::move(unit_counts));
}

base::Result<StorePtr> Store::open(const std::filesystem::path& directory) {
    if (is_published_store(directory)) return open_published_store(directory);
    SKJERM_TRY_ASSIGN(Catalogue catalogue, load_catalogue(directory));
    std::vector<std::uint32_t> unit_counts = catalogue.unit_counts;
    return store_of(directory, std::move(catalogue), std::move(unit_counts));
}

}  // namespace skjerm::datastore
