// The export as DDI-Codebook 2.5: elements in the order of the standard, with what it requires.
#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "ddi_structure.h"
#include "program_fixture.h"
#include "skjerm/cli/exported_metadata.h"

namespace skjerm::cli {
namespace {

using Json = nlohmann::ordered_json;

/// Three variables in two registers that have everything a variable can have, in texts that XML
/// must escape.
ExportedMetadata rich_metadata() {
    const auto person = std::make_shared<const datastore::UnitType>(
        datastore::UnitType{"PERSON", {"Person", "Person"}, "PERSONID_1", 0});
    datastore::Variable coded;
    coded.name = "KJØNN_&_MER";
    coded.register_id = "FREG";
    coded.label = {"Kjønn <og> \"mer\"", "Sex & more"};
    coded.unit_type = person;
    coded.temporality = datastore::Temporality::Status;
    coded.data_type = datastore::DataType::String;
    coded.valid_from = 0;
    coded.valid_to = 365;
    coded.code_list = std::make_shared<const datastore::DatedCodeList>(datastore::DatedCodeList{
        "KJONN",
        {"Kjønn", "Sex"},
        {{"1", {"Mann", "Male"}, 0, std::nullopt}, {"2", {"Kvinne", "Female"}, std::nullopt, {}}}});
    datastore::Variable amount;
    amount.name = "LONN";
    amount.register_id = "SELV";
    amount.label = {"Lønn", ""};
    amount.unit_type = person;
    amount.temporality = datastore::Temporality::Accumulated;
    amount.measure = "NOK per \"år\"";
    datastore::Variable link;
    link.name = "MOR_FNR";
    link.register_id = "FREG";
    link.label = {"Mor", "Mother"};
    link.unit_type = person;
    link.link = person;
    const auto text = [](const char* nb, const char* en) {
        return Json::array(
            {{{"languageCode", "no"}, {"value", nb}}, {{"languageCode", "en"}, {"value", en}}});
    };
    const Json delivered = {
        {"sensitivityLevel", "PERSON_GENERAL"},
        {"populationDescription", text("Alle & \x01 enhver", "Everybody")},
        {"subjectFields", Json::array({text("Befolkning", "Population"), text("Annet", "Other")})},
        {"measureVariables",
         Json::array({{{"name", text("Kjønn", "Sex")}, {"description", text("Om", "About")}}})}};
    ExportedMetadata metadata;
    metadata.databank = "no.ssb.fdb";
    metadata.title = {"Forskningsdata", "Research data"};
    metadata.version = "45.1.2";
    metadata.released = "2026-01-31";
    metadata.is_synthetic = true;
    for (auto& [variable, texts] :
         {std::pair{coded, delivered}, std::pair{amount, Json()}, std::pair{link, Json()}})
        metadata.variables.push_back(
            {std::make_shared<const datastore::Variable>(variable), texts});
    return metadata;
}

TEST(Ddi, keeps_the_order_and_the_rules_of_the_standard) {
    const testing::TemporaryFolder folder;
    const std::string document = metadata_as_ddi(rich_metadata());
    EXPECT_EQ(ddi_problems(folder, document), "") << document;
    EXPECT_TRUE(contains(document, R"( measUnit="NOK per &quot;år&quot;")")) << document;

    ExportedMetadata bare;
    bare.databank = "no.ssb.fdb";
    bare.title = {"Tom", "Tom"};
    bare.version = "DRAFT";
    EXPECT_EQ(ddi_problems(folder, metadata_as_ddi(bare)), "");
}

TEST(Ddi, is_checked_by_rules_that_notice) {
    const testing::TemporaryFolder folder;
    const std::string whole = metadata_as_ddi(rich_metadata());
    struct Change {
        const char* from;
        const char* to;
        const char* problem;
    };
    for (const Change& change :
         {Change{"<security>PERSON_GENERAL</security>", "", ""},
          Change{"<security>PERSON_GENERAL</security>", "<concept>x</concept>",
                 "anlysUnit stands in var where it may not\n"},
          Change{"<titl xml:lang=\"nb\">Forskningsdata</titl>", "", "titlStmt lacks titl\n"},
          Change{"<anlysUnit>PERSON</anlysUnit>", "<anlysUnit/>", "anlysUnit is empty\n"},
          Change{"ID=\"V2\"", "ID=\"V1\"",
                 "an ID is there twice\nvarGrp refers to V2, which is no var\n"},
          Change{"intrvl=\"contin\"", "intrvl=\"continuous\"",
                 "intrvl of var cannot be continuous\n"},
          Change{"name=\"LONN\" ", "", "var lacks name\n"},
          Change{"version=\"2.5\"", "version=\"3.2\"", "version of codeBook cannot be 3.2\n"},
          Change{"date=\"2026-01-31\"", "date=\"31.1.2026\"", "date of version is none\n"},
          Change{"<catgry>", "<catgry kind=\"1\">", "catgry has no attribute kind\n"},
          Change{"ddi:codebook:2_5", "ddi:codebook:3", "the root is {ddi:codebook:3}codeBook\n"}}) {
        std::string document = whole;
        const std::size_t at = document.find(change.from);
        ASSERT_NE(at, std::string::npos) << change.from;
        document.replace(at, std::string(change.from).size(), change.to);
        EXPECT_EQ(ddi_problems(folder, document), change.problem) << change.from;
    }
}

TEST_F(Program, exports_a_whole_catalogue_as_ddi) {
    const Finished exported =
        run({"datastore", "export-metadata", "--format", "ddi", "--datastore", store()});
    ASSERT_EQ(exported.exit_code, 0) << exported.error;
    EXPECT_TRUE(contains(exported.out, "<catgry>"));
    EXPECT_EQ(ddi_problems(*folder_, exported.out), "");
}

}  // namespace
}  // namespace skjerm::cli
