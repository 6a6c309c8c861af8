// Lines from the user: edited on a terminal (libedit: history, completion, the keys of emacs), read
// as they are from anything else.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "skjerm/session/complete.h"

namespace skjerm::cli {

class LineEditor {
public:
    /// Completes the line at the byte `cursor`.
    using Complete = std::function<session::Completion(std::string_view line, std::size_t cursor)>;

    /// What a read gave.
    enum class Input : std::uint8_t { Line, Interrupted, End };

    virtual ~LineEditor() = default;
    /// The next line without its line end, into `line`. On a terminal `prompt` stands before it,
    /// Ctrl-C throws it away (Interrupted), and Ctrl-D on an empty line is the End.
    [[nodiscard]] virtual Input read(const std::string& prompt, std::string& line) = 0;
    /// Puts a line into the history.
    virtual void remember(const std::string& line) = 0;
    [[nodiscard]] virtual bool is_terminal() const = 0;
};

/// On the terminal, with the history in a file that only its owner can read.
[[nodiscard]] std::unique_ptr<LineEditor> make_terminal_editor(
    const std::filesystem::path& history_file, LineEditor::Complete complete);
/// From standard input, without prompts.
[[nodiscard]] std::unique_ptr<LineEditor> make_plain_reader();

}  // namespace skjerm::cli
