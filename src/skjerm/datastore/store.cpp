#include "skjerm/datastore/store.h"

#include <algorithm>
#include <mutex>

#include "skjerm/base/check.h"
#include "skjerm/base/keyed_hash.h"
#include "skjerm/datastore/catalogue.h"
#include "skjerm/datastore/date_check.h"
#include "skjerm/datastore/dictionary_file.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/first_failure.h"
#include "skjerm/datastore/segment.h"
#include "skjerm/datastore/segment_reader.h"
#include "skjerm/datastore/segment_writer.h"
#include "skjerm/datastore/version.h"

namespace skjerm::datastore {

namespace {

using column::ColumnPtr;

/// What was opened of a variable so far. Files are mapped when first asked for and stay mapped.
struct OpenVariable {
    std::mutex mutex;
    column::DictionaryPtr dictionary;
    std::vector<std::shared_ptr<const Segment>> segments;
};

class DirectoryStore final : public Store {
public:
    DirectoryStore(std::filesystem::path directory, Catalogue catalogue)
        : directory_(std::move(directory)),
          catalogue_(std::move(catalogue)),
          opened_(catalogue_.variables.size()) {
        for (const StoredVariable& stored : catalogue_.variables)
            variables_.push_back(stored.variable);
        for (std::size_t index = 0; index < opened_.size(); ++index)
            opened_[index].segments.resize(catalogue_.variables[index].segments.size());
    }

    const std::string& databank() const override { return catalogue_.databank; }
    const Label& title() const override { return catalogue_.title; }
    bool is_synthetic() const override { return catalogue_.synthetic; }
    const std::vector<Version>& versions() const override { return catalogue_.versions; }
    base::Result<Version> resolve(std::string_view version, base::Span where) const override {
        return resolve_version(catalogue_.versions, catalogue_.databank, version, where);
    }

    const std::vector<UnitTypePtr>& unit_types() const override { return catalogue_.unit_types; }
    const std::vector<VariablePtr>& variables() const override { return variables_; }
    VariablePtr find(std::string_view name, const Version& version) const override;

