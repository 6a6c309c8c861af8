#include "skjerm/base/check.h"
#include "skjerm/expr/steps.h"

namespace skjerm::expr {
namespace {

template <class Index, class Entry>
void gather(const Step& step, Frame& frame) {
    const auto* table = static_cast<const Entry*>(step.table.get());
    const Index* in = frame.values<Index>(step.in[0]);
    Entry* out = frame.values<Entry>(step.out);
    const std::size_t rows = frame.rows;
    for (std::size_t row = 0; row < rows; ++row) out[row] = table[in[row]];
}

template <class Index>
StepRun gather_by_width(std::size_t width) {
    switch (width) {
        case 1:
            return gather<Index, std::uint8_t>;
        case 2:
            return gather<Index, std::uint16_t>;
        case 4:
            return gather<Index, std::uint32_t>;
        default:
            return gather<Index, std::uint64_t>;
    }
}

}  // namespace

StepRun gather_step(Type index, std::size_t width) {
    if (index == Type::C8) return gather_by_width<std::uint8_t>(width);
    if (index == Type::C16) return gather_by_width<std::uint16_t>(width);
    SKJERM_CHECK(index == Type::C32);
    return gather_by_width<std::uint32_t>(width);
}

}  // namespace skjerm::expr
