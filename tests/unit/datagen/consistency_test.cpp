// The consistency of lives, families and registers: no violation in a population of 50 000.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "skjerm/base/date.h"
#include "unit/datagen/population.h"

namespace skjerm::datagen::testing {

const Population& tiny_population() {
    static const Population population(50'000, 1);
    return population;
}

namespace {

constexpr std::int64_t kMissing = Population::kMissing;
using Values = std::vector<std::int64_t>;

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }
std::int64_t months(std::int64_t yyyymm) { return yyyymm / 100 * 12 + yyyymm % 100; }
base::DayNumber day_of(std::int64_t yyyymmdd) {
    return base::days_from_civil({static_cast<std::int32_t>(yyyymmdd / 10000),
                                  static_cast<std::int32_t>(yyyymmdd / 100 % 100),
                                  static_cast<std::int32_t>(yyyymmdd % 100)});
}
base::DayNumber new_year(int year) { return base::days_from_civil({year, 1, 1}); }

const Spell* in_force(const std::vector<Spell>& spells, base::DayNumber day) {
    for (const Spell& spell : spells)
        if (spell.start <= day && day <= spell.stop) return &spell;
    return nullptr;
}

TEST(Consistency, ParentsAreOldEnoughAliveAndHere) {
    const Population& people = tiny_population();
    const Values birth = people.values(Column::BirthMonth);
    const Values death = people.values(Column::DeathDate);
    const Values first = people.values(Column::FirstResidence);
    const Values sex = people.numbers(Column::Sex);
    const Values country = people.numbers(Column::BirthCountry);
    const Values mother = people.values(Column::Mother);
    const Values father = people.values(Column::Father);
    const Values grandparents[] = {
        people.values(Column::MothersMother), people.values(Column::MothersFather),
        people.values(Column::FathersMother), people.values(Column::FathersFather)};
    std::size_t with_mother = 0;
    for (std::size_t i = 0; i < people.size(); ++i) {
        const auto parent_of = [](const Values& links, std::int64_t of) {
            return of == kMissing ? kMissing : links[at(of)];
        };
        EXPECT_EQ(grandparents[0][i], parent_of(mother, mother[i]));
        EXPECT_EQ(grandparents[1][i], parent_of(father, mother[i]));
        EXPECT_EQ(grandparents[2][i], parent_of(mother, father[i]));
        EXPECT_EQ(grandparents[3][i], parent_of(father, father[i]));
        for (const bool is_mother : {true, false}) {
            const std::int64_t link = is_mother ? mother[i] : father[i];
            if (link == kMissing) continue;
            const std::size_t parent = at(link);
            EXPECT_EQ(sex[parent], is_mother ? 2 : 1);
            const double age = static_cast<double>(months(birth[i]) - months(birth[parent])) / 12.0;
            EXPECT_GE(age, is_mother ? 14.0 : 15.0) << i << " child of " << parent;
            EXPECT_LE(age, is_mother ? 52.9 : 75.9) << i << " child of " << parent;
            if (country[i] != 0) continue;  // born abroad: registered with or after the parents
            with_mother += is_mother ? 1 : 0;
            EXPECT_LE(first[parent], first[i]);
            if (death[parent] != kMissing) {
                const std::int64_t after = day_of(first[i]) - day_of(death[parent]);
                EXPECT_LE(after, is_mother ? 0 : 275);
            }
        }
    }
    EXPECT_GT(with_mother, people.size() / 4);
}

TEST(Consistency, SiblingsShareBothParentsAndBirthOrderFollowsBirth) {
    const Population& people = tiny_population();
    const Values birth = people.values(Column::BirthMonth);
    const Values mother = people.values(Column::Mother);
    const Values father = people.values(Column::Father);
    const Values group = people.values(Column::SiblingGroup);
    const Values order = people.values(Column::BirthOrder);
    std::map<std::int64_t, std::vector<std::pair<std::int64_t, std::int64_t>>> by_mother;
    for (std::size_t i = 0; i < people.size(); ++i) {
        const bool both = mother[i] != kMissing && father[i] != kMissing;
        ASSERT_EQ(group[i] != kMissing, both);
        ASSERT_EQ(order[i] != kMissing, mother[i] != kMissing);
        if (both) {
            EXPECT_EQ(mother[at(group[i])], mother[i]);
            EXPECT_EQ(father[at(group[i])], father[i]);
            EXPECT_EQ(group[at(group[i])], group[i]);
        }
        if (mother[i] != kMissing) by_mother[mother[i]].emplace_back(order[i], birth[i]);
    }
    for (auto& [parent, children] : by_mother) {
        std::sort(children.begin(), children.end());
        for (std::size_t place = 0; place < children.size(); ++place) {
            EXPECT_EQ(children[place].first, static_cast<std::int64_t>(place) + 1);
            if (place > 0) {
                EXPECT_LE(children[place - 1].second, children[place].second);
            }
        }
    }
}

TEST(Consistency, NothingHappensBeforeResidenceOrAfterDeath) {
    const Population& people = tiny_population();
    const Values death = people.values(Column::DeathDate);
    const Values first = people.values(Column::FirstResidence);
    const Values birth = people.values(Column::BirthMonth);
    for (const Column column : {Column::Residence, Column::CivilStatus, Column::Education}) {
        const auto spells = people.spells(column);
        ASSERT_EQ(spells.size(), people.size());
        for (std::size_t i = 0; i < people.size(); ++i) {
            EXPECT_LE(birth[i], first[i] / 100);
            base::DayNumber before = day_of(first[i]) - 1;
            for (const Spell& spell : spells[i]) {
                EXPECT_GT(spell.start, before) << i;
                EXPECT_LE(spell.start, spell.stop) << i;
                if (death[i] != kMissing) {
                    EXPECT_LE(spell.start, day_of(death[i])) << i;
                    // Open where the death lies beyond the register's coverage.
                    if (spell.stop != datastore::SpellBlock::kOpenStop) {
                        EXPECT_LE(spell.stop, day_of(death[i])) << i;
                    } else {
                        EXPECT_GT(death[i], 20231231) << i;
                    }
                }
                before = spell.stop;
            }
        }
    }
}

TEST(Consistency, StatusResidenceAndSpellsAgreeOnEveryNewYear) {
    const Population& people = tiny_population();
    const auto residence = people.spells(Column::Residence);
    const auto civil = people.spells(Column::CivilStatus);
    const auto education = people.spells(Column::Education);
    const Values first = people.values(Column::FirstResidence);
    const Values death = people.values(Column::DeathDate);
    for (int year = 2000; year <= 2023; ++year) {
        const Values status = people.numbers(Column::Status, year);
        const Values place = people.values(Column::RegisteredMunicipality, year);
        for (std::size_t i = 0; i < people.size(); ++i) {
            const bool registered = day_of(first[i]) < new_year(year);
            ASSERT_EQ(status[i] != kMissing, registered) << i << " in " << year;
            const bool dead = death[i] != kMissing && day_of(death[i]) < new_year(year);
            EXPECT_EQ(status[i] == 5, dead && registered) << i << " in " << year;
            EXPECT_EQ(place[i] != kMissing, status[i] == 1);
            const Spell* lives = in_force(residence[i], new_year(year));
            ASSERT_EQ(lives != nullptr, status[i] == 1) << i << " in " << year;
            EXPECT_EQ(in_force(civil[i], new_year(year)) != nullptr, status[i] == 1) << i;
            if (status[i] != 1) {
                EXPECT_EQ(in_force(education[i], new_year(year)), nullptr) << i;
            }
            if (lives != nullptr) {
                EXPECT_EQ(static_cast<std::int64_t>(lives->code), place[i]) << i;
            }
        }
    }
}

TEST(Consistency, MunicipalityCodesAreInForce) {
    const Population& people = tiny_population();
    std::map<std::string, const MunicipalityCode*> by_code;
    for (const MunicipalityCode& entry : people.catalogue().municipalities())
        by_code[entry.code] = &entry;
    const auto check = [&](std::uint32_t code, base::DayNumber from, base::DayNumber to) {
        const std::string& text = people.text(Column::Residence, code);
        if (text == "2580") return;
        ASSERT_TRUE(by_code.contains(text)) << text;
        const MunicipalityCode& entry = *by_code.at(text);
        EXPECT_LE(entry.valid_from.value_or(-1000000), from) << text;
        EXPECT_GE(entry.valid_to.value_or(datastore::SpellBlock::kOpenStop), to) << text;
    };
    const base::DayNumber last = base::days_from_civil({2023, 12, 31});
    for (const auto& spells : people.spells(Column::Residence))
        for (const Spell& spell : spells)
            check(spell.code, spell.start, std::min(spell.stop, last));
    std::map<std::pair<base::DayNumber, std::string>, std::set<std::string>> successors;
    for (const MunicipalityChange& change : people.catalogue().municipality_changes())
        successors[{change.day, change.from}].insert(change.to);
    for (int year = 2000; year <= 2025; ++year) {
        for (const std::int64_t code : people.values(Column::RegisteredMunicipality, year))
            if (code != kMissing)
                check(static_cast<std::uint32_t>(code), new_year(year), new_year(year));
        if (year < 2014) continue;
        for (const std::int64_t code : people.values(Column::ActualMunicipality, year))
            if (code != kMissing)
                check(static_cast<std::uint32_t>(code), new_year(year), new_year(year));
    }
    // Who stays over a reform gets one of the codes that the table of changes gives.
    for (const int year : {2017, 2018, 2019, 2020}) {
        std::size_t changed = 0;
        for (const auto& spells : people.spells(Column::Residence))
            for (std::size_t spell = 1; spell < spells.size(); ++spell) {
                if (spells[spell].start != new_year(year)) continue;
                const auto found = successors.find(
                    {new_year(year), people.text(Column::Residence, spells[spell - 1].code)});
                ASSERT_NE(found, successors.end()) << "nobody moves on 1 January";
                EXPECT_TRUE(
                    found->second.contains(people.text(Column::Residence, spells[spell].code)));
                ++changed;
            }
        EXPECT_GT(changed, 5U) << year;
    }
}

TEST(Consistency, CouplesAreMutualAndCivilStatusAgrees) {
    const Population& people = tiny_population();
    const auto civil = people.spells(Column::CivilStatus);
    const Values birth = people.values(Column::BirthMonth);
    std::size_t couples = 0;
    std::size_t without_spouse = 0;
    std::size_t united = 0;
    for (int year = 2000; year <= 2023; ++year) {
        const Values spouse = people.values(Column::Spouse, year);
        const Values cohabitant = people.values(Column::Cohabitant, year);
        const Values status = people.numbers(Column::Status, year);
        for (std::size_t i = 0; i < people.size(); ++i) {
            if (status[i] != 1) {
                EXPECT_EQ(spouse[i], kMissing);
                continue;
            }
            const Spell* spell = in_force(civil[i], new_year(year));
            ASSERT_NE(spell, nullptr);
            const std::string& code = people.text(Column::CivilStatus, spell->code);
            const bool bound = code == "2" || code == "5" || code == "6" || code == "7";
            if (spouse[i] != kMissing) {
                EXPECT_TRUE(bound) << i << " in " << year << ": " << code;
                EXPECT_EQ(spouse[at(spouse[i])], static_cast<std::int64_t>(i));
                EXPECT_GE(months(static_cast<std::int64_t>(year) * 100 + 1) - months(birth[i]),
                          18 * 12);
                const Spell* other = in_force(civil[at(spouse[i])], new_year(year));
                ASSERT_NE(other, nullptr);
                EXPECT_EQ(other->code, spell->code);
                ++united;
            } else if (bound) {
                ++without_spouse;  // the spouse lives abroad
            }
            if (cohabitant[i] != kMissing) {
                ++couples;
                EXPECT_EQ(cohabitant[at(cohabitant[i])], static_cast<std::int64_t>(i));
                EXPECT_NE(cohabitant[i], spouse[i]);
                EXPECT_NE(code, "2") << i << " in " << year;
            }
        }
    }
    EXPECT_GT(couples, 10000U);
    EXPECT_LT(static_cast<double>(without_spouse), 0.004 * static_cast<double>(united));
}

TEST(Consistency, CivilStatusChangesInPossibleWays) {
    const Population& people = tiny_population();
    const std::set<std::string> possible = {"12", "02", "25", "54", "23", "42", "32", "53",
                                            "16", "46", "36", "67", "78", "69", "79", "62",
                                            "82", "92", "86", "96", "06", "24", "68"};
    std::size_t changes = 0;
    for (const auto& spells : people.spells(Column::CivilStatus))
        for (std::size_t spell = 1; spell < spells.size(); ++spell) {
            if (spells[spell - 1].stop + 1 != spells[spell].start) continue;  // was abroad
            const std::string change = people.text(Column::CivilStatus, spells[spell - 1].code) +
                                       people.text(Column::CivilStatus, spells[spell].code);
            EXPECT_TRUE(possible.contains(change)) << change;
            ++changes;
        }
    EXPECT_GT(changes, 5000U);
}

TEST(Consistency, FamiliesCountTheirMembers) {
    const Population& people = tiny_population();
    const Values birth = people.values(Column::BirthMonth);
    const Values mother = people.values(Column::Mother);
    const Values father = people.values(Column::Father);
    for (const int year : {2005, 2015, 2024, 2025}) {
        const Values family = people.values(Column::Family, year);
        const Values size = people.values(Column::FamilySize, year);
        const Values minors = people.values(Column::FamilyChildren, year);
        const Values role = people.numbers(Column::FamilyRole, year);
        const Values type = people.values(Column::FamilyType, year);
        const Values place = people.values(Column::RegisteredMunicipality, year);
        struct Count {
            std::int64_t members = 0, minors = 0, references = 0, partners = 0, youngest = 999;
        };
        std::map<std::int64_t, Count> counts;
        for (std::size_t i = 0; i < people.size(); ++i) {
            ASSERT_EQ(family[i] != kMissing, place[i] != kMissing);
            if (family[i] == kMissing) continue;
            Count& count = counts[family[i]];
            const std::int64_t age = year - 1 - birth[i] / 100;
            ++count.members;
            count.references += role[i] == 1 ? 1 : 0;
            count.partners += role[i] == 2 ? 1 : 0;
            if (role[i] == 3) {
                count.minors += age < 18 ? 1 : 0;
                count.youngest = std::min(count.youngest, age);
            }
            EXPECT_EQ(role[i] == 1, family[i] == static_cast<std::int64_t>(i));
            EXPECT_EQ(place[i], place[at(family[i])]) << i << " in " << year;
        }
        std::size_t small = 0, with_parent = 0;
        for (std::size_t i = 0; i < people.size(); ++i) {
            if (family[i] == kMissing) continue;
            const Count& count = counts[family[i]];
            EXPECT_EQ(size[i], count.members);
            EXPECT_EQ(minors[i], count.minors);
            EXPECT_EQ(count.references, 1);
            EXPECT_LE(count.partners, 1);
            const std::string& code = people.text(Column::FamilyType, type[i]);
            EXPECT_EQ(code[0] == '1', count.members == 1);
            const bool children = count.youngest < 999;
            EXPECT_EQ(code.substr(0, 3) == "3.1" || code[0] == '1', !children) << code;
            EXPECT_EQ(code.starts_with("2.1") || code.starts_with("2.3"),
                      children && count.youngest <= 5);
            if (year - 1 - birth[i] / 100 >= 16) continue;
            if (mother[i] == kMissing || father[i] == kMissing) continue;
            ++small;
            const bool with =
                family[at(mother[i])] == family[i] || family[at(father[i])] == family[i];
            with_parent += with ? 1 : 0;
        }
        EXPECT_GE(static_cast<double>(with_parent), 0.990 * static_cast<double>(small)) << year;
    }
}

TEST(Consistency, EducationRisesAndCompletionsComeInOrder) {
    const Population& people = tiny_population();
    std::size_t rises = 0;
    for (const auto& spells : people.spells(Column::Education))
        for (std::size_t spell = 1; spell < spells.size(); ++spell) {
            const char before = people.text(Column::Education, spells[spell - 1].code)[0];
            const char after = people.text(Column::Education, spells[spell].code)[0];
            EXPECT_LE(before, after);
            rises += before < after ? 1 : 0;
        }
    EXPECT_GT(rises, 5000U);
    const Values birth = people.values(Column::BirthMonth);
    const Values compulsory = people.values(Column::CompulsoryDone);
    const Values steps[] = {people.values(Column::UpperSecondaryDone),
                            people.values(Column::BachelorDone), people.values(Column::MasterDone),
                            people.values(Column::DoctorateDone)};
    for (std::size_t i = 0; i < people.size(); ++i) {
        std::int64_t before = 0;
        if (compulsory[i] != kMissing) {
            EXPECT_NEAR(static_cast<double>(compulsory[i] - birth[i] / 100), 16.0, 1.0);
            before = compulsory[i] * 100 + 6;
        }
        for (const Values& step : steps) {
            if (step[i] == kMissing) continue;
            EXPECT_GT(step[i], before) << i;
            before = step[i];
        }
    }
}

TEST(Consistency, AmountsAddUpToTheKrone) {
    const Population& people = tiny_population();
    std::size_t incomes = 0;
    for (int year = 2000; year <= 2023; ++year) {
        const auto amount = [&](Column column) {
            Values values = people.values(column, year);
            for (std::int64_t& value : values)
                if (value == kMissing) value = 0;
            return values;
        };
        const auto kroner = [](std::int64_t hundredths) {
            EXPECT_EQ(hundredths % 100, 0);
            return hundredths / 100;
        };
        const Values wages = amount(Column::Wages);
        const Values business = amount(Column::BusinessIncome);
        const Values work = amount(Column::WorkIncome);
        const Values capital = amount(Column::CapitalIncome);
        const Values taxable = amount(Column::TaxableTransfers);
        const Values tax_free = amount(Column::TaxFreeTransfers);
        const Values transfers = amount(Column::Transfers);
        const Values total = amount(Column::TotalIncome);
        const Values tax = amount(Column::Tax);
        const Values deducted = amount(Column::TaxAndNegative);
        const Values after_tax = people.values(Column::IncomeAfterTax, year);
        const Values status = people.numbers(Column::Status, year + 1);
        for (std::size_t i = 0; i < people.size(); ++i) {
            EXPECT_EQ(after_tax[i] != kMissing, status[i] == 1) << i << " in " << year;
            if (after_tax[i] == kMissing) continue;
            EXPECT_EQ(work[i], wages[i] + business[i]);
            EXPECT_GE(work[i], 0);
            EXPECT_EQ(transfers[i], taxable[i] + kroner(tax_free[i]));
            EXPECT_EQ(total[i], work[i] + capital[i] + transfers[i]);
            EXPECT_EQ(after_tax[i], total[i] - deducted[i]);
            EXPECT_GE(deducted[i], tax[i]);
            EXPECT_GE(tax[i], 0);
            ++incomes;
        }
        if (year < 2006) continue;
        const Values wages_2006 = amount(Column::WagesDouble);
        const Values work_2006 = amount(Column::WorkIncomeDouble);
        const Values business_2006 = amount(Column::BusinessIncome2006);
        const Values household = amount(Column::HouseholdIncome);
        const Values family = people.values(Column::Family, year + 1);
        std::map<std::int64_t, std::int64_t> sums;
        for (std::size_t i = 0; i < people.size(); ++i)
            if (family[i] != kMissing) sums[family[i]] += after_tax[i];
        for (std::size_t i = 0; i < people.size(); ++i) {
            EXPECT_EQ(wages_2006[i], wages[i] * 100);
            EXPECT_EQ(work_2006[i], work[i] * 100);
            EXPECT_EQ(business_2006[i], business[i]);
            if (family[i] != kMissing) {
                EXPECT_EQ(kroner(household[i]), sums[family[i]]);
            }
        }
    }
    EXPECT_GT(incomes, 400'000U);
}

TEST(Consistency, BenefitsFollowTheirRules) {
    const Population& people = tiny_population();
    const Values birth = people.values(Column::BirthMonth);
    for (int year = 2000; year <= 2023; ++year) {
        const Values disability = people.values(Column::DisabilityBenefit, year);
        const Values pension = people.values(Column::OldAgePension, year);
        const Values wages = people.values(Column::Wages, year);
        const Values benefit = people.values(Column::ChildBenefit, year);
        const Values family = year < 2005 ? Values() : people.values(Column::Family, year + 1);
        std::set<std::int64_t> families_with_children;
        std::set<std::int64_t> receiving;
        for (std::size_t i = 0; i < people.size(); ++i) {
            const std::int64_t turns = year - birth[i] / 100;
            if (disability[i] != kMissing) {
                EXPECT_GE(turns, 18);
                EXPECT_LE(turns, 67);
            }
            if (pension[i] != kMissing) {
                EXPECT_GE(turns, 62);
            }
            if (wages[i] != kMissing) {
                EXPECT_GE(turns, 13);
            }
            if (family.empty() || family[i] == kMissing) continue;
            if (turns <= 18) families_with_children.insert(family[i]);
            if (benefit[i] != kMissing) receiving.insert(family[i]);
        }
        EXPECT_TRUE(std::includes(families_with_children.begin(), families_with_children.end(),
                                  receiving.begin(), receiving.end()))
            << year;
    }
}

}  // namespace
}  // namespace skjerm::datagen::testing
