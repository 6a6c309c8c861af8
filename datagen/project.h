// From lives to registers: what each variable says of the persons of a lineage block.
#pragma once

#include <cstddef>

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
/// The stays of all persons: [offsets[i], offsets[i + 1]) are those of person i.
struct Stays {
    std::vector<std::uint32_t> offsets;
    std::vector<Stay> stays;
    [[nodiscard]] bool covers(LocalIndex index, base::DayNumber day) const;
};
[[nodiscard]] Stays stays_of(const World& world);

/// Writes the registers of one lineage block into a store block, `offset` units into it.
class Registrar final : public Observer {
public:
    /// `work` is written year by year.
    Registrar(const Model& model, BlockColumns& columns, std::size_t offset, WorkHistory& work);

    void at_new_year(const World& world) override;
    void at_year_end(World& world) override;
    /// What does not change, and the spells; after the simulation.
    void at_end(const World& world);

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
    std::vector<bool> owns_home_;  // by person, at the latest end of a year
};

}  // namespace skjerm::datagen
