#include <vector>

#include "skjerm/expr/binder.h"
#include "skjerm/expr/functions/families.h"

namespace skjerm::expr {
namespace {

using script::BinaryOperator;

base::Result<BoundPtr> lower_in_list(const CallContext& call) {
    return call.binder.membership(call.arguments[0], call.arguments.subspan(1), call.span);
}

base::Result<BoundPtr> lower_in_range(const CallContext& call) {
    SKJERM_TRY_ASSIGN(BoundPtr above,
                      call.binder.binary(BinaryOperator::GreaterEqual, call.arguments[0],
                                         call.arguments[1], call.span));
    SKJERM_TRY_ASSIGN(BoundPtr below,
                      call.binder.binary(BinaryOperator::LessEqual, call.arguments[0],
                                         call.arguments[2], call.span));
    return call.binder.binary(BinaryOperator::And, std::move(above), std::move(below), call.span);
}

base::Result<BoundPtr> lower_missing(const CallContext& call) {
    return Binder::missing_test(call.arguments[0], call.span);
}

constexpr FunctionKernel kInList{.min_arguments = 2,
                                 .max_arguments = kAnyNumber,
                                 .parameters = kAnything,
                                 .result = ResultRule::AsLowered,
                                 .lower = lower_in_list};
constexpr FunctionKernel kInRange{.min_arguments = 3,
                                  .max_arguments = 3,
                                  .parameters = kNumbers,
                                  .result = ResultRule::AsLowered,
                                  .lower = lower_in_range};
constexpr FunctionKernel kSysmiss{
    .parameters = kAnything, .result = ResultRule::AsLowered, .lower = lower_missing};

constexpr FunctionExample kInListExamples[] = {{"inlist(3, 1, 2, 3)", "1"},
                                               {"inlist('a', 'b', 'c')", "0"}};
constexpr FunctionExample kInRangeExamples[] = {{"inrange(5, 1, 5)", "1"},
                                                {"inrange(5, 6, 9)", "0"}};
constexpr FunctionExample kSysmissExamples[] = {{"sysmiss(1 / 0)", "1"}, {"sysmiss(0)", "0"}};

constexpr FunctionSpec kFunctions[] = {
    {.name = "inlist",
     .group = FunctionGroup::Logic,
     .signature = "inlist(x, a, ...)",
     .help = {.nb = "1 når x er lik en av verdiene, ellers 0. En manglende verdi er ikke lik noe.",
              .en = "1 where x equals one of the values, otherwise 0. A missing value equals "
                    "nothing."},
     .examples = kInListExamples,
     .kernel = &kInList},
    {.name = "inrange",
     .group = FunctionGroup::Logic,
     .signature = "inrange(x, lo, hi)",
     .help = {.nb = "1 når lo <= x <= hi, ellers 0, også når noe mangler.",
              .en = "1 where lo <= x <= hi, otherwise 0, also where something is missing."},
     .examples = kInRangeExamples,
     .kernel = &kInRange},
    {.name = "sysmiss",
     .group = FunctionGroup::Logic,
     .signature = "sysmiss(x)",
     .help = {.nb = "1 når x mangler, ellers 0.", .en = "1 where x is missing, otherwise 0."},
     .examples = kSysmissExamples,
     .kernel = &kSysmiss},
};

}  // namespace

std::span<const FunctionSpec> logic_functions() { return kFunctions; }

}  // namespace skjerm::expr
