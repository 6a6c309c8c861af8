// Benefits and job seeking as the registers have them: spells, and job seekers at month ends.
#include <algorithm>
#include <string>
#include <vector>

#include "datagen/project.h"

namespace skjerm::datagen {

using base::DayNumber;
using column::Code8;

namespace {

constexpr int kFirstChildBenefitYear = 1996;
constexpr int kFirstSeekerYear = 1990;

// Registers that only say that a benefit is received, and the days that they take from its spells.
struct Receipt {
    Column column;
    Benefit kind;
    DayNumber until = kNever;
};
constexpr DayNumber kEndOfRehabilitation = base::days_from_civil({2010, 2, 28});
constexpr Receipt kReceipts[] = {
    {Column::DisabilityReceipt, Benefit::Disability},
    {Column::DisabilityReceipt1992, Benefit::Disability},
    {Column::WorkAssessmentReceipt, Benefit::WorkAssessment},
    {Column::RehabilitationReceipt, Benefit::WorkAssessment, kEndOfRehabilitation},
    {Column::OldAgeReceipt, Benefit::OldAge},
    {Column::OldAgeReceipt1992, Benefit::OldAge},
    {Column::AfpPublicReceipt, Benefit::AfpPublic},
    {Column::AfpPrivateReceipt, Benefit::AfpPrivate},
    {Column::SocialAssistanceReceipt, Benefit::SocialAssistance},
    {Column::QualificationReceipt, Benefit::Qualification},
    {Column::IntroductionReceipt, Benefit::Introduction},
    {Column::LoneParentReceipt, Benefit::LoneParent},
    {Column::BasicBenefitReceipt, Benefit::Basic},
    {Column::AttendanceBenefitReceipt, Benefit::Attendance},
    {Column::SurvivorReceipt, Benefit::Survivor},
};
// Degrees, and the least one that the register has.
struct Degree {
    Column column;
    Benefit kind;
    std::uint8_t least;
};
constexpr Degree kDegrees[] = {{Column::DisabilityDegree, Benefit::Disability, 20},
                               {Column::DisabilityDegree1992, Benefit::Disability, 50},
                               {Column::OldAgePart, Benefit::OldAge, 20}};

// ARBEIDSSOKER_TILTAK and the coarse status of a main group.
std::string_view measure_of(std::size_t group) {
    switch (group) {
        case 1:
            return "0";
        case 3:
            return "1";
        case 14:
            return "7";
        default:
            return group == 5 || group >= 10 ? "6" : "5";
    }
}
std::string_view coarse_of(std::size_t group) {
    switch (group) {
        case 1:
            return "1";
        case 2:
            return "2";
        case 3:
            return "3";
        default:
            return group == 5 || group >= 10 ? "4" : "9";
    }
}

}  // namespace

void Registrar::look_up_benefit_codes() {
    const auto code = [&](std::string_view list, std::string_view text) {
        return static_cast<std::uint8_t>(model_.catalogue.code(list, text));
    };
    benefit_codes_.received = code("RECEIPT", "1");
    for (std::size_t group = 1; group < 16; ++group) {
        benefit_codes_.seeking[group] = code("JOBSEEKER_MAIN", std::to_string(group));
        benefit_codes_.measure[group] = code("JOBSEEKER_TILTAK", measure_of(group));
        benefit_codes_.coarse[group] = code("JOBSEEKER_COARSE", coarse_of(group));
    }
    benefit_codes_.child_benefit = {code("CHILD_BENEFIT_TYPE", "1"),
                                    code("CHILD_BENEFIT_TYPE", "2")};
}

void Registrar::count_child_benefit(const World& world) {
    const int year = world.year;
    if (year < kFirstChildBenefitYear) return;
    struct Month {
        std::int16_t amount = 0;
        std::int8_t children = 0;
    };
    struct Receiver {
        LocalIndex index;
        std::array<Month, 12> months{};
    };
    std::vector<Receiver> receivers;
    std::vector<std::uint16_t> place(world.people.size(), kNobody);
    for (const Person& child : world.people) {
        const int age = child.turns(year);
        if (age < 0 || age > 18) continue;
        const LocalIndex index = child_benefit_receiver(world, child);
        if (index == kNobody) continue;
        if (place[index] == kNobody) {
            place[index] = static_cast<std::uint16_t>(receivers.size());
            receivers.push_back({index, {}});
        }
        const auto rate = static_cast<std::int16_t>(child_benefit_rate(child, year));
        const std::uint16_t paid = child_benefit_months(child, year);
        for (std::size_t month = 0; month < 12; ++month)
            if ((paid >> month & 1U) != 0) {
                Month& entry = receivers[place[index]].months[month];
                entry.amount = static_cast<std::int16_t>(entry.amount + rate);
                ++entry.children;
            }
    }
    for (const Receiver& receiver : receivers) {
        auto& spells = child_benefits_[receiver.index];
        const bool extended = world.people[receiver.index].partner == kNobody;
        for (int month = 1; month <= 12; ++month) {
            const Month& entry = receiver.months[static_cast<std::size_t>(month - 1)];
            if (entry.children == 0) continue;
            const DayNumber from = base::days_from_civil({year, month, 1});
            const DayNumber to =
                base::days_from_civil({year, month, base::days_in_month(year, month)});
            if (!spells.empty() && spells.back().to + 1 == from &&
                spells.back().amount == entry.amount && spells.back().children == entry.children &&
                spells.back().extended == extended)
                spells.back().to = to;
            else
                spells.push_back({from, to, entry.amount, entry.children, extended});
        }
    }
}

void Registrar::project_seeking(LocalIndex index, const BenefitSpell& spell, const Days& days) {
    const std::size_t row = offset_ + index;
    const base::CivilDate first = base::civil_from_days(days.from);
    const DayNumber end = std::min(days.to, base::days_from_civil({kLastSimulatedYear, 12, 31}));
    for (int year = std::max(first.year, kFirstSeekerYear),
             month = year == first.year ? first.month : 1;
         ; ++month) {
        if (month > 12) {
            ++year;
            month = 1;
        }
        if (base::days_from_civil({year, month, base::days_in_month(year, month)}) > end) break;
        if (auto* const measure = columns_.values<Code8>(Column::SeekerMeasure, year, month))
            measure[row] = Code8{benefit_codes_.measure[spell.value]};
        if (auto* const coarse = columns_.values<Code8>(Column::SeekerCoarse, year, month))
            coarse[row] = Code8{benefit_codes_.coarse[spell.value]};
    }
}

void Registrar::project_benefits(const World& world) {
    const Catalogue& catalogue = model_.catalogue;
    const Stays stays = stays_of(world);
    // The parts of the spells of one kind that were spent here, and that the register covers.
    std::vector<std::pair<BenefitSpell, Days>> here;
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        const auto index = static_cast<LocalIndex>(at);
        const std::vector<Days> present = stays.presence(index);
        here.clear();
        for (const BenefitSpell& spell : benefits_.of(index))
            for (const Days& days : present)
                if (const Days part{std::max(spell.from, days.from), std::min(spell.to, days.to)};
                    part.from <= part.to)
                    here.emplace_back(spell, part);
        for (const Receipt& receipt : kReceipts) {
            columns_.begin_unit<Code8>(receipt.column);
            const Coverage coverage = coverage_of(catalogue, receipt.column);
            // Spells of different degrees are one of receipt.
            Days joined{0, -1};
            const auto add = [&] {
                if (joined.from > joined.to) return;
                coverage.cut(joined.from, joined.to, [&](DayNumber start, DayNumber stop) {
                    columns_.add_spell(receipt.column, start, stop, Code8{benefit_codes_.received});
                });
            };
            for (const auto& [spell, days] : here) {
                if (spell.kind != receipt.kind) continue;
                const Days part{days.from, std::min(days.to, receipt.until)};
                if (part.from > part.to) continue;
                if (joined.from <= joined.to && joined.to + 1 == part.from) {
                    joined.to = part.to;
                } else {
                    add();
                    joined = part;
                }
            }
            add();
        }
        for (const Degree& degree : kDegrees) {
            columns_.begin_unit<std::int8_t>(degree.column);
            const Coverage coverage = coverage_of(catalogue, degree.column);
            for (const auto& [spell, days] : here) {
                if (spell.kind != degree.kind) continue;
                const auto value = static_cast<std::int8_t>(std::max(spell.value, degree.least));
                coverage.cut(days.from, days.to, [&](DayNumber start, DayNumber stop) {
                    columns_.add_spell(degree.column, start, stop, value);
                });
            }
        }
        columns_.begin_unit<Code8>(Column::SeekerSpell);
        const Coverage seeking = coverage_of(catalogue, Column::SeekerSpell);
        for (const auto& [spell, days] : here) {
            if (spell.kind != Benefit::JobSeeker) continue;
            project_seeking(index, spell, days);
            seeking.cut(days.from, days.to, [&](DayNumber start, DayNumber stop) {
                columns_.add_spell(Column::SeekerSpell, start, stop,
                                   Code8{benefit_codes_.seeking[spell.value]});
            });
        }
        project_child_benefit(index);
    }
}

void Registrar::project_child_benefit(LocalIndex index) {
    const Coverage coverage = coverage_of(model_.catalogue, Column::ChildBenefitReceipt);
    columns_.begin_unit<Code8>(Column::ChildBenefitReceipt);
    columns_.begin_unit<std::int8_t>(Column::ChildBenefitChildren);
    columns_.begin_unit<std::int16_t>(Column::ChildBenefitAmount);
    columns_.begin_unit<Code8>(Column::ChildBenefitType);
    for (const ChildBenefitSpell& spell : child_benefits_[index])
        coverage.cut(spell.from, spell.to, [&](DayNumber start, DayNumber stop) {
            columns_.add_spell(Column::ChildBenefitReceipt, start, stop,
                               Code8{benefit_codes_.received});
            columns_.add_spell(Column::ChildBenefitChildren, start, stop, spell.children);
            columns_.add_spell(Column::ChildBenefitAmount, start, stop, spell.amount);
            columns_.add_spell(Column::ChildBenefitType, start, stop,
                               Code8{benefit_codes_.child_benefit[spell.extended ? 1 : 0]});
        });
}

}  // namespace skjerm::datagen
