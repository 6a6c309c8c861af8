// A session that no ledger watches over, for attacks that measure what the other layers hold back
// alone: without_ledger DATASTORE SECRET, a script on standard input, results on standard output as
// `skjerm run --format ndjson --stable --keep-going` writes them. Part of the tests; the program
// has no such switch.
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <iterator>
#include <string>

#include "skjerm/cli/result_writer.h"
#include "skjerm/disclosure/gate.h"
#include "skjerm/session/installation.h"
#include "skjerm/session/session.h"

namespace skjerm {
namespace {

/// Hands the events of a session to the writer of the program.
class Events : public session::EventSink {
public:
    explicit Events(cli::ResultWriter& writer) : writer_(writer) {}

    void command_started(const session::CommandEvent& command) override {
        writer_.command_started(command);
    }
    void result_released(const session::CommandEvent& command,
                         const released::Result& result) override {
        writer_.result(command, result);
    }
    void diagnosed(const session::CommandEvent* command,
                   const base::Diagnostic& diagnostic) override {
        writer_.diagnosed(command, diagnostic);
    }
    void command_finished(const session::CommandEvent& command, bool succeeded) override {
        writer_.command_finished(command, succeeded);
    }

private:
    cli::ResultWriter& writer_;
};

int run(const std::string& datastore, const std::string& secret_file) {
    auto stores = session::open_stores({datastore});
    auto secret = disclosure::Secret::load_or_create(secret_file);
    if (!stores.ok() || !secret.ok()) return 1;
    const disclosure::Gate gate(disclosure::Policy::standard(), std::move(secret).value());
    command::Environment environment;
    environment.stores = stores.value().get();
    environment.gate = &gate;
    environment.budget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 30);
    environment.engine_version = "without ledger";
    const std::string script(std::istreambuf_iterator<char>(std::cin), {});
    const base::SourceText source("script", script);
    const cli::WriterSetup setup{.source = source,
                                 .style = {},
                                 .stable = true,
                                 .engine_version = environment.engine_version,
                                 .policy_version = gate.policy().version};
    cli::Output output(STDOUT_FILENO, "standard output");
    const auto writer = cli::make_ndjson_writer(setup, output);
    Events events(*writer);
    session::Session session(environment);
    session.run(script, {.keep_going = true}, events);
    return output.finish().ok() ? 0 : 1;
}

}  // namespace
}  // namespace skjerm

int main(int count, char** words) {
    if (count != 3) {
        std::fputs("usage: without_ledger DATASTORE SECRET\n", stderr);
        return 2;
    }
    return skjerm::run(words[1], words[2]);
}
