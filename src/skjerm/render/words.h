// The fixed words of rendered results, nb and en, and the small pieces of text made from them.
#pragma once

#include <string>
#include <string_view>

#include "skjerm/base/language.h"
#include "skjerm/released/result.h"
#include "skjerm/render/document.h"

namespace skjerm::render {

/// Stable name of a statistic in result documents, as the language writes it: "freq", "rowpct".
[[nodiscard]] std::string_view statistic_code(released::Statistic statistic);
[[nodiscard]] base::LocalizedText statistic_label(released::Statistic statistic);

/// Stable name of a protection in result documents: "noise.count".
[[nodiscard]] std::string_view protection_code(released::Protection protection);
/// Two or three words that stand for a protection below a table.
[[nodiscard]] base::LocalizedText protection_marker(released::Protection protection);
[[nodiscard]] base::LocalizedText protection_sentence(released::Protection protection);

/// The label of Total, Missing and OtherValues where they have none of their own.
[[nodiscard]] base::LocalizedText kind_label(released::Category::Kind kind);

/// What stands for a number that is not shown.
[[nodiscard]] std::string_view state_symbol(released::CellState state, bool ascii);
/// One letter of the result schema: o s n m b.
[[nodiscard]] char state_letter(released::CellState state);

/// `number` with `decimals`, groups of three separated by `group` (none: empty), without a sign for
/// zero. Only for finite numbers.
[[nodiscard]] std::string format_number(double number, int decimals, char decimal,
                                        std::string_view group);
/// As above, or the symbol of its state.
[[nodiscard]] std::string format_cell(const released::Number& cell, int decimals,
                                      const Style& style, std::string_view group);

/// "Pearson chi2(2) = 20 312,55   p < 0,001".
[[nodiscard]] std::string format_test(const released::TestResult& test, const Style& style);
/// "datasettet personer: 5 550 200 enheter (Person), 4 variabler".
[[nodiscard]] std::string format_dataset(const released::DatasetSummary& dataset,
                                         const Style& style);

}  // namespace skjerm::render
