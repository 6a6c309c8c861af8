// Status in the labour market on 16 November: what people mainly do, by an order of precedence, and
// who is outside work, education and measures.
#include <algorithm>
#include <string>

#include "datagen/education.h"
#include "datagen/project.h"

namespace skjerm::datagen {

using base::DayNumber;
using column::Code8;

namespace {

constexpr int kFirstYear = 2008;
constexpr int kLastYear = 2023;
constexpr int kYoungest = 15;
constexpr int kOldest = 74;
constexpr int kOldestNeet = 29;

// Codes of STATUS8.
enum class Status : std::uint8_t {
    Employee = 1,
    SelfEmployed,
    Unemployed,
    Measure,
    Education,
    HealthBenefit,
    Pension,
    Other
};

// Whether someone goes to school or studies in autumn of `year`.
bool is_in_education(const Person& person, int year) {
    const Schooling& school = person.school;
    if (is_student(person, year)) return true;
    if (person.turns(year) <= 16) return true;
    const MonthNumber autumn = month_number(year, 9);
    const MonthNumber compulsory = school.step(Step::Compulsory).month;
    const MonthNumber upper = school.step(Step::UpperSecondary).month;
    if (school.in_norway && compulsory != 0 && !school.never_began) {
        // Who completes nothing has been there for some two years.
        const MonthNumber until = upper != 0 ? upper : static_cast<MonthNumber>(compulsory + 30);
        if (autumn > compulsory && autumn < until && until - compulsory < 96) return true;
    }
    const MonthNumber college = school.step(Step::College).month;
    return college != 0 && autumn < college && autumn > college - 24;
}

}  // namespace

WorkBars Registrar::work_bars() const {
    WorkBars bars;
    bars.offsets.push_back(0);
    for (std::size_t at = 0; at < kLineageBlock; ++at) {
        std::vector<WorkBar> own;
        for (const BenefitSpell& spell : benefits_.of(static_cast<LocalIndex>(at)))
            if (spell.kind == Benefit::JobSeeker &&
                spell.value == static_cast<std::uint8_t>(Seeking::Unemployed))
                own.push_back({spell.from, spell.to});
        std::sort(own.begin(), own.end(),
                  [](const WorkBar& left, const WorkBar& right) { return left.from < right.from; });
        for (const WorkBar& bar : own) {
            const bool follows =
                bars.bars.size() > bars.offsets.back() && bar.from <= bars.bars.back().to;
            if (follows)
                bars.bars.back().to = std::max(bars.bars.back().to, bar.to);
            else
                bars.bars.push_back(bar);
        }
        bars.offsets.push_back(static_cast<std::uint32_t>(bars.bars.size()));
    }
    return bars;
}

void Registrar::at_careers(const World& world, const Careers& careers) {
    const Catalogue& catalogue = model_.catalogue;
    if (!catalogue.is_written(Column::LabourStatus8)) return;
    std::array<Code8, 9> codes{};
    for (std::size_t status = 1; status < codes.size(); ++status)
        codes[status] =
            Code8{static_cast<std::uint8_t>(catalogue.code("STATUS8", std::to_string(status)))};
    const Code8 yes{codes_.yes_no[1]};
    const Code8 no{codes_.yes_no[0]};
    const Stays stays = stays_of(world);
    for (int year = kFirstYear; year <= kLastYear; ++year) {
        auto* const main = columns_.values<Code8>(Column::LabourStatus8, year);
        auto* const neet = columns_.values<Code8>(Column::Neet, year);
        auto* const outside = columns_.values<Code8>(Column::OutsideWork, year);
        if (!main) continue;
        const DayNumber day = base::days_from_civil({year, 11, 16});
        for (std::size_t at = 0; at < world.people.size(); ++at) {
            const auto index = static_cast<LocalIndex>(at);
            const Person& person = world.people[at];
            const base::CivilDate birth = base::civil_from_days(person.birth);
            const int age = person.turns(year) -
                            (std::pair(11, 16) < std::pair(birth.month, birth.day) ? 1 : 0);
            if (age < kYoungest || age > kOldest || !stays.covers(index, day)) continue;
            const auto receives = [&](Benefit kind) {
                return benefits_.value_on(index, kind, day) > 0;
            };
            const int seeking = benefits_.value_on(index, Benefit::JobSeeker, day);
            const Job* const job = careers.main_job(index, day);
            const Status status =
                job != nullptr && !job->self_employed              ? Status::Employee
                : job != nullptr                                   ? Status::SelfEmployed
                : seeking == static_cast<int>(Seeking::Unemployed) ? Status::Unemployed
                : seeking == static_cast<int>(Seeking::Measure) ||
                        seeking == static_cast<int>(Seeking::ReducedOnMeasure) ||
                        receives(Benefit::Introduction) || receives(Benefit::Qualification)
                    ? Status::Measure
                : is_in_education(person, year) ? Status::Education
                : receives(Benefit::WorkAssessment) || receives(Benefit::Disability)
                    ? Status::HealthBenefit
                : receives(Benefit::OldAge) || receives(Benefit::AfpPublic) ? Status::Pension
                                                                            : Status::Other;
            const std::size_t row = offset_ + at;
            main[row] = codes[static_cast<std::size_t>(status)];
            const bool is_outside = status == Status::Unemployed ||
                                    status == Status::HealthBenefit || status == Status::Pension ||
                                    status == Status::Other;
            outside[row] = is_outside ? yes : no;
            // The registered unemployed who study are in education.
            if (age <= kOldestNeet)
                neet[row] = is_outside && !is_in_education(person, year) ? yes : no;
        }
    }
}

}  // namespace skjerm::datagen
