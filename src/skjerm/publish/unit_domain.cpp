#include "skjerm/publish/unit_domain.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <unordered_map>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/keyed_hash.h"
#include "skjerm/base/parallel.h"
#include "skjerm/datastore/dictionary_file.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/segment_format.h"
#include "skjerm/datastore/segment_writer.h"
#include "skjerm/datastore/stored_files.h"
#include "skjerm/publish/atomic_file.h"
#include "skjerm/publish/generation_file.h"
#include "skjerm/publish/synthetic_pseudonyms.h"

namespace skjerm::publish {

namespace {

using datastore::DomainKind;
using datastore::DomainState;

/// Two indexes stand for "no unit" and "missing link".
constexpr std::uint64_t kMostUnits = 0xFFFFFFFEU;

/// Calls f(i) for all i below `count`, on all cores.
template <class F>
void in_pieces(std::size_t count, const F& f) {
    constexpr std::size_t kPiece = 16384;
    base::parallel_for((count + kPiece - 1) / kPiece, [&](std::size_t piece) {
        const std::size_t end = std::min(count, (piece + 1) * kPiece);
        for (std::size_t at = piece * kPiece; at < end; ++at) f(at);
    });
}

std::vector<std::uint64_t> as_keys(std::span<const std::int64_t> pseudonyms) {
    std::vector<std::uint64_t> keys;
    keys.reserve(pseudonyms.size());
    for (const std::int64_t pseudonym : pseudonyms)
        keys.push_back(static_cast<std::uint64_t>(pseudonym));
    return keys;
}

/// Pseudonyms of a vault, looked up in sorted generations.
class VaultDomain final : public UnitDomain {
public:
    VaultDomain(std::filesystem::path root, DomainState state, PseudonymBackend* backend)
        : UnitDomain(std::move(root), std::move(state), backend) {}

    base::Status load() {
        for (const datastore::Generation& each : state_.generations) SKJERM_TRY(load(each));
        if (generations_.size() > kMostGenerations) merge();
        return base::ok();
    }

    base::Result<std::vector<std::uint64_t>> keys(
        std::span<const std::string_view> identifiers) override {
        SKJERM_CHECK(backend_ != nullptr);
        SKJERM_TRY_ASSIGN(std::vector<std::uint64_t> keys, backend_->map(state_.id, identifiers));
        remember(keys);
        return keys;
    }

    base::Result<std::vector<std::uint64_t>> known_keys(
        std::span<const std::int64_t> pseudonyms) override {
        std::vector<std::uint64_t> keys = as_keys(pseudonyms);
        remember(keys);
        return keys;
    }

    base::Status append(datastore::FileSystem& files) override {
        compact();
        if (new_.empty()) return base::ok();
        SKJERM_TRY(check_room(new_.size()));
        SKJERM_TRY(add_generation(files, static_cast<std::uint32_t>(new_.size()),
                                  encode_generation(new_)));
        new_.clear();
        sorted_ = 0;
        return load(state_.generations.back());
    }

    void indexes(std::span<const std::uint64_t> keys, std::span<std::uint32_t> out) const override {
        in_pieces(keys.size(), [&](std::size_t at) { out[at] = index(keys[at]); });
    }

    std::string_view text(std::uint64_t) const override { return {}; }

private:
    struct Loaded {
        std::uint32_t first;
        std::shared_ptr<const GenerationFile> file;
    };

    base::Status load(const datastore::Generation& generation) {
        const std::uint32_t first = next_;
        next_ += generation.units;
        SKJERM_TRY_ASSIGN(auto file, GenerationFile::open(root_ / generation.file->file,
                                                          generation.file->file, generation.units));
        generations_.push_back({first, std::move(file)});
        return base::ok();
    }

    /// One look-up instead of one for each generation. The files stay as they are, and so do the
    /// indexes (docs/decisions/0006-indexes-stay.md).
    void merge() {
        std::vector<std::pair<std::uint64_t, std::uint32_t>> units;
        units.reserve(next_);
        for (const Loaded& generation : generations_) {
            std::uint32_t index = generation.first;
            for (const std::uint64_t pseudonym : generation.file->places().pseudonyms())
                units.emplace_back(pseudonym, index++);
        }
        std::ranges::sort(units);
        for (const auto& [pseudonym, index] : units) {
            merged_.push_back(pseudonym);
            merged_indexes_.push_back(index);
        }
        merged_places_.emplace(merged_);
        generations_.clear();
    }

