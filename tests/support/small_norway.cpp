#include "support/small_norway.h"

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/datastore/store_writer.h"
#include "support/store_folder.h"

namespace skjerm::testing {

namespace {

using column::Storage;
using datastore::Calendar;
using datastore::DataType;
using datastore::DatedCode;
using datastore::DatedCodeList;
using datastore::Temporality;

base::DayNumber first_of(int year) { return base::days_from_civil({year, 1, 1}); }

template <class T>
void append(std::vector<std::byte>& bytes, T value) {
    const std::size_t at = bytes.size();
    bytes.resize(at + sizeof value);
    std::memcpy(bytes.data() + at, &value, sizeof value);
}

/// value_of(unit) for all units.
template <class ValueOf>
std::vector<std::byte> values(std::uint32_t units, ValueOf value_of) {
    std::vector<std::byte> bytes;
    for (std::uint32_t unit = 0; unit < units; ++unit) append(bytes, value_of(unit));
    return bytes;
}

datastore::UnitTypePtr unit_type(std::string id, std::string nb, std::string en, std::string key,
                                 column::UnitDomain domain) {
    return std::make_shared<datastore::UnitType>(
        datastore::UnitType{std::move(id), {std::move(nb), std::move(en)}, std::move(key), domain});
}

std::shared_ptr<const DatedCodeList> code_list(std::string id, std::vector<DatedCode> codes) {
    return std::make_shared<DatedCodeList>(DatedCodeList{id, {id, id}, std::move(codes)});
}

DatedCode code(std::string text, std::string nb, std::string en) {
    return {std::move(text), {std::move(nb), std::move(en)}, {}, {}};
}

DatedCode code_since(int year, std::string text, std::string nb, std::string en) {
    DatedCode dated = code(std::move(text), std::move(nb), std::move(en));
    dated.valid_from = first_of(year);
    return dated;
}

struct Declaration {
    std::string name;
    datastore::Label label;
    datastore::UnitTypePtr unit_type;
    Temporality temporality;
    DataType data_type;
    Storage storage;
    std::shared_ptr<const DatedCodeList> codes = nullptr;
    std::vector<std::string> dictionary = {};
    datastore::UnitTypePtr link = nullptr;
    datastore::ValueFormat format = datastore::ValueFormat::Number;
};

datastore::VariableToWrite declare(const Declaration& declaration) {
    auto variable = std::make_shared<datastore::Variable>();
    variable->name = declaration.name;
    variable->register_id = "TEST";
    variable->label = declaration.label;
    variable->unit_type = declaration.unit_type;
    variable->temporality = declaration.temporality;
    variable->data_type = declaration.data_type;
    variable->code_list = declaration.codes;
    variable->link = declaration.link;
    variable->format = declaration.format;
    datastore::VariableToWrite written{nullptr, declaration.storage, declaration.dictionary, {}};
    if (declaration.temporality == Temporality::Status ||
        declaration.temporality == Temporality::Accumulated)
        written.segment_days = {first_of(2019), first_of(2020), first_of(2021)};
    switch (declaration.temporality) {
        case Temporality::Fixed:
            variable->calendar = Calendar::None;
            break;
        case Temporality::Status:
            variable->calendar = Calendar::YearlyJanuary1;
            variable->valid_from = first_of(2019);
            variable->valid_to = first_of(2021);
            break;
        case Temporality::Accumulated:
            variable->calendar = Calendar::CalendarYear;
            variable->valid_from = first_of(2019);
            variable->valid_to = first_of(2022) - 1;
            break;
        case Temporality::Event:
            variable->calendar = Calendar::Spell;
            variable->valid_from = first_of(1990);
            variable->valid_to = first_of(2022) - 1;
            break;
    }
    written.variable = std::move(variable);
    return written;
}

datastore::SpellBlock civil_status_spells() {
    datastore::SpellBlock spells;
    spells.offsets.push_back(0);
    const base::DayNumber married = base::days_from_civil({2005, 6, 1});
    for (std::uint32_t unit = 0; unit < kPersons; ++unit) {
        const bool marries = unit % 3 == 0;
        spells.starts.push_back(first_of(1990));
        spells.stops.push_back(marries ? married - 1 : datastore::SpellBlock::kOpenStop);
        append(spells.values, std::uint8_t{1});
        if (marries) {
            spells.starts.push_back(married);
            spells.stops.push_back(datastore::SpellBlock::kOpenStop);
            append(spells.values, std::uint8_t{2});
        }
        spells.offsets.push_back(static_cast<std::uint32_t>(spells.starts.size()));
    }
    return spells;
}

/// Variables in the order that segments_of_persons() refers to.
enum Index : std::size_t {
    kKjonn,
    kFaarmnd,
    kKommune,
    kSivstand,
    kLonn,
    kPoeng,
    kMor,
    kSjelden,
    kYrke,
    kFamnr,
    kHusnr,
    kPerson
};

std::vector<datastore::VariableToWrite> declarations(const datastore::UnitTypePtr& person,
                                                     const datastore::UnitTypePtr& job,
                                                     const datastore::UnitTypePtr& family,
                                                     const datastore::UnitTypePtr& household) {
    const auto sex = code_list("KJONN", {code("1", "Mann", "Male"), code("2", "Kvinne", "Female")});
    const auto status =
        code_list("SIVSTAND", {code("1", "Ugift", "Unmarried"), code("2", "Gift", "Married"),
                               code_since(2000, "3", "Enke/enkemann", "Widowed")});
    const auto municipality =
        code_list("KOMMUNE", {code("0301", "Oslo", ""), code("1103", "Stavanger", ""),
                              code("4601", "Bergen", ""), code("5001", "Trondheim", "")});
    return {
        declare({"T_KJONN",
                 {"Kjønn", "Sex"},
                 person,
                 Temporality::Fixed,
                 DataType::String,
                 Storage::Code8,
                 sex,
                 {"1", "2"}}),
        declare({"T_FAARMND",
                 {"Fødselsår og -måned", "Year and month of birth"},
                 person,
                 Temporality::Fixed,
                 DataType::Long,
                 Storage::Int32,
                 nullptr,
                 {},
                 nullptr,
                 datastore::ValueFormat::YearMonth}),
        declare({"T_KOMMUNE",
                 {"Bostedskommune", "Municipality"},
                 person,
                 Temporality::Status,
                 DataType::String,
                 Storage::Code8,
                 municipality,
                 {"0301", "1103", "4601", "5001"}}),
        declare({"T_SIVSTAND",
                 {"Sivilstand", "Civil status"},
                 person,
                 Temporality::Event,
                 DataType::String,
                 Storage::Code8,
                 status,
                 {"1", "2", "3"}}),
        declare({"T_LONN",
                 {"Lønn", "Wage"},
                 person,
                 Temporality::Accumulated,
                 DataType::Long,
                 Storage::Int32}),
        declare({"T_POENG",
                 {"Grunnskolepoeng", "School points"},
                 person,
                 Temporality::Fixed,
                 DataType::Double,
                 Storage::Float64}),
        declare({"T_MOR",
                 {"Mor", "Mother"},
                 person,
                 Temporality::Fixed,
                 DataType::Long,
                 Storage::Unit32,
                 nullptr,
                 {},
                 person}),
        declare({"T_SJELDEN",
                 {"Sjelden kode", "Rare code"},
                 person,
                 Temporality::Fixed,
                 DataType::String,
                 Storage::Code8,
                 nullptr,
                 {"a", "b"}}),
        declare({"T_YRKE",
                 {"Yrke", "Occupation"},
                 job,
                 Temporality::Fixed,
                 DataType::String,
                 Storage::Code8,
                 nullptr,
                 {"1", "2", "3", "4", "5", "6", "7", "8", "9"}}),
        declare({"T_FAMNR",
                 {"Familie", "Family"},
                 person,
                 Temporality::Fixed,
                 DataType::Long,
                 Storage::Unit32,
                 nullptr,
                 {},
                 family}),
        declare({"T_HUSNR",
                 {"Husholdning", "Household"},
                 person,
                 Temporality::Fixed,
                 DataType::Long,
                 Storage::Unit32,
                 nullptr,
                 {},
                 household}),
        declare({"T_PERSON",
                 {"Arbeidstaker", "Employee"},
                 job,
                 Temporality::Fixed,
                 DataType::Long,
                 Storage::Unit32,
                 nullptr,
                 {},
                 person}),
    };
}

datastore::StoreBlock persons_block() {
    datastore::StoreBlock block{.index = 0, .segments = {}, .spells = {}};
    block.segments.push_back({kKjonn, 0, values(kPersons, [](std::uint32_t unit) {
                                  return static_cast<std::uint8_t>(1 + unit % 2);
                              })});
    block.segments.push_back({kFaarmnd, 0, values(kPersons, [](std::uint32_t unit) {
                                  return static_cast<std::int32_t>((1930 + 7919 * unit % 90) * 100 +
                                                                   1 + unit % 12);
                              })});
    for (std::size_t year = 0; year < 3; ++year) {
        block.segments.push_back({kKommune, year, values(kPersons, [](std::uint32_t unit) {
                                      return static_cast<std::uint8_t>(
                                          unit % 10 == 9 ? 0 : 1 + unit / 7 % 4);
                                  })});
        block.segments.push_back(
            {kLonn, year, values(kPersons, [&](std::uint32_t unit) {
                 return unit % 4 == 3 ? column::missing<std::int32_t>()
                                      : static_cast<std::int32_t>(
                                            100'000 + 500 * (37 * unit % 1000) + 1'000 * year);
             })});
    }
    block.segments.push_back({kPoeng, 0, values(kPersons, [](std::uint32_t unit) {
                                  return static_cast<double>(unit % 600) / 10;
                              })});
    block.segments.push_back({kMor, 0, values(kPersons, [](std::uint32_t unit) {
                                  return unit >= 3000 ? unit - 3000 : 0xFFFFFFFFU;
                              })});
    block.segments.push_back({kSjelden, 0, values(kPersons, [](std::uint32_t unit) {
                                  return static_cast<std::uint8_t>(unit < 3 ? 2 : 1);
                              })});
    block.segments.push_back({kFamnr, 0, values(kPersons, [](std::uint32_t unit) {
                                  return unit % 20 == 19 ? 0xFFFFFFFFU : unit - unit % 3;
                              })});
    block.segments.push_back({kHusnr, 0, values(kPersons, [](std::uint32_t unit) {
                                  return unit < 2000 ? unit - unit % 40 : unit - unit % 4;
                              })});
    block.spells.emplace_back(kSivstand, civil_status_spells());
    return block;
}

template <class T>
T checked(base::Result<T> result) {
    SKJERM_CHECK(result.ok());
    return std::move(result).value();
}

}  // namespace

void write_small_norway(const std::filesystem::path& directory) {
    const auto person = unit_type("PERSON", "Person", "Person", "PERSONID_1", 0);
    const auto job = unit_type("JOBB", "Jobb", "Job", "JOBBID_1", 1);
    const auto family = unit_type("FAMILIE", "Familie", "Family", "FAMILIE_ID", 0);
    const auto household =
        unit_type("HUSHOLDNING", "Husholdning", "Household", "HUSHOLDNING_ID", 0);
    auto writer = checked(datastore::StoreWriter::create(
        {.directory = directory,
         .databank = "no.ssb.test",
         .title = {"Lite Norge (ikke ekte data)", "Small Norway (not real data)"},
         .synthetic = true,
         .versions = {{1, 0, 0}, {2, 0, 0}, {2, 1, 0}},
         .unit_types = {person, job, family, household},
         .unit_counts = {kPersons, kJobs},
         .block_domain = 0,
         .variables = declarations(person, job, family, household),
         .provenance = "tests/support/small_norway.cpp"}));
    checked(writer->put(persons_block()));
    datastore::StoreBlock jobs{.index = 0, .segments = {}, .spells = {}, .domain = 1};
    jobs.segments.push_back({kYrke, 0, values(kJobs, [](std::uint32_t unit) {
                                 return static_cast<std::uint8_t>(1 + unit % 9);
                             })});
    jobs.segments.push_back({kPerson, 0, values(kJobs, [](std::uint32_t unit) {
                                 return unit % 50 == 49 ? 0xFFFFFFFFU : unit / 2 * 5;
                             })});
    checked(writer->put(std::move(jobs)));
    checked(writer->commit());
}

base::Result<datastore::StorePtr> SmallNorway::find(std::string_view databank, base::Span where) {
    static const StoreFolder folder(write_small_norway);
    return folder.find(databank, where);
}

}  // namespace skjerm::testing
