#include "skjerm/session/loops.h"

#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::session {

namespace {

using base::Argument;
using base::Code;

/// The tuples of one level: parallel lists for several iterators, joined lists for one.
base::Result<std::vector<Iteration>> level_tuples(const script::LoopLevel& level,
                                                  const expr::Bindings& bindings) {
    std::vector<std::vector<expr::BindingValue>> lists;
    for (const script::LoopList& list : level.lists) {
        SKJERM_TRY_ASSIGN(std::vector<expr::BindingValue> values,
                          expr::loop_values(list, bindings));
        if (level.iterators.size() == 1 && !lists.empty())
            lists.front().insert(lists.front().end(), values.begin(), values.end());
        else
            lists.push_back(std::move(values));
    }
    if (lists.size() != level.iterators.size())
        return base::error(Code::LoopListCount, level.span,
                           {Argument::fact(static_cast<std::int64_t>(level.iterators.size())),
                            Argument::fact(static_cast<std::int64_t>(lists.size()))});
    for (const auto& list : lists)
        if (list.size() != lists.front().size())
            return base::error(Code::LoopListsDiffer, level.span);
    std::vector<Iteration> tuples(lists.front().size());
    for (std::size_t position = 0; position < tuples.size(); ++position)
        for (std::size_t iterator = 0; iterator < lists.size(); ++iterator)
            tuples[position].emplace_back(level.iterators[iterator].text,
                                          lists[iterator][position]);
    return tuples;
}

}  // namespace

base::Result<std::vector<Iteration>> iterations_of(const script::ForBlock& block,
                                                   const expr::Bindings& bindings,
                                                   std::size_t limit) {
    std::vector<Iteration> iterations{{}};
    for (const script::LoopLevel& level : block.levels) {
        SKJERM_TRY_ASSIGN(const std::vector<Iteration> tuples, level_tuples(level, bindings));
        if (!tuples.empty() && iterations.size() > limit / tuples.size())
            return base::error(Code::LoopLimit, level.span,
                               {Argument::fact(static_cast<std::int64_t>(limit))});
        std::vector<Iteration> extended;
        extended.reserve(iterations.size() * tuples.size());
        for (const Iteration& outer : iterations) {
            for (const Iteration& inner : tuples) {
                Iteration both = outer;
                both.insert(both.end(), inner.begin(), inner.end());
                extended.push_back(std::move(both));
            }
        }
        iterations = std::move(extended);
    }
    return iterations;
}

}  // namespace skjerm::session
