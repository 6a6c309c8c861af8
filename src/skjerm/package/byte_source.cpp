#include "skjerm/package/byte_source.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::package {

namespace {

class FileSource final : public ByteSource {
public:
    FileSource(std::filesystem::path file, int descriptor)
        : file_(std::move(file)), descriptor_(descriptor) {}
    ~FileSource() override { ::close(descriptor_); }
    FileSource(const FileSource&) = delete;
    FileSource& operator=(const FileSource&) = delete;

    base::Result<std::size_t> read(std::span<char> into) override {
        for (;;) {
            const ssize_t got = ::read(descriptor_, into.data(), into.size());
            if (got >= 0) return static_cast<std::size_t>(got);
            if (errno != EINTR) return unreadable(file_, errno);
        }
    }

private:
    std::filesystem::path file_;
    int descriptor_;
};

class TextSource final : public ByteSource {
public:
    explicit TextSource(std::string_view text) : rest_(text) {}

    base::Result<std::size_t> read(std::span<char> into) override {
        const std::size_t size = std::min(into.size(), rest_.size());
        std::copy_n(rest_.data(), size, into.data());
        rest_.remove_prefix(size);
        return size;
    }

private:
    std::string_view rest_;
};

base::Diagnostic file_diagnostic(base::Code code, const std::filesystem::path& file, int error) {
    return base::error(
        code, {},
        {base::Argument::name(file.string()), base::Argument::fact(std::strerror(error))});
}

}  // namespace

base::Result<std::unique_ptr<ByteSource>> open_file(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return unreadable(file, errno);
    ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
    return std::unique_ptr<ByteSource>(std::make_unique<FileSource>(file, descriptor));
}

base::Result<std::optional<std::string>> read_all(ByteSource& source, std::uint64_t most) {
    constexpr std::size_t kPieceBytes = std::size_t{1} << 18;
    std::string text;
    for (;;) {
        const std::size_t had = text.size();
        text.resize(had + kPieceBytes);
        SKJERM_TRY_ASSIGN(const std::size_t got, source.read(std::span(text).subspan(had)));
        text.resize(had + got);
        if (text.size() > most) return std::optional<std::string>();
        if (got == 0) return std::optional(std::move(text));
    }
}

std::unique_ptr<ByteSource> text_source(std::string_view text) {
    return std::make_unique<TextSource>(text);
}

base::Diagnostic unreadable(const std::filesystem::path& file, int error) {
    return file_diagnostic(base::Code::PackageFileUnreadable, file, error);
}

base::Diagnostic unwritable(const std::filesystem::path& file, int error) {
    return file_diagnostic(base::Code::PackageFileUnwritable, file, error);
}

}  // namespace skjerm::package
