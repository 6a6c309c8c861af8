#include "side_by_side/protection.h"

#include <stdlib.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <random>

#include "skjerm/base/message_catalogue.h"
#include "skjerm/base/parallel.h"
#include "skjerm/datastore/store_writer.h"
#include "skjerm/render/document.h"
#include "skjerm/session/installation.h"
#include "synthetic.h"

namespace skjerm::bench {
namespace {

constexpr std::uint32_t kCodes = kMunicipalities + 1;  // code 0 is missing
constexpr std::uint32_t kSexes = 2;
constexpr std::int8_t kAge = 40;

[[noreturn]] void give_up(const base::Diagnostic& diagnostic) {
    std::fprintf(stderr, "%s\n", base::message_text(diagnostic, base::Language::English).c_str());
    std::exit(1);
}
template <class T>
T value_or_give_up(base::Result<T> result) {
    if (!result.ok()) give_up(result.diagnostic());
    return std::move(result).value();
}

/// Turns what is released into JSON and drops it; ends the program when a command is refused.
class Reader : public session::EventSink {
public:
    void command_started(const session::CommandEvent&) override {}
    void result_released(const session::CommandEvent& command,
                         const released::Result& result) override {
        bytes += render::to_json(result, {.index = command.number,
                                          .command = command.text,
                                          .name = command.name,
                                          .dataset = command.dataset})
                     .size();
    }
    void diagnosed(const session::CommandEvent*, const base::Diagnostic& diagnostic) override {
        if (diagnostic.severity == base::Severity::Error) give_up(diagnostic);
    }
    void command_finished(const session::CommandEvent&, bool) override {}

    std::size_t bytes = 0;
};

datastore::VariableToWrite variable(const char* name, column::Storage storage,
                                    const datastore::UnitTypePtr& person, std::size_t codes) {
    auto result = std::make_shared<datastore::Variable>();
    result->name = name;
    result->unit_type = person;
    result->temporality = datastore::Temporality::Fixed;
    result->data_type = codes > 0 ? datastore::DataType::String : datastore::DataType::Long;
    datastore::VariableToWrite written{std::move(result), storage, {}, {}};
    for (std::size_t code = 0; code < codes; ++code)
        written.dictionary.push_back(std::to_string(1000 + code));
    return written;
}

template <class T>
std::vector<std::byte> bytes_of(const std::vector<T>& values, const base::Block& rows) {
    std::vector<std::byte> bytes(rows.size() * sizeof(T));
    std::memcpy(bytes.data(), values.data() + rows.begin, bytes.size());
    return bytes;
}

}  // namespace

struct ProtectedWorks::Parts {
    Parts();
    ~Parts() {
        session.reset();
        installation.reset();
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }
    base::Status write_store() const;
    void run(const std::string& script) {
        Reader reader;
        if (session->run(script, {}, reader) != session::Ending::Completed) std::exit(1);
    }
    /// Counts of all codes, on all cores; only of those above kAge where `older` is set.
    template <bool kOlder>
    void count() {
        using Counts = std::vector<std::uint32_t>;
        const Counts counts = base::fold_exact<Counts>(
            kPersons, [] { return Counts(kCodes * (kSexes + 1)); },
            [&](Counts& into, const base::Block& block) {
                for (std::size_t row = block.begin; row < block.end; ++row) {
                    const std::size_t cell =
                        std::size_t{municipality[row]} * (kSexes + 1) + sex[row];
                    into[cell] += !kOlder || age[row] > kAge ? 1U : 0U;
                }
            },
            [](Counts& into, const Counts& from) {
                for (std::size_t cell = 0; cell < into.size(); ++cell) into[cell] += from[cell];
            });
        total += counts.back();  // keeps the compiler from leaving it all out
    }

    std::filesystem::path folder;
    std::vector<std::uint16_t> municipality;  // codes
    std::vector<std::uint8_t> sex;
    std::vector<std::int8_t> age;
    std::unique_ptr<session::Installation> installation;
    std::optional<session::Session> session;
    std::vector<ProtectedWork> works;
    std::uint64_t total = 0;
};

ProtectedWorks::Parts::Parts() : municipality(kPersons), sex(kPersons), age(kPersons) {
    std::string pattern = (std::filesystem::temp_directory_path() / "skjerm-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) std::exit(1);
    folder = pattern;
    base::for_each_block(kPersons, [&](const base::Block& block) {
        std::mt19937_64 random(block.index);
        for (std::size_t row = block.begin; row < block.end; ++row) {
            municipality[row] = static_cast<std::uint16_t>(1 + bench::municipality(random));
            sex[row] = static_cast<std::uint8_t>(1 + random() % kSexes);
            age[row] = static_cast<std::int8_t>(random() % 100);
        }
    });
    if (const base::Status written = write_store(); !written.ok()) give_up(written.diagnostic());
    installation = value_or_give_up(
        session::Installation::open({.datastores = {folder / "store"},
                                     .secret_file = folder / "state" / "secret.key",
                                     .memory_limit_bytes = 0,
                                     .engine_version = "bench"}));
    session.emplace(installation->open_session());
    run("require no.ssb.fdb:1 as d\ncreate-dataset persons\nimport d/MUNICIPALITY as municipality\n"
        "import d/SEX as sex\nimport d/AGE as age\n");
    works.push_back({"tabulate municipality sex", [this] { run("tabulate municipality sex\n"); },
                     [this] { count<false>(); }});
    works.push_back({"tabulate municipality sex if age > 40",
                     [this] { run("tabulate municipality sex if age > 40\n"); },
                     [this] { count<true>(); }});
}

base::Status ProtectedWorks::Parts::write_store() const {
    using column::Storage;
    std::filesystem::create_directory(folder / "state");
    const auto person = std::make_shared<const datastore::UnitType>(
        datastore::UnitType{"PERSON", {"Person", "Person"}, "PERSONID_1", 0});
    datastore::StoreToWrite store;
    store.directory = folder / "store";
    store.databank = "no.ssb.fdb";
    store.versions = {{1, 0, 0}};
    store.unit_counts = {static_cast<std::uint32_t>(kPersons)};
    store.variables = {variable("MUNICIPALITY", Storage::Code16, person, kMunicipalities),
                       variable("SEX", Storage::Code8, person, kSexes),
                       variable("AGE", Storage::Int8, person, 0)};
    store.unit_types = {person};
    SKJERM_TRY_ASSIGN(const auto writer, datastore::StoreWriter::create(std::move(store)));
    for (std::size_t index = 0; index < base::block_count(kPersons); ++index) {
        const base::Block rows = base::block_at(index, kPersons);
        datastore::StoreBlock block{index, {}, {}};
        block.segments.push_back({0, 0, bytes_of(municipality, rows)});
        block.segments.push_back({1, 0, bytes_of(sex, rows)});
        block.segments.push_back({2, 0, bytes_of(age, rows)});
        SKJERM_TRY(writer->put(std::move(block)));
    }
    return writer->commit();
}

ProtectedWorks::ProtectedWorks() : parts_(std::make_unique<Parts>()) {}
ProtectedWorks::~ProtectedWorks() = default;
const std::vector<ProtectedWork>& ProtectedWorks::works() const { return parts_->works; }

}  // namespace skjerm::bench
