// Parts of the language that are not commands and still are looked up in help: loops, text blocks,
// conditions, bindings and how they are written.
#pragma once

#include <span>
#include <string_view>

#include "skjerm/base/language.h"
#include "skjerm/command/command_spec.h"

namespace skjerm::command {

struct Topic {
    std::string_view name;  ///< what `help` is asked for
    base::LocalizedText summary;
    base::LocalizedText syntax;
    base::LocalizedText details;
    std::span<const Example> examples;
};

[[nodiscard]] std::span<const Topic> topics();
[[nodiscard]] const Topic* find_topic(std::string_view name);

}  // namespace skjerm::command
