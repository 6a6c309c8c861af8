// The income year: lets every resident live through it, then writes the amounts.
#include <algorithm>
#include <limits>

#include "datagen/economy.h"
#include "datagen/project.h"

namespace skjerm::datagen {

namespace {

constexpr int kFirstIncomeYear = 1993;
constexpr int kLastIncomeYear = 2023;

}  // namespace

void Registrar::at_year_end(World& world) {
    const int year = world.year;
    if (year < model_.first_year || year > model_.last_year || year < kFirstIncomeYear ||
        year > kLastIncomeYear)
        return;
    families_ = families_of(world, year + 1);
    families_year_ = year + 1;
    std::vector<Amounts> amounts(world.people.size());
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        Person& person = world.people[at];
        if (person.is_alive() && person.is_resident())
            amounts[at] = live_through_year(world, static_cast<LocalIndex>(at), person);
    }
    // Child benefit goes to the mother in the family, or else to whom the child lives with.
    for (const Person& child : world.people) {
        if (!child.is_alive() || !child.is_resident() || !lives_with_parent(world, child)) continue;
        if (child.turns(year) > 18) continue;
        LocalIndex receiver = child.home;
        const LocalIndex partner = world.people[receiver].partner;
        if (partner != kNobody && partner == child.mother) receiver = partner;
        amounts[receiver].child_benefit += child_benefit_for(world, child);
    }
    project_amounts(world, amounts);
}

void Registrar::project_amounts(const World& world, const std::vector<Amounts>& amounts) {
    const int year = world.year;
    // One column of whole kroner: what it shows, and whether 0 is a value or no record.
    struct Target {
        Column column;
        std::int64_t (*amount)(const Amounts&);
        bool zero_is_value;
    };
    static constexpr Target kTargets[] = {
        {Column::Wages, [](const Amounts& a) { return a.wages; }, false},
        {Column::BusinessIncome, [](const Amounts& a) { return a.business; }, false},
        {Column::BusinessIncome2006, [](const Amounts& a) { return a.business; }, false},
        {Column::WorkIncome, [](const Amounts& a) { return a.work_income(); }, false},
        {Column::InterestIncome, [](const Amounts& a) { return a.interest; }, false},
        {Column::CapitalIncome, [](const Amounts& a) { return a.capital_income(); }, false},
        {Column::TaxableTransfers, [](const Amounts& a) { return a.taxable_transfers(); }, false},
        {Column::Transfers, [](const Amounts& a) { return a.transfers(); }, false},
        {Column::TotalIncome, [](const Amounts& a) { return a.total_income(); }, true},
        {Column::Tax, [](const Amounts& a) { return a.tax; }, false},
        {Column::TaxAndNegative, [](const Amounts& a) { return a.tax_and_negative(); }, false},
        {Column::IncomeAfterTax, [](const Amounts& a) { return a.income_after_tax(); }, true},
        {Column::OldAgePension, [](const Amounts& a) { return a.old_age_pension; }, false},
        {Column::DisabilityBenefit, [](const Amounts& a) { return a.disability; }, false},
        {Column::UnemploymentBenefit, [](const Amounts& a) { return a.unemployment; }, false},
        {Column::SocialAssistance, [](const Amounts& a) { return a.social_assistance; }, false},
        {Column::ChildBenefit, [](const Amounts& a) { return a.child_benefit; }, false},
        {Column::GrossWealth, [](const Amounts& a) { return a.gross_wealth; }, false},
        {Column::EstimatedWealth, [](const Amounts& a) { return a.estimated_wealth; }, false},
        {Column::Debt, [](const Amounts& a) { return a.debt; }, false},
    };
    static constexpr Target kDoubleTargets[] = {
        {Column::WagesDouble, [](const Amounts& a) { return a.wages; }, false},
        {Column::WorkIncomeDouble, [](const Amounts& a) { return a.work_income(); }, false},
        {Column::Dividends, [](const Amounts& a) { return a.dividends; }, false},
        {Column::TaxFreeTransfers, [](const Amounts& a) { return a.tax_free_transfers(); }, false},
        {Column::StudyGrant, [](const Amounts& a) { return a.study_grant; }, false},
    };
    const auto write = [&](const Target& target, auto* values) {
        if (values == nullptr) return;
        using Value = std::remove_pointer_t<decltype(values)>;
        for (std::size_t at = 0; at < amounts.size(); ++at) {
            if (families_.reference[at] == kNobody) continue;
            const std::int64_t amount = target.amount(amounts[at]);
            if (amount != 0 || target.zero_is_value)
                values[offset_ + at] = static_cast<Value>(amount);
        }
    };
    for (const Target& target : kTargets)
        write(target, columns_.values<std::int32_t>(target.column, year));
    for (const Target& target : kDoubleTargets)
        write(target, columns_.values<double>(target.column, year));

    auto* const household = columns_.values<double>(Column::HouseholdIncome, year);
    if (household == nullptr) return;
    std::vector<std::int64_t> sums(amounts.size(), 0);
    for (std::size_t at = 0; at < amounts.size(); ++at)
        if (families_.reference[at] != kNobody)
            sums[families_.reference[at]] += amounts[at].income_after_tax();
    for (std::size_t at = 0; at < amounts.size(); ++at)
        if (families_.reference[at] != kNobody)
            household[offset_ + at] = static_cast<double>(sums[families_.reference[at]]);
}

}  // namespace skjerm::datagen
