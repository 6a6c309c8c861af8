// `skjerm synth generate`: makes a synthetic datastore.
#include <algorithm>
#include <chrono>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "datagen/generate.h"
#include "datagen/input_packages.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/cli/interruptible.h"
#include "skjerm/cli/program.h"
#include "skjerm/datastore/store.h"
#include "skjerm/render/words.h"

namespace skjerm::cli {

namespace {

using base::Argument;
using base::Code;

constexpr std::uint64_t kTinyPopulation = 20'000;
constexpr std::uint64_t kDemoPopulation = 500'000;

base::Result<std::uint32_t> persons_of(const std::string& value) {
    if (value == "tiny") return static_cast<std::uint32_t>(kTinyPopulation);
    if (value == "demo") return static_cast<std::uint32_t>(kDemoPopulation);
    if (value == "full") return datagen::kFullPopulation;
    SKJERM_TRY_ASSIGN(const std::uint64_t persons,
                      integer_value("--persons", value, kTinyPopulation, datagen::kFullPopulation));
    return static_cast<std::uint32_t>(persons);
}

// "FREG,SELV" as ids, each of them known.
base::Result<datagen::RegisterIds> registers_of(const std::string& value) {
    const std::vector<std::string> known = datagen::Catalogue::register_ids();
    datagen::RegisterIds ids;
    std::istringstream parts(value);
    for (std::string id; std::getline(parts, id, ',');) {
        if (std::find(known.begin(), known.end(), id) == known.end()) {
            std::string all;
            for (const std::string& each : known) all += (all.empty() ? "" : ", ") + each;
            return invalid_value("--registers", id, {all, all});
        }
        ids.insert(id);
    }
    return ids;
}

base::Result<datagen::Options> options_of(const Arguments& arguments) {
    constexpr std::uint64_t kFirstYear = 1967;
    constexpr std::uint64_t kLastYear = 2100;
    datagen::Options options;
    SKJERM_TRY_ASSIGN(const std::string persons, needed_value(arguments, "--persons"));
    SKJERM_TRY_ASSIGN(options.directory, needed_value(arguments, "--out"));
    SKJERM_TRY_ASSIGN(options.persons, persons_of(persons));
    if (const auto seed = arguments.value("--seed")) {
        SKJERM_TRY_ASSIGN(options.seed, integer_value("--seed", *seed, 0, ~std::uint64_t{0}));
    }
    if (const auto from = arguments.value("--from")) {
        SKJERM_TRY_ASSIGN(const auto year, integer_value("--from", *from, kFirstYear, kLastYear));
        options.first_year = static_cast<int>(year);
    }
    if (const auto to = arguments.value("--to")) {
        const auto first = static_cast<std::uint64_t>(options.first_year);
        SKJERM_TRY_ASSIGN(const auto year, integer_value("--to", *to, first, kLastYear));
        options.last_year = static_cast<int>(year);
    }
    if (const auto registers = arguments.value("--registers")) {
        SKJERM_TRY_ASSIGN(options.registers, registers_of(*registers));
    }
    options.write_indexed_parquet = arguments.has("--indexed-parquet");
    return options;
}

/// The store as deliveries.
base::Status write_packages(Program& program, const std::filesystem::path& store_folder,
                            const std::filesystem::path& packages) {
    SKJERM_TRY_ASSIGN(const datastore::StorePtr store, datastore::Store::open(store_folder));
    const bool nb = program.language == base::Language::Bokmaal;
    return datagen::write_input_packages(
        *store, packages, [&](std::size_t done, std::size_t total) {
            program.progress.part(done, total, nb ? "Skriver leveranser" : "Writing deliveries");
        });
}

base::Result<ExitCode> generate(Program& program) {
    SKJERM_TRY_ASSIGN(const datagen::Options options, options_of(program.arguments));
    SKJERM_TRY(apply_threads(program.arguments));

    const bool nb = program.language == base::Language::Bokmaal;
    const auto started = std::chrono::steady_clock::now();
    SKJERM_TRY(datagen::generate(options, [&](std::size_t done, std::size_t total) {
        program.progress.part(done, total, nb ? "Lager befolkningen" : "Making the population");
    }));
    if (const auto packages = program.arguments.value("--packages"))
        SKJERM_TRY(write_packages(program, options.directory, *packages));
    program.progress.hide();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - started;
    SKJERM_TRY_ASSIGN(const datastore::StorePtr store, datastore::Store::open(options.directory));

    const char decimal = nb ? ',' : '.';
    const std::string persons = render::format_number(options.persons, 0, decimal, " ");
    const std::string variables = std::to_string(store->variables().size());
    const std::string seconds = render::format_number(taken.count(), 1, decimal, " ");
    const std::string& databank = store->databank();
    const std::string where = options.directory.string();
    program.out.write(
        nb ? where + ": syntetisk datalager " + databank + ", " + persons + " personer, " +
                 variables + " variabler, laget på " + seconds + " s\n"
           : where + ": synthetic datastore " + databank + ", " + persons + " persons, " +
                 variables + " variables, made in " + seconds + " s\n");
    return ExitCode::Success;
}

}  // namespace

ExitCode synth_generate_command(Program& program) {
    return interruptible(program, [&] { return generate(program); });
}

}  // namespace skjerm::cli
