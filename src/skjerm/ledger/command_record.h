// What the ledger remembers of one command (spec 12.1): who asked what, how it went, and which sets
// of units the answer was about. As secret as the data.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "skjerm/ledger/clock.h"
#include "skjerm/ledger/record_file.h"
#include "skjerm/ledger/set_sketch.h"

namespace skjerm::ledger {

enum class SetRole : std::uint8_t {
    Population = 0,  ///< of a dataset that was made or changed
    Selected = 1,    ///< rows that a statistic is about
    Changed = 2,     ///< rows that a change concerns
    Level = 3,       ///< a level of a generated variable with few levels
    Support = 4      ///< units that a binary term of a model singles out
};

struct RecordedSet {
    SetRole role = SetRole::Selected;
    std::uint64_t released = 0;  ///< its released count
    std::uint64_t model = 0;     ///< of a support: fingerprint of the model, else 0
    SetRecord set;               ///< before anchoring
};

/// Statistics of a computed variable over some sets of units (disclosure/trace.h).
struct RecordedStatistics {
    std::uint64_t sets = 0;
    std::uint64_t variable = 0;
};

enum class CommandOutcome : std::uint8_t { Shown = 0, Failed = 1, Refused = 2, TooMany = 3 };

enum class CommandKind : std::uint8_t {
    Other = 0,
    Statistic = 1,  ///< shows numbers about units
    Sampling = 2,
    Joining = 3  ///< brings values from other units
};

struct CommandRecord {
    std::string account;
    std::string institution;
    std::uint64_t lineage = 0;    ///< hash of what led to the dataset
    std::uint64_t skeleton = 0;   ///< skeleton.h
    std::uint64_t constants = 0;  ///< skeleton.h
    std::uint64_t shown = 0;      ///< hash of the numbers that were shown; 0: none
    CommandKind kind = CommandKind::Other;
    CommandOutcome outcome = CommandOutcome::Shown;
    bool small_selection = false;  ///< a condition whose released count is below min_population
    std::vector<RecordedSet> sets;
    std::vector<RecordedStatistics> statistics;
    std::uint32_t precedents = 0;  ///< sets and answers that it showed first (precedents.h)
};

[[nodiscard]] Bytes to_bytes(const CommandRecord& record, const LedgerTime& time);
/// False: `bytes` are something else.
[[nodiscard]] bool from_bytes(std::span<const std::uint8_t> bytes, CommandRecord& record,
                              LedgerTime& time);

void write_time(ByteWriter& out, const LedgerTime& time);
[[nodiscard]] LedgerTime read_time(ByteReader& in);

}  // namespace skjerm::ledger
