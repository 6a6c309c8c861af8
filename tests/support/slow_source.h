// Bytes that come a few at a time, so that every place of a text is once the end of what is read.
#pragma once

#include <algorithm>
#include <string_view>

#include "skjerm/package/byte_source.h"

namespace skjerm::testing {

class SlowSource final : public package::ByteSource {
public:
    SlowSource(std::string_view text, std::size_t step) : rest_(text), step_(step) {}

    base::Result<std::size_t> read(std::span<char> into) override {
        const std::size_t size = std::min({into.size(), rest_.size(), step_});
        std::copy_n(rest_.data(), size, into.data());
        rest_.remove_prefix(size);
        return size;
    }

private:
    std::string_view rest_;
    std::size_t step_;
};

}  // namespace skjerm::testing
