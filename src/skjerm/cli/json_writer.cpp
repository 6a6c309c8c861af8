#include <chrono>
#include <ctime>
#include <nlohmann/json.hpp>
#include <string>

#include "skjerm/base/keyed_hash.h"
#include "skjerm/cli/about_run.h"
#include "skjerm/cli/messages.h"
#include "skjerm/cli/result_writer.h"

namespace skjerm::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string one_line(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// RFC 3339, UTC, milliseconds.
std::string now() {
    const auto time =
        std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    char text[32];
    const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
    const auto milliseconds = time.time_since_epoch().count() % 1000;
    std::string rest = std::to_string(milliseconds);
    return std::string(text, length) + "." + std::string(3 - rest.size(), '0') + rest + "Z";
}

Json script_json(const WriterSetup& setup) {
    return {{"sha256", base::to_hex(base::sha256(setup.source.text()))}};
}

/// `part` as the last member of the object `json`, without parsing it again.
std::string with_member(const Json& json, std::string_view name, const std::string& part) {
    std::string text = one_line(json);
    text.pop_back();
    return text + ",\"" + std::string(name) + "\":" + part + "}";
}

class JsonWriter : public ResultWriter {
public:
    JsonWriter(const WriterSetup& setup, Output& output) : setup_(setup), output_(output) {}

    void begin() override {
        if (!setup_.stable) at_ = now();
    }
    void command_started(const session::CommandEvent&) override {}
    void result(const session::CommandEvent& command, const released::Result& result) override {
        about_.add(result);
        append(results_, render::to_json(result, heading_of(command, setup_.source)));
    }
    bool diagnosed(const session::CommandEvent* command,
                   const base::Diagnostic& diagnostic) override {
        const Json index = command == nullptr ? Json(nullptr) : Json(command->number);
        append(diagnostics_, with_member({{"index", index}}, "diagnostic",
                                         diagnostic_json(diagnostic, setup_.source)));
        return is_constant_note(diagnostic);
    }
    void command_finished(const session::CommandEvent& command, bool) override {
        commands_ = command.number;
    }
    void end(const RunOutcome& outcome) override {
        Json provenance = {{"datastores", about_.provenance().datastores},
                           {"synthetic", about_.provenance().synthetic},
                           {"engine", setup_.engine_version},
                           {"policy", setup_.policy_version}};
        if (!at_.empty()) provenance["at"] = at_;
        const Json ended = {
            {"state", outcome.state}, {"exit_code", outcome.exit_code}, {"commands", commands_}};
        output_.write("{\"schema\":\"skjerm.run/1\",\"script\":" + one_line(script_json(setup_)) +
                      ",\"provenance\":" + one_line(provenance) + ",\"results\":[" + results_ +
                      "],\"diagnostics\":[" + diagnostics_ + "],\"outcome\":" + one_line(ended) +
                      "}\n");
    }

private:
    static void append(std::string& list, const std::string& item) {
        if (!list.empty()) list += ',';
        list += item;
    }

    const WriterSetup& setup_;
    Output& output_;
    AboutRun about_;
    std::string results_;
    std::string diagnostics_;
    std::string at_;
    std::size_t commands_ = 0;
};

class NdjsonWriter : public ResultWriter {
public:
    NdjsonWriter(const WriterSetup& setup, Output& output) : setup_(setup), output_(output) {}

    void begin() override {
        Json json = event("run.state");
        json["state"] = "running";
        json["script"] = script_json(setup_);
        json["provenance"] = {{"engine", setup_.engine_version}, {"policy", setup_.policy_version}};
        if (!setup_.stable) json["provenance"]["at"] = now();
        write(one_line(json));
    }
    void command_started(const session::CommandEvent& command) override {
        Json json = event("command.state");
        json["index"] = command.number;
        json["state"] = "running";
        json["statement"] = command.statement;
        json["statements"] = command.statements;
        json["name"] = command.name;
        json["text"] = command.text;
        write(one_line(json));
    }
    void result(const session::CommandEvent& command, const released::Result& result) override {
        Json json = event("command.result");
        json["index"] = command.number;
        write(with_member(json, "result",
                          render::to_json(result, heading_of(command, setup_.source))));
    }
    bool diagnosed(const session::CommandEvent* command,
                   const base::Diagnostic& diagnostic) override {
        Json json = event(command == nullptr ? "run.diagnostic" : "command.diagnostic");
        if (command != nullptr) json["index"] = command->number;
        write(with_member(json, "diagnostic", diagnostic_json(diagnostic, setup_.source)));
        return is_constant_note(diagnostic);
    }
    void command_finished(const session::CommandEvent& command, bool succeeded) override {
        Json json = event("command.state");
        json["index"] = command.number;
        json["state"] = succeeded ? "succeeded" : "failed";
        write(one_line(json));
    }
    void end(const RunOutcome& outcome) override {
        Json json = event("run.state");
        json["state"] = outcome.state;
        json["exit_code"] = outcome.exit_code;
        write(one_line(json));
    }

private:
    static Json event(std::string_view name) { return {{"v", 1}, {"event", name}}; }
    void write(const std::string& line) {
        output_.write(line + "\n");
        output_.flush();
    }

    const WriterSetup& setup_;
    Output& output_;
};

}  // namespace

std::unique_ptr<ResultWriter> make_json_writer(const WriterSetup& setup, Output& output) {
    return std::make_unique<JsonWriter>(setup, output);
}

std::unique_ptr<ResultWriter> make_ndjson_writer(const WriterSetup& setup, Output& output) {
    return std::make_unique<NdjsonWriter>(setup, output);
}

}  // namespace skjerm::cli
