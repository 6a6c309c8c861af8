// Skjerm against DuckDB and R's data.table on the same 10 million rows in one run:
//
//   side_by_side [--repetitions N] [--threads N] [--no-r] [--only P3] [--report FILE]
//
// Runs are interleaved (one of each, again and again) and compared by their medians; results must
// agree before time counts. Skjerm's times include all of disclosure control and the JSON; the
// others release nothing. The memory bandwidth is measured between the runs. `--only SDC` measures
// what protection costs: a tabulate of a session, ledger and audit log included, against bare
// counts.
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "side_by_side/protection.h"
#include "side_by_side/work.h"
#include "skjerm/base/parallel.h"

namespace skjerm::bench {
namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_of(const std::function<void()>& work) {
    const auto start = Clock::now();
    work();
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

struct Settings {
    int repetitions = 7;
    int threads = 2;
    bool with_r = true;
    std::string only;  ///< run only the work with this id or this in its name; empty: all
    std::string report;
};

Settings read_settings(int argc, char** argv) {
    Settings settings;
    for (int i = 1; i < argc; ++i) {
        const std::string_view name = argv[i];
        const bool has_value = i + 1 < argc;
        if (name == "--no-r") {
            settings.with_r = false;
        } else if (name == "--repetitions" && has_value) {
            settings.repetitions = std::max(1, std::atoi(argv[++i]));
        } else if (name == "--threads" && has_value) {
            settings.threads = std::max(1, std::atoi(argv[++i]));
        } else if (name == "--only" && has_value) {
            settings.only = argv[++i];
        } else if (name == "--report" && has_value) {
            settings.report = argv[++i];
        } else {
            std::fprintf(stderr,
                         "usage: side_by_side [--repetitions N] [--threads N] [--no-r] "
                         "[--only P3] [--report FILE]\n");
            std::exit(2);
        }
    }
    return settings;
}

/// Bandwidth of memory on all threads, over arrays far larger than the caches.
class Memory {
public:
    Memory() : from_(kWords, 1), to_(kWords) {}

    /// Bytes read and written by memcpy, per second, in 10^9.
    double copy() {
        const double time = milliseconds_of([&] {
            base::parallel_for(kParts, [&](std::size_t part) {
                std::memcpy(to_.data() + part * kPart, from_.data() + part * kPart,
                            kPart * sizeof(std::uint64_t));
            });
        });
        return 2e-6 * static_cast<double>(kWords * sizeof(std::uint64_t)) / time;
    }
    /// Bytes read by a sum, per second, in 10^9.
    double read() {
        std::vector<std::uint64_t> sums(kParts);
        const double time = milliseconds_of([&] {
            base::parallel_for(kParts, [&](std::size_t part) {
                const std::uint64_t* words = from_.data() + part * kPart;
                std::uint64_t lanes[16] = {};
                for (std::size_t i = 0; i < kPart; i += 16)
                    for (std::size_t lane = 0; lane < 16; ++lane) lanes[lane] += words[i + lane];
                for (const std::uint64_t lane : lanes) sums[part] += lane;
            });
        });
        for (const std::uint64_t sum : sums)
            if (sum != kPart) std::abort();
        return 1e-6 * static_cast<double>(kWords * sizeof(std::uint64_t)) / time;
    }

private:
    static constexpr std::size_t kPart = std::size_t{1} << 16;
    static constexpr std::size_t kParts = 512;
    static constexpr std::size_t kWords = kPart * kParts;  // 256 MiB
    std::vector<std::uint64_t> from_;
    std::vector<std::uint64_t> to_;
};

/// Medians of data.table, by name of the work.
std::map<std::string, double> run_r(const Population& population, const std::vector<Work>& works,
                                    const Settings& settings) {
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("side_by_side_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    const auto write = [&](const char* name, const column::ColumnPtr& column) {
        std::ofstream out(folder / name, std::ios::binary);
        column::visit(*column, [&](auto values) {
            out.write(reinterpret_cast<const char*>(values.data()),
                      static_cast<std::streamsize>(values.size_bytes()));
        });
    };
    write("sex", population.sex);
    write("municipality", population.municipality);
    write("wage", population.wage);
    write("link", population.link);
    write("family", population.family);
    write("value", population.value);
    std::ofstream names(folder / "works");
    for (const Work& work : works) names << work.name << '\n';
    names.close();
    std::ostringstream command;
    command << "Rscript " SKJERM_SOURCE_DIR "/bench/side_by_side/data_table.R " << folder.string()
            << ' ' << settings.repetitions << ' ' << settings.threads;
    std::map<std::string, double> times;
    if (FILE* lines = popen(command.str().c_str(), "r")) {
        char line[256];
        while (std::fgets(line, sizeof line, lines) != nullptr)
            if (char* tab = std::strchr(line, '\t')) {
                *tab = '\0';
                times[line] = std::atof(tab + 1);
            }
        if (pclose(lines) != 0) std::fprintf(stderr, "R did not come to its end\n");
    }
    std::filesystem::remove_all(folder);
    return times;
}

std::string first_match(const char* file, const std::string& key) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(key)) {
            const std::size_t colon = line.find(':');
            return line.substr(line.find_first_not_of(" \t", colon + 1));
        }
    return "?";
}

struct Row {
    const Work* work;
    double own;
    double duck;
};

