// The income year: lets every resident live through it, then writes the amounts.
#include <algorithm>
#include <vector>

#include "datagen/economy.h"
#include "datagen/education.h"
#include "datagen/project.h"

namespace skjerm::datagen {

using column::Code8;
using column::UnitIndex;

namespace {

// One column of kroner: what it shows, and whether 0 is a value or no record.
struct Target {
    Column column;
    std::int64_t (*amount)(const Amounts&, int year);
    bool zero_is_value = false;
};
constexpr Target kTargets[] = {
    {Column::Wages, [](const Amounts& a, int) { return a.wages; }},
    {Column::BusinessIncome, [](const Amounts& a, int) { return a.business; }},
    {Column::BusinessIncome2006, [](const Amounts& a, int) { return a.business; }},
    {Column::WorkIncome, [](const Amounts& a, int) { return a.work_income(); }},
    {Column::InterestIncome, [](const Amounts& a, int) { return a.interest; }},
    {Column::CapitalLosses, [](const Amounts& a, int) { return a.losses; }},
    {Column::CapitalIncome, [](const Amounts& a, int) { return a.capital_income(); }},
    {Column::InterestPaid, [](const Amounts& a, int) { return a.interest_paid; }},
    {Column::TaxableTransfers, [](const Amounts& a, int) { return a.taxable_transfers(); }},
    {Column::Transfers, [](const Amounts& a, int) { return a.transfers(); }},
    {Column::TotalIncome, [](const Amounts& a, int) { return a.total_income(); }, true},
    {Column::Tax, [](const Amounts& a, int) { return a.tax; }},
    {Column::TaxAndNegative, [](const Amounts& a, int) { return a.tax_and_negative(); }},
    {Column::IncomeAfterTax, [](const Amounts& a, int) { return a.income_after_tax(); }, true},
    {Column::OldAgePension, [](const Amounts& a, int) { return a.old_age_pension; }},
    {Column::NationalInsurancePensions,
     [](const Amounts& a, int) { return a.old_age_pension + a.disability + a.survivor; }},
    {Column::AfpPension, [](const Amounts& a, int) { return a.early_retirement; }},
    {Column::OccupationalPension, [](const Amounts& a, int) { return a.occupational_pension; }},
    {Column::DisabilityBenefit, [](const Amounts& a, int) { return a.disability; }},
    {Column::WorkAssessmentAllowance, [](const Amounts& a, int) { return a.work_assessment; }},
    {Column::UnemploymentBenefit, [](const Amounts& a, int) { return a.unemployment; }},
    {Column::ParentalBenefit, [](const Amounts& a, int) { return a.parental; }},
    {Column::SocialAssistance, [](const Amounts& a, int) { return a.social_assistance; }},
    {Column::ChildBenefit, [](const Amounts& a, int) { return a.child_benefit; }},
    {Column::CashForCare, [](const Amounts& a, int) { return a.cash_for_care; }},
    {Column::HousingAllowance, [](const Amounts& a, int) { return a.housing_allowance; }},
    {Column::GrossWealth, [](const Amounts& a, int) { return a.gross_wealth; }},
    {Column::EstimatedWealth, [](const Amounts& a, int) { return a.estimated_wealth; }},
    {Column::Debt, [](const Amounts& a, int) { return a.debt; }},
    {Column::FinancialCapital, [](const Amounts& a, int) { return a.tax_financial; }},
    {Column::Deposits, [](const Amounts& a, int) { return a.deposits; }},
    {Column::Securities, [](const Amounts& a, int) { return a.securities; }},
    {Column::Funds, [](const Amounts& a, int) { return a.funds; }},
    {Column::PrimaryDwelling, [](const Amounts& a, int) { return a.home; }},
    {Column::WealthTax, [](const Amounts& a, int) { return a.wealth_tax; }},
    {Column::PensionableIncome, [](const Amounts& a, int) { return a.pensionable(); }},
    {Column::TaxGrossIncome, [](const Amounts& a, int) { return a.gross_income(); }},
    {Column::TaxOrdinaryIncome, [](const Amounts& a, int year) { return a.ordinary_income(year); }},
    {Column::TaxAssessed, [](const Amounts& a, int) { return a.tax; }},
    {Column::TaxPersonalWages, [](const Amounts& a, int) { return a.personal_wages(); }},
    {Column::TaxPersonalPensions, [](const Amounts& a, int) { return a.pensions() + a.survivor; }},
    {Column::TaxMinimumDeduction,
     [](const Amounts& a, int year) { return a.minimum_deduction(year); }},
    {Column::TaxBracket, [](const Amounts& a, int year) { return a.bracket_tax(year); }},
    {Column::TaxGrossWealth, [](const Amounts& a, int) { return a.gross_wealth; }},
    {Column::TaxNetWealth, [](const Amounts& a, int) { return a.gross_wealth - a.debt; }},
    {Column::TaxDeposits, [](const Amounts& a, int) { return a.deposits; }},
    {Column::TaxDebt, [](const Amounts& a, int) { return a.debt; }},
    {Column::TaxPrimaryDwelling, [](const Amounts& a, int) { return a.tax_home; }},
    {Column::TaxInterestPaid, [](const Amounts& a, int) { return a.interest_paid; }},
    {Column::TaxDividends, [](const Amounts& a, int) { return a.dividends; }},
    {Column::TaxOnWealth, [](const Amounts& a, int) { return a.wealth_tax; }},
};
constexpr Target kDoubleTargets[] = {
    {Column::WagesDouble, [](const Amounts& a, int) { return a.wages; }},
    {Column::WorkIncomeDouble, [](const Amounts& a, int) { return a.work_income(); }},
    {Column::Dividends, [](const Amounts& a, int) { return a.dividends; }},
    {Column::CapitalGains, [](const Amounts& a, int) { return a.gains; }},
    {Column::TaxFreeTransfers, [](const Amounts& a, int) { return a.tax_free_transfers(); }},
    {Column::Transfers2006, [](const Amounts& a, int) { return a.transfers(); }},
    {Column::SicknessBenefit, [](const Amounts& a, int) { return a.sickness; }},
    {Column::BasicAndAttendance, [](const Amounts& a, int) { return a.basic_and_attendance; }},
    {Column::StudyGrant, [](const Amounts& a, int) { return a.study_grant; }},
    {Column::EstimatedRealCapital,
     [](const Amounts& a, int) { return a.estimated_wealth - a.financial; }},
    {Column::RealCapital, [](const Amounts& a, int) { return a.gross_wealth - a.tax_financial; }},
    {Column::SecondaryDwelling, [](const Amounts& a, int) { return a.second_home; }},
};

template <class Value, std::size_t Count>
struct Written {
    std::size_t count = 0;
    std::array<const Target*, Count> targets{};
    std::array<Value*, Count> values{};
};

// The targets that have a column in `year`, with its values from the block's first unit on.
template <class Value, std::size_t Count>
Written<Value, Count> written(const Target (&targets)[Count], BlockColumns& columns,
                              std::size_t offset, int year) {
    Written<Value, Count> result;
    for (const Target& target : targets)
        if (Value* const values = columns.values<Value>(target.column, year)) {
            result.targets[result.count] = &target;
            result.values[result.count++] = values + offset;
        }
    return result;
}

template <class Value, std::size_t Count>
void put(const Written<Value, Count>& written, std::size_t at, const Amounts& amounts, int year) {
    for (std::size_t column = 0; column < written.count; ++column) {
        const Target& target = *written.targets[column];
        const std::int64_t amount = target.amount(amounts, year);
        if (amount != 0 || target.zero_is_value)
            written.values[column][at] = static_cast<Value>(amount);
    }
}

}  // namespace

void Registrar::at_year_end(World& world) {
    if (world.year < kFirstEconomyYear) return;
    families_ = families_of(world, world.year + 1);
    families_year_ = world.year + 1;
    std::vector<Amounts> amounts(world.people.size());
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        Person& person = world.people[at];
        if (person.is_alive() && person.is_resident())
            amounts[at] =
                live_through_year(world, static_cast<LocalIndex>(at), person, past_economies_);
    }
    add_family_benefits(world, families_, amounts);
    benefits_.live_through_year(world, amounts);
    count_child_benefit(world);
    for (std::size_t at = 0; at < amounts.size(); ++at) owns_home_[at] = amounts[at].home > 0;
    for (std::size_t at = 0; world.year >= kFirstWorkYear && at < world.people.size(); ++at)
        work_.record(world, static_cast<LocalIndex>(at), amounts[at]);
    project_amounts(world, amounts);
}

