// The economy of a resident in a calendar year: work, pensions, benefits, capital, tax, wealth.
// Amounts are whole kroner of the year; 0 means that the person has no such amount (no record).
#pragma once

#include <cstdint>

#include "datagen/world.h"

namespace skjerm::datagen {

struct Amounts {
    std::int64_t wages = 0;
    std::int64_t business = 0;  ///< may be negative
    std::int64_t interest = 0, dividends = 0, other_capital = 0;
    std::int64_t old_age_pension = 0, occupational_pension = 0;
    std::int64_t disability = 0, unemployment = 0, other_taxable = 0;
    std::int64_t child_benefit = 0, social_assistance = 0, study_grant = 0, other_tax_free = 0;
    std::int64_t tax = 0, negative_transfers = 0;
    std::int64_t gross_wealth = 0, estimated_wealth = 0, debt = 0;

    // The identities of the income statistics; they hold by construction.
    [[nodiscard]] std::int64_t work_income() const { return wages + business; }
    [[nodiscard]] std::int64_t capital_income() const {
        return interest + dividends + other_capital;
    }
    [[nodiscard]] std::int64_t taxable_transfers() const {
        return old_age_pension + occupational_pension + disability + unemployment + other_taxable;
    }
    [[nodiscard]] std::int64_t tax_free_transfers() const {
        return child_benefit + social_assistance + study_grant + other_tax_free;
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
};

/// Average basic amount of the National Insurance in a year.
[[nodiscard]] double basic_amount(int year);
/// Wage level relative to 2023.
[[nodiscard]] double wage_index(int year);

/// Advances the lasting part of someone's economy to world.year and gives the year's amounts, all
/// but child benefit (which depends on the children of others too).
[[nodiscard]] Amounts live_through_year(const World& world, LocalIndex index, Person& person);

/// Child benefit of the year for one resident child.
[[nodiscard]] std::int64_t child_benefit_for(const World& world, const Person& child);

/// Wealth and debt, and the capital income that follow from it (capital.cpp).
void add_capital(const World& world, LocalIndex index, Person& person, Amounts& amounts);
/// Pensions and benefits (transfers.cpp).
void add_transfers(const World& world, LocalIndex index, Person& person, bool employed,
                   Amounts& amounts);
/// Tax on everything above (transfers.cpp).
[[nodiscard]] std::int64_t tax_on(const Amounts& amounts, int year);

}  // namespace skjerm::datagen
