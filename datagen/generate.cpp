#include "datagen/generate.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <string>

#include "datagen/blocks.h"
#include "datagen/employers.h"
#include "datagen/project.h"
#include "datagen/units.h"
#include "skjerm/base/check.h"
#include "skjerm/base/parallel.h"
#include "skjerm/datastore/store_writer.h"

namespace skjerm::datagen {

namespace {

// Versions that scripts ask for; all have the same content.
constexpr std::int32_t kVersions[] = {12, 17, 18, 23, 25, 26, 30, 31,
                                      32, 33, 34, 40, 41, 42, 43, 45};
constexpr int kGeneratorVersion = 2;

datastore::StoreToWrite describe(const Options& options, const Model& model) {
    datastore::StoreToWrite store;
    store.directory = options.directory;
    store.databank = model.catalogue.databank();
    store.title = {"Syntetisk Norge (ikke ekte data)", "Synthetic Norway (not real data)"};
    store.synthetic = true;
    for (const std::int32_t version : kVersions) store.versions.push_back({version, 0, 0});
    store.unit_types = model.units->unit_types();
    store.unit_counts.assign(kDomainCount, datastore::kCountedLater);
    const auto count_of = [&](Domain domain) -> std::uint32_t& {
        return store.unit_counts[static_cast<std::size_t>(domain)];
    };
    count_of(Domain::Person) = options.persons;
    count_of(Domain::Establishment) = model.employers->establishments();
    count_of(Domain::Enterprise) = model.employers->enterprises();
    store.variables = model.catalogue.written_variables();
    for (datastore::VariableToWrite& variable : model.units->written_variables())
        store.variables.push_back(std::move(variable));
    store.provenance =
        "skjerm synth " + std::to_string(kGeneratorVersion) +
        " persons=" + std::to_string(options.persons) + " seed=" + std::to_string(options.seed) +
        " years=" + std::to_string(options.first_year) + "-" + std::to_string(options.last_year);
    for (const std::string& id : options.registers)
        store.provenance += (id == *options.registers.begin() ? " registers=" : ",") + id;
    store.write_indexed_parquet = options.write_indexed_parquet;
    return store;
}

/// Lets the registrar and the register of homes look on.
class Observers final : public Observer {
public:
    Observers(Registrar& registrar, Homes& homes) : registrar_(registrar), homes_(homes) {}
    void at_new_year(const World& world) override {
        registrar_.at_new_year(world);
        homes_.record(world, registrar_.families(), registrar_.dwellings());
    }
    void at_year_end(World& world) override { registrar_.at_year_end(world); }

private:
    Registrar& registrar_;
    Homes& homes_;
};

}  // namespace

datastore::StoreBlock make_block(const Model& model, std::size_t index, std::uint32_t persons) {
    const base::Block block = base::block_at(index, persons);
    BlockColumns columns(model.catalogue, index, block.size());
    UnitColumns units(*model.units);
    for (std::size_t offset = 0; offset < block.size(); offset += kLineageBlock) {
        const std::size_t size = std::min<std::size_t>(kLineageBlock, block.size() - offset);
        World world(model, static_cast<std::uint32_t>((block.begin + offset) / kLineageBlock),
                    static_cast<std::uint32_t>(size));
        WorkHistory work(size);
        Registrar registrar(model, columns, offset, work);
        Homes homes;
        Observers observers(registrar, homes);
        simulate(world, observers);
        registrar.at_end(world);
        const Stays stays = stays_of(world);
        const Careers careers = careers_of(world, work, stays, registrar.work_bars());
        registrar.at_careers(world, careers);
        const Lives lives{world, stays, work, careers, homes};
        project_jobs(lives, units);
        project_courses(lives, units);
        project_vehicles(lives, units);
        project_meters(lives, units);
        project_accidents(lives, units);
    }
    datastore::StoreBlock result = columns.take();
    units.take(result, model.catalogue.written_variables().size());
    return result;
}

base::Status generate(const Options& options,
                      const std::function<void(std::size_t, std::size_t)>& progress) {
    SKJERM_CHECK(options.persons >= 20'000 && options.persons <= kFullPopulation);
    SKJERM_CHECK(options.first_year >= kFirstSimulatedYear &&
                 options.first_year <= options.last_year);
    const Model model(options.seed, options.first_year, options.last_year, options.persons,
                      options.registers);
    SKJERM_TRY_ASSIGN(const auto writer, datastore::StoreWriter::create(describe(options, model)));
    const std::size_t blocks = base::block_count(options.persons);
    std::mutex mutex;
    std::optional<base::Diagnostic> failure;
    std::size_t done = 0;
    // In waves of what the writer may hold, so that memory stays bounded whatever the threads do.
    const std::size_t wave = std::max<std::size_t>(1, writer->max_pending_blocks());
    for (std::size_t first = 0; first < blocks && !failure; first += wave) {
        base::parallel_for(std::min(wave, blocks - first), [&](std::size_t task) {
            {
                const std::lock_guard lock(mutex);
                if (failure) return;
            }
            base::Status status = writer->put(make_block(model, first + task, options.persons));
            const std::lock_guard lock(mutex);
            if (!status.ok()) {
                if (!failure) failure = std::move(status).diagnostic();
                return;
            }
            ++done;
            if (progress) progress(done, blocks);
        });
    }
    if (failure) return *std::move(failure);
    return writer->commit();
}

}  // namespace skjerm::datagen
