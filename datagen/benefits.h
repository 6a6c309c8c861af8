// What the National Insurance and the employment service hold of a person: spells of job seeking,
// disability, work assessment allowance, pensions and the rest. They are made a year at a time from
// the same economy as the amounts of the tax returns, so that who has the one has the other.
//
// Spells of one kind do not overlap and stand in order. One that goes on at the end of the latest
// year is open (`to` = kNever); the next year may find that it ended before. They are final when
// the last year has passed. Days on which the person lives abroad are cut out when the registers
// are written, not here.
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

/// Months of a year with social assistance, for an amount above 0.
[[nodiscard]] int social_months(const Amounts& amounts, int year);

/// First day of disability benefit of someone found disabled in `year`.
[[nodiscard]] base::DayNumber disability_start(const World& world, LocalIndex index, int year);

class Benefits {
public:
    explicit Benefits(std::size_t persons) : spells_(persons), open_(persons, 0) {}

    /// The year that `world` has just ended, given everyone's amounts in it.
    void live_through_year(const World& world, const std::vector<Amounts>& amounts);

    /// Spells of a person; those of a kind in order.
    [[nodiscard]] std::span<const BenefitSpell> of(LocalIndex index) const {
        return spells_[index];
    }
    /// Value of the spell of this kind in force on `day`; 0 when there is none.
    [[nodiscard]] int value_on(LocalIndex index, Benefit kind, base::DayNumber day) const;

private:
    /// What a year says of a benefit that lasts from year to year.
    struct Lasting {
        Benefit kind;
        bool received;
        std::uint8_t value;
        base::DayNumber from;  ///< first day, when it is new
    };

    void live(const World& world, LocalIndex index, const Amounts& amounts);
    void update(const World& world, LocalIndex index, const Lasting& lasting);
    void seek_work(const World& world, LocalIndex index, const Amounts& amounts);
    void be_unemployed(LocalIndex index, base::DayNumber from, int days, Draws& draws);
    void seek_with_reduced_capacity(const World& world, LocalIndex index);
    void receive_assistance(const World& world, LocalIndex index, const Amounts& amounts);
    void add(LocalIndex index, BenefitSpell spell);
    [[nodiscard]] BenefitSpell* last(LocalIndex index, Benefit kind);
    [[nodiscard]] bool is_open(LocalIndex index, Benefit kind) const {
        return (open_[index] >> static_cast<unsigned>(kind) & 1U) != 0;
    }
    void drop(LocalIndex index, Benefit kind);
    void close(LocalIndex index, Benefit kind, base::DayNumber to);

    std::vector<std::vector<BenefitSpell>> spells_;
    std::vector<std::uint16_t> open_;  ///< kinds with an open spell, as bits
};

}  // namespace skjerm::datagen
