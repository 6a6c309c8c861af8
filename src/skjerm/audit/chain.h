// The chain of records: each is hashed together with the hash of the one before it, so that a
// record that was changed, taken out, put in or moved is found by anyone who reads the file,
// without a key.
//
//   hash = BLAKE2b-256(hash before ‖ canonical JSON of the record); before the first: 32 zero bytes
//
// The hash has no key: whoever could rewrite the file could read a key that lies beside it, and an
// auditor shall need nothing but the file. Against a chain that is rewritten whole, or cut short,
// help checkpoints that are kept elsewhere (audit/verify.h).
//
// One record is one line: {"bytes":N,"hash":"…","record":{…}}, N being the length of the record. A
// line tells its own length, so a line that was never finished can be told from one that was
// changed. Canonical JSON: members sorted by name, no white space, integers only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace skjerm::audit {

/// Sorts its members by name.
using Json = nlohmann::json;
using Hash = std::array<std::uint8_t, 32>;

/// BLAKE2b-256 of a text; of two, one after the other.
[[nodiscard]] Hash hash_of(std::string_view text);
[[nodiscard]] Hash next_hash(const Hash& before, std::string_view canonical);

/// 64 hexadecimal digits, and back (lower case only).
[[nodiscard]] std::string to_hex(const Hash& hash);
[[nodiscard]] std::optional<Hash> hash_from_hex(std::string_view hex);

/// Canonical JSON. Bytes that are no UTF-8 are replaced.
[[nodiscard]] std::string canonical(const Json& json);

/// The line of a record, with its line break.
[[nodiscard]] std::string line_of(std::string_view canonical, const Hash& hash);

/// What stands at the start of `text`, which goes on to the end of the file.
struct Line {
    enum class State : std::uint8_t {
        Whole,
        Torn,    ///< a line that was begun and not finished, at the end of the file
        Damaged  ///< anything else
    };
    State state = State::Damaged;
    std::size_t size = 0;     ///< of the whole line, with its line break
    std::string_view record;  ///< canonical JSON
    Hash hash{};              ///< as the line says
};
[[nodiscard]] Line read_line(std::string_view text);

}  // namespace skjerm::audit
