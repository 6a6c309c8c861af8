#include "datagen/benefits.h"

#include <algorithm>

#include "datagen/education.h"
#include "datagen/past_economy.h"

namespace skjerm::datagen {

namespace {

using base::DayNumber;

// What the chance of those without benefit follows: per cent fully unemployed of the labour force,
// more where too few would come out.
constexpr Knot kUnemployment[] = {{1967, 0.8}, {1975, 1.2}, {1981, 1.7}, {1984, 3.2}, {1987, 1.5},
                                  {1990, 4.3}, {1993, 5.5}, {2000, 2.7}, {2003, 4.0}, {2005, 3.5},
                                  {2008, 1.7}, {2010, 4.2}, {2014, 3.4}, {2016, 3.0}, {2019, 2.2},
                                  {2020, 5.0}, {2021, 3.1}, {2022, 1.8}, {2025, 2.0}};
// Length of unemployment in days: Weibull with a median of 90, of which 80 are left when those who
// find work early in the next year have been cut.
constexpr double kSpellShape = 0.85;
constexpr double kSpellScale = 140;
constexpr int kFirstReducedYear = 2009;  // main groups 10 and above

DayNumber first_of(int year, int month) { return base::days_from_civil({year, month, 1}); }
DayNumber last_of(int year, int month) {
    return base::days_from_civil({year, month, base::days_in_month(year, month)});
}
int birth_month(const Person& person) { return base::civil_from_days(person.birth).month; }

// The first of the month after the birthday on which someone turns `age`.
DayNumber after_birthday(const Person& person, int age) {
    const int month = birth_month(person);
    const int year = person.birth_year + age;
    return month == 12 ? first_of(year + 1, 1) : first_of(year, month + 1);
}

Draws benefit_draws(const World& world, LocalIndex index, Benefit kind) {
    return world.draws(Stream::Benefit, index,
                       world.year * static_cast<int>(kBenefitCount) + static_cast<int>(kind));
}

// A first of a month in the year.
DayNumber draw_start(const World& world, LocalIndex index, Benefit kind) {
    Draws draws = benefit_draws(world, index, kind);
    return first_of(world.year, draws.between(1, 12));
}

int weibull_days(double share) {
    const double days = kSpellScale * fixed_pow(-fixed_log(1.0 - share), 1.0 / kSpellShape);
    return static_cast<int>(std::clamp<std::int64_t>(round_to_integer(days), 4, 1500));
}

// Where in the distribution of lengths someone's loss of wages lies: it was drawn as
// 0.4 + 8 u v months, u and v uniform.
double rank_of_loss(const Amounts& amounts) {
    const double lost = static_cast<double>(amounts.unemployment - 1000) / 0.62;
    const double full = static_cast<double>(amounts.wages) + 0.8 * lost;
    const double part = full > 0 ? std::clamp((12.0 * lost / full - 0.4) / 8.0, 1e-4, 0.9999) : 0.5;
    return std::clamp(part - part * fixed_log(part), 1e-4, 0.999);
}

// A day of the year on which unemployment begins: more in January and July, and in March 2020.
DayNumber draw_loss_of_job(int year, Draws& draws) {
    constexpr double kMonths[] = {1.7, 0.95, 0.9, 0.85, 0.8, 1.0, 1.35, 1.0, 1.0, 0.95, 0.95, 0.9};
    const bool shutdown = draws.chance(0.62);
    double at = draws.uniform() * 12.35;
    const double within = draws.uniform();
    if (year == 2020 && shutdown)
        return base::days_from_civil({2020, 3, 12 + static_cast<int>(20 * within)});
    int month = 1;
    for (const double weight : kMonths) {
        if (at < weight || month == 12) break;
        at -= weight;
        ++month;
    }
    return first_of(year, month) + static_cast<int>(within * base::days_in_month(year, month));
}

// Unemployment strikes the same people again and again: about a third are ever prone to it.
bool is_prone(const World& world, LocalIndex index) {
    const Person& person = world.people[index];
    Draws draws = world.draws(Stream::Benefit, index, 3);
    const double latent = draws.normal() - 0.30 * static_cast<double>(person.ability) -
                          0.15 * static_cast<double>(person.health) +
                          (person.is_immigrant() ? 0.75 : 0.0) +
                          (person.school.level <= Level::Compulsory ? 0.35 : 0.0) +
                          (person.is_woman() ? -0.08 : 0.08);
    return latent > 0.62;
}

// Yearly chance to register as unemployed without a right to benefit.
double chance_without_benefit(const World& world, const Person& person, const Amounts& amounts) {
    const int age = person.turns(world.year);
    const double basic = basic_amount(world.year);
    const double wages = static_cast<double>(amounts.wages);
    double chance = wages < 0.3 * basic ? 0.60 : wages < 3.0 * basic ? 0.10 : 0.006;
    chance *= interpolate(kUnemployment, world.year) / 2.5;
    chance *= age < 19 ? 0.35 : age < 30 ? 1.8 : age < 45 ? 1.2 : age < 58 ? 0.8 : 0.4;
    chance *= person.is_woman() ? 0.9 : 1.1;
    if (person.is_immigrant()) chance *= 2.0;
    if (person.school.level <= Level::Compulsory && age >= 20) chance *= 1.35;
    if (is_student(person, world.year)) chance *= 0.25;
    return std::min(chance, 0.75);
}

}  // namespace

int social_months(const Amounts& amounts, int year) {
    const double monthly = 9500.0 * wage_index(year);
    return static_cast<int>(std::clamp<std::int64_t>(
        round_to_integer(static_cast<double>(amounts.social_assistance) / monthly + 0.8), 1, 12));
}

DayNumber disability_start(const World& world, LocalIndex index, int year) {
    const Person& person = world.people[index];
    Draws draws =
        world.draws(Stream::Benefit, index,
                    year * static_cast<int>(kBenefitCount) + static_cast<int>(Benefit::Disability));
    const DayNumber drawn =
        year == kFirstEconomyYear ? first_of(year, 1) : first_of(year, draws.between(1, 12));
    return std::max(drawn, after_birthday(person, 18));
}

int Benefits::value_on(LocalIndex index, Benefit kind, DayNumber day) const {
    for (const BenefitSpell& spell : spells_[index])
        if (spell.kind == kind && spell.from <= day && day <= spell.to) return spell.value;
    return 0;
}

BenefitSpell* Benefits::last(LocalIndex index, Benefit kind) {
    auto& own = spells_[index];
    for (std::size_t at = own.size(); at-- > 0;)
        if (own[at].kind == kind) return &own[at];
    return nullptr;
}

void Benefits::close(LocalIndex index, Benefit kind, DayNumber to) {
    BenefitSpell* const spell = last(index, kind);
    open_[index] = static_cast<std::uint16_t>(open_[index] & ~(1U << static_cast<unsigned>(kind)));
    spell->to = std::max(spell->from, to);
}

void Benefits::drop(LocalIndex index, Benefit kind) {
    const BenefitSpell* const spell = last(index, kind);
    close(index, kind, kNever);
    spells_[index].erase(spells_[index].begin() + (spell - spells_[index].data()));
}

// Adds a spell after those of its kind; what the one before has beyond its first day is cut off.
void Benefits::add(LocalIndex index, BenefitSpell spell) {
    if (BenefitSpell* const before = last(index, spell.kind)) {
        if (before->from >= spell.from) {
            spell.from = before->to == kNever ? kNever : before->to + 1;
            if (spell.from > spell.to || spell.from == kNever) return;
        }
        if (before->to >= spell.from) close(index, spell.kind, spell.from - 1);
        // Without a break and of the same value it is one spell.
        if (before->to + 1 == spell.from && before->value == spell.value) {
            before->to = spell.to;
            if (spell.to == kNever)
                open_[index] = static_cast<std::uint16_t>(open_[index] |
                                                          1U << static_cast<unsigned>(spell.kind));
            return;
        }
    }
    if (spell.to == kNever)
        open_[index] =
            static_cast<std::uint16_t>(open_[index] | 1U << static_cast<unsigned>(spell.kind));
    spells_[index].push_back(spell);
}

void Benefits::update(const World& world, LocalIndex index, const Lasting& lasting) {
    const bool open = is_open(index, lasting.kind);
    if (lasting.received && !open) {
        if (lasting.from <= world.year_end())
            add(index, {lasting.from, kNever, lasting.kind, lasting.value});
    } else if (lasting.received && last(index, lasting.kind)->value != lasting.value) {
        add(index, {world.year_start(), kNever, lasting.kind, lasting.value});
    } else if (!lasting.received && open) {
        // It ended in the course of the year before.
        Draws draws = benefit_draws(world, index, lasting.kind);
        const BenefitSpell& spell = *last(index, lasting.kind);
        const DayNumber to = last_of(world.year - 1, draws.between(1, 12));
        close(index, lasting.kind,
              to > spell.from ? to : base::days_from_civil({world.year - 1, 12, 31}));
    }
}

void Benefits::live_through_year(const World& world, const std::vector<Amounts>& amounts) {
    for (std::size_t at = 0; at < world.people.size(); ++at) {
        const auto index = static_cast<LocalIndex>(at);
        const Person& person = world.people[at];
        if (person.is_alive() && person.is_resident()) {
            if (person.turns(world.year) >= 15) live(world, index, amounts[at]);
        } else if (open_[at] != 0) {
            if (is_open(index, Benefit::Disability))
                close(index, Benefit::Disability,
                      std::min(world.year_end(), after_birthday(person, 67) - 1));
            for (std::size_t kind = 0; kind < kBenefitCount; ++kind)
                if (is_open(index, static_cast<Benefit>(kind)))
                    close(index, static_cast<Benefit>(kind), world.year_end());
        }
    }
}

void Benefits::live(const World& world, LocalIndex index, const Amounts& amounts) {
    const Person& person = world.people[index];
    const Economy& economy = person.economy;
    const int age = person.turns(world.year);
    const int year = world.year;
    const DayNumber new_year = world.year_start();

    // Disability: until the month of the 67th birthday.
    const bool disabled = economy.disability_percent > 0 && age <= 67;
    if (disabled || is_open(index, Benefit::Disability)) {
        const DayNumber found = economy.disabled_year == year
                                    ? disability_start(world, index, year)
                                    : std::max(new_year, after_birthday(person, 18));
        update(world, index, {Benefit::Disability, disabled, economy.disability_percent, found});
        if (disabled && age == 67 && is_open(index, Benefit::Disability))
            close(index, Benefit::Disability, after_birthday(person, 67) - 1);
    }
    // Assessment gives way to full disability.
    const bool assessed =
        amounts.work_assessment > 0 && !(disabled && economy.disabled_year != year);
    const bool was_assessed = is_open(index, Benefit::WorkAssessment);
    if (assessed && !was_assessed) {
        update(
            world, index,
            {Benefit::WorkAssessment, true, 1, draw_start(world, index, Benefit::WorkAssessment)});
    } else if (!assessed && was_assessed && !disabled) {
        update(world, index, {Benefit::WorkAssessment, false, 1, new_year});
    }
    if (is_open(index, Benefit::Disability) && is_open(index, Benefit::WorkAssessment)) {
        const DayNumber start = last(index, Benefit::Disability)->from;
        if (last(index, Benefit::WorkAssessment)->from >= start)
            drop(index, Benefit::WorkAssessment);
        else
            close(index, Benefit::WorkAssessment, start - 1);
    }

    const bool pensioner = amounts.old_age_pension > 0;
    if (pensioner || is_open(index, Benefit::OldAge)) {
        Draws lasting = world.draws(Stream::Benefit, index, 1);
        constexpr std::uint8_t kParts[] = {20, 40, 50, 60, 80};
        const bool partly = age < 67 && lasting.chance(0.17);
        const std::uint8_t part = partly ? kParts[lasting.below(5)] : std::uint8_t{100};
        const DayNumber from =
            age == economy.pension_age ? after_birthday(person, economy.pension_age) : new_year;
        update(world, index, {Benefit::OldAge, pensioner, part, from});
    }

    const bool early_public = amounts.early_retirement > 0 && !pensioner;
    const bool early_private = amounts.early_retirement > 0 && pensioner;
    const auto simple = [&](Benefit kind, bool received, DayNumber from) {
        if (received || is_open(index, kind)) update(world, index, {kind, received, 1, from});
    };
    const DayNumber at_62 = age == 62 ? after_birthday(person, 62) : new_year;
    simple(Benefit::AfpPublic, early_public, at_62);
    simple(Benefit::AfpPrivate, early_private,
           age == economy.pension_age ? after_birthday(person, economy.pension_age) : new_year);
    const auto starting = [&](Benefit kind, bool received) {
        if (received || is_open(index, kind))
            update(world, index, {kind, received, 1, draw_start(world, index, kind)});
    };
    // Newcomers begin when they have settled, half a year after arrival.
    const bool introduced = amounts.introduction > 0 && person.is_immigrant() &&
                            year - person.arrival_year <= 3 && age >= 18 && age <= 56;
    if (introduced || is_open(index, Benefit::Introduction)) {
        const DayNumber settled = std::max(person.first_day + 120, new_year);
        update(world, index, {Benefit::Introduction, introduced, 1, settled});
    }
    starting(Benefit::Qualification, amounts.qualification > 0);
    starting(Benefit::LoneParent, amounts.lone_parent > 0);
    starting(Benefit::Survivor, amounts.survivor > 0);
    const bool helped = amounts.basic_and_attendance > 0;
    if (helped || is_open(index, Benefit::Basic) || is_open(index, Benefit::Attendance)) {
        Draws lasting = world.draws(Stream::Benefit, index, 2);
        const double which = lasting.uniform();
        starting(Benefit::Basic, helped && which < 0.68);
        starting(Benefit::Attendance, helped && which > 0.55);
    }
    if (amounts.social_assistance > 0) receive_assistance(world, index, amounts);
    seek_work(world, index, amounts);
}

void Benefits::receive_assistance(const World& world, LocalIndex index, const Amounts& amounts) {
    const int months = social_months(amounts, world.year);
    Draws draws = benefit_draws(world, index, Benefit::SocialAssistance);
    const BenefitSpell* const before = last(index, Benefit::SocialAssistance);
    const bool goes_on = before && before->to == world.year_start() - 1 && draws.chance(0.7);
    // Long ones tend to last over the turn of the year.
    const int latest = 13 - months;
    const int drawn = goes_on ? 1 : draws.chance(0.35) ? latest : draws.between(1, latest);
    // Whoever came in the course of the year begins after that.
    const Person& person = world.people[index];
    const bool came = person.moved_day >= world.year_start() &&
                      (person.arrival_year == world.year || person.emigrated_year != 0);
    const int here = came ? base::civil_from_days(person.moved_day).month : 1;
    const int first = std::max(drawn, here);
    const int end = std::min(12, first + months - 1);
    add(index,
        {first_of(world.year, first), last_of(world.year, end), Benefit::SocialAssistance, 1});
}

void Benefits::seek_with_reduced_capacity(const World& world, LocalIndex index) {
    const BenefitSpell& assessment = *last(index, Benefit::WorkAssessment);
    const BenefitSpell* const before = last(index, Benefit::JobSeeker);
    const bool groups_by_need = world.year >= kFirstReducedYear;
    const bool seeking = is_open(index, Benefit::JobSeeker);
    if (seeking && (!groups_by_need || before->value >= 10)) return;
    Draws draws = benefit_draws(world, index, Benefit::JobSeeker);
    constexpr double kShares[] = {0.06, 0.28, 0.33, 0.55, 0.80, 1.0};  // 10 to 15
    std::uint8_t group = 10;
    for (const double at = draws.uniform(); at >= kShares[group - 10];) ++group;
    const DayNumber from =
        seeking ? world.year_start() : std::max(assessment.from, world.year_start());
    add(index, {from, kNever, Benefit::JobSeeker,
                groups_by_need ? group : static_cast<std::uint8_t>(Seeking::Handicapped)});
}

void Benefits::be_unemployed(LocalIndex index, DayNumber from, int days, Draws& draws) {
    const DayNumber to = from + days - 1;
    const double way = draws.uniform();
    const double part = 0.35 + 0.4 * draws.uniform();
    const auto then = from + std::max(1, static_cast<int>(part * days));
    const auto seek = [&](DayNumber first, DayNumber last_day, Seeking group) {
        if (first <= last_day)
            add(index, {first, last_day, Benefit::JobSeeker, static_cast<std::uint8_t>(group)});
    };
    if (way < 0.74 || days < 40) {
        seek(from, to, Seeking::Unemployed);
    } else if (way < 0.86) {  // a measure in between
        const DayNumber back = std::min(to + 1, then + 90);
        seek(from, then - 1, Seeking::Unemployed);
        seek(then, back - 1, Seeking::Measure);
        seek(back, to, Seeking::Unemployed);
    } else if (way < 0.97) {
        seek(from, then - 1, Seeking::Unemployed);
        seek(then, to, Seeking::PartlyEmployed);
    } else {
        seek(from, to, Seeking::Other);
    }
}

void Benefits::seek_work(const World& world, LocalIndex index, const Amounts& amounts) {
    const Person& person = world.people[index];
    const int age = person.turns(world.year);
    if (is_open(index, Benefit::WorkAssessment)) {
        seek_with_reduced_capacity(world, index);
        return;
    }
    BenefitSpell* before = last(index, Benefit::JobSeeker);
    if (is_open(index, Benefit::JobSeeker)) {
        const BenefitSpell* const assessment = last(index, Benefit::WorkAssessment);
        close(index, Benefit::JobSeeker,
              assessment && assessment->to != kNever ? assessment->to : world.year_start() - 1);
    }
    if (age > 66 || age < 16) return;
    const Economy& economy = person.economy;
    const bool able = economy.disability_percent == 0 && amounts.early_retirement == 0 &&
                      amounts.old_age_pension == 0;
    Draws draws = benefit_draws(world, index, Benefit::JobSeeker);
    // Whoever earns like others this year found work early in it.
    const double basic = basic_amount(world.year);
    const DayNumber new_year = world.year_start();
    if (before && before->to >= new_year && before->to != kNever) {
        const double wages = static_cast<double>(amounts.wages);
        const int most = !able || wages > 4.0 * basic ? 90 : wages > 1.5 * basic ? 220 : 366;
        const int left = 5 + static_cast<int>(draws.below(static_cast<std::uint32_t>(most)));
        if (amounts.unemployment == 0) {
            while (before && before->from > new_year + left) {
                drop(index, Benefit::JobSeeker);
                before = last(index, Benefit::JobSeeker);
            }
            if (before) before->to = std::min(before->to, new_year + left);
        }
    }
    if (!able) return;
    const bool with_benefit = amounts.unemployment > 0;
    // Others on benefit are laid off in part, but for 2020, when all were sent home.
    const bool prone = is_prone(world, index);
    if (!with_benefit && !prone) return;
    if (!with_benefit && !draws.chance(chance_without_benefit(world, person, amounts))) return;
    const double rank = with_benefit ? rank_of_loss(amounts) : draws.uniform();
    // Those without any work are out of it for longer.
    const bool idle = static_cast<double>(amounts.wages) < 0.3 * basic;
    const int days = weibull_days(rank) * (idle ? 8 : 5) / 5;
    const DayNumber from = std::max(draw_loss_of_job(world.year, draws), person.first_day + 60);
    if (from > world.year_end()) return;
    if (before && before->to >= from) return;
    // Whoever lost little of a good wage never left the employer.
    const bool stays_on = static_cast<double>(amounts.wages) > 3.8 * basic && days < 90;
    if ((!prone || stays_on) && (world.year != 2020 || draws.chance(0.3))) {
        add(index, {from, from + std::min(days, 120) - 1, Benefit::JobSeeker,
                    static_cast<std::uint8_t>(Seeking::PartlyEmployed)});
        return;
    }
    be_unemployed(index, from, prone ? days : std::min(days, 100), draws);
    // Three in ten are back within a year.
    const DayNumber again = from + days + 20 + draws.between(0, 240);
    if (prone && static_cast<double>(amounts.wages) < 2.0 * basic && draws.chance(0.55) &&
        again <= world.year_end())
        be_unemployed(index, again, weibull_days(draws.uniform()), draws);
}

}  // namespace skjerm::datagen