    std::uint32_t unit_count(column::UnitDomain domain) const override {
        SKJERM_CHECK(domain < catalogue_.unit_counts.size());
        return catalogue_.unit_counts[domain];
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
    base::Status verify() const override;

private:
    /// A segment ready to be read.
    struct Source {
        std::shared_ptr<const Segment> segment;
        std::optional<base::DayNumber> day;
        ColumnShape shape;
    };

    [[nodiscard]] std::size_t index_of(const Variable& variable) const;
    [[nodiscard]] SegmentExpectation expectation(const StoredVariable& stored,
                                                 const StoredSegment& segment) const;
    [[nodiscard]] base::Result<ColumnShape> shape_of(std::size_t variable, base::Span where) const;
    [[nodiscard]] base::Result<std::shared_ptr<const Segment>> segment_of(std::size_t variable,
                                                                          std::size_t segment,
                                                                          base::Span where) const;
    [[nodiscard]] base::Result<Source> source(const Variable& variable, const At& at,
                                              base::Span where) const;
    [[nodiscard]] base::Status verify_file(const StoredFile& file) const;

    std::filesystem::path directory_;
    Catalogue catalogue_;
    std::vector<VariablePtr> variables_;
    mutable std::vector<OpenVariable> opened_;
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

SegmentExpectation DirectoryStore::expectation(const StoredVariable& stored,
                                               const StoredSegment& segment) const {
    const Variable& variable = *stored.variable;
    SegmentExpectation expected;
    expected.variable = variable.name;
    expected.storage = stored.storage;
    expected.spells = variable.temporality == Temporality::Event;
    expected.units = unit_count(variable.unit_type->domain);
    expected.day = segment.day;
    expected.dictionary_crc = stored.dictionary_crc;
    expected.limit.dictionary_entries = stored.dictionary_entries;
    if (variable.link) expected.limit.linked_units = unit_count(variable.link->domain);
    return expected;
}

base::Result<ColumnShape> DirectoryStore::shape_of(std::size_t variable, base::Span where) const {
    const StoredVariable& stored = catalogue_.variables[variable];
    ColumnShape shape;
    if (stored.variable->link) shape.domain = stored.variable->link->domain;
    if (!stored.dictionary) return shape;
    OpenVariable& open = opened_[variable];
    const std::scoped_lock lock(open.mutex);
    if (open.dictionary == nullptr) {
        SKJERM_TRY_ASSIGN(
            open.dictionary,
            read_dictionary(directory_ / stored.dictionary->file, stored.dictionary->file,
                            stored.dictionary_entries, stored.dictionary_crc, where));
    }
    shape.dictionary = open.dictionary;
    return shape;
}

base::Result<std::shared_ptr<const Segment>> DirectoryStore::segment_of(std::size_t variable,
                                                                        std::size_t segment,
                                                                        base::Span where) const {
    const StoredVariable& stored = catalogue_.variables[variable];
    OpenVariable& open = opened_[variable];
    const std::scoped_lock lock(open.mutex);
    std::shared_ptr<const Segment>& mapped = open.segments[segment];
    if (mapped == nullptr) {
        const std::string& file = stored.segments[segment].native.file;
        SKJERM_TRY_ASSIGN(mapped,
                          Segment::open(directory_ / file, file,
                                        expectation(stored, stored.segments[segment]), where));
    }
    return mapped;
}

base::Result<DirectoryStore::Source> DirectoryStore::source(const Variable& variable, const At& at,
                                                            base::Span where) const {
    const std::size_t index = index_of(variable);
    const StoredVariable& stored = catalogue_.variables[index];
    SKJERM_TRY_ASSIGN(const DateCheck checked, check_variable_date(stored, at.day, where));
    SKJERM_TRY_ASSIGN(ColumnShape shape, shape_of(index, where));
    SKJERM_TRY_ASSIGN(auto segment, segment_of(index, segment_at(stored, checked.at.day), where));
    return Source{std::move(segment), checked.at.day, std::move(shape)};
}

base::Result<ColumnPtr> DirectoryStore::read_all(const Variable& variable, const At& at,
                                                 const base::MemoryBudgetPtr& budget,
                                                 base::Span where) const {
    SKJERM_TRY_ASSIGN(const Source from, source(variable, at, where));
    return read_segment(from.segment, from.day, from.shape, budget, where);
}

base::Result<ColumnPtr> DirectoryStore::read_units(const Variable& variable, const At& at,
                                                   std::span<const std::uint32_t> units,
                                                   const base::MemoryBudgetPtr& budget,
                                                   base::Span where) const {
    if (!std::is_sorted(units.begin(), units.end()) ||
        (!units.empty() && units.back() >= unit_count(variable.unit_type->domain))) {
        SKJERM_TRY_ASSIGN(const ColumnPtr all, read_all(variable, at, budget, where));
        return column::gather(*all, units, budget);
    }
    SKJERM_TRY_ASSIGN(const Source from, source(variable, at, where));
    return read_segment_units(from.segment, from.day, units, from.shape, budget, where);
}

base::Status DirectoryStore::verify_file(const StoredFile& file) const {
    SKJERM_TRY_ASSIGN(const StoredFile found, describe_file(directory_, file.file));
    if (found.bytes < file.bytes) return damaged_file(file.file, damage::kTruncated, {});
    if (found.bytes != file.bytes || found.sha256 != file.sha256)
        return damaged_file(file.file, damage::kChecksum, {});
    return base::ok();
}

base::Status DirectoryStore::verify() const {
    std::vector<const StoredFile*> files;
    for (const StoredVariable& stored : catalogue_.variables) {
        if (stored.dictionary) files.push_back(&*stored.dictionary);
        for (const StoredSegment& segment : stored.segments) {
            files.push_back(&segment.native);
            if (segment.indexed) files.push_back(&*segment.indexed);
        }
    }
    return parallel_tasks(files.size(),
                          [&](std::size_t file) { return verify_file(*files[file]); });
}

}  // namespace

base::Result<StorePtr> Store::open(const std::filesystem::path& directory) {
    SKJERM_TRY_ASSIGN(Catalogue catalogue, load_catalogue(directory));
    return StorePtr(std::make_shared<const DirectoryStore>(std::filesystem::absolute(directory),
                                                           std::move(catalogue)));
}

}  // namespace skjerm::datastore
