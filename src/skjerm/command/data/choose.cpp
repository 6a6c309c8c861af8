#include "skjerm/command/data/choose.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <type_traits>
#include <vector>

#include "skjerm/base/parallel.h"

namespace skjerm::command {

namespace {

using column::Column;
using column::ColumnBuilder;
using column::ColumnPtr;
using column::Kind;
using column::Storage;

/// The value type of a span.
template <class Span>
using Value = typename std::remove_cvref_t<Span>::value_type;

/// `value` in storage type Out, missing staying missing.
template <class Out, class In>
Out convert(In value) {
    if (column::is_missing(value)) return column::missing<Out>();
    return static_cast<Out>(value);
}

template <class Out, class Yes, class No>
base::Result<ColumnPtr> choose_as(std::span<const std::int8_t> mask, std::span<const Yes> yes,
                                  std::span<const No> no, const base::MemoryBudgetPtr& budget) {
    SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<Out>::make(mask.size(), budget));
    const std::span<Out> out = builder.values();
    base::for_each_block(mask.size(), [&](const base::Block& block) {
        // Bytes may alias anything: from these the compiler sees that no pointer changes.
        const std::int8_t* const taken = mask.data();
        const Yes* const ones = yes.data();
        const No* const others = no.data();
        Out* const to = out.data();
        for (std::size_t row = block.begin; row < block.end; ++row) {
            // Both read in any case, so that the choice needs no branch.
            const Out one = convert<Out>(ones[row]);
            const Out other = convert<Out>(others[row]);
            to[row] = taken[row] == 1 ? one : other;
        }
    });
    return std::move(builder).freeze();
}

template <class Yes, class No>
using Wider = std::conditional_t<std::is_same_v<Yes, double> || std::is_same_v<No, double>, double,
                                 std::conditional_t<(sizeof(Yes) > sizeof(No)), Yes, No>>;

template <class T>
constexpr bool kIsNumber = std::is_same_v<T, double> || std::is_integral_v<T>;

/// The union of two dictionaries and, for each, its codes in the union (index 0: missing).
struct UnitedDictionary {
    column::DictionaryPtr dictionary;
    std::vector<std::uint32_t> from_yes;
    std::vector<std::uint32_t> from_no;
};

UnitedDictionary unite(const column::Dictionary& yes, const column::Dictionary& no) {
    std::vector<std::string> entries;
    std::set_union(yes.entries().begin(), yes.entries().end(), no.entries().begin(),
                   no.entries().end(), std::back_inserter(entries));
    UnitedDictionary united;
    united.dictionary = std::make_shared<const column::Dictionary>(std::move(entries));
    const auto map = [&](const column::Dictionary& from) {
        std::vector<std::uint32_t> codes{0};
        for (const std::string& text : from.entries())
            codes.push_back(*united.dictionary->code(text));
        return codes;
    };
    united.from_yes = map(yes);
    united.from_no = map(no);
    return united;
}

/// The code in the union of a code of one of the dictionaries.
template <class Code>
std::uint32_t mapped(const std::vector<std::uint32_t>& codes, Code code) {
    return codes[static_cast<std::size_t>(code)];
}

template <class Out>
base::Result<ColumnPtr> choose_text(std::span<const std::int8_t> mask, const Column& yes,
                                    const Column& no, const UnitedDictionary& united,
                                    const base::MemoryBudgetPtr& budget) {
    SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<Out>::make(mask.size(), budget));
    const std::span<Out> out = builder.values();
    column::visit(yes, [&](auto yes_values) {
        column::visit(no, [&](auto no_values) {
            using Yes = Value<decltype(yes_values)>;
            using No = Value<decltype(no_values)>;
            if constexpr (column::kIsCode<Yes> && column::kIsCode<No>) {
                base::for_each_block(mask.size(), [&](const base::Block& block) {
                    for (std::size_t row = block.begin; row < block.end; ++row)
                        out[row] = static_cast<Out>(mask[row] == 1
                                                        ? mapped(united.from_yes, yes_values[row])
                                                        : mapped(united.from_no, no_values[row]));
                });
            }
        });
    });
    return std::move(builder).freeze(united.dictionary);
}

/// Whether two numbers differ; two missing ones do not. Without a branch on either.
template <class A, class B>
bool numbers_differ(A left, B right) {
    using Wide = Wider<A, B>;
    const Wide one = convert<Wide>(left);
    const Wide other = convert<Wide>(right);
    // Of integers missing is a value like any other; NaN differs from itself.
    if constexpr (std::is_integral_v<Wide>)
        return one != other;
    else
        return one != other && !(column::is_missing(one) && column::is_missing(other));
}

}  // namespace

base::Result<ColumnPtr> choose(std::span<const std::int8_t> mask, const ColumnPtr& yes,
                               const ColumnPtr& no, const base::MemoryBudgetPtr& budget) {
    SKJERM_CHECK(yes->size() == mask.size() && no->size() == mask.size());
    if (yes->kind() == Kind::Text) {
        SKJERM_CHECK(no->kind() == Kind::Text);
        const UnitedDictionary united = unite(*yes->dictionary(), *no->dictionary());
        switch (column::narrowest_code(united.dictionary->size())) {
            case Storage::Code8:
                return choose_text<column::Code8>(mask, *yes, *no, united, budget);
            case Storage::Code16:
                return choose_text<column::Code16>(mask, *yes, *no, united, budget);
            default:
                return choose_text<column::Code32>(mask, *yes, *no, united, budget);
        }
    }
    return column::visit(*yes, [&](auto yes_values) {
        return column::visit(*no, [&](auto no_values) -> base::Result<ColumnPtr> {
            using Yes = Value<decltype(yes_values)>;
            using No = Value<decltype(no_values)>;
            if constexpr (kIsNumber<Yes> && kIsNumber<No>) {
                return choose_as<Wider<Yes, No>>(mask, yes_values, no_values, budget);
            } else {
                base::fail_check("choose() of two type classes", __FILE__, __LINE__);
            }
        });
    });
}

base::Result<ColumnPtr> differences(const Column& a, const Column& b,
                                    const base::MemoryBudgetPtr& budget) {
    SKJERM_CHECK(a.size() == b.size());
    SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<std::int8_t>::make(a.size(), budget));
    const std::span<std::int8_t> out = builder.values();
    UnitedDictionary united;
    if (a.kind() == Kind::Text && b.kind() == Kind::Text)
        united = unite(*a.dictionary(), *b.dictionary());
    column::visit(a, [&](auto a_values) {
        column::visit(b, [&](auto b_values) {
            using A = Value<decltype(a_values)>;
            using B = Value<decltype(b_values)>;
            base::for_each_block(a.size(), [&](const base::Block& block) {
                const A* const lefts = a_values.data();  // local, for the reason above
                const B* const rights = b_values.data();
                std::int8_t* const to = out.data();
                for (std::size_t row = block.begin; row < block.end; ++row) {
                    const A left = lefts[row];
                    const B right = rights[row];
                    bool differ = true;
                    if constexpr (kIsNumber<A> && kIsNumber<B>)
                        differ = numbers_differ(left, right);
                    else if (column::is_missing(left) || column::is_missing(right))
                        differ = column::is_missing(left) != column::is_missing(right);
                    else if constexpr (column::kIsCode<A> && column::kIsCode<B>)
                        differ = mapped(united.from_yes, left) != mapped(united.from_no, right);
                    to[row] = differ ? 1 : 0;
                }
            });
        });
    });
    return std::move(builder).freeze();
}

}  // namespace skjerm::command
