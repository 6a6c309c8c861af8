// Result documents against their published schema.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "results.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/render/document.h"
#include "support/json_schema.h"

namespace skjerm::render {
namespace {

using nlohmann::json;
using released::Statistic;
using testing::plain_gate;

const testing::JsonSchema& schema() {
    static const testing::JsonSchema schema(
        json::parse(std::ifstream(SKJERM_SOURCE_DIR "/docs/format/result-1.schema.json")));
    return schema;
}

void expect_valid(const released::Result& result) {
    const Heading heading{.index = 3,
                          .command = "tabulate kjønn",
                          .name = "tabulate",
                          .dataset = "personer",
                          .first_line = 2,
                          .first_column = 1,
                          .last_line = 2,
                          .last_column = 15};
    for (const Heading& one : {heading, Heading{}}) {
        const std::string document = to_json(result, one);
        for (const std::string& fault : schema().faults(json::parse(document)))
            ADD_FAILURE() << fault << "\n" << document;
    }
}

TEST(Schema, EveryKindOfResultIsValid) {
    const disclosure::Gate gate = plain_gate();
    const released::Provenance provenance = testing::synthetic_provenance();
    expect_valid(testing::table_result(gate));
    expect_valid(testing::table_result(
        gate, {Statistic::Frequency, Statistic::RowPercent, Statistic::ColumnPercent}));
    expect_valid(gate.release_document({.text = {"hei", "hi"}}, provenance));
    expect_valid(gate.release_notice(base::warning(base::Code::DatasetMade, {}), provenance));
    expect_valid(gate.release_dataset(
        {.name = "a", .unit_type = {"Person", "Person"}, .units = {}, .variables = {}}, nullptr, {},
        provenance));
}

TEST(Schema, RefusesWhatDoesNotBelong) {
    const json valid = json::parse(to_json(testing::table_result(plain_gate()), {}));
    const auto spoilt = [&](auto change) {
        json document = valid;
        change(document);
        return schema().faults(document);
    };
    EXPECT_TRUE(schema().faults(valid).empty());
    EXPECT_FALSE(spoilt([](json& document) { document["secret"] = 1; }).empty());
    EXPECT_FALSE(spoilt([](json& document) { document.erase("provenance"); }).empty());
    EXPECT_FALSE(spoilt([](json& document) { document["kind"] = "rows"; }).empty());
    EXPECT_FALSE(spoilt([](json& document) { document["body"]["evidence"] = 1; }).empty());
    EXPECT_FALSE(
        spoilt([](json& document) { document["body"]["cells"][0]["v"][0] = "12"; }).empty());
    EXPECT_FALSE(spoilt([](json& document) { document["body"]["cells"][0]["st"] = "x"; }).empty());
}

}  // namespace
}  // namespace skjerm::render
