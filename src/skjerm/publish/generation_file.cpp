#include "skjerm/publish/generation_file.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/datastore/crc32c.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/segment_format.h"
#include "skjerm/publish/pseudonym_backend.h"

namespace skjerm::publish {

namespace {

constexpr std::size_t kHeader = 64;
constexpr std::size_t kHeaderCrcAt = 60;
constexpr std::uint32_t kFormat = 1;
constexpr char kMagic[4] = {'S', 'K', 'U', '1'};
/// About eight pseudonyms in each bucket, and no more buckets than a table of 4 MB has.
constexpr unsigned kMostBucketBits = 20;

}  // namespace

std::vector<std::byte> encode_generation(std::span<const std::uint64_t> pseudonyms) {
    std::vector<std::byte> bytes(kHeader + pseudonyms.size_bytes());
    std::byte* const head = bytes.data();
    std::memcpy(head + kHeader, pseudonyms.data(), pseudonyms.size_bytes());
    std::memcpy(head, kMagic, sizeof kMagic);
    datastore::store(head + 4, kFormat);
    datastore::store(head + 8, static_cast<std::uint32_t>(pseudonyms.size()));
    datastore::store(head + 12, datastore::crc32c(std::span(bytes).subspan(kHeader)));
    datastore::store(head + kHeaderCrcAt, datastore::crc32c(std::span(bytes).first(kHeaderCrcAt)));
    return bytes;
}

base::Result<std::shared_ptr<const GenerationFile>> GenerationFile::open(
    const std::filesystem::path& path, const std::string& name, std::uint32_t units) {
    using datastore::load;
    namespace damage = datastore::damage;
    SKJERM_TRY_ASSIGN(auto file, datastore::MappedFile::open(path, name, {}));
    const std::span<const std::byte> bytes = file->bytes();
    const auto damaged = [&](base::LocalizedText why) {
        return datastore::damaged_file(name, why, {});
    };
    if (bytes.size() < kHeader) return damaged(damage::kTruncated);
    const std::byte* const head = bytes.data();
    if (std::memcmp(head, kMagic, sizeof kMagic) != 0) return damaged(damage::kMagic);
    if (load<std::uint32_t>(head + kHeaderCrcAt) != datastore::crc32c(bytes.first(kHeaderCrcAt)))
        return damaged(damage::kChecksum);
    if (const auto format = load<std::uint32_t>(head + 4); format > kFormat)
        return datastore::newer_format(name, format, kFormat, {});
    if (load<std::uint32_t>(head + 8) != units) return damaged(damage::kHeader);
    if (bytes.size() != kHeader + std::size_t{units} * sizeof(std::uint64_t))
        return damaged(damage::kTruncated);
    if (load<std::uint32_t>(head + 12) != datastore::crc32c(bytes.subspan(kHeader)))
        return damaged(damage::kChecksum);
    const std::span<const std::uint64_t> pseudonyms(
        reinterpret_cast<const std::uint64_t*>(head + kHeader), units);
    const bool ascends =
        std::ranges::adjacent_find(pseudonyms, std::greater_equal{}) == pseudonyms.end();
    if (!ascends || (units > 0 && pseudonyms.back() >= kPseudonymLimit))
        return damaged(damage::kEntries);
    return std::shared_ptr<const GenerationFile>(new GenerationFile(std::move(file), pseudonyms));
}

GenerationFile::GenerationFile(std::shared_ptr<const datastore::MappedFile> file,
                               std::span<const std::uint64_t> pseudonyms)
    : file_(std::move(file)), places_(pseudonyms) {}

PseudonymPlaces::PseudonymPlaces(std::span<const std::uint64_t> pseudonyms)
    : pseudonyms_(pseudonyms) {
    const unsigned bits =
        std::min(kMostBucketBits, static_cast<unsigned>(std::bit_width(pseudonyms.size() / 8)));
    shift_ = 48 - bits;
    starts_.resize((std::size_t{1} << bits) + 1);
    std::size_t place = 0;
    for (std::size_t bucket = 0; bucket + 1 < starts_.size(); ++bucket) {
        starts_[bucket] = static_cast<std::uint32_t>(place);
        while (place < pseudonyms.size() && pseudonyms[place] >> shift_ == bucket) ++place;
    }
    starts_.back() = static_cast<std::uint32_t>(pseudonyms.size());
}

std::optional<std::uint32_t> PseudonymPlaces::find(std::uint64_t pseudonym) const {
    const std::size_t bucket = pseudonym >> shift_;
    SKJERM_CHECK(bucket + 1 < starts_.size());
    const auto begin = pseudonyms_.begin() + starts_[bucket];
    const auto end = pseudonyms_.begin() + starts_[bucket + 1];
    const auto found = std::lower_bound(begin, end, pseudonym);
    if (found == end || *found != pseudonym) return std::nullopt;
    return static_cast<std::uint32_t>(found - pseudonyms_.begin());
}

}  // namespace skjerm::publish
