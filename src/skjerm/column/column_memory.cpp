#include "skjerm/column/column_memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <new>

#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::column {
namespace {

constexpr std::size_t kAlignment = 64;
constexpr std::size_t kHugePage = std::size_t{2} << 20;

/// Maps `bytes` from a multiple of the huge page size on, so that every whole huge page counts.
void* map_pages(std::size_t bytes) {
    const std::size_t reserved = bytes + kHugePage;
    void* start =
        mmap(nullptr, reserved, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED) return nullptr;
    void* aligned = start;
    std::size_t space = reserved;
    std::align(kHugePage, bytes, aligned, space);
    const std::size_t before = reserved - space;
    // Both ends are whole pages: `bytes` is a multiple of the page size here.
    if (before > 0) munmap(start, before);
    if (space > bytes) munmap(static_cast<std::byte*>(aligned) + bytes, space - bytes);
    madvise(aligned, bytes, MADV_HUGEPAGE);  // a wish: without huge pages all still works
    return aligned;
}

}  // namespace

base::Result<std::shared_ptr<void>> allocate(std::size_t bytes,
                                             const base::MemoryBudgetPtr& budget) {
    constexpr std::size_t kPage = 4096;
    const bool mapped = bytes >= kMappedFrom;
    const std::size_t unit = mapped ? kPage : kAlignment;
    const std::size_t size = std::max<std::size_t>((bytes + unit - 1) / unit * unit, unit);
    if (budget && !budget->try_take(size)) return base::out_of_memory_budget(*budget);

    void* memory =
        mapped ? map_pages(size) : operator new (size, std::align_val_t{kAlignment}, std::nothrow);
    if (memory == nullptr) {
        if (budget) budget->give_back(size);
        return base::error(base::Code::OutOfSystemMemory, base::Span{});
    }
    const auto release = [size, mapped, budget](void* address) {
        if (mapped)
            munmap(address, size);
        else
            operator delete (address, std::align_val_t{kAlignment});
        if (budget) budget->give_back(size);
    };
    return std::shared_ptr<void>(memory, release);
}

}  // namespace skjerm::column
