// The forms in which a run writes its results: text, JSON, NDJSON, CSV, Markdown. A writer gets the
// events of the run in order and writes released results only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "skjerm/base/source_text.h"
#include "skjerm/cli/output.h"
#include "skjerm/render/document.h"
#include "skjerm/session/events.h"

namespace skjerm::cli {

/// What all writers need to know. Outlives them.
struct WriterSetup {
    const base::SourceText& source;
    render::Style style;
    char separator = ';';
    bool echo = false;    ///< Markdown: with the commands
    bool stable = false;  ///< no time of day
    std::string engine_version;
    std::string policy_version;
};

/// How a run ended, as its documents say it.
struct RunOutcome {
    std::string_view state;  ///< "completed", "failed", …
    int exit_code = 0;
};

class ResultWriter {
public:
    virtual ~ResultWriter() = default;
    virtual void begin() {}
    virtual void command_started(const session::CommandEvent& command) = 0;
    virtual void result(const session::CommandEvent& command, const released::Result& result) = 0;
    /// True when the writer says it in its document, so that nobody else needs to.
    virtual bool diagnosed(const session::CommandEvent* command,
                           const base::Diagnostic& diagnostic) = 0;
    virtual void command_finished(const session::CommandEvent& command, bool succeeded) = 0;
    virtual void end(const RunOutcome& outcome) = 0;
    /// What went wrong with the writer's own files, if anything.
    [[nodiscard]] virtual std::optional<base::Diagnostic> failure() const { return std::nullopt; }
};

[[nodiscard]] std::unique_ptr<ResultWriter> make_text_writer(const WriterSetup& setup,
                                                             Output& output);
[[nodiscard]] std::unique_ptr<ResultWriter> make_markdown_writer(const WriterSetup& setup,
                                                                 Output& output);
/// One document at the end (docs/format/result.md).
[[nodiscard]] std::unique_ptr<ResultWriter> make_json_writer(const WriterSetup& setup,
                                                             Output& output);
/// One event per line, as they come.
[[nodiscard]] std::unique_ptr<ResultWriter> make_ndjson_writer(const WriterSetup& setup,
                                                               Output& output);
/// All tables one after another, an empty line between them.
[[nodiscard]] std::unique_ptr<ResultWriter> make_csv_writer(const WriterSetup& setup,
                                                            Output& output);
/// One file for each table: `017-tabulate.csv`.
[[nodiscard]] std::unique_ptr<ResultWriter> make_csv_folder_writer(const WriterSetup& setup,
                                                                   std::string folder);

/// The place of a result in its script.
[[nodiscard]] render::Heading heading_of(const session::CommandEvent& command,
                                         const base::SourceText& source);
/// Notes of disclosure control that are the same whatever the data: said once in a run.
[[nodiscard]] bool is_constant_note(const base::Diagnostic& diagnostic);

}  // namespace skjerm::cli
