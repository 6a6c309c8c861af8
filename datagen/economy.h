// The economy of a resident in a calendar year: work, pensions, benefits, capital, tax, wealth.
// Amounts are whole kroner of the year; 0 means that the person has no such amount (no record).
#pragma once

#include <cstdint>
#include <vector>

#include "datagen/world.h"

namespace skjerm::datagen {

struct Amounts {
    double full_wage = 0;  ///< kroner of a full-time year at the person's rate of pay
    double hours = 0;      ///< part of a full-time year worked
    std::int64_t wages = 0;
    std::int64_t business = 0;  ///< may be negative
    std::int64_t interest = 0, dividends = 0;
    std::int64_t gains = 0, losses = 0;  ///< on shares and property
    std::int64_t old_age_pension = 0, occupational_pension = 0, early_retirement = 0;
    std::int64_t disability = 0, unemployment = 0;
    std::int64_t sickness = 0, parental = 0, work_assessment = 0;
    std::int64_t introduction = 0, qualification = 0, lone_parent = 0, survivor = 0;
    std::int64_t child_benefit = 0, cash_for_care = 0, social_assistance = 0, study_grant = 0;
    std::int64_t housing_allowance = 0, basic_and_attendance = 0;
    std::int64_t tax = 0, wealth_tax = 0;  ///< the wealth tax is part of the tax
    std::int64_t negative_transfers = 0;
    std::int64_t interest_paid = 0;
    std::int64_t gross_wealth = 0, estimated_wealth = 0, debt = 0;
    /// Parts of the wealth: at market value, then at tax value. The rest is movables.
    std::int64_t home = 0, second_home = 0, financial = 0;
    std::int64_t tax_home = 0, tax_financial = 0;
    std::int64_t deposits = 0, funds = 0, securities = 0;

    // The identities of the income statistics; they hold by construction.
    [[nodiscard]] std::int64_t work_income() const { return wages + business; }
    [[nodiscard]] std::int64_t capital_income() const {
        return interest + dividends + gains - losses;
    }
    [[nodiscard]] std::int64_t pensions() const {
        return old_age_pension + occupational_pension + early_retirement;
    }
    [[nodiscard]] std::int64_t taxable_transfers() const {
        return pensions() + disability + unemployment + sickness + parental + work_assessment +
               introduction + qualification + lone_parent + survivor;
    }
    [[nodiscard]] std::int64_t tax_free_transfers() const {
        return child_benefit + cash_for_care + social_assistance + study_grant + housing_allowance +
               basic_and_attendance;
    }
    [[nodiscard]] std::int64_t transfers() const {
        return taxable_transfers() + tax_free_transfers();
    }
    [[nodiscard]] std::int64_t total_income() const {
        return work_income() + capital_income() + transfers();
    }
    [[nodiscard]] std::int64_t tax_and_negative() const { return tax + negative_transfers; }
    [[nodiscard]] std::int64_t income_after_tax() const {
        return total_income() - tax_and_negative();
    }

    // What the tax return says.
    /// Income that earns pension rights.
    [[nodiscard]] std::int64_t pensionable() const;
    /// Wages and what is taxed like them.
    [[nodiscard]] std::int64_t personal_wages() const;
    [[nodiscard]] std::int64_t gross_income() const;
    [[nodiscard]] std::int64_t minimum_deduction(int year) const;
    [[nodiscard]] std::int64_t ordinary_income(int year) const;
    [[nodiscard]] std::int64_t bracket_tax(int year) const;
};

/// Income per consumption unit (EU scale: 1 for the first person of 14 years or more, 0.5 for the
/// others, 0.3 for children), in hundredths rounded.
[[nodiscard]] inline double per_consumption_unit(std::int64_t income, int adults, int young) {
    // In tenths of a unit, so that no rounding of 0.3 comes in.
    const double tenths = 10.0 + 5.0 * (adults > 0 ? adults - 1 : 0) + 3.0 * young;
    return static_cast<double>(round_to_integer(static_cast<double>(income) * 1000.0 / tenths)) /
           100.0;
}

/// Average basic amount of the National Insurance in a year.
[[nodiscard]] double basic_amount(int year);
/// Wage level relative to 2023.
[[nodiscard]] double wage_index(int year);

/// Yearly persistence of the latent employment of someone who turns `age`.
[[nodiscard]] inline double employment_persistence(int age) { return age < 25 ? 0.85 : 0.95; }
inline constexpr double kShockPersistence = 0.6;
inline constexpr double kShockSpread = 0.085;
inline constexpr double kWealthPersistence = 0.93;

struct Families;
struct PastState;
class PastEconomies;

/// Advances the lasting part of someone's economy to world.year and gives the year's amounts, all
/// but those that depend on others in the family.
[[nodiscard]] Amounts live_through_year(const World& world, LocalIndex index, Person& person,
                                        PastEconomies& past);

/// Adds what depends on who lives together: child benefit, cash for care, parental benefit,
/// benefits of lone parents and survivors; then the tax. `amounts` by person (family_benefits.cpp).
void add_family_benefits(const World& world, const Families& families,
                         std::vector<Amounts>& amounts);

/// Child benefit per month for one child in `year`.
[[nodiscard]] std::int64_t child_benefit_rate(const Person& child, int year);
/// Months (bit 0 = January) of world.year for which child benefit is paid for a resident child.
[[nodiscard]] std::uint16_t child_benefit_months(const Person& child, int year);
/// Who receives it: the mother in the family, or else whom the child lives with; kNobody for a
/// child of its own.
[[nodiscard]] LocalIndex child_benefit_receiver(const World& world, const Person& child);

/// Whether someone disabled will be found to be so for the first time in `year`, as far as one can
/// see from how things stand.
[[nodiscard]] bool is_getting_disabled(const World& world, LocalIndex index, const Person& person,
                                       int year);

/// Wealth and debt, and the capital income that follow from it (capital.cpp).
void add_capital(const World& world, LocalIndex index, Person& person, const PastState* past,
                 Amounts& amounts);
/// Pensions and benefits (transfers.cpp).
void add_transfers(const World& world, LocalIndex index, Person& person, bool employed,
                   Amounts& amounts);
/// Those on disability benefit before kFirstForwardYear, as that year will find them
/// (transfers.cpp).
void settle_disability(const World& world, LocalIndex index, Person& person);
/// Tax on everything above but wealth, and on wealth (tax.cpp).
[[nodiscard]] std::int64_t tax_on(const Amounts& amounts, int year);
[[nodiscard]] std::int64_t wealth_tax_on(const Amounts& amounts, int year);

}  // namespace skjerm::datagen
