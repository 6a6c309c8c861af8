// Any bytes as a packed package, or (by the first byte) as one of its tokens: they are refused, or
// give data whose checksum is right. Nothing is written anywhere.
#include <stdlib.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "skjerm/package/fernet.h"
#include "skjerm/package/packed.h"

namespace {

using namespace skjerm;
using namespace skjerm::package;

/// A file in memory where there is such a folder, named like the packages of the corpus.
const std::filesystem::path& package_file() {
    static const std::filesystem::path file = [] {
        const std::filesystem::path shared = "/dev/shm";
        std::string folder =
            ((std::filesystem::is_directory(shared) ? shared
                                                    : std::filesystem::temp_directory_path()) /
             "skjerm-fuzz-XXXXXX")
                .string();
        if (::mkdtemp(folder.data()) == nullptr) std::abort();
        static std::filesystem::path made;
        made = folder;
        std::atexit([] { std::filesystem::remove_all(made); });
        return made / "REFERENCE.tar";
    }();
    return file;
}

const RsaKey& private_key() {
    static const RsaKey key =
        *RsaKey::read_private(std::filesystem::path(SKJERM_SOURCE_DIR) /
                              "tests/reference/packages/microdata_private_key.pem");
    return key;
}

void drain(ByteSource& source) {
    std::vector<char> piece(1000);
    for (;;) {
        const auto got = source.read(piece);
        if (!got.ok() || *got == 0) return;
    }
}

void read_package(const std::uint8_t* data, std::size_t size) {
    std::ofstream(package_file(), std::ios::binary | std::ios::trunc)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    const auto dataset = PackedDataset::open(package_file(), {.most_plain_bytes = 1 << 20});
    if (!dataset.ok() || !dataset->has_data()) return;
    const auto plain = dataset->data(private_key());
    if (plain.ok()) drain(**plain);
}

void read_token(const std::uint8_t* data, std::size_t size) {
    static const FernetKey key =
        *FernetKey::from_text("cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=");
    const std::string_view token(reinterpret_cast<const char*>(data), size);
    const auto source = text_source(token);
    FernetReader reader(*source, key, "token");
    drain(reader);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    if (data[0] == 'T')
        read_token(data + 1, size - 1);
    else
        read_package(data + 1, size - 1);
    return 0;
}