    std::uint32_t index(std::uint64_t pseudonym) const {
        if (merged_places_)
            if (const auto place = merged_places_->find(pseudonym)) return merged_indexes_[*place];
        for (const Loaded& generation : generations_)
            if (const auto place = generation.file->places().find(pseudonym))
                return generation.first + *place;
        return kNoUnit;
    }

    void remember(std::span<const std::uint64_t> keys) {
        std::vector<std::uint32_t> known(keys.size());
        indexes(keys, known);
        for (std::size_t at = 0; at < keys.size(); ++at)
            if (known[at] == kNoUnit) new_.push_back(keys[at]);
        constexpr std::size_t kSlack = std::size_t{1} << 20U;
        if (new_.size() > 2 * sorted_ + kSlack) compact();
    }

    void compact() {
        std::ranges::sort(new_);
        new_.erase(std::unique(new_.begin(), new_.end()), new_.end());
        sorted_ = new_.size();
    }

    /// More generations than this are looked up in one sorted copy of them: 12 bytes for each unit.
    static constexpr std::size_t kMostGenerations = 8;

    std::vector<Loaded> generations_;  // those that are not in the copy
    std::vector<std::uint64_t> merged_;
    std::vector<std::uint32_t> merged_indexes_;
    std::optional<PseudonymPlaces> merged_places_;
    std::uint32_t next_ = 0;
    std::vector<std::uint64_t> new_;  // without index; repeats are removed now and then
    std::size_t sorted_ = 0;
};

/// Made-up units: the index is computed from the pseudonym, and a generation is just a number.
class SyntheticDomain final : public UnitDomain {
public:
    SyntheticDomain(std::filesystem::path root, const std::string& databank, DomainState state,
                    PseudonymBackend* backend)
        : UnitDomain(std::move(root), std::move(state), backend),
          permutation_(databank, state_.id),
          highest_(state_.units()) {}

    base::Result<std::vector<std::uint64_t>> keys(
        std::span<const std::string_view> identifiers) override {
        SKJERM_CHECK(backend_ != nullptr);
        SKJERM_TRY_ASSIGN(std::vector<std::uint64_t> keys, backend_->map(state_.id, identifiers));
        SKJERM_TRY(remember(keys));
        return keys;
    }

    base::Result<std::vector<std::uint64_t>> known_keys(
        std::span<const std::int64_t> pseudonyms) override {
        std::vector<std::uint64_t> keys = as_keys(pseudonyms);
        SKJERM_TRY(remember(keys));
        return keys;
    }

    base::Status append(datastore::FileSystem&) override {
        if (highest_ > state_.units())
            state_.generations.push_back(
                {static_cast<std::uint32_t>(highest_ - state_.units()), std::nullopt});
        return base::ok();
    }

    void indexes(std::span<const std::uint64_t> keys, std::span<std::uint32_t> out) const override {
        const std::uint64_t units = state_.units();
        in_pieces(keys.size(), [&](std::size_t at) {
            const std::uint64_t number = permutation_.back(keys[at]);
            out[at] = number < units ? static_cast<std::uint32_t>(number) : kNoUnit;
        });
    }

    std::string_view text(std::uint64_t) const override { return {}; }

private:
    base::Status remember(std::span<const std::uint64_t> keys) {
        for (const std::uint64_t key : keys)
            highest_ = std::max(highest_, permutation_.back(key) + 1);
        if (highest_ <= kMostUnits) return base::ok();
        return base::error(base::Code::DomainFull, {}, {base::Argument::name(state_.id)});
    }

    Permutation48 permutation_;
    std::uint64_t highest_;  // one more than the highest number seen
};

/// Public codes; there are few of them. A key is the order in which this object met the code.
class TextDomain final : public UnitDomain {
public:
    TextDomain(std::filesystem::path root, DomainState state)
        : UnitDomain(std::move(root), std::move(state), nullptr) {}

    base::Status load() {
        for (const datastore::Generation& each : state_.generations) {
            SKJERM_TRY(datastore::verify_file(root_, *each.file));
            SKJERM_TRY_ASSIGN(const auto file, datastore::MappedFile::open(root_ / each.file->file,
                                                                           each.file->file, {}));
            // Its own CRC is the one that stands in its head; the SHA-256 was compared.
            constexpr std::size_t kCrcAt = 12;
            const auto crc = datastore::load<std::uint32_t>(file->bytes().data() + kCrcAt);
            SKJERM_TRY_ASSIGN(const auto texts,
                              datastore::read_dictionary(root_ / each.file->file, each.file->file,
                                                         each.units, crc, {}));
            for (std::uint32_t code = 1; code <= each.units; ++code)
                add(std::string(texts->text(code)), next_++);
        }
        return base::ok();
    }

