// Working memory for as many entries as there are rows: unwritten at first, in huge pages where the
// system has them. A vector would write it once for nothing and in small pages.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <type_traits>

#include "skjerm/column/column_memory.h"

namespace skjerm::stats {

template <class T>
class ScratchArray {
public:
    static_assert(std::is_trivially_copyable_v<T>);

    ScratchArray() = default;
    /// Throws std::bad_alloc when the system has no more.
    explicit ScratchArray(std::size_t size) : size_(size) {
        auto memory = column::allocate(size * sizeof(T), nullptr);
        if (!memory.ok()) throw std::bad_alloc();
        memory_ = std::move(memory).value();
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] T* data() { return static_cast<T*>(memory_.get()); }
    [[nodiscard]] const T* data() const { return static_cast<const T*>(memory_.get()); }
    [[nodiscard]] T* begin() { return data(); }
    [[nodiscard]] T* end() { return data() + size_; }
    [[nodiscard]] const T* begin() const { return data(); }
    [[nodiscard]] const T* end() const { return data() + size_; }
    [[nodiscard]] T& operator[](std::size_t at) { return data()[at]; }
    [[nodiscard]] const T& operator[](std::size_t at) const { return data()[at]; }
    [[nodiscard]] T& back() { return data()[size_ - 1]; }
    [[nodiscard]] const T& back() const { return data()[size_ - 1]; }

private:
    std::shared_ptr<void> memory_;
    std::size_t size_ = 0;
};

}  // namespace skjerm::stats
