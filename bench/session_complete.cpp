// Completion at the cursor with 10,000 register variables, each with a code list of a hundred
// codes. Goal: below 50 ms.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "skjerm/base/check.h"
#include "skjerm/datastore/store_writer.h"
#include "skjerm/disclosure/gate.h"
#include "skjerm/session/complete.h"
#include "skjerm/session/session.h"
#include "support/store_folder.h"

namespace {

using namespace skjerm;

constexpr std::uint32_t kUnits = 1000;
constexpr int kVariables = 10'000;
constexpr int kCodes = 100;

std::string numbered(const char* form, int number) {
    char text[64];
    std::snprintf(text, sizeof text, form, number);
    return text;
}

void write_store(const std::filesystem::path& directory) {
    auto person = std::make_shared<datastore::UnitType>();
    person->id = "PERSON";
    person->label = {"Person", "Person"};
    person->key_name = "PERSONID_1";
    auto codes = std::make_shared<datastore::DatedCodeList>();
    codes->id = "CODES";
    std::vector<std::string> dictionary;
    for (int code = 0; code < kCodes; ++code) {
        dictionary.push_back(numbered("%03d", code));
        codes->codes.push_back({.code = dictionary.back(),
                                .label = {numbered("Kode %d", code), numbered("Code %d", code)},
                                .valid_from = std::nullopt,
                                .valid_to = std::nullopt});
    }
    datastore::StoreToWrite store{.directory = directory,
                                  .databank = "no.ssb.bench",
                                  .title = {"Mange variabler", "Many variables"},
                                  .synthetic = true,
                                  .versions = {{1, 0, 0}},
                                  .unit_types = {person},
                                  .unit_counts = {kUnits},
                                  .block_domain = 0,
                                  .variables = {},
                                  .provenance = "bench/session_complete.cpp"};
    for (int number = 0; number < kVariables; ++number) {
        auto variable = std::make_shared<datastore::Variable>();
        variable->name = numbered("REGISTER_VARIABLE_%05d", number);
        variable->register_id = "BENCH";
        variable->label = {numbered("Variabel nummer %d", number),
                           numbered("Variable number %d", number)};
        variable->unit_type = person;
        variable->data_type = datastore::DataType::String;
        variable->code_list = codes;
        store.variables.push_back({variable, column::Storage::Code8, dictionary, {}});
    }
    auto writer = datastore::StoreWriter::create(std::move(store));
    SKJERM_CHECK(writer.ok());
    SKJERM_CHECK((*writer)->put({.index = 0, .segments = {}, .spells = {}}).ok());
    SKJERM_CHECK((*writer)->commit().ok());
}

class ManyVariables : public command::StoreDirectory {
public:
    base::Result<datastore::StorePtr> find(std::string_view databank, base::Span where) override {
        static const testing::StoreFolder folder(write_store);
        return folder.find(databank, where);
    }
};

class Silent : public session::EventSink {
public:
    void command_started(const session::CommandEvent&) override {}
    void result_released(const session::CommandEvent&, const released::Result&) override {}
    void diagnosed(const session::CommandEvent*, const base::Diagnostic&) override {}
    void command_finished(const session::CommandEvent&, bool) override {}
};

const session::Session& connected() {
    static ManyVariables stores;
    static const disclosure::Gate gate(disclosure::Policy::standard(),
                                       disclosure::Secret(std::array<std::uint8_t, 32>{1}));
    static const std::unique_ptr<session::Session> made = [] {
        command::Environment environment;
        environment.stores = &stores;
        environment.gate = &gate;
        environment.budget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 30U);
        environment.engine_version = "bench";
        auto result = std::make_unique<session::Session>(environment);
        Silent events;
        SKJERM_CHECK(result->run("require no.ssb.bench:1 as db\ncreate-dataset d\n", {}, events) ==
                     session::Ending::Completed);
        return result;
    }();
    return *made;
}

void complete(benchmark::State& state, const std::string& text) {
    const session::Session& session = connected();
    std::size_t candidates = 0;
    for (auto _ : state)
        candidates = session::complete(text, text.size(),
                                       {.workspace = session.workspace(),
                                        .bindings = session.bindings(),
                                        .datastores = {"no.ssb.bench:1"},
                                        .language = base::Language::English})
                         .candidates.size();
    state.counters["candidates"] = static_cast<double>(candidates);
}

BENCHMARK_CAPTURE(complete, any_variable, std::string("import db/"))->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(complete, begun_name, std::string("import db/REGISTER_VARIABLE_012"))
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(complete, command_name, std::string("sum"))->Unit(benchmark::kMillisecond);

}  // namespace
