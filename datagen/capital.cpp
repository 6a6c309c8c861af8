// Wealth, debt and what capital yields.
#include <algorithm>
#include <cmath>

#include "datagen/economy.h"
#include "datagen/education.h"
#include "datagen/past_economy.h"

namespace skjerm::datagen {

namespace {

constexpr Knot kOwner[] = {{18, 0.02}, {22, 0.12}, {25, 0.30}, {29, 0.52}, {34, 0.68}, {40, 0.77},
                           {50, 0.83}, {62, 0.87}, {75, 0.85}, {85, 0.70}, {95, 0.45}};
// House prices relative to 2022, and interest on deposits.
constexpr Knot kHousePrices[] = {{1967, 0.012}, {1980, 0.07}, {1987, 0.16}, {1993, 0.13},
                                 {2000, 0.27},  {2005, 0.38}, {2010, 0.55}, {2015, 0.74},
                                 {2020, 0.87},  {2022, 1.0},  {2023, 0.99}, {2025, 1.06}};
constexpr Knot kDepositRate[] = {{1967, 0.035}, {1982, 0.07},  {1990, 0.09},  {1994, 0.04},
                                 {2000, 0.045}, {2004, 0.018}, {2008, 0.045}, {2010, 0.020},
                                 {2015, 0.016}, {2021, 0.004}, {2022, 0.010}, {2023, 0.026},
                                 {2025, 0.030}};
// Median deposits and other savings in kroner of 2022 by age.
constexpr Knot kSavings[] = {{15, 12000},  {20, 35000},  {27, 60000},  {35, 95000}, {45, 150000},
                             {55, 240000}, {65, 400000}, {72, 470000}, {90, 420000}};
// Mortgage relative to the value of the home, by age.
constexpr Knot kMortgage[] = {{22, 0.80}, {28, 0.76}, {35, 0.63}, {45, 0.46},
                              {55, 0.29}, {65, 0.15}, {75, 0.06}, {90, 0.02}};
// Rates that borrowers paid.
constexpr Knot kLendingRate[] = {{1967, 0.055}, {1982, 0.11},  {1988, 0.14},  {1993, 0.095},
                                 {1996, 0.068}, {2000, 0.078}, {2004, 0.040}, {2008, 0.068},
                                 {2010, 0.037}, {2015, 0.029}, {2021, 0.020}, {2022, 0.026},
                                 {2023, 0.046}, {2025, 0.056}};
constexpr double kHomeValue2022 = 4.35e6;
constexpr double kTaxValueOfHomes = 0.145;  // of market value

double cap(double value, double low, double high) { return std::min(std::max(value, low), high); }

}  // namespace

void add_capital(const World& world, LocalIndex index, Person& person, const PastState* past,
                 Amounts& amounts) {
    Economy& economy = person.economy;
    const int age = person.turns(world.year);
    Draws draws = world.draws(Stream::Wealth, index, world.year);
    const double novelty = draws.normal();
    economy.wealth_shock =
        past ? past->wealth_shock
             : static_cast<float>(kWealthPersistence * static_cast<double>(economy.wealth_shock) +
                                  0.3676 * novelty);
    const double effect = static_cast<double>(economy.wealth_effect);
    const double shock = static_cast<double>(economy.wealth_shock);
    const double prices = interpolate(kHousePrices, world.year);
    const double income_level =
        cap(static_cast<double>(amounts.total_income()) / (4.6 * basic_amount(world.year)), 0.1, 4);

    Draws lasting = world.draws(Stream::Wealth, index);
    double owner = interpolate(kOwner, age) * (person.partner != kNobody ? 1.10 : 0.80);
    if (person.is_immigrant())
        owner *= cap(0.15 + 0.05 * (world.year - person.arrival_year), 0.1, 0.9);
    const double rank = lasting.uniform();
    double home = 0;
    if (age >= 18 && rank < cap(owner * (0.8 + 0.3 * income_level), 0, 0.97)) {
        home = kHomeValue2022 * prices * world.model.places.price_level(person.place) *
               fixed_exp(0.30 * lasting.normal() + 0.12 * effect);
        if (person.partner != kNobody) home *= 0.62;
    }
    double savings = 0.38 * interpolate(kSavings, age) * (0.45 + 0.55 * wage_index(world.year)) *
                     fixed_exp(0.95 * effect + 0.75 * shock) * fixed_pow(income_level, 0.5);
    // Business owners and heirs: the tail of the wealth distribution.
    const double fortune = effect + 0.35 * shock;
    double shares = 0;
    if (fortune > 1.15 && age > 28)
        shares = 9.5e5 * wage_index(world.year) * fixed_exp(2.15 * (fortune - 1.15)) *
                 cap((age - 24) / 25.0, 0.1, 1.4);
    shares = std::min(shares, 1.5e9);
    savings = std::min(savings, 4e7);
    const double things = age >= 22 && lasting.chance(0.7)
                              ? 1.3e5 * wage_index(world.year) * fixed_exp(0.5 * lasting.normal())
                              : 0.0;
    const double second_home =
        lasting.chance(cap((age - 40) / 180.0, 0, 0.16)) ? 1.6e6 * prices : 0.0;
    amounts.estimated_wealth =
        round_to_integer(home + second_home + savings + shares + things * 0.8);
    amounts.gross_wealth = round_to_integer(kTaxValueOfHomes * home + 0.6 * second_home + savings +
                                            0.8 * shares + 0.3 * things);
    amounts.home = round_to_integer(home);
    amounts.second_home = round_to_integer(second_home);
    amounts.financial = std::min(round_to_integer(savings + shares), amounts.estimated_wealth);
    if (amounts.gross_wealth < 500) {
        amounts.gross_wealth = 0;
    } else {
        amounts.tax_financial =
            std::min(round_to_integer(savings + 0.8 * shares), amounts.gross_wealth);
        amounts.tax_home = std::min(round_to_integer(kTaxValueOfHomes * home),
                                    amounts.gross_wealth - amounts.tax_financial);
        // Three quarters of the savings stand in the bank; four in ten have the rest in funds and
        // securities, the others in the bank too.
        Draws holding = world.draws(Stream::PastEconomy, index, 1);
        const double in_funds = holding.uniform();
        const bool funds_only = holding.chance(0.55);
        const bool invests = shares > 0 || holding.chance(0.38);
        amounts.deposits = invests
                               ? std::min(round_to_integer(0.75 * savings), amounts.tax_financial)
                               : amounts.tax_financial;
        const std::int64_t invested = amounts.tax_financial - amounts.deposits;
        amounts.funds = shares > 0   ? round_to_integer(0.35 * in_funds * 0.25 * savings)
                        : funds_only ? invested
                                     : round_to_integer(in_funds * static_cast<double>(invested));
        amounts.securities = invested - amounts.funds;
    }

    const Level level = education_level_at(*world.model.nus, person, month_number(world.year, 9));
    double debt = home * cap(interpolate(kMortgage, age) * (1.0 - 0.16 * effect), 0.0, 0.95);
    if (age >= 20 && age <= 42 && (is_student(person, world.year) || level >= Level::Short) &&
        level != Level::Unknown)
        debt += wage_index(world.year) * 1000.0 *
                cap(90.0 + 60.0 * (age < 30 ? age - 20 : 10 - 0.8 * (age - 30)), 20.0, 520.0) *
                (0.5 + lasting.uniform());
    if (age >= 21 && lasting.chance(0.5))
        debt += wage_index(world.year) * 90000.0 * fixed_exp(0.9 * lasting.normal() - 0.2 * effect);
    amounts.debt = debt < 1000 ? 0 : round_to_integer(debt);
    amounts.interest_paid =
        round_to_integer(interpolate(kLendingRate, world.year) * static_cast<double>(amounts.debt));

    amounts.interest = round_to_integer(savings * 0.75 * interpolate(kDepositRate, world.year));
    if (shares > 0 && draws.chance(0.55))
        amounts.dividends = round_to_integer(shares * 0.05 * fixed_exp(0.6 * draws.normal()));
    else if (age > 20 && draws.chance(0.05))
        amounts.dividends = draws.between(100, 9000);
    if (age > 20 && draws.chance(shares > 0 ? 0.12 : 0.03)) {
        const std::int64_t realized =
            round_to_integer((savings * 0.08 + shares * 0.04) * draws.normal());
        (realized < 0 ? amounts.losses : amounts.gains) = realized < 0 ? -realized : realized;
    }
}

}  // namespace skjerm::datagen
