// Consistency of lives, families, schooling, benefits and homes.
#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "datagen/check_list.h"

namespace skjerm::datagen {

namespace {

using base::DayNumber;

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }
std::int64_t months(std::int64_t yyyymm) { return yyyymm / 100 * 12 + yyyymm % 100; }
DayNumber day_of(std::int64_t yyyymmdd) {
    return base::days_from_civil({static_cast<std::int32_t>(yyyymmdd / 10000),
                                  static_cast<std::int32_t>(yyyymmdd / 100 % 100),
                                  static_cast<std::int32_t>(yyyymmdd % 100)});
}

void check_parents(CheckList& list) {
    StoreReader& reader = list.reader;
    list.rule({"BEFOLKNING_FOEDSELS_AAR_MND", "BEFOLKNING_MOR_FNR", "BEFOLKNING_FAR_FNR",
               "BEFOLKNING_KJOENN"},
              0, "foreldre av rett kjønn, mor 14–52 og far 15–75 år ved fødselen",
              "parents of the right sex, mother 14-52 and father 15-75 at the birth", [&] {
                  const Values birth = reader.values("BEFOLKNING_FOEDSELS_AAR_MND");
                  const Values sex = reader.codes("BEFOLKNING_KJOENN");
                  std::size_t wrong = 0;
                  for (const bool is_mother : {true, false}) {
                      const Values parent =
                          reader.values(is_mother ? "BEFOLKNING_MOR_FNR" : "BEFOLKNING_FAR_FNR");
                      for (std::size_t i = 0; i < parent.size(); ++i) {
                          if (parent[i] == kNoValue) continue;
                          const std::int64_t age = months(birth[i]) - months(birth[at(parent[i])]);
                          const bool fits = is_mother ? age >= 14 * 12 && age < 53 * 12
                                                      : age >= 15 * 12 && age < 76 * 12;
                          wrong += !fits || sex[at(parent[i])] != (is_mother ? 2 : 1) ? 1U : 0U;
                      }
                  }
                  return wrong;
              });
    list.rule({"BEFOLKNING_MOR_FNR", "BEFOLKNING_FAR_FNR", "BEFOLKNING_MORMOR_FNR",
               "BEFOLKNING_MORFAR_FNR", "BEFOLKNING_FARMOR_FNR", "BEFOLKNING_FARFAR_FNR"},
              0, "besteforeldre er foreldrenes foreldre", "grandparents are the parents' parents",
              [&] {
                  const Values mother = reader.values("BEFOLKNING_MOR_FNR");
                  const Values father = reader.values("BEFOLKNING_FAR_FNR");
                  std::size_t wrong = 0;
                  const auto compare = [&](std::string_view name, const Values& through,
                                           const Values& parent) {
                      const Values found = reader.values(name);
                      for (std::size_t i = 0; i < found.size(); ++i)
                          wrong += found[i] !=
                                   (through[i] == kNoValue ? kNoValue : parent[at(through[i])]);
                  };
                  compare("BEFOLKNING_MORMOR_FNR", mother, mother);
                  compare("BEFOLKNING_MORFAR_FNR", mother, father);
                  compare("BEFOLKNING_FARMOR_FNR", father, mother);
                  compare("BEFOLKNING_FARFAR_FNR", father, father);
                  return wrong;
              });
}

void check_spells(CheckList& list) {
    StoreReader& reader = list.reader;
    constexpr std::string_view kSpells[] = {
        "BOSATTEFDT_BOSTED",    "SIVSTANDFDT_SIVSTAND",   "NUDB_BU",
        "ARBSOEK2001FDT_HOVED", "UFOERP2011FDT_GRAD",     "UFOERP1992FDT_MOTTAK",
        "ARBAVKLARPFDT_MOTTAK", "ALDPENSJ2011FDT_MOTTAK", "SOSHJLPFDT_MOTTAK",
        "BARNETRMOTFDT_MOTTAK", "INTROSTFDT_MOTTAK",      "REHABFDT_MOTTAK"};
    for (const std::string_view name : kSpells)
        list.rule({name, "BEFOLKNING_DOEDS_DATO", "BEFOLKNING_FORSTDATO"}, 0,
                  std::string(name) + ": mellom første bosetting og død, uten overlapp",
                  std::string(name) + ": between first residence and death, without overlap", [&] {
                      const Values death = reader.values("BEFOLKNING_DOEDS_DATO");
                      const Values first = reader.values("BEFOLKNING_FORSTDATO");
                      const SpellRows spells = reader.spells(name);
                      std::size_t wrong = 0;
                      for (std::size_t row = 0; row < spells.rows.size(); ++row) {
                          const SpellRow& spell = spells.rows[row];
                          const bool follows = row > 0 && spells.rows[row - 1].unit == spell.unit;
                          const bool dead = death[spell.unit] != kNoValue;
                          const DayNumber end =
                              dead ? day_of(death[spell.unit]) : DayNumber{INT32_MAX};
                          const bool fits = spell.start >= day_of(first[spell.unit]) &&
                                            spell.start <= end &&
                                            (spell.stop == INT32_MAX || spell.stop <= end) &&
                                            (!follows || spells.rows[row - 1].stop < spell.start);
                          wrong += fits ? 0 : 1;
                      }
                      return wrong;
                  });
    list.rule({"BOSATTEFDT_BOSTED"}, 0, "kommunekoder gjelder på alle dager de er i bruk",
              "municipality codes are valid on all days they are used", [&] {
                  const SpellRows spells = reader.spells("BOSATTEFDT_BOSTED");
                  const auto variable = reader.variable("BOSATTEFDT_BOSTED");
                  std::map<std::string_view, const datastore::DatedCode*> codes;
                  for (const auto& code : variable->code_list->codes) codes[code.code] = &code;
                  std::size_t wrong = 0;
                  for (const SpellRow& spell : spells.rows) {
                      const datastore::DatedCode& code = *codes.at(spells.text(spell));
                      const DayNumber stop = std::min(spell.stop, *variable->valid_to);
                      wrong += (code.valid_from && spell.start < *code.valid_from) ||
                                       (code.valid_to && stop > *code.valid_to)
                                   ? 1U
                                   : 0U;
                  }
                  return wrong;
              });
}

void check_families(CheckList& list) {
    StoreReader& reader = list.reader;
    for (const int year : {2010, 2020}) {
        const std::string y = ", " + std::to_string(year);
        for (const std::string_view name : {"BEFOLKNING_EKT_FNR", "BEFOLKNING_SAMB_FNR"})
            list.rule({name}, year, std::string(name) + " er gjensidig" + y,
                      std::string(name) + " is mutual" + y, [&] {
                          const Values partner = reader.values(name, year);
                          std::size_t wrong = 0;
                          for (std::size_t i = 0; i < partner.size(); ++i)
                              wrong += partner[i] != kNoValue && at(partner[at(partner[i])]) != i
                                           ? 1U
                                           : 0U;
                          return wrong;
                      });
        list.rule({"BEFOLKNING_HUSHNR", "BEFOLKNING_REGSTAT_FAMNR", "BEFOLKNING_PERS_I_HUSHNR",
                   "BEFOLKNING_PERS17MIN_I_HUSHNR", "BEFOLKNING_FOEDSELS_AAR_MND"},
                  year, "husholdninger har så mange medlemmer som de sier, og hele familier" + y,
                  "households have as many members as they say, and whole families" + y, [&] {
                      const Values household = reader.values("BEFOLKNING_HUSHNR", year);
                      const Values family = reader.values("BEFOLKNING_REGSTAT_FAMNR", year);
                      const Values size = reader.values("BEFOLKNING_PERS_I_HUSHNR", year);
                      const Values young = reader.values("BEFOLKNING_PERS17MIN_I_HUSHNR", year);
                      const Values birth = reader.values("BEFOLKNING_FOEDSELS_AAR_MND");
                      std::vector<std::int64_t> members(household.size()), minors(household.size());
                      Values of_family(household.size(), kNoValue);
                      std::size_t wrong = 0;
                      for (std::size_t i = 0; i < household.size(); ++i) {
                          wrong += (household[i] == kNoValue) != (family[i] == kNoValue) ? 1U : 0U;
                          if (household[i] == kNoValue) continue;
                          ++members[at(household[i])];
                          if (year - 1 - birth[i] / 100 < 18) ++minors[at(household[i])];
                          std::int64_t& its = of_family[at(family[i])];
                          if (its == kNoValue) its = household[i];
                          wrong += its != household[i] ? 1U : 0U;
                      }
                      for (std::size_t i = 0; i < household.size(); ++i)
                          if (household[i] != kNoValue)
                              wrong += size[i] != members[at(household[i])] ||
                                               young[i] > minors[at(household[i])]
                                           ? 1U
                                           : 0U;
                      return wrong;
                  });
        list.rule(
            {"BEFOLKNING_REGSTAT_FAMNR", "BEFOLKNING_MOR_FNR", "BEFOLKNING_FAR_FNR",
             "BEFOLKNING_FOEDSELS_AAR_MND"},
            year, "barn under 16 år bor med mor eller far (av 1000 bor høyst 10 ikke det)" + y,
            "children below 16 live with a parent (at most 10 in 1000 do not)" + y,
            [&] {
                const Values family = reader.values("BEFOLKNING_REGSTAT_FAMNR", year);
                const Values birth = reader.values("BEFOLKNING_FOEDSELS_AAR_MND");
                const Values mother = reader.values("BEFOLKNING_MOR_FNR");
                const Values father = reader.values("BEFOLKNING_FAR_FNR");
                double children = 0, apart = 0;
                for (std::size_t i = 0; i < family.size(); ++i) {
                    if (family[i] == kNoValue || year - 1 - birth[i] / 100 >= 16) continue;
                    if (mother[i] == kNoValue || father[i] == kNoValue) continue;
                    ++children;
                    apart +=
                        family[at(mother[i])] != family[i] && family[at(father[i])] != family[i]
                            ? 1U
                            : 0U;
                }
                return 1000 * apart / std::max(children, 1.0);
            },
            10);
    }
}

void check_school(CheckList& list) {
    StoreReader& reader = list.reader;
    list.rule({"NUDB_AAR_FORSTE_FULLF_GS", "NUDB_AAR_FORSTE_FULLF_VS", "NUDB_AAR_FORSTE_FULLF_BACH",
               "NUDB_AAR_FORSTE_FULLF_HOV", "NUDB_AAR_FORSTE_FULLF_DOK", "NUDB_AAR_NY_I_VID_UTD",
               "BEFOLKNING_FOEDSELS_AAR_MND"},
              0, "utdanninger fullføres i rekkefølge, grunnskolen det året man fyller 16 (±1)",
              "educations are completed in order, compulsory school in the year of 16 (±1)", [&] {
                  const Values birth = reader.values("BEFOLKNING_FOEDSELS_AAR_MND");
                  const Values compulsory = reader.values("NUDB_AAR_FORSTE_FULLF_GS");
                  const Values begun = reader.values("NUDB_AAR_NY_I_VID_UTD");
                  const Values steps[] = {reader.values("NUDB_AAR_FORSTE_FULLF_VS"),
                                          reader.values("NUDB_AAR_FORSTE_FULLF_BACH"),
                                          reader.values("NUDB_AAR_FORSTE_FULLF_HOV"),
                                          reader.values("NUDB_AAR_FORSTE_FULLF_DOK")};
                  std::size_t wrong = 0;
                  for (std::size_t i = 0; i < birth.size(); ++i) {
                      std::int64_t before = 0;
                      if (compulsory[i] != kNoValue) {
                          const std::int64_t age = compulsory[i] - birth[i] / 100;
                          wrong += age < 15 || age > 17 ? 1U : 0U;
                          before = compulsory[i] * 100 + 6;
                      }
                      if (begun[i] != kNoValue) {
                          wrong += begun[i] <= before ? 1U : 0U;
                          before = begun[i];
                      }
                      for (const Values& step : steps) {
                          if (step[i] == kNoValue) continue;
                          wrong += step[i] <= before ? 1U : 0U;
                          before = step[i];
                      }
                  }
                  return wrong;
              });
    list.rule(
        {"NUDB_BU"}, 0, "utdanningsnivået faller aldri", "the level of education never falls", [&] {
            const SpellRows spells = reader.spells("NUDB_BU");
            std::size_t wrong = 0;
            for (std::size_t row = 1; row < spells.rows.size(); ++row)
                wrong +=
                    spells.rows[row - 1].unit == spells.rows[row].unit &&
                            spells.text(spells.rows[row - 1])[0] > spells.text(spells.rows[row])[0]
                        ? 1U
                        : 0U;
            return wrong;
        });
}

void check_benefits(CheckList& list) {
    StoreReader& reader = list.reader;
    const auto by_age = [&](std::string_view name, int from, int to, std::string nb,
                            std::string en) {
        list.rule({name, "BEFOLKNING_FOEDSELS_AAR_MND"}, 0, std::move(nb), std::move(en), [&] {
            const Values birth = reader.values("BEFOLKNING_FOEDSELS_AAR_MND");
            std::size_t wrong = 0;
            for (const SpellRow& spell : reader.spells(name).rows) {
                const base::CivilDate start = base::civil_from_days(spell.start);
                const std::int64_t age = start.year * 12 + start.month - months(birth[spell.unit]);
                wrong += age < from * 12 || age > to * 12 ? 1U : 0U;
                if (to < 100 && spell.stop != INT32_MAX) {
                    const base::CivilDate stop = base::civil_from_days(spell.stop);
                    wrong += stop.year * 12 + stop.month - months(birth[spell.unit]) > to * 12;
                }
            }
            return wrong;
        });
    };
    by_age("UFOERP2011FDT_GRAD", 18, 67, "uføretrygd mellom 18 og 67 år",
           "disability benefit between 18 and 67");
    by_age("ALDPENSJ2011FDT_MOTTAK", 62, 200, "alderspensjon fra 62 år", "old-age pension from 62");
    list.rule({"UFOERP2011FDT_GRAD", "ARBAVKLARPFDT_MOTTAK"}, 0,
              "arbeidsavklaringspenger og full uføretrygd aldri samtidig",
              "work assessment allowance and full disability benefit never together", [&] {
                  const SpellRows full = reader.spells("UFOERP2011FDT_GRAD");
                  std::size_t wrong = 0;
                  std::size_t row = 0;
                  for (const SpellRow& spell : reader.spells("ARBAVKLARPFDT_MOTTAK").rows) {
                      while (row < full.rows.size() && full.rows[row].unit < spell.unit) ++row;
                      for (std::size_t other = row;
                           other < full.rows.size() && full.rows[other].unit == spell.unit; ++other)
                          wrong += full.rows[other].value == 100 &&
                                           full.rows[other].start <= spell.stop &&
                                           spell.start <= full.rows[other].stop
                                       ? 1U
                                       : 0U;
                  }
                  return wrong;
              });
    list.rule(
        {"BARNETRMOTFDT_ANTBARN", "BEFOLKNING_REGSTAT_FAMNR", "BEFOLKNING_FOEDSELS_AAR_MND"}, 2016,
        "barnetrygd 1. januar 2016 bare i familier med barn under 18 år",
        "child benefit on 1 January 2016 in families with children below 18 alone",
        [&] {
            const DayNumber day = base::days_from_civil({2016, 1, 1});
            const Values family = reader.values("BEFOLKNING_REGSTAT_FAMNR", 2016);
            const Values birth = reader.values("BEFOLKNING_FOEDSELS_AAR_MND");
            std::vector<bool> with_child(family.size());
            for (std::size_t i = 0; i < family.size(); ++i)
                if (family[i] != kNoValue && birth[i] / 100 >= 1998)
                    with_child[at(family[i])] = true;
            std::size_t wrong = 0;
            // Of December's families a few have lost the child to another one since.
            for (const SpellRow& spell : reader.spells("BARNETRMOTFDT_ANTBARN").rows)
                if (spell.start < day && day <= spell.stop)
                    wrong += family[spell.unit] == kNoValue || !with_child[at(family[spell.unit])]
                                 ? 1U
                                 : 0U;
            return static_cast<double>(wrong) * 1000.0 / static_cast<double>(reader.persons());
        },
        1);
}

void check_homes(CheckList& list) {
    StoreReader& reader = list.reader;
    list.rule({"BOFORHOLD_BYGGEAAR", "BOFORHOLD_BRUKSAREAL", "BOFORHOLD_BYGNINGSTYPE",
               "BEFOLKNING_HUSHNR"},
              2020, "alle i en husholdning har samme bolig, bygd før de flyttet inn, 2020",
              "all of a household have the same dwelling, built before they moved in, 2020", [&] {
                  const Values household = reader.values("BEFOLKNING_HUSHNR", 2020);
                  const Values built = reader.values("BOFORHOLD_BYGGEAAR", 2020);
                  const Values area = reader.values("BOFORHOLD_BRUKSAREAL", 2020);
                  const Values type = reader.values("BOFORHOLD_BYGNINGSTYPE", 2020);
                  std::size_t wrong = 0;
                  for (std::size_t i = 0; i < household.size(); ++i) {
                      if (household[i] == kNoValue) continue;
                      const std::size_t head = at(household[i]);
                      wrong += built[i] != built[head] || area[i] != area[head] ||
                                       type[i] != type[head] || built[i] > 2020
                                   ? 1U
                                   : 0U;
                  }
                  return wrong;
              });
}

}  // namespace

void check_rules(CheckList& list) {
    check_parents(list);
    check_spells(list);
    check_families(list);
    check_school(list);
    check_benefits(list);
    check_homes(list);
}

}  // namespace skjerm::datagen
