// What metadata alone can change of a variable, and where the first thing stands that it cannot.
#include "skjerm/publish/official_metadata.h"

#include <gtest/gtest.h>

namespace skjerm::publish::testing {
namespace {

Json structure() {
    return Json::parse(R"({
        "name": "SIVSTAND", "label": "Sivilstand", "temporality": "EVENT",
        "measureVariable": {
            "label": "Sivilstand", "dataType": "String",
            "representedVariables": [
                {"validPeriod": {"start": 0}, "valueDomain": {"codeList": [
                    {"code": "1", "category": "Ugift"}, {"code": "2", "category": "Gift"}]}},
                {"validPeriod": {"start": 365}, "valueDomain": {"description": "Nye koder"}}]},
        "attributeVariables": [["START", 1], ["STOP", 2]]})");
}

TEST(ForbiddenChange, IsNoneWhereOnlyTextsDiffer) {
    Json after = structure();
    EXPECT_EQ(forbidden_change(structure(), after), std::nullopt);
    after["label"] = "Status";
    after["subjectFields"] = Json::array({"Ny"});
    after["measureVariable"]["representedVariables"][0]["valueDomain"]["codeList"][1]["category"] =
        "Er gift";
    after["measureVariable"]["representedVariables"][1]["valueDomain"]["description"] = "Nyere";
    EXPECT_EQ(forbidden_change(structure(), after), std::nullopt);
}

TEST(ForbiddenChange, NamesThePlace) {
    struct Change {
        const char* pointer;
        Json value;
        const char* place;
    };
    for (const Change& change :
         {Change{"/temporality", "STATUS", "temporality"}, Change{"/temporality", 7, "temporality"},
          Change{"/measureVariable/dataType", "Long", "measureVariable.dataType"},
          Change{"/measureVariable/format", "YYYY", "measureVariable.format"},
          Change{"/measureVariable/representedVariables/1/validPeriod/start", 366,
                 "measureVariable.representedVariables[1].validPeriod.start"},
          Change{"/measureVariable/representedVariables/0/valueDomain/codeList/1/code", "3",
                 "measureVariable.representedVariables[0].valueDomain.codeList[1].code"},
          Change{"/measureVariable/representedVariables/0/valueDomain/codeList", Json::array(),
                 "measureVariable.representedVariables[0].valueDomain.codeList"},
          Change{"/attributeVariables/1/0", "SLUTT", "attributeVariables[1][0]"}}) {
        Json after = structure();
        after[Json::json_pointer(change.pointer)] = change.value;
        EXPECT_EQ(forbidden_change(structure(), after), change.place) << change.pointer;
    }
    // A whole number is one, signed or not.
    Json after = structure();
    after["attributeVariables"][0][1] = 1U;
    EXPECT_EQ(forbidden_change(structure(), after), std::nullopt);
}

}  // namespace
}  // namespace skjerm::publish::testing
