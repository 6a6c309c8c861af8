// The combinations of iterator values that a `for` runs its body with, in order.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/expr/bindings.h"
#include "skjerm/script/ast.h"

namespace skjerm::session {

/// Body executions of all loops of one script together.
inline constexpr std::size_t kLoopLimit = 10'000;

/// Iterators and their values for one run of the body, outermost level first.
using Iteration = std::vector<std::pair<std::string, expr::BindingValue>>;

/// All iterations of a block. With several levels the later one varies fastest. Fails when lists
/// differ in length, or when there would be more than `limit` iterations.
[[nodiscard]] base::Result<std::vector<Iteration>> iterations_of(const script::ForBlock& block,
                                                                 const expr::Bindings& bindings,
                                                                 std::size_t limit);

}  // namespace skjerm::session
