#include "skjerm/ledger/command_record.h"

#include "skjerm/ledger/anchor_store.h"

namespace skjerm::ledger {

void write_time(ByteWriter& out, const LedgerTime& time) {
    out.u64(static_cast<std::uint64_t>(time.ms));
    out.u64(static_cast<std::uint64_t>(time.moment.wall_ms));
    out.u64(static_cast<std::uint64_t>(time.moment.boot_ms));
    out.u64(time.moment.boot_id);
}

LedgerTime read_time(ByteReader& in) {
    LedgerTime time;
    time.ms = static_cast<std::int64_t>(in.u64());
    time.moment.wall_ms = static_cast<std::int64_t>(in.u64());
    time.moment.boot_ms = static_cast<std::int64_t>(in.u64());
    time.moment.boot_id = in.u64();
    return time;
}

Bytes to_bytes(const CommandRecord& record, const LedgerTime& time) {
    ByteWriter out;
    write_time(out, time);
    out.text(record.account);
    out.text(record.institution);
    out.u64(record.lineage);
    out.u64(record.skeleton);
    out.u64(record.constants);
    out.u64(record.shown);
    out.u8(static_cast<std::uint8_t>(record.kind));
    out.u8(static_cast<std::uint8_t>(record.outcome));
    out.u8(record.small_selection ? 1 : 0);
    out.u32(static_cast<std::uint32_t>(record.sets.size()));
    for (const RecordedSet& set : record.sets) {
        out.u8(static_cast<std::uint8_t>(set.role));
        out.u64(set.released);
        out.u64(set.model);
        write_set(out, set.set);
    }
    out.u32(static_cast<std::uint32_t>(record.statistics.size()));
    for (const RecordedStatistics& one : record.statistics) {
        out.u64(one.sets);
        out.u64(one.variable);
    }
    out.u32(record.precedents);
    return out.take();
}

namespace {

/// A number as one of the values up to `last` of an enumeration; false: it is none of them.
template <class Enumeration>
bool read_choice(ByteReader& in, Enumeration last, Enumeration& choice) {
    const std::uint8_t number = in.u8();
    if (number > static_cast<std::uint8_t>(last)) return false;
    choice = static_cast<Enumeration>(number);
    return true;
}

}  // namespace

bool from_bytes(std::span<const std::uint8_t> bytes, CommandRecord& record, LedgerTime& time) {
    ByteReader in(bytes);
    time = read_time(in);
    record.account = in.text();
    record.institution = in.text();
    record.lineage = in.u64();
    record.skeleton = in.u64();
    record.constants = in.u64();
    record.shown = in.u64();
    if (!read_choice(in, CommandKind::Joining, record.kind)) return false;
    if (!read_choice(in, CommandOutcome::TooMany, record.outcome)) return false;
    record.small_selection = in.u8() != 0;
    const std::uint32_t sets = in.u32();
    record.sets.clear();
    for (std::uint32_t i = 0; i < sets && !in.failed(); ++i) {
        RecordedSet set;
        if (!read_choice(in, SetRole::Support, set.role)) return false;
        set.released = in.u64();
        set.model = in.u64();
        set.set = read_set(in);
        record.sets.push_back(set);
    }
    record.statistics.clear();
    record.precedents = 0;
    if (in.complete()) return true;  // written before statistics were entered
    const std::uint32_t statistics = in.u32();
    for (std::uint32_t i = 0; i < statistics && !in.failed(); ++i) {
        const std::uint64_t of_sets = in.u64();
        record.statistics.push_back({of_sets, in.u64()});
    }
    if (in.complete()) return true;  // written before precedents were counted
    record.precedents = in.u32();
    return in.complete();
}

}  // namespace skjerm::ledger