    base::Result<std::vector<std::uint64_t>> keys(
        std::span<const std::string_view> identifiers) override {
        std::vector<std::uint64_t> keys;
        keys.reserve(identifiers.size());
        for (const std::string_view identifier : identifiers) {
            const auto found = keys_.find(identifier);
            keys.push_back(found != keys_.end() ? found->second
                                                : add(std::string(identifier), kNoUnit));
        }
        return keys;
    }

    base::Result<std::vector<std::uint64_t>> known_keys(
        std::span<const std::int64_t> numbers) override {
        std::vector<std::uint64_t> found;
        found.reserve(numbers.size());
        for (const std::int64_t number : numbers) {
            const std::string text = std::to_string(number);
            const std::string_view view = text;
            SKJERM_TRY_ASSIGN(const auto key, keys(std::span(&view, 1)));
            found.push_back(key.front());
        }
        return found;
    }

    base::Status append(datastore::FileSystem& files) override {
        std::vector<std::string> fresh;
        for (const Unit& unit : units_)
            if (unit.index == kNoUnit) fresh.push_back(unit.text);
        if (fresh.empty()) return base::ok();
        SKJERM_TRY(check_room(fresh.size()));
        std::ranges::sort(fresh);
        SKJERM_TRY(add_generation(files, static_cast<std::uint32_t>(fresh.size()),
                                  datastore::encode_dictionary(fresh).bytes));
        for (const std::string& text : fresh) units_[keys_.at(text)].index = next_++;
        return base::ok();
    }

    void indexes(std::span<const std::uint64_t> keys, std::span<std::uint32_t> out) const override {
        for (std::size_t at = 0; at < keys.size(); ++at) out[at] = units_[keys[at]].index;
    }

    std::string_view text(std::uint64_t key) const override { return units_[key].text; }

private:
    struct Unit {
        std::string text;
        std::uint32_t index;
    };

    std::uint64_t add(std::string text, std::uint32_t index) {
        units_.push_back({std::move(text), index});
        keys_.emplace(units_.back().text, units_.size() - 1);
        return units_.size() - 1;
    }

    std::deque<Unit> units_;  // texts stay where they are
    std::unordered_map<std::string_view, std::uint64_t> keys_;
    std::uint32_t next_ = 0;
};

}  // namespace

base::Status UnitDomain::check_room(std::uint64_t new_units) const {
    if (state_.units() + new_units <= kMostUnits) return base::ok();
    return base::error(base::Code::DomainFull, {}, {base::Argument::name(state_.id)});
}

base::Status UnitDomain::add_generation(datastore::FileSystem& files, std::uint32_t units,
                                        std::span<const std::byte> bytes) {
    const std::string name = datastore::generation_file(state_, state_.generations.size());
    const std::filesystem::path folder = (root_ / name).parent_path();
    if (const int error = files.create_directories(folder); error != 0)
        return datastore::unwritable_file(name, error);
    SKJERM_TRY(replace_file(files, root_, name, bytes));
    SKJERM_TRY_ASSIGN(datastore::StoredFile file, datastore::describe_file(root_, name));
    state_.generations.push_back({units, std::move(file)});
    return base::ok();
}

base::Result<std::unique_ptr<UnitDomain>> UnitDomain::open(const std::filesystem::path& root,
                                                           const std::string& databank,
                                                           DomainState state,
                                                           PseudonymBackend* backend) {
    switch (state.kind) {
        case DomainKind::Pseudonym: {
            auto domain = std::make_unique<VaultDomain>(root, std::move(state), backend);
            SKJERM_TRY(domain->load());
            return std::unique_ptr<UnitDomain>(std::move(domain));
        }
        case DomainKind::Computed:
            return std::unique_ptr<UnitDomain>(
                std::make_unique<SyntheticDomain>(root, databank, std::move(state), backend));
        case DomainKind::Text: {
            auto domain = std::make_unique<TextDomain>(root, std::move(state));
            SKJERM_TRY(domain->load());
            return std::unique_ptr<UnitDomain>(std::move(domain));
        }
    }
    base::fail_check("unreachable kind of domain", __FILE__, __LINE__);
}

}  // namespace skjerm::publish
