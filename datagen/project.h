// From lives to registers: what each variable says of the persons of a lineage block.
#pragma once

#include <algorithm>
#include <cstddef>

#include "datagen/benefits.h"
#include "datagen/block_columns.h"
#include "datagen/dwellings.h"
#include "datagen/families.h"
#include "datagen/labour.h"
#include "datagen/past_economy.h"
#include "datagen/steps.h"

namespace skjerm::datagen {

/// Days of residence in Norway, as closed intervals in ascending order.
struct Stay {
    base::DayNumber from;
    base::DayNumber to;  ///< kNever while in force
    PlaceIndex place;
};
/// Days from and to, both included.
struct Days {
    base::DayNumber from;
    base::DayNumber to;
};
/// The stays of all persons: [offsets[i], offsets[i + 1]) are those of person i.
struct Stays {
    std::vector<std::uint32_t> offsets;
    std::vector<Stay> stays;
    [[nodiscard]] bool covers(LocalIndex index, base::DayNumber day) const;
    /// Stays without regard to the place: one interval from each arrival to the departure.
    [[nodiscard]] std::vector<Days> presence(LocalIndex index) const;
};
[[nodiscard]] Stays stays_of(const World& world);

/// What a register of spells covers: spells are cut at the first day, and those in force on the
/// last are open. Calls add(start, stop) for what is left of [from, to].
struct Coverage {
    base::DayNumber first;
    base::DayNumber last;
    template <class Add>
    void cut(base::DayNumber from, base::DayNumber to, Add add) const {
        const base::DayNumber start = std::max(from, first);
        const base::DayNumber stop = to > last ? datastore::SpellBlock::kOpenStop : to;
        if (start <= std::min(to, last)) add(start, stop);
    }
};
[[nodiscard]] Coverage coverage_of(const Catalogue& catalogue, Column column);

/// Writes the registers of one lineage block into a store block, `offset` units into it.
class Registrar final : public Observer {
public:
    /// `work` is written year by year.
    Registrar(const Model& model, BlockColumns& columns, std::size_t offset, WorkHistory& work);

    void at_new_year(const World& world) override;
    void at_year_end(World& world) override;
    /// What does not change, and the spells; after the simulation.
    void at_end(const World& world);
    /// What needs the working lives too: status in the labour market in November.
    void at_careers(const World& world, const Careers& careers);

    /// Of the latest 1 January.
    [[nodiscard]] const Families& families() const { return families_; }
    [[nodiscard]] const Dwellings& dwellings() const { return dwellings_; }
    /// Days on which persons are fully unemployed.
    [[nodiscard]] WorkBars work_bars() const;

private:
    /// Dictionary codes looked up once.
    struct Codes {
        std::array<std::uint8_t, 3> sex{};
        std::array<std::uint8_t, 2> yes_no{};
        std::array<std::uint8_t, 6> category{};
        std::array<std::uint8_t, 6> reason{};
        std::array<std::uint8_t, 10> civil{};
        std::array<std::uint8_t, 10> social{};  // by Level of the parents
        std::array<std::uint8_t, 7> grade{};
        std::array<std::uint8_t, 3> grade_marks{};
        std::uint16_t abroad_at_16 = 0;
        std::uint8_t resident = 0, emigrated = 0, dead = 0;
        std::array<std::uint8_t, 9> couple{};  // PARSTATUS 0-8; 4 unused
        std::array<std::uint8_t, 4> role{};
        std::array<std::uint8_t, kFamilyTypes.size()> family{};
    };

    struct HomeCodes {
        std::array<std::uint8_t, kFamilyTypes.size()> household{};
        std::array<std::uint8_t, 6> parents{};
        std::array<std::uint8_t, 4> siblings{};  // full, half, step, none
        std::array<std::uint8_t, 2> urban{};
        std::vector<std::pair<std::uint16_t, int>> towns;  // municipality, districts
        std::array<std::uint8_t, 2> household_kind{};
        std::array<std::uint8_t, 3> link{};
        std::array<std::uint8_t, 3> unit{};
        std::array<std::uint8_t, kBuildingTypes.size()> building{};
        std::array<std::uint8_t, 6> building_coarse{};
        std::array<std::uint8_t, 3> tenure{};
        std::array<std::uint8_t, 4> crowded{};
    };

    void look_up_home_codes();
    void project_households(const World& world);
    void project_siblings(const World& world);
    void project_neighbourhoods(const World& world);
    void project_housing(const World& world);
    void project_persons(const World& world);
    void project_links(const World& world);
    void project_school(const World& world);
    void look_up_benefit_codes();
    void count_child_benefit(const World& world);
    void project_benefits(const World& world);
    void project_child_benefit(LocalIndex index);
    void project_seeking(LocalIndex index, const BenefitSpell& spell, const Days& days);
    void project_marks(const World& world, LocalIndex index);
    void project_upper_secondary(const Person& person, std::size_t row, bool started,
                                 bool completed);
    void project_upper_marks(const World& world, LocalIndex index);
    void project_tests(const World& world, const Stays& stays);
    void give_mark(Column column, std::size_t row, double points, double shift, double spread,
                   Draws& draws);
    void project_spells(const World& world);
    void project_amounts(const World& world, const std::vector<struct Amounts>& amounts);
    void project_household_incomes(const World& world, const std::vector<struct Amounts>& amounts);

    const Model& model_;
    BlockColumns& columns_;
    std::size_t offset_;
    WorkHistory& work_;
    Codes codes_;
    Families families_;  // of the latest new year looked at
    int families_year_ = 0;
    PastEconomies past_economies_;
    HomeCodes home_codes_;
    Dwellings dwellings_;
    /// Child benefit of one receiver while nothing about it changes.
    struct ChildBenefitSpell {
        base::DayNumber from, to;
        std::int16_t amount;  // per month
        std::int8_t children;
        bool extended;  // of a lone parent
    };
    struct BenefitCodes {
        std::uint8_t received = 0;
        std::array<std::uint8_t, 16> seeking{};  // by main group
        std::array<std::uint8_t, 16> measure{};  // of ARBEIDSSOKER_TILTAK, by main group
        std::array<std::uint8_t, 16> coarse{};   // by main group
        std::array<std::uint8_t, 2> child_benefit{};
    };
    Benefits benefits_;
    BenefitCodes benefit_codes_;
    std::vector<std::vector<ChildBenefitSpell>> child_benefits_;
    std::vector<bool> owns_home_;  // by person, at the latest end of a year
};

}  // namespace skjerm::datagen
