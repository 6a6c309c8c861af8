#include "skjerm/cli/window_commands.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <filesystem>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/cli/script_file.h"
#include "skjerm/cli/terminal.h"
#include "skjerm/command/registry.h"
#include "skjerm/script/parser.h"

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace skjerm::cli {

namespace {

using base::Argument;
using base::Code;
using base::Diagnostic;

constexpr std::string_view kExtension = ".skjerm";

Diagnostic note(Code code, std::vector<Argument> arguments = {}) {
    Diagnostic diagnostic = base::warning(code, {}, std::move(arguments));
    diagnostic.severity = base::Severity::Note;
    return diagnostic;
}

std::string file_of(const std::string& name) {
    return std::filesystem::path(name).has_extension() ? name : name + std::string(kExtension);
}

bool exists(const std::string& file) {
    std::error_code ignored;
    return std::filesystem::exists(file, ignored);
}

/// "Kopi av kommandolinjeøkt (2026-11-22 12.30.05).skjerm", of a file that does not exist.
std::string copy_name(base::Language language) {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    ::localtime_r(&now, &local);
    std::array<char, 32> time{};
    std::strftime(time.data(), time.size(), "%Y-%m-%d %H.%M.%S", &local);
    const base::LocalizedText start{"Kopi av kommandolinjeøkt", "Copy of command line session"};
    const std::string name = std::string(start.in(language)) + " (" + time.data() + ")";
    std::string file = name + std::string(kExtension);
    for (int number = 2; exists(file); ++number)
        file = name + " " + std::to_string(number) + std::string(kExtension);
    return file;
}

/// Runs `$EDITOR file` through the shell, for an editor may have flags; whether it ended well.
bool run_editor(const std::string& editor, const std::string& file) {
    const std::string script = editor + " \"$1\"";
    std::array<const char*, 6> words{"sh", "-c", script.c_str(), "sh", file.c_str(), nullptr};
    pid_t child = 0;
    const int fault = ::posix_spawnp(&child, "sh", nullptr, nullptr,
                                     const_cast<char* const*>(words.data()), environ);
    if (fault != 0) return false;
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// Commands that only show something to the one who works.
bool is_for_reading(std::string_view text) {
    const std::string_view word = text.substr(0, text.find_first_of(" \t\n,"));
    static constexpr std::string_view kWords[] = {"help", "help-function", "history", "variables"};
    return std::ranges::find(kWords, word) != std::end(kWords);
}

}  // namespace

std::optional<script::Command> WindowCommands::find(std::string_view text) {
    const script::Parsed parsed = script::parse(text, command::grammar());
    if (parsed.has_errors() || parsed.script.statements.size() != 1) return std::nullopt;
    const auto* command = std::get_if<script::Command>(&parsed.script.statements.front().node);
    if (command == nullptr) return std::nullopt;
    static constexpr std::string_view kNames[] = {"clear", "save", "load", "edit"};
    if (std::ranges::find(kNames, command->name.text) == std::end(kNames)) return std::nullopt;
    return *command;
}

Diagnostic WindowCommands::run(const script::Command& command) {
    if (command.name.text == "clear") return clear();
    if (command.name.text == "edit") return edit();
    if (command.name.text == "save") return save(command);
    return load(std::get<script::OptionalWord>(command.operands).word->text);
}

void WindowCommands::ran(std::string_view text) {
    if (!is_for_reading(text)) entered_.emplace_back(text);
}

std::string WindowCommands::commands_text() const {
    std::string text;
    for (const std::string& entered : entered_) text += entered + "\n";
    return text;
}

base::Result<std::optional<std::string>> WindowCommands::save_copy() {
    if (entered_.empty()) return std::optional<std::string>();
    const std::string file = copy_name(program_.language);
    SKJERM_TRY(replace_script(file, commands_text()));
    return std::optional(file);
}

Diagnostic WindowCommands::save(const script::Command& command) {
    if (entered_.empty()) return base::error(Code::NothingToSave, {});
    const auto& word = std::get<script::OptionalWord>(command.operands).word;
    const bool edits = !command.options.empty();
    std::string file = word ? file_of(word->text) : copy_name(program_.language);
    if (!word && edits && !active_.empty()) file = active_;
    if (exists(file) && !edits) return base::error(Code::ScriptExists, {}, {Argument::name(file)});
    if (const base::Status saved = replace_script(file, commands_text()); !saved)
        return saved.diagnostic();
    active_ = file;
    if (!edits) return note(Code::ScriptSaved, {Argument::name(file)});
    const std::string editor(environment_variable("EDITOR").value_or("vi"));
    if (!run_editor(editor, file))
        return base::error(Code::EditorFailed, {}, {Argument::name(editor)});
    return note(Code::ScriptSaved, {Argument::name(file)});
}

Diagnostic WindowCommands::edit() {
    script::Command command;
    command.operands = script::OptionalWord{};
    command.options.emplace_back();
    return save(command);
}

Diagnostic WindowCommands::clear() {
    const auto copy = save_copy();
    if (!copy) return copy.diagnostic();
    session_.clear();
    entered_.clear();
    active_.clear();
    if (!*copy) return note(Code::SessionEmpty);
    return note(Code::SessionCleared, {Argument::name(**copy)});
}

Diagnostic WindowCommands::load(const std::string& name) {
    const std::string file = exists(name) ? name : file_of(name);
    const base::Result<std::string> text = read_script(file);
    if (!text) return text.diagnostic();
    Diagnostic cleared = clear();
    if (cleared.severity == base::Severity::Error) return cleared;
    active_ = file;
    run_script_(file, *text);
    return cleared;
}

}  // namespace skjerm::cli
