// A folder for a ledger that goes away with the test, and keys for it.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "skjerm/base/check.h"
#include "skjerm/ledger/ledger.h"

namespace skjerm::ledger {

class LedgerFolder {
public:
    LedgerFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "skjerm-XXXXXX").string();
        SKJERM_CHECK(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    LedgerFolder(const LedgerFolder&) = delete;
    LedgerFolder& operator=(const LedgerFolder&) = delete;
    ~LedgerFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] std::filesystem::path path() const { return path_ / "ledger"; }
    [[nodiscard]] std::filesystem::path file(const char* name) const { return path() / name; }

    [[nodiscard]] std::vector<char> bytes(const char* name) const {
        std::ifstream in(file(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    }
    void write(const char* name, const std::vector<char>& bytes) const {
        std::ofstream out(file(name), std::ios::binary | std::ios::trunc);
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }

private:
    std::filesystem::path path_;
};

inline const RecordFile::Identity kTestIdentity{7, 0x1234, base::Aes128::Key{1, 2, 3}};

/// A set of `size` random units, and the same one with some changed.
class RandomSets {
public:
    explicit RandomSets(std::uint64_t seed) : random_(seed) {}
    std::vector<std::uint64_t> keys(std::size_t size) {
        std::vector<std::uint64_t> result(size);
        for (std::uint64_t& key : result) key = random_();
        return result;
    }
    static SetRecord record(const std::vector<std::uint64_t>& keys) {
        SetAccumulator gathered;
        for (const std::uint64_t key : keys) gathered.add(key);
        return gathered.finish(0);
    }
    SetRecord record(std::size_t size) { return record(keys(size)); }

private:
    std::mt19937_64 random_;
};

}  // namespace skjerm::ledger
