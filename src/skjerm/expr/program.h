// A compiled expression: a straight list of typed steps over registers, run chunk by chunk so that
// everything between two steps stays in the cache.
//
// A register is a vector of one type: a buffer of the frame, a constant, a window into an input
// column (no copy), or a window into the output. Missing is the reserved value of the type.
// Registers that hold truth are I8 with 0 and 1 only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "skjerm/column/column.h"
#include "skjerm/column/types.h"

namespace skjerm::expr {

struct FunctionKernel;

/// Rows of a chunk: some registers of eight bytes fit the second-level cache of a core.
inline constexpr std::size_t kChunkRows = 2048;

enum class Type : std::uint8_t { I8, I16, I32, I64, F64, C8, C16, C32 };

[[nodiscard]] constexpr std::size_t width_of(Type type) {
    switch (type) {
        case Type::I8:
        case Type::C8:
            return 1;
        case Type::I16:
        case Type::C16:
            return 2;
        case Type::I32:
        case Type::C32:
            return 4;
        default:
            return 8;
    }
}

/// The type of a column's values. Not for unit columns.
[[nodiscard]] Type type_of(column::Storage storage);

using Register = std::uint16_t;

/// What one worker thread needs to run a program.
struct Frame {
    std::size_t begin = 0;  ///< first row of the chunk
    std::size_t rows = 0;
    std::vector<std::byte*> registers;
    std::vector<std::uint8_t> flags;
    std::vector<std::unique_ptr<std::byte[]>> memory;

    template <class T>
    [[nodiscard]] T* values(Register number) {
        return reinterpret_cast<T*>(registers[number]);
    }
};

struct Step;
using StepRun = void (*)(const Step& step, Frame& frame);

struct Step {
    StepRun run = nullptr;
    Register out = 0;
    std::vector<Register> in;
    std::int64_t integer = 0;
    double number = 0;
    std::shared_ptr<const void> table;  ///< looked up by code; its type is known to `run`
    const FunctionKernel* kernel = nullptr;
    std::size_t flag = 0;  ///< raised when a value did not fit the type of the step
};

class Program {
public:
    [[nodiscard]] Register add_buffer(Type type);
    /// A window into `column`, which the program keeps alive.
    [[nodiscard]] Register add_column(column::ColumnPtr column);
    /// `count` bytes at `value`, the type's width, in every row.
    [[nodiscard]] Register add_constant(Type type, const void* value);
    void add_step(Step step) { steps_.push_back(std::move(step)); }
    [[nodiscard]] std::size_t add_flag() { return flags_++; }

    /// Turns a buffer into a window of the output that starts at `base`.
    void write_to(Register buffer, void* base);
    [[nodiscard]] bool is_buffer(Register number) const {
        return registers_[number].source == Source::Buffer;
    }

    /// Runs all steps on all rows, then `each_chunk` if given, on all cores. Afterwards flagged()
    /// tells which flags a step raised in any row: a function of the data alone.
    void run(std::size_t rows, const std::function<void(Frame&)>& each_chunk = {});
    [[nodiscard]] bool flagged(std::size_t flag) const {
        return flag < raised_.size() && raised_[flag] != 0;
    }

private:
    enum class Source : std::uint8_t { Buffer, Constant, Column, Output };
    struct RegisterInfo {
        Type type;
        Source source;
        const std::byte* data = nullptr;  ///< column, output: the first row; constant: the value
        column::ColumnPtr column;
        std::vector<std::byte> constant;
    };

    [[nodiscard]] Register add(RegisterInfo info);
    [[nodiscard]] std::unique_ptr<Frame> make_frame() const;
    void run_chunk(Frame& frame) const;

    std::vector<RegisterInfo> registers_;
    std::vector<Step> steps_;
    std::size_t flags_ = 0;
    std::vector<std::uint8_t> raised_;
};

}  // namespace skjerm::expr
