// What the National Insurance and the employment service hold of a person: spells of job seeking,
// disability, work assessment allowance, pensions and the rest. They are made a year at a time from
// the same economy as the amounts of the tax returns, so that who has the one has the other.
//
// Spells of one kind do not overlap. A spell in force at the end of the latest year is open
// (`to` = kNever) and is closed, or goes on, in the next one; closed spells never change. Days on
// which the person lives abroad are cut out when the registers are written, not here.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "datagen/economy.h"
#include "datagen/families.h"
#include "datagen/world.h"

namespace skjerm::datagen {

enum class Benefit : std::uint8_t {
    JobSeeker,       ///< value: main group of ARBSOEK2001FDT_HOVED, 1 = fully unemployed
    Disability,      ///< value: degree in per cent
    WorkAssessment,  ///< AAP; before March 2010 the benefits that it took the place of
    OldAge,          ///< value: part drawn in per cent
    AfpPublic,
    AfpPrivate,
    SocialAssistance,
    Qualification,
    Introduction,
    LoneParent,
    Basic,       ///< grunnstønad
    Attendance,  ///< hjelpestønad
    Survivor,
    Count
};
inline constexpr std::size_t kBenefitCount = static_cast<std::size_t>(Benefit::Count);

/// Both days belong to the spell.
struct BenefitSpell {
    base::DayNumber from;
    base::DayNumber to;  ///< kNever while in force
    Benefit kind;
    std::uint8_t value;  ///< 1 where the kind has none
};

/// Main groups of job seekers (codes of JOBSEEKER_MAIN).
enum class Seeking : std::uint8_t {
    Unemployed = 1,
    PartlyEmployed = 2,
    Measure = 3,
    Other = 4,
    Handicapped = 5,  ///< before 2009
    NeedsDecision = 10,
    ReducedNoMeasure = 11,
    ReducedOnMeasure = 14,
    ReducedWithoutWorkMeasure = 15
};

class Benefits {
public:
    explicit Benefits(std::size_t persons) : spells_(persons) {}

    /// The year that `world` has just ended, given everyone's amounts in it. Adds the amounts that
    /// follow from benefits which the economy alone does not know.
    void live_through_year(const World& world, const std::vector<Amounts>& amounts);

    /// Spells of a person, by first day.
    [[nodiscard]] std::span<const BenefitSpell> of(LocalIndex index) const {
        return spells_[index];
    }
    /// Value of the spell of this kind in force on `day`; 0 when there is none.
    [[nodiscard]] int value_on(LocalIndex index, Benefit kind, base::DayNumber day) const;
    /// Days of [first, last] on which the person is fully unemployed: no full-time job then.
    [[nodiscard]] int days_unemployed(LocalIndex index, base::DayNumber first,
                                      base::DayNumber last) const;

private:
    std::vector<std::vector<BenefitSpell>> spells_;
};

}  // namespace skjerm::datagen
