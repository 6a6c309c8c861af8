#include "skjerm/ledger/clock.h"

#include <time.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "skjerm/base/keyed_hash.h"

namespace skjerm::ledger {

namespace {

std::int64_t milliseconds(clockid_t clock) {
    timespec time{};
    if (::clock_gettime(clock, &time) != 0) return 0;
    return static_cast<std::int64_t>(time.tv_sec) * 1000 + time.tv_nsec / 1'000'000;
}

std::uint64_t boot_id() {
    std::FILE* file = std::fopen("/proc/sys/kernel/random/boot_id", "re");
    if (file == nullptr) return 0;
    std::array<char, 64> text{};
    const std::size_t size = std::fread(text.data(), 1, text.size(), file);
    std::fclose(file);
    if (size == 0) return 0;
    const base::Digest256 digest = base::sha256(std::string_view(text.data(), size));
    std::uint64_t id = 0;
    for (std::size_t i = 0; i < 8; ++i) id = id << 8U | digest[i];
    return id;
}

}  // namespace

Moment now() {
    static const std::uint64_t kBoot = boot_id();
    return {milliseconds(CLOCK_REALTIME), milliseconds(CLOCK_BOOTTIME), kBoot};
}

LedgerTime next_time(const LedgerTime& before, const Moment& moment) {
    if (before.ms == 0) return {moment.wall_ms, moment};
    const bool same_start = moment.boot_id != 0 && moment.boot_id == before.moment.boot_id;
    const std::int64_t passed = same_start ? moment.boot_ms - before.moment.boot_ms
                                           : moment.wall_ms - before.moment.wall_ms;
    return {before.ms + std::max<std::int64_t>(passed, 0), moment};
}

}  // namespace skjerm::ledger
