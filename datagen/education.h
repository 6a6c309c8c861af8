// Schooling: which level someone reaches, when, and in what field. Level follows from ability,
// parents' education and chance, with the shares of the cohort and sex; fields follow the sexes.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "datagen/world.h"

namespace skjerm::datagen {

/// The codes of NUS2000 that are given out, by level and sex, with their shares.
struct NusCodes {
    explicit NusCodes(const Catalogue& catalogue);

    struct Choice {
        std::uint8_t code;
        double cumulative;
    };
    using Field = std::array<std::vector<Choice>, 2>;  // men, women
    Field vocational, basic, college, bachelor, master, doctorate;
    std::uint8_t folk_school, lower_secondary, general_old, general_new, realskole, unknown;
    std::uint8_t unspecified_upper, unspecified_short, unspecified_long;
    std::array<Level, 256> level_of{};         ///< by code
    std::array<std::uint8_t, 256> field_of{};  ///< second digit
    /// Long educations in one go, without a bachelor's degree.
    std::array<bool, 256> integrated{};
    /// Short ones that universities, not colleges, gave before 2003.
    std::array<bool, 256> of_university{};

    [[nodiscard]] static std::uint8_t draw(const Field& field, Sex sex, Draws& draws);
};

/// Schooling of a founder who was older than 16 in 1960.
void draw_past_schooling(World& world, LocalIndex index);
/// Schooling that an adult brings along.
void draw_foreign_schooling(World& world, LocalIndex index);

/// Highest education completed by the end of `month`: its code, 0 when none.
[[nodiscard]] std::uint8_t education_code_at(const NusCodes& nus, const Person& person,
                                             MonthNumber month);
[[nodiscard]] Level education_level_at(const NusCodes& nus, const Person& person,
                                       MonthNumber month);
/// Whether the person studies at a college or university in autumn of `year`.
[[nodiscard]] bool is_student(const Person& person, int year);

}  // namespace skjerm::datagen
