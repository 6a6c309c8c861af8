#include "skjerm/cli/run_settings.h"

#include <limits>

#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::cli {

namespace {

using base::Argument;
using base::Code;

Format format_of(const std::string& name) {
    if (name == "json") return Format::Json;
    if (name == "ndjson") return Format::Ndjson;
    if (name == "csv") return Format::Csv;
    return name == "md" ? Format::Markdown : Format::Text;
}

base::Status check_together(const Arguments& arguments, Format format) {
    if (arguments.has("--fail-fast") && arguments.has("--keep-going"))
        return base::error(Code::FlagsExclude, {},
                           {Argument::name("--fail-fast"), Argument::name("--keep-going")});
    if (arguments.has("--check") && arguments.has("--seed-check"))
        return base::error(Code::FlagsExclude, {},
                           {Argument::name("--check"), Argument::name("--seed-check")});
    const auto only_with = [&](std::string_view flag, bool fits, std::vector<std::string> formats) {
        if (!arguments.has(flag) || fits) return base::ok();
        return base::Status(base::error(Code::FlagWithoutUse, {},
                                        {Argument::name(flag), Argument::names(formats)}));
    };
    SKJERM_TRY(only_with("--sep", format == Format::Csv, {"--format csv"}));
    SKJERM_TRY(only_with("--echo", format == Format::Markdown, {"--format md"}));
    const bool json = format == Format::Json || format == Format::Ndjson;
    SKJERM_TRY(only_with("--stable", json, {"--format json", "--format ndjson"}));
    const std::vector<std::string> people{"--format text", "--format csv", "--format md"};
    SKJERM_TRY(only_with("--decimal", !json, people));
    return only_with("--labels", !json, people);
}

void choose_kinds(RunSettings& settings, const std::string& kinds) {
    settings.tables = kinds.find("tables") != std::string::npos;
    settings.texts = kinds.find("text") != std::string::npos;
    settings.others = false;
}

base::Status read_lines(const Arguments& arguments, session::RunOptions& run) {
    constexpr std::uint64_t kLastLine = std::numeric_limits<std::int32_t>::max();
    if (const auto from = arguments.value("--from")) {
        SKJERM_TRY_ASSIGN(const auto line, integer_value("--from", *from, 1, kLastLine));
        run.first_line = static_cast<std::uint32_t>(line);
    }
    if (const auto to = arguments.value("--to")) {
        const std::uint64_t first = run.first_line == 0 ? 1 : run.first_line;
        SKJERM_TRY_ASSIGN(const auto line, integer_value("--to", *to, first, kLastLine));
        run.last_line = static_cast<std::uint32_t>(line);
    }
    return base::ok();
}

}  // namespace

base::Result<RunSettings> run_settings(const Arguments& arguments) {
    RunSettings settings;
    settings.script = arguments.words.front();
    settings.format = format_of(arguments.value("--format").value_or("text"));
    SKJERM_TRY(check_together(arguments, settings.format));
    settings.out = arguments.value("--out");
    if (const auto kinds = arguments.value("--only")) choose_kinds(settings, *kinds);
    SKJERM_TRY(read_lines(arguments, settings.run));
    settings.check_only = arguments.has("--check");
    settings.run.keep_going = arguments.has("--keep-going");
    settings.time = arguments.has("--time");
    if (const auto memory = arguments.value("--memory")) {
        SKJERM_TRY_ASSIGN(settings.memory_bytes, size_value("--memory", *memory));
    }
    if (const auto timeout = arguments.value("--timeout")) {
        SKJERM_TRY_ASSIGN(const auto milliseconds, duration_value("--timeout", *timeout));
        settings.timeout = std::chrono::milliseconds(milliseconds);
        settings.timeout_text = *timeout;
    }
    if (const auto decimal = arguments.value("--decimal"))
        settings.decimal = *decimal == "comma" ? ',' : '.';
    const std::string separator = arguments.value("--sep").value_or("semicolon");
    settings.separator = separator == "comma" ? ',' : separator == "tab" ? '\t' : ';';
    const std::string labels = arguments.value("--labels").value_or("labels");
    settings.labels = labels == "codes"  ? render::Labels::Codes
                      : labels == "both" ? render::Labels::Both
                                         : render::Labels::Labels;
    settings.echo = arguments.has("--echo");
    settings.stable = arguments.has("--stable");
    settings.seed_check = arguments.has("--seed-check");
    settings.secret_file = arguments.value("--secret").value_or("");
    return settings;
}

}  // namespace skjerm::cli
