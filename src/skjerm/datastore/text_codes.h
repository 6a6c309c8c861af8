// The codes of texts as DuckDB gives them. A register has few texts and many rows, so that a text
// has nearly always been met just before.
#pragma once

#include <duckdb.h>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "skjerm/column/dictionary.h"

namespace skjerm::datastore {

class TextCodes {
public:
    /// `dictionary` outlives this.
    explicit TextCodes(const column::Dictionary& dictionary);

    /// 0 when the dictionary lacks the text.
    [[nodiscard]] std::uint32_t code(const duckdb_string_t& text);

private:
    const column::Dictionary& dictionary_;
    std::unordered_map<std::string_view, std::uint32_t> codes_;
    std::vector<std::uint32_t> met_;  // codes met, by place of their bytes; 0: none yet
    unsigned shift_;
};

}  // namespace skjerm::datastore
