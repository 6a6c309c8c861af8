#include "skjerm/expr/program.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/parallel.h"

namespace skjerm::expr {

Type type_of(column::Storage storage) {
    switch (storage) {
        case column::Storage::Int8:
            return Type::I8;
        case column::Storage::Int16:
            return Type::I16;
        case column::Storage::Int32:
            return Type::I32;
        case column::Storage::Int64:
            return Type::I64;
        case column::Storage::Float64:
            return Type::F64;
        case column::Storage::Code8:
            return Type::C8;
        case column::Storage::Code16:
            return Type::C16;
        case column::Storage::Code32:
            return Type::C32;
        case column::Storage::Unit32:
            break;
    }
    base::fail_check("a unit column in an expression", __FILE__, __LINE__);
}

Register Program::add(RegisterInfo info) {
    SKJERM_CHECK(registers_.size() < std::numeric_limits<Register>::max());
    registers_.push_back(std::move(info));
    return static_cast<Register>(registers_.size() - 1);
}

Register Program::add_buffer(Type type) {
    return add(
        {.type = type, .source = Source::Buffer, .data = nullptr, .column = {}, .constant = {}});
}

Register Program::add_column(column::ColumnPtr column) {
    const Type type = type_of(column->storage());
    const std::byte* data = column::visit(
        *column, [](auto values) { return reinterpret_cast<const std::byte*>(values.data()); });
    return add({.type = type,
                .source = Source::Column,
                .data = data,
                .column = std::move(column),
                .constant = {}});
}

Register Program::add_constant(Type type, const void* value) {
    std::vector<std::byte> bytes(width_of(type));
    std::memcpy(bytes.data(), value, bytes.size());
    return add({.type = type,
                .source = Source::Constant,
                .data = nullptr,
                .column = {},
                .constant = std::move(bytes)});
}

void Program::write_to(Register buffer, void* base) {
    SKJERM_CHECK(is_buffer(buffer));
    registers_[buffer].source = Source::Output;
    registers_[buffer].data = static_cast<const std::byte*>(base);
}

std::unique_ptr<Frame> Program::make_frame() const {
    auto frame = std::make_unique<Frame>();
    frame->registers.resize(registers_.size());
    frame->flags.resize(flags_);
    for (std::size_t i = 0; i < registers_.size(); ++i) {
        const RegisterInfo& info = registers_[i];
        if (info.source == Source::Column || info.source == Source::Output) continue;
        const std::size_t width = width_of(info.type);
        frame->memory.push_back(std::make_unique<std::byte[]>(kChunkRows * width));
        frame->registers[i] = frame->memory.back().get();
        if (info.source == Source::Constant)
            for (std::size_t row = 0; row < kChunkRows; ++row)
                std::memcpy(frame->registers[i] + row * width, info.constant.data(), width);
    }
    return frame;
}

void Program::run_chunk(Frame& frame) const {
    for (std::size_t i = 0; i < registers_.size(); ++i) {
        const RegisterInfo& info = registers_[i];
        // Steps write to buffers and outputs only, so a column is never written through this.
        if (info.source == Source::Column || info.source == Source::Output)
            frame.registers[i] =
                const_cast<std::byte*>(info.data) + frame.begin * width_of(info.type);
    }
    for (const Step& step : steps_) step.run(step, frame);
}

void Program::run(std::size_t rows, const std::function<void(Frame&)>& each_chunk) {
    std::vector<std::unique_ptr<Frame>> frames(base::worker_slots());
    base::for_each_block(rows, [&](const base::Block& block) {
        std::unique_ptr<Frame>& frame = frames[base::worker_slot()];
        if (!frame) frame = make_frame();
        for (std::size_t begin = block.begin; begin < block.end; begin += kChunkRows) {
            frame->begin = begin;
            frame->rows = std::min(kChunkRows, block.end - begin);
            run_chunk(*frame);
            if (each_chunk) each_chunk(*frame);
        }
    });
    raised_.assign(flags_, 0);
    for (const std::unique_ptr<Frame>& frame : frames)
        if (frame)
            for (std::size_t flag = 0; flag < flags_; ++flag) raised_[flag] |= frame->flags[flag];
}

}  // namespace skjerm::expr