void Registrar::project_amounts(const World& world, const std::vector<Amounts>& amounts) {
    const int year = world.year;
    const auto kroner = written<std::int32_t>(kTargets, columns_, offset_, year);
    const auto doubles = written<double>(kDoubleTargets, columns_, offset_, year);
    if (kroner.count + doubles.count > 0) {
        for (std::size_t at = 0; at < amounts.size(); ++at) {
            if (families_.reference[at] == kNobody) continue;
            put(kroner, at, amounts[at], year);
            put(doubles, at, amounts[at], year);
        }
    }
    auto* const assistance = columns_.values<std::int32_t>(Column::SocialAssistanceAmount, year);
    auto* const months = columns_.values<std::int8_t>(Column::SocialAssistanceMonths, year);
    if (assistance && months)
        for (std::size_t at = 0; at < amounts.size(); ++at) {
            if (amounts[at].social_assistance == 0) continue;
            assistance[offset_ + at] = static_cast<std::int32_t>(amounts[at].social_assistance);
            months[offset_ + at] = static_cast<std::int8_t>(social_months(amounts[at], year));
        }
    project_household_incomes(world, amounts);
}

void Registrar::project_household_incomes(const World& world, const std::vector<Amounts>& amounts) {
    const int year = world.year;
    auto* const income = columns_.values<double>(Column::HouseholdIncome, year);
    auto* const per_unit = columns_.values<double>(Column::HouseholdIncomeEu, year);
    auto* const household = columns_.values<UnitIndex>(Column::IncomeHousehold, year);
    auto* const students = columns_.values<Code8>(Column::StudentHousehold, year);
    if (!income && !per_unit && !household && !students) return;
    struct Sum {
        std::int64_t income = 0;
        int adults = 0, young = 0, students = 0;
    };
    std::vector<Sum> sums(amounts.size());
    for (std::size_t at = 0; at < amounts.size(); ++at) {
        if (families_.reference[at] == kNobody) continue;
        Sum& sum = sums[families_.reference[at]];
        const Person& person = world.people[at];
        const int age = age_on_new_year(person, year + 1);
        sum.income += amounts[at].income_after_tax();
        (age < 14 ? sum.young : sum.adults) += 1;
        sum.students += age >= 18 && is_student(person, year) ? 1 : 0;
    }
    for (std::size_t at = 0; at < amounts.size(); ++at) {
        const LocalIndex reference = families_.reference[at];
        if (reference == kNobody) continue;
        const Sum& sum = sums[reference];
        const std::size_t row = offset_ + at;
        if (income) income[row] = static_cast<double>(sum.income);
        if (per_unit) per_unit[row] = per_consumption_unit(sum.income, sum.adults, sum.young);
        if (household) household[row] = static_cast<UnitIndex>(world.first_unit + reference);
        // The main earner studies, and nobody in the household is past studying.
        if (students) {
            const bool only_students = sum.students > 0 && sum.students == sum.adults;
            students[row] = Code8{codes_.yes_no[only_students ? 1 : 0]};
        }
    }
}

}  // namespace skjerm::datagen
