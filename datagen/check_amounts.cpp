// Identities of the income statistics and the tax return, and that they agree with the registers of
// benefits.
#include <algorithm>

#include "datagen/check_list.h"
#include "datagen/economy.h"

namespace skjerm::datagen {

namespace {

// Missing terms count as 0.
Values amounts(StoreReader& reader, std::string_view name, int year) {
    Values values = reader.values(name, year);
    for (std::int64_t& value : values)
        if (value == kNoValue) value = 0;
    return values;
}

struct Term {
    std::string_view name;
    int sign;
    bool hundredths = false;  ///< DOUBLE
};

// `sum` = the signed terms, for all persons.
void identity(CheckList& list, int year, std::string_view sum, bool hundredths,
              std::initializer_list<Term> terms) {
    std::string text(sum);
    text += " =";
    bool all = list.reader.has({sum}, year);
    for (const Term& term : terms) {
        text += std::string(term.sign < 0            ? " − "
                            : &term == terms.begin() ? " "
                                                     : " + ") +
                std::string(term.name);
        all = all && list.reader.has({term.name}, year);
    }
    text += ", " + std::to_string(year);
    // One name that is missing makes the rule unchecked.
    const std::string_view needed = all ? sum : std::string_view("?");
    list.rule({needed}, year, text, text, [&] {
        Values left = amounts(list.reader, sum, year);
        if (!hundredths)
            for (std::int64_t& value : left) value *= 100;
        for (const Term& term : terms) {
            const Values right = amounts(list.reader, term.name, year);
            for (std::size_t i = 0; i < left.size(); ++i)
                left[i] -= term.sign * right[i] * (term.hundredths ? 1 : 100);
        }
        return left.size() - static_cast<std::size_t>(std::count(left.begin(), left.end(), 0));
    });
}

void check_households(CheckList& list, int year) {
    StoreReader& reader = list.reader;
    list.rule(
        {"INNTEKT_HUSH_IES", "INNTEKT_HUSH_IES_EU", "INNTEKT_WIES", "INNTEKT_HUSHNR",
         "BEFOLKNING_FOEDSELS_AAR_MND"},
        year,
        "INNTEKT_HUSH_IES er summen av WIES, og HUSH_IES_EU den per forbruksenhet, " +
            std::to_string(year),
        "INNTEKT_HUSH_IES is the sum of WIES, HUSH_IES_EU that per consumption unit, " +
            std::to_string(year),
        [&] {
            const Values household = reader.values("INNTEKT_HUSHNR", year);
            const Values own = amounts(reader, "INNTEKT_WIES", year);
            const Values sum = reader.values("INNTEKT_HUSH_IES", year);
            const Values unit = reader.values("INNTEKT_HUSH_IES_EU", year);
            const Values birth = reader.values("BEFOLKNING_FOEDSELS_AAR_MND");
            struct Household {
                std::int64_t income = 0;
                int adults = 0, young = 0;
            };
            std::vector<Household> households(household.size());
            const auto of = [&](std::size_t i) -> Household& {
                return households[static_cast<std::size_t>(household[i])];
            };
            for (std::size_t i = 0; i < own.size(); ++i) {
                if (household[i] == kNoValue) continue;
                of(i).income += own[i];
                (year - birth[i] / 100 < 14 ? of(i).young : of(i).adults) += 1;
            }
            std::size_t wrong = 0;
            for (std::size_t i = 0; i < own.size(); ++i) {
                if (household[i] == kNoValue) continue;
                const Household& its = of(i);
                const double per_unit = per_consumption_unit(its.income, its.adults, its.young);
                wrong += sum[i] != its.income * 100 || unit[i] != round_to_integer(per_unit * 100)
                             ? 1U
                             : 0U;
            }
            return wrong;
        });
}

// Whoever has the amount of a year has a spell in it.
void check_amount_has_spell(CheckList& list, std::string_view amount, std::string_view spells,
                            int year) {
    StoreReader& reader = list.reader;
    const std::string text =
        std::string(amount) + ", " + std::to_string(year) + ": " + std::string(spells);
    list.rule({amount, spells}, year, text + " har et forløp da", text + " has a spell then", [&] {
        const base::DayNumber first = base::days_from_civil({year, 1, 1});
        const base::DayNumber last = base::days_from_civil({year, 12, 31});
        std::vector<bool> has(reader.persons());
        for (const SpellRow& spell : reader.spells(spells).rows)
            if (spell.start <= last && first <= spell.stop) has[spell.unit] = true;
        std::size_t wrong = 0;
        const Values values = reader.values(amount, year);
        for (std::size_t i = 0; i < values.size(); ++i)
            wrong += values[i] != kNoValue && !has[i] ? 1U : 0U;
        return wrong;
    });
}

void check_child_benefit(CheckList& list, int year) {
    StoreReader& reader = list.reader;
    list.rule(
        {"INNTEKT_BARNETRYGD", "BARNETRMOTFDT_BELOP"}, year,
        "barnetrygden i året er summen av månedsbeløpene, " + std::to_string(year),
        "child benefit of the year is the sum of the monthly amounts, " + std::to_string(year),
        [&] {
            Values left = amounts(reader, "INNTEKT_BARNETRYGD", year);
            for (const SpellRow& spell : reader.spells("BARNETRMOTFDT_BELOP").rows)
                for (int month = 1; month <= 12; ++month) {
                    const base::DayNumber day = base::days_from_civil({year, month, 15});
                    if (spell.start <= day && day <= spell.stop) left[spell.unit] -= spell.value;
                }
            return left.size() - static_cast<std::size_t>(std::count(left.begin(), left.end(), 0));
        });
}

}  // namespace

void check_amounts(CheckList& list) {
    for (const int year : {1995, 2008, 2019, 2022}) {
        identity(list, year, "INNTEKT_WYRKINNT", false,
                 {{"INNTEKT_WLONN", 1}, {"INNTEKT_WNARINNT", 1}});
        identity(list, year, "INNTEKT_WOVERFOR", false,
                 {{"INNTEKT_WSKPLOVF", 1}, {"INNTEKT_WSKFROVF", 1, true}});
        identity(list, year, "INNTEKT_WSAMINNT", false,
                 {{"INNTEKT_WYRKINNT", 1}, {"INNTEKT_WKAPINNT", 1}, {"INNTEKT_WOVERFOR", 1}});
        identity(list, year, "INNTEKT_WIES", false,
                 {{"INNTEKT_WSAMINNT", 1}, {"INNTEKT_WSKATOVF", -1}});
        identity(list, year, "INNTEKT_WKAPINNT", false,
                 {{"INNTEKT_RENTINNT", 1},
                  {"INNTEKT_AKSJEUTBYTTE", 1, true},
                  {"INNTEKT_REALISASJONSGEVINST", 1, true},
                  {"INNTEKT_REALISASJONSTAP", -1}});
        identity(list, year, "SKATT_NETTOFORMUE", false,
                 {{"SKATT_BRUTTOFORMUE", 1}, {"SKATT_GJELD", -1}});
    }
    for (const int year : {2008, 2020}) {
        identity(list, year, "INNTEKT_YRKINNT", true,
                 {{"INNTEKT_LONN", 1, true}, {"INNTEKT_NARINNT", 1}});
        identity(list, year, "INNTEKT_BRUTTOFORM", false,
                 {{"INNTEKT_REAL", 1, true}, {"INNTEKT_BRUTTO_FINANSKAPITAL", 1}});
        identity(list, year, "SOSHJLPZFDT_BIDB", false, {{"INNTEKT_SOSIAL", 1}});
        check_households(list, year);
        check_child_benefit(list, year);
        check_amount_has_spell(list, "INNTEKT_KODE218",
                               year < 2011 ? "UFOERP1992FDT_MOTTAK" : "UFOERP2011FDT_MOTTAK", year);
        check_amount_has_spell(list, "INNTEKT_SOSIAL", "SOSHJLPFDT_MOTTAK", year);
    }
    check_amount_has_spell(list, "INNTEKT_SUM_ARBAVKL", "ARBAVKLARPFDT_MOTTAK", 2020);
}

}  // namespace skjerm::datagen
