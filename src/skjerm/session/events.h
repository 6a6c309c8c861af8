// What a run tells as it goes: one stream of events, in script order. Everything in it may be
// shown: text of the script, released results, diagnostics without data.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "skjerm/base/diagnostic.h"
#include "skjerm/released/result.h"

namespace skjerm::session {

/// One execution of one command (in a loop: one per iteration).
struct CommandEvent {
    std::size_t number = 0;      ///< 1, 2, … in order of execution
    std::size_t statement = 0;   ///< 1-based top-level statement of the script it belongs to
    std::size_t statements = 0;  ///< top-level statements of the script
    std::string name;            ///< "tabulate"; "textblock" for a text block
    std::string text;            ///< canonical text after substitution
    std::string dataset;         ///< active when it started; empty for none
    base::Span span;
    /// Iterators of the loops around, outermost first.
    std::vector<std::pair<std::string, std::string>> loop;
};

class EventSink {
public:
    virtual ~EventSink() = default;
    virtual void command_started(const CommandEvent& command) = 0;
    virtual void result_released(const CommandEvent& command, const released::Result& result) = 0;
    /// An error, warning or note; of the whole script when `command` is null.
    virtual void diagnosed(const CommandEvent* command, const base::Diagnostic& diagnostic) = 0;
    virtual void command_finished(const CommandEvent& command, bool succeeded) = 0;
};

}  // namespace skjerm::session