void print_report(std::ostream& out, const std::vector<Row>& rows,
                  const std::map<std::string, double>& r_times, double copy, double read,
                  const Settings& settings) {
    char date[32];
    const std::time_t now = std::time(nullptr);
    std::strftime(date, sizeof date, "%Y-%m-%d", std::gmtime(&now));
    utsname system{};
    uname(&system);
    out << "# Side by side\n\nMeasured " << date << " by `side_by_side` on "
        << first_match("/proc/cpuinfo", "model name") << ", " << sysconf(_SC_NPROCESSORS_ONLN)
        << " cores, " << first_match("/proc/meminfo", "MemTotal") << " memory, " << system.sysname
        << ' ' << system.release << ". " << settings.threads << " threads, medians of "
        << settings.repetitions << " interleaved runs over " << kPersons
        << " persons, results checked equal. DuckDB " << Duck::version()
        << " in memory. Skjerm's times include all of disclosure control and the JSON (not in "
           "P5, which releases nothing); the others release nothing.\n\n";
    char line[512];
    std::snprintf(line, sizeof line,
                  "Memory: memcpy %.1f GB/s (read and write), reading %.1f GB/s.\n\n", copy, read);
    out << line
        << "| # | work | Skjerm ms | DuckDB ms | data.table ms | ratio to DuckDB | goal | GB/s | "
           "share of read bandwidth |\n|---|---|---:|---:|---:|---:|---:|---:|---:|\n";
    for (const Row& row : rows) {
        const auto r_time = r_times.find(row.work->name);
        const std::string r_text =
            r_time == r_times.end() ? "–" : std::to_string(std::lround(r_time->second));
        const double speed = 1e-6 * static_cast<double>(row.work->bytes) / row.own;
        std::snprintf(
            line, sizeof line, "| %s | %s | %.1f | %.1f | %s | %.3f | %.2f | %.1f | %.0f %% |\n",
            row.work->id.c_str(), row.work->name.c_str(), row.own, row.duck, r_text.c_str(),
            row.own / row.duck, row.work->goal, speed, 100 * speed / read);
        out << line;
    }
}

/// What protection costs, as a table of its own.
void print_protection(std::ostream& out, const Settings& settings) {
    const ProtectedWorks made;
    out << "\n| work | with everything ms | bare counts ms | ratio | goal |\n"
           "|---|---:|---:|---:|---:|\n";
    for (const ProtectedWork& work : made.works()) {
        std::vector<double> whole;
        std::vector<double> bare;
        for (int repetition = 0; repetition <= settings.repetitions; ++repetition) {
            whole.push_back(milliseconds_of(work.run));
            bare.push_back(milliseconds_of(work.plain));
        }
        // The first time the condition is new and pages are cold.
        whole.erase(whole.begin());
        bare.erase(bare.begin());
        char line[256];
        std::snprintf(line, sizeof line, "| %s | %.1f | %.1f | %.2f | 1.60 |\n", work.name.c_str(),
                      median(whole), median(bare), median(whole) / median(bare));
        out << line;
    }
}

bool is_wanted(const Settings& settings, const std::string& id, const std::string& name) {
    return settings.only.empty() || id == settings.only ||
           name.find(settings.only) != std::string::npos;
}

/// The works against DuckDB and data.table.
int run_opponents(const Settings& settings, std::ostream& report) {
    const Population population;
    Duck duck(settings.threads);
    load(duck, population);
    std::vector<Work> works = all_work(population);
    std::erase_if(works,
                  [&](const Work& work) { return !is_wanted(settings, work.id, work.name); });
    if (works.empty()) return 0;
    for (const Work& work : works)
        if (!work.agrees(duck.query(work.sql))) {
            std::fprintf(stderr, "%s: the results differ\n", work.name.c_str());
            return 1;
        }

    Memory memory;
    std::vector<double> copies;
    std::vector<double> reads;
    std::vector<std::vector<double>> own(works.size());
    std::vector<std::vector<double>> ducks(works.size());
    for (int repetition = 0; repetition < settings.repetitions; ++repetition) {
        copies.push_back(memory.copy());
        reads.push_back(memory.read());
        for (std::size_t i = 0; i < works.size(); ++i) {
            own[i].push_back(milliseconds_of(works[i].run));
            ducks[i].push_back(milliseconds_of([&] { (void)duck.query(works[i].sql); }));
        }
    }
    const std::map<std::string, double> r_times =
        settings.with_r ? run_r(population, works, settings) : std::map<std::string, double>{};
    std::vector<Row> rows;
    for (std::size_t i = 0; i < works.size(); ++i)
        rows.push_back({&works[i], median(own[i]), median(ducks[i])});
    print_report(report, rows, r_times, median(copies), median(reads), settings);
    return 0;
}

int run(const Settings& settings) {
    base::set_thread_limit(settings.threads);
    std::ostringstream report;
    if (settings.only != "SDC")
        if (const int failed = run_opponents(settings, report); failed != 0) return failed;
    if (is_wanted(settings, "SDC", "tabulate municipality sex")) print_protection(report, settings);
    std::fputs(report.str().c_str(), stdout);
    if (!settings.report.empty()) std::ofstream(settings.report) << report.str();
    return 0;
}

}  // namespace
}  // namespace skjerm::bench

int main(int argc, char** argv) {
    return skjerm::bench::run(skjerm::bench::read_settings(argc, argv));
}
