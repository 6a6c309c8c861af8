// What the tax return says of a year's amounts, and the tax on them.
#include <algorithm>

#include "datagen/economy.h"

namespace skjerm::datagen {

namespace {

constexpr double kPersonalAllowance = 0.52;  // basic amounts
// Net wealth below this is free of tax, per person; the rate on what lies above.
constexpr Knot kWealthAllowance[] = {{1967, 20000},  {1985, 80000},  {1993, 120000}, {2005, 151000},
                                     {2008, 350000}, {2010, 700000}, {2014, 1e6},    {2018, 1.48e6},
                                     {2021, 1.5e6},  {2022, 1.7e6}};
constexpr Knot kWealthRate[] = {{1993, 0.011},  {2013, 0.011},  {2014, 0.01}, {2015, 0.0085},
                                {2021, 0.0085}, {2022, 0.0095}, {2023, 0.01}};

double deduction_from(double earned, double pensions, double basic) {
    return std::min(0.46 * earned, 1.0 * basic) + std::min(0.37 * pensions, 0.85 * basic);
}

// In steps of the basic amount.
double surtax(double personal, double basic) {
    constexpr double kSteps[][2] = {{1.8, 0.017}, {2.5, 0.023}, {6.2, 0.092}, {9.4, 0.03}};
    double tax = 0;
    for (const auto& [from, rate] : kSteps) tax += rate * std::max(0.0, personal - from * basic);
    return tax;
}

}  // namespace

std::int64_t Amounts::pensionable() const {
    return std::max<std::int64_t>(0, work_income()) + unemployment + sickness + parental +
           work_assessment;
}

std::int64_t Amounts::personal_wages() const {
    return std::max<std::int64_t>(0, work_income()) + unemployment + disability + sickness +
           parental + work_assessment + introduction + qualification + lone_parent;
}

std::int64_t Amounts::gross_income() const {
    return personal_wages() + pensions() + survivor + interest + dividends + gains;
}

std::int64_t Amounts::minimum_deduction(int year) const {
    return round_to_integer(deduction_from(static_cast<double>(personal_wages()),
                                           static_cast<double>(pensions() + survivor),
                                           basic_amount(year)));
}

std::int64_t Amounts::ordinary_income(int year) const {
    return gross_income() - losses - interest_paid - minimum_deduction(year);
}

std::int64_t Amounts::bracket_tax(int year) const {
    return std::min(
        tax - wealth_tax,
        round_to_integer(surtax(static_cast<double>(personal_wages() + pensions() + survivor),
                                basic_amount(year))));
}

std::int64_t wealth_tax_on(const Amounts& amounts, int year) {
    const double net = static_cast<double>(amounts.gross_wealth - amounts.debt) -
                       interpolate(kWealthAllowance, year);
    return net > 0 ? round_to_integer(interpolate(kWealthRate, year) * net) : 0;
}

std::int64_t tax_on(const Amounts& amounts, int year) {
    const double basic = basic_amount(year);
    const auto earned = static_cast<double>(amounts.personal_wages());
    const auto pensions = static_cast<double>(amounts.pensions() + amounts.survivor);
    const double capital = static_cast<double>(std::max<std::int64_t>(0, amounts.capital_income()));
    const double personal = earned + pensions;
    if (personal + capital < basic) return 0;
    const double interest = 0.035 * static_cast<double>(amounts.debt);
    const double deduction =
        deduction_from(earned, pensions, basic) + kPersonalAllowance * basic + interest;
    double tax = 0.22 * std::max(0.0, personal + capital - deduction);
    tax += 0.080 * earned + 0.051 * pensions;
    tax += surtax(personal, basic);
    // Pensioners with little more than the minimum pay nothing.
    if (pensions > 0.7 * personal)
        tax -= std::max(0.0, 0.34 * basic - 0.12 * (personal - 1.9 * basic));
    return std::max<std::int64_t>(0, round_to_integer(tax));
}

}  // namespace skjerm::datagen
