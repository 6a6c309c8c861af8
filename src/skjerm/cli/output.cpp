#include "skjerm/cli/output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::cli {

namespace {
constexpr std::size_t kBufferBytes = 1 << 16;
}

std::string system_error_text(int error) { return std::generic_category().message(error); }

Output::Output(int descriptor, std::string name)
    : descriptor_(descriptor), name_(std::move(name)) {}

Output::Output(Output&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      name_(std::move(other.name_)),
      owned_(std::exchange(other.owned_, false)),
      held_(std::exchange(other.held_, false)),
      buffer_(std::move(other.buffer_)),
      error_(other.error_) {
    other.buffer_.clear();
}

Output::~Output() {
    flush();
    if (owned_) ::close(descriptor_);
}

base::Result<Output> Output::create(const std::string& file) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    Output output(descriptor, file);
    if (descriptor < 0) {
        output.error_ = errno;
        return output.failure();
    }
    output.owned_ = true;
    return output;
}

void Output::write(std::string_view text) {
    if (failed()) return;
    buffer_ += text;
    if (buffer_.size() >= kBufferBytes) flush();
}

std::string Output::take() {
    held_ = false;
    return std::exchange(buffer_, {});
}

void Output::flush() {
    if (held_) return;
    std::string_view rest = buffer_;
    while (!rest.empty() && !failed()) {
        const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
        if (written >= 0)
            rest.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR)
            error_ = errno;
    }
    buffer_.clear();
}

base::Status Output::finish() {
    flush();
    // A remote file system may tell of a full disk only now.
    if (owned_ && ::close(std::exchange(descriptor_, -1)) != 0 && !failed()) error_ = errno;
    owned_ = false;
    if (failed()) return failure();
    return base::ok();
}

bool Output::reader_gone() const { return error_ == EPIPE; }

base::Diagnostic Output::failure() const {
    return base::error(
        base::Code::OutputNotWritten, {},
        {base::Argument::fact(name_), base::Argument::fact(system_error_text(error_))});
}

}  // namespace skjerm::cli
