// What a diagnostic can say was expected, in both languages.
#pragma once

#include <cstddef>

#include "skjerm/base/language.h"

namespace skjerm::script::expected {

using base::LocalizedText;

inline constexpr LocalizedText kName{"et navn", "a name"};
inline constexpr LocalizedText kVariable{"en variabel", "a variable"};
inline constexpr LocalizedText kExpression{"et uttrykk", "an expression"};
inline constexpr LocalizedText kAssign{"`=`", "`=`"};
inline constexpr LocalizedText kOpen{"`(`", "`(`"};
inline constexpr LocalizedText kClose{"`)`", "`)`"};
inline constexpr LocalizedText kArgumentEnd{"`,` eller `)`", "`,` or `)`"};
inline constexpr LocalizedText kAs{"`as` og et navn", "`as` and a name"};
inline constexpr LocalizedText kTo{"`to` og en sluttdato", "`to` and an end date"};
inline constexpr LocalizedText kInto{"`into` og et datasett", "`into` and a dataset"};
inline constexpr LocalizedText kIn{"`in` og verdiene", "`in` and the values"};
inline constexpr LocalizedText kDate{"en dato", "a date"};
inline constexpr LocalizedText kStore{"et datalager med versjon", "a store with a version"};
inline constexpr LocalizedText kRegisterVariable{"en registervariabel, som `db/KJOENN`",
                                                 "a register variable, such as `db/KJOENN`"};
inline constexpr LocalizedText kStatistic{"en statistikk, som `mean`",
                                          "a statistic, such as `mean`"};
inline constexpr LocalizedText kModel{"en modell, som `regress`", "a model, such as `regress`"};
inline constexpr LocalizedText kOption{"et valg", "an option"};
inline constexpr LocalizedText kNumber{"et tall", "a number"};
inline constexpr LocalizedText kSeed{"en startverdi for utvalget, som 12345",
                                     "a seed of the sample, such as 12345"};
inline constexpr LocalizedText kInteger{"et heltall", "an integer"};
inline constexpr LocalizedText kValue{"en verdi", "a value"};
inline constexpr LocalizedText kCode{"en kode", "a code"};
inline constexpr LocalizedText kText{"et ord eller en tekst i anførselstegn",
                                     "a word or a text in quotation marks"};
inline constexpr LocalizedText kLabel{"en etikett", "a label"};
inline constexpr LocalizedText kWord{"et ord", "a word"};
inline constexpr LocalizedText kEndOfLine{"slutten av linjen", "the end of the line"};
inline constexpr LocalizedText kEndOfRule{"`)` etter ny verdi og etikett",
                                          "`)` after the new value and its label"};

/// Counted things, for "needs at least 2 …".
struct Counted {
    LocalizedText one;
    LocalizedText many;

    [[nodiscard]] constexpr LocalizedText of(std::size_t count) const {
        return count == 1 ? one : many;
    }
};
inline constexpr Counted kNames{{"navn", "name"}, {"navn", "names"}};
inline constexpr Counted kVariables{{"variabel", "variable"}, {"variabler", "variables"}};
inline constexpr Counted kWords{{"ord", "word"}, {"ord", "words"}};

}  // namespace skjerm::script::expected
