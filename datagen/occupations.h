// Who becomes what: occupations by education, sex and age, and the industries in which they are
// found.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "datagen/catalogue.h"
#include "datagen/demography.h"
#include "datagen/employers.h"
#include "datagen/rng.h"

namespace skjerm::datagen {

/// What a job asks for, as far as hours depend on it.
enum class WorkKind : std::uint8_t { Office, Care, Service, Craft, Industry };

class Occupations {
public:
    explicit Occupations(const Catalogue& catalogue);

    struct Choice {
        std::uint16_t occupation = 0;  ///< dictionary code of STYRK08
        IndustryIndex industry = 0;
    };
    /// For someone with the education `nus` (dictionary code of NUS2000; 0: none), at `age`.
    /// `passing` is a job beside school or studies.
    [[nodiscard]] Choice draw(std::uint8_t nus, Sex sex, int age, bool passing, Draws& draws) const;

    [[nodiscard]] WorkKind kind(std::uint16_t occupation) const { return kinds_[occupation]; }
    /// First digit of the code.
    [[nodiscard]] int major(std::uint16_t occupation) const { return majors_[occupation]; }

private:
    struct Entry {
        std::uint16_t occupation;
        std::array<double, 2> cumulative;  ///< men, women
    };
    struct Weight {
        IndustryIndex industry;
        double cumulative;
    };
    using Group = std::vector<Entry>;

    [[nodiscard]] static std::uint16_t pick(const Group& group, Sex sex, Draws& draws);

    std::vector<Group> groups_;                 // by place in the table of educations
    std::array<std::uint8_t, 256> group_of_{};  // by dictionary code of NUS2000
    Group passing_;
    std::vector<Group> managers_;                  // by industry
    std::vector<std::vector<Weight>> industries_;  // by occupation
    std::vector<WorkKind> kinds_;                  // by occupation
    std::vector<int> majors_;                      // by occupation
};

}  // namespace skjerm::datagen
