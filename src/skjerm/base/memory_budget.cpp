#include "skjerm/base/memory_budget.h"

#include <string>

#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::base {
namespace {

/// "8 GB", "512 MB", "1,5 GB": decimal units, as people speak of memory.
std::string in_words(std::size_t bytes, char decimal_mark) {
    constexpr std::size_t kMega = 1000 * 1000;
    constexpr std::size_t kGiga = 1000 * kMega;
    const bool giga = bytes >= kGiga;
    const std::size_t tenths = bytes / ((giga ? kGiga : kMega) / 10);
    std::string text = std::to_string(tenths / 10);
    if (tenths % 10 != 0) text += decimal_mark + std::to_string(tenths % 10);
    return text + (giga ? " GB" : " MB");
}

}  // namespace

bool MemoryBudget::try_take(std::size_t bytes) {
    std::size_t used = used_bytes_.load(std::memory_order_relaxed);
    do {
        if (bytes > limit_bytes_ - used) return false;
    } while (!used_bytes_.compare_exchange_weak(used, used + bytes));
    return true;
}

void MemoryBudget::give_back(std::size_t bytes) { used_bytes_.fetch_sub(bytes); }

Diagnostic out_of_memory_budget(const MemoryBudget& budget) {
    const std::string nb = in_words(budget.limit_bytes(), ',');
    const std::string en = in_words(budget.limit_bytes(), '.');
    return error(Code::OutOfMemoryBudget, Span{}, {Argument::fact(LocalizedText{nb, en})});
}

}  // namespace skjerm::base
