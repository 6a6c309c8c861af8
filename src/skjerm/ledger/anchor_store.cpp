#include "skjerm/ledger/anchor_store.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::ledger {

namespace {
constexpr std::uint32_t kAnchorRecord = 1;
}

void write_set(ByteWriter& out, const SetRecord& set) {
    out.u16(set.domain);
    out.u64(set.units);
    out.u64(set.key_sum);
    for (const std::uint64_t key : set.smallest) out.u64(key);
    out.u64(set.parities);
    for (const std::uint64_t syndrome : set.sketch.syndromes) out.u64(syndrome);
}

SetRecord read_set(ByteReader& in) {
    SetRecord set;
    set.domain = in.u16();
    set.units = in.u64();
    set.key_sum = in.u64();
    for (std::uint64_t& key : set.smallest) key = in.u64();
    set.parities = in.u64();
    for (std::uint64_t& syndrome : set.sketch.syndromes) syndrome = in.u64();
    return set;
}

base::Result<AnchorStore> AnchorStore::open(const std::filesystem::path& file,
                                            RecordFile::Identity identity) {
    identity.kind = kFileKind;
    SKJERM_TRY_ASSIGN(RecordFile opened, RecordFile::open(file, identity));
    AnchorStore store(std::move(opened));
    SKJERM_TRY(store.refresh());
    return store;
}

base::Status AnchorStore::refresh() {
    return file_.read_new([&](std::uint32_t type, std::span<const std::uint8_t> body) {
        ByteReader in(body);
        const SetRecord set = read_set(in);
        // The caller tells of a damaged file, whatever this says.
        if (type != kAnchorRecord || !in.complete())
            return base::Status(base::error(base::Code::LedgerDamaged, {}));
        index_.add(set, static_cast<std::uint32_t>(places_.size()));
        places_.push_back(file_.last_body());
        return base::ok();
    });
}

base::Result<SetRecord> AnchorStore::get(std::uint32_t number) const {
    SKJERM_CHECK(number < places_.size());
    std::array<std::uint8_t, kSetBytes> bytes{};
    SKJERM_TRY(file_.read_at(places_[number], bytes));
    ByteReader in(bytes);
    return read_set(in);
}

base::Result<std::vector<NearSet>> AnchorStore::near(const SetRecord& set, std::uint64_t delta,
                                                     std::uint64_t as_of) const {
    std::vector<NearSet> result;
    for (const std::uint32_t number :
         index_.near(set, delta, kMostCandidates,
                     [&](std::uint32_t candidate) { return candidate < as_of; })) {
        SKJERM_TRY_ASSIGN(const SetRecord other, get(number));
        if (other.domain != set.domain) continue;
        if (auto residuals = decode(set.sketch ^ other.sketch))
            if (residuals->size() <= delta)
                result.push_back({number, other.key_sum, *std::move(residuals)});
    }
    std::sort(result.begin(), result.end(), [](const NearSet& a, const NearSet& b) {
        return std::pair(a.residuals.size(), a.number) < std::pair(b.residuals.size(), b.number);
    });
    return result;
}

base::Status AnchorStore::add(const SetRecord& set) {
    SKJERM_CHECK(size() < std::numeric_limits<std::uint32_t>::max());
    ByteWriter out;
    write_set(out, set);
    const RecordFile::Entry entry{kAnchorRecord, out.take()};
    SKJERM_TRY(file_.append(std::span(&entry, 1), RecordFile::Durable::Yes));
    index_.add(set, static_cast<std::uint32_t>(places_.size()));
    places_.push_back(file_.last_body());
    return base::ok();
}

std::size_t AnchorStore::bytes() const {
    return index_.bytes() + places_.capacity() * sizeof(std::uint64_t);
}

}  // namespace skjerm::ledger
