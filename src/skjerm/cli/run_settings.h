// The flags of `skjerm run` as values, checked.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "skjerm/base/result.h"
#include "skjerm/cli/arguments.h"
#include "skjerm/render/document.h"
#include "skjerm/session/session.h"

namespace skjerm::cli {

enum class Format : std::uint8_t { Text, Json, Ndjson, Csv, Markdown };

struct RunSettings {
    std::string script;
    Format format = Format::Text;
    std::optional<std::string> out;
    bool tables = true;  ///< results to show
    bool texts = true;
    bool others = true;  ///< notices and datasets
    session::RunOptions run;
    bool check_only = false;
    bool time = false;
    std::size_t memory_bytes = 0;  ///< 0: the installation's own limit
    std::optional<std::chrono::milliseconds> timeout;
    std::string timeout_text;
    std::optional<char> decimal;
    char separator = ';';
    render::Labels labels = render::Labels::Labels;
    bool echo = false;
    bool stable = false;
    bool seed_check = false;
    std::string secret_file;
};

[[nodiscard]] base::Result<RunSettings> run_settings(const Arguments& arguments);

}  // namespace skjerm::cli
