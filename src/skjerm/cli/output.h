// Writing that knows whether it succeeded: a full disk or a reader that went away must end the run
// with the right exit code, and never look like success.
#pragma once

#include <string>
#include <string_view>

#include "skjerm/base/result.h"

namespace skjerm::cli {

/// A file descriptor with a buffer. After the first failure nothing more is written.
class Output {
public:
    /// An open descriptor that stays open, called `name` in messages.
    Output(int descriptor, std::string name);
    /// Makes or empties the file.
    [[nodiscard]] static base::Result<Output> create(const std::string& file);
    Output(Output&& other) noexcept;
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;
    Output& operator=(Output&&) = delete;
    ~Output();

    void write(std::string_view text);
    void flush();
    /// Keeps what is written from now on, whatever flushes, until it is taken.
    void hold() { held_ = true; }
    /// What was kept.
    [[nodiscard]] std::string take();
    /// Flushes and closes; the first failure of all.
    [[nodiscard]] base::Status finish();

    [[nodiscard]] bool failed() const { return error_ != 0; }
    /// The reader of a pipe went away: no message, there is nobody to read it.
    [[nodiscard]] bool reader_gone() const;
    [[nodiscard]] base::Diagnostic failure() const;

private:
    int descriptor_;
    std::string name_;
    bool owned_ = false;
    bool held_ = false;
    std::string buffer_;
    int error_ = 0;
};

/// The system's word for an error number, in English as everywhere in the system.
[[nodiscard]] std::string system_error_text(int error);

}  // namespace skjerm::cli
