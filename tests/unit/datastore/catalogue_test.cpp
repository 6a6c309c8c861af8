// The catalogue is read back as it was written, and every field that is absent, unknown or wrong is
// refused by its place.
#include "skjerm/datastore/catalogue.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/datastore/segment.h"
#include "skjerm/datastore/stored_files.h"
#include "unit/datastore/small_store.h"

namespace skjerm::datastore::testing {
namespace {

using nlohmann::json;

Catalogue sample() {
    auto variable = std::make_shared<Variable>();
    variable->name = "KOMMUNE";
    variable->register_id = "FREG";
    variable->label = {"Kommune", "Municipality"};
    variable->unit_type = person_type();
    variable->temporality = Temporality::Status;
    variable->data_type = DataType::String;
    variable->calendar = Calendar::YearlyJanuary1;
    variable->valid_from = day(2005, 1, 1);
    variable->code_list = std::make_shared<DatedCodeList>(
        DatedCodeList{"MUNICIPALITY",
                      {"Kommuner", "Municipalities"},
                      {{"0301", {"Oslo", ""}, day(1838, 1, 1), std::nullopt}}});
    const std::string digest(64, 'a');
    StoredVariable stored;
    stored.variable = variable;
    stored.storage = column::Storage::Code16;
    stored.dictionary_entries = 1;
    stored.dictionary_crc = 99;
    stored.dictionary = StoredFile{"native/KOMMUNE/dictionary.skd", 40, digest};
    for (const int year : {2005, 2006}) {
        StoredSegment segment;
        segment.day = day(year, 1, 1);
        segment.native = {native_file(*variable, segment.day), 5000, digest};
        stored.segments.push_back(segment);
    }
    Catalogue catalogue;
    catalogue.databank = "no.ssb.fdb";
    catalogue.title = {"Prøve", "Sample"};
    catalogue.synthetic = true;
    catalogue.provenance = "test";
    catalogue.versions = {{1, 0, 0}, {45, 1, 2}};
    catalogue.unit_types = {person_type(), job_type()};
    catalogue.unit_counts = {1000, 10};
    catalogue.variables = {stored};
    return catalogue;
}

TEST(CatalogueFile, IsReadAsWritten) {
    const std::string text = write_catalogue(sample());
    const auto read = read_catalogue(text);
    ASSERT_TRUE(read.ok()) << text_of(read.diagnostic());
    EXPECT_EQ(write_catalogue(*read), text);
    const StoredVariable& stored = read->variables[0];
    EXPECT_EQ(stored.variable->valid_from, day(2005, 1, 1));
    EXPECT_FALSE(stored.variable->valid_to.has_value());
    EXPECT_EQ(stored.variable->code_list->codes[0].label.nb, "Oslo");
    EXPECT_EQ(stored.segments[1].native.file, "native/KOMMUNE/2006-01-01.skc");
    EXPECT_FALSE(stored.segments[1].indexed.has_value());
}

struct Change {
    const char* name;
    const char* pointer;  ///< JSON pointer of what is replaced
    json value;
    const char* place;  ///< in the diagnostic
};

class CatalogueFault : public ::testing::TestWithParam<Change> {};

TEST_P(CatalogueFault, IsRefusedByItsPlace) {
    json document = json::parse(write_catalogue(sample()));
    document[json::json_pointer(GetParam().pointer)] = GetParam().value;
    const auto read = read_catalogue(document.dump());
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.diagnostic().code, base::Code::DatastoreCatalogueInvalid);
    EXPECT_NE(text_of(read.diagnostic()).find(GetParam().place), std::string::npos)
        << text_of(read.diagnostic());
}

const json kNull = nullptr;

INSTANTIATE_TEST_SUITE_P(
    Fields, CatalogueFault,
    ::testing::Values(
        Change{"UnknownField", "/extra", 1, "catalogue.extra"},
        Change{"TextIsNumber", "/databank", 1, "catalogue.databank"},
        Change{"FlagIsText", "/synthetic", "yes", "catalogue.synthetic"},
        Change{"NoVersions", "/versions", json::array(), "catalogue.versions"},
        Change{"VersionsNotAscending", "/versions/1/major", 0, "catalogue.versions[1]"},
        Change{"NegativeVersion", "/versions/0/minor", -1, "catalogue.versions[0].minor"},
        Change{"CountTooLarge", "/unit_counts/0", 4294967295U, "catalogue.unit_counts[0]"},
        Change{"UnitTypeTwice", "/unit_types/1/id", "PERSON", "catalogue.unit_types[1]"},
        Change{"DomainOutside", "/unit_types/1/domain", 2, "catalogue.unit_types[1].domain"},
        Change{"BadCodeDay", "/code_lists/MUNICIPALITY/codes/0/from", "1838-02-30",
               "codes[0].from"},
        Change{"NameAsPath", "/variables/0/name", "../X", "catalogue.variables[0].name"},
        Change{"UnknownUnitType", "/variables/0/unit_type", "HUND", "variables[0].unit_type"},
        Change{"UnknownTemporality", "/variables/0/temporality", "SOMETIMES",
               "variables[0].temporality"},
        Change{"CalendarOfOtherTemporality", "/variables/0/calendar", "calendar year",
               "variables[0].calendar"},
        Change{"UnknownCodeList", "/variables/0/code_list", "HUND", "variables[0].code_list"},
        Change{"UnknownLink", "/variables/0/link", "HUND", "variables[0].link"},
        Change{"StorageOfOtherType", "/variables/0/storage", "int8", "variables[0].storage"},
        Change{"NoDictionary", "/variables/0/dictionary", kNull, "variables[0].dictionary"},
        Change{"DictionaryElsewhere", "/variables/0/dictionary/file", "/etc/passwd",
               "dictionary.file"},
        Change{"NoSegments", "/variables/0/segments", json::array(), "variables[0].segments"},
        Change{"SegmentElsewhere", "/variables/0/segments/0/native/file", "../x.skc",
               "segments[0].native.file"},
        Change{"SegmentTwice", "/variables/0/segments/1/day", "2005-01-01", "segments[1]"},
        Change{"DayOffCalendar", "/variables/0/segments/0/day", "2005-01-02", "segments[0].day"},
        Change{"SegmentWithoutDay", "/variables/0/segments/0/day", kNull, "segments[0].day"},
        Change{"ShortDigest", "/variables/0/segments/0/native/sha256", "abc", "native.sha256"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(CatalogueFile, IsRefusedWhenAnyFieldIsAbsent) {
    const json whole = json::parse(write_catalogue(sample()));
    for (const auto& field : whole.items()) {
        json document = whole;
        document.erase(field.key());
        EXPECT_FALSE(read_catalogue(document.dump()).ok()) << field.key();
    }
    for (const auto& field : whole["variables"][0].items()) {
        json document = whole;
        document["variables"][0].erase(field.key());
        EXPECT_FALSE(read_catalogue(document.dump()).ok()) << field.key();
    }
}

TEST(CatalogueFile, OfTheFirstFormatIsReadStill) {
    json first = json::parse(write_catalogue(sample()));
    first["skjerm_datastore"] = 2;
    EXPECT_FALSE(read_catalogue(first.dump()).ok());  // knows nothing of holders
    for (json& segment : first["variables"][0]["segments"]) segment.erase("holder");
    const auto second = read_catalogue(first.dump());
    ASSERT_TRUE(second.ok()) << text_of(second.diagnostic());
    EXPECT_EQ(write_catalogue(*second), write_catalogue(sample()));
    first["skjerm_datastore"] = 1;
    EXPECT_FALSE(read_catalogue(first.dump()).ok());  // knows nothing of changes
    first["variables"][0].erase("changes");
    const auto read = read_catalogue(first.dump());
    ASSERT_TRUE(read.ok()) << text_of(read.diagnostic());
    EXPECT_EQ(write_catalogue(*read), write_catalogue(sample()));
}

TEST(CatalogueFile, NamesTheHolderOfASharedFile) {
    Catalogue catalogue = sample();
    auto twin = std::make_shared<Variable>(*catalogue.variables[0].variable);
    twin->name = "TVILLING";
    StoredVariable sharer = catalogue.variables[0];
    sharer.variable = twin;
    sharer.dictionary->file = "native/TVILLING/dictionary.skd";
    sharer.segments[0].native.file = native_file(*twin, sharer.segments[0].day);
    sharer.segments[1].holder = "KOMMUNE";
    catalogue.variables.push_back(sharer);
    const std::string text = write_catalogue(catalogue);
    const auto read = read_catalogue(text);
    ASSERT_TRUE(read.ok()) << text_of(read.diagnostic());
    EXPECT_EQ(write_catalogue(*read), text);
    EXPECT_EQ(read->variables[1].segments[1].holder, "KOMMUNE");
    EXPECT_EQ(files_of(*read).size(), 2U + 3U);  // dictionaries, and each native file once
    EXPECT_EQ(
        expectation_of(read->variables[1], read->variables[1].segments[1], catalogue.unit_counts)
            .variable,
        "KOMMUNE");

    const json whole = json::parse(text);
    const auto refused = [&](const char* pointer, const json& value) {
        json document = whole;
        document[json::json_pointer(pointer)] = value;
        return read_catalogue(document.dump()).diagnostic().code ==
               base::Code::DatastoreCatalogueInvalid;
    };
    EXPECT_TRUE(
        refused("/variables/1/segments/1/holder", nullptr));  // then the file is not its own
    EXPECT_TRUE(refused("/variables/1/segments/1/holder", "INGEN"));
    EXPECT_TRUE(refused("/variables/1/segments/1/holder", "../KOMMUNE"));
    EXPECT_TRUE(refused("/variables/1/segments/1/native/bytes", 5001));
    EXPECT_TRUE(refused("/variables/1/segments/0/holder", "KOMMUNE"));  // with a file of its own
    EXPECT_TRUE(refused("/variables/1/storage", "code32"));
    EXPECT_TRUE(refused("/variables/1/dictionary/crc32c", 98));
    EXPECT_TRUE(refused("/variables/1/unit_type", "JOBB"));
    EXPECT_TRUE(refused("/variables/0/segments/1/holder", "KOMMUNE"));  // nobody's own file then
}

TEST(CatalogueFile, KeepsTheDatesOfChanges) {
    Catalogue catalogue = sample();
    StoredVariable& stored = catalogue.variables[0];
    stored.change_dates = {day(2005, 1, 1), day(2006, 1, 1), day(2008, 1, 1)};
    stored.segments.resize(1);
    stored.segments[0].day.reset();
    stored.segments[0].native.file = native_file(*stored.variable, std::nullopt);
    EXPECT_EQ(stored.segments[0].native.file, "native/KOMMUNE/changes.skc");
    const std::string text = write_catalogue(catalogue);
    const auto read = read_catalogue(text);
    ASSERT_TRUE(read.ok()) << text_of(read.diagnostic());
    EXPECT_EQ(write_catalogue(*read), text);
    EXPECT_EQ(read->variables[0].change_dates, stored.change_dates);

    json document = json::parse(text);
    const auto refused = [&](const json& dates) {
        document["variables"][0]["changes"] = dates;
        return read_catalogue(document.dump()).diagnostic().code ==
               base::Code::DatastoreCatalogueInvalid;
    };
    EXPECT_TRUE(refused(json::array()));
    EXPECT_TRUE(refused({"2005-01-01", "2005-01-01"}));
    EXPECT_TRUE(refused({"2005-01-02"}));
    EXPECT_TRUE(refused({nullptr}));
    EXPECT_TRUE(refused(nullptr));  // the segment has no day then
}

TEST(CatalogueFile, IsRefusedWhenNotJsonOrOfALaterFormat) {
    for (const char* text : {"", "{", "[]", "null", "{}", "{\"skjerm_datastore\": \"1\"}"})
        EXPECT_EQ(read_catalogue(text).diagnostic().code, base::Code::DatastoreCatalogueInvalid)
            << text;
    json later = json::parse(write_catalogue(sample()));
    later["skjerm_datastore"] = kCatalogueFormat + 1;
    EXPECT_EQ(read_catalogue(later.dump()).diagnostic().code, base::Code::DatastoreNewerFormat);
}

}  // namespace
}  // namespace skjerm::datastore::testing
